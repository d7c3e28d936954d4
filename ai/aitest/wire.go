package aitest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
	"hamzaban/sandbox/providers"
)

// Connect makes the client of a provider, as [ai.Connect] does.
type Connect func(catalog.Provider, ai.ConnectOptions) (ai.Provider, error)

// Wire is the conformance suite of clients: every built-in provider, asked
// for answers in one piece and for streams, well and broken in every way that
// the sandbox knows. A new wire passes it before it is used.
func Wire(t *testing.T, connect Connect) {
	for _, p := range catalog.Builtin().Providers {
		if p.Optional {
			continue
		}
		t.Run(p.Name, func(t *testing.T) {
			t.Parallel()
			for _, s := range faults {
				for _, stream := range []bool{false, true} {
					t.Run(s.name+suffix(stream), func(t *testing.T) {
						t.Parallel()
						s.run(t, newBench(t, p, connect), stream)
					})
				}
			}
			for name, try := range manners {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					try(t, newBench(t, p, connect))
				})
			}
		})
	}
}

func suffix(stream bool) string {
	if stream {
		return ", streaming"
	}
	return ""
}

// patience is how long the suite waits for a provider that says nothing.
const patience = 200 * time.Millisecond

// bench is a client with the simulated provider that it speaks to.
type bench struct {
	t       *testing.T
	srv     *providers.Server
	p       catalog.Provider
	client  ai.Provider
	connect Connect
	wait    time.Duration
}

func newBench(t *testing.T, p catalog.Provider, connect Connect) *bench {
	t.Helper()
	srv := providers.New(providers.Options{Limits: providers.Unlimited()})
	if err := srv.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = srv.Close() })
	p.BaseURL = srv.URL(p.Name)
	b := &bench{t: t, srv: srv, p: p, connect: connect, wait: 20 * time.Second}
	b.dial("test-key")
	return b
}

func (b *bench) dial(keys ...string) {
	b.t.Helper()
	c, err := b.connect(b.p, ai.ConnectOptions{Keys: keys})
	if err != nil {
		b.t.Fatal(err)
	}
	b.client = c
}

// question is one with a past, for the provider's first model.
func (b *bench) question() *ai.Request {
	return &ai.Request{Model: b.p.Models[0].ID, System: "You are a patient teacher.", MaxTokens: 512,
		Messages: []ai.Message{
			{Role: ai.User, Text: "Good morning!"},
			{Role: ai.Assistant, Text: "Good morning. What shall we learn?"},
			{Role: ai.User, Text: "Tell me in three sentences how bees find their way home."},
		}}
}

// ask asks, and checks what holds for every stream.
func (b *bench) ask(r *ai.Request, stream bool) (*ai.Response, error) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), b.wait)
	defer cancel()
	if !stream {
		return b.client.Generate(ctx, r)
	}
	last, checks := "", 0
	return b.client.(ai.Streamer).Stream(ctx, r, func(soFar string) {
		if soFar == "" { // a sign of life
			return
		}
		if checks++; checks < 1000 && (!strings.HasPrefix(soFar, last) || soFar == last) {
			b.t.Errorf("the snapshot %q follows %q", soFar, last)
		}
		if strings.Contains(soFar, "<think>") {
			b.t.Errorf("thinking is shown: %q", soFar)
		}
		last = soFar
	})
}

// fault is one way to break, and what is to come of it.
type fault struct {
	name  string
	fault providers.Fault
	// kind is the expected failure; empty: an answer is expected.
	kind ai.Kind
	// also is another kind that will do.
	also ai.Kind
	// kinds replaces it for some providers, whose words are others; their
	// scope is not looked at.
	kinds map[string]ai.Kind
	scope ai.Scope
	check func(*testing.T, *ai.Response, *ai.Error)
}

