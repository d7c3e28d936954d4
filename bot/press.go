package bot

import (
	"context"
	"strconv"
	"strings"

	tg "github.com/go-telegram/bot"

	"hamzaban/chat"
	"hamzaban/translate"
)

// pressed answers a press of a button. What the button carries comes from the
// client and proves nothing: a press can change only what belongs to whoever
// pressed.
func (b *Bot) pressed(ctx context.Context, e *event) (o chat.Outcome, err error) {
	kind, data, _ := strings.Cut(e.press.Data, ":")
	if e.message == nil {
		kind = "" // there is no chat to do anything in
	}
	switch kind {
	case "lang":
		if l, ok := translate.Lookup(data); ok && b.bundle.Has(l.Code) {
			o = b.choose(e, l)
		}
	case withdrawButton:
		o, err = b.withdraw(ctx, e, data)
	case stopButton:
		o, err = b.stopWork(ctx, e, data)
	case languageButtonKind:
		o, err = b.retarget(ctx, e)
	case forgetButton:
		o, err = b.forgetOrKeep(ctx, e, data)
	case notMeantButton:
		o, err = b.notMeant(ctx, e, data)
	case settingButton:
		o = b.set(e)
	}
	if err != nil {
		return o, err
	}
	note := ""
	if o.Key == (chat.Key{}) { // nothing came of it
		note = e.say.Say("button.stale", nil)
	}
	b.answerPress(ctx, e, note)
	return o, nil
}

// readSeq reads the update that a button carries; 0: it is forged, which is as
// good as stale.
func readSeq(data string) int64 {
	seq, err := strconv.ParseInt(data, 10, 64)
	if err != nil {
		return 0
	}
	return seq
}

// answerPress takes away the clock that Telegram shows on a button until its
// press is answered, the first time it is called. That it is too late for that is
// nobody's concern.
func (b *Bot) answerPress(ctx context.Context, e *event, note string) {
	if e.acknowledged {
		return
	}
	e.acknowledged = true
	_, err := call(ctx, b.client, b.client.AnswerCallbackQuery, &tg.AnswerCallbackQueryParams{CallbackQueryID: e.press.ID, Text: note})
	if err != nil {
		b.log.Debug("a button's press could not be answered", "error", err)
	}
}
