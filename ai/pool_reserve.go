package ai

import (
	"context"
	"time"
)

// flight is what the calls of this process hold in one record: so that, when
// an answer tells how much is left, it is known how much of what was reserved
// the provider may not have counted yet. A record of whoever writes recordings
// down has their seconds in the place of tokens.
type flight struct {
	// now is held at present, ever was reserved since the start.
	nowRequests, nowTokens   float64
	everRequests, everTokens float64
}

func (f *flight) amounts(u Unit) (now, ever float64) {
	if u == Requests {
		return f.nowRequests, f.everRequests
	}
	return f.nowTokens, f.everTokens
}

// reserve enters the call in the book, or returns false if it may not be made
// after all. It waits for the disk unless room was set aside there before.
func (p *Pool) reserve(ctx context.Context, c *attempt) (bool, error) {
	for {
		p.mu.Lock()
		c.at = time.Now()
		if c.ready(p.sees, c.at, p.mayTry).After(c.at) {
			p.explored(c)
			p.mu.Unlock()
			return false, nil
		}
		frozen := p.frozen
		if frozen == nil {
			break
		}
		p.mu.Unlock()
		select {
		case <-frozen: // a transaction moves what is held
		case <-ctx.Done():
			return p.refrain(c, ctx.Err())
		}
	}
	p.depart(c) // before it may be in the book: see land
	if covered, low := p.covers(c, c.at); covered {
		c.probe = false
		p.happened((*entering)(c))
		p.admit(c)
		if low {
			p.soon(0)
		}
		p.mu.Unlock()
		return true, nil
	}
	p.mu.Unlock()
	granted := false
	err := p.update(ctx, c.m.keys, func(records map[string]*Record) bool {
		c.at = time.Now()
		p.mu.Lock()
		granted = !c.ready(func(key string) *Record { return records[key] }, c.at, p.mayTry).After(c.at)
		p.mu.Unlock()
		if granted {
			c.probe = c.enter(records)
		}
		return granted
	})
	return p.departed(c, granted, err)
}

// refrain notes that a call will not be made.
func (p *Pool) refrain(c *attempt, err error) (bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.explored(c)
	return false, err
}

// departed notes that a call which has departed was granted in a transaction,
// or that it will not be made.
func (p *Pool) departed(c *attempt, granted bool, err error) (bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err == nil && granted {
		p.admit(c)
		return true, nil
	}
	p.fly(c, -1)
	p.explored(c)
	return false, err
}

// entering is the op of a call that begins.
type entering attempt

func (e *entering) keys() []string                   { return e.m.keys }
func (e *entering) apply(records map[string]*Record) { (*attempt)(e).enter(records) }

// enter counts the call in its windows as of c.at. It says whether the call is a
// probe, since a rest is over.
func (c *attempt) enter(records map[string]*Record) (probe bool) {
	for _, key := range c.m.keys {
		r := records[key]
		if r.Reason == BadKey { // this process may try the key anew
			r.RestingUntil = time.Time{}
		}
		if r.Strikes > 0 {
			r.ProbedAt, probe = c.at, true
		}
	}
	for i := range c.m.quotas {
		q := &c.m.quotas[i]
		w := records[q.key].window(q.Window)
		limit, _ := q.known(w)
		c.m.law.add(w, limit, q.amount(c.tokens()), c.at)
	}
	records[c.m.id()].Requests++
	return probe
}

// mostQuotas is how many windows a member has at most: six of its own and six
// of its pool.
const mostQuotas = 12

// depart notes that the call is under way. p.mu is held.
func (p *Pool) depart(c *attempt) {
	if !c.m.asked {
		c.m.asked = true
		p.asked = append(p.asked, c.m)
	}
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

// land notes that the call is over. It leaves in c.others, for each quota, the
// most that the provider may not have counted yet of other calls when it
// answered, and in c.flying what of them is still under way. p.mu is held.
func (p *Pool) land(c *attempt) {
	p.fly(c, -1)
	for i := range c.m.quotas {
		q := &c.m.quotas[i]
		now, ever := p.flights[q.key].amounts(q.Unit)
		c.others[i] += ever - c.ever[i]
		c.flying[i] = now
	}
}
