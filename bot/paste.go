package bot

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/go-telegram/bot/models"

	"hamzaban/bot/render"
	"hamzaban/chat"
	"hamzaban/translate"
)

// Pastes: what is too long for one message people's apps send as several, one right
// after the other. They are one question. Such a message waits a moment for the next
// part; the parts are made one update on disk before anything is done about them, so
// that whatever happens later happens to the whole.

const (
	// pasteLeast is the length of the shortest part that another may follow: apps
	// cut at the best place in the second half of what a message takes.
	pasteLeast = maxText / 2
	// seamMost is how much white space may be lost at a seam, and so how much less
	// than a full message two parts may be together. Less would not have been cut.
	seamMost = 16
	// pasteWait is how long a part waits for the next one, and pasteApart how far
	// apart Telegram, which tells whole seconds, may have received them.
	pasteWait  = 1500 * time.Millisecond
	pasteApart = 2
	// pasteParts bounds what is made one question.
	pasteParts = 32
)

// paste is what has come so far of a text in several messages.
type paste struct {
	first, prev *models.Message
	text        string
	entities    []models.MessageEntity
	parts       []int64   // what came after the first
	at          time.Time // when the last one came
}

// pasteOf is the paste that may begin with an update that is meant for the bot;
// nil: none does.
func (b *Bot) pasteOf(u chat.Update) *paste {
	me := b.identity()
	if len(u.Raw) < pasteLeast || me == nil || overtaking(u.Lane) || strings.HasPrefix(u.Lane, fileLane) {
		return nil
	}
	e, err := decode(u, me)
	if err != nil || e == nil || e.press != nil || e.message == nil || e.edited || !b.concerns(e) || e.message.ForwardOrigin != nil {
		return nil
	}
	m := e.message
	return &paste{first: m, prev: m, text: m.Text, entities: m.Entities, at: u.At}
}

// ofPaste is the digest of all pastes: another version of one of the messages says
// nothing about the whole, and is let be.
const ofPaste = "several"

// pasted tells whether a message was made of several.
func pasted(m *models.Message) bool { return render.Len(m.Text) > maxText }

// mayGoOn tells whether another part may follow the last one.
func (p *paste) mayGoOn() bool {
	return render.Len(p.prev.Text) >= pasteLeast && len(p.parts) < pasteParts-1
}

func (p *paste) last() (time.Time, time.Duration) { return p.at, pasteWait }
func (p *paste) added() []int64                   { return p.parts }
func (p *paste) String() string                   { return "a long paste" }

// add adds what came next, if it goes on with the text.
func (p *paste) add(b *Bot, u chat.Update) bool {
	var raw models.Update
	if json.Unmarshal(u.Raw, &raw) != nil || !p.mayGoOn() {
		return false
	}
	if again := raw.EditedMessage; again != nil && again.ID == p.prev.ID && digest(again) == digest(p.prev) {
		p.parts = append(p.parts, u.Seq) // as Telegram does for links: it says nothing
		return true
	}
	if raw.Message == nil || !p.goesOn(b, raw.Message) {
		return false
	}
	next := raw.Message
	p.text += seam(p.prev.Text, next.Text)
	shift := render.Len(p.text)
	for _, e := range next.Entities {
		e.Offset += shift
		p.entities = append(p.entities, e)
	}
	p.text += next.Text
	p.prev, p.at, p.parts = next, u.At, append(p.parts, u.Seq)
	return true
}

// goesOn tells whether a message is the next part.
func (p *paste) goesOn(b *Bot, next *models.Message) bool {
	apart := next.Date - p.prev.Date
	elsewhere := next.ReplyToMessage != nil && (p.first.ReplyToMessage == nil || next.ReplyToMessage.ID != p.first.ReplyToMessage.ID)
	return next.Text != "" && next.ForwardOrigin == nil && !elsewhere && apart >= 0 && apart <= pasteApart &&
		render.Len(p.prev.Text)+render.Len(next.Text) > maxText-seamMost && !b.isCommand(next.Text)
}

// isCommand tells whether a text is one of the bot's commands.
func (b *Bot) isCommand(text string) bool {
	found := commandForm.FindStringSubmatch(text)
	if found == nil {
		return false
	}
	name := strings.ToLower(found[1])
	_, known := b.commands[name]
	_, short := translate.Shortcut(name)
	return known || short
}

// seam is what stood between two parts. Where the next character would not have
// fitted any more, that was nothing: the text was cut there, in mid-word maybe.
// Otherwise it was white space, which Telegram takes off the ends of messages: a
// line's end after what ends a sentence, and a space elsewhere.
func seam(before, after string) string {
	next, _ := utf8.DecodeRuneInString(after)
	if render.Len(before)+utf16.RuneLen(next) > maxText {
		return ""
	}
	if end, _ := utf8.DecodeLastRuneInString(before); unicode.IsPunct(end) && !strings.ContainsRune("،,-–—(«“", end) {
		return "\n"
	}
	return " "
}

// joined is the update with all of the text. Its message is the last one: that is
// what an answer points at.
func (p *paste) joined(raw json.RawMessage) (json.RawMessage, error) {
	return withMessage(raw, map[string]any{
		"text": p.text, "message_id": p.prev.ID, "entities": slices.Concat([]models.MessageEntity{}, p.entities),
	})
}

// withMessage is an update with some fields of its message changed.
func withMessage(raw json.RawMessage, fields map[string]any) (json.RawMessage, error) {
	var update, message map[string]json.RawMessage
	if err := json.Unmarshal(raw, &update); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(update["message"], &message); err != nil {
		return nil, err
	}
	for name, value := range fields {
		data, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		message[name] = data
	}
	data, err := json.Marshal(message)
	if err != nil {
		return nil, err
	}
	update["message"] = data
	return json.Marshal(update)
}
