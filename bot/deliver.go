package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"hamzaban/bot/render"
	"hamzaban/chat"
)

// maxText is the most that a message holds, in UTF-16 units.
const maxText = 4096

// maxCaption is the most that stands below a file.
const maxCaption = 1024

// maxFirstLine is the most that is sent before the rest is edited in. Shorter
// answers of one line go out whole.
const maxFirstLine = 200

// payload is one message as it was frozen at the commit.
type payload struct {
	render.Text
	Buttons [][]chat.Button `json:"buttons,omitempty"`
	Ask     bool            `json:"ask,omitempty"`
	// Bare: nothing but the buttons of an earlier message is taken off; of the
	// outbox's message Earlier, where it was not sent yet.
	Bare    bool  `json:"bare,omitempty"`
	Earlier int64 `json:"earlier,omitempty"`
	// Gone: an earlier message is deleted.
	Gone bool `json:"gone,omitempty"`
	// File takes the place of the first line, with the text for its caption.
	// Apart: Telegram would not have it so, and it is sent by itself.
	File  *chat.File `json:"file,omitempty"`
	Apart bool       `json:"apart,omitempty"`
	// Rich is what takes the place of the first line, with the text and More, the
	// parts after it, to fall back on.
	Rich *render.Rich  `json:"rich,omitempty"`
	More []render.Text `json:"more,omitempty"`
	// AtOnce: Telegram refuses to edit the message, so it is sent whole, in the
	// place of the one that was begun.
	AtOnce bool `json:"at_once,omitempty"`
}

// freeze renders and cuts the replies of an outcome, so that whatever is sent
// later, and however often it is tried, says the same.
func (b *Bot) freeze(o chat.Outcome) chat.Outcome {
	for i := range o.Replies {
		r := &o.Replies[i]
		if r.Bare {
			r.Parts = []json.RawMessage{frozen(payload{Bare: true, Earlier: r.Earlier})}
			continue
		}
		if r.Parts = b.richParts(r); r.Parts != nil {
			continue
		}
		text := rendered(r)
		if r.Heard != "" {
			text = folded(r.Heard, text)
		}
		if r.File != nil {
			r.Parts = []json.RawMessage{frozen(payload{Text: text.Split(maxCaption)[0], File: r.File})}
			continue
		}
		cut := text.Parts(maxText)
		if len(cut) == 0 { // nothing in it can be seen
			cut = []render.Text{render.Plain("…")}
		}
		r.Parts = make([]json.RawMessage, len(cut))
		for j, part := range cut {
			p := payload{Text: part}
			if j == len(cut)-1 {
				p.Buttons, p.Ask = r.Buttons, r.Ask
			}
			r.Parts[j] = frozen(p)
		}
	}
	o.Replies = leftOver(o.Replies)
	return o
}

// rendered is a reply's text, which may turn out to be empty.
func rendered(r *chat.Reply) render.Text {
	if r.Plain {
		return render.Styled(render.Text{Text: r.Text, Entities: entitiesOf(r.Styles)})
	}
	text := render.Markdown(r.Text)
	if strings.TrimSpace(text.Text) == "" {
		return render.Verbatim(r.Text)
	}
	return text
}

func frozen(p payload) json.RawMessage {
	data, err := json.Marshal(p)
	if err != nil {
		panic(err) // plain strings and numbers: it cannot fail
	}
	return data
}

// slight tells whether it is only about an earlier message: where that is gone,
// nothing is sent.
func (p payload) slight() bool { return p.Bare || p.Gone }

// delivery is one message on its way.
type delivery struct {
	*sender
	chat.Message
	line    *line // it waits in
	payload payload
}

// errLeft says that the message is left for the next start.
var errLeft = errors.New("left for the next start")

// errOver says that the message is settled, or was taken back.
var errOver = errors.New("nothing is left to send")

// deliver sees the message through: settled or given up for good, or, where the
// bot stops, left for the next start.
func (d *delivery) deliver(ctx context.Context) (settled bool) {
	if err := json.Unmarshal(d.Payload, &d.payload); err != nil {
		return errors.Is(d.fail(ctx, "the stored message cannot be read"), errOver)
	}
	for failures := 0; ; {
		err := d.alarm.wait(ctx)
		if err == nil {
			err = d.try(ctx)
		}
		if err != nil && ctx.Err() == nil && !errors.Is(err, errLeft) && !errors.Is(err, errOver) {
			err = d.mend(ctx, err, &failures)
		}
		switch {
		case errors.Is(err, errOver):
			return true
		case err != nil || ctx.Err() != nil:
			return false // the next start tries again
		}
	}
}

// fail settles the message as one that can never be sent.
func (d *delivery) fail(ctx context.Context, reason string) error {
	return d.settle(ctx, func() error { return d.outbox.Failed(ctx, d.ID, reason) })
}

// try takes the message as far as it gets: first line, id stored, whole. Where
// the id cannot be stored, it goes no further: at worst a first line is sent
// again. Its error is [errOver] once all is done.
func (d *delivery) try(ctx context.Context) error {
	if d.line.gone(d.ID) {
		return errOver
	}
	switch {
	case d.Sent == 0 && d.payload.Bare:
		if err := d.find(ctx); err != nil {
			return err
		}
	case d.Sent == 0:
		if err := d.first(ctx); err != nil {
			return err
		}
	}
	if d.payload.Rich != nil && d.rich.resting() {
		if err := d.ordinary(ctx, refusal{}); err != nil {
			return err
		}
	}
	if err := d.turn(ctx, d.Chat); err != nil {
		return err
	}
	err := d.edit(ctx)
	if err != nil && !strings.Contains(err.Error(), "message is not modified") { // else an earlier try went through
		return err
	}
	return d.settle(ctx, func() error { return d.outbox.Settled(ctx, d.ID, d.Sent) })
}

