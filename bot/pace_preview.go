package bot

import (
	"math"
	"time"
)

// Previews of an answer that is being written are calls like others for
// Telegram, but may as well not be made. So they leave room for what has to be
// made: in their chat, in a group's minute, and in what all chats take together.
const (
	// keptForFinals is how many of a chat's burst previews leave free: an
	// answer's first line and the rest of it.
	keptForFinals = 2
	// previewEvery is the least pause between two previews in a chat.
	previewEvery = 1050 * time.Millisecond
	// groupPreviewEvery is that in a group at rest. It doubles with each
	// groupDoubles calls of the last minute, and groupKept of a minute's are
	// never for previews: so the fuller the minute, the coarser they get.
	groupPreviewEvery = 1500 * time.Millisecond
	groupDoubles      = 4
	groupKept         = 10
	// previewAgain is how soon the room is looked for again where there is none
	// for a reason that has no time.
	previewAgain = 200 * time.Millisecond
)

// preview takes a place for a preview, to be made now, or returns how long to
// wait before it is tried again. The first of an answer need not keep the pause
// to those before it.
func (p *pace) preview(now time.Time, first bool) (wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := later(p.next(now), p.free.Add(-(chatBurst-1-keptForFinals)*chatEvery))
	if !first {
		at = later(at, p.previewed.Add(p.previewPause(now)))
	}
	if p.group && p.within(now) >= groupMost-groupKept {
		at = later(at, now.Add(time.Second))
	}
	if at.After(now) {
		return at.Sub(now)
	}
	p.took(now)
	p.previewed = now
	return 0
}

// previewPause is the pause after a preview; p.mu is held.
func (p *pace) previewPause(now time.Time) time.Duration {
	if !p.group {
		return previewEvery
	}
	return time.Duration(float64(groupPreviewEvery) * math.Exp2(float64(p.within(now))/groupDoubles))
}

// within is how many calls a group has had within its last minute; p.mu is held.
func (p *pace) within(now time.Time) (n int) {
	for _, at := range p.calls {
		if now.Sub(at) < groupWithin {
			n++
		}
	}
	return n
}
