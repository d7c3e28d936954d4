package bot

import (
	"context"
	"sync"
	"time"
)

// What Telegram lets pass, as far as it is known: about one call a second in
// a chat with short bursts, and in a group twenty a minute besides. The exact
// figures are unpublished; a 429 goes before them. The thirty a second for a
// whole bot are for broadcasts: replies may go faster.
var (
	perChat  = span{most: 4, within: 4 * time.Second}
	perGroup = span{most: 20, within: time.Minute}
)

// span allows so many calls within any stretch of so long.
type span struct {
	most   int
	within time.Duration
}

// pace holds calls back so that all of its spans are kept.
type pace struct {
	spans []span
	mu    sync.Mutex
	calls []time.Time // the last ones, oldest first, as many as a span looks back
}

// newPace is the pace of a private chat or a group, which has a negative id.
func newPace(chat int64) *pace {
	if chat < 0 {
		return &pace{spans: []span{perChat, perGroup}}
	}
	return &pace{spans: []span{perChat}}
}

// wait reserves a place for one call and waits until its time has come.
func (p *pace) wait(ctx context.Context) error {
	if d := time.Until(p.reserve(time.Now())); d > 0 {
		sleep(ctx, d)
	}
	return ctx.Err()
}

func (p *pace) reserve(now time.Time) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	at, most := now, 0
	for _, s := range p.spans {
		most = max(most, s.most)
		if n := len(p.calls); n >= s.most {
			if free := p.calls[n-s.most].Add(s.within); free.After(at) {
				at = free
			}
		}
	}
	p.calls = append(p.calls, at)
	if len(p.calls) > most {
		p.calls = p.calls[1:]
	}
	return at
}

// idle tells whether the pace holds nothing back any more.
func (p *pace) idle(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	longest := time.Duration(0)
	for _, s := range p.spans {
		longest = max(longest, s.within)
	}
	return len(p.calls) == 0 || now.Sub(p.calls[len(p.calls)-1]) > longest
}
