package ai

import (
	"errors"
	"net"
	"strconv"
	"time"
)

// result is how a call ended: with an answer, with a failure, or by its
// caller's leaving (neither).
type result struct {
	answer  *Response
	failure *Error
	// used is what the call used as far as is known.
	used Usage
	// unsent: the call never reached the provider.
	unsent bool
	// took is how long the call took, first the time until its first sign
	// where it was streamed, 0: unknown.
	took, first time.Duration
	limits      []Observation
}

// settle puts what the call used in the place of what it had reserved, and
// notes what it taught.
func (p *Pool) settle(c *attempt, res result) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.widen(c.m, res.failure, time.Now())
	c.res, c.over = res, time.Now()
	p.land(c)
	if res.failure != nil && res.failure.Kind == BadKey {
		p.refused[c.target(res.failure)] = true
	}
	p.explored(c)
	if res.failure != nil {
		p.deny(c)
	}
	p.happened((*settling)(c))
	if f := res.failure; f != nil && (f.blames() || f.Named > 0) {
		p.soon(0) // killed now, the next process would ask again
	} else {
		p.soon(settleWithin)
	}
	p.wake()
}

// settling is the op of a call that is over.
type settling attempt

func (s *settling) keys() []string { return s.m.keys }

func (s *settling) apply(records map[string]*Record) {
	c := (*attempt)(s)
	c.count(records, c.res, c.over)
	for _, o := range c.res.limits {
		c.learn(records, o, c.res, c.over)
	}
	c.infer(records)
	c.judge(records, c.res, c.over)
}

// count corrects the windows by what the call really used.
func (c *attempt) count(records map[string]*Record, res result, now time.Time) {
	for i := range c.m.quotas {
		q := &c.m.quotas[i]
		more := 0.0
		switch {
		case q.Unit != Requests:
			more = float64(c.m.counted(res.used) - c.tokens())
		case res.unsent:
			more = -1
		}
		w := records[q.key].window(q.Window)
		limit, _ := q.known(w)
		if c.m.law.drains(q.Per, limit) || now.Before(c.m.law.end(q.Per, c.at)) { // else it was counted in a window that is over
			c.m.law.add(w, limit, more, now)
		}
	}
}

// judge notes whether the member is well.
func (c *attempt) judge(records map[string]*Record, res result, now time.Time) {
	own := records[c.m.id()]
	switch {
	case res.answer != nil:
		own.answered(res.took, res.first, now)
		for _, key := range c.m.keys {
			records[key].recover(c.inSpite, now)
		}
		return
	case res.failure != nil:
		own.failed(res.failure, now)
		if res.failure.blames() {
			records[c.target(res.failure)].strike(res.failure, c.m.law, c.at, now)
			c.spend(records, res.failure, now)
		} else if res.failure.Named > 0 {
			records[c.target(res.failure)].named(res.failure.Kind, res.failure.Named, now)
		}
	default:
		own.overtaken(res.first, now)
	}
	if c.probe { // it found out nothing, or it struck another record
		for _, key := range c.m.keys {
			records[key].ProbedAt = time.Time{}
		}
	}
}

// target is the key of the record that a failure makes rest.
func (c *attempt) target(e *Error) string {
	if e.Kind == RateLimited || e.Kind == QuotaSpent {
		q := c.quota(e.Window, "")
		if c.m.pool() != "" && (e.Scope > ScopeModel || q != nil && q.key == c.m.pool()) {
			return c.m.pool()
		}
	}
	if e.Scope > ScopeModel {
		return c.m.account()
	}
	return c.m.id()
}

// brief is the failure without its cause: nothing in it came from outside.
func (e *Error) brief() string {
	if e.Status == 0 {
		return string(e.Kind)
	}
	return string(e.Kind) + " (HTTP " + strconv.Itoa(e.Status) + ")"
}

// unsent says whether the call cannot have reached the provider.
func (e *Error) unsent() bool {
	op, ok := errors.AsType[*net.OpError](e.Err)
	return ok && op.Op == "dial"
}
