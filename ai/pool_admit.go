package ai

import (
	"slices"
	"time"
)

// Some providers refuse without a word of how much they allow. What they let
// through before tells it as well: for a bucket that refills all the time, the
// least limit under which all of the last calls fit.

const (
	// remembered is how long it is remembered when calls were let through.
	remembered = 3 * time.Minute
	// early is how much of a call a bucket may have refilled more than by our
	// clock.
	early = 0.2
)

// reveals says whether what is let through tells of the quota's limit.
func (q *quota) reveals(l law) bool {
	return q.Window == Window{Requests, Minute} && q.source != FromConfigured && l.drains(Minute, 1)
}

// admit remembers that a call is on its way. p.mu is held.
func (p *Pool) admit(c *attempt) {
	for i := range c.m.quotas {
		q := &c.m.quotas[i]
		if !q.reveals(c.m.law) {
			continue
		}
		times := p.admitted[q.windowKey()]
		if len(times) > 0 && c.at.Sub(times[0]) > remembered {
			times = slices.DeleteFunc(times, func(at time.Time) bool { return c.at.Sub(at) > remembered })
		}
		p.admitted[q.windowKey()] = append(times, c.at)
	}
}

// deny takes back that a call was let through, and leaves in c.through what
// that tells of the limits. p.mu is held.
func (p *Pool) deny(c *attempt) {
	for i := range c.m.quotas {
		q := &c.m.quotas[i]
		times := p.admitted[q.windowKey()]
		if at := slices.IndexFunc(times, c.at.Equal); at >= 0 {
			times = slices.Delete(times, at, at+1)
			p.admitted[q.windowKey()] = times
		}
		if q.reveals(c.m.law) {
			c.through[i] = bucketLimit(times, c.at)
		}
	}
}

// bucketLimit is the least limit of a minute under which all calls at these
// times, in order, are let through, if one more is refused under it; else 0:
// somebody else uses the account, too, or not enough is known.
func bucketLimit(times []time.Time, refused time.Time) int {
	for limit := 1; limit <= len(times); limit++ {
		used, at, fits := 0.0, times[0], true
		level := func(t time.Time) float64 { return max(0, used-float64(limit)*t.Sub(at).Minutes()) }
		for _, t := range times {
			used, at = level(t)+1, t
			fits = fits && used <= float64(limit)+early
		}
		switch {
		case fits && level(refused)+1 > float64(limit)-early:
			return limit
		case fits:
			return 0
		}
	}
	return 0
}
