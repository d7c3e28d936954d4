package ai_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// tacit is a provider that never tells its limits by headers: it counts by the
// clock's minutes and days, and says what it allows when it refuses, or not
// even then.
type tacit struct {
	rpm, rpd int
	mute     bool

	mu       sync.Mutex
	minute   time.Time
	day      time.Time
	m, d     int
	served   int
	refusals []ai.Window
}

func (a *tacit) do(_ context.Context, _ *ai.Request, _ func(string)) (*ai.Response, error) {
	time.Sleep(20 * time.Millisecond)
	if err := a.admit(time.Now()); err != nil {
		return nil, err
	}
	time.Sleep(280 * time.Millisecond)
	return &ai.Response{Text: "answer", Usage: ai.Usage{Prompt: 20, Output: 5}}, nil
}

func (a *tacit) admit(now time.Time) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if at := now.Truncate(time.Minute); !at.Equal(a.minute) {
		a.minute, a.m = at, 0
	}
	if at := now.Truncate(24 * time.Hour); !at.Equal(a.day) {
		a.day, a.d = at, 0
	}
	switch {
	case a.d >= a.rpd:
		return a.refuse(ai.QuotaSpent, ai.Day, a.rpd, a.day.Add(24*time.Hour).Sub(now))
	case a.m >= a.rpm:
		return a.refuse(ai.RateLimited, ai.Minute, a.rpm, a.minute.Add(time.Minute).Sub(now))
	}
	a.d++
	a.m++
	a.served++
	return nil
}

func (a *tacit) refuse(k ai.Kind, per ai.Per, limit int, after time.Duration) error {
	w := ai.Window{Unit: ai.Requests, Per: per}
	a.refusals = append(a.refusals, w)
	e := &ai.Error{Kind: k, Scope: ai.ScopeModel, Status: 429, Window: w, RetryAfter: after}
	if !a.mute {
		e.Limits = []ai.Observation{{Window: w, Limit: float64(limit), Remaining: -1, Source: ai.FromBody}}
	}
	return e
}

func (a *tacit) took() (served int, refusals string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	served, refusals = a.served, fmt.Sprint(a.refusals)
	a.served, a.refusals = 0, nil
	return served, refusals
}

// Whatever the catalogue says, the true limits are used in full from the
// second day on, and learning each costs one refusal, of all calls that were
// under way together. A limit of minutes may be learned on the second day if
// the day's was in its way on the first.
func TestWrongFiguresAreLearned(t *testing.T) {
	for _, c := range []struct {
		name     string
		rpm, rpd int // of the catalogue
		mute     bool
	}{
		{"right", 20, 600, false},
		{"too low by half", 10, 300, false},
		{"too high by half", 40, 1200, false},
		{"too low, and refusals say nothing", 10, 300, true},
		{"too high, and refusals say nothing", 40, 1200, true},
		{"none", 0, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if testing.Short() && c.name != "right" {
				t.Skip("it takes days of the simulated clock")
			}
			synctest.Test(t, func(t *testing.T) {
				a := &tacit{rpm: 20, rpd: 600, mute: c.mute}
				f := &fake{name: "a", do: a.do}
				account := f.account("m")
				account.Law, account.Models[0].Limits = catalog.Fixed, catalog.Limits{RPM: c.rpm, RPD: c.rpd}
				p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{})
				days := 4
				if testing.Short() {
					days = 2
				}
				for day := range days {
					crowd(t, p, 8, 24*time.Hour)
					served, refusals := a.took()
					t.Logf("day %d: %d served, refused for %s", day+1, served, refusals)
					if day == 0 {
						continue
					}
					if served < 594 && !(c.mute && day == 1) {
						t.Errorf("on day %d %d were served, want 99 %% of 600", day+1, served)
					}
					if refusals != "[]" && !c.mute && (day > 1 || refusals != "[{requests minute}]") {
						t.Errorf("on day %d it was refused for %s", day+1, refusals)
					}
				}
			})
		})
	}
}

// crowd has so many people ask without a pause, for so long.
func crowd(t *testing.T, p *ai.Pool, people int, during time.Duration) {
	var all sync.WaitGroup
	until := time.Now().Truncate(during).Add(during - 15*time.Second) // none is left waiting for the next day
	for i := range people {
		all.Go(func() {
			for time.Now().Before(until) {
				r := request("hello")
				r.Person = fmt.Sprint(i)
				if _, err := p.Generate(t.Context(), r); err != nil {
					time.Sleep(10 * time.Second)
				}
			}
		})
	}
	all.Wait()
	time.Sleep(15 * time.Second)
}
