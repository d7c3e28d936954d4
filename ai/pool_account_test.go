package ai_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/sandbox/providers"
)

// TestKeyQuota reads the vendor's answer in its forms.
func TestKeyQuota(t *testing.T) {
	day := ai.Window{Unit: ai.Requests, Per: ai.Day}
	for _, c := range []struct {
		name, body string
		status     int
		want       []ai.Observation
		fails      bool
	}{
		{"some used", `{"data":{"label":"x","is_free_tier":true,"rate_limit":{"requests":-1,"interval":"10s"},"free_model_daily_requests":{"used":12,"limit":50,"remaining":38}}}`, 200,
			[]ai.Observation{{Window: day, Limit: 50, Remaining: 38, Source: ai.FromBody, Pool: "free"}}, false},
		{"more used than there was", `{"data":{"free_model_daily_requests":{"used":61,"limit":50,"remaining":0}}}`, 200,
			[]ai.Observation{{Window: day, Limit: 50, Remaining: 0, Source: ai.FromBody, Pool: "free"}}, false},
		{"what remains alone", `{"data":{"free_model_daily_requests":{"limit":1000,"remaining":999}}}`, 200,
			[]ai.Observation{{Window: day, Limit: 1000, Remaining: 999, Source: ai.FromBody, Pool: "free"}}, false},
		{"the limit alone", `{"data":{"free_model_daily_requests":{"limit":1000}}}`, 200,
			[]ai.Observation{{Window: day, Limit: 1000, Remaining: -1, Source: ai.FromBody, Pool: "free"}}, false},
		{"no limit", `{"data":{"free_model_daily_requests":{"used":3,"limit":null,"remaining":null}}}`, 200, nil, false},
		{"nothing about the day", `{"data":{"label":"x","is_free_tier":false}}`, 200, nil, false},
		{"another shape", `{"error":{"message":"no"}}`, 200, nil, true},
		{"HTML", `<html>`, 200, nil, true},
		{"a refused key", `{"error":{"message":"User not found.","code":401}}`, 401, nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			client := clientOf(t, "openrouter", alwaysAnswer(t, c.status, nil, c.body))
			got, err := client.(ai.Accountant).Account(t.Context())
			if (err != nil) != c.fails {
				t.Fatalf("failed with %v", err)
			}
			if len(got) != len(c.want) || len(got) == 1 && got[0] != c.want[0] {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "test-key") {
				t.Errorf("the error shows the key: %v", err)
			}
		})
	}
}

// TestKeyQuotaIsAsked: at the start, after a refusal, and not more often than
// every ten minutes. What others have used of the same key counts.
func TestKeyQuotaIsAsked(t *testing.T) {
	n := newPipes()
	accounts := builtin(t, n, "openrouter", "groq")
	accounts[0].Discover = ""
	synctest.Test(t, func(t *testing.T) {
		s := providers.New(providers.Options{})
		n.open(t, s)
		elsewhere(t, n, s, 45)
		p := ai.NewPool(accounts, ai.PoolOptions{})
		answers(t, p, "openrouter/openrouter/free")
		settled(time.Second)
		w := dayOf(t, p, "openrouter/free")
		if w.Used < 46 || w.Used > 47 || *w.Limit != 50 || w.Source != ai.FromBody { // the first call and the look were under way together
			t.Errorf("the day is %d of %d (%s), want 46 or 47 of 50 from the body", w.Used, *w.Limit, w.Source)
		}
		for range 8 {
			settled(3 * time.Second)
			if _, err := p.Generate(t.Context(), request("hello")); err != nil {
				t.Fatal(err)
			}
		}
		if refused := refusedBy(s, "openrouter"); refused > 0 {
			t.Errorf("%d calls were refused although the key's use was known", refused)
		}
		if got := keyLooks(s); got != 1 {
			t.Errorf("looked %d times, want once", got)
		}

		// The next day somebody else uses all of it: one 429, then a look.
		settled(untilTomorrow())
		elsewhere(t, n, s, 50)
		for range 5 {
			if _, err := p.Generate(t.Context(), request("hello")); err != nil {
				t.Fatal(err)
			}
			settled(time.Minute)
		}
		if looks, refused := keyLooks(s), refusedBy(s, "openrouter"); looks != 2 || refused != 1 {
			t.Errorf("looked %d times and was refused %d times, want 2 and 1", looks, refused)
		}
		if w := dayOf(t, p, "openrouter/free"); w.Used != 50 {
			t.Errorf("the day is %+v, want all used", w)
		}
		flush(t, p)
	})
}

