package ai_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// spent is a Gemini whose only model is used up for today as far as the book
// knows, beside another that is down for an hour.
func spent(t *testing.T) (gemini *fake, p *ai.Pool) {
	t.Helper()
	a := &fake{name: "a", do: fails(ai.Error{Kind: ai.Unavailable, Scope: ai.ScopeModel, RetryAfter: time.Hour})}
	gemini = &fake{name: "gemini"}
	account := gemini.account("g1")
	account.Law = catalog.Fixed
	account.Models[0].Limits = catalog.Limits{RPD: 1}
	p = ai.NewPool([]ai.Account{a.account("a1"), account}, ai.PoolOptions{LastResort: "gemini"})
	answers(t, p, "gemini/g1")
	gemini.took()
	return gemini, p
}

func TestLastResortAsksThoughSpent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gemini, p := spent(t)
		answers(t, p, "gemini/g1")
		e := exhausted(t, p)
		if got := gemini.took(); got != "g1" {
			t.Errorf("asked %q within a minute, want one last resort", got)
		}
		within(t, "capacity is expected in", time.Until(e.Until), time.Hour)
		time.Sleep(time.Minute - time.Millisecond)
		_ = exhausted(t, p)
		time.Sleep(time.Millisecond)
		answers(t, p, "gemini/g1")
	})
}

func TestLastResortsAnswerEndsTheRestThatItDisproves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &fake{name: "a", do: fails(ai.Error{Kind: ai.Unavailable, Scope: ai.ScopeModel, RetryAfter: time.Hour})}
		down := ai.Error{Kind: ai.Unavailable, Scope: ai.ScopeModel, RetryAfter: time.Hour}
		gemini := &fake{name: "gemini", do: fails(down)}
		p := ai.NewPool([]ai.Account{a.account("a1"), gemini.account("g1")}, ai.PoolOptions{LastResort: "gemini"})
		_ = exhausted(t, p)
		time.Sleep(time.Minute)
		gemini.set(says("well again"))
		gemini.took()
		answers(t, p, "gemini/g1") // the last resort
		answers(t, p, "gemini/g1") // as anybody, within the same minute
		if s, err := p.Status(t.Context()); err != nil || !s.Providers[1].Healthy {
			t.Errorf("status %+v, %v, want it healthy", s.Providers[1], err)
		}
	})
}

func TestLastResortIsOneForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gemini, p := spent(t)
		gemini.set(func(ctx context.Context, r *ai.Request, emit func(string)) (*ai.Response, error) {
			time.Sleep(30 * time.Second)
			return says("late")(ctx, r, emit)
		})
		got := make(chan error, 20)
		for range cap(got) {
			go func() {
				_, err := p.Generate(t.Context(), request("hello"))
				got <- err
			}()
		}
		failed := 0
		for range cap(got) {
			if err := <-got; err != nil {
				failed++
			}
		}
		if calls := gemini.took(); calls != "g1" || failed != cap(got)-1 {
			t.Errorf("asked %q, %d failed, want one call and one answer", calls, failed)
		}
	})
}

func TestLastResortKeepsToANamedTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gemini, p := spent(t)
		gemini.set(fails(ai.Error{Kind: ai.QuotaSpent, Scope: ai.ScopeModel, Status: 429, RetryAfter: 8 * time.Hour, Named: 5 * time.Minute}))
		e := exhausted(t, p)
		if len(e.Errs) == 0 {
			t.Error("the failures on the way are not in the error")
		}
		gemini.took()
		time.Sleep(5*time.Minute - time.Millisecond)
		_ = exhausted(t, p)
		if got := gemini.took(); got != "" {
			t.Errorf("asked %q before the time it named", got)
		}
		time.Sleep(time.Millisecond)
		gemini.set(nil)
		answers(t, p, "gemini/g1")
	})
}

func TestLastResortTakesAModelThatMayBeAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gemini := &fake{name: "gemini", do: fails(ai.Error{Kind: ai.RateLimited, Scope: ai.ScopeModel, Status: 429, RetryAfter: time.Hour, Named: time.Hour})}
		account := gemini.account("g1", "g2", "g3")
		account.Models[1].Limits, account.Models[2].Limits = catalog.Limits{RPD: 1}, catalog.Limits{RPD: 1}
		p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{LastResort: "gemini"})
		gemini.set(func(ctx context.Context, r *ai.Request, emit func(string)) (*ai.Response, error) {
			switch r.Model {
			case "g1":
				return fails(ai.Error{Kind: ai.RateLimited, Scope: ai.ScopeModel, Status: 429, RetryAfter: time.Hour, Named: time.Hour})(ctx, r, emit)
			case "g2":
				return fails(ai.Error{Kind: ai.NoModel, Scope: ai.ScopeModel, Status: 404})(ctx, r, emit)
			}
			return says("here")(ctx, r, emit)
		})
		answers(t, p, "gemini/g3")
		answers(t, p, "gemini/g3") // though it is spent
		if got := gemini.took(); got != "g1 g2 g3 g3" {
			t.Errorf("asked %q", got)
		}
	})
}

func TestLastResortIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gemini, p := spent(t)
		gemini.set(hangs)
		begun := time.Now()
		e := exhausted(t, p)
		within(t, "it took", time.Since(begun), 45*time.Second)
		var last *ai.Error
		if len(e.Errs) == 0 || !errors.As(e.Errs[len(e.Errs)-1], &last) || last.Kind != ai.TimedOut {
			t.Errorf("the failures are %v, want a timeout last", e.Errs)
		}
	})
}

func TestNoLastResortWithoutTheAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &fake{name: "a", do: fails(ai.Error{Kind: ai.NoCredit, Scope: ai.ScopeAccount, Status: 402})}
		p := ai.NewPool([]ai.Account{a.account("a1", "a2")}, ai.PoolOptions{LastResort: "gemini"})
		e := exhausted(t, p)
		if a.took() != "a1" || len(e.Errs) != 1 {
			t.Errorf("failures %v, want the one", e.Errs)
		}
		within(t, "capacity is expected in", time.Until(e.Until), 6*time.Hour)
	})
}

func TestExhaustedTellsWhen(t *testing.T) {
	for _, c := range []struct {
		name   string
		limits catalog.Limits
		law    catalog.Law
		err    ai.Error
		want   time.Duration // 0: never
	}{
		{"a minute's bucket refills one by one", catalog.Limits{RPM: 2}, catalog.Bucket, ai.Error{}, 30 * time.Second},
		{"a fixed minute ends", catalog.Limits{RPM: 2}, catalog.Fixed, ai.Error{}, time.Minute},
		{"a day ends in its zone", catalog.Limits{RPM: 2, RPD: 2}, catalog.Fixed, ai.Error{}, 8 * time.Hour},
		{"a refused key stays refused", catalog.Limits{}, catalog.Fixed, ai.Error{Kind: ai.BadKey, Scope: ai.ScopeAccount}, 0},
		{"a wrong request stays wrong", catalog.Limits{}, catalog.Fixed, ai.Error{Kind: ai.BadRequest}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // begins at midnight UTC, 16:00 Pacific
				a := &fake{name: "a"}
				account := a.account("a1")
				account.Law, account.TimeZone, account.Models[0].Limits = c.law, "America/Los_Angeles", c.limits
				p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{})
				if c.err.Kind != "" {
					a.set(fails(c.err))
				} else {
					answers(t, p, "a/a1")
					answers(t, p, "a/a1")
				}
				e := exhausted(t, p)
				if c.want == 0 {
					if !e.Until.IsZero() {
						t.Errorf("capacity is expected at %v, want never", e.Until)
					}
					return
				}
				within(t, "capacity is expected in", time.Until(e.Until), c.want)
				time.Sleep(time.Until(e.Until))
				answers(t, p, "a/a1")
			})
		})
	}
}

func TestPoolWaitsForSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &fake{name: "a"}
		account := a.account("a1")
		account.Models[0].Limits = catalog.Limits{RPM: 10}
		p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{})
		for range 10 {
			answers(t, p, "a/a1")
		}
		begun := time.Now()
		answers(t, p, "a/a1")
		within(t, "it waited", time.Since(begun), 6*time.Second)

		a.set(fails(ai.Error{Kind: ai.RateLimited, Scope: ai.ScopeModel, Status: 429, RetryAfter: 7 * time.Second}))
		time.Sleep(time.Minute)
		begun = time.Now()
		e := exhausted(t, p)
		within(t, "it waited", time.Since(begun), 7*time.Second)
		if len(e.Errs) != 2 {
			t.Errorf("%d failures, want two: after 7 s of waiting there is no patience for more", len(e.Errs))
		}
	})
}
