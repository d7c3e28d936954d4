package ai_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
	"hamzaban/sandbox/providers"
)

var names = []string{"groq", "cerebras", "gemini", "openrouter", "cohere"}

// nobody is the fault of a provider at whose address nobody listens.
var nobody = providers.Fault{Kind: "nobody there"}

// poolFaults are the ways in which the first provider fails, and the most that
// this may cost, the answer of the second apart.
var poolFaults = []struct {
	name  string
	fault providers.Fault
	cost  time.Duration
}{
	{"connection refused", nobody, 0},
	{"connection closed", providers.Refuse, 0},
	{"connection reset", providers.Reset, 0},
	{"hang", providers.Hang, hang},
	{"stall", providers.Stall, hang},
	{"slow pieces", providers.Drip(20 * time.Second), hang},
	{"drip", providers.Trickle(4 * time.Second), drip},
	{"slow first token", providers.SlowFirstToken(3 * time.Minute), hang},
	{"cut", providers.Cut, 0},
	{"missing end", providers.MissingEnd, 0},
	{"odd finish reason", providers.OddFinish, 0},
	{"error in the stream", providers.StreamError, 0},
	{"empty", providers.Empty, 0},
	{"no body", providers.NoBody, 0},
	{"garbage", providers.Garbage, 0},
	{"garbage in the stream", providers.GarbageInStream, 0},
	{"truncated JSON", providers.NoJSONEnd, 0},
	{"wrong type", providers.WrongType, 0},
	{"false gzip", providers.NoGzip, 0},
	{"not UTF-8", providers.NoUTF8, 0},
	{"redirect", providers.Redirect, 0},
	{"error as 200", providers.ErrorAs200, 0},
	{"limit text", providers.LimitText, 0},
	{"filtered", providers.Filtered, 0},
	{"50 MB", providers.Huge(50 << 20), 2 * time.Minute},
	{"400", providers.HTTP(400), 0},
	{"401", providers.HTTP(401), 0},
	{"402", providers.HTTP(402), 0},
	{"403", providers.HTTP(403), 0},
	{"403 as HTML", providers.Wall, 0},
	{"404", providers.HTTP(404), 0},
	{"413", providers.HTTP(413), 0},
	{"418", providers.HTTP(418), 0},
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
	{"503 with a time", providers.Fault{Kind: "status", Status: 503, RetryAfter: 40 * time.Second}, 0},
}

const (
	// hang is what a provider may cost that says nothing.
	hang = 13 * time.Second
	// drip is what one may cost that speaks a letter every few seconds.
	drip = 30 * time.Second
)

// spared says whether a provider is left out of the short forms: one of each
// dialect is enough to look for races in.
func spared(name string) bool { return testing.Short() && name != "groq" && name != "gemini" }

// Whatever the first provider does, the next one answers, whole.
func TestPoolSurvivesEveryFault(t *testing.T) {
	for i, name := range names {
		if spared(name) {
			continue
		}
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
						n.spoil(srv, name, f.fault)
						p := ai.NewPool(accounts, ai.PoolOptions{})
						begun := time.Now()
						answeredByNext(t, srv, p, name, stream)
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

// What takes no time is tried over real connections, too.
func TestPoolSurvivesEveryFaultOnLoopback(t *testing.T) {
	for i, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := providers.New(providers.Options{Limits: providers.Unlimited()})
			if err := srv.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = srv.Close() })
			well := loopback(t, srv, name, names[(i+1)%len(names)])
			deaf := loopback(t, srv, name, names[(i+1)%len(names)])
			deaf[0] = nobodyThere(t, deaf[0])
			for _, f := range poolFaults {
				for _, stream := range []bool{false, true} {
					if f.cost == hang || f.cost == drip {
						continue
					}
					t.Run(f.name+map[bool]string{true: ", streaming"}[stream], func(t *testing.T) {
						accounts := well
						srv.Mend(name)
						srv.Reset()
						if f.fault == nobody {
							accounts = deaf
						} else {
							srv.Break(name, f.fault)
						}
						p := ai.NewPool(accounts, ai.PoolOptions{})
						answeredByNext(t, srv, p, name, stream)
						flush(t, p)
					})
				}
			}
		})
	}
}

// loopback connects to the providers where the sandbox listens.
func loopback(t *testing.T, srv *providers.Server, names ...string) []ai.Account {
	t.Helper()
	var accounts []ai.Account
	for _, name := range names {
		p, ok := catalog.Builtin().Provider(name)
		if !ok {
			t.Fatalf("the catalogue has no %q", name)
		}
		p.BaseURL = srv.URL(name)
		accounts = append(accounts, ai.Account{Provider: p, Client: clientOf(t, name, p.BaseURL)})
	}
	return accounts
}

// nobodyThere is the account at an address that nobody listens at.
func nobodyThere(t *testing.T, a ai.Account) ai.Account {
	t.Helper()
	a.BaseURL = "http://127.0.0.1:1"
	a.Client = clientOf(t, a.Name, a.BaseURL)
	return a
}

// spoil makes a provider fail so.
func (n *pipes) spoil(srv *providers.Server, name string, f providers.Fault) {
	if f == nobody {
		n.down = hostOf(name)
		return
	}
	srv.Break(name, f)
}

// answeredByNext asks once, and checks that another provider than the broken
// one answered, whole.
func answeredByNext(t *testing.T, srv *providers.Server, p *ai.Pool, broken string, stream bool) {
	t.Helper()
	resp, err := answer(t.Context(), p, stream)
	if err != nil {
		t.Fatal(err)
	}
	last := lastQuestion(srv)
	if resp.Text != last.Text || resp.Model != last.Model || last.Provider == broken || resp.Provider != last.Provider {
		t.Errorf("the answer is not the whole one of the next provider: %s said %q, got %q of %s", last.Provider, last.Text, resp.Text, resp.ID())
	}
}

// lastQuestion is the last of the calls that asked a model.
func lastQuestion(srv *providers.Server) (last providers.Call) {
	for _, c := range srv.Calls() {
		if c.Method == http.MethodPost {
			last = c
		}
	}
	return last
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
		if n := len(srv.Asked("groq")) + len(srv.Asked("cerebras")) + len(srv.Asked("openrouter")) + len(srv.Asked("cohere")); n != 6 {
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
