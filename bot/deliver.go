package bot

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"hamzaban/bot/render"
	"hamzaban/chat"
)

// maxText is the most that a message holds, in UTF-16 units.
const maxText = 4096

// maxFirstLine is the most that is sent before the rest is edited in. Shorter
// answers of one line go out whole.
const maxFirstLine = 200

// payload is one message as it was frozen at the commit.
type payload struct {
	render.Text
	Buttons [][]chat.Button `json:"buttons,omitempty"`
	Ask     bool            `json:"ask,omitempty"`
}

// freeze renders and cuts the replies of an outcome, so that whatever is sent
// later, and however often it is tried, says the same.
func (b *Bot) freeze(o chat.Outcome) chat.Outcome {
	for i := range o.Replies {
		r := &o.Replies[i]
		text := render.Plain(r.Text)
		if !r.Plain {
			if text = render.Markdown(r.Text); strings.TrimSpace(text.Text) == "" {
				text = render.Plain(r.Text)
			}
		}
		cut := text.Split(maxText)
		if len(cut) == 0 { // nothing in it can be seen
			cut = []render.Text{render.Plain("…")}
		}
		r.Parts = make([]json.RawMessage, len(cut))
		for j, part := range cut {
			p := payload{Text: part}
			if j == len(cut)-1 {
				p.Buttons, p.Ask = r.Buttons, r.Ask
			}
			data, err := json.Marshal(p)
			if err != nil {
				panic(err) // plain strings and numbers: it cannot fail
			}
			r.Parts[j] = data
		}
	}
	return o
}

// delivery is one message on its way.
type delivery struct {
	*sender
	chat.Message
	pace     *pace
	payload  payload
	replaced bool // it was deleted under our hands and sent anew
}

// errLeft says that the message is left for the next start.
var errLeft = errors.New("left for the next start")

// deliver sees the message through: settled or given up for good, or, where the
// bot stops, left for the next start.
func (d *delivery) deliver(ctx context.Context) (settled bool) {
	if err := json.Unmarshal(d.Payload, &d.payload); err != nil {
		d.settle(ctx, func() error { return d.outbox.Failed(ctx, d.ID, "the stored message cannot be read") })
		return ctx.Err() == nil
	}
	for failures := 0; ; {
		d.alarm.wait(ctx)
		err := d.try(ctx)
		if err == nil || ctx.Err() != nil {
			return ctx.Err() == nil
		}
		r := refused(err)
		if errors.Is(err, errLeft) || d.stopping() && !r.wrong && !r.gone {
			return false // the next start tries again
		}
		switch {
		case r.after > 0:
			d.log.Warn("Telegram asks to wait", "chat", d.Chat, "wait", r.after)
			if d.pause(ctx, time.Now().Add(r.after)) != nil {
				return false
			}
		case r.moved != 0:
			d.Chat, d.Sent, d.To = r.moved, 0, 0
		case d.lost(r):
			d.Sent, d.replaced = 0, true
		case r.wrong && !r.gone && len(d.payload.Entities) > 0:
			d.strip(ctx, r)
		case r.wrong || r.gone:
			d.log.Warn("a message can never be sent", "chat", d.Chat, "error", r.text)
			d.settle(ctx, func() error { return d.outbox.Failed(ctx, d.ID, r.text) })
			return ctx.Err() == nil
		default:
			d.log.Warn("a message could not be sent; trying again", "chat", d.Chat, "error", r.text)
			if d.pause(ctx, time.Now().Add(pauseAfter(failures))) != nil {
				return false
			}
			failures++
		}
	}
}

// lost tells whether the message was deleted before it was whole. It is
// replaced once.
func (d *delivery) lost(r refusal) bool {
	return r.wrong && d.Sent != 0 && !d.replaced &&
		(strings.Contains(r.text, "message to edit not found") || strings.Contains(r.text, "MESSAGE_ID_INVALID"))
}

// strip takes the formatting off a message that Telegram refuses with it.
func (d *delivery) strip(ctx context.Context, r refusal) {
	d.log.Warn("Telegram refuses a message's formatting; sending it plain", "chat", d.Chat, "error", r.text)
	d.payload.Entities = nil
	data, err := json.Marshal(d.payload)
	if err != nil {
		panic(err) // plain strings and numbers: it cannot fail
	}
	d.settle(ctx, func() error { return d.outbox.Recut(ctx, d.ID, data) })
}

