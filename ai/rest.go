package ai

import (
	"time"

	"hamzaban/ai/catalog"
)

// How long a failure makes rest. Where the provider named a time, that is it.
// Where it did not, each further failure in a row rests longer, and what costs
// the caller more to find out (a timeout) rests longer than what costs little.

// pauses are the rests after the first, second, … failure in a row; the last
// one repeats.
var pauses = map[Kind][]time.Duration{
	RateLimited: {15 * time.Second, 30 * time.Second, time.Minute, 5 * time.Minute},
	QuotaSpent:  {15 * time.Minute, time.Hour, 3 * time.Hour},
	NoCredit:    {6 * time.Hour},
	NoAccess:    {12 * time.Hour},
	NoModel:     {24 * time.Hour},
	Unavailable: {2 * time.Second, 10 * time.Second, 30 * time.Second, 2 * time.Minute, 5 * time.Minute},
	TimedOut:    {time.Minute, 5 * time.Minute, 15 * time.Minute},
}

const (
	// longestRest is the most that a provider's own word is taken for: more
	// is a mistake, since no window is longer than a month.
	longestRest = 32 * 24 * time.Hour
	// probeLease is how long the outcome of a probe is waited for at most:
	// longer than any call can take. probeLook is how soon to look whether it
	// is there.
	probeLease = 3 * time.Minute
	probeLook  = time.Second
)

// blames says whether the failure says anything about the model, or only
// about the request.
func (e *Error) blames() bool {
	switch e.Kind {
	case Filtered, BadRequest, TooLarge:
		return false
	}
	return e.Scope != ScopeRequest
}

// pause is how long to rest after the given number of failures in a row.
func pause(e *Error, strikes int, l law, now time.Time) time.Duration {
	steps := pauses[e.Kind]
	if steps == nil {
		steps = pauses[Unavailable]
	}
	step := func(n int) time.Duration { return steps[min(max(n, 1), len(steps))-1] }
	if named := min(e.RetryAfter, longestRest); named > 0 {
		switch {
		case e.Kind.lasting(): // whatever it is that passes then
			named = max(named, step(strikes))
		case strikes > 1 && e.Kind != QuotaSpent: // it held no good the last time
			named = max(named, step(strikes-1))
		}
		return named
	}
	d := step(strikes)
	if e.Window.Per == "" || e.Kind != RateLimited && e.Kind != QuotaSpent {
		return d
	}
	if l.kind == catalog.Bucket {
		return min(d, e.Window.Per.span()) // it refills all the time
	}
	return l.end(e.Window.Per, now).Sub(now)
}

// strike makes the record rest for a failure of a call begun at started.
// Failures of calls that were under way together count as one.
func (r *Record) strike(e *Error, l law, started, now time.Time) {
	r.ProbedAt = time.Time{}
	r.turn(e.Kind, now)
	if r.Strikes == 0 || !r.RestingUntil.After(started) {
		r.Strikes++
	}
	until := now.Add(pause(e, r.Strikes, l, now))
	if e.Kind == BadKey {
		until = never
	}
	if until.After(r.RestingUntil) {
		r.RestingUntil, r.Reason = until, e.Kind
	}
	if e.Named > 0 {
		r.named(e.Kind, e.Named, now)
	}
}

// striking is the op of a failure of a model that is known after its call was
// settled.
type striking struct {
	m  *member
	e  *Error
	at time.Time
}

func (s *striking) keys() []string { return s.m.keys[:1] }

func (s *striking) apply(records map[string]*Record) {
	records[s.m.id()].strike(s.e, s.m.law, s.at, s.at)
}

// named makes the record rest as long as the provider itself said, whoever is
// to blame.
func (r *Record) named(k Kind, d time.Duration, now time.Time) {
	at := now.Add(min(d, longestRest))
	r.turn(k, now)
	if at.After(r.RestingUntil) {
		r.RestingUntil, r.Reason = at, k
	}
	r.NamedUntil = maxTime(r.NamedUntil, at)
}

// recover ends what an answer proves to be over. A rest that began while the
// call was under way stays, unless it was asked in spite of one that only its
// failures had brought about.
func (r *Record) recover(inSpite bool, now time.Time) {
	r.ProbedAt = time.Time{}
	if !r.RestingUntil.After(now) || inSpite && r.Reason.passes() && !r.NamedUntil.After(now) {
		if r.Since = r.since(now); r.state(now) != Healthy {
			r.Since = now
		}
		r.RestingUntil, r.NamedUntil, r.Reason, r.Strikes = time.Time{}, time.Time{}, "", 0
	}
}

// passes says whether a failure of this kind may be over at any moment.
func (k Kind) passes() bool {
	switch k {
	case QuotaSpent, NoCredit, BadKey, NoAccess, NoModel:
		return false
	}
	return true
}

// awake is when the record may be asked again; forgiven: a refused key is to
// be tried once more, since this process has not tried it yet.
func (r *Record) awake(now time.Time, forgiven bool) time.Time {
	at := now
	if r.RestingUntil.After(now) && !(forgiven && r.Reason == BadKey) {
		at = r.RestingUntil
	}
	if r.Strikes > 0 && now.Before(r.ProbedAt.Add(probeLease)) { // one probe at a time
		at = maxTime(at, now.Add(probeLook))
	}
	return at
}

func maxTime(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// window returns the record's state of a window, a new one where there was
// none. It is good until the next call.
func (r *Record) window(w Window) *WindowState {
	for i := range r.Windows {
		if r.Windows[i].Window == w {
			return &r.Windows[i]
		}
	}
	r.Windows = append(r.Windows, WindowState{Window: w})
	return &r.Windows[len(r.Windows)-1]
}
