package bot

import (
	"sync"
	"time"
)

// What Telegram lets pass, as far as it is known: about one call a second in
// a chat with short bursts, and in a group twenty a minute besides. The exact
// figures are unpublished; a 429 goes before them. The thirty a second for a
// whole bot are for broadcasts: replies may go faster.
//
// A chat at rest takes four calls at once, such as the answers to two short
// commands, and then one each second and a little: so what was asked in haste
// is late by as much as it is too much, and no more.
const (
	chatBurst = 4
	chatEvery = 1050 * time.Millisecond
	// In a group, so many calls within any stretch of so long.
	groupMost   = 20
	groupWithin = time.Minute
)

// pace holds the calls to one chat back so that its limits are kept.
type pace struct {
	group bool
	mu    sync.Mutex
	// free is when everything that was reserved will have been made good: the
	// chat is at rest.
	free time.Time
	// calls are a group's last ones, oldest first, at most groupMost.
	calls []time.Time
}

// newPace is the pace of a private chat or a group, which has a negative id.
func newPace(chat int64) *pace { return &pace{group: chat < 0} }

// reserve reserves a place for one call and returns its time.
func (p *pace) reserve(now time.Time) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := later(now, p.free.Add(-(chatBurst-1)*chatEvery))
	if p.group {
		if len(p.calls) == groupMost {
			at = later(at, p.calls[0].Add(groupWithin))
			p.calls = p.calls[1:]
		}
		p.calls = append(p.calls, at)
	}
	p.free = later(p.free, at).Add(chatEvery)
	return at
}

// idle tells whether the pace holds nothing back any more.
func (p *pace) idle(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.calls)
	return !p.free.After(now) && (n == 0 || now.Sub(p.calls[n-1]) > groupWithin)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
