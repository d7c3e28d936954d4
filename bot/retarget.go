package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	tg "github.com/go-telegram/bot"

	"hamzaban/chat"
	"hamzaban/translate"
)

// The button below a translation names its language. Pressed, it opens a choice
// of languages; one of these puts another translation in the place of the first.

// languageButtonKind is the kind of these buttons. For a choice they carry the
// language's code, or one of these.
const languageButtonKind = "to"

const (
	openChoices  = ""
	closeChoices = "-"
)

// languageButton is the button below a translation.
func (b *Bot) languageButton(e *event, seq int64, to string) [][]chat.Button {
	return [][]chat.Button{{{
		Label: e.say.Say("translate.into", map[string]any{"Language": b.nameOf(e, to)}),
		Data:  buttonData(languageButtonKind, seq, openChoices),
	}}}
}

// choicesARow is how many languages stand side by side: a phone shows no more.
const choicesARow = 3

// choices are the languages to choose from, with a mark at the one of the
// translation, and the way back.
func (b *Bot) choices(e *event, seq int64, now string) [][]chat.Button {
	var all []option
	for _, l := range offeredLanguages(e, now) {
		all = append(all, option{l.Code, l.Name(e.say.Code())})
	}
	data := func(choice string) string { return buttonData(languageButtonKind, seq, choice) }
	return append(chosen(all, now, choicesARow, data), back(e, data(closeChoices)))
}

// offeredLanguages are those that people of the event's language usually translate
// into, and the one that is chosen now.
func offeredLanguages(e *event, now string) []translate.Language {
	list := translate.Popular(e.say.Code())
	if l, ok := translate.Lookup(now); ok && !slices.Contains(list, l) {
		list = append([]translate.Language{l}, list...)
	}
	return list
}

// askedBy is what the update asked for, if whoever the event is from asked it
// here; nil: it is not (any more) known.
func (b *Bot) askedBy(ctx context.Context, e *event, seq int64) (*request, error) {
	kept, err := b.store.Asked(ctx, e.key, seq)
	if errors.Is(err, chat.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var r request
	if err := json.Unmarshal([]byte(kept), &r); err != nil {
		return nil, fmt.Errorf("reading what was asked for: %w", err)
	}
	if r.Text == "" { // something else was asked, and the button is forged
		return nil, nil
	}
	return &r, nil
}

// retarget answers a press of such a button. Its answer is empty where that was
// of no use any more.
func (b *Bot) retarget(ctx context.Context, e *event, p press) (chat.Outcome, error) {
	r, err := b.askedBy(ctx, e, p.seq)
	if r == nil || err != nil {
		return chat.Outcome{}, err
	}
	switch p.choice {
	case openChoices:
		b.answerPress(ctx, e, "")
		b.offer(ctx, e, b.choices(e, p.seq, r.To))
		return chat.Outcome{Key: e.key}, nil
	case closeChoices, r.To:
		b.answerPress(ctx, e, "")
		b.offer(ctx, e, b.languageButton(e, p.seq, r.To))
		return chat.Outcome{Key: e.key}, nil
	}
	to, ok := translate.Lookup(p.choice)
	if !ok {
		return chat.Outcome{}, nil
	}
	if o, over, err := b.overLimit(ctx, e); over || err != nil {
		return o, err
	}
	r.To = to.Code
	b.answerPress(ctx, e, "")
	defer b.typing(ctx, e)()
	o, err := b.translated(ctx, e, *r)
	if err == nil && o.Used.Translations > 0 && utf8.RuneCountInString(r.Text) <= replaceable {
		o.Replies[0].Edit = int64(e.message.ID)
	}
	return o, err
}

// replaceable is how many characters a text has at most whose translations are
// surely one message each, so that one can take another's place.
const replaceable = 1200

// offerTries is how often buttons are shown where Telegram asks to wait.
const offerTries = 3

// offer puts other buttons below a message. That it did not work is no more than
// one more press.
func (b *Bot) offer(ctx context.Context, e *event, rows [][]chat.Button) {
	for range offerTries {
		if b.sender.turn(ctx, e.key.Chat) != nil {
			return
		}
		_, err := call(ctx, b.client, b.client.EditMessageReplyMarkup, &tg.EditMessageReplyMarkupParams{
			ChatID: e.key.Chat, MessageID: e.message.ID, ReplyMarkup: inline(rows),
		})
		if err == nil || strings.Contains(err.Error(), "message is not modified") {
			return
		}
		b.log.Debug("buttons could not be shown", "update", e.update.ID, "error", err)
		if b.sender.heed(ctx, e.key.Chat, err).after == 0 {
			return
		}
	}
}
