package bot

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/go-telegram/bot/models"

	"hamzaban/chat"
)

// Albums: photos that are sent together come as a message each, of which one has the
// caption. Like the parts of a paste they are made one update on disk before anything
// is done about them, with all photos under a name of our own.

const (
	// albumField is that name in the message.
	albumField = "album"
	// albumWait is how long the next photo is waited for: people's apps send an album
	// once all of it is uploaded.
	albumWait = 1200 * time.Millisecond
)

// album is what has come so far of one.
type album struct {
	group    string // which its messages have in common
	photos   [][]models.PhotoSize
	caption  string
	entities []models.MessageEntity
	parts    []int64   // what came after the first
	last     time.Time // when the last one came
}

// albumOf is the album that begins with an update that is meant for the bot; nil:
// none does.
func (b *Bot) albumOf(u chat.Update) *album {
	me := b.identity()
	if me == nil || overtaking(u.Lane) || albumIn(u.Raw) != nil {
		return nil
	}
	e, err := decode(u, me)
	if err != nil || e == nil || e.press != nil || e.message == nil || e.message.MediaGroupID == "" || !b.concerns(e) {
		return nil
	}
	a := &album{group: e.message.MediaGroupID, last: later(u.At, b.since)}
	if !a.add(u) {
		return nil
	}
	a.parts = nil
	return a
}

// add adds what came next, if it belongs to the album.
func (a *album) add(u chat.Update) bool {
	var raw models.Update
	if json.Unmarshal(u.Raw, &raw) != nil || raw.Message == nil || len(raw.Message.Photo) == 0 || raw.Message.MediaGroupID != a.group {
		return false
	}
	if m := raw.Message; a.caption == "" {
		a.caption, a.entities = m.Caption, m.CaptionEntities
	}
	a.photos, a.parts, a.last = append(a.photos, raw.Message.Photo), append(a.parts, u.Seq), later(a.last, u.At)
	return true
}

// gatherAlbum makes one update of an album that begins with this one. It returns
// false where that was broken off: the next start does it.
func (b *Bot) gatherAlbum(ctx context.Context, u *chat.Update) bool {
	a := b.albumOf(*u)
	if a == nil {
		return true
	}
	for len(a.photos) < maxPictures {
		rest, err := b.store.Unfinished(ctx, u.Lane, u.Seq-1, maxPictures)
		if err != nil {
			break // what is there is answered
		}
		if len(rest) <= len(a.parts) || rest[0].Seq != u.Seq {
			return true // it is done, or stopped
		}
		more := true
		for _, next := range rest[1+len(a.parts):] {
			if more = a.add(next); !more {
				break
			}
		}
		if !more || !time.Now().Before(a.last.Add(albumWait)) {
			break
		}
		sleep(ctx, pasteLook)
		if ctx.Err() != nil {
			return true // stopped: which is seen to where work is begun
		}
		if b.serving.Err() != nil {
			return false
		}
	}
	if len(a.parts) == 0 {
		return true
	}
	raw, err := withMessage(u.Raw, map[string]any{
		albumField: a.photos, "caption": a.caption, "caption_entities": slices.Concat([]models.MessageEntity{}, a.entities),
	})
	if err == nil {
		err = b.alarm.persist(b.serving, "an album", func() error { return b.store.Merge(b.work, u.Seq, raw, a.parts) })
	}
	if err != nil {
		b.log.Warn("the pictures of an album stay apart", "update", u.ID, "error", err)
		return b.serving.Err() == nil
	}
	u.Raw = raw
	return true
}

// albumIn are the photos of an update that was made of an album, each in its sizes;
// nil: it was not.
func albumIn(raw json.RawMessage) [][]models.PhotoSize {
	var u struct {
		Message struct {
			Album [][]models.PhotoSize `json:"album"`
		} `json:"message"`
	}
	if json.Unmarshal(raw, &u) != nil {
		return nil
	}
	return slices.DeleteFunc(u.Message.Album, func(sizes []models.PhotoSize) bool { return len(sizes) == 0 })
}
