package ai_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hamzaban/sandbox/providers"
)

// observer looks at every call when it is over. A refusal for a limit's sake
// is held against the pool, unless it teaches: the provider had not told of
// this limit before (or not since it was changed), neither in the headers of an
// answer nor by an earlier refusal for it. So each limit of each model, or
// shared pool, teaches once at the most (to all calls that were on their way), and once more whenever it changes or
// was told a week ago: nobody says of a limit that it was raised. One provider
// refuses without naming a figure; each of its limits teaches up to five times
// a week.
type observer struct {
	t   *tally
	all []*wish

	mu     sync.Mutex
	calls  int
	told   map[string]time.Time // when the provider last told of a limit
	taught map[string]time.Time // when it told of what was not known
	mute   map[string]int       // refusals for a limit
	// refusals are the times of refusals by model and limit.
	refusals map[string][]time.Time
	// wrong counts answers that were not of the size of the wish, cut those
	// that the pool's own limit for an answer ended.
	wrong, cut int
}

func newObserver(t *tally, all []*wish) *observer {
	return &observer{t: t, all: all, told: map[string]time.Time{}, taught: map[string]time.Time{}, mute: map[string]int{}, refusals: map[string][]time.Time{}}
}

// monthForgets is how long what was told of a limit need be believed.
const monthForgets = 7 * 24 * time.Hour

// underWay is how long calls are on their way: those that were when a limit was
// told are refused with the one that told it.
const underWay = 2 * time.Second

// mute refuses without a word of how much it allows: that is found out from
// some refusals, counted as learning too.
const (
	mute         = "cerebras"
	muteRefusals = 5
)

// headers are the limits that a provider's answers tell of.
var headers = map[string][]string{
	"groq":     {"requests per day", "tokens per minute"},
	"cerebras": {"requests per day", "tokens per minute"},
	"cohere":   {"requests per minute", "requests per month"},
}

// limitOf names a limit by whose it is.
func limitOf(provider, model, limit string) string {
	if provider == "openrouter" || limit == "requests per month" {
		return provider + ": " + limit
	}
	return provider + "/" + model + ": " + limit
}

func (o *observer) ended(c providers.Call) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.calls++
	if c.Status != 200 && c.Status != 0 {
		what := limitOf(c.Provider, c.Model, c.Limit)
		taught := c.Limit != "" && (c.At.Sub(o.told[what]) >= monthForgets || c.At.Sub(o.taught[what]) < underWay ||
			c.Provider == mute && o.mute[what] < muteRefusals)
		o.tell(what, c.At)
		o.mute[what]++
		o.t.refuse(c.At, taught)
		note := fmt.Sprintf("HTTP %d %s %s", c.Status, c.Refused, what)
		if taught {
			note += " (teaches)"
		}
		o.refusals[note] = append(o.refusals[note], c.At)
	}
	if c.Status == 200 || c.Provider != "cohere" {
		for _, l := range headers[c.Provider] {
			o.tell(limitOf(c.Provider, c.Model, l), c.At)
		}
	}
	if c.Status == 200 {
		o.measure(c)
	}
}

// tell notes that the provider told of a limit.
func (o *observer) tell(what string, at time.Time) {
	if at.Sub(o.told[what]) >= monthForgets {
		o.taught[what], o.mute[what] = at, 0
	}
	o.told[what] = at
}

// changed notes that a provider's limits are others from now on.
func (o *observer) changed(provider string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	maps.DeleteFunc(o.told, func(what string, _ time.Time) bool { return strings.HasPrefix(what, provider) })
}

// measure makes sure that the sizes that the scheduler who knows everything
// goes by are the sizes that the providers count.
func (o *observer) measure(c providers.Call) {
	w := wishOf(o.all, c.Last())
	if w == nil || c.Finish != "stop" { // cut, or the continuation of that
		o.cut++
		return
	}
	output := w.answer + thinkers[c.Provider+"/"+c.Model]
	if c.Prompt != w.prompt() || c.Cached > 0 || c.Output != output && (c.Provider == "groq" || c.Provider == "cerebras") {
		o.wrong++
	}
}

// report tells of the refusals, and of sizes that were wrong.
func (o *observer) report(t *testing.T) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "%d calls, %d cut short\n", o.calls, o.cut)
	for _, note := range slices.Sorted(maps.Keys(o.refusals)) {
		times := o.refusals[note]
		fmt.Fprintf(&b, "%6d × %s, at", len(times), note)
		for _, at := range times[:min(12, len(times))] {
			b.WriteString(at.Format(" 02T15:04:05.000"))
		}
		b.WriteString("\n")
	}
	t.Log(b.String())
	if o.wrong > 0 {
		t.Errorf("%d of %d calls had other sizes than the demand's", o.wrong, o.calls)
	}
}
