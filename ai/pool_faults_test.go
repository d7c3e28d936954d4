package ai_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/sandbox/providers"
)

var names = []string{"groq", "cerebras", "gemini", "openrouter", "cohere"}

// poolFaults are the ways in which the first provider fails, and the most that
// this may cost, the answer of the second apart.
var poolFaults = []struct {
	name  string
	fault providers.Fault
	cost  time.Duration
}{
	{"connection refused", providers.Refuse, 0},
	{"connection reset", providers.Reset, 0},
	{"hang", providers.Hang, hang},
	{"stall", providers.Stall, hang},
	{"drip", providers.Drip(20 * time.Second), hang},
	{"slow first token", providers.SlowFirstToken(3 * time.Minute), hang},
	{"cut", providers.Cut, 0},
	{"missing end", providers.MissingEnd, 0},
	{"error in the stream", providers.StreamError, 0},
	{"empty", providers.Empty, 0},
	{"no body", providers.NoBody, 0},
	{"garbage", providers.Garbage, 0},
	{"garbage in the stream", providers.GarbageInStream, 0},
	{"wrong type", providers.WrongType, 0},
	{"error as 200", providers.ErrorAs200, 0},
	{"limit text", providers.LimitText, 0},
	{"filtered", providers.Filtered, 0},
	{"more than 4 MiB", providers.Huge(5 << 20), 2 * time.Minute},
	{"400", providers.HTTP(400), 0},
	{"401", providers.HTTP(401), 0},
	{"402", providers.HTTP(402), 0},
	{"403", providers.HTTP(403), 0},
	{"404", providers.HTTP(404), 0},
	{"413", providers.HTTP(413), 0},
	{"429", providers.RateLimited, 0},
	{"429 without a time", providers.RateLimitedBare, 0},
	{"quota spent", providers.QuotaSpent, 0},
	{"overloaded", providers.Overloaded, 0},
	{"decommissioned", providers.Decommissioned, 0},
	{"bad location", providers.BadLocation, 0},
	{"498", providers.HTTP(498), 0},
	{"500", providers.HTTP(500), 0},
	{"502 as HTML", providers.HTTP(502), 0},
	{"503", providers.HTTP(503), 0},
}

// hang is what a provider may cost that says nothing.
const hang = 13 * time.Second

// Whatever the first provider does, the next one answers, whole.
func TestPoolSurvivesEveryFault(t *testing.T) {
	for i, name := range names {
		for _, f := range poolFaults {
			for _, stream := range []bool{false, true} {
				title := name + "/" + f.name
				if stream {
					title += ", streaming"
				}
				t.Run(title, func(t *testing.T) {
					n := newPipes()
					accounts := builtin(t, n, name, names[(i+1)%len(names)])
					synctest.Test(t, func(t *testing.T) {
						srv := providers.New(providers.Options{Limits: providers.Unlimited(), TokenDelay: 20 * time.Millisecond})
						n.open(t, srv)
						srv.Break(name, f.fault)
						p := ai.NewPool(accounts, ai.PoolOptions{})
						begun := time.Now()
						resp, err := answer(t.Context(), p, stream)
						if err != nil {
							t.Fatal(err)
						}
						calls := srv.Calls()
						last := calls[len(calls)-1]
						if resp.Text != last.Text || resp.Model != last.Model || last.Provider == name {
							t.Errorf("the answer is not the whole one of the next provider: %s said %q, got %q of %s", last.Provider, last.Text, resp.Text, resp.ID())
						}
						if took, most := time.Since(begun), f.cost+20*time.Second; took > most {
							t.Errorf("it took %v, want at most %v", took, most)
						}
						restsKept(t, srv, p, name)
						flush(t, p)
					})
				})
			}
		}
	}
}

// Three in a row that accept and stay silent cost half a minute once, and then
// nothing, whoever asks.
func TestPoolPassesSilentProviders(t *testing.T) {
	n := newPipes()
	accounts := builtin(t, n, "groq", "cerebras", "openrouter", "cohere")
	synctest.Test(t, func(t *testing.T) {
		srv := providers.New(providers.Options{Limits: providers.Unlimited()})
		n.open(t, srv)
		for _, name := range []string{"groq", "cerebras", "openrouter"} {
			srv.Break(name, providers.Hang)
		}
		p := ai.NewPool(accounts, ai.PoolOptions{})
		for i, most := range []time.Duration{26 * time.Second, time.Second, time.Second} {
			begun := time.Now()
			resp, err := answer(t.Context(), p, false)
			if err != nil || resp.Provider != "cohere" {
				t.Fatalf("question %d: %v, %v, want an answer of Cohere", i, resp, err)
			}
			if took := time.Since(begun); took > most {
				t.Errorf("question %d took %v, want at most %v", i, took, most)
			}
		}
		if n := len(srv.Calls()); n != 6 {
			t.Errorf("%d calls were made, want one of each that is silent and one for each answer", n)
		}
		flush(t, p)
	})
}

func answer(ctx context.Context, p *ai.Pool, stream bool) (*ai.Response, error) {
	r := &ai.Request{System: "You are a patient teacher.", Messages: request("Tell me in three sentences how bees find home.").Messages}
	if !stream {
		return p.Generate(ctx, r)
	}
	last := ""
	resp, err := p.Stream(ctx, r, func(soFar string) { last = soFar })
	if err == nil && !strings.HasPrefix(resp.Text, last) && len(last) <= len(resp.Text) {
		return resp, &ai.Error{Kind: ai.Garbled}
	}
	return resp, err
}

// restsKept checks that a provider that rests is not asked again.
func restsKept(t *testing.T, srv *providers.Server, p *ai.Pool, name string) {
	t.Helper()
	resting := map[string]time.Time{}
	for _, m := range status(t, p).Providers {
		if m.RestingUntil != nil {
			resting[m.Name+"/"+m.Model] = m.RestingUntil.Add(-time.Second) // it is rounded up
		}
	}
	srv.Reset()
	for range 5 {
		if _, err := answer(t.Context(), p, false); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range srv.Calls() {
		if c.At.Before(resting[c.Provider+"/"+c.Model]) {
			t.Errorf("%s/%s was asked at %v though it rests until %v", c.Provider, c.Model, c.At, resting[c.Provider+"/"+c.Model])
		}
	}
}
