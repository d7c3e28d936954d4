package ai_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/aitest"
	"hamzaban/ai/catalog"
)

func TestWires(t *testing.T) { aitest.Wire(t, ai.Connect) }

// TestConnectRefuses names the variable to set.
func TestConnectRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		p    catalog.Provider
		keys []string
		want string
	}{
		{"no key", catalog.Provider{Name: "groq", Wire: catalog.OpenAI}, nil, "set GROQ_API_KEY"},
		{"a blank in the address", catalog.Provider{Name: "cloudflare", Wire: catalog.OpenAI, BaseURL: "https://x.test/{account}/v1"}, []string{"test-key"}, "set CLOUDFLARE_BASE_URL"},
		{"an unknown wire", catalog.Provider{Name: "x", Wire: "soap"}, []string{"test-key"}, `"soap" is not known`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := ai.Connect(tt.p, ai.ConnectOptions{Keys: tt.keys}); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

// TestGeminiAddresses: people paste the address with more or less of its path.
func TestGeminiAddresses(t *testing.T) {
	var path string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path = r.URL.Path
		w.WriteHeader(http.StatusTeapot)
	}))
	defer s.Close()
	for _, base := range []string{s.URL, s.URL + "/", s.URL + "/v1beta", s.URL + "/proxy/google/v1beta/"} {
		_, _ = putTo(t, clientOf(t, "gemini", base), oneQuestion("gemini-3.8-flash"), false)
		if !strings.HasSuffix(path, "/v1beta/models/gemini-3.8-flash:generateContent") || strings.Count(path, "v1beta") != 1 {
			t.Errorf("%s: asked at %s", base, path)
		}
	}
}

// TestConnectIsCheap: all five clients are made before the first poll.
func TestConnectIsCheap(t *testing.T) {
	best := time.Hour
	for range 10 { // the machine may be busy
		began := time.Now()
		for _, p := range catalog.Builtin().Providers {
			if _, err := ai.Connect(p, ai.ConnectOptions{Keys: []string{"test-key"}}); err != nil && p.Name != "cloudflare" {
				t.Fatal(err)
			}
		}
		best = min(best, time.Since(began))
	}
	if best > 20*time.Millisecond {
		t.Errorf("the clients took %v, want a few milliseconds", best)
	}
}

// TestEndlessAnswers: no answer can fill the memory, and what is too long is
// not read to its end.
func TestEndlessAnswers(t *testing.T) {
	const most = 50 << 20
	line := strings.Repeat("a", 1<<10)
	for _, tt := range []struct{ name, provider, media, head, piece string }{
		{"one JSON", "groq", "application/json", `{"choices":[{"message":{"content":"`, line},
		{"one event", "groq", "text/event-stream", `data: {"choices":[{"delta":{"content":"`, line},
		{"many events", "groq", "text/event-stream", "", `data: {"choices":[{"delta":{"content":"` + line + "\"}}]}\n\n"},
		{"comments alone", "groq", "text/event-stream", "", ": " + line + "\n"},
		{"one JSON", "gemini", "application/json", `{"candidates":[{"content":{"parts":[{"text":"`, line},
		{"one element", "gemini", "application/json", `[{"candidates":[{"content":{"parts":[{"text":"`, line},
		{"many elements", "gemini", "application/json", `[{}`, `,{"candidates":[{"content":{"parts":[{"text":"` + line + `"}]}}]}`},
	} {
		t.Run(tt.provider+": "+tt.name, func(t *testing.T) {
			t.Parallel()
			var sent atomic.Int64
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", tt.media)
				_, err := io.WriteString(w, tt.head)
				for err == nil && sent.Load() < most {
					_, err = io.WriteString(w, tt.piece)
					sent.Add(int64(len(tt.piece)))
				}
			}))
			defer s.Close()
			stream := tt.media == "text/event-stream" || strings.HasPrefix(tt.head, "[")
			_, err := putTo(t, clientOf(t, tt.provider, s.URL), oneQuestion(wireModels[tt.provider]), stream)
			var e *ai.Error
			if !errors.As(err, &e) || e.Kind != ai.Garbled || !strings.Contains(err.Error(), "longer than ") {
				t.Errorf("got %v, want that it is too long", err)
			}
			if n := sent.Load(); n > 30<<20 {
				t.Errorf("%d MiB were taken", n>>20)
			}
		})
	}
}

