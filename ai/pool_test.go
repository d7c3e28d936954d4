package ai_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

func TestPoolAsksInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := &fake{name: "a"}, &fake{name: "b"}
		p := ai.NewPool([]ai.Account{a.account("a1", "a2"), b.account("b1")}, ai.PoolOptions{})
		down := fails(ai.Error{Kind: ai.Unavailable, Scope: ai.ScopeModel, Status: 500})
		answers(t, p, "a/a1")
		a.set(func(ctx context.Context, r *ai.Request, emit func(string)) (*ai.Response, error) {
			if r.Model == "a1" {
				return down(ctx, r, emit)
			}
			return says("a2")(ctx, r, emit)
		})
		answers(t, p, "a/a2")
		time.Sleep(time.Minute)
		a.set(down)
		answers(t, p, "b/b1")

		resp, err := p.Generate(t.Context(), &ai.Request{Messages: request("x").Messages, Avoid: []string{"b/b1"}})
		if err != nil || resp.ID() != "b/b1" {
			t.Errorf("an avoided model that is the last one left: %v, %v", resp, err)
		}
		time.Sleep(time.Minute)
		a.set(nil)
		resp, err = p.Generate(t.Context(), &ai.Request{Messages: request("x").Messages, Avoid: []string{"a/a1"}})
		if err != nil || resp.ID() != "a/a2" {
			t.Errorf("with a/a1 avoided: %v, %v, want a/a2", resp, err)
		}
	})
}

// Every kind of failure goes on to the next provider; who is asked again, and
// when, is another matter.
func TestPoolFailsOver(t *testing.T) {
	model, account, request := ai.ScopeModel, ai.ScopeAccount, ai.ScopeRequest
	for _, c := range []struct {
		name  string
		err   ai.Error
		first string        // asked before the next provider answers
		rest  time.Duration // how long the failed one is not asked
	}{
		{"a minute's limit with its time", ai.Error{Kind: ai.RateLimited, Scope: model, Status: 429, RetryAfter: 40 * time.Second}, "a1 a2", 40 * time.Second},
		{"a limit without a time", ai.Error{Kind: ai.RateLimited, Scope: model, Status: 429}, "a1 a2", 15 * time.Second},
		{"a day's quota", ai.Error{Kind: ai.QuotaSpent, Scope: model, Status: 429, RetryAfter: 7 * time.Hour}, "a1 a2", 7 * time.Hour},
		{"the account's quota", ai.Error{Kind: ai.QuotaSpent, Scope: account, Status: 429, RetryAfter: time.Hour}, "a1", time.Hour},
		{"no credit", ai.Error{Kind: ai.NoCredit, Scope: account, Status: 402}, "a1", 6 * time.Hour},
		{"a wrong region", ai.Error{Kind: ai.NoAccess, Scope: ai.ScopeProvider, Status: 400}, "a1", 12 * time.Hour},
		{"a model that is not free, with a time", ai.Error{Kind: ai.NoAccess, Scope: model, Status: 429, RetryAfter: 5 * time.Second, Named: 5 * time.Second}, "a1 a2", 12 * time.Hour},
		{"a model that is gone", ai.Error{Kind: ai.NoModel, Scope: model, Status: 404}, "a1 a2", 24 * time.Hour},
		{"an outage", ai.Error{Kind: ai.Unavailable, Scope: model, Status: 503}, "a1 a2", 2 * time.Second},
		{"an outage that names its end", ai.Error{Kind: ai.Unavailable, Scope: model, Status: 503, RetryAfter: time.Minute}, "a1 a2", time.Minute},
		{"an empty answer", ai.Error{Kind: ai.Empty, Scope: model}, "a1 a2", 2 * time.Second},
		{"a cut answer", ai.Error{Kind: ai.Cut, Scope: model}, "a1 a2", 2 * time.Second},
		{"garbage", ai.Error{Kind: ai.Garbled, Scope: model}, "a1 a2", 2 * time.Second},
		{"too large", ai.Error{Kind: ai.TooLarge, Scope: request, Status: 413}, "a1", 0},
		{"a wrong request", ai.Error{Kind: ai.BadRequest, Scope: request, Status: 400}, "a1", 0},
		{"filtered", ai.Error{Kind: ai.Filtered, Scope: request}, "a1", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, b := &fake{name: "a", do: fails(c.err)}, &fake{name: "b"}
				p := ai.NewPool([]ai.Account{a.account("a1", "a2"), b.account("b1")}, ai.PoolOptions{})
				answers(t, p, "b/b1")
				if got := a.took(); got != c.first {
					t.Errorf("asked %q, want %q", got, c.first)
				}
				a.set(nil)
				if c.rest > 0 {
					time.Sleep(c.rest - time.Millisecond)
					answers(t, p, "b/b1")
					if got := a.took(); got != "" {
						t.Errorf("asked %q before its time", got)
					}
					time.Sleep(time.Millisecond)
				}
				answers(t, p, "a/a1")
			})
		})
	}
}

