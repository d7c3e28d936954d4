package ai

import (
	"context"
	"time"
)

// flight is what the calls of this process hold in one record: so that, when
// an answer tells how much is left, it is known how much of what was reserved
// the provider may not have counted yet.
type flight struct {
	// now is held at present, ever was reserved since the start.
	nowRequests, nowTokens   float64
	everRequests, everTokens float64
}

func (f *flight) amounts(u Unit) (now, ever float64) {
	if u == Tokens {
		return f.nowTokens, f.everTokens
	}
	return f.nowRequests, f.everRequests
}

// reserve enters the call in the book, or returns false if it may not be made
// after all. It is the one durable write before a call.
func (p *Pool) reserve(ctx context.Context, c *attempt) (bool, error) {
	granted := false
	err := p.update(ctx, c.m.keys, func(records map[string]*Record) (bool, error) {
		now := time.Now()
		look := func(key string) *Record { return records[key] }
		p.mu.Lock()
		granted = !c.m.ready(look, c.tokens(), now, p.forgiven).After(now)
		p.mu.Unlock()
		if granted {
			c.enter(records, now)
		}
		return granted, nil
	})
	if err != nil {
		return false, err
	}
	if granted {
		p.depart(c)
	}
	return granted, nil
}

// enter counts the call in its windows, and as a probe where a rest is over.
func (c *attempt) enter(records map[string]*Record, now time.Time) {
	c.at, c.probe = now, false
	for _, key := range c.m.keys {
		r := records[key]
		if r.Reason == BadKey { // this process may try the key anew
			r.RestingUntil, r.Reason = time.Time{}, ""
		}
		if r.Strikes > 0 {
			r.ProbedAt, c.probe = now, true
		}
	}
	for i := range c.m.quotas {
		q := &c.m.quotas[i]
		w := records[q.key].window(q.Window)
		limit, _ := q.known(w)
		c.m.law.add(w, limit, q.amount(c.tokens()), now)
	}
	records[c.m.id()].Requests++
}

// depart notes that the call is under way.
func (p *Pool) depart(c *attempt) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c.others = make([]float64, len(c.m.quotas))
	c.ever = make([]float64, len(c.m.quotas))
	for i := range c.m.quotas {
		q := &c.m.quotas[i]
		if f := p.flights[q.key]; f != nil {
			c.others[i], c.ever[i] = f.amounts(q.Unit)
		}
		c.ever[i] += q.amount(c.tokens())
	}
	p.fly(c, 1)
}

// fly adds the call to the flights, or with -1 takes it out. p.mu is held.
func (p *Pool) fly(c *attempt, sign float64) {
	for _, key := range c.m.keys {
		f := p.flights[key]
		if f == nil {
			f = &flight{}
			p.flights[key] = f
		}
		tokens := float64(c.tokens())
		f.nowRequests += sign
		f.nowTokens += sign * tokens
		if sign > 0 {
			f.everRequests++
			f.everTokens += tokens
		}
	}
}

// land notes that the call is over. It returns, for each quota, the most that
// the provider may not have counted yet of other calls when it answered.
func (p *Pool) land(c *attempt) []float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fly(c, -1)
	uncounted := make([]float64, len(c.m.quotas))
	for i := range c.m.quotas {
		q := &c.m.quotas[i]
		_, ever := p.flights[q.key].amounts(q.Unit)
		uncounted[i] = c.others[i] + ever - c.ever[i]
	}
	return uncounted
}
