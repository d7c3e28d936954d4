package ai_test

import (
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
func upstream(b *testing.B) string {
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

// BenchmarkWire compares a client with the library that it stands on.
func BenchmarkWire(b *testing.B) {
	url := upstream(b)
	config := openai.DefaultConfig("test-key")
	config.BaseURL = url
	bare := openai.NewClientWithConfig(config)
	ours := clientOf(b, "groq", url)
	r := oneQuestion(wireModels["groq"])
	q := openai.ChatCompletionRequest{Model: r.Model, Messages: []openai.ChatCompletionMessage{
		{Role: "system", Content: r.System}, {Role: "user", Content: r.Messages[0].Text}}}

	b.Run("whole/go-openai", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := bare.CreateChatCompletion(b.Context(), q); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("whole/ours", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := ours.Generate(b.Context(), r); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("stream/go-openai", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			stream, err := bare.CreateChatCompletionStream(b.Context(), q)
			for err == nil {
				_, err = stream.Recv()
			}
			if !errors.Is(err, io.EOF) {
				b.Fatal(err)
			}
			_ = stream.Close()
		}
	})
	b.Run("stream/ours", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := ours.(ai.Streamer).Stream(b.Context(), r, func(string) {}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
