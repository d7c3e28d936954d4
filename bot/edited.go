package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/go-telegram/bot/models"

	"hamzaban/chat"
	"hamzaban/translate"
)

// Edited messages. Another version of a message that was answered is answered anew,
// in the place of the first answer, with the conversation as it was before. What is
// being answered, waits, or is kept for later is ended, and this takes its place. The
// version that changes no words is none, such as Telegram's own for links.

// editedWithin is how long after an answer another version of its question counts.
// Messages can be edited for as long.
const editedWithin = 48 * time.Hour

// mostVersions bounds how much of what is open in a conversation is looked through
// for other versions.
const mostVersions = 1000

// edited finds what the message is another version of. It returns false where that
// asks for nothing; the event's ends are over all the same.
func (b *Bot) edited(ctx context.Context, e *event) (meant bool, err error) {
	was, err := b.openVersions(ctx, e)
	if err != nil {
		return false, err
	}
	x, err := b.whole(ctx, func() (chat.Exchanged, error) { return b.store.ExchangeAt(ctx, e.key, int64(e.message.ID)) })
	switch {
	case errors.Is(err, chat.ErrNotFound):
		meant = (len(e.ends) > 0 || e.again) && (e.private || e.called || e.command != "")
	case err != nil:
		return false, err
	default:
		for _, a := range x.Asks {
			if a.Message == int64(e.message.ID) {
				if meant = e.update.At.Sub(x.At) <= editedWithin; was == "" {
					was = a.Digest
				}
			}
		}
		if meant {
			e.anew, e.places = &x, x.Parts
			e.update.View = 0 // it is among the places
		}
	}
	if was == ofPaste || was == digest(e.message) && !e.again {
		e.ends, meant = nil, false
	}
	_, shortcut := translate.Shortcut(e.command)
	return meant && (e.command == "" || shortcut || e.command == "translate" || e.command == "tr"), nil
}

// openVersions takes over what is open of earlier versions: it is over with this
// update, which goes on where something of it is shown. It returns the digest of the
// last one.
func (b *Bot) openVersions(ctx context.Context, e *event) (was string, err error) {
	open, err := b.store.Open(ctx, laneOf(e.key), mostVersions)
	if err != nil {
		return "", err
	}
	mine := versionOf(e.update)
	for _, u := range open {
		v := versionOf(u)
		if v.version != mine.version || u.Seq >= e.update.Seq {
			continue
		}
		e.ends, was = append(e.ends, u.Seq), v.digest
		if u.View != 0 {
			e.update.View = u.View
		}
	}
	if len(e.ends) == 0 {
		return "", nil
	}
	promises, err := b.store.Promises(ctx, e.ends)
	for _, m := range promises {
		if m.Sent != 0 {
			e.update.View = m.Sent
		}
	}
	if err == nil && e.update.View != 0 {
		err = b.store.Show(ctx, e.update.Seq, e.update.View)
	}
	return was, err
}

// version names a message of which several versions may come.
type version struct {
	lane    string
	message int
}

// edit is one version of a message, which an update brought.
type edit struct {
	version
	seq    int64
	digest string
}

// versionOf reads which version of which message an update brings, if it does.
func versionOf(u chat.Update) edit {
	v := edit{seq: u.Seq}
	var raw models.Update
	if json.Unmarshal(u.Raw, &raw) != nil {
		return v
	}
	m := raw.Message
	if m == nil {
		m = raw.EditedMessage
	}
	if m != nil && !pasted(m) {
		v.version, v.digest = version{strings.TrimPrefix(u.Lane, fileLane), m.ID}, digest(m)
	}
	return v
}

// digest tells versions of a message apart by their words.
func digest(m *models.Message) string {
	if pasted(m) {
		return ofPaste
	}
	words := content(m)
	if m.Quote != nil {
		words += "\x00" + m.Quote.Text
	}
	sum := sha256.Sum256([]byte(words))
	return hex.EncodeToString(sum[:16])
}

// replaces tells whether a later version has come, with other words.
func (v edit) replaces(other edit) bool {
	return v.seq > other.seq && other.message != 0 && v.digest != other.digest
}

// merged says that what is worked on is no version of one message any more: see
// gather.
func (w *atWork) merged(seq int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if at := w.all[seq]; at != nil {
		at.edit = edit{seq: seq}
	}
}

// edit ends the work on other versions of a message where another one has come. The
// update takes their place when it is its turn.
func (w *atWork) edit(u chat.Update) {
	if !strings.Contains(string(u.Raw), `"edited_message"`) {
		return
	}
	v := versionOf(u)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.edits == nil || len(w.edits) >= mostEnded {
		w.edits = map[version]edit{}
	}
	w.edits[v.version] = v
	for _, at := range w.all {
		if at.version == v.version && v.replaces(at.edit) {
			at.stop(errEdited)
		}
	}
}
