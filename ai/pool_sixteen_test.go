package ai_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"text/tabwriter"
	"time"

	"hamzaban/ai"
	"hamzaban/sandbox/providers"
)

// sixteen are the faults on the public list that gateways are measured by.
var sixteen = []struct {
	name   string
	faults []providers.Fault
}{
	{"connect refused", []providers.Fault{nobody}},
	{"connection reset", []providers.Fault{providers.Reset, providers.Refuse}},
	{"hang before headers", []providers.Fault{providers.Hang}},
	{"slow first token", []providers.Fault{providers.SlowFirstToken(time.Minute)}},
	{"stall", []providers.Fault{providers.Stall}},
	{"drip", []providers.Fault{providers.Trickle(4 * time.Second)}},
	{"cut", []providers.Fault{providers.Cut, providers.NoJSONEnd}},
	{"missing end", []providers.Fault{providers.MissingEnd, providers.OddFinish}},
	{"error in the stream", []providers.Fault{providers.StreamError}},
	{"empty 200", []providers.Fault{providers.Empty, providers.NoBody}},
	{"garbage", []providers.Fault{providers.Garbage, providers.GarbageInStream, providers.WrongType}},
	{"429 with Retry-After", []providers.Fault{{Kind: "status", Status: 429, RetryAfter: 30 * time.Second}}},
	{"429 without", []providers.Fault{providers.RateLimitedBare}},
	{"500, 502 as HTML, 503", []providers.Fault{providers.HTTP(500), providers.HTTP(502), providers.HTTP(503)}},
	{"401, 402, 403", []providers.Fault{providers.HTTP(401), providers.HTTP(402), providers.HTTP(403)}},
	{"400, 404, 413", []providers.Fault{providers.HTTP(400), providers.HTTP(404), providers.HTTP(413)}},
}

// score is how a provider's fault went over ten questions, one a second.
type score struct {
	// whole counts the answers that came whole from the next provider.
	whole, questions int
	// first is how long the first answer took, later the slowest of the rest.
	first, later time.Duration
	// calls is how often the broken provider was asked.
	calls int
}

// The public faults, each with each of the five providers as the broken one
// before a healthy one: all answers are whole. Run with -v for the table.
func TestSixteenFaults(t *testing.T) {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\nfault\twhole\tstreaming\tfirst answer: whole\tstreaming\tnext nine\tcalls in ten questions")
	passed := 0
	for _, row := range sixteen {
		sum := [2]score{}
		for _, f := range row.faults {
			for i, name := range names {
				if spared(name) {
					continue
				}
				for way := range sum {
					sum[way].worse(tenQuestions(t, f, name, names[(i+1)%len(names)], way == 1))
				}
			}
		}
		ok := true
		for way, s := range sum {
			if s.whole < s.questions {
				ok = false
				t.Errorf("%s, streaming %v: %d of %d answers came whole", row.name, way == 1, s.whole, s.questions)
			}
		}
		if ok {
			passed++
		}
		fmt.Fprintf(w, "%s\t%d/%d\t%d/%d\t%.1f s\t%.1f s\t%.1f s\t%d\n", row.name, sum[0].whole, sum[0].questions, sum[1].whole, sum[1].questions,
			sum[0].first.Seconds(), sum[1].first.Seconds(), max(sum[0].later, sum[1].later).Seconds(), max(sum[0].calls, sum[1].calls))
	}
	_ = w.Flush() // into memory
	t.Logf("virtual time; the slowest and the most calls of the five providers, each broken in turn%s%d of %d", b.String(), passed, len(sixteen))
}

// worse takes the worse of both, and all the answers.
func (a *score) worse(o score) {
	a.whole, a.questions = a.whole+o.whole, a.questions+o.questions
	a.first, a.later, a.calls = max(a.first, o.first), max(a.later, o.later), max(a.calls, o.calls)
}

// tenQuestions asks ten, one a second, while a provider is broken.
func tenQuestions(t *testing.T, f providers.Fault, broken, next string, stream bool) (a score) {
	n := newPipes()
	accounts := builtin(t, n, broken, next)
	synctest.Test(t, func(t *testing.T) {
		srv := providers.New(providers.Options{Limits: providers.Unlimited(), TokenDelay: 20 * time.Millisecond})
		n.open(t, srv)
		n.spoil(srv, broken, f)
		p := ai.NewPool(accounts, ai.PoolOptions{})
		for i := range 10 {
			begun := time.Now()
			resp, err := answer(t.Context(), p, stream)
			took := time.Since(begun)
			a.questions++
			if said := srv.Asked(next); err == nil && resp.Provider == next && resp.Text == said[len(said)-1].Text {
				a.whole++
			}
			if i == 0 {
				a.first = took
			} else {
				a.later = max(a.later, took)
			}
			time.Sleep(time.Second)
		}
		a.calls = len(srv.Asked(broken)) + int(n.knocks.Load())
		flush(t, p)
	})
	return a
}
