package ai_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
	"hamzaban/store"
)

// However providers hang, and whenever callers leave: once all calls have
// returned and the pool is flushed, nothing of it is running any more.
func TestPoolLeavesNothingRunning(t *testing.T) {
	for _, c := range []struct {
		name string
		say  string // before it hangs; empty: not even headers
	}{
		{"before headers", ""},
		{"before the first token", ": thinking\n\n"},
		{"in mid-stream", `data: {"choices":[{"delta":{"content":"The beginning"}}]}` + "\n\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			came := make(chan struct{}, 100)
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				if c.say != "" {
					w.Header().Set("Content-Type", "text/event-stream")
					_, _ = io.WriteString(w, c.say)
					w.(http.Flusher).Flush()
				}
				came <- struct{}{}
				<-r.Context().Done()
			}))
			t.Cleanup(srv.Close)
			s, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), "book.db")})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			var accounts []ai.Account
			transport := &http.Transport{}
			for i := range 2 {
				p := catalog.Provider{Name: fmt.Sprintf("p%d", i), Wire: catalog.OpenAI, NoKey: true, BaseURL: srv.URL,
					Models: []catalog.Model{{ID: "m", Limits: catalog.Limits{RPD: 1000}}}}
				client, err := ai.Connect(p, ai.ConnectOptions{Transport: transport})
				if err != nil {
					t.Fatal(err)
				}
				accounts = append(accounts, ai.Account{Provider: p, Client: client})
			}
			p := ai.NewPool(accounts, ai.PoolOptions{Book: s.Book()})
			ctx, leave := context.WithCancel(t.Context())
			var all sync.WaitGroup
			for i := range 20 {
				all.Go(func() {
					_, err := answer(ctx, p, i%2 == 0)
					if err == nil {
						t.Error("a provider that hangs has answered")
					}
				})
			}
			for range 20 {
				<-came
			}
			leave()
			all.Wait()
			flush(t, p)
			transport.CloseIdleConnections()
			if left := lingering(func(stack string) bool { return strings.Contains(stack, "hamzaban/ai.") }); len(left) > 0 {
				t.Errorf("%d goroutines are left:\n\n%s", len(left), strings.Join(left, "\n\n"))
			}
		})
	}
}
