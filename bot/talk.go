package bot

import (
	"context"
	"errors"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"hamzaban/ai"
	"hamzaban/chat"
	"hamzaban/translate"
)

// typingAfter is how long an answer may take before the person is shown that
// it is being written; typingEvery how long Telegram shows that.
const (
	typingAfter = 300 * time.Millisecond
	typingEvery = 4500 * time.Millisecond
)

// talk answers a question.
func (b *Bot) talk(ctx context.Context, e *event) (chat.Outcome, error) {
	if o, over, err := b.overLimit(ctx, e); over || err != nil {
		return o, err
	}
	defer b.typing(ctx, e)()
	q := chat.Question{Key: e.key, Text: e.text, Quoted: e.quoted(), Name: e.from.FirstName, At: e.update.At}
	if e.text == "" {
		q.Text, q.Quoted = q.Quoted, ""
	}
	if l, ok := translate.Lookup(e.say.Code()); ok {
		q.Language = l.English
	}
	answer, err := b.Assistant.Answer(ctx, q)
	if err != nil {
		return b.trouble(ctx, e, err)
	}
	o := e.outcome(answer.Text)
	o.Turns = answer.Turns
	o.Used.Answers = 1
	return o, nil
}

// trouble says that no model could answer; other errors are the caller's.
func (b *Bot) trouble(ctx context.Context, e *event, err error) (chat.Outcome, error) {
	var spent *ai.Exhausted
	if ctx.Err() != nil || !errors.As(err, &spent) {
		return chat.Outcome{}, err
	}
	b.log.Warn("no model could answer", "update", e.update.ID, "until", spent.Until, "error", err)
	wait := time.Until(spent.Until)
	if spent.Until.IsZero() || wait <= 0 {
		return e.outcome(e.say.Say("busy.unknown", nil)), nil
	}
	key := "busy"
	if failing(spent) {
		key = "busy.failing"
	}
	return e.outcome(e.say.Say(key, map[string]any{"When": e.say.Duration(wait)})), nil
}

// failing tells whether any model failed, rather than only reach its limits.
func failing(spent *ai.Exhausted) bool {
	for _, err := range spent.Errs {
		var failed *ai.Error
		if errors.As(err, &failed) && failed.Kind != ai.RateLimited && failed.Kind != ai.QuotaSpent {
			return true
		}
	}
	return false
}

// overLimit tells whether the person has had all answers of the day, and says
// so to them.
func (b *Bot) overLimit(ctx context.Context, e *event) (chat.Outcome, bool, error) {
	if b.DailyLimit == 0 || b.Admins[e.from.ID] {
		return chat.Outcome{}, false, nil
	}
	today, _, err := b.store.Usage(ctx, e.from.ID, e.update.At)
	if err != nil || today.Answers+today.Translations < b.DailyLimit {
		return chat.Outcome{}, false, err
	}
	return e.outcome(e.say.Say("limit.daily", map[string]any{"N": e.say.Number(b.DailyLimit)})), true, nil
}

// typing shows that an answer is being written, from a moment after the call
// until the returned function is called.
func (b *Bot) typing(ctx context.Context, e *event) func() {
	ctx, stop := context.WithCancel(ctx)
	go func() {
		for pause := typingAfter; ; pause = typingEvery {
			sleep(ctx, pause)
			if ctx.Err() != nil {
				return
			}
			// Only a courtesy: when it fails, nobody misses it.
			_, _ = call(ctx, b.client, b.client.SendChatAction, &tg.SendChatActionParams{
				ChatID: e.key.Chat, MessageThreadID: int(e.key.Thread), Action: models.ChatActionTyping,
			})
		}
	}()
	return stop
}
