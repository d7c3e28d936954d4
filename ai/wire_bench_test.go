package ai_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sashabaranov/go-openai"

	"hamzaban/ai"
)

// upstream answers at once, with the headers of a real one.
func upstream(b testing.TB) string {
	whole := fmt.Sprintf(`{"id":"x","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":%q},"finish_reason":"stop"}],"usage":{"prompt_tokens":40,"completion_tokens":300,"total_tokens":340}}`, strings.Repeat("word ", 300))
	pieces := strings.Repeat(`data: {"id":"x","object":"chat.completion.chunk","created":1790000000,"model":"m","choices":[{"index":0,"delta":{"content":"word "},"finish_reason":null}]}`+"\n\n", 300) +
		`data: {"id":"x","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"x_groq":{"usage":{"prompt_tokens":40,"completion_tokens":300}}}` + "\n\ndata: [DONE]\n\n"
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q struct{ Stream bool }
		_ = json.NewDecoder(r.Body).Decode(&q)
		w.Header().Set("X-Ratelimit-Limit-Requests", "1000")
		w.Header().Set("X-Ratelimit-Remaining-Requests", "999")
		w.Header().Set("X-Ratelimit-Reset-Requests", "86.4s")
		w.Header().Set("X-Ratelimit-Limit-Tokens", "8000")
		w.Header().Set("X-Ratelimit-Remaining-Tokens", "7900")
		w.Header().Set("X-Ratelimit-Reset-Tokens", "825ms")
		if q.Stream {
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, pieces)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, whole)
	}))
	b.Cleanup(s.Close)
	return s.URL
}

// refusal refuses at once.
func refusal(b testing.TB) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"error":{"message":"property 'colour' is unsupported","type":"invalid_request_error"}}`)
	}))
	b.Cleanup(s.Close)
	return s.URL
}

// callers are ways to the same upstream: through the library that our client
// stands on, and through the client.
func callers(b testing.TB) map[string]func(context.Context) error {
	all := callersOf(b, upstream(b))
	refused := callersOf(b, refusal(b))
	for _, who := range []string{"/go-openai", "/ours"} {
		call := refused["whole"+who]
		all["refused"+who] = func(ctx context.Context) error {
			if call(ctx) == nil {
				return errors.New("it was not refused")
			}
			return nil
		}
	}
	return all
}

func callersOf(b testing.TB, url string) map[string]func(context.Context) error {
	config := openai.DefaultConfig("test-key")
	config.BaseURL = url
	bare, ours := openai.NewClientWithConfig(config), clientOf(b, "groq", url)
	r := oneQuestion(wireModels["groq"])
	q := openai.ChatCompletionRequest{Model: r.Model, Messages: []openai.ChatCompletionMessage{
		{Role: "system", Content: r.System}, {Role: "user", Content: r.Messages[0].Text}}}
	return map[string]func(context.Context) error{
		"whole/go-openai": func(ctx context.Context) error {
			_, err := bare.CreateChatCompletion(ctx, q)
			return err
		},
		"whole/ours": func(ctx context.Context) error {
			_, err := ours.Generate(ctx, r)
			return err
		},
		"stream/go-openai": func(ctx context.Context) error {
			stream, err := bare.CreateChatCompletionStream(ctx, q)
			if err != nil {
				return err
			}
			defer stream.Close()
			for err == nil {
				_, err = stream.Recv()
			}
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		},
		"stream/ours": func(ctx context.Context) error {
			_, err := ours.(ai.Streamer).Stream(ctx, r, func(string) {})
			return err
		},
	}
}

// BenchmarkWire compares a client with the library that it stands on.
func BenchmarkWire(b *testing.B) {
	all := callers(b)
	for _, name := range []string{"whole/go-openai", "whole/ours", "stream/go-openai", "stream/ours", "refused/go-openai", "refused/ours"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := all[name](b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestWireIsLean: a client allocates no more than the library that it stands
// on, so that the pool and the book may, and for a refusal what understanding
// it takes.
func TestWireIsLean(t *testing.T) {
	all := callers(t)
	allocs := func(name string) float64 {
		return testing.AllocsPerRun(100, func() {
			if err := all[name](t.Context()); err != nil {
				t.Fatal(err)
			}
		})
	}
	for how, more := range map[string]float64{"whole": 0, "stream": 0, "refused": 10} {
		if bare, ours := allocs(how+"/go-openai"), allocs(how+"/ours"); ours > bare+more {
			t.Errorf("%s: %v allocations, the library alone needs %v", how, ours, bare)
		}
	}
}