// event writes a piece of a stream.
func event(content, reason string) string {
	return fmt.Sprintf("data: {\"choices\":[{\"delta\":{\"content\":%q},\"finish_reason\":%s}]}\n\n", content, reason)
}

// end ends a stream.
const end = "data: [DONE]\n\n"

// streams are streams as vendors write them.
var streams = []struct {
	name, provider, body string
	want                 string
	usage                ai.Usage
	kind                 ai.Kind
}{
	{"plain", "groq", event("Hel", "null") + event("lo", "null") + event("", `"stop"`) + end, "Hello", ai.Usage{}, ""},
	{"Groq's usage", "groq", event("Hi", `null`) + `data: {"choices":[{"delta":{},"finish_reason":"stop"}],"x_groq":{"usage":{"prompt_tokens":9,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":4}}}}` + "\n\n" + end, "Hi", ai.Usage{Prompt: 9, Cached: 4, Output: 2}, ""},
	{"usage behind the end", "openrouter", event("Hi", `"stop"`) + `data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2}}` + "\n\n" + end, "Hi", ai.Usage{Prompt: 9, Output: 2}, ""},
	{"keep-alive comments", "openrouter", strings.Repeat(": OPENROUTER PROCESSING\n\n", 900) + event("Hi", `"stop"`) + end, "Hi", ai.Usage{}, ""},
	{"Windows line ends, named events", "groq", strings.ReplaceAll("event: message\nid: 7\nretry: 3\n"+event("Hi", `"stop"`)+end, "\n", "\r\n"), "Hi", ai.Usage{}, ""},
	{"no line end at last", "groq", strings.TrimSpace(event("Hi", `"stop"`)), "Hi", ai.Usage{}, ""},
	{"cut behind the finish reason", "groq", event("Hi", `"stop"`) + `data: {"cho`, "Hi", ai.Usage{}, ""},
	{"reasoning apart", "groq", `data: {"choices":[{"delta":{"reasoning":"hm"}}]}` + "\n\n" + event("Hi", `"stop"`) + end, "Hi", ai.Usage{}, ""},

	{"no finish reason", "groq", event("Hi", "null") + end, "", ai.Usage{}, ai.Cut},
	{"finish reason error", "openrouter", event("Hi", "null") + `data: {"id":"x","error":{"code":502,"message":"Provider disconnected"},"choices":[{"delta":{"content":""},"finish_reason":"error"}]}` + "\n\n", "", ai.Usage{}, ai.Unavailable},
	{"an error's event", "groq", event("Hi", "null") + "event: error\n" + `data: {"error":{"message":"over capacity","type":"service_unavailable","code":"over_capacity"}}` + "\n\n", "", ai.Usage{}, ai.Unavailable},
	{"an error beside Groq's usage", "groq", event("Hi", "null") + `data: {"choices":[],"x_groq":{"error":"over_capacity"}}` + "\n\n", "", ai.Usage{}, ai.Unavailable},
	{"Cohere's error", "cohere", event("Hi", "null") + `data: {"id":"x","message":"internal server error"}` + "\n\n", "", ai.Usage{}, ai.Unavailable},
	{"an error without data:", "groq", `{"error":{"message":"Rate limit reached on requests per minute","code":"rate_limit_exceeded"}}`, "", ai.Usage{}, ai.RateLimited},
	{"JSON that is none", "groq", event("Hi", "null") + "data: {oops}\n\n", "", ai.Usage{}, ai.Garbled},
	{"nothing but an end", "groq", end, "", ai.Usage{}, ai.Cut},
	{"nothing", "groq", "", "", ai.Usage{}, ai.Cut},
	{"filtered", "groq", event("Hi", `"content_filter"`) + end, "", ai.Usage{}, ai.Filtered},
	{"all of it thinking", "groq", event("<think>hm", `"length"`) + end, "", ai.Usage{}, ai.Empty},

	{"plain", "gemini", `[{"candidates":[{"content":{"parts":[{"text":"Hel"}]}}]},` + "\n" + `{"candidates":[{"content":{"parts":[{"text":"lo"}]},"finishReason":1}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":2,"thoughtsTokenCount":5,"cachedContentTokenCount":4}}]`, "Hello", ai.Usage{Prompt: 9, Cached: 4, Output: 7}, ""},
	{"thoughts and signatures", "gemini", `[{"candidates":[{"content":{"parts":[{"text":"hm","thought":true},{"thoughtSignature":"AAAA"},{"text":"Hi","thoughtSignature":"AAAA"}]}}]},{"candidates":[{"content":{"parts":[{"text":"","thoughtSignature":"AAAA"}]},"finishReason":"STOP"}]}]`, "Hi", ai.Usage{}, ""},
	{"cut behind the finish reason", "gemini", `[{"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}]}`, "Hi", ai.Usage{}, ""},
	{"no finish reason", "gemini", `[{"candidates":[{"content":{"parts":[{"text":"Hi"}]}}]}]`, "", ai.Usage{}, ai.Cut},
	{"cut between elements", "gemini", `[{"candidates":[{"content":{"parts":[{"text":"Hi"}]}}]}`, "", ai.Usage{}, ai.Cut},
	{"an error between elements", "gemini", `[{"candidates":[{"content":{"parts":[{"text":"Hi"}]}}]},{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}]`, "", ai.Usage{}, ai.Unavailable},
	{"an error alone", "gemini", `{"error":{"code":500,"message":"Internal","status":"INTERNAL"}}`, "", ai.Usage{}, ai.Unavailable},
	{"a page behind an element", "gemini", `[{"candidates":[{"content":{"parts":[{"text":"Hi"}]}}]},<html>`, "", ai.Usage{}, ai.Garbled},
	{"the prompt is blocked", "gemini", `[{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"}}]`, "", ai.Usage{}, ai.Filtered},
	{"the answer is blocked", "gemini", `[{"candidates":[{"content":{"parts":[{"text":"Hi"}]}}]},{"candidates":[{"finishReason":"SAFETY"}]}]`, "", ai.Usage{}, ai.Filtered},
	{"a reason of tomorrow", "gemini", `[{"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"MOON_PHASE"}]}]`, "", ai.Usage{}, ai.Cut},
	{"an empty array", "gemini", `[]`, "", ai.Usage{}, ai.Cut},
}

