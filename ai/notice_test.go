package ai_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
)

// What does not pass by itself is told of once, when it is in the book; a new
// process tells of it again as the same event.
func TestNotices(t *testing.T) {
	for _, c := range []struct {
		name string
		err  ai.Error
		want string
	}{
		{"the key is refused", ai.Error{Kind: ai.BadKey, Scope: ai.ScopeAccount, Status: 401}, "a: bad key"},
		{"the credit is gone", ai.Error{Kind: ai.NoCredit, Scope: ai.ScopeAccount, Status: 402}, "a: no credit"},
		{"the place is not served", ai.Error{Kind: ai.NoAccess, Scope: ai.ScopeProvider, Status: 400}, "a: no access"},
		{"the model is not for this account", ai.Error{Kind: ai.NoAccess, Scope: ai.ScopeModel, Status: 403}, "a/1: no access, a/2: no access"},
		{"an outage", ai.Error{Kind: ai.Unavailable, Scope: ai.ScopeProvider, Status: 503}, ""},
		{"a limit", ai.Error{Kind: ai.QuotaSpent, Scope: ai.ScopeModel, Status: 429, RetryAfter: time.Hour}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				book, told := ai.NewMemoryBook(), &noted{}
				a, b := &fake{name: "a", do: fails(c.err)}, &fake{name: "b"}
				accounts := []ai.Account{a.account("1", "2"), b.account("1")}
				begun := time.Now()
				p := ai.NewPool(accounts, ai.PoolOptions{Book: book, Notice: told.take})
				answers(t, p, "b/1")
				time.Sleep(20 * time.Hour)
				answers(t, p, "b/1") // tries again, to no avail
				flush(t, p)
				told.are(t, c.want, begun)
				told.list = nil
				p = ai.NewPool(accounts, ai.PoolOptions{Book: book, Notice: told.take})
				answers(t, p, "b/1")
				flush(t, p)
				told.are(t, c.want, begun)
			})
		})
	}
}

// It is another event when all was well between.
func TestNoticeOfAnotherEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		told := &noted{}
		a, b := &fake{name: "a"}, &fake{name: "b"}
		p := ai.NewPool([]ai.Account{a.account("1"), b.account("1")}, ai.PoolOptions{Notice: told.take})
		for range 2 {
			a.set(fails(ai.Error{Kind: ai.NoCredit, Scope: ai.ScopeAccount, Status: 402}))
			begun := time.Now()
			answers(t, p, "b/1")
			flush(t, p)
			told.are(t, "a: no credit", begun)
			a.set(nil)
			time.Sleep(7 * time.Hour)
			answers(t, p, "a/1")
			told.list = nil
		}
	})
}

// noted are the notices of a pool.
type noted struct {
	mu   sync.Mutex
	list []ai.Notice
}

func (n *noted) take(what ai.Notice) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.list = append(n.list, what)
}

// are compares the events, each of them told of once, and since when.
func (n *noted) are(t *testing.T, want string, since time.Time) {
	t.Helper()
	synctest.Wait()
	n.mu.Lock()
	defer n.mu.Unlock()
	var got []string
	for _, what := range n.list {
		name := what.Provider
		if what.Model != "" {
			name += "/" + what.Model
		}
		got = append(got, fmt.Sprintf("%s: %s", name, what.Kind))
		if !what.Since.Equal(since) {
			t.Errorf("%s since %v, want %v", name, what.Since, since)
		}
	}
	slices.Sort(got)
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("notice of %q, want %q", s, want)
	}
}
