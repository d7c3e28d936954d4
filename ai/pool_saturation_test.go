package ai_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/sandbox/providers"
)

// More people than the free tiers can serve ask for ten minutes: all that
// the limits allow is used, and no provider has to refuse.
func TestPoolSaturatesWithoutARefusal(t *testing.T) {
	minutes := 10
	if testing.Short() {
		minutes = 2
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	n := newPipes()
	accounts := builtin(t, n, names...)
	synctest.Test(t, func(t *testing.T) {
		srv := providers.New(providers.Options{Latency: 300 * time.Millisecond, TokenDelay: 5 * time.Millisecond})
		n.open(t, srv)
		p := ai.NewPool(accounts, ai.PoolOptions{})
		var all sync.WaitGroup
		for i := range 60 {
			r := rand.New(rand.NewPCG(seed, uint64(i)))
			all.Go(func() {
				for begun := time.Now(); time.Since(begun) < time.Duration(minutes)*time.Minute; {
					time.Sleep(time.Duration(r.Int64N(int64(20 * time.Second))))
					text := "Tell me something about bees. " + strings.Repeat("They fly far. ", r.IntN(100))
					q := &ai.Request{System: "You are a patient teacher.", Messages: request(text).Messages}
					var err error
					if r.IntN(2) == 0 {
						_, err = p.Generate(t.Context(), q)
					} else {
						_, err = p.Stream(t.Context(), q, func(string) {})
					}
					var e *ai.Exhausted
					if err != nil && !errors.As(err, &e) {
						t.Errorf("failed with %v", err)
					}
				}
			})
		}
		all.Wait()
		flush(t, p)
		served, refused := map[string]int{}, map[string]int{}
		for _, c := range srv.Calls() {
			id := c.Provider + "/" + c.Model
			if c.Status == 200 {
				served[id]++
			} else {
				refused[fmt.Sprint(id, " ", c.Status, " ", c.Refused)]++
			}
		}
		for id, n := range refused {
			t.Errorf("%s refused %d times", id, n)
		}
		for _, m := range status(t, p).Providers {
			id := m.Name + "/" + m.Model
			t.Logf("%4d served by %s", served[id], id)
		}
		for id, rpm := range map[string]int{"cerebras/gpt-oss-120b": 5, "gemini/gemini-3.5-flash-lite": 15} {
			if served[id] < rpm*minutes {
				t.Errorf("%s served %d in %d minutes, want %d a minute", id, served[id], minutes, rpm)
			}
		}
	})
}
