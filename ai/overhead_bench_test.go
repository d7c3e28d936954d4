package ai_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sashabaranov/go-openai"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
	"hamzaban/store"
)

// What all of ours costs: the pool, its client and the book on disk, beside
// bare go-openai on the same loopback upstream. Both take turns in batches, so
// that whatever else the machine does slows both down, and the medians of the
// batches' ratios are reported. A batch is long beside the pause between two
// transactions of the book, so that it bears its own:
//
//	x-bare            time of a call, as a multiple of bare go-openai's
//	allocs-over-bare  allocations of a call beyond bare go-openai's
//	first-x-bare      time to the first piece of a stream, as a multiple
func BenchmarkOverhead(b *testing.B) {
	roomy := upstreamWith(b, 10_000_000, 1_000_000_000)
	tight := upstreamWith(b, 1000, 8000) // as a free tier's
	limited := refusing(b, http.StatusTooManyRequests, `{"error":{"message":"Rate limit reached. Please try again later.","type":"requests","code":"rate_limit_exceeded"}}`)
	broken := refusing(b, http.StatusBadRequest, `{"error":{"message":"this model does not take such a request","type":"invalid_request_error"}}`)
	for _, c := range []struct {
		name string
		urls []string // those of the pool's providers
		bare []string // what a bare caller asks, one after the other
		asks int64    // calls of the refusing one for each question
	}{
		{"healthy", []string{roomy, roomy}, []string{roomy}, 0},
		{"healthy, tight limits", []string{tight, tight}, []string{tight}, 0},
		{"first rests", []string{limited.URL, roomy}, []string{roomy}, 0},
		{"first fails", []string{broken.URL, roomy}, []string{broken.URL, roomy}, 1},
	} {
		for _, stream := range []bool{false, true} {
			mode, batch := "whole", 1000
			if stream {
				mode, batch = "stream", 200
			}
			b.Run(c.name+"/"+mode, func(b *testing.B) {
				p := pooled(b, c.urls...)
				ours := func() time.Duration { return askPool(b, p, stream) }
				bare := bareCaller(b, stream, c.bare...)
				ours() // connects, reads the book, finds out who rests
				bare()
				before := limited.calls.Load() + broken.calls.Load()
				n := compare(b, batch, ours, bare)
				want := n * (c.asks + int64(len(c.bare)-1)) // the bare caller asks it, too
				if got := limited.calls.Load() + broken.calls.Load() - before; got != want {
					b.Errorf("who refuses was asked %d times for %d questions, want %d", got, n, want)
				}
				flushAll(b, p)
			})
		}
	}
}

// compare lets both take turns in batches and reports how they differ. It
// returns how many calls each has made. Both return the time to the first piece.
func compare(b *testing.B, batch int, ours, bare func() time.Duration) int64 {
	var times, firsts, allocs, took, bareTook, allocated, written []float64
	for b.Loop() {
		o := measure(batch, ours)
		r := measure(batch, bare)
		times = append(times, o.took/r.took)
		firsts = append(firsts, o.first/r.first)
		allocs = append(allocs, o.allocs-r.allocs)
		allocated, written = append(allocated, o.allocs), append(written, o.bytes)
		took, bareTook = append(took, o.took), append(bareTook, r.took)
	}
	b.ReportMetric(median(took), "ns/op")
	b.ReportMetric(median(allocated), "allocs/op")
	b.ReportMetric(median(written), "B/op")
	b.ReportMetric(median(bareTook), "bare-ns/op")
	b.ReportMetric(median(times), "x-bare")
	b.ReportMetric(median(allocs), "allocs-over-bare")
	if firsts[0] > 0 {
		b.ReportMetric(median(firsts), "first-x-bare")
	}
	return int64(batch * len(times))
}

// cost is what one call of a batch cost.
type cost struct{ took, first, allocs, bytes float64 }

func measure(batch int, call func() time.Duration) cost {
	var before, after runtime.MemStats
	var first time.Duration
	runtime.ReadMemStats(&before)
	begun := time.Now()
	for range batch {
		first += call()
	}
	took := time.Since(begun)
	runtime.ReadMemStats(&after)
	n := float64(batch)
	return cost{float64(took) / n, float64(first) / n,
		float64(after.Mallocs-before.Mallocs) / n, float64(after.TotalAlloc-before.TotalAlloc) / n}
}

func median(of []float64) float64 {
	slices.Sort(of)
	return of[len(of)/2]
}

var overheadQuestion = oneQuestion(wireModels["groq"])

