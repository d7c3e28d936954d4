package bot

import (
	"context"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"hamzaban/chat"
	"hamzaban/translate"
)

// typingAfter is how long an answer may take before the person is shown that
// it is being written; typingEvery how long Telegram shows that; typingAgain
// the pause where the chat had no room for it.
const (
	typingAfter = 300 * time.Millisecond
	typingEvery = 4500 * time.Millisecond
	typingAgain = time.Second
)

// talk answers a question.
func (b *Bot) talk(ctx context.Context, e *event) (chat.Outcome, error) {
	if o, over, err := b.overLimit(ctx, e); over || err != nil {
		return o, err
	}
	q := b.question(e)
	if err := b.refer(ctx, e, &q); err != nil {
		return chat.Outcome{}, err
	}
	return b.respond(ctx, e, q)
}

// tehran is the time of those whose calendar is the Persian one: where they are
// nobody knows, and there is no summer time any more.
var tehran = time.FixedZone("Tehran", 3*3600+1800)

// question is what the message asks.
func (b *Bot) question(e *event) chat.Question {
	q := chat.Question{Key: e.key, Text: e.text, Quoted: e.quoted(), Name: e.from.FirstName, At: e.update.At}
	q.Images = e.images
	q.Manner, q.Prefer = e.person.Manner(), b.preferred(e.person)
	if q.Material = e.material; q.Material != nil && e.message.Document == nil {
		q.Quoted = "" // that is the document, or the words that came with it
	}
	if e.text == "" {
		q.Text, q.Quoted = q.Quoted, ""
	}
	if e.anew != nil {
		q.Again = e.anew.Seq
	}
	if l, ok := translate.Lookup(e.say.Code()); ok {
		q.Language, q.Code = l.English, l.Code
	}
	if !e.say.Gregorian() {
		q.Date = e.say.Date(q.At.In(tehran))
	}
	return q
}

// respond answers a question.
func (b *Bot) respond(ctx context.Context, e *event, q chat.Question) (chat.Outcome, error) {
	hush := b.typing(ctx, e)
	defer hush()
	answer, shown, err := b.stream(ctx, e, q, hush)
	why := "truncated"
	if mayKeep(ctx) && shown != "" {
		answer, err = q.BrokenOff(shown), nil
		e.kept, why = true, "stop.partial"
	}
	if err != nil {
		if shown != "" || e.update.Attempts > 0 {
			b.restore(e)
		}
		return b.trouble(ctx, e, err)
	}
	text := answer.Text
	if answer.Truncated {
		text = unfinished(text) + "\n\n" + e.say.Say(why, nil)
	}
	if answer.Partly {
		text += "\n\n" + e.say.Say("document.partly", nil)
	}
	o := e.outcome(e.signed(text, answer.Model()))
	o.Turns, e.full = answer.Turns, answer.Full
	o.Asked, o.Replies[0].Heard = e.enclosed.asked(), e.enclosed.Heard
	o.Replies[0].Buttons = answerButtons(e, e.exchange(), e.update.Seq)
	o.Replies[0].Rich = b.sender.rich.suits(e.private, e.person.Simple)
	o.Replies[0].Answer = !e.kept // what was kept at a stop is not taken back by it
	o.Used.Answers = 1
	return o, nil
}

// stream asks the model and shows the answer while it is written. It returns what
// was shown of it last, too.
func (b *Bot) stream(ctx context.Context, e *event, q chat.Question, begun func()) (a chat.Answer, shown string, err error) {
	p := b.preview(ctx, e, begun)
	defer func() { shown = p.end() }() // also where the model's code panics
	a, err = b.Assistant.Stream(ctx, q, p.emit)
	return a, "", err
}

// unfinished ends a text that was cut off with a sign of it, after the code
// that it may have been cut off in.
func unfinished(text string) string {
	text = strings.TrimRight(text, " \n")
	if fence := openFence(text); fence != "" {
		return text + "\n" + fence + "\n\n…"
	}
	return text + "…"
}

// openFence is what ends the code block that a Markdown text ends within,
// empty where there is none.
func openFence(text string) (fence string) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		mark := line[:len(line)-len(strings.TrimLeft(line, "`"))]
		if mark == "" {
			mark = line[:len(line)-len(strings.TrimLeft(line, "~"))]
		}
		switch {
		case len(mark) < 3:
		case fence == "" && !strings.Contains(line[len(mark):], "`"):
			fence = mark
		case fence != "" && strings.HasPrefix(mark, fence) && mark == line:
			fence = ""
		}
	}
	return fence
}

// overLimit tells whether the person has had all answers of the day, and says
// so to them.
func (b *Bot) overLimit(ctx context.Context, e *event) (chat.Outcome, bool, error) {
	if b.DailyLimit == 0 || b.Admins[e.from.ID] {
		return chat.Outcome{}, false, nil
	}
	today, _, err := b.store.Usage(ctx, e.from.ID, e.update.At)
	if err != nil || today.Answers+today.Translations+b.spent.today(e.from.ID, e.update.At) < b.DailyLimit {
		return chat.Outcome{}, false, err
	}
	return e.outcome(e.say.Say("limit.daily", map[string]any{"N": e.say.Number(b.DailyLimit)})), true, nil
}

// typing shows that an answer is being written, from a moment after the call
// until the returned function is called.
func (b *Bot) typing(ctx context.Context, e *event) func() {
	ctx, stop := context.WithCancel(ctx)
	go func() {
		pause := typingAfter
		for {
			sleep(ctx, pause)
			if ctx.Err() != nil {
				return
			}
			// When it fails, nobody misses it.
			shown := b.sender.act(ctx, e.key.Chat, func(ctx context.Context) error {
				_, err := call(ctx, b.client, b.client.SendChatAction, &tg.SendChatActionParams{
					ChatID: e.key.Chat, MessageThreadID: int(e.key.Thread), Action: models.ChatActionTyping,
				})
				return err
			})
			if pause = typingEvery; !shown {
				pause = typingAgain
			}
		}
	}()
	return stop
}
