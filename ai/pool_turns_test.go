package ai_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// counter is a pool over one model that serves one request a second, of which
// there is nothing left, and notes who was served when.
type counter struct {
	*ai.Pool
	*fake
	begun  time.Time
	mu     sync.Mutex
	served []string
	at     map[string]time.Duration
	failed map[string]*ai.Exhausted
	all    sync.WaitGroup
}

func newCounter(t *testing.T, l catalog.Limits) *counter {
	t.Helper()
	c := &counter{fake: &fake{name: "a"}, at: map[string]time.Duration{}, failed: map[string]*ai.Exhausted{}}
	account := c.account("m")
	account.Models[0].Limits = l
	c.Pool = ai.NewPool([]ai.Account{account}, ai.PoolOptions{})
	for range l.RPM {
		answers(t, c.Pool, "a/m")
	}
	c.begun = time.Now()
	return c
}

// ask asks for a person ("ann") under a name ("ann 1").
func (c *counter) ask(ctx context.Context, name string, tokens int) {
	person, _, _ := strings.Cut(name, " ")
	c.all.Go(func() {
		_, err := c.Pool.Generate(ctx, &ai.Request{Person: person, Messages: request(name).Messages, MaxTokens: tokens})
		c.mu.Lock()
		defer c.mu.Unlock()
		var e *ai.Exhausted
		if errors.As(err, &e) {
			c.failed[name] = e
		} else if err == nil {
			c.served = append(c.served, name)
			c.at[name] = time.Since(c.begun)
		}
	})
	synctest.Wait()
}

// Whoever asks fifty times at once delays nobody by more than one turn.
func TestPeopleTakeTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, catalog.Limits{RPM: 60})
		for i := range 50 {
			c.ask(t.Context(), "many "+string(rune('A'+i)), 10)
		}
		time.Sleep(500 * time.Millisecond)
		c.ask(t.Context(), "ann 1", 10)
		c.ask(t.Context(), "bob 1", 10)
		c.ask(t.Context(), "ann 2", 10)
		c.all.Wait()
		if want := strings.Fields("many ann bob many ann many many"); !slices.Equal(whose(c.served), want) {
			t.Errorf("served %q, want %q", c.served, want)
		}
		if c.at["ann 1"] > 3500*time.Millisecond || c.at["bob 1"] > 4500*time.Millisecond {
			t.Errorf("ann waited until %v, bob until %v", c.at["ann 1"], c.at["bob 1"])
		}
		for name, e := range c.failed {
			if !strings.HasPrefix(name, "many") || time.Since(c.begun) > 10*time.Second {
				t.Errorf("%s was turned away until %v", name, e.Until)
			}
		}
	})
}

func whose(names []string) []string {
	var all []string
	for _, name := range names {
		person, _, _ := strings.Cut(name, " ")
		all = append(all, person)
	}
	return all
}

// Whoever was served longest ago is next, whenever they came.
func TestTurnsAreRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, catalog.Limits{RPM: 60})
		for _, name := range []string{"ann 1", "bob 1", "cid 1"} {
			c.ask(t.Context(), name, 10)
		}
		c.all.Wait()
		for _, name := range []string{"cid 2", "bob 2", "ann 2", "dan 1"} {
			c.ask(t.Context(), name, 10)
		}
		c.all.Wait()
		if want := strings.Fields("ann bob cid dan ann bob cid"); !slices.Equal(whose(c.served), want) {
			t.Errorf("served %q, want %q", c.served, want)
		}
	})
}

// Nobody waits in vain, and who is turned away is told when there will be
// room, with those in mind who wait and who were turned away before.
func TestTurnsAreEstimated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, catalog.Limits{RPM: 60})
		for i := range 12 {
			c.ask(t.Context(), string(rune('a'+i))+" 1", 10)
		}
		if time.Since(c.begun) > 0 || len(c.failed) != 5 {
			t.Errorf("%d were turned away at once, want the five that would wait for more than 8 s: %v", len(c.failed), c.failed)
		}
		for i, name := range []string{"h 1", "i 1", "j 1", "k 1", "l 1"} {
			if e := c.failed[name]; e != nil {
				within(t, name+" may come again in", e.Until.Sub(c.begun), 8500*time.Millisecond+time.Duration(i)*time.Second)
			}
		}
		c.all.Wait()
		if len(c.served) != 7 {
			t.Errorf("served %q, want seven", c.served)
		}
	})
}

