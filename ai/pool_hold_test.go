package ai_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// counted is a book that counts its transactions.
type counted struct {
	ai.Book
	updates atomic.Int64
}

func (b *counted) Update(ctx context.Context, keys []string, fn func(map[string]*ai.Record) error) error {
	b.updates.Add(1)
	return b.Book.Update(ctx, keys, fn)
}

// rush makes n calls in a row, each of which takes a millisecond.
func rush(t *testing.T, p *ai.Pool, n int) (served int) {
	t.Helper()
	for range n {
		if _, err := p.Generate(t.Context(), request("hello")); err == nil {
			served++
		}
	}
	return served
}

func quick(ctx context.Context, r *ai.Request, emit func(string)) (*ai.Response, error) {
	time.Sleep(time.Millisecond)
	return says("answer")(ctx, r, emit)
}

func TestQuickCallsDoNotWaitForTheDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		book := &counted{Book: ai.NewMemoryBook()}
		a := &fake{name: "a", do: quick}
		account := a.account("m")
		account.Models[0].Limits = catalog.Limits{RPM: 100_000, RPD: 100_000, TPM: 1e9}
		p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{Book: book})
		if n := rush(t, p, 1000); n != 1000 {
			t.Errorf("%d of 1000 served", n)
		}
		if n := book.updates.Load(); n > 60 {
			t.Errorf("%d transactions for 1000 calls", n)
		}
		time.Sleep(3 * time.Second) // all is given back
		records, err := book.Records(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range records["a/m"].Windows {
			if w.Held != 0 {
				t.Errorf("%v %v are still held of %v", w.Held, w.Unit, w.Per)
			}
		}
		if n := records["a/m"].Requests; n != 1000 {
			t.Errorf("the book counts %d calls, want 1000", n)
		}
	})
}

// However often it is killed without a word, a pool never passes a limit, and
// loses little of it.
func TestHoldsOfTheKilled(t *testing.T) {
	const limit = 1000
	synctest.Test(t, func(t *testing.T) {
		book := ai.NewMemoryBook()
		served := 0
		for range 6 {
			a := &fake{name: "a", do: quick}
			account := a.account("m")
			account.Law, account.Models[0].Limits = catalog.Fixed, catalog.Limits{RPD: limit}
			p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{Book: &mortal{Book: book, until: time.Now().Add(130 * time.Millisecond)}})
			served += rush(t, p, 150)
			time.Sleep(time.Minute) // its successor takes what it held for used
		}
		if served > limit || served < 500 {
			t.Errorf("%d served of a limit of %d", served, limit)
		}
		a := &fake{name: "a", do: quick}
		account := a.account("m")
		account.Law, account.Models[0].Limits = catalog.Fixed, catalog.Limits{RPD: limit}
		served += rush(t, ai.NewPool([]ai.Account{account}, ai.PoolOptions{Book: book}), limit)
		if served > limit || served < limit*6/10 {
			t.Errorf("%d served in the end of a limit of %d", served, limit)
		}
		t.Logf("%d of %d were served in spite of six kills", served, limit)
	})
}

// mortal is a book whose process is killed at some time: nothing is written
// from then on.
type mortal struct {
	ai.Book
	until time.Time
}

func (b *mortal) Update(ctx context.Context, keys []string, fn func(map[string]*ai.Record) error) error {
	if time.Now().After(b.until) {
		return errFull
	}
	return b.Book.Update(ctx, keys, fn)
}