// pooled is a pool with a book on disk over providers at these addresses.
func pooled(b *testing.B, urls ...string) *ai.Pool {
	b.Helper()
	s, err := store.Open(b.Context(), store.Options{Path: filepath.Join(b.TempDir(), "book.db")})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	var accounts []ai.Account
	for i, url := range urls {
		p, _ := catalog.Builtin().Provider("groq")
		p.Name, p.BaseURL = fmt.Sprintf("groq%d", i), url
		p.Models = slices.Clone(p.Models[:1])
		p.Models[0].Limits = catalog.Limits{} // the headers tell
		c, err := ai.Connect(p, ai.ConnectOptions{Keys: []string{"test-key"}})
		if err != nil {
			b.Fatal(err)
		}
		accounts = append(accounts, ai.Account{Provider: p, Client: c})
	}
	return ai.NewPool(accounts, ai.PoolOptions{Book: s.Book()})
}

func flushAll(b *testing.B, p *ai.Pool) {
	if err := p.Flush(context.WithoutCancel(b.Context())); err != nil {
		b.Fatal(err)
	}
}

func askPool(b *testing.B, p *ai.Pool, stream bool) (first time.Duration) {
	begun := time.Now()
	var err error
	if stream {
		_, err = p.Stream(b.Context(), overheadQuestion, func(string) {
			if first == 0 {
				first = time.Since(begun)
			}
		})
	} else {
		_, err = p.Generate(b.Context(), overheadQuestion)
	}
	if err != nil {
		b.Fatal(err)
	}
	return first
}

// bareCaller asks at one address after the other; only the last has to answer.
func bareCaller(b *testing.B, stream bool, urls ...string) func() time.Duration {
	var clients []*openai.Client
	for _, url := range urls {
		config := openai.DefaultConfig("test-key")
		config.BaseURL = url
		clients = append(clients, openai.NewClientWithConfig(config))
	}
	r := overheadQuestion
	q := openai.ChatCompletionRequest{Model: r.Model, Messages: []openai.ChatCompletionMessage{
		{Role: "system", Content: r.System}, {Role: "user", Content: r.Messages[0].Text}}}
	ask := func(c *openai.Client) (first time.Duration, err error) {
		begun := time.Now()
		if !stream {
			_, err = c.CreateChatCompletion(b.Context(), q)
			return 0, err
		}
		s, err := c.CreateChatCompletionStream(b.Context(), q)
		if err != nil {
			return 0, err
		}
		defer s.Close()
		for err == nil {
			if _, err = s.Recv(); first == 0 {
				first = time.Since(begun)
			}
		}
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return first, err
	}
	return func() time.Duration {
		begun := time.Now()
		for _, c := range clients[:len(clients)-1] {
			if _, err := ask(c); err == nil {
				b.Fatal("who refuses has answered")
			}
		}
		wasted := time.Since(begun)
		first, err := ask(clients[len(clients)-1])
		if err != nil {
			b.Fatal(err)
		}
		if stream {
			first += wasted
		}
		return first
	}
}

// upstreamWith answers at once, with limits so high in its headers that are
// never any nearer.
func upstreamWith(b *testing.B, requests, tokens int) string {
	whole := fmt.Sprintf(`{"id":"x","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":%q},"finish_reason":"stop"}],"usage":{"prompt_tokens":40,"completion_tokens":300,"total_tokens":340}}`, strings.Repeat("word ", 300))
	pieces := strings.Repeat(`data: {"id":"x","object":"chat.completion.chunk","created":1790000000,"model":"m","choices":[{"index":0,"delta":{"content":"word "},"finish_reason":null}]}`+"\n\n", 300) +
		`data: {"id":"x","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"x_groq":{"usage":{"prompt_tokens":40,"completion_tokens":300}}}` + "\n\ndata: [DONE]\n\n"
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q struct{ Stream bool }
		_ = json.NewDecoder(r.Body).Decode(&q)
		h := w.Header()
		h.Set("X-Ratelimit-Limit-Requests", fmt.Sprint(requests))
		h.Set("X-Ratelimit-Remaining-Requests", fmt.Sprint(requests-1))
		h.Set("X-Ratelimit-Reset-Requests", "86.4s")
		h.Set("X-Ratelimit-Limit-Tokens", fmt.Sprint(tokens))
		h.Set("X-Ratelimit-Remaining-Tokens", fmt.Sprint(tokens-100))
		h.Set("X-Ratelimit-Reset-Tokens", "825ms")
		if q.Stream {
			h.Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, pieces)
			return
		}
		h.Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, whole)
	}))
	b.Cleanup(s.Close)
	return s.URL
}

// refuser refuses and counts who comes.
type refuser struct {
	*httptest.Server
	calls atomic.Int64
}

func refusing(b *testing.B, status int, body string) *refuser {
	f := &refuser{}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.calls.Add(1)
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		if status == http.StatusTooManyRequests {
			w.Header().Set("Retry-After", "86400")
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	b.Cleanup(f.Close)
	return f
}