// TestKeyQuotaGrows: before people are turned away it is looked whether there
// is more by now.
func TestKeyQuotaGrows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &accountant{fake: &fake{name: "a"}}
		account := f.account("a1")
		account.Client, account.KeyPath, account.Law = f, "/key", "fixed"
		account.Models[0].Limits.RPD = 2
		settled(time.Hour) // what is told at midnight may be of yesterday
		p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{})
		answers(t, p, "a/a1")
		settled(time.Minute)
		if e := exhausted(t, p); time.Until(e.Until) < time.Hour {
			t.Errorf("expected at %v, want the next day", e.Until)
		}
		f.grow(500)
		settled(10 * time.Minute)
		_ = exhausted(t, p) // it looks meanwhile
		settled(time.Minute)
		answers(t, p, "a/a1")
		flush(t, p)
	})
}

// TestKeyQuotaOfYesterday: what was asked before midnight and told after it is
// of no use.
func TestKeyQuotaOfYesterday(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &accountant{fake: &fake{name: "a"}}
		account := f.account("a1")
		account.Client, account.KeyPath, account.Law = f, "/key", "fixed"
		time.Sleep(untilTomorrow() - time.Minute - 5*time.Second)
		p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{})
		answers(t, p, "a/a1")
		settled(12 * time.Second)
		s, err := p.Status(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range s.Providers[0].Windows {
			if w.Per == ai.Day && w.Unit == ai.Requests && (w.Used != 0 || w.Limit != nil) {
				t.Errorf("the new day began with %d used", w.Used)
			}
		}
		flush(t, p)
	})
}

// TestKeyQuotaIsAskedSeldom: refusals without end, but a look in ten minutes.
func TestKeyQuotaIsAskedSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, status := range []int{429, 402, 503} {
			f := &accountant{left: 999, fake: &fake{name: "a", do: fails(ai.Error{Kind: ai.Unavailable, Scope: ai.ScopeModel, Status: status})}}
			account := f.account("a1")
			account.Client, account.KeyPath = f, "/key"
			b := &fake{name: "b"}
			p := ai.NewPool([]ai.Account{account, b.account("b1")}, ai.PoolOptions{})
			for range 2 * 60 {
				answers(t, p, "b/b1")
				settled(time.Minute)
			}
			failed, looked := len(strings.Fields(f.took())), int(f.looked.Load())
			if most := map[bool]int{true: 12, false: 1}[status != 503]; looked > most || status != 503 && looked < 3 {
				t.Errorf("HTTP %d: looked %d times at %d failures in two hours, want 3 to %d", status, looked, failed, most)
			}
			flush(t, p)
		}
	})
}

// accountant tells after ten seconds that so much of 1,000 is left.
type accountant struct {
	*fake
	left   float64
	looked atomic.Int32
}

func (a *accountant) grow(left float64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.left = left
}

func (a *accountant) Account(context.Context) ([]ai.Observation, error) {
	a.looked.Add(1)
	time.Sleep(10 * time.Second)
	a.mu.Lock()
	defer a.mu.Unlock()
	return []ai.Observation{{Window: ai.Window{Unit: ai.Requests, Per: ai.Day}, Limit: 1000, Remaining: a.left, Source: ai.FromBody}}, nil
}

// untilTomorrow is a little more than what is left of the UTC day.
func untilTomorrow() time.Duration {
	now := time.Now().UTC()
	return now.Truncate(24 * time.Hour).Add(24*time.Hour + time.Minute).Sub(now)
}

// elsewhere uses the key of OpenRouter so many times past the pool, as slowly
// as its limit of the minute wants it.
func elsewhere(t *testing.T, n *pipes, s *providers.Server, times int) {
	t.Helper()
	for range times {
		time.Sleep(4 * time.Second)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL("openrouter")+"/chat/completions",
			strings.NewReader(`{"model":"openrouter/free","messages":[{"role":"user","content":"hello"}]}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer test-key")
		resp, err := (&http.Client{Transport: n.client}).Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Fatalf("elsewhere: HTTP %d", resp.StatusCode)
		}
	}
}

func keyLooks(s *providers.Server) (n int) {
	for _, c := range s.Calls() {
		if strings.HasSuffix(c.Path, "/key") {
			n++
		}
	}
	return n
}

func refusedBy(s *providers.Server, name string) (n int) {
	for _, c := range s.Calls() {
		if c.Provider == name && c.Status == http.StatusTooManyRequests {
			n++
		}
	}
	return n
}

func dayOf(t *testing.T, p *ai.Pool, model string) ai.WindowStatus {
	t.Helper()
	s, err := p.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range s.Providers {
		for _, w := range m.Windows {
			if m.Model == model && w.Per == ai.Day && w.Unit == ai.Requests {
				return w
			}
		}
	}
	t.Fatalf("%s has no day", model)
	return ai.WindowStatus{}
}
