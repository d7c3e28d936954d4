package ai

import (
	"errors"
	"time"
)

// limit says whether a failure is only a limit that was reached.
func (k Kind) limit() bool { return k == RateLimited || k == QuotaSpent }

// limited says whether limits, and nothing else, kept the job's models from
// answering: none of them failed in it, and none rests after a failure of an
// earlier one. What is out of service for good, such as a refused key, is no
// part of that.
func (p *Pool) limited(j *job) bool {
	for _, err := range j.errs {
		var e *Error
		if errors.As(err, &e) && !e.Kind.limit() && !e.Kind.lasting() {
			return false
		}
	}
	now, spent := time.Now(), false
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range j.order {
		switch k := p.hindrance(m, now); {
		case k.limit():
			spent = true
		case !k.lasting():
			return false
		}
	}
	return spent
}

// hindrance is what keeps the member from being asked: the reason of its
// longest rest, the failure that a probe is to get over, or else its limits.
// p.mu is held.
func (p *Pool) hindrance(m *member, now time.Time) Kind {
	var until time.Time
	kind := RateLimited
	for _, key := range m.keys {
		r := p.seen(key)
		switch {
		case r == nil:
		case r.RestingUntil.After(now) && r.RestingUntil.After(until):
			until, kind = r.RestingUntil, r.Reason
		case until.IsZero() && r.state(now) == Probing:
			kind = r.Reason
		}
	}
	return kind
}
