package ai_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// lister is a fake that has a list of models, and fails like a provider for
// those that are not there.
type lister struct {
	*fake
	mu     sync.Mutex
	models []string
	err    error         // of the list
	takes  time.Duration // until the list is there
	looked int
}

func (l *lister) Models(ctx context.Context) ([]string, error) {
	l.mu.Lock()
	takes := l.takes
	l.looked++
	l.mu.Unlock()
	select {
	case <-time.After(takes):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.models), l.err
}

func (l *lister) lists(models ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.models = models
}

func (l *lister) looks() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.looked
}

var gone = ai.Error{Kind: ai.NoModel, Scope: ai.ScopeModel, Status: 404}

// missing fails for some models and answers for the others.
func missing(ids ...string) doing {
	return func(ctx context.Context, r *ai.Request, emit func(string)) (*ai.Response, error) {
		if slices.Contains(ids, r.Model) {
			return fails(gone)(ctx, r, emit)
		}
		return says("answer")(ctx, r, emit)
	}
}

// notices collects what a pool gives notice of.
type notices struct {
	mu   sync.Mutex
	list []string
}

func (n *notices) take(what ai.Notice) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.list = append(n.list, fmt.Sprintf("%s/%s is out (%s), instead %s", what.Provider, what.Model, what.Kind, what.Instead))
}

func (n *notices) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return strings.Join(n.list, "; ")
}

// TestRetiredModel: the next model answers at once, the list is looked at
// once, and whoever runs the pool is told once, be it restarted or not.
func TestRetiredModel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &lister{fake: &fake{name: "a", do: missing("a1")}, models: []string{"a2", "a3"}, takes: time.Second}
		account := l.account("a1", "a2")
		account.Client = l
		book, told := ai.NewMemoryBook(), &notices{}
		p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{Book: book, Notice: told.take})
		answers(t, p, "a/a2")
		if got := l.took(); got != "a1 a2" {
			t.Errorf("asked %q, want the retired one and the next", got)
		}
		settled(5 * time.Second)
		want := "a/a1 is out (no model), instead a2"
		if told.String() != want {
			t.Errorf("notice of %q, want %q", told, want)
		}
		for range 5 {
			answers(t, p, "a/a2")
			settled(time.Hour)
		}
		if got := l.took(); strings.Contains(got, "a1") || l.looks() != 1 {
			t.Errorf("asked %q, looked %d times: want the living one, and one look", got, l.looks())
		}
		flush(t, p)

		p = ai.NewPool([]ai.Account{account}, ai.PoolOptions{Book: book})
		answers(t, p, "a/a2")
		settled(20 * time.Hour)
		answers(t, p, "a/a2") // tries a1 again after its day, and is told the same
		settled(time.Minute)
		if got := l.took(); !strings.Contains(got, "a1") || l.looks() != 1 {
			t.Errorf("asked %q, looked %d times: want one more try of a1 without a look", got, l.looks())
		}
		if since(t, p, "a1").IsZero() || since(t, p, "a1").After(time.Now().Add(-20*time.Hour)) {
			t.Errorf("a1 is out since %v: the same event must keep its time", since(t, p, "a1"))
		}
		flush(t, p)
	})
}

// settled lets time go by, and whatever goes on in the background with it.
func settled(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func since(t *testing.T, p *ai.Pool, model string) time.Time {
	t.Helper()
	s, err := p.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range s.Providers {
		if m.Model == model && m.Since != nil && m.State == ai.Out {
			return *m.Since
		}
	}
	return time.Time{}
}

// TestModelThatWasNotGone: a 404 for a model that the list has is a moment's
// mistake, of which nobody is told.
func TestModelThatWasNotGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &lister{fake: &fake{name: "a", do: missing("a1")}, models: []string{"a1", "a2"}, takes: time.Second}
		account := l.account("a1", "a2")
		account.Client = l
		told := &notices{}
		p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{Notice: told.take})
		answers(t, p, "a/a2")
		l.set(nil)
		settled(5 * time.Second)
		answers(t, p, "a/a1")
		if told.String() != "" || l.looks() != 1 {
			t.Errorf("notice of %q after %d looks, want none after one", told, l.looks())
		}
		flush(t, p)
	})
}

// TestModelThatFailsThoughListed: the list is not looked at with each failure.
func TestModelThatFailsThoughListed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &lister{fake: &fake{name: "a", do: missing("a1")}, models: []string{"a1", "a2"}}
		account := l.account("a1", "a2")
		account.Client = l
		told := &notices{}
		p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{Notice: told.take})
		for minute := range 70 {
			answers(t, p, "a/a2")
			settled(time.Minute)
			if want := 1 + minute/60; l.looks() != want {
				t.Fatalf("looked %d times within %d minutes, want %d", l.looks(), minute+1, want)
			}
		}
		if n := strings.Count(l.took(), "a1"); n < 5 || n > 20 {
			t.Errorf("asked the failing one %d times in 70 minutes", n)
		}
		if told.String() != "" {
			t.Errorf("notice of %q, want none", told)
		}
		flush(t, p)
	})
}

