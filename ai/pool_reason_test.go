package ai_test

import (
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// TestWhyNobodyAnswers: whether limits are the reason, for whoever runs into a
// failure and for whoever asks while the models rest after it.
func TestWhyNobodyAnswers(t *testing.T) {
	fault := func(k ai.Kind) ai.Error {
		return ai.Error{Kind: k, Scope: ai.ScopeModel, RetryAfter: time.Hour}
	}
	for _, c := range []struct {
		name        string
		a, b        ai.Error
		first, then bool
	}{
		{"both at their limits", fault(ai.RateLimited), fault(ai.QuotaSpent), true, true},
		{"both are down", fault(ai.Unavailable), fault(ai.TimedOut), false, false},
		{"one is down", fault(ai.QuotaSpent), fault(ai.Unavailable), false, false},
		{"a refused key is no part of it", fault(ai.BadKey), fault(ai.QuotaSpent), true, true},
		{"nothing but refused keys", fault(ai.BadKey), fault(ai.NoCredit), false, false},
		{"a request that nobody answers", fault(ai.Filtered), fault(ai.Filtered), false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, b := &fake{name: "a", do: fails(c.a)}, &fake{name: "b", do: fails(c.b)}
				p := ai.NewPool([]ai.Account{a.account("a1"), b.account("b1")}, ai.PoolOptions{})
				if got := exhausted(t, p).Limited; got != c.first {
					t.Errorf("whoever ran into it: limited %v, want %v", got, c.first)
				}
				if got := exhausted(t, p).Limited; got != c.then {
					t.Errorf("whoever came later: limited %v, want %v", got, c.then)
				}
			})
		})
	}
}

// TestOwnLimitsAreLimits: nobody refused anything, the book alone says that
// there is no room.
func TestOwnLimitsAreLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := (&fake{name: "a"}).account("a1")
		a.Law, a.Models[0].Limits = catalog.Fixed, catalog.Limits{RPD: 1}
		p := ai.NewPool([]ai.Account{a}, ai.PoolOptions{})
		answers(t, p, "a/a1")
		if e := exhausted(t, p); !e.Limited || len(e.Errs) != 0 {
			t.Errorf("limited %v with %v, want limits alone", e.Limited, e.Errs)
		}
	})
}
