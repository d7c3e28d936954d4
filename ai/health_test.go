package ai_test

import (
	"context"
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
)

// health is the status of the first model.
func health(t *testing.T, p *ai.Pool) ai.ModelStatus {
	t.Helper()
	return status(t, p).Providers[0]
}

// Only answers are timed, and only what is the model's fault speaks against it.
func TestSuccessRate(t *testing.T) {
	for _, c := range []struct {
		name  string
		do    doing
		want  float64
		fails int64
	}{
		{"a second answer", says("x"), 1, 0},
		{"overloaded", fails(ai.Error{Kind: ai.Unavailable, Scope: ai.ScopeModel, Status: 503}), 0.5, 1},
		{"a limit", fails(ai.Error{Kind: ai.RateLimited, Scope: ai.ScopeModel, Status: 429}), 0.5, 1},
		{"empty", fails(ai.Error{Kind: ai.Empty, Scope: ai.ScopeModel}), 0.5, 1},
		{"silent", hangs, 0.5, 1},
		{"filtered", fails(ai.Error{Kind: ai.Filtered, Scope: ai.ScopeRequest}), 1, 1},
		{"a wrong request", fails(ai.Error{Kind: ai.BadRequest, Scope: ai.ScopeRequest, Status: 400}), 1, 1},
		{"too large", fails(ai.Error{Kind: ai.TooLarge, Scope: ai.ScopeRequest, Status: 413}), 1, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, b := &fake{name: "a", do: after(2 * time.Second)}, &fake{name: "b"}
				p := ai.NewPool([]ai.Account{a.account("m"), b.account("m")}, ai.PoolOptions{})
				answers(t, p, "a/m")
				a.set(c.do)
				_, _ = p.Generate(t.Context(), request("hello"))
				m := health(t, p)
				if m.SuccessRate == nil || *m.SuccessRate != c.want || m.Failures != c.fails || m.Requests != 2 {
					t.Errorf("success %v with %d of %d failed, want %v and %d of 2", deref(m.SuccessRate), m.Failures, m.Requests, c.want, c.fails)
				}
				if c.fails > 0 && (m.Latency != ai.Latency{P50: 2000, P95: 2000} || m.LastErrorAt == nil) {
					t.Errorf("answers take %+v, the last error was at %v: want the one answer's time and an error", m.Latency, m.LastErrorAt)
				}
			})
		})
	}
	t.Run("the caller left", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			a := &fake{name: "a"}
			p := ai.NewPool([]ai.Account{a.account("m")}, ai.PoolOptions{})
			answers(t, p, "a/m")
			a.set(hangs)
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, _ = p.Generate(ctx, request("hello"))
			if m := health(t, p); *m.SuccessRate != 1 || m.State != ai.Healthy || m.LastError != "" || m.Latency.P95 > 1 {
				t.Errorf("it is %+v, want healthy as before", m)
			}
		})
	})
}

func deref(f *float64) any {
	if f == nil {
		return nil
	}
	return *f
}

// What is older than a day is not told of, what is younger than 22 hours is,
// and the record stays small however much is asked.
func TestHealthSlides(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		book := ai.NewMemoryBook()
		a, b := &fake{name: "a", do: fails(ai.Error{Kind: ai.Empty, Scope: ai.ScopeModel})}, &fake{name: "b"}
		p := ai.NewPool([]ai.Account{a.account("m"), b.account("m")}, ai.PoolOptions{Book: book})
		answers(t, p, "b/m")
		a.set(after(7 * time.Second))
		time.Sleep(time.Minute)
		answers(t, p, "a/m")
		a.set(after(time.Second))
		for i := range 10 {
			time.Sleep(2 * time.Hour)
			answers(t, p, "a/m")
			if m := health(t, p); *m.SuccessRate != float64(i+2)/float64(i+3) || m.Latency.P95 != 7000 {
				t.Fatalf("after %d hours: success %v, answers %+v, want all that was", 2*i+2, *m.SuccessRate, m.Latency)
			}
		}
		time.Sleep(5 * time.Hour)
		if m := health(t, p); *m.SuccessRate != 1 || m.Latency != (ai.Latency{P50: 1000, P95: 1000}) {
			t.Errorf("a day later: success %v, answers %+v, want the last day's alone", *m.SuccessRate, m.Latency)
		}
		for range 1000 {
			time.Sleep(15 * time.Minute)
			answers(t, p, "a/m")
		}
		flush(t, p)
		records, err := book.Records(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(records["a/m"])
		if err != nil || len(data) > 1200 {
			t.Errorf("the record has %d bytes (%v): %s", len(data), err, data)
		}
		time.Sleep(25 * time.Hour)
		if m := health(t, p); m.SuccessRate != nil || m.Latency.P50 != 0 || m.Requests != 1012 {
			t.Errorf("after a day's silence it is %+v, want nothing but the totals", m)
		}
	})
}

// A model goes from state to state, and it is told since when.
func TestStates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := &fake{name: "a"}, &fake{name: "b"}
		p := ai.NewPool([]ai.Account{a.account("m"), b.account("m")}, ai.PoolOptions{})
		begun := time.Now()
		is := func(what string, state ai.State, reason ai.Kind, since time.Duration) {
			t.Helper()
			m := health(t, p)
			if m.State != state || m.Reason != reason || m.Healthy != (state == ai.Healthy) {
				t.Errorf("%s: %s, %q, healthy %v, want %s, %q", what, m.State, m.Reason, m.Healthy, state, reason)
			}
			switch {
			case since < 0:
				if m.Since != nil {
					t.Errorf("%s: since %v, want no time", what, m.Since)
				}
			case m.Since == nil || m.Since.Sub(begun) != since:
				t.Errorf("%s: since %v, want %v after the beginning", what, m.Since, since)
			}
		}
		is("new", ai.Healthy, "", -1)
		answers(t, p, "a/m")
		is("answering", ai.Healthy, "", -1)

		time.Sleep(10 * time.Second)
		a.set(fails(ai.Error{Kind: ai.Unavailable, Scope: ai.ScopeProvider, Status: 503}))
		answers(t, p, "b/m")
		is("failing", ai.Resting, ai.Unavailable, 10*time.Second)
		time.Sleep(5 * time.Second)
		is("rested", ai.Probing, ai.Unavailable, 10*time.Second)
		answers(t, p, "b/m")
		is("failing again", ai.Resting, ai.Unavailable, 10*time.Second)

		time.Sleep(15 * time.Second)
		a.set(nil)
		answers(t, p, "a/m")
		is("well again", ai.Healthy, "", 30*time.Second)

		time.Sleep(10 * time.Second)
		a.set(fails(ai.Error{Kind: ai.RateLimited, Scope: ai.ScopeModel, Status: 429, RetryAfter: 20 * time.Second}))
		answers(t, p, "b/m")
		is("limited", ai.Resting, ai.RateLimited, 40*time.Second)
		time.Sleep(30 * time.Second)
		is("no more limited", ai.Healthy, "", 60*time.Second)

		time.Sleep(10 * time.Second)
		a.set(fails(ai.Error{Kind: ai.NoCredit, Scope: ai.ScopeAccount, Status: 402}))
		answers(t, p, "b/m")
		is("unpaid", ai.Out, ai.NoCredit, 80*time.Second)
		time.Sleep(7 * time.Hour)
		is("perhaps paid", ai.Probing, ai.NoCredit, 80*time.Second)
	})
}