// TestListOutOfReach: without a list the provider's word holds.
func TestListOutOfReach(t *testing.T) {
	for _, c := range []struct {
		name  string
		err   error
		takes time.Duration
	}{
		{"it fails", errors.New("down"), 0},
		{"it is empty", nil, 0},
		{"it hangs", nil, time.Hour},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := &lister{fake: &fake{name: "a", do: missing("a1")}, err: c.err, takes: c.takes}
				account := l.account("a1", "a2")
				account.Client = l
				told := &notices{}
				p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{Notice: told.take})
				answers(t, p, "a/a2")
				settled(30 * time.Second)
				if want := "a/a1 is out (no model), instead a2"; told.String() != want {
					t.Errorf("notice of %q, want %q", told, want)
				}
				flush(t, p)
			})
		})
	}
}

// TestManyGoneAtOnce: however many models are gone and questions asked, one
// look an hour is enough.
func TestManyGoneAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &lister{fake: &fake{name: "a", do: missing("a1", "a2", "a3")}, models: []string{"a4"}, takes: time.Second}
		account := l.account("a1", "a2", "a3", "a4")
		account.Client = l
		p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{})
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() { _, _ = p.Generate(t.Context(), request("hello")) })
		}
		wg.Wait()
		settled(time.Minute)
		if l.looks() != 1 {
			t.Errorf("looked %d times, want once", l.looks())
		}
		l.took()
		answers(t, p, "a/a4")
		if got := l.took(); got != "a4" {
			t.Errorf("asked %q, want the living one alone", got)
		}
		flush(t, p)
	})
}

// TestDiscovery: what the list has is asked after the catalogue's own, from the
// shared pool; the first answer does not wait for it.
func TestDiscovery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &lister{fake: &fake{name: "a"}, takes: 10 * time.Second}
		l.lists("b/dear", "own:free", "x/embed-1:free", "x/guard:free", "y/left-out:free", "y/one:free", "y/two:free")
		account := l.account("own:free")
		account.Client, account.Discover, account.Law = l, ":free", catalog.Fixed
		account.Known = []string{"own:free", "y/left-out:free"}
		account.Pools = []catalog.SharedPool{{Name: "free", Limits: catalog.Limits{RPD: 50}}}
		account.Models[0].Pool = "free"
		b := &fake{name: "b"}
		p := ai.NewPool([]ai.Account{account, b.account("b1")}, ai.PoolOptions{})
		began := time.Now()
		answers(t, p, "a/own:free")
		if d := time.Since(began); d > 0 {
			t.Errorf("the first answer took %v", d)
		}
		settled(15 * time.Second)
		if got := modelsOf(p, 0); got != "own:free y/one:free y/two:free" {
			t.Errorf("models %q", got)
		}
		l.set(missing("own:free", "y/one:free"))
		answers(t, p, "a/y/two:free")
		if w := dayOf(t, p, "y/two:free"); w.Limit == nil || *w.Limit != 50 || w.Used != 4 {
			t.Errorf("the pool's day is %+v, want 4 of 50 used by all of them", w)
		}

		// Two hours on one of them is gone from the list, and another there.
		l.set(missing("y/two:free"))
		settled(2 * time.Hour)
		l.lists("own:free", "y/one:free", "z/three:free")
		resp, err := p.Generate(t.Context(), &ai.Request{Messages: request("x").Messages, Avoid: []string{"a/own:free", "a/y/one:free", "b/b1"}})
		if err != nil || resp.ID() == "a/y/two:free" {
			t.Errorf("got %v, %v", resp, err)
		}
		settled(time.Minute)
		if got := modelsOf(p, 0); got != "own:free y/one:free z/three:free" {
			t.Errorf("models %q, want the list of today", got)
		}
		flush(t, p)
	})
}

func modelsOf(p *ai.Pool, account int) string {
	var ids []string
	for _, m := range p.Accounts()[account].Models {
		ids = append(ids, m.ID)
	}
	return strings.Join(ids, " ")
}

// TestDiscoveryIsBounded: a long list adds a few, whatever it has.
func TestDiscoveryIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &lister{fake: &fake{name: "a"}}
		for i := range 300 {
			l.models = append(l.models, fmt.Sprintf("m%03d:free", i))
		}
		account := l.account("own:free")
		account.Client, account.Discover = l, ":free"
		account.Models[0].Limits = catalog.Limits{RPM: 7, Configured: true}
		p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{})
		answers(t, p, "a/own:free")
		settled(time.Second)
		models := p.Accounts()[0].Models
		if len(models) != 9 || models[8].ID != "m007:free" {
			t.Errorf("%d models, want the own one and eight", len(models))
		}
		if l := models[8].Limits; l.RPM != 7 || !l.Configured {
			t.Errorf("limits %+v: what is configured holds for each model", l)
		}
		flush(t, p)
	})
}
