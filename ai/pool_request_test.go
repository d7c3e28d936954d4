package ai_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"hamzaban/ai"
)

// A request to which no model has anything to say makes but one of them rest.
// Where another request is answered, those before it rest (TestPoolFailsOver).
func TestPoolRestsOneForASilentRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		silence := fails(ai.Error{Kind: ai.Empty, Scope: ai.ScopeModel})
		a, b := &fake{name: "a", do: silence}, &fake{name: "b", do: silence}
		p := ai.NewPool([]ai.Account{a.account("a1", "a2"), b.account("b1", "b2")}, ai.PoolOptions{})
		_ = exhausted(t, p)
		if got := a.took() + " " + b.took(); got != "a1 a2 b1 b2" {
			t.Errorf("asked %q", got)
		}
		a.set(nil)
		b.set(nil)
		answers(t, p, "a/a2")
	})
}

// What is too large for every model is not a matter of limits.
func TestPoolSaysThatARequestIsTooLarge(t *testing.T) {
	a := &fake{name: "a"}
	account := a.account("a1", "a2")
	account.Models[0].Context, account.Models[1].Context = 8000, 16000
	p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{})
	_, err := p.Generate(t.Context(), request(strings.Repeat("word ", 20000)))
	var all *ai.Exhausted
	var e *ai.Error
	if !errors.As(err, &all) || all.Limited || !all.Until.IsZero() {
		t.Errorf("got %+v, want no time to ask again", all)
	}
	if !errors.As(err, &e) || e.Kind != ai.TooLarge || e.Scope != ai.ScopeRequest {
		t.Errorf("got %v, want that it is too large", err)
	}
	if got := a.took(); got != "" {
		t.Errorf("asked %q", got)
	}
}