// One model that hangs is enough: all of its provider's rest.
func TestPoolRestsAHangingProvider(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := &fake{name: "a", do: hangs}, &fake{name: "b"}
		p := ai.NewPool([]ai.Account{a.account("a1", "a2"), b.account("b1")}, ai.PoolOptions{})
		answers(t, p, "b/b1")
		if got := a.took(); got != "a1" {
			t.Errorf("asked %q, want a1 alone", got)
		}
		a.set(nil)
		begun := time.Now()
		answers(t, p, "b/b1")
		if got := a.took(); got != "" || time.Since(begun) > 0 {
			t.Errorf("the next question took %v and asked %q", time.Since(begun), got)
		}
		time.Sleep(time.Minute)
		answers(t, p, "a/a1")
	})
}

// Five providers hang, a sixth is well: it answers in less than 45 seconds,
// and the next question at once.
func TestPoolReachesTheOneThatIsWell(t *testing.T) {
	for _, stream := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			var accounts []ai.Account
			for _, name := range []string{"a", "b", "c", "d", "e"} {
				hanging := &fake{name: name, do: hangs}
				accounts = append(accounts, hanging.account("1", "2", "3"))
			}
			well := &fake{name: "well"}
			p := ai.NewPool(append(accounts, well.account("w")), ai.PoolOptions{})
			for _, most := range []time.Duration{44 * time.Second, 0} {
				begun := time.Now()
				if resp, err := answer(t.Context(), p, stream); err != nil || resp.ID() != "well/w" {
					t.Fatalf("%v, %v, want an answer of well/w", resp, err)
				}
				if took := time.Since(begun); took > most {
					t.Errorf("it took %v, want at most %v", took, most)
				}
			}
		})
	}
}

// However long others took, whoever was not asked at all is asked.
func TestPoolAsksEveryAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var accounts []ai.Account
		for _, name := range []string{"a", "b", "c"} {
			slow := &fake{name: name, do: drips(4*time.Second, ".")}
			accounts = append(accounts, slow.account("1"))
		}
		well := &fake{name: "well", do: speaks(nil, "here is the answer")}
		p := ai.NewPool(append(accounts, well.account("w")), ai.PoolOptions{})
		if resp, err := answer(t.Context(), p, true); err != nil || resp.ID() != "well/w" {
			t.Fatalf("%v, %v, want an answer of well/w", resp, err)
		}
	})
}

// A model that is known to be slow gets the time it needs, a fast one less.
func TestPoolKnowsHowLongAnAnswerTakes(t *testing.T) {
	for _, c := range []struct {
		name        string
		usual, want time.Duration
	}{
		{"fast", 300 * time.Millisecond, 8 * time.Second},
		{"slow", 6 * time.Second, 18 * time.Second},
		{"very slow", 11 * time.Second, 30 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, b := &fake{name: "a", do: after(c.usual)}, &fake{name: "b"}
				p := ai.NewPool([]ai.Account{a.inOnePiece("1"), b.account("1")}, ai.PoolOptions{})
				for range 5 {
					answers(t, p, "a/1")
				}
				a.set(hangs)
				begun := time.Now()
				answers(t, p, "b/1")
				within(t, "it took", time.Since(begun), c.want)
			})
		})
	}
}