// Who leaves while waiting holds nobody up.
func TestTurnsOfWhoLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, catalog.Limits{RPM: 60})
		ctx, leave := context.WithCancel(t.Context())
		c.ask(ctx, "ann 1", 10)
		c.ask(ctx, "ann 2", 10)
		c.ask(t.Context(), "bob 1", 10)
		time.Sleep(500 * time.Millisecond)
		leave()
		c.all.Wait()
		if len(c.served) != 1 || c.at["bob 1"] > 1700*time.Millisecond {
			t.Errorf("served %q, bob after %v, want bob's alone after a second", c.served, c.at["bob 1"])
		}
	})
}

// A request that does not fit yet is passed by those that do, but not for ever.
func TestLargeRequestsAreNotPassedForEver(t *testing.T) {
	for _, c := range []struct {
		name   string
		tokens int           // of the large one
		within time.Duration // until it is served, however often it must ask
	}{
		{"it would fit soon", 600, 40 * time.Second},
		{"it would fit only in a while", 5000, 100 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				counter := newCounter(t, catalog.Limits{TPM: 6000})
				counter.set(func(_ context.Context, r *ai.Request, _ func(string)) (*ai.Response, error) {
					return &ai.Response{Text: "x", Usage: ai.Usage{Prompt: 20, Output: r.MaxTokens}}, nil
				})
				ctx, stop := context.WithCancel(t.Context())
				for _, name := range []string{"ann", "bob", "cid", "dan"} {
					counter.all.Go(func() {
						for ctx.Err() == nil {
							_, _ = counter.Pool.Generate(ctx, &ai.Request{Person: name, Messages: request("short").Messages, MaxTokens: 130})
							time.Sleep(200 * time.Millisecond)
						}
					})
				}
				time.Sleep(30 * time.Second) // by now nothing is left
				begun := time.Now()
				for {
					resp, err := counter.Pool.Generate(ctx, &ai.Request{Person: "large", Messages: request("long").Messages, MaxTokens: c.tokens})
					var e *ai.Exhausted
					if resp != nil {
						break
					}
					if !errors.As(err, &e) || time.Since(begun) > 10*time.Minute {
						t.Fatalf("after %v: %v", time.Since(begun), err)
					}
					time.Sleep(time.Until(e.Until))
				}
				if took := time.Since(begun); took > c.within {
					t.Errorf("it took %v, want %v at most", took, c.within)
				}
				stop()
				counter.all.Wait()
			})
		})
	}
}

// Where all models rest after failures, a request waits for a hiccup to pass,
// not for an outage; where one has room in some seconds, for that.
func TestNobodyWaitsForAnOutage(t *testing.T) {
	down := func(rest time.Duration) ai.Error {
		return ai.Error{Kind: ai.Unavailable, Scope: ai.ScopeModel, RetryAfter: rest}
	}
	full := func(rest time.Duration) ai.Error {
		return ai.Error{Kind: ai.RateLimited, Scope: ai.ScopeModel, RetryAfter: rest}
	}
	for _, c := range []struct {
		name     string
		a, b     ai.Error
		waits    time.Duration
		answered bool
	}{
		{"all are down", down(7 * time.Second), down(9 * time.Second), 0, false},
		{"one had a hiccup", down(1500 * time.Millisecond), down(9 * time.Second), 1500 * time.Millisecond, true},
		{"limits have room in seconds", full(7 * time.Second), full(9 * time.Second), 7 * time.Second, true},
		{"one has room in seconds", down(time.Minute), full(7 * time.Second), 7 * time.Second, true},
		{"one has room after hours", down(7 * time.Second), full(time.Hour), 0, false},
		{"one is refused for good", ai.Error{Kind: ai.BadKey, Scope: ai.ScopeAccount}, full(7 * time.Second), 7 * time.Second, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, b := &fake{name: "a", do: fails(c.a)}, &fake{name: "b", do: fails(c.b)}
				p := ai.NewPool([]ai.Account{a.account("a1"), b.account("b1")}, ai.PoolOptions{})
				ctx, leave := context.WithTimeout(t.Context(), time.Millisecond)
				defer leave() // before a limit is tried again
				if _, err := p.Generate(ctx, request("hello")); err == nil {
					t.Fatal("it was answered by somebody")
				}
				begun := time.Now()
				a.set(says("answer"))
				b.set(says("answer"))
				_, err := p.Generate(t.Context(), request("hello"))
				within(t, "it waited", time.Since(begun), c.waits)
				if (err == nil) != c.answered {
					t.Errorf("it ended with %v", err)
				}
			})
		})
	}
}
