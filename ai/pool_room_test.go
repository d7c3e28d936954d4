package ai_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// TestRoom: what a history may have is a part of what is left.
func TestRoom(t *testing.T) {
	groq := catalog.Limits{TPM: 8000, TPD: 200_000}
	for _, c := range []struct {
		name    string
		limits  catalog.Limits
		context int
		spend   int // tokens, a minute ago in the day and now in the minute
		later   time.Duration
		least   int
		most    int
		bounded bool
	}{
		{"no limit known", catalog.Limits{RPM: 30}, 0, 0, 0, 0, 0, false},
		{"the context alone", catalog.Limits{RPM: 30}, 4096, 0, 0, 1900, 2048, true},
		{"a fresh model of Groq's", groq, 131_072, 0, 0, 1900, 2000, true},
		{"a large minute", catalog.Limits{TPM: 250_000}, 1_000_000, 0, 0, 62_000, 62_500, true},
		{"half a minute spent", groq, 131_072, 4000, 0, 900, 1000, true},
		{"a minute later", groq, 131_072, 4000, time.Minute, 1800, 2000, true},
		{"a day nearly spent", catalog.Limits{TPM: 8000, TPD: 20_000}, 131_072, 0, 0, 150, 200, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{name: "a"}
				account := f.account("a1")
				account.Models[0].Limits, account.Models[0].Context = c.limits, c.context
				p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{})
				if c.spend > 0 {
					f.set(uses(c.spend))
					answers(t, p, "a/a1")
				}
				time.Sleep(c.later)
				got, bounded := p.Room(request("hello"))
				if bounded != c.bounded || got < c.least || got > c.most {
					t.Errorf("room for %d (bounded: %v), want %d to %d (%v)", got, bounded, c.least, c.most, c.bounded)
				}
				flush(t, p)
			})
		})
	}
}

// TestRoomOfWhoIsAsked: the model that would answer counts, and where none
// would there is no room.
func TestRoomOfWhoIsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := &fake{name: "a"}, &fake{name: "b"}
		small, large := a.account("a1"), b.account("b1")
		small.Models[0].Limits = catalog.Limits{RPM: 1, TPM: 8000}
		large.Models[0].Limits = catalog.Limits{RPM: 1, TPM: 250_000}
		p := ai.NewPool([]ai.Account{small, large}, ai.PoolOptions{})
		for _, c := range []struct {
			asked       string
			least, most int
		}{{"a/a1", 1900, 2000}, {"b/b1", 60_000, 62_500}, {"", 0, 0}} {
			got, bounded := p.Room(request("hello"))
			if !bounded || got < c.least || got > c.most {
				t.Errorf("before %q: room for %d, want %d to %d", c.asked, got, c.least, c.most)
			}
			if c.asked != "" {
				answers(t, p, c.asked)
			}
		}
		long := request("hello")
		long.System = string(make([]byte, 40_000))
		if got, _ := p.Room(long); got != 0 {
			t.Errorf("a prompt that is long already has room for %d more", got)
		}
		flush(t, p)
	})
}

// uses answers at the cost of so many tokens.
func uses(tokens int) doing {
	return func(context.Context, *ai.Request, func(string)) (*ai.Response, error) {
		return &ai.Response{Text: "answer", Usage: ai.Usage{Prompt: tokens - 5, Output: 5}}, nil
	}
}
