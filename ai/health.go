package ai

import (
	"slices"
	"time"
)

// What the calls teach of a model's health is kept in its record: how they
// ended within the last day, and how long the last answers took.

const (
	// spell is the span that is counted together, and spells so many are kept:
	// the window slides by the one, and is as long as all of them.
	spell  = 2 * time.Hour
	spells = 12
	// latencySamples bounds a record's Latencies and FirstTokens.
	latencySamples = 50
)

// Spell counts the calls that ended within a span of two hours. Its names are
// short since it is written often.
type Spell struct {
	// N is the span's number since 1970.
	N int64 `json:"n"`
	// Answered counts the answers, Streamed the first signs that were timed: of
	// streamed answers, and of calls that another overtook.
	Answered int `json:"a,omitempty"`
	Streamed int `json:"s,omitempty"`
	// Failed counts the failures but for those that were nobody's fault.
	Failed int `json:"f,omitempty"`
}

func spellOf(t time.Time) int64 { return t.Unix() / int64(spell/time.Second) }

// spell returns the counts of now, which are good until the next call.
func (r *Record) spell(now time.Time) *Spell {
	n := spellOf(now)
	if last := len(r.Recent) - 1; last >= 0 && r.Recent[last].N >= n { // or the clock was set back
		return &r.Recent[last]
	}
	old := 0
	for old < len(r.Recent) && r.Recent[old].N <= n-spells {
		old++
	}
	r.Recent = append(slices.Delete(r.Recent, 0, old), Spell{N: n})
	return &r.Recent[len(r.Recent)-1]
}

// answered notes a whole answer that took so long, and first until its first
// sign (0: unknown).
func (r *Record) answered(took, first time.Duration, now time.Time) {
	s := r.spell(now)
	s.Answered++
	r.Latencies = sample(r.Latencies, took)
	if first > 0 {
		s.Streamed++
		r.FirstTokens = sample(r.FirstTokens, first)
	}
}

// failed notes a failure. One that was nobody's fault is told of as the last
// one, but does not speak against the model.
func (r *Record) failed(e *Error, now time.Time) {
	r.Failures++
	r.LastError, r.LastErrorAt = e.brief(), now
	if e.blames() {
		r.spell(now).Failed++
	}
}

// lately is how the calls of the last day went: the part that was answered
// (nil where there was none), and how long the answers and their first signs
// took.
func (r *Record) lately(now time.Time) (success *float64, whole, first Latency) {
	var sum Spell
	for _, s := range r.Recent {
		if s.N > spellOf(now)-spells {
			sum.Answered, sum.Streamed, sum.Failed = sum.Answered+s.Answered, sum.Streamed+s.Streamed, sum.Failed+s.Failed
		}
	}
	if all := sum.Answered + sum.Failed; all > 0 {
		part := float64(sum.Answered) / float64(all)
		success = &part
	}
	last := func(ms []int, n int) []int { return ms[max(0, len(ms)-n):] }
	return success, latency(last(r.Latencies, sum.Answered)), latency(last(r.FirstTokens, sum.Streamed))
}

// State is how a model, or an account, is doing.
type State string

// The states, from the best to the worst.
const (
	Healthy State = "healthy"
	Probing State = "probing" // its rest is over, and the next answer shows whether it is well
	Resting State = "resting" // not asked before its time
	Out     State = "out"     // of no use until somebody sees to it
)

// compare is positive where s is worse than other.
func (s State) compare(other State) int {
	states := [...]State{Healthy, Probing, Resting, Out}
	return slices.Index(states[:], s) - slices.Index(states[:], other)
}

// lasting says whether a failure does not pass by itself.
func (k Kind) lasting() bool {
	switch k {
	case BadKey, NoCredit, NoAccess, NoModel:
		return true
	}
	return false
}

// state is how the record's owner is doing now. A limit that was hit says
// nothing about health once it is over.
func (r *Record) state(now time.Time) State {
	switch resting := r.RestingUntil.After(now); {
	case resting && r.Reason.lasting():
		return Out
	case resting:
		return Resting
	case r.Strikes > 0 && r.Reason != RateLimited && r.Reason != QuotaSpent:
		return Probing
	}
	return Healthy
}

// turn notes, before a failure makes the record rest, since when it is not
// healthy, or which lasting failure began.
func (r *Record) turn(k Kind, now time.Time) {
	if r.state(now) == Healthy || k.lasting() && k != r.Reason {
		r.Since = now
	}
}

// since is when the record's health last turned; the zero time where it never
// failed. It was well again as soon as a rest for a limit was over.
func (r *Record) since(now time.Time) time.Time {
	if r.state(now) == Healthy {
		return maxTime(r.Since, r.RestingUntil)
	}
	return r.Since
}

// sample appends a duration to the milliseconds of the last ones. What takes
// less than a millisecond counts as one, for 0 is unknown.
func sample(ms []int, d time.Duration) []int {
	if len(ms) >= latencySamples {
		ms = slices.Delete(ms, 0, len(ms)-latencySamples+1)
	}
	return append(ms, int(max(1, d.Milliseconds())))
}
