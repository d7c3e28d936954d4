package ai

import "time"

// Exploring: a figure of the catalogue may be too low, and then nothing that a
// provider says ever tells of it. So where people have been turned away for a
// quarter of an hour because of such a figure, one call at a time goes beyond
// it. If it is answered, more is believed; if it is refused, the refusal tells
// the limit, at the price of one refusal.

const (
	// pressing is how long people must have been turned away.
	pressing = 15 * time.Minute
	// pressureEnds is how long ago that may be.
	pressureEnds = 24 * time.Hour
	// trusted is how long a limit that a refusal told is believed without
	// trying, guessed one that it did not put in words.
	trusted = 7 * 24 * time.Hour
	guessed = time.Hour
)

// pressure is how long people have been turned away because of one limit.
type pressure struct {
	since, last time.Time
	// busy: a call is on its way beyond the limit.
	busy bool
}

// soft says whether the limit that is believed may be too low.
func (q *quota) soft(w *WindowState, now time.Time) bool {
	switch _, source := q.known(w); {
	case source == FromCatalogue || source == FromCount:
		return true
	case source == FromBody && w.Guessed:
		return now.Sub(w.LearnedAt) >= guessed
	case source == FromBody:
		return now.Sub(w.LearnedAt) >= trusted
	}
	return false
}

// explore returns a call beyond a limit that may be too low, if that is due,
// for a job that nobody else may be asked for now.
func (p *Pool) explore(j *job) *attempt {
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	var found *attempt
	for _, m := range j.order {
		if j.out.has(m) {
			continue
		}
		n, fits := m.size(p.sees, j.r, j.prompt)
		if !fits || m.awake(p.sees, now, p.mayTry).After(now) {
			continue
		}
		c := &attempt{m: m, need: n}
		if p.press(c, now) && found == nil {
			found = c
		}
	}
	if found != nil {
		p.eachBeyond(found, func(s *pressure) { s.busy = true })
	}
	return found
}

// press notes which limits keep the call from being made, and says whether it
// may be made in spite of them. p.mu is held.
func (p *Pool) press(c *attempt, now time.Time) bool {
	may := true
	for i := range c.m.quotas {
		q := &c.m.quotas[i]
		w := q.state(p.view[q.key])
		limit, _ := q.known(w)
		amount := q.amount(c.tokens())
		if !c.m.law.ready(w, limit, amount, now).After(now) {
			continue
		}
		if amount > limit || !q.soft(w, now) {
			return false
		}
		c.beyond[i] = true
		s := p.pressures[q.windowKey()]
		if s == nil || now.Sub(s.last) > pressureEnds {
			s = &pressure{since: now}
			p.pressures[q.windowKey()] = s
		}
		s.last = now
		may = may && !s.busy && now.Sub(s.since) >= pressing
	}
	return may
}

// eachBeyond calls fn for each limit that the call goes beyond. p.mu is held.
func (p *Pool) eachBeyond(c *attempt, fn func(*pressure)) {
	for i := range c.m.quotas {
		if s := p.pressures[c.m.quotas[i].windowKey()]; c.beyond[i] && s != nil {
			fn(s)
		}
	}
}

// explored notes that a call is over: if the provider refused it, the pressure
// begins anew. p.mu is held.
func (p *Pool) explored(c *attempt) {
	refused := c.res.failure != nil && (c.res.failure.Kind == RateLimited || c.res.failure.Kind == QuotaSpent)
	p.eachBeyond(c, func(s *pressure) {
		s.busy = false
		if refused {
			s.since = c.over
		}
	})
}
