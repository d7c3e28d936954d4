package bot

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/go-telegram/bot/models"

	"hamzaban/chat"
)

// Albums: photos and videos that are sent together come as a message each, of which
// one has the caption. Like the parts of a paste they are made one update on disk
// before anything is done about them, with all photos under a name of our own. Of the
// videos nothing is made, which is said once where there are no photos.

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
	at       time.Time // when the last one came
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
	a := &album{group: e.message.MediaGroupID, photos: [][]models.PhotoSize{}, at: u.At}
	if !a.add(b, u) {
		return nil
	}
	a.parts = nil
	return a
}

// add adds what came next, if it belongs to the album.
func (a *album) add(_ *Bot, u chat.Update) bool {
	var raw models.Update
	if json.Unmarshal(u.Raw, &raw) != nil || raw.Message == nil || raw.Message.MediaGroupID != a.group {
		return false
	}
	m := raw.Message
	switch {
	case len(m.Photo) > 0:
		a.photos = append(a.photos, m.Photo)
	case m.Video == nil: // a file or a sound, which is about itself
		return false
	}
	if a.caption == "" {
		a.caption, a.entities = m.Caption, m.CaptionEntities
	}
	a.parts, a.at = append(a.parts, u.Seq), u.At
	return true
}

func (a *album) mayGoOn() bool                    { return len(a.parts)+1 < maxPictures }
func (a *album) last() (time.Time, time.Duration) { return a.at, albumWait }
func (a *album) added() []int64                   { return a.parts }
func (a *album) String() string                   { return "an album" }

// joined is the update with all photos.
func (a *album) joined(raw json.RawMessage) (json.RawMessage, error) {
	return withMessage(raw, map[string]any{
		albumField: a.photos, "caption": a.caption, "caption_entities": slices.Concat([]models.MessageEntity{}, a.entities),
	})
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