var faults = []fault{
	{name: "well", check: whole},
	{name: "drip", fault: providers.Drip(time.Millisecond), check: whole},
	{name: "slow first token", fault: providers.SlowFirstToken(patience / 4), check: whole},
	{name: "thinking in the text", fault: providers.ThinkLeak, check: whole},
	{name: "truncated", fault: providers.Truncated, check: func(t *testing.T, r *ai.Response, _ *ai.Error) {
		if !r.Truncated {
			t.Error("an answer cut by the output limit does not say so")
		}
	}},

	{name: "nothing left", fault: providers.NothingLeft, check: whole},

	{name: "connection closed", fault: providers.Refuse, kind: ai.Unavailable, scope: ai.ScopeProvider},
	{name: "connection reset", fault: providers.Reset, kind: ai.Unavailable, scope: ai.ScopeProvider},
	{name: "hanging", fault: providers.Hang, kind: ai.TimedOut, scope: ai.ScopeProvider},
	{name: "stalling", fault: providers.Stall, kind: ai.TimedOut, scope: ai.ScopeModel},
	{name: "cut", fault: providers.Cut, kind: ai.Cut, scope: ai.ScopeModel},
	{name: "missing end", fault: providers.MissingEnd, kind: ai.Cut, scope: ai.ScopeModel},
	{name: "error in the stream", fault: providers.StreamError, kind: ai.Unavailable, scope: ai.ScopeModel},
	{name: "empty", fault: providers.Empty, kind: ai.Empty, scope: ai.ScopeModel},
	{name: "no body", fault: providers.NoBody, kind: ai.Empty, scope: ai.ScopeModel},
	{name: "odd finish reason", fault: providers.OddFinish, kind: ai.Cut, scope: ai.ScopeModel},
	{name: "truncated JSON", fault: providers.NoJSONEnd, kind: ai.Cut, also: ai.Garbled, scope: ai.ScopeModel},
	{name: "false gzip", fault: providers.NoGzip, kind: ai.Cut, scope: ai.ScopeModel},
	{name: "not UTF-8", fault: providers.NoUTF8, kind: ai.Garbled, scope: ai.ScopeModel},
	{name: "dripping", fault: providers.Trickle(patience / 20), kind: ai.TimedOut, scope: ai.ScopeModel},
	{name: "redirect", fault: providers.Redirect, kind: ai.Unavailable, scope: ai.ScopeProvider},
	{name: "a page", fault: providers.Garbage, kind: ai.Garbled, scope: ai.ScopeProvider},
	{name: "a page in the middle", fault: providers.GarbageInStream, kind: ai.Garbled, scope: ai.ScopeModel},
	{name: "wrong content type", fault: providers.WrongType, kind: ai.Garbled, scope: ai.ScopeModel},
	{name: "error under 200", fault: providers.ErrorAs200, kind: ai.Unavailable, scope: ai.ScopeModel},
	{name: "limit's notice as the answer", fault: providers.LimitText, kind: ai.RateLimited, scope: ai.ScopeRequest},
	{name: "filtered", fault: providers.Filtered, kind: ai.Filtered, scope: ai.ScopeRequest},
	{name: "too long", fault: providers.Huge(50 << 20), kind: ai.Garbled, scope: ai.ScopeModel},

	{name: "400", fault: providers.HTTP(400), kind: ai.BadRequest, scope: ai.ScopeRequest},
	{name: "401", fault: providers.HTTP(401), kind: ai.BadKey, scope: ai.ScopeAccount},
	{name: "402", fault: providers.HTTP(402), kind: ai.NoCredit, scope: ai.ScopeAccount},
	{name: "403", fault: providers.HTTP(403), kind: ai.BadKey, scope: ai.ScopeAccount,
		kinds: map[string]ai.Kind{"groq": ai.NoAccess, "openrouter": ai.NoAccess}},
	{name: "403 as a page", fault: providers.Wall, kind: ai.Unavailable, scope: ai.ScopeProvider},
	{name: "404", fault: providers.HTTP(404), kind: ai.NoModel, scope: ai.ScopeModel},
	{name: "413", fault: providers.HTTP(413), kind: ai.TooLarge, scope: ai.ScopeRequest},
	{name: "498", fault: providers.HTTP(498), kind: ai.Unavailable, scope: ai.ScopeModel},
	{name: "500", fault: providers.HTTP(500), kind: ai.Unavailable, scope: ai.ScopeModel},
	{name: "502 as a page", fault: providers.HTTP(502), kind: ai.Unavailable, scope: ai.ScopeProvider,
		kinds: map[string]ai.Kind{"gemini": ai.Unavailable}},
	{name: "503", fault: providers.HTTP(503), kind: ai.Unavailable, scope: ai.ScopeModel},
	{name: "overloaded", fault: providers.Overloaded, kind: ai.Unavailable, scope: ai.ScopeModel,
		kinds: map[string]ai.Kind{"cohere": ai.RateLimited}},
	{name: "decommissioned", fault: providers.Decommissioned, kind: ai.NoModel, scope: ai.ScopeModel},
	{name: "bad location", fault: providers.BadLocation, kind: ai.NoAccess, scope: ai.ScopeProvider,
		kinds: map[string]ai.Kind{"cerebras": ai.BadKey, "cohere": ai.BadKey}},
	{name: "429 with a time", fault: providers.RateLimited, kind: ai.RateLimited, check: returnsIn(7*time.Second, ai.Minute)},
	{name: "429 without a time", fault: providers.RateLimitedBare, kind: ai.RateLimited, check: returnsIn(0, ai.Minute)},
	{name: "quota spent", fault: providers.QuotaSpent, kind: ai.QuotaSpent, check: spent},
}

