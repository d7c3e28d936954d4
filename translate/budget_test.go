package translate_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/translate"
)

// fails is a provider that fails in one way, whatever it is asked.
type fails struct {
	err   error
	calls atomic.Int32
}

func (f *fails) Name() string { return "pool" }

func (f *fails) Generate(context.Context, *ai.Request) (*ai.Response, error) {
	f.calls.Add(1)
	return nil, f.err
}

func failed(kind ai.Kind, scope ai.Scope) error {
	return &ai.Error{Provider: "p", Model: "m", Kind: kind, Scope: scope}
}

// TestRefusedRequests: what is refused for what it holds is asked for once
// more at most, and what waits does not wait for ever.
func TestRefusedRequests(t *testing.T) {
	long := strings.Repeat("The sea is calm today. ", 40)
	for _, c := range []struct {
		name  string
		err   error
		texts []string
		most  int32
	}{
		{"bad request", &ai.Exhausted{Errs: []error{failed(ai.BadRequest, ai.ScopeRequest)}}, []string{"The sea is calm"}, 2},
		{"filtered", &ai.Exhausted{Errs: []error{failed(ai.Filtered, ai.ScopeRequest)}}, []string{"The sea is calm"}, 1},
		{"too large", &ai.Exhausted{Errs: []error{failed(ai.TooLarge, ai.ScopeModel)}}, []string{long}, 1},
		{"bad request, others out for good", &ai.Exhausted{Errs: []error{failed(ai.BadKey, ai.ScopeAccount), failed(ai.BadRequest, ai.ScopeRequest)}}, []string{"The sea is calm"}, 2},
		{"bad request, others rest", &ai.Exhausted{Until: time.Now().Add(time.Hour), Errs: []error{failed(ai.BadRequest, ai.ScopeRequest)}}, []string{"The sea is calm"}, 2},
		{"bad request of one provider", failed(ai.BadRequest, ai.ScopeRequest), []string{"The sea is calm"}, 2},
		{"filtered by one provider", failed(ai.Filtered, ai.ScopeRequest), []string{"The sea is calm"}, 1},
		{"unavailable", failed(ai.Unavailable, ai.ScopeModel), []string{"The sea is calm"}, 4},
		{"ten texts", &ai.Exhausted{Errs: []error{failed(ai.BadRequest, ai.ScopeRequest)}}, sentences(10), 12},
		{"a thousand texts", &ai.Exhausted{Errs: []error{failed(ai.Filtered, ai.ScopeRequest)}}, sentences(1000), 12},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &fails{err: c.err}
			got, err := (&translate.Engine{Provider: p}).Translate(t.Context(), c.texts, translate.Options{To: lang("fa")})
			if err != nil || len(got) != len(c.texts) || got[0].Err == nil {
				t.Errorf("%v, %+v", err, got)
			}
			if n := p.calls.Load(); n > c.most {
				t.Errorf("%d requests, at most %d are worth while", n, c.most)
			}
			var all *ai.Exhausted
			if wanted := errors.As(c.err, &all); wanted && !errors.As(got[0].Err, &all) {
				t.Errorf("the result does not tell why: %v", got[0].Err)
			}
		})
	}
}

// TestPatienceIsBounded: a single text that waits for capacity which never
// comes back makes no more requests than others.
func TestPatienceIsBounded(t *testing.T) {
	for _, errs := range [][]error{nil, {failed(ai.BadRequest, ai.ScopeRequest)}} {
		synctest.Test(t, func(t *testing.T) {
			p := &fails{err: &ai.Exhausted{Until: time.Now().Add(time.Second), Errs: errs}}
			e := &translate.Engine{Provider: p}
			_, _ = e.Translate(t.Context(), []string{"The sea is calm"}, translate.Options{To: lang("fa"), Patience: time.Hour})
			if n := int(p.calls.Load()); n > 4 || errs != nil && n > 2 {
				t.Errorf("%d requests with %v", n, errs)
			}
		})
	}
}

// TestEveryModelRefuses: over the real pool, each model is asked for a text
// that all of them refuse no more than twice.
func TestEveryModelRefuses(t *testing.T) {
	no := func(question) (string, bool) { return "refused", false }
	names := []string{"a", "b", "c", "d", "e"}
	models := map[string]behaviour{}
	for _, n := range names {
		models[n] = no
	}
	e, s := pool(t, names, models)
	got, err := e.Translate(t.Context(), []string{"The sea is calm"}, translate.Options{To: lang("fa")})
	if err != nil || got[0].Err == nil || s.requests() > 2*len(names) {
		t.Errorf("%+v, %v, %d requests", got, err, s.requests())
	}
}

// TestOnePoisonedText: of ten texts one is refused by every model; the others
// are translated.
func TestOnePoisonedText(t *testing.T) {
	picky := func(q question) (string, bool) {
		for _, it := range q.Items {
			if strings.Contains(it.Text, "number 7") {
				return "refused", false
			}
		}
		return good(q)
	}
	e, s := pool(t, []string{"a"}, map[string]behaviour{"a": picky})
	got, err := e.Translate(t.Context(), sentences(10), translate.Options{To: lang("fa")})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range got {
		if (r.Err != nil) != (i == 7) {
			t.Errorf("text %d: %v", i+1, r.Err)
		}
	}
	t.Logf("%d requests", s.requests())
}

// TestWhenToTryAgain: a file that was broken off says when there will be
// capacity.
func TestWhenToTryAgain(t *testing.T) {
	until := time.Now().Add(90 * time.Minute)
	for _, c := range []struct {
		name string
		err  error
		want []string
	}{
		{"known", &ai.Exhausted{Until: until}, []string{until.Local().Format("15:04:05"), "1h30m0s", "again"}},
		{"not known", &ai.Exhausted{}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			err := translateFile(t.Context(), &translate.Engine{Provider: &fails{err: c.err}}, "txt", strings.NewReader("The sea is calm\n"), &out, translate.Options{To: lang("fa")})
			var all *ai.Exhausted
			if !errors.As(err, &all) || out.String() != "The sea is calm\n" {
				t.Fatalf("%v, %q", err, out.String())
			}
			for _, w := range c.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%q does not say %q", err, w)
				}
			}
			if c.want == nil && strings.Contains(err.Error(), "expected") {
				t.Errorf("%q promises", err)
			}
		})
	}
}
