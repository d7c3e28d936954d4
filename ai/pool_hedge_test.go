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

// voice speaks after a while, word by word, and notes how each call ended.
type voice struct {
	after time.Duration
	words string
	ended []string
}

func (v *voice) speak(ctx context.Context, _ *ai.Request, emit func(string)) (*ai.Response, error) {
	pause, soFar := v.after, ""
	for word := range strings.SplitAfterSeq(v.words, " ") {
		select {
		case <-time.After(pause):
			soFar += word
			emit(soFar)
		case <-ctx.Done():
			v.ended = append(v.ended, "left after "+soFar)
			return nil, ctx.Err()
		}
		pause = time.Second
	}
	v.ended = append(v.ended, "done")
	return &ai.Response{Text: soFar, Usage: ai.Usage{Prompt: 20, Output: 5}}, nil
}

// paired is a pool of two accounts whose first one has spoken a second after
// each of the last questions: so many that one call may be doubled.
func paired(t *testing.T, change func(second *ai.Account)) (a, b *voice, p *ai.Pool) {
	t.Helper()
	a, b = &voice{after: time.Second, words: "first"}, &voice{after: time.Second, words: "second"}
	first, second := (&fake{name: "a", do: a.speak}).account("a1"), (&fake{name: "b", do: b.speak}).account("b1")
	if change != nil {
		change(&second)
	}
	p = ai.NewPool([]ai.Account{first, second}, ai.PoolOptions{})
	for range 20 {
		answers(t, p, "a/a1")
	}
	a.ended = nil
	return a, b, p
}

// When a first sign is later than usual another provider is asked, and who
// speaks first is heard to the end.
func TestPoolAsksAnotherBesideALateOne(t *testing.T) {
	for _, c := range []struct {
		name                  string
		a, b                  time.Duration // until they speak
		want                  string
		took                  time.Duration
		shown, endedA, endedB string
	}{
		{"it speaks in time", 1050 * time.Millisecond, 0, "a/a1", 2 * time.Second, "here |here a", "done", ""},
		{"the other is faster", 7 * time.Second, 500 * time.Millisecond, "b/b1", 2500 * time.Millisecond, "here |here b", "left after ", "done"},
		{"it speaks first after all", 2 * time.Second, 3 * time.Second, "a/a1", 3 * time.Second, "here |here a", "done", "left after "},
		{"the other never speaks", 5 * time.Second, time.Hour, "a/a1", 6 * time.Second, "here |here a", "done", "left after "},
		{"neither speaks in time", time.Hour, 7 * time.Second, "b/b1", 9 * time.Second, "here |here b", "left after ", "done"},
	} {
		for _, stream := range []bool{true, false} {
			name := c.name
			if stream {
				name += ", streaming"
			}
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					a, b, p := paired(t, nil)
					a.after, a.words, b.after, b.words = c.a, "here a", c.b, "here b"
					begun := time.Now()
					var shown []string
					var resp *ai.Response
					var err error
					if stream {
						resp, err = p.Stream(t.Context(), request("tell"), func(s string) { shown = append(shown, s) })
					} else {
						resp, err = p.Generate(t.Context(), request("tell"))
					}
					if err != nil || resp.ID() != c.want {
						t.Fatalf("%v, %v, want %s", resp, err, c.want)
					}
					within(t, "it took", time.Since(begun), c.took)
					if got := strings.Join(shown, "|"); stream && got != c.shown {
						t.Errorf("shown %q, want %q", got, c.shown)
					}
					if got := strings.Join(a.ended, "|"); got != c.endedA {
						t.Errorf("the first provider's call: %q, want %q", got, c.endedA)
					}
					if got := strings.Join(b.ended, "|"); got != c.endedB {
						t.Errorf("the second provider's call: %q, want %q", got, c.endedB)
					}
				})
			})
		}
	}
}

// Whoever was too slow is neither to blame nor free: what it was asked is
// counted.
func TestPoolSettlesWhoWasOvertaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b, p := paired(t, func(second *ai.Account) {
			second.Law, second.Models[0].Limits = catalog.Fixed, catalog.Limits{TPM: 1e6}
		})
		a.after, b.after = 1200*time.Millisecond, time.Hour
		answers(t, p, "a/a1")
		a.after = 1400 * time.Millisecond
		answers(t, p, "a/a1") // there is nothing left to double it with
		for i, calls := range []int64{22, 1} {
			m := status(t, p).Providers[i]
			if m.Requests != calls || m.Failures != 0 || !m.Healthy {
				t.Errorf("%s: %d calls, %d failures, want %d and none", m.Name, m.Requests, m.Failures, calls)
			}
			if used := m.Windows[1].Used; i == 1 && (used < 20) {
				t.Errorf("%s: %d tokens are counted, want the prompt's at least", m.Name, used)
			}
		}
	})
}

