package bot

import (
	"context"
	"encoding/json"
	"time"

	"hamzaban/chat"
)

// several is one question that comes as several messages: a paste or an album. What
// belongs to it is made one update on disk before anything is done about it.
type several interface {
	// add adds what came next. False: that does not belong to it, nor does what follows.
	add(b *Bot, u chat.Update) bool
	// mayGoOn tells whether more may come, as far as what is there tells.
	mayGoOn() bool
	// last is when the last part came, and how long the next one is waited for.
	last() (time.Time, time.Duration)
	// added are the updates after the first.
	added() []int64
	// joined is the first update with all that was added.
	joined(json.RawMessage) (json.RawMessage, error)
	String() string
}

// gatherLook is how often it is looked whether something has come.
const gatherLook = 100 * time.Millisecond

// gather makes one update of several that begin with this one. It returns false where
// that was broken off: the next start does it.
func (b *Bot) gather(ctx context.Context, u *chat.Update) bool {
	var whole several
	if p := b.pasteOf(*u); p != nil {
		whole = p
	} else if a := b.albumOf(*u); a != nil {
		whole = a
	} else {
		return true
	}
	for open := true; open && whole.mayGoOn(); {
		rest, err := b.store.Unfinished(ctx, u.Lane, u.Seq-1, pasteParts)
		if err != nil {
			break // what is there is answered
		}
		if len(rest) <= len(whole.added()) || rest[0].Seq != u.Seq {
			return true // it is done, as a part of what came before maybe, or stopped
		}
		for _, next := range rest[1+len(whole.added()):] {
			if open = whole.add(b, next); !open {
				break
			}
		}
		// What came before the bot began may have been broken off by its end.
		at, wait := whole.last()
		if !open || !whole.mayGoOn() || !time.Now().Before(later(at, b.since).Add(wait)) {
			break
		}
		sleep(ctx, gatherLook)
		if ctx.Err() != nil {
			return true // stopped: which is seen to where work is begun
		}
		if b.serving.Err() != nil {
			return false
		}
	}
	return len(whole.added()) == 0 || b.join(u, whole)
}

// join makes it one update on disk.
func (b *Bot) join(u *chat.Update, whole several) bool {
	raw, err := whole.joined(u.Raw)
	if err == nil {
		err = b.alarm.persist(b.serving, whole.String(), func() error { return b.store.Merge(b.work, u.Seq, raw, whole.added()) })
	}
	if err != nil {
		b.log.Warn("what belongs together stays apart", "what", whole, "update", u.ID, "error", err)
		return b.serving.Err() == nil
	}
	u.Raw = raw
	if p, text := whole.(*paste); text && p.prev != p.first { // another version of one part says nothing about the whole
		b.atWork.merged(u.Seq)
	}
	return true
}