// try takes the message as far as it gets: first line, id stored, whole.
func (d *delivery) try(ctx context.Context) error {
	first := d.payload.FirstLine(maxFirstLine)
	whole := first.Text == d.payload.Text.Text
	if d.Sent == 0 {
		if d.replaced {
			first, whole = d.payload.Text, true
		}
		sent, err := d.send(ctx, first, whole)
		if err != nil {
			return err
		}
		d.Sent = sent
		if whole {
			d.settle(ctx, func() error { return d.outbox.Settled(ctx, d.ID, sent) })
			return nil
		}
		d.settle(ctx, func() error { return d.outbox.Begun(ctx, d.ID, sent) })
	}
	if err := d.edit(ctx); err != nil {
		return err
	}
	d.settle(ctx, func() error { return d.outbox.Settled(ctx, d.ID, d.Sent) })
	return nil
}

func (d *delivery) send(ctx context.Context, text render.Text, whole bool) (int64, error) {
	if err := d.pause(ctx, d.pace.reserve(time.Now())); err != nil {
		return 0, err
	}
	params := &tg.SendMessageParams{
		ChatID: d.Chat, MessageThreadID: int(d.Thread), Text: text.Text, Entities: entities(text),
		LinkPreviewOptions: noPreview(),
	}
	if d.To != 0 && d.Part == 0 {
		params.ReplyParameters = &models.ReplyParameters{MessageID: int(d.To), AllowSendingWithoutReply: true}
	}
	if whole || d.payload.Ask { // an edit cannot open the keyboard
		params.ReplyMarkup = d.markup()
	}
	m, err := call(ctx, d.client, d.client.SendMessage, params)
	if err != nil {
		return 0, err
	}
	return int64(m.ID), nil
}

func (d *delivery) edit(ctx context.Context) error {
	if err := d.pause(ctx, d.pace.reserve(time.Now())); err != nil {
		return err
	}
	params := &tg.EditMessageTextParams{
		ChatID: d.Chat, MessageID: int(d.Sent), Text: d.payload.Text.Text, Entities: entities(d.payload.Text),
		LinkPreviewOptions: noPreview(),
	}
	if len(d.payload.Buttons) > 0 {
		params.ReplyMarkup = d.markup()
	}
	_, err := call(ctx, d.client, d.client.EditMessageText, params)
	if err != nil && strings.Contains(err.Error(), "message is not modified") {
		return nil // an earlier try went through
	}
	return err
}

// settle writes what became of the message, however long the disk refuses:
// what is not written would be sent again.
func (d *delivery) settle(ctx context.Context, write func() error) {
	_ = d.alarm.persist(ctx, "the outbox", write) // it may have been settled before
}

func (d *delivery) markup() models.ReplyMarkup {
	switch {
	case len(d.payload.Buttons) > 0:
		var rows [][]models.InlineKeyboardButton
		for _, row := range d.payload.Buttons {
			var buttons []models.InlineKeyboardButton
			for _, b := range row {
				buttons = append(buttons, models.InlineKeyboardButton{Text: b.Label, CallbackData: b.Data})
			}
			rows = append(rows, buttons)
		}
		return &models.InlineKeyboardMarkup{InlineKeyboard: rows}
	case d.payload.Ask:
		return &models.ForceReply{ForceReply: true, Selective: true}
	}
	return nil
}

func entities(t render.Text) []models.MessageEntity {
	list := make([]models.MessageEntity, len(t.Entities))
	for i, e := range t.Entities {
		list[i] = models.MessageEntity{
			Type: models.MessageEntityType(e.Type), Offset: e.Offset, Length: e.Length, URL: e.URL, Language: e.Language,
		}
	}
	return list
}

// noPreview keeps Telegram from fetching addresses by itself: a model can be
// talked into leaking words through one.
func noPreview() *models.LinkPreviewOptions {
	off := true
	return &models.LinkPreviewOptions{IsDisabled: &off}
}
