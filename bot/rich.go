package bot

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"hamzaban/bot/render"
	"hamzaban/chat"
)

// richRest is for how long a server that does not know rich messages is not tried
// again.
const richRest = 24 * time.Hour

// richness is when answers go out as rich messages.
type richness struct {
	mode    string  // of Options.Rich
	respite respite // the server counts as not knowing them
}

// suits tells whether somebody's answers may be rich. Clients that cannot show
// rich messages say so in their place, and no error is returned: so each
// person can refuse them, and in groups, where nobody knows what all members
// use, they are the operator's choice.
func (r *richness) suits(private, simple bool) bool {
	switch {
	case simple || r.resting():
		return false
	case r.mode == "auto":
		return private
	}
	return r.mode == "on"
}

// resting tells whether the server counts as not knowing rich messages.
func (r *richness) resting() bool {
	return r.mode != "on" && r.respite.lasts()
}

// richParts freezes a reply as rich messages; nil where it is none, or gains
// nothing by it.
func (b *Bot) richParts(r *chat.Reply) []json.RawMessage {
	if !r.Rich || r.Plain || r.File != nil || r.Heard != "" {
		return nil
	}
	messages := render.RichMarkdown(r.Text)
	parts := make([]json.RawMessage, 0, len(messages))
	for i, m := range messages {
		cut := m.Plain.Parts(maxText)
		if len(messages) > 1 { // it is numbered as a whole
			cut = m.Plain.Split(maxText)
		}
		if len(cut) == 0 {
			return nil
		}
		p := payload{Text: cut[0], More: cut[1:], Rich: &m.Rich}
		if i == len(messages)-1 {
			p.Buttons, p.Ask = r.Buttons, r.Ask
		}
		parts = append(parts, frozen(p))
	}
	if len(parts) == 0 {
		return nil
	}
	return parts
}

// plain is the message by text and entities, and what comes after it then.
func (p payload) plain() (first payload, more []payload) {
	all := make([]payload, 0, 1+len(p.More))
	for _, text := range append([]render.Text{p.Text}, p.More...) {
		all = append(all, payload{Text: text})
	}
	last := &all[len(all)-1]
	last.Buttons, last.Ask = p.Buttons, p.Ask
	return all[0], all[1:]
}

// ordinary has a rich message that was refused, or would be, go on as ordinary
// ones: the same message and, where that cannot hold all, others after it.
func (d *delivery) ordinary(ctx context.Context, r refusal) error {
	switch {
	case r.unknown || r.wrong && strings.Contains(r.text, "message text is empty"): // it saw no rich message
		if d.rich.respite.begin(richRest) {
			d.log.Warn("the Bot API's server does not know rich messages; answers go out as ordinary ones", "again in", richRest, "error", r.text)
		}
	case r.wrong:
		d.log.Warn("Telegram refuses a rich message; sending it as an ordinary one", "chat", d.Chat, "error", r.text)
	}
	first, more := d.payload.plain()
	return d.recut(ctx, first, more)
}

// recut has the message go on with another payload, and further ones right after
// it. All is committed at once, and so that nobody takes back the one without
// the others.
func (d *delivery) recut(ctx context.Context, p payload, more []payload) error {
	further := make([]json.RawMessage, len(more))
	for i, m := range more {
		further[i] = frozen(m)
	}
	d.payload = p
	return d.keep(ctx, func() error {
		d.line.gate.Lock()
		defer d.line.gate.Unlock()
		added, err := d.outbox.Recut(ctx, d.ID, frozen(p), further...)
		if err == nil && len(added) > 0 {
			d.mu.Lock()
			d.line.waiting = slices.Insert(d.line.waiting, 1, added...)
			d.mu.Unlock()
		}
		return err
	})
}

// richEdit makes a rich message of one that is there.
func richEdit(chatID, message int64, r *render.Rich) *tg.EditMessageTextParams {
	return &tg.EditMessageTextParams{
		ChatID: chatID, MessageID: int(message),
		RichMessage: &models.InputRichMessage{Markdown: r.Markdown, IsRTL: r.RTL, SkipEntityDetection: true},
	}
}