// The second call's failure is known at once, and costs no answer.
func TestPoolSettlesTheSecondCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &fake{name: "b", do: fails(ai.Error{Kind: ai.RateLimited, Scope: ai.ScopeModel, Status: 429, RetryAfter: time.Minute})}
		a, _, p := paired(t, func(second *ai.Account) { second.Client = b })
		a.after = 5 * time.Second
		var first sync.WaitGroup
		first.Go(func() { _, _ = p.Generate(t.Context(), request("tell")) })
		time.Sleep(2 * time.Second)
		if m := status(t, p).Providers[1]; m.Healthy || m.Failures != 1 {
			t.Errorf("while the first call still waits the second provider is %+v, want it to rest", m)
		}
		first.Wait()
		if !slices.Equal(a.ended, []string{"done"}) || b.took() != "b1" {
			t.Errorf("the first provider's call: %q", a.ended)
		}
	})
}

// A late one that fails leaves its place to the other.
func TestPoolKeepsTheSecondCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := after(4 * time.Second)
		b := &fake{name: "b", do: slow}
		p := ai.NewPool([]ai.Account{(&fake{name: "a", do: inTurn(append(slices.Repeat([]doing{after(time.Second)}, 20),
			func(ctx context.Context, r *ai.Request, emit func(string)) (*ai.Response, error) {
				time.Sleep(3 * time.Second)
				return fails(ai.Error{Kind: ai.Unavailable, Scope: ai.ScopeModel, Status: 503})(ctx, r, emit)
			})...)}).inOnePiece("a1"), b.inOnePiece("b1")}, ai.PoolOptions{})
		for range 20 {
			answers(t, p, "a/a1")
		}
		begun := time.Now()
		answers(t, p, "b/b1")
		within(t, "it took", time.Since(begun), 5*time.Second)
		if got := b.took(); got != "b1" {
			t.Errorf("asked %q, want one call", got)
		}
	})
}

// However many are late at once, one call in twenty is doubled at most, and
// none where that would take what is nearly spent.
func TestPoolDoublesFewCalls(t *testing.T) {
	for _, c := range []struct {
		name        string
		second      catalog.Limits
		used        int // of the second one's limits before
		least, most int // of 350 calls
	}{
		{"one in twenty", catalog.Limits{}, 0, 10, 17},
		{"plenty is left", catalog.Limits{RPD: 1000}, 0, 10, 17},
		{"the day is nearly spent", catalog.Limits{RPD: 100}, 80, 0, 0},
		{"of the day less is left than may be needed", catalog.Limits{RPD: 1000}, 510, 0, 0},
		{"the minute's tokens are nearly spent", catalog.Limits{TPM: 4000}, 0, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(12 * time.Hour) // until noon
				a, b := &fake{name: "a"}, &fake{name: "b"}
				first, second := a.inOnePiece("a1"), b.account("b1")
				second.Law, second.Models[0].Limits = catalog.Fixed, c.second
				p := ai.NewPool([]ai.Account{first, second}, ai.PoolOptions{})
				for range c.used {
					if _, err := p.Generate(t.Context(), &ai.Request{Messages: request("x").Messages, Avoid: []string{"a/a1"}}); err != nil {
						t.Fatal(err)
					}
				}
				b.took()
				b.set(hangs)
				ask := func() {
					if resp, err := p.Generate(t.Context(), &ai.Request{Messages: request("x").Messages, MaxTokens: 3500}); err != nil || resp.ID() != "a/a1" {
						t.Errorf("%v, %v, want a/a1", resp, err)
					}
				}
				for range 5 {
					a.set(after(time.Second))
					for range 50 {
						ask()
					}
					a.set(after(3 * time.Second))
					var late sync.WaitGroup
					for range 20 {
						late.Go(ask)
					}
					late.Wait()
				}
				if doubles := len(strings.Fields(b.took())); doubles < c.least || doubles > c.most {
					t.Errorf("%d of 350 calls were doubled, want %d to %d", doubles, c.least, c.most)
				}
			})
		})
	}
}

// When the caller leaves, both calls end.
func TestPoolEndsBothCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b, p := paired(t, nil)
		a.after, b.after = time.Hour, time.Hour
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		_, err := p.Generate(ctx, request("tell"))
		if !errors.Is(err, context.DeadlineExceeded) || len(a.ended) != 1 || len(b.ended) != 1 {
			t.Errorf("%v, the calls ended %q and %q", err, a.ended, b.ended)
		}
		for _, m := range status(t, p).Providers {
			if !m.Healthy {
				t.Errorf("%s is blamed", m.Name)
			}
		}
	})
}
