package providers_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"hamzaban/sandbox/providers"
)

// firstModel is one model of each provider.
var firstModel = map[string]string{
	"cerebras": "gpt-oss-120b", "cohere": "command-a-03-2025", "gemini": "gemini-3.5-flash-lite",
	"groq": "openai/gpt-oss-120b", "openrouter": "google/gemma-4-26b-a4b-it:free",
}

// start serves the providers on loopback until the test ends.
func start(t *testing.T, o providers.Options) *providers.Server {
	t.Helper()
	s := providers.New(o)
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// clock is a time that stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock(at string) *clock {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		panic(err)
	}
	return &clock{now: t}
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// object is a JSON object.
type object = map[string]any

// reply is what came back from a provider.
type reply struct {
	status int
	header http.Header
	body   []byte
	// err is a failure of the connection, before or while reading the body.
	err error
}

// at follows a path of names and indexes through the JSON body.
func (r reply) at(path ...any) any {
	var v any
	if json.Unmarshal(r.body, &v) != nil {
		return nil
	}
	return at(v, path...)
}

func at(v any, path ...any) any {
	for _, p := range path {
		switch p := p.(type) {
		case string:
			o, _ := v.(object)
			v = o[p]
		case int:
			l, _ := v.([]any)
			if p >= len(l) {
				return nil
			}
			v = l[p]
		}
	}
	return v
}

// client forgets its connections, so that a fault hits one call only.
var client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 20 * time.Second}

func do(t *testing.T, method, url, key string, body any) reply {
	t.Helper()
	var in io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		in = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, url, in)
	if err != nil {
		t.Fatal(err)
	}
	if key != "" && strings.Contains(url, "/gemini/") {
		req.Header.Set("X-Goog-Api-Key", key)
	} else if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	resp, err := client.Do(req)
	if err != nil {
		return reply{err: err}
	}
	defer resp.Body.Close()
	r := reply{status: resp.StatusCode, header: resp.Header}
	r.body, r.err = io.ReadAll(resp.Body)
	return r
}

// ask asks a provider's first model in its own protocol.
func ask(t *testing.T, s *providers.Server, name, text string, stream bool) reply {
	t.Helper()
	return askModel(t, s, name, firstModel[name], text, stream, nil)
}

func askModel(t *testing.T, s *providers.Server, name, model, text string, stream bool, more object) reply {
	t.Helper()
	if name == "gemini" {
		verb := ":generateContent"
		if stream {
			verb = ":streamGenerateContent?alt=sse"
		}
		body := object{"contents": []any{object{"role": "user", "parts": []any{object{"text": text}}}}}
		for k, v := range more {
			body[k] = v
		}
		return do(t, "POST", s.URL(name)+"/v1beta/models/"+model+verb, "test-key", body)
	}
	body := object{"model": model, "messages": []any{object{"role": "user", "content": text}}}
	if stream {
		body["stream"] = true
	}
	for k, v := range more {
		body[k] = v
	}
	return do(t, "POST", s.URL(name)+"/chat/completions", "test-key", body)
}

// events are the JSON bodies of a stream of server-sent events; done says
// whether it ended with [DONE].
func (r reply) events(t *testing.T) (events []any, done bool) {
	t.Helper()
	for line := range strings.Lines(string(r.body)) {
		data, ok := strings.CutPrefix(strings.TrimSpace(line), "data: ")
		if !ok {
			continue
		}
		if data == "[DONE]" {
			done = true
			continue
		}
		var v any
		if err := json.Unmarshal([]byte(data), &v); err != nil {
			t.Fatalf("event %q: %v", data, err)
		}
		events = append(events, v)
	}
	return events, done
}

// text is the answer's text, and finish its finish reason, whole or streamed.
func (r reply) text(t *testing.T, name string) (text, finish string) {
	t.Helper()
	pieces := []any{}
	if strings.HasPrefix(string(r.body), "{") {
		pieces = append(pieces, r.at())
	} else {
		pieces, _ = r.events(t)
	}
	for _, p := range pieces {
		for _, path := range [][]any{{"choices", 0, "message", "content"}, {"choices", 0, "delta", "content"}} {
			s, _ := at(p, path...).(string)
			text += s
		}
		for i := range 3 {
			if at(p, "candidates", 0, "content", "parts", i, "thought") != true {
				s, _ := at(p, "candidates", 0, "content", "parts", i, "text").(string)
				text += s
			}
		}
		for _, path := range [][]any{{"choices", 0, "finish_reason"}, {"candidates", 0, "finishReason"}} {
			if s, ok := at(p, path...).(string); ok {
				finish = strings.ToLower(s)
			}
		}
	}
	return text, finish
}
