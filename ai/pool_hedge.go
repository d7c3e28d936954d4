package ai

import (
	"errors"
	"time"
)

// Where the first sign of an answer is later than it usually is with a model
// (than 95 of its last 100, and a tenth more, since many are about as late as
// that one), another provider is asked beside it. The first that speaks is kept, the other
// one cancelled. That spends a request for nothing, so there is a budget.

const (
	// callsToDouble is how many calls earn one that is made beside another,
	// mostDoubles how many of these may be saved up.
	callsToDouble = 20
	mostDoubles   = 3
	// enoughToDouble is how many samples tell what is usual.
	enoughToDouble = 10
	// soonestDouble is how soon at most: less is hardly noticed.
	soonestDouble = 500 * time.Millisecond
	// spare is the part of each limit that must be left after it, sparest that
	// of a bucket of more than a minute.
	spare, sparest = 0.2, 0.5
	// evenly is how much of a day or a month may have been used by now, as a
	// part of what would be if it were used evenly; nothing may of one that
	// has no more than fewestCalls.
	evenly      = 0.5
	fewestCalls = 100
	// scarcity is how long after somebody was turned away no call is doubled.
	scarcity = time.Hour
)

var (
	errLate      = errors.New("the first sign is late")
	errOvertaken = errors.New("another model was faster")
)

// race is one call or two beside each other, of which the first to speak has
// the floor: nothing of the other is ever shown. job.mu guards it.
type race struct {
	primary, beside, floor *call
}

// speaks says whether the call has the floor, which it takes if nobody has;
// the other one is over with that.
func (r *race) speaks(c *call) bool {
	if r.floor == nil {
		r.floor = c
		if r.beside != nil && c != r.beside {
			r.beside.cancel(errOvertaken)
		}
		if c != r.primary {
			r.primary.cancel(errOvertaken)
		}
	}
	return r.floor == c
}

// earn counts a call towards the budget.
func (p *Pool) earn() {
	if n := p.earned.Load(); n < callsToDouble*mostDoubles {
		p.earned.Add(1)
	}
}

// double prepares a call of another account beside a late one; nil where there
// is none or it may not be. The job's mu is held, so that the late call does
// not end meanwhile, or if it does, waits for this one.
func (p *Pool) double(late *call) *call {
	earned := p.earned.Load()
	if late.Err() != nil || earned < callsToDouble {
		return nil
	}
	m, n := p.rival(late)
	if m == nil || !p.earned.CompareAndSwap(earned, earned-callsToDouble) {
		return nil
	}
	j := late.j
	c := &call{p: p, j: j, done: make(chan struct{})}
	c.m, c.need = m, n
	c.open(late.caller)
	c.late = 0
	j.beside = c
	return c
}

// rival chooses who is asked beside a late call: the next account's model that
// is well, may be asked now and has plenty left.
func (p *Pool) rival(late *call) (*member, need) {
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.turns.waiting) > 0 || p.turns.busy || now.Sub(p.turnedAwayAt) < scarcity {
		return nil, need{}
	}
	j := late.j
	for _, m := range j.order {
		if m.account() == late.m.account() || j.out.has(m) {
			continue
		}
		if n, fits := m.size(p.sees, j.r, j.prompt); fits && p.plenty(m, n, now) {
			return m, n
		}
	}
	return nil, need{}
}

// plenty says whether the member may be asked now, was not struck last, and
// has a good part of each limit left after the call. p.mu is held.
func (p *Pool) plenty(m *member, n need, now time.Time) bool {
	for _, key := range m.keys {
		if r := p.seen(key); r != nil && (r.Strikes > 0 || r.RestingUntil.After(now)) {
			return false
		}
	}
	for i := range m.quotas {
		q := &m.quotas[i]
		w := q.state(p.seen(q.key))
		limit, _ := q.known(w)
		if limit > 0 && m.law.taken(w, limit, now)+q.amount(m.tokens(n)) > m.law.spendable(q.Per, limit, now) {
			return false
		}
	}
	return true
}

// spendable is how much of a limit may be used by now so that there is plenty
// left for the rest of its time.
func (l law) spendable(per Per, limit float64, now time.Time) float64 {
	switch {
	case per == Minute:
		return limit * (1 - spare)
	case l.drains(per, limit):
		return limit * (1 - sparest)
	}
	end := l.end(per, now)
	begin := end.Add(-per.span())
	if per == Month {
		begin = end.AddDate(0, -1, 0)
	}
	if limit <= fewestCalls {
		return 0
	}
	return evenly * limit * float64(now.Sub(begin)) / float64(end.Sub(begin))
}

// runBeside makes the call if it may be made.
func (p *Pool) runBeside(c *call) {
	defer close(c.done)
	defer c.cancel(nil)
	if granted, err := p.reserve(c.Context, &c.attempt); err != nil || !granted {
		return
	}
	if c.Err() != nil { // the late one has spoken meanwhile
		p.settle(&c.attempt, result{unsent: true})
		return
	}
	p.log.Debug("an AI model is late: asking another beside it", "model", c.m.id())
	c.answer, c.failed = p.place(c)
}

// overtaken notes that the first sign took longer than this: else nobody would
// learn that a model has become slow.
func (r *Record) overtaken(after time.Duration, now time.Time) {
	if after > 0 {
		r.spell(now).Streamed++
		r.FirstTokens = sample(r.FirstTokens, after)
	}
}