func (f fault) run(t *testing.T, b *bench, stream bool) {
	b.srv.Break(b.p.Name, f.fault)
	if f.kind == ai.TimedOut {
		b.wait = patience
	}
	r, err := b.ask(b.question(), stream)
	want, other := f.kinds[b.p.Name]
	if !other {
		want = f.kind
	}
	var e *ai.Error
	switch {
	case want == "" && err != nil:
		t.Fatalf("no answer: %v", err)
	case want != "" && !errors.As(err, &e):
		t.Fatalf("got an answer (%v), %v; want the failure %q", r != nil, err, want)
	case e != nil && e.Kind != want && e.Kind != f.also:
		t.Fatalf("got %q, want %q: %v", e.Kind, want, err)
	case e != nil && f.check == nil && !other && e.Scope != f.scope:
		t.Errorf("scope %d, want %d: %v", e.Scope, f.scope, err)
	case e != nil && (e.Provider != b.p.Name || e.Model != b.p.Models[0].ID):
		t.Errorf("%s/%s is blamed: %v", e.Provider, e.Model, err)
	case e != nil && strings.Contains(err.Error(), "test-key"):
		t.Errorf("the key is shown: %v", err)
	}
	if f.check != nil {
		f.check(t, r, e)
	}
	calls := b.srv.Asked(b.p.Name)
	late := f.kind == ai.TimedOut && len(calls) == 0 // on a very busy machine
	if len(calls) != 1 && !late {
		t.Errorf("asked %d times, want once", len(calls))
	}
	if r == nil {
		return
	}
	if said := strings.TrimSpace(calls[0].Text); f.fault.Kind != providers.ThinkLeak.Kind && r.Text != said {
		t.Errorf("the model said %q, the answer is %q", said, r.Text)
	}
	if calls[0].Stream != stream {
		t.Errorf("a stream was asked for: %v", calls[0].Stream)
	}
}

func whole(t *testing.T, r *ai.Response, _ *ai.Error) {
	if r.Text == "" || strings.Contains(r.Text, "think>") || r.Truncated {
		t.Errorf("the answer is %+v", r)
	}
	if r.Usage.Prompt == 0 || r.Usage.Output == 0 {
		t.Errorf("the usage is %+v", r.Usage)
	}
}

// returnsIn expects a time within which it is useless to ask again. A time
// that was not told may still be known from the headers or the text.
func returnsIn(d time.Duration, p ai.Per) func(*testing.T, *ai.Response, *ai.Error) {
	return func(t *testing.T, _ *ai.Response, e *ai.Error) {
		if e.Window != (ai.Window{Unit: ai.Requests, Per: p}) {
			t.Errorf("the window is %+v", e.Window)
		}
		told := d > 0 && e.Provider != "cohere" // it never tells
		if diff := e.RetryAfter - d; told && diff.Abs() > 1500*time.Millisecond {
			t.Errorf("to be asked again in %v, want %v", e.RetryAfter, d)
		}
		if e.RetryAfter > time.Minute {
			t.Errorf("to be asked again in %v, for the sake of a minute's limit", e.RetryAfter)
		}
	}
}

func spent(t *testing.T, _ *ai.Response, e *ai.Error) {
	if e.Window.Per != ai.Day && e.Window.Per != ai.Month {
		t.Errorf("the window is %+v", e.Window)
	}
	if e.RetryAfter <= 0 && e.Window.Per == ai.Day {
		t.Errorf("to be asked again in %v", e.RetryAfter)
	}
}