// find finds the message to be bared, which went out before this one.
func (d *delivery) find(ctx context.Context) error {
	sent, err := d.outbox.SentAs(ctx, d.payload.Earlier)
	if err != nil {
		return err
	}
	if d.Sent = sent; sent == 0 {
		return d.fail(ctx, "what it is about was never sent")
	}
	return nil
}

// first sends the first line, or all where there is no more.
func (d *delivery) first(ctx context.Context) error {
	if d.line.gone(d.ID) {
		return errOver
	}
	if err := d.turn(ctx, d.Chat); err != nil {
		return err
	}
	if !d.line.begin(d.ID) {
		return errOver
	}
	defer d.line.end()
	text := d.payload.FirstLine(maxFirstLine)
	if d.payload.AtOnce {
		text = d.payload.Text
	}
	whole := text.Text == d.payload.Text.Text && d.payload.File == nil && d.payload.Rich == nil
	sent, err := d.send(ctx, text, whole)
	if err != nil {
		return err
	}
	d.Sent = sent
	if whole {
		return d.settle(ctx, func() error { return d.outbox.Settled(ctx, d.ID, sent) })
	}
	if sent == 0 && d.payload.File == nil { // it cannot be edited
		d.log.Warn("what was begun cannot be finished; it is sent whole", "chat", d.Chat, "error", errNumberless)
		if err := d.atOnce(ctx); err != nil {
			return err
		}
		return d.first(ctx)
	}
	return d.keep(ctx, func() error { return d.outbox.Begun(ctx, d.ID, sent) })
}

func (d *delivery) send(ctx context.Context, text render.Text, whole bool) (int64, error) {
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
	if d.payload.Bare {
		_, err := call(ctx, d.client, d.client.EditMessageReplyMarkup, &tg.EditMessageReplyMarkupParams{
			ChatID: d.Chat, MessageID: int(d.Sent),
		})
		return err
	}
	switch {
	case d.payload.Gone:
		return d.remove(ctx)
	case d.payload.File != nil:
		return d.attach(ctx)
	}
	params := &tg.EditMessageTextParams{
		ChatID: d.Chat, MessageID: int(d.Sent), Text: d.payload.Text.Text, Entities: entities(d.payload.Text),
		LinkPreviewOptions: noPreview(),
	}
	if d.payload.Rich != nil {
		params = richEdit(d.Chat, d.Sent, d.payload.Rich)
	}
	if len(d.payload.Buttons) > 0 {
		params.ReplyMarkup = d.markup()
	}
	_, err := call(ctx, d.client, d.client.EditMessageText, params)
	return err
}

// attach puts the file in the place of its first line, or sends it by itself
// where Telegram would not have that.
func (d *delivery) attach(ctx context.Context) error {
	name, data := d.payload.File.Name, bytes.NewReader(d.payload.File.Data)
	if d.payload.Apart {
		_, err := call(ctx, d.client, d.client.SendDocument, &tg.SendDocumentParams{
			ChatID: d.Chat, MessageThreadID: int(d.Thread), Document: &models.InputFileUpload{Filename: name, Data: data},
		})
		return err
	}
	_, err := call(ctx, d.client, d.client.EditMessageMedia, &tg.EditMessageMediaParams{
		ChatID: d.Chat, MessageID: int(d.Sent), Media: &models.InputMediaDocument{
			Media: "attach://" + name, MediaAttachment: data,
			Caption: d.payload.Text.Text, CaptionEntities: entities(d.payload.Text),
		},
	})
	return err
}

// settle is keep for what ends the message.
func (d *delivery) settle(ctx context.Context, write func() error) error {
	if err := d.keep(ctx, write); err != nil {
		return err
	}
	return errOver
}

// keep writes how far the message is, however long the disk refuses: what is
// not written is sent again. Once the bot stops it is left, and said to be.
func (d *delivery) keep(ctx context.Context, write func() error) error {
	err := d.alarm.persist(ctx, "the outbox", write)
	if err == nil || errors.Is(err, chat.ErrNotFound) { // it was settled before
		return nil
	}
	d.log.Error("how far a message was sent is not on disk: the next start may send a part of it again",
		"chat", d.Chat, "message", d.ID, "sent", d.Sent, "error", err)
	return errLeft
}

func (d *delivery) markup() models.ReplyMarkup {
	switch {
	case len(d.payload.Buttons) > 0:
		return inline(d.payload.Buttons)
	case d.payload.Ask:
		return &models.ForceReply{ForceReply: true, Selective: true}
	}
	return nil
}

// inline is a keyboard of buttons.
func inline(rows [][]chat.Button) *models.InlineKeyboardMarkup {
	out := make([][]models.InlineKeyboardButton, len(rows))
	for i, row := range rows {
		for _, b := range row {
			out[i] = append(out[i], models.InlineKeyboardButton{Text: b.Label, CallbackData: b.Data})
		}
	}
	return &models.InlineKeyboardMarkup{InlineKeyboard: out}
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