func TestStreams(t *testing.T) {
	for _, tt := range streams {
		t.Run(tt.provider+": "+tt.name, func(t *testing.T) {
			t.Parallel()
			media := "text/event-stream"
			if tt.provider == "gemini" {
				media = "application/json"
			}
			c := clientOf(t, tt.provider, alwaysAnswer(t, 200, fields{"Content-Type": media}, tt.body))
			r, err := putTo(t, c, oneQuestion(wireModels[tt.provider]), true)
			var e *ai.Error
			switch {
			case tt.kind == "" && err != nil:
				t.Fatal(err)
			case tt.kind != "" && (!errors.As(err, &e) || e.Kind != tt.kind):
				t.Fatalf("got %+v, %v; want %q", r, err, tt.kind)
			case tt.kind == "" && (r.Text != tt.want || r.Usage != tt.usage):
				t.Errorf("got %q with %+v, want %q with %+v", r.Text, r.Usage, tt.want, tt.usage)
			}
		})
	}
}

// TestWholeAnswersToStreams: a server that does not stream is understood.
func TestWholeAnswersToStreams(t *testing.T) {
	for provider, body := range map[string]string{
		"groq":   `{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":2}}`,
		"gemini": `{"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":2}}`,
	} {
		c := clientOf(t, provider, alwaysAnswer(t, 200, nil, body))
		r, err := putTo(t, c, oneQuestion(wireModels[provider]), true)
		if err != nil || r.Text != "Hi" || r.Usage != (ai.Usage{Prompt: 9, Output: 2}) {
			t.Errorf("%s: got %+v, %v", provider, r, err)
		}
	}
}

