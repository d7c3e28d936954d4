package providers_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"hamzaban/sandbox/providers"
)

// verdict says what a client finds of an answer.
type verdict struct {
	// broken: the connection failed. whole: a text came with a finish
	// reason.
	broken, whole bool
}

func TestFaultsOfConnectionAndAnswer(t *testing.T) {
	s := start(t, providers.Options{})
	bad, fine, half := verdict{broken: true}, verdict{whole: true}, verdict{}
	for _, tc := range []struct {
		fault           providers.Fault
		whole, streamed verdict
	}{
		{providers.Refuse, bad, bad}, {providers.Reset, bad, bad}, {providers.Cut, bad, bad},
		{providers.MissingEnd, half, half}, {providers.StreamError, half, half}, {providers.Empty, half, half},
		{providers.NoBody, half, half}, {providers.Garbage, half, half}, {providers.GarbageInStream, half, half},
		{providers.ErrorAs200, half, half}, {providers.Filtered, half, half},
		{providers.WrongType, fine, fine}, {providers.LimitText, fine, fine}, {providers.Truncated, fine, fine},
		{providers.ThinkLeak, fine, fine}, {providers.SlowFirstToken(time.Millisecond), fine, fine},
		{providers.Drip(time.Microsecond), fine, fine}, {providers.Huge(300_000), fine, fine},
		{providers.NoGzip, bad, bad}, {providers.NoUTF8, fine, fine}, {providers.OddFinish, fine, fine}, {providers.NothingLeft, fine, fine},
	} {
		for _, name := range providers.Names {
			for _, stream := range []bool{false, true} {
				mode, want := " whole", tc.whole
				if stream {
					mode, want = " stream", tc.streamed
				}
				t.Run(tc.fault.Kind+" "+name+mode, func(t *testing.T) {
					s.Refill(name)
					s.Break(name, tc.fault)
					defer s.Mend(name)
					r := ask(t, s, name, "Tell me about the weather in spring", stream)
					if r.err == nil && r.status != 200 {
						t.Fatalf("status %d: %s", r.status, r.body)
					}
					got := verdict{broken: r.err != nil}
					if r.err == nil && tc.fault.Kind != "garbage" {
						text, finish := r.text(t, name)
						got.whole = text != "" && finish != "" && finish != "error"
					}
					if got != want {
						t.Errorf("%+v, want %+v: %v %.300s", got, want, r.err, r.body)
					}
				})
			}
		}
	}
}

func TestAResetIsOne(t *testing.T) {
	s := start(t, providers.Options{})
	s.Script("groq", providers.Reset, providers.Refuse)
	if r := ask(t, s, "groq", "Hello", false); !errors.Is(r.err, syscall.ECONNRESET) {
		t.Errorf("reset: %v", r.err)
	}
	if r := ask(t, s, "groq", "Hello", false); !errors.Is(r.err, io.EOF) {
		t.Errorf("refuse: %v", r.err)
	}
}

func TestHangAndStallLastUntilTheClientLeaves(t *testing.T) {
	s := start(t, providers.Options{})
	for _, tc := range []struct {
		fault   providers.Fault
		headers bool
	}{{providers.Hang, false}, {providers.Stall, true}, {providers.Trickle(time.Millisecond), true}} {
		for _, stream := range []bool{false, true} {
			t.Run(tc.fault.Kind, func(t *testing.T) {
				s.Refill("cerebras")
				s.Script("cerebras", tc.fault)
				ctx, cancel := context.WithTimeout(t.Context(), 60*time.Millisecond)
				defer cancel()
				body := `{"model":"gpt-oss-120b","messages":[{"role":"user","content":"Hello"}],"stream":` + map[bool]string{true: "true", false: "false"}[stream] + `}`
				req, _ := http.NewRequestWithContext(ctx, "POST", s.URL("cerebras")+"/chat/completions", strings.NewReader(body))
				req.Header.Set("Authorization", "Bearer test-key")
				resp, err := client.Do(req)
				if (err == nil) != tc.headers {
					t.Fatalf("headers came: %v, %v", err == nil, err)
				}
				if err != nil {
					return
				}
				defer resp.Body.Close()
				got, err := io.ReadAll(resp.Body)
				if !errors.Is(err, context.DeadlineExceeded) || len(got) == 0 {
					t.Errorf("%d bytes, %v", len(got), err)
				}
			})
		}
	}
}

func TestJSONEndsInItsMiddle(t *testing.T) {
	s := start(t, providers.Options{})
	for _, name := range providers.Names {
		for _, stream := range []bool{false, true} {
			s.Script(name, providers.NoJSONEnd)
			r := ask(t, s, name, "Tell me about the weather in spring", stream)
			end := string(r.body)
			if i := strings.LastIndex(end, "data: "); i >= 0 {
				end = end[i+len("data: "):]
			}
			if r.err != nil || r.status != 200 || json.Valid([]byte(end)) {
				t.Errorf("%s, stream %v: %v, %d: %s", name, stream, r.err, r.status, r.body)
			}
		}
	}
}

