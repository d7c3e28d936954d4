package ai_test

import (
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
)

// TestPrefer: whom the caller wants is asked first, if that one may be asked now;
// nobody waits for it, and what is to be avoided is avoided all the same.
func TestPrefer(t *testing.T) {
	spent := ai.Error{Kind: ai.QuotaSpent, Scope: ai.ScopeModel, Status: 429, RetryAfter: 3 * time.Second}
	for _, tt := range []struct {
		name, prefer string
		avoid        []string
		fails        []string // models that are spent
		want         string
	}{
		{"nobody", "", nil, nil, "a/a1"},
		{"a provider", "b/", nil, nil, "b/b1"},
		{"a model", "b/b2", nil, nil, "b/b2"},
		{"a model with a stroke in its name", "a/x/y", nil, nil, "a/x/y"},
		{"a model that is not there", "b/b9", nil, nil, "a/a1"},
		{"a provider that is not there", "z/", nil, nil, "a/a1"},
		{"a name that another begins with", "b/b", nil, nil, "a/a1"},
		{"one that rests", "b/b2", nil, []string{"b2"}, "a/a1"},
		{"a provider of whom one rests", "b/", nil, []string{"b1"}, "b/b2"},
		{"one to be avoided", "b/b1", []string{"b/b1"}, nil, "a/a1"},
		{"a provider with one to be avoided", "b/", []string{"b/b1"}, nil, "b/b2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, b := &fake{name: "a"}, &fake{name: "b"}
				p := ai.NewPool([]ai.Account{a.account("a1", "x/y"), b.account("b1", "b2")}, ai.PoolOptions{})
				for _, id := range tt.fails { // makes it rest
					b.set(fails(spent))
					r := request("hello")
					r.Prefer = "b/" + id
					if _, err := p.Generate(t.Context(), r); err != nil {
						t.Fatal(err)
					}
					b.set(nil)
				}
				begun := time.Now()
				r := request("hello")
				r.Prefer, r.Avoid = tt.prefer, tt.avoid
				resp, err := p.Generate(t.Context(), r)
				if err != nil || resp.ID() != tt.want {
					t.Errorf("%v, %v, want %s", resp, err, tt.want)
				}
				if took := time.Since(begun); took > 0 {
					t.Errorf("it waited for %v", took)
				}
			})
		})
	}
}