// TestThinkingIsASignOfLife though nothing of it is shown.
func TestThinkingIsASignOfLife(t *testing.T) {
	for _, tt := range []struct{ provider, name, media, body string }{
		{"groq", "apart", "text/event-stream", `data: {"choices":[{"delta":{"reasoning":"hm"}}]}` + "\n\n" + event("Hi", `"stop"`)},
		{"groq", "by another name", "text/event-stream", `data: {"choices":[{"delta":{"reasoning_content":"hm"}}]}` + "\n\n" + event("Hi", `"stop"`)},
		{"groq", "within", "text/event-stream", event("<think>hm", "null") + event("</think>Hi", `"stop"`)},
		{"gemini", "a thought", "application/json", `[{"candidates":[{"content":{"parts":[{"text":"hm","thought":true}]}}]},{"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}]}]`},
	} {
		t.Run(tt.provider+", "+tt.name, func(t *testing.T) {
			c := clientOf(t, tt.provider, alwaysAnswer(t, 200, fields{"Content-Type": tt.media}, tt.body))
			var shown []string
			_, err := c.(ai.Streamer).Stream(t.Context(), oneQuestion(wireModels[tt.provider]), func(s string) { shown = append(shown, s) })
			if err != nil || len(shown) != 2 || shown[0] != "" || shown[1] != "Hi" {
				t.Errorf("emitted %q, %v; want a sign of life, then the answer", shown, err)
			}
		})
	}
}

// TestFirstSignOfLife: the first piece of a stream is told at once, though it
// holds no text and nothing may follow for long. Comments that keep the
// connection open are no sign of the model's.
func TestFirstSignOfLife(t *testing.T) {
	for _, tt := range []struct{ name, provider, media, before, first, rest string }{
		{"a role alone", "groq", "text/event-stream", strings.Repeat(": PROCESSING\n\n", 9), `data: {"choices":[{"delta":{"role":"assistant","content":""}}]}` + "\n\n", event("", "null") + event("Hi", `"stop"`)},
		{"no choice", "openrouter", "text/event-stream", "", `data: {"choices":[],"prompt_filter_results":[]}` + "\n\n", event("Hi", `"stop"`)},
		{"usage alone", "gemini", "application/json", "[", `{"usageMetadata":{"promptTokenCount":9}}`, `,{"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}]}]`},
		{"a role alone", "gemini", "application/json", "[", `{"candidates":[{"content":{"role":"model"}}]}`, `,{"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}]}]`},
	} {
		t.Run(tt.provider+", "+tt.name, func(t *testing.T) {
			t.Parallel()
			seen := make(chan struct{})
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", tt.media)
				for _, piece := range []string{tt.before, tt.first} {
					_, _ = io.WriteString(w, piece)
					w.(http.Flusher).Flush()
				}
				select {
				case <-seen:
				case <-r.Context().Done():
				}
				_, _ = io.WriteString(w, tt.rest)
			}))
			defer s.Close()
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			var shown []string
			_, err := clientOf(t, tt.provider, s.URL).(ai.Streamer).Stream(ctx, oneQuestion(wireModels[tt.provider]), func(s string) {
				if shown = append(shown, s); len(shown) == 1 {
					close(seen)
				}
			})
			if err != nil || fmt.Sprintf("%q", shown) != `["" "Hi"]` {
				t.Errorf("emitted %q, %v; want a sign of life, then the answer", shown, err)
			}
		})
	}
}

// TestCachedTokens are told in answers in one piece, too. (Streams' are in
// [TestStreams].)
func TestCachedTokens(t *testing.T) {
	for provider, body := range map[string]string{
		"groq":   `{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":4}}}`,
		"cohere": `{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":4}}}`,
		"gemini": `{"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":2,"cachedContentTokenCount":4}}`,
	} {
		for _, stream := range []bool{false, true} {
			c := clientOf(t, provider, alwaysAnswer(t, 200, nil, body))
			r, err := putTo(t, c, oneQuestion(wireModels[provider]), stream)
			if err != nil || r.Usage != (ai.Usage{Prompt: 9, Cached: 4, Output: 2}) {
				t.Errorf("%s, stream %v: got %+v, %v", provider, stream, r, err)
			}
		}
	}
}

