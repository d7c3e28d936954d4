package ai_test

import (
	"testing"
	"testing/synctest"

	"hamzaban/ai"
)

// What is to be avoided is asked last, and before it the other models of a
// provider that is named.
func TestPoolAvoids(t *testing.T) {
	for _, c := range []struct {
		name  string
		avoid []string
		want  string
	}{
		{"nobody", nil, "a/a1"},
		{"a model", []string{"a/a1"}, "a/a2"},
		{"a model and its provider", []string{"a/a1", "a/"}, "b/b1"},
		{"a model of each provider", []string{"a/a1", "a/", "b/b1", "b/"}, "a/a2"},
		{"all", []string{"a/a1", "a/a2", "a/", "b/b1", "b/"}, "a/a1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, b := &fake{name: "a"}, &fake{name: "b"}
				p := ai.NewPool([]ai.Account{a.account("a1", "a2"), b.account("b1")}, ai.PoolOptions{})
				resp, err := p.Generate(t.Context(), &ai.Request{Messages: request("x").Messages, Avoid: c.avoid})
				if err != nil || resp.ID() != c.want {
					t.Errorf("%v answered, %v, want %s", resp, err, c.want)
				}
			})
		})
	}
}
