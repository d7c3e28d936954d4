package bot

import (
	"context"
	"strings"

	tg "github.com/go-telegram/bot"

	"hamzaban/chat"
	"hamzaban/translate"
)

// pressed answers a press of a button. What the button carries comes from the
// client and proves nothing: a press can change only what belongs to whoever
// pressed.
func (b *Bot) pressed(ctx context.Context, e *event) (chat.Outcome, error) {
	var o chat.Outcome
	kind, data, _ := strings.Cut(e.press.Data, ":")
	if l, ok := translate.Lookup(data); kind == "lang" && ok && b.bundle.Has(l.Code) {
		o = b.choose(e, l)
	}
	if kind == withdrawButton {
		var err error
		if o, err = b.withdraw(ctx, e, data); err != nil {
			return o, err
		}
	}
	// Telegram shows a clock on the button until it is answered; that it is
	// too late for that is nobody's concern.
	note := ""
	if len(o.Replies) == 0 {
		note = e.say.Say("button.stale", nil)
	}
	_, err := call(ctx, b.client, b.client.AnswerCallbackQuery, &tg.AnswerCallbackQueryParams{CallbackQueryID: e.press.ID, Text: note})
	if err != nil {
		b.log.Debug("a button's press could not be answered", "error", err)
	}
	return o, nil
}