// after answers after a while.
func after(d time.Duration) doing {
	return func(ctx context.Context, r *ai.Request, emit func(string)) (*ai.Response, error) {
		select {
		case <-time.After(d):
			return says("x")(ctx, r, emit)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// The only one there is gets more than a moment.
func TestPoolWaitsForTheLastHope(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &fake{name: "a", do: after(40 * time.Second)}
		answers(t, ai.NewPool([]ai.Account{a.account("1")}, ai.PoolOptions{}), "a/1")
	})
}

// However many hang, the caller hears in time that nobody answers.
func TestPoolGivesUpInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &fake{name: "a", do: hangs}
		p := ai.NewPool([]ai.Account{a.account("1", "2", "3", "4", "5", "6", "7", "8", "9")}, ai.PoolOptions{})
		begun := time.Now()
		_ = exhausted(t, p)
		if took := time.Since(begun); took > 3*time.Minute {
			t.Errorf("it took %v", took)
		}
	})
}

// A provider that names no time worth the name is not asked over and over.
func TestPoolIsNotLedInCircles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &fake{name: "a", do: fails(ai.Error{Kind: ai.RateLimited, Scope: ai.ScopeModel, Status: 429, RetryAfter: time.Millisecond})}
		p := ai.NewPool([]ai.Account{a.account("a1")}, ai.PoolOptions{})
		_ = exhausted(t, p)
		if got := a.took(); got != "a1 a1" {
			t.Errorf("asked %q, want it asked twice", got)
		}
	})
}

func TestPoolRestsLongerEachTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := &fake{name: "a", do: fails(ai.Error{Kind: ai.Unavailable, Scope: ai.ScopeModel, Status: 500})}, &fake{name: "b"}
		p := ai.NewPool([]ai.Account{a.account("a1"), b.account("b1")}, ai.PoolOptions{})
		var tries []time.Duration
		begun := time.Now()
		for range 1800 {
			answers(t, p, "b/b1")
			if a.took() != "" {
				tries = append(tries, time.Since(begun))
			}
			time.Sleep(time.Second)
		}
		want := []time.Duration{0, 2 * time.Second, 12 * time.Second, 42 * time.Second, 162 * time.Second, 462 * time.Second, 762 * time.Second}
		for i := range want {
			if i >= len(tries) || tries[i] != want[i] {
				t.Fatalf("tried at %v, want %v and then every five minutes", tries, want)
			}
		}
		a.set(nil)
		time.Sleep(5 * time.Minute)
		answers(t, p, "a/a1")
		a.set(fails(ai.Error{Kind: ai.Unavailable, Scope: ai.ScopeModel, Status: 500}))
		answers(t, p, "b/b1")
		a.set(nil)
		time.Sleep(2 * time.Second)
		answers(t, p, "a/a1") // an answer made up for all that was before
	})
}

func TestPoolSendsOneProbe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := &fake{name: "a", do: fails(ai.Error{Kind: ai.Unavailable, Scope: ai.ScopeModel})}, &fake{name: "b"}
		p := ai.NewPool([]ai.Account{a.account("a1"), b.account("b1")}, ai.PoolOptions{})
		answers(t, p, "b/b1")
		a.took()
		time.Sleep(2 * time.Second)
		a.set(func(ctx context.Context, r *ai.Request, emit func(string)) (*ai.Response, error) {
			time.Sleep(3 * time.Second)
			return says("back")(ctx, r, emit)
		})
		for range 20 {
			go func() { _, _ = p.Generate(t.Context(), request("hello")) }()
		}
		synctest.Wait()
		if got := a.took(); got != "a1" {
			t.Errorf("asked %q when the rest was over, want one probe", got)
		}
		time.Sleep(4 * time.Second)
		a.set(nil)
		answers(t, p, "a/a1")
	})
}

func TestPoolForgetsARefusedKeyAtRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		book := ai.NewMemoryBook()
		a, b := &fake{name: "a", do: fails(ai.Error{Kind: ai.BadKey, Scope: ai.ScopeAccount, Status: 401})}, &fake{name: "b"}
		accounts := []ai.Account{a.account("a1", "a2"), b.account("b1")}
		p := ai.NewPool(accounts, ai.PoolOptions{Book: book})
		answers(t, p, "b/b1")
		time.Sleep(48 * time.Hour)
		answers(t, p, "b/b1")
		if got := a.took(); got != "a1" {
			t.Errorf("asked %q, want the refused key tried once", got)
		}
		flush(t, p)
		s, err := p.Status(t.Context())
		if err != nil || s.Providers[0].Healthy || s.Providers[0].RestingUntil != nil {
			t.Errorf("status %+v, %v, want unhealthy with no end in sight", s.Providers[0], err)
		}
		a.set(nil)
		p = ai.NewPool(accounts, ai.PoolOptions{Book: book})
		answers(t, p, "a/a1")
		if s := status(t, p); !s.Providers[0].Healthy || !s.Providers[1].Healthy {
			t.Errorf("still unhealthy after an answer: %+v", s.Providers[:2])
		}
	})
}

func TestPoolRestsSurviveARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		book := ai.NewMemoryBook()
		a, b := &fake{name: "a", do: fails(ai.Error{Kind: ai.RateLimited, Scope: ai.ScopeModel, RetryAfter: time.Hour})}, &fake{name: "b"}
		accounts := []ai.Account{a.account("a1"), b.account("b1")}
		p := ai.NewPool(accounts, ai.PoolOptions{Book: book})
		answers(t, p, "b/b1")
		flush(t, p)
		a.took()
		answers(t, ai.NewPool(accounts, ai.PoolOptions{Book: book}), "b/b1")
		if got := a.took(); got != "" {
			t.Errorf("asked %q after a restart, before its time", got)
		}
	})
}

func TestPoolSkipsModelsThatAreTooSmall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := &fake{name: "a"}, &fake{name: "b"}
		small := a.account("context", "minute")
		small.Models[0].Context = 1000
		small.Models[1].Limits = catalog.Limits{TPM: 1000}
		p := ai.NewPool([]ai.Account{small, b.account("big")}, ai.PoolOptions{})
		resp, err := p.Generate(t.Context(), request(strings.Repeat("many words ", 400)))
		if err != nil || resp.ID() != "b/big" {
			t.Errorf("%v, %v, want b/big", resp, err)
		}
		if got := a.took(); got != "" {
			t.Errorf("asked %q, which are too small", got)
		}
		answers(t, p, "a/context")
	})
}

func TestPoolBoundsAnswers(t *testing.T) {
	for _, c := range []struct {
		name  string
		model catalog.Model
		r     ai.Request
		want  int
	}{
		{"no limit is known", catalog.Model{}, ai.Request{}, 4096},
		{"a tight minute", catalog.Model{Limits: catalog.Limits{TPM: 8000, TPD: 200000}}, ai.Request{}, 2000},
		{"a small model", catalog.Model{MaxOutput: 800}, ai.Request{}, 800},
		{"as the caller wishes", catalog.Model{Limits: catalog.Limits{TPM: 8000}}, ai.Request{MaxTokens: 3000}, 3000},
		{"more than fits a minute", catalog.Model{Limits: catalog.Limits{TPM: 1000}}, ai.Request{MaxTokens: 3000}, 977},
		{"a translation is like all others", catalog.Model{}, ai.Request{Task: ai.TaskTranslate}, 4096},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				got := 0
				a := &fake{name: "a", do: func(ctx context.Context, r *ai.Request, emit func(string)) (*ai.Response, error) {
					got = r.MaxTokens
					return says("x")(ctx, r, emit)
				}}
				account := a.account("m")
				account.Models[0] = c.model
				c.r.Messages = request("hello").Messages
				_, err := ai.NewPool([]ai.Account{account}, ai.PoolOptions{}).Generate(t.Context(), &c.r)
				if err != nil || got != c.want {
					t.Errorf("the answer may have %d tokens (%v), want %d", got, err, c.want)
				}
			})
		})
	}
}

func TestPoolReturnsTheCallersOwnEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := &fake{name: "a", do: hangs}, &fake{name: "b"}
		p := ai.NewPool([]ai.Account{a.account("a1"), b.account("b1")}, ai.PoolOptions{})
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		_, err := p.Generate(ctx, request("hello"))
		if !errors.Is(err, context.DeadlineExceeded) || b.took() != "" {
			t.Errorf("%v, want the caller's deadline and nobody else asked", err)
		}
		a.set(nil)
		answers(t, p, "a/a1") // it was not to blame
	})
}