// TestHangingEnd: an answer is whole with its finish reason, though the
// provider keeps the connection open.
func TestHangingEnd(t *testing.T) {
	for provider, body := range map[string]string{
		"groq":   event("Hi", `"stop"`),
		"gemini": `[{"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}]}`,
	} {
		t.Run(provider, func(t *testing.T) {
			t.Parallel()
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", map[string]string{"groq": "text/event-stream", "gemini": "application/json"}[provider])
				_, _ = io.WriteString(w, body)
				w.(http.Flusher).Flush()
				<-r.Context().Done()
			}))
			defer s.Close()
			r, err := putTo(t, clientOf(t, provider, s.URL), oneQuestion(wireModels[provider]), true)
			if err != nil || r.Text != "Hi" {
				t.Errorf("got %+v, %v", r, err)
			}
		})
	}
}

// TestObservations are what answers tell of limits.
func TestObservations(t *testing.T) {
	for _, tt := range []struct {
		name, provider string
		header         fields
		want           []ai.Observation
	}{
		{"Go durations", "groq", fields{"x-ratelimit-limit-requests": "1000", "x-ratelimit-remaining-requests": "998", "x-ratelimit-reset-requests": "2m52.8s",
			"x-ratelimit-limit-tokens": "8000", "x-ratelimit-remaining-tokens": "7890", "x-ratelimit-reset-tokens": "825ms"}, []ai.Observation{
			{Window: ai.Window{Unit: ai.Requests, Per: ai.Day}, Limit: 1000, Remaining: 998, ResetIn: 172800 * time.Millisecond, Source: ai.FromHeader},
			{Window: ai.Window{Unit: ai.Tokens, Per: ai.Minute}, Limit: 8000, Remaining: 7890, ResetIn: 825 * time.Millisecond, Source: ai.FromHeader}}},
		{"seconds", "cerebras", fields{"x-ratelimit-limit-requests-day": "14400", "x-ratelimit-remaining-requests-day": "14399", "x-ratelimit-reset-requests-day": "33011.5",
			"x-ratelimit-limit-tokens-minute": "60000", "x-ratelimit-remaining-tokens-minute": "0", "x-ratelimit-reset-tokens-minute": "11.25"}, []ai.Observation{
			{Window: ai.Window{Unit: ai.Requests, Per: ai.Day}, Limit: 14400, Remaining: 14399, ResetIn: 33011500 * time.Millisecond, Source: ai.FromHeader},
			{Window: ai.Window{Unit: ai.Tokens, Per: ai.Minute}, Limit: 60000, Remaining: 0, ResetIn: 11250 * time.Millisecond, Source: ai.FromHeader}}},
		{"a month shared by the key", "cohere", fields{"x-endpoint-monthly-call-limit": "1000", "x-trial-endpoint-call-limit": "20", "x-trial-endpoint-call-remaining": "19"}, []ai.Observation{
			{Window: ai.Window{Unit: ai.Requests, Per: ai.Minute}, Limit: 20, Remaining: 19, Source: ai.FromHeader},
			{Window: ai.Window{Unit: ai.Requests, Per: ai.Month}, Limit: 1000, Remaining: -1, Source: ai.FromHeader, Pool: "key"}}},
		{"nonsense", "groq", fields{"x-ratelimit-limit-requests": "many", "x-ratelimit-remaining-tokens": "-3"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			url := alwaysAnswer(t, 200, tt.header, `{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}`)
			r, err := putTo(t, clientOf(t, tt.provider, url), oneQuestion(wireModels[tt.provider]), false)
			if err != nil {
				t.Fatal(err)
			}
			if fmt.Sprint(r.Limits) != fmt.Sprint(tt.want) {
				t.Errorf("got  %+v\nwant %+v", r.Limits, tt.want)
			}
		})
	}
}
