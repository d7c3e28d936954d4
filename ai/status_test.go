package ai_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// world is one account of each kind of limits.
func world() (groq, openrouter, cohere, other *fake, accounts []ai.Account) {
	groq, openrouter, cohere, other = &fake{name: "groq"}, &fake{name: "openrouter"}, &fake{name: "cohere"}, &fake{name: "other"}
	g := groq.account("big", "small")
	g.Models[0].Limits = catalog.Limits{RPM: 30, RPD: 1000, TPM: 8000, TPD: 200000}
	g.Models[1].Limits = catalog.Limits{RPM: 10, Configured: true}
	r := openrouter.account("free")
	r.Law = catalog.Fixed
	r.Pools = []catalog.SharedPool{{Name: "free", Limits: catalog.Limits{RPM: 20, RPD: 50}}}
	r.Models[0].Pool = "free"
	r.Models = append(r.Models, catalog.Model{ID: "spare", Pool: "free"})
	c := cohere.account("aya")
	c.Law = catalog.Fixed
	c.Pools = []catalog.SharedPool{{Name: "trial", Limits: catalog.Limits{RPMonth: 1000}}}
	c.Models[0].Pool, c.Models[0].Limits = "trial", catalog.Limits{RPM: 20}
	return groq, openrouter, cohere, other, []ai.Account{g, r, c, other.account("home")}
}

func TestStatus(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // begins at midnight UTC, 2000-01-01
		groq, openrouter, cohere, _, accounts := world()
		book := ai.NewMemoryBook()
		p := ai.NewPool(accounts, ai.PoolOptions{Book: book})
		groq.set(func(_ context.Context, r *ai.Request, _ func(string)) (*ai.Response, error) {
			time.Sleep(250 * time.Millisecond)
			return &ai.Response{Text: "well", Usage: ai.Usage{Prompt: 90, Output: 10}, Limits: []ai.Observation{
				{Window: ai.Window{Unit: ai.Requests, Per: ai.Day}, Limit: 2000, Remaining: 1989, Source: ai.FromHeader},
			}}, nil
		})
		answers(t, p, "groq/big")
		groq.set(fails(ai.Error{Kind: ai.Unavailable, Scope: ai.ScopeProvider, Status: 502}))
		openrouter.set(func(ctx context.Context, r *ai.Request, emit func(string)) (*ai.Response, error) {
			if r.Model == "free" {
				return fails(ai.Error{Kind: ai.RateLimited, Scope: ai.ScopeModel, Status: 429, RetryAfter: 90 * time.Second})(ctx, r, emit)
			}
			return says("spared")(ctx, r, emit)
		})
		answers(t, p, "openrouter/spare")
		openrouter.set(fails(ai.Error{Kind: ai.QuotaSpent, Scope: ai.ScopeAccount, Status: 429, RetryAfter: 24*time.Hour - 250*time.Millisecond,
			Window: ai.Window{Unit: ai.Requests, Per: ai.Day}}))
		answers(t, p, "cohere/aya")
		cohere.set(fails(ai.Error{Kind: ai.BadKey, Scope: ai.ScopeAccount, Status: 401}))
		answers(t, p, "other/home")
		golden(t, "status_faults.json", status(t, p))

		time.Sleep(25 * time.Hour) // all but what is kept for good is over
		beside, err := ai.ReadStatus(t.Context(), book, accounts, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "status_next_day.json", beside)
	})
}

func TestStatusOfANewBook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, _, _, _, accounts := world()
		s, err := ai.ReadStatus(t.Context(), ai.NewMemoryBook(), accounts, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "status_new.json", s)
		s, err = ai.ReadStatus(t.Context(), ai.NewMemoryBook(), nil, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "status_none.json", s)
	})
}

// What was used and what remains make up the limit, whatever is used besides
// of models without one.
func TestCapacityAddsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := &fake{name: "a"}, &fake{name: "b"}
		known, unknown := a.account("m"), b.account("m")
		known.Models[0].Limits = catalog.Limits{RPD: 3}
		p := ai.NewPool([]ai.Account{known, unknown}, ai.PoolOptions{})
		for range 8 {
			_, _ = p.Generate(t.Context(), request("hello"))
		}
		if c := status(t, p).Capacity; c.Used != 3 || *c.Limit != 3 || *c.Remaining != 0 {
			t.Errorf("%d of %d used, %d left, want 3 of 3", c.Used, *c.Limit, *c.Remaining)
		}
		p = ai.NewPool([]ai.Account{unknown}, ai.PoolOptions{})
		answers(t, p, "b/m")
		if c := status(t, p).Capacity; c.Used != 1 || c.Limit != nil || c.Remaining != nil {
			t.Errorf("got %+v, want one used of an unknown limit", c)
		}
	})
}

func TestStatusCountsWhatIsUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &fake{name: "a", do: hangs}
		account := a.account("a1")
		account.Models[0].Limits = catalog.Limits{RPM: 30, TPM: 8000}
		p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{})
		ctx, cancel := context.WithCancel(t.Context())
		for range 3 {
			go func() { _, _ = p.Generate(ctx, request("hello")) }()
		}
		synctest.Wait()
		time.Sleep(100 * time.Millisecond)
		w := status(t, p).Providers[0].Windows
		if w[0].Used != 3 || *w[0].Remaining != 27 || w[1].Used < 6000 {
			t.Errorf("used %d requests, %d tokens, want 3 and all that was reserved", w[0].Used, w[1].Used)
		}
		cancel()
	})
}

func status(t *testing.T, p *ai.Pool) *ai.Status {
	t.Helper()
	s, err := p.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// golden compares a status with the file of that name; UPDATE_GOLDEN=1 writes
// the file instead.
func golden(t *testing.T, name string, s *ai.Status) {
	t.Helper()
	got, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("the status is not that of %s:\n%s", path, got)
	}
}
