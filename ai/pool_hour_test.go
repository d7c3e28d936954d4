package ai_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/sandbox/providers"
)

// mixed are the faults of the hour.
var mixed = []providers.Fault{
	providers.Refuse, providers.Reset, providers.Hang, providers.Stall, providers.Trickle(4 * time.Second), providers.Cut,
	providers.MissingEnd, providers.OddFinish, providers.StreamError, providers.Empty, providers.NoBody, providers.Garbage,
	providers.GarbageInStream, providers.NoJSONEnd, providers.WrongType, providers.NoGzip, providers.NoUTF8, providers.Redirect,
	providers.ErrorAs200, providers.LimitText, providers.Filtered, providers.NothingLeft, providers.RateLimited,
	providers.RateLimitedBare, providers.Overloaded, providers.Wall, providers.HTTP(400), providers.HTTP(413),
	providers.HTTP(498), providers.HTTP(500), providers.HTTP(502), providers.HTTP(503),
}

// lasting are those whose providers are gone for hours, for the end of it.
var lasting = []providers.Fault{
	providers.QuotaSpent, providers.HTTP(401), providers.HTTP(402),
}

// TestStatusAfterAnHourOfFaults asks for an hour, while faults come and go at
// all providers, and compares what the pool's status says with the providers'
// own gauges and their log of calls.
func TestStatusAfterAnHourOfFaults(t *testing.T) {
	seed := seeded(t)
	n := newPipes()
	accounts := builtin(t, n, names...)
	synctest.Test(t, func(t *testing.T) {
		srv := providers.New(providers.Options{Latency: 200 * time.Millisecond, TokenDelay: 10 * time.Millisecond, Seed: int64(seed)})
		n.open(t, srv)
		p := ai.NewPool(accounts, ai.PoolOptions{LastResort: "gemini"})
		questions, answers := hourOfFaults(t, srv, p, rand.New(rand.NewPCG(seed, 1)))
		l, s := ledgerOf(srv), status(t, p)
		for _, m := range s.Providers {
			l.compare(t, m, s.At)
		}
		t.Logf("%d of %d questions were answered; %d calls, %d of them failed", answers, questions, l.calls, l.failed)
	})
}

