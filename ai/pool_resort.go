package ai

import (
	"cmp"
	"context"
	"time"
)

const (
	// resortPause is the time from one last resort to the next, for all who
	// use the book; it is more than [wholeTime], which bounds each, so that
	// there is never more than one.
	resortPause = time.Minute
)

// askLastResort asks one model for one plain answer, whatever the book says of
// its limits, unless its provider itself has said when to come back. It
// returns nothing at all where it may not ask or the call fails.
func (p *Pool) askLastResort(ctx context.Context, j *job) (*Response, error) {
	if err := p.refresh(ctx); err != nil {
		return nil, err
	}
	m := p.lastResort(j)
	if m == nil {
		return nil, nil
	}
	plain := *j.r
	plain.Temperature = nil
	last := &job{r: &plain, prompt: j.prompt, texts: j.texts, order: j.order, plain: true, senses: j.senses,
		out: j.out, hopeless: j.hopeless, slowed: j.slowed, begun: j.begun, hung: j.hung, doubted: j.doubted}
	n := need{prompt: j.prompt, out: answerTokens(j.r, 0), reckoned: j.prompt}
	if j.senses != (senses{}) {
		n.reckoned = 0
	}
	if m.model.MaxOutput > 0 {
		n.out = min(n.out, m.model.MaxOutput)
	}
	c := p.newCall(last, m, n)
	granted, err := p.reserveLastResort(ctx, &c.attempt)
	if !granted || err != nil {
		return nil, err
	}
	p.log.Warn("all AI models have failed: asking the last resort", "model", m.id())
	if _, err := p.ask(ctx, last, c); err != nil {
		return nil, err
	}
	j.errs = append(j.errs, last.errs...)
	j.out, j.hopeless = last.out, last.hopeless
	return c.answer, nil
}

// lastResort chooses the member to ask: rather one that has not failed this
// very request, rather one that is not known to be spent for the day, rather
// the one whose last failure is the longest ago; nil if its provider does not
// want to be asked, or has refused this request for what it is.
func (p *Pool) lastResort(j *job) *member {
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	var chosen *member
	for _, m := range p.all() {
		if m.provider != p.resort || !m.has(j.senses) || j.hopeless.has(m) || !p.willing(m, now) {
			continue
		}
		if m.model.Context > 0 && j.prompt+smallestAnswer > m.model.Context {
			continue
		}
		if chosen == nil || p.compareResorts(j, m, chosen, now) < 0 {
			chosen = m
		}
	}
	return chosen
}

// compareResorts is negative where a is the better last resort. p.mu is held.
func (p *Pool) compareResorts(j *job, a, b *member, now time.Time) int {
	first := func(x, y bool) int { // false goes first
		switch {
		case x == y:
			return 0
		case y:
			return -1
		}
		return 1
	}
	failed := func(m *member) (at time.Time) {
		if r := p.seen(m.id()); r != nil {
			at = r.LastErrorAt
		}
		return at
	}
	return cmp.Or(first(j.out.has(a), j.out.has(b)), first(p.spentToday(a, now), p.spentToday(b, now)), failed(a).Compare(failed(b)))
}

// spentToday says whether the member has used up a limit of the day or month
// as far as is known. p.mu is held.
func (p *Pool) spentToday(m *member, now time.Time) bool {
	for _, key := range m.keys {
		if r := p.seen(key); r != nil && r.Reason == QuotaSpent && r.RestingUntil.After(now) {
			return true
		}
	}
	for i := range m.quotas {
		q := &m.quotas[i]
		w := q.state(p.seen(q.key))
		limit, _ := q.known(w)
		if q.Per != Minute && m.law.ready(w, limit, 1, now).After(now) {
			return true
		}
	}
	return false
}

// willing says that nothing but the book speaks against asking the member: no
// time that its provider named, no refused key, no retired model. p.mu is held.
func (p *Pool) willing(m *member, now time.Time) bool {
	for _, key := range m.keys {
		r := p.seen(key)
		if r == nil {
			continue
		}
		if r.NamedUntil.After(now) {
			return false
		}
		if r.RestingUntil.After(now) && (r.Reason == NoModel || r.Reason == BadKey && p.refused[key]) {
			return false
		}
	}
	return true
}

// resortRested says whether the last resort may be asked again as far as is
// known.
func (p *Pool) resortRested(m *member, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	r := p.seen(m.account())
	return r == nil || now.Sub(r.LastResortAt) >= resortPause
}

// reserveLastResort enters the call in the book if the last one is long enough
// ago and the provider has not named a time meanwhile.
func (p *Pool) reserveLastResort(ctx context.Context, c *attempt) (bool, error) {
	p.mu.Lock()
	p.depart(c)
	p.mu.Unlock()
	granted := false
	err := p.update(ctx, c.m.keys, func(records map[string]*Record) bool {
		now := time.Now()
		account := records[c.m.account()]
		granted = now.Sub(account.LastResortAt) >= resortPause
		for _, key := range c.m.keys {
			granted = granted && !records[key].NamedUntil.After(now)
		}
		if granted {
			account.LastResortAt, c.at, c.inSpite = now, now, true
			c.probe = c.enter(records)
		}
		return granted
	})
	return p.departed(c, granted, err)
}
