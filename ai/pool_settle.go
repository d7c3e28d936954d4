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
	// tokens is what the call used as far as is known.
	tokens int
	// unsent: the call never reached the provider.
	unsent bool
	took   time.Duration
	limits []Observation
}

// settle leaves it to the next update to put what the call used in the place
// of what it had reserved, and to note what it taught.
func (p *Pool) settle(c *attempt, res result) {
	now := time.Now()
	uncounted := p.land(c)
	if res.failure != nil && res.failure.Kind == BadKey {
		p.mu.Lock()
		p.refused[c.target(res.failure)] = true
		p.mu.Unlock()
	}
	p.later(op{keys: c.m.keys, apply: func(records map[string]*Record) {
		c.count(records, res, now)
		for _, o := range res.limits {
			c.learn(records, o, res, uncounted, now)
		}
		c.judge(records, res, now)
	}})
}

// count corrects the windows by what the call really used.
func (c *attempt) count(records map[string]*Record, res result, now time.Time) {
	for i := range c.m.quotas {
		q := &c.m.quotas[i]
		more := 0.0
		switch {
		case q.Unit == Tokens:
			more = float64(res.tokens - c.tokens())
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
		own.took(res.took)
		for _, key := range c.m.keys {
			records[key].recover(now)
		}
		return
	case res.failure != nil:
		own.Failures++
		own.LastError, own.LastErrorAt = res.failure.brief(), now
		if res.failure.blames() {
			records[c.target(res.failure)].strike(res.failure, c.m.law, c.at, now)
			c.spend(records, res.failure, now)
		} else if res.failure.Named > 0 {
			records[c.target(res.failure)].named(res.failure.Kind, res.failure.Named, now)
		}
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

// spend marks the window that a refusal named as used up, so that what is
// left is told rightly.
func (c *attempt) spend(records map[string]*Record, e *Error, now time.Time) {
	q := c.quota(e.Window, "")
	if q == nil {
		return
	}
	w := records[q.key].window(q.Window)
	limit, _ := q.known(w)
	if limit <= 0 {
		return
	}
	used := limit
	if c.m.law.drains(q.Per, limit) { // the call would fit when it may be made again
		used = min(limit, limit+limit*e.RetryAfter.Seconds()/q.Per.span().Seconds()-q.amount(c.tokens()))
	}
	if more := used - c.m.law.used(w, limit, now); more > 0 {
		c.m.law.add(w, limit, more, now)
	}
}

// learn takes over what the provider told of one limit. What it has left was
// told when it may not have counted yet what other calls had reserved, and may
// have counted all that this one had: between these two the truth lies. Where
// it says that nothing is left until a time, that holds, unless its refusal
// names a time of its own.
func (c *attempt) learn(records map[string]*Record, o Observation, res result, uncounted []float64, now time.Time) {
	q := c.quota(o.Window, o.Pool)
	if q == nil {
		return
	}
	if o.spent() && (res.failure == nil || res.failure.Named == 0 || o.Window.Per != Minute) {
		kind := QuotaSpent
		if o.Window.Per == Minute {
			kind = RateLimited
		}
		records[q.key].named(kind, o.ResetIn, now)
	}
	w := records[q.key].window(q.Window)
	limit, _ := q.known(w)
	c.m.law.add(w, limit, 0, now)
	if o.Limit > 0 {
		w.Limit, w.Source = o.Limit, o.Source
		limit = o.Limit
	}
	if o.Remaining < 0 || limit <= 0 {
		return
	}
	least := limit - o.Remaining
	most := least + 1 // it was rounded
	for i := range c.m.quotas {
		if &c.m.quotas[i] == q {
			most += uncounted[i]
		}
	}
	if refused := res.failure != nil && res.failure.Status >= 400; q.Unit == Tokens && !refused {
		least -= float64(max(0, c.tokens()-res.tokens))
		most += float64(res.tokens)
	}
	w.Used = max(0, least, min(w.Used, most))
}

// quota finds the quota of a window: the pool's if one is named, else the
// member's own unless only the pool has a figure for it. It is nil for a
// window that is not counted.
func (c *attempt) quota(w Window, pool string) *quota {
	var found *quota
	for i := range c.m.quotas {
		q := &c.m.quotas[i]
		if q.Window != w {
			continue
		}
		shared := q.key == c.m.pool()
		if found == nil || shared && (pool != "" || found.limit == 0 && q.limit > 0) {
			found = q
		}
	}
	return found
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
	var op *net.OpError
	return errors.As(e.Err, &op) && op.Op == "dial"
}
