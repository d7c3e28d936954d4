package ai

import (
	"context"
	"errors"
	"time"
)

const (
	// resortPause is the time from one last resort to the next, for all who
	// use the book; resortTime, which is less, bounds each, so that there is
	// never more than one.
	resortPause = time.Minute
	resortTime  = 45 * time.Second
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
	c := &attempt{m: m, prompt: j.prompt, out: answerTokens(j.r, j.prompt, 0)}
	if m.model.MaxOutput > 0 {
		c.out = min(c.out, m.model.MaxOutput)
	}
	granted, err := p.reserveLastResort(ctx, c)
	if !granted || err != nil {
		return nil, err
	}
	p.log.Warn("all AI models have failed: asking the last resort", "model", m.id())
	short, cancel := context.WithTimeoutCause(ctx, resortTime, errSlow)
	defer cancel()
	plain := *j.r
	plain.Temperature = nil
	last := *j
	last.r, last.emit = &plain, nil
	resp, err := p.ask(short, &last, c)
	if err == nil {
		return resp, nil
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if errors.Is(err, context.DeadlineExceeded) {
		err = &Error{Provider: m.provider, Model: m.model.ID, Kind: TimedOut, Scope: ScopeModel, Err: errSlow}
	}
	j.errs = append(j.errs, err)
	return nil, nil
}

// lastResort chooses the member to ask: the first that has not failed this
// very request if there is one; nil if its provider does not want to be asked.
func (p *Pool) lastResort(j *job) *member {
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	var chosen *member
	for _, m := range p.members {
		if m.provider != p.resort || !p.willing(m, now) {
			continue
		}
		if m.model.Context > 0 && j.prompt+smallestAnswer > m.model.Context {
			continue
		}
		if chosen == nil || j.out[chosen] && !j.out[m] {
			chosen = m
		}
	}
	return chosen
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

// reserveLastResort enters the call in the book if the last one is long enough
// ago and the provider has not named a time meanwhile.
func (p *Pool) reserveLastResort(ctx context.Context, c *attempt) (bool, error) {
	granted := false
	err := p.update(ctx, c.m.keys, func(records map[string]*Record) (bool, error) {
		now := time.Now()
		account := records[c.m.account()]
		granted = now.Sub(account.LastResortAt) >= resortPause
		for _, key := range c.m.keys {
			granted = granted && !records[key].NamedUntil.After(now)
		}
		if granted {
			account.LastResortAt = now
			c.enter(records, now)
		}
		return granted, nil
	})
	if err != nil || !granted {
		return false, err
	}
	p.depart(c)
	return true, nil
}
