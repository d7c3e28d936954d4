package ai

import (
	"context"
	"time"
)

// A client that has spare keys sends a call anew with the next one when a key
// is refused. Each of these is a call that the provider may count: the client
// asks before it sends another.

type againKey struct{}

// mayAgain asks whoever made the context whether the call may be sent once
// more. Where nobody keeps a book of calls it may.
func mayAgain(ctx context.Context) bool {
	ask, ok := ctx.Value(againKey{}).(func() bool)
	return !ok || ask()
}

// reserveAgain enters one more request of the call in the book, or returns
// false if a limit leaves no room for it. The refused one has used no tokens.
func (p *Pool) reserveAgain(ctx context.Context, c *attempt) (bool, error) {
	granted := false
	err := p.update(ctx, c.m.keys, func(records map[string]*Record) bool {
		now := time.Now()
		granted = true
		for i := range c.m.quotas {
			q := &c.m.quotas[i]
			w := records[q.key].window(q.Window)
			limit, _ := q.known(w)
			granted = granted && (q.Unit != Requests || !c.m.law.ready(w, limit, 1, now).After(now))
		}
		if !granted {
			return false
		}
		for i := range c.m.quotas {
			if q := &c.m.quotas[i]; q.Unit == Requests {
				w := records[q.key].window(q.Window)
				limit, _ := q.known(w)
				c.m.law.add(w, limit, 1, now)
			}
		}
		own := records[c.m.id()]
		own.Requests++
		own.Failures++
		return true
	})
	return granted, err
}