// hourOfFaults asks about every three seconds; every twelve where time is short.
func hourOfFaults(t *testing.T, srv *providers.Server, p *ai.Pool, rnd *rand.Rand) (questions, answers int) {
	every := 3 * time.Second
	if testing.Short() {
		every = 12 * time.Second
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	for begun := time.Now(); time.Since(begun) < time.Hour; {
		if rnd.IntN(15) == 0 {
			name, choice := names[rnd.IntN(len(names))], mixed
			if time.Since(begun) > 50*time.Minute && rnd.IntN(4) == 0 {
				choice = lasting
			}
			srv.Mend(name)
			if rnd.IntN(5) > 1 {
				srv.Break(name, choice[rnd.IntN(len(choice))])
			}
		}
		stream, size := rnd.IntN(2) == 0, rnd.IntN(40)
		questions++
		wg.Go(func() {
			r := request("Tell me how bees find home. " + strings.Repeat("Please think of the flowers and the sun, too. ", size))
			var err error
			if stream {
				_, err = p.Stream(t.Context(), r, func(string) {})
			} else {
				_, err = p.Generate(t.Context(), r)
			}
			if err == nil {
				mu.Lock()
				defer mu.Unlock()
				answers++
			}
		})
		time.Sleep(time.Duration(rnd.ExpFloat64() * float64(every)))
	}
	wg.Wait()
	flush(t, p)
	synctest.Wait()
	return questions, answers
}

// ledger is what the providers themselves know of the hour.
type ledger struct {
	calls, failed int
	models        map[string]*account
	byProvider    map[string][]providers.Call
}

// account is what they know of one model.
type account struct {
	calls, failed []providers.Call
	took          []int // the milliseconds of the whole answers, the oldest first
	windows       []providers.WindowState
}

func ended(c providers.Call) time.Time { return c.At.Add(c.Took) }

func byEnd(a, b providers.Call) int { return ended(a).Compare(ended(b)) }

func wentWrong(c providers.Call) bool {
	return c.Refused != "" || c.Status >= 300 || c.Fault != "" && c.Fault != providers.NothingLeft.String()
}

// spoke says whether the provider failed by itself, rather than keeping silent
// until it was given up; or than giving a notice that another gave as well, so
// that it was believed.
func spoke(c providers.Call) bool {
	return !slices.Contains([]string{"hang", "stall", "trickle", "limit text"}, c.Fault)
}

func ledgerOf(srv *providers.Server) *ledger {
	l := &ledger{models: map[string]*account{}, byProvider: map[string][]providers.Call{}}
	for _, p := range srv.State() {
		for _, m := range p.Models {
			l.models[p.Name+"/"+m.Model] = &account{windows: m.Windows}
		}
		l.byProvider[p.Name] = slices.SortedStableFunc(slices.Values(srv.Asked(p.Name)), byEnd)
		for _, c := range l.byProvider[p.Name] {
			m := l.models[p.Name+"/"+c.Model]
			l.calls++
			m.calls = append(m.calls, c)
			if wentWrong(c) {
				l.failed++
				m.failed = append(m.failed, c)
			} else {
				m.took = append(m.took, int(c.Took.Milliseconds()))
			}
		}
	}
	return l
}

// compare finds what is not true of a model's status.
func (l *ledger) compare(t *testing.T, m ai.ModelStatus, at time.Time) {
	id := m.Name + "/" + m.Model
	want := l.models[id]
	overtaken := len(want.failed) - int(m.Failures) // those that another's answer came before
	if m.Requests != int64(len(want.calls)) || overtaken < 0 || overtaken > len(slices.DeleteFunc(slices.Clone(want.failed), spoke)) {
		t.Errorf("%s: %d requests, %d failures; want %d, %d", id, m.Requests, m.Failures, len(want.calls), len(want.failed))
	}
	if overtaken == 0 {
		l.last(t, m)
		l.health(t, m, at)
	}
	for _, w := range m.Windows {
		for _, g := range want.windows {
			if g.Unit == string(w.Unit) && g.Per == string(w.Per) {
				l.window(t, m, w, g, at)
			}
		}
	}
}

// last compares the last answers and the last error.
func (l *ledger) last(t *testing.T, m ai.ModelStatus) {
	id := m.Name + "/" + m.Model
	want := l.models[id]
	if got, want := m.Latency, typical(want.took); got != want {
		t.Errorf("%s: latency %v, want %v", id, got, want)
	}
	if n := len(want.failed); n > 0 {
		last := want.failed[n-1]
		if m.LastErrorAt == nil || m.LastErrorAt.Sub(ended(last)).Abs() > time.Second {
			t.Errorf("%s: the last error was at %v, want %v", id, m.LastErrorAt, ended(last))
		}
		if code := fmt.Sprintf("(HTTP %d)", last.Status); last.Status >= 300 && !strings.Contains(m.LastError, code) {
			t.Errorf("%s: the last error is %q, want one with %s", id, m.LastError, code)
		}
	}
}

// window compares what was used. It is never told to be less than what the
// provider counts, but for what the draining of a moment makes of it and for
// the unseen rest of answers that broke while they were streamed; and more
// by no more than the failed calls may have cost, for whether a provider counts
// those is not known, and in a minute's window all calls of the last two
// minutes, for when exactly its minute begins is not known either.
func (l *ledger) window(t *testing.T, m ai.ModelStatus, w ai.WindowStatus, g providers.WindowState, at time.Time) {
	least, most := g.Used-1, g.Used+2
	if g.Per == "day" { // a bucket that was empty begins to drain half a second later
		most += g.Limit / (24 * 60 * 60) / 2
	}
	for _, c := range l.byProvider[m.Name] {
		minute := g.Per == "minute" && ended(c).After(at.Add(-2*time.Minute))
		if g.Unit == "tokens" && wentWrong(c) && c.Stream {
			least -= float64(c.Output)
		}
		if slices.Contains([]string{"quota spent", "nothing left", "HTTP 429", "429 with retry time"}, c.Fault) {
			most += g.Limit // it said so, though it was not true
		}
		if !minute && (g.Per == "minute" || !wentWrong(c)) || c.Model != m.Model && !g.Shared {
			continue
		}
		if g.Unit == "tokens" {
			most += float64(c.MaxTokens + len(c.Body))
		} else {
			most++
		}
	}
	used := float64(w.Used)
	slower := w.Limit != nil && float64(*w.Limit) < g.Limit // as was learned from a false refusal: it drains as slowly
	if used < least || used > most && !slower {
		t.Errorf("%s/%s: %d %s of the %s are said to be used, the provider counts %.1f: want %.1f to %.1f",
			m.Name, m.Model, w.Used, w.Unit, w.Per, g.Used, least, most)
	}
	if w.Limit != nil && float64(*w.Limit) > g.Limit {
		t.Errorf("%s/%s: a limit of %d %s a %s, the provider's is %.0f", m.Name, m.Model, *w.Limit, w.Unit, w.Per, g.Limit)
	}
}

// health compares a model's state with what the provider's last call did to
// it, where no other was under way meanwhile.
func (l *ledger) health(t *testing.T, m ai.ModelStatus, at time.Time) {
	if m.RestingUntil != nil && !m.RestingUntil.After(at) {
		t.Errorf("%s/%s: rests until %v, and it is %v", m.Name, m.Model, m.RestingUntil, at)
	}
	calls := l.byProvider[m.Name]
	if len(calls) == 0 || calls[len(calls)-1].Model != m.Model {
		return
	}
	last := calls[len(calls)-1]
	for _, c := range calls[:len(calls)-1] {
		if ended(c).After(last.At) {
			return
		}
	}
	var want string
	switch fault := last.Fault; {
	case last.Refused != "", fault == "nothing left", fault == "limit text", strings.HasPrefix(fault, "429"), fault == "HTTP 429", fault == "overloaded":
		return // healthy or not, as its time is over or not
	case fault == "HTTP 400", fault == "HTTP 413", fault == "filtered":
		return // which is not held against it
	case fault == "":
		want = "healthy"
		if m.Name == "gemini" { // an answer of the last resort ends no rest
			want = "healthy resting"
		}
	case fault == "HTTP 401", fault == "HTTP 402":
		want = "out"
	case fault == "quota spent":
		want = "resting"
	default:
		want = "probing resting"
	}
	if !strings.Contains(want, string(m.State)) || m.Healthy != (m.State == ai.Healthy) {
		t.Errorf("%s/%s is %s (%v, %s until %v) after %q at %v, want %s", m.Name, m.Model, m.State, m.Healthy, m.Reason, m.RestingUntil, last.Fault, last.At, want)
	}
}

// typical is the latency of the last fifty answers.
func typical(ms []int) ai.Latency {
	ms = slices.Sorted(slices.Values(ms[max(0, len(ms)-50):]))
	if len(ms) == 0 {
		return ai.Latency{}
	}
	at := func(share float64) int { return ms[int(math.Ceil(share*float64(len(ms))))-1] }
	return ai.Latency{P50: at(0.5), P95: at(0.95)}
}
