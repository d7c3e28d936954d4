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
	group bool // or a private chat
	mu    sync.Mutex
	// free is when everything that was reserved will have been made good: the
	// chat is at rest.
	free time.Time
	// calls are a group's last ones, oldest first, at most groupMost.
	calls []time.Time
	// frozen is until when Telegram wants the chat to be left alone.
	frozen time.Time
	// previewed is when a preview was last shown there.
	previewed time.Time
}

// wait is when one more call may be made, as far as is known by now: see take.
func (p *pace) wait(now time.Time) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.next(now)
}

// next is when one more call may be made; p.mu is held.
func (p *pace) next(now time.Time) time.Time {
	at := later(later(now, p.frozen), p.free.Add(-(chatBurst-1)*chatEvery))
	if len(p.calls) == groupMost {
		at = later(at, p.calls[0].Add(groupWithin))
	}
	return at
}

// took counts a call; p.mu is held.
func (p *pace) took(at time.Time) {
	if p.group {
		if len(p.calls) == groupMost {
			p.calls = p.calls[1:]
		}
		p.calls = append(p.calls, at)
	}
	p.free = later(p.free, at).Add(chatEvery)
}

// spare tells whether a call that may as well not be made has room: none that
// has to be made is held back. It takes no place in the chat: Telegram is not known
// to count such calls together with messages there.
func (p *pace) spare(now time.Time) bool { return !p.wait(now).After(now) }

// take takes a place for a call, to be made now, where there is room for it.
func (p *pace) take(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.next(now).After(now) {
		return false
	}
	p.took(now)
	return true
}

// freeze has nothing called before a time, and tells whether that is news.
func (p *pace) freeze(until time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !until.After(p.frozen) {
		return false
	}
	p.frozen = until
	return true
}

// recall counts calls that an earlier run made, oldest first.
func (p *pace) recall(calls []time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, at := range calls {
		p.took(at)
	}
}

// idle tells whether the pace holds nothing back any more.
func (p *pace) idle(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.calls)
	return !p.free.After(now) && !p.frozen.After(now) && (n == 0 || now.Sub(p.calls[n-1]) > groupWithin)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
