package ai

import (
	"math"
	"time"

	"hamzaban/ai/catalog"
)

// The laws by which limits refill. A window whose limit is not known is only
// counted, in fixed windows whatever the law: a bucket cannot be said to drain
// without knowing how fast.

// law is how one provider's limits refill.
type law struct {
	kind catalog.Law
	loc  *time.Location
}

const (
	// slack makes up for what sums of fractions lose, where they are shown.
	slack = 1e-6
	// lag is how much later than here the provider may count a call: a
	// bucket that was empty starts to drain so much later, and what is
	// counted so shortly before a window's end counts in the next one too.
	lag = 500 * time.Millisecond
	// margin is waited on top of what a bucket needs, for the same fractions.
	margin = time.Millisecond
)

// never is later than anything that is waited for.
var never = time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)

// span is a window's length under the law of the bucket.
func (p Per) span() time.Duration {
	switch p {
	case Minute:
		return time.Minute
	case Hour:
		return time.Hour
	case Day:
		return 24 * time.Hour
	default:
		return 30 * 24 * time.Hour
	}
}

// used is what counts against the limit at now, apart from what is held.
func (l law) used(w *WindowState, limit float64, now time.Time) float64 {
	used := l.left(w.Used, w.Late, w, w.At, limit, now)
	if w.Held > 0 && !now.Before(w.HeldUntil) { // its holder was killed
		used += l.left(w.Held, 0, w, w.HeldUntil, limit, now)
	}
	return used
}

// left is what is left at now of an amount that was counted at the time at,
// late of it shortly before the end of its window.
func (l law) left(amount, late float64, w *WindowState, at time.Time, limit float64, now time.Time) float64 {
	if amount <= 0 || w.At.Sub(now) >= w.Per.span() { // counted by a clock that was wrong
		return 0
	}
	if l.drains(w.Per, limit) {
		elapsed := max(0, now.Sub(at))
		return max(0, amount-limit*elapsed.Seconds()/w.Per.span().Seconds())
	}
	end := l.end(w.Per, w.At)
	switch {
	case now.Before(end):
		return amount
	case now.Before(l.end(w.Per, end)):
		return late
	}
	return 0
}

// held is what is set aside at now by processes that are alive.
func (l law) held(w *WindowState, limit float64, now time.Time) float64 {
	if w.Held <= 0 || !now.Before(w.HeldUntil) || !l.drains(w.Per, limit) && !now.Before(l.end(w.Per, w.At)) {
		return 0
	}
	return w.Held
}

// taken is what nobody may use at now.
func (l law) taken(w *WindowState, limit float64, now time.Time) float64 {
	return l.used(w, limit, now) + l.held(w, limit, now)
}

// hold sets so much aside, besides what others hold.
func (l law) hold(w *WindowState, limit, amount float64, now time.Time) {
	l.add(w, limit, 0, now)
	if amount > 0 {
		w.Held += amount
		w.HeldUntil = maxTime(w.HeldUntil, now.Add(holdTime))
	}
}

// drains says whether a window with this limit refills continuously: months
// are the calendar's everywhere.
func (l law) drains(p Per, limit float64) bool {
	return l.kind == catalog.Bucket && limit > 0 && p != Month
}

// ready is the time from which need fits under the limit: now, if it does
// already, or [never].
func (l law) ready(w *WindowState, limit, need float64, now time.Time) time.Time {
	over := l.taken(w, limit, now) + need - limit
	switch {
	case limit <= 0 || over <= 0:
		return now
	case need > limit:
		return never
	case l.drains(w.Per, limit):
		return maxTime(now, w.At).Add(l.draining(over, w.Per, limit) + margin)
	default:
		return l.end(w.Per, now)
	}
}

// add brings the window to now and counts n more, or fewer.
func (l law) add(w *WindowState, limit, n float64, now time.Time) {
	used := l.used(w, limit, now)
	if w.Held > 0 && l.held(w, limit, now) == 0 {
		w.Held, w.HeldUntil = 0, time.Time{} // it is over, or now among what is used
	}
	if !now.Before(l.end(w.Per, w.At)) {
		w.Late = 0
	}
	if n > 0 && l.end(w.Per, now).Sub(now) <= lag && !l.drains(w.Per, limit) {
		w.Late += n
	}
	switch {
	case used <= 0 && n > 0 && l.drains(w.Per, limit):
		w.At = now.Add(lag)
	case used <= 0 || now.After(w.At):
		w.At = now
	}
	w.Used = max(0, used+n)
}

// draining is how long a bucket takes to drain so much.
func (l law) draining(used float64, p Per, limit float64) time.Duration {
	return time.Duration(math.Ceil(used * float64(p.span()) / limit))
}

// nearlyWhole is the part of a window's length from which on a reset is taken
// for the time until an empty bucket is whole: clocks and roundings differ.
const nearlyWhole = 0.9

// untilWhole says whether the reset that was told of a window with nothing left
// is the time until it is whole again, as Groq and Cerebras mean it, and not
// until the next call fits: an empty bucket takes its whole length for that, but
// for a last call that it had almost room for.
func (l law) untilWhole(o *Observation, limit float64) bool {
	span := o.Window.Per.span().Seconds()
	return l.drains(o.Window.Per, limit) && o.ResetIn.Seconds() >= span*min(nearlyWhole, 1-1/limit)
}

// resets is when the window will be whole again; the zero time where that
// cannot be told or it is whole.
func (l law) resets(w *WindowState, limit float64, now time.Time) time.Time {
	switch {
	case l.drains(w.Per, limit):
		used := l.used(w, limit, now)
		if used <= 0 {
			return time.Time{}
		}
		return now.Add(l.draining(used, w.Per, limit))
	case l.kind == catalog.Bucket && w.Per != Month:
		return time.Time{}
	default:
		return l.end(w.Per, now)
	}
}

// end is when the fixed window that t lies in is over.
func (l law) end(p Per, t time.Time) time.Time {
	t = t.In(l.loc)
	switch p {
	case Minute:
		return t.Truncate(time.Minute).Add(time.Minute)
	case Hour:
		return t.Truncate(time.Hour).Add(time.Hour)
	case Day:
		return time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, l.loc)
	default:
		return time.Date(t.Year(), t.Month()+1, 1, 0, 0, 0, 0, l.loc)
	}
}