func TestNothingLeftIsToldByWhoeverTells(t *testing.T) {
	s := start(t, providers.Options{Limits: providers.Unlimited()})
	for name, header := range map[string]string{"groq": "X-Ratelimit-Remaining-Tokens", "cerebras": "X-Ratelimit-Remaining-Tokens-Minute",
		"cohere": "X-Trial-Endpoint-Call-Remaining"} {
		s.Script(name, providers.NothingLeft)
		if r := ask(t, s, name, "Hello", false); r.status != 200 || r.header.Get(header) != "0" {
			t.Errorf("%s: %d, %v", name, r.status, r.header)
		}
	}
}

func TestHowAStreamFailsInItsMiddle(t *testing.T) {
	s := start(t, providers.Options{})
	for _, tc := range []struct{ provider, words string }{
		{"openrouter", `"finish_reason":"error"`}, {"groq", "over_capacity"}, {"gemini", `"status":"UNAVAILABLE"`},
		{"cerebras", "service_unavailable"}, {"cohere", "try again later"},
	} {
		t.Run(tc.provider, func(t *testing.T) {
			s.Script(tc.provider, providers.StreamError)
			r := ask(t, s, tc.provider, "Tell me about the weather in spring", true)
			text, _ := r.text(t, tc.provider)
			if text == "" || !strings.Contains(string(r.body), tc.words) {
				t.Errorf("text %q in %s", text, r.body)
			}
		})
	}
}

func TestHowAnAnswerIsFilteredAndTruncated(t *testing.T) {
	s := start(t, providers.Options{})
	for _, tc := range []struct {
		provider string
		fault    providers.Fault
		words    string
	}{
		{"groq", providers.Filtered, `"finish_reason":"content_filter"`}, {"gemini", providers.Filtered, `"blockReason":"PROHIBITED_CONTENT"`},
		{"groq", providers.Truncated, `"finish_reason":"length"`}, {"gemini", providers.Truncated, `"finishReason":"MAX_TOKENS"`},
		{"groq", providers.OddFinish, `"finish_reason":"banana"`}, {"gemini", providers.OddFinish, `"finishReason":"BANANA"`},
		{"openrouter", providers.NoUTF8, "Voil\xe0"},
		{"cohere", providers.ThinkLeak, `<think>`}, {"gemini", providers.LimitText, `Rate limit exceeded`},
	} {
		t.Run(tc.provider+" "+tc.fault.Kind, func(t *testing.T) {
			s.Script(tc.provider, tc.fault)
			if r := ask(t, s, tc.provider, "Hello", false); r.status != 200 || !strings.Contains(string(r.body), tc.words) {
				t.Errorf("status %d: %s", r.status, r.body)
			}
		})
	}
}

func TestHugeIsHuge(t *testing.T) {
	s := start(t, providers.Options{})
	for _, stream := range []bool{false, true} {
		s.Script("groq", providers.Huge(5<<20))
		if r := ask(t, s, "groq", "Hello", stream); len(r.body) < 5<<20 {
			t.Errorf("stream %v: %d bytes", stream, len(r.body))
		}
	}
}

func TestScriptsGoBeforeBreaksAndMendEndsBoth(t *testing.T) {
	s := start(t, providers.Options{})
	s.Break("groq", providers.HTTP(503))
	s.Script("groq", providers.HTTP(500), providers.Fault{}, providers.HTTP(498), providers.HTTP(498))
	do(t, "GET", s.URL("groq")+"/models", "test-key", nil) // takes nothing from the script
	var got []int
	for i := range 6 {
		if i == 3 {
			s.Mend("groq")
		}
		if i == 4 {
			s.Break("groq", providers.Fault{Kind: "status", Status: 503, Model: "openai/gpt-oss-120b"})
		}
		model := firstModel["groq"]
		if i == 5 {
			model = "openai/gpt-oss-20b"
		}
		got = append(got, askModel(t, s, "groq", model, "Hello", false, nil).status)
	}
	for i, want := range []int{500, 200, 498, 200, 503, 200} {
		if got[i] != want {
			t.Errorf("statuses %v", got)
			break
		}
	}
}

func TestAFaultMayBeForOneKey(t *testing.T) {
	s := start(t, providers.Options{})
	s.Break("groq", providers.Fault{Kind: "status", Status: 401, Key: "spare-one"})
	body := object{"model": firstModel["groq"], "messages": []any{object{"role": "user", "content": "Hello"}}}
	for key, want := range map[string]int{"spare-one": 401, "spare-two": 200} {
		if r := do(t, "POST", s.URL("groq")+"/chat/completions", key, body); r.status != want {
			t.Errorf("%s: status %d", key, r.status)
		}
	}
}
