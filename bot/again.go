package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"

	"hamzaban/chat"
	"hamzaban/translate"
)

// What people do with an answer. Below each is a row of buttons, which carry the
// exchange and the update that answered it last: those of an answer that was
// replaced are of no use any more. A button changes the answer that it stands below,
// in its place; /retry, which is written, is answered below itself.

// answerButton is the kind of these buttons; their choices are what follows.
const answerButton = "answer"

const (
	answerAgain     = "again"
	answerShorter   = "shorter"
	answerTranslate = "translate"
	answerMore      = "more"
	answerOther     = "other"
	answerModel     = "model"
	answerLess      = "less"
)

// answerButtons are the buttons below an answer of an exchange, which the update
// came to.
func answerButtons(e *event, exchange, answered int64) [][]chat.Button {
	return answerRow(exchange, answered,
		answerAgain, e.say.Say("answer.again", nil), answerShorter, e.say.Say("answer.shorter", nil),
		answerTranslate, e.say.Say("answer.translate", nil), answerMore, "⋯")
}

// moreButtons are what takes their place.
func moreButtons(e *event, exchange, answered int64) [][]chat.Button {
	return answerRow(exchange, answered,
		answerOther, e.say.Say("answer.else", nil), answerModel, e.say.Say("answer.model", nil),
		answerLess, e.say.Say("button.back", nil))
}

// answerRow is one row of buttons, of choices and labels by turns.
func answerRow(exchange, answered int64, of ...string) [][]chat.Button {
	var row []chat.Button
	for pair := range slices.Chunk(of, 2) {
		choice := fmt.Sprintf("%s=%d", pair[0], answered)
		row = append(row, chat.Button{Label: pair[1], Data: buttonData(answerButton, exchange, choice)})
	}
	return [][]chat.Button{row}
}

// pressAnswer answers a press of one of them.
func (b *Bot) pressAnswer(ctx context.Context, e *event, p press) (chat.Outcome, error) {
	what, number, _ := strings.Cut(p.choice, "=")
	answered, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return chat.Outcome{}, nil //nolint:nilerr // it is forged
	}
	x, err := b.whole(ctx, func() (chat.Exchanged, error) { return b.store.Exchange(ctx, e.key, p.seq) })
	if errors.Is(err, chat.ErrNotFound) {
		return chat.Outcome{}, nil
	}
	if err != nil || x.Answered != answered || !slices.Contains(x.Parts, int64(e.message.ID)) {
		return chat.Outcome{}, err
	}
	done := chat.Outcome{Key: e.key}
	if _, busy := b.rewritten.Load([2]int64{e.key.Chat, int64(e.message.ID)}); busy && (what == answerMore || what == answerLess) {
		b.answerPress(ctx, e, "") // the button to stop it stands there now
		return done, nil
	}
	switch what {
	case answerMore:
		b.answerPress(ctx, e, "")
		b.offer(ctx, e, moreButtons(e, x.Seq, answered))
		return done, nil
	case answerLess:
		b.answerPress(ctx, e, "")
		b.offer(ctx, e, answerButtons(e, x.Seq, answered))
		return done, nil
	case answerModel:
		b.acknowledge(ctx, e, &tg.AnswerCallbackQueryParams{Text: b.wroteIt(e, x.Answer.Model), ShowAlert: true})
		return done, nil
	}
	if o, over, err := b.overLimit(ctx, e); over || err != nil {
		return o, err
	}
	if what == answerTranslate {
		return b.translateAnswer(ctx, e, x)
	}
	q, err := b.questionOf(ctx, e, x)
	if err != nil {
		return chat.Outcome{}, err
	}
	switch what {
	case answerAgain:
	case answerOther:
		e.enclosed.tried(x.Answer.Model)
		q.Prefer, q.Avoid = "", e.enclosed.Tried
	case answerShorter:
		q.Shorten = x.Answer.Text
	default:
		return chat.Outcome{}, nil
	}
	b.answerPress(ctx, e, "")
	e.places, e.update.View = x.Parts, 0 // an earlier try's view is among them
	return b.answerAnew(ctx, e, q)
}

// retry answers /retry: the question that it replies to, or else the last one, is
// answered anew, by another model where there is one. The new answer stands below; the old one keeps no buttons.
func (b *Bot) retry(ctx context.Context, e *event) (chat.Outcome, error) {
	x, err := b.whole(ctx, func() (chat.Exchanged, error) { return b.meant(ctx, e) })
	if errors.Is(err, chat.ErrNotFound) {
		return e.outcome(e.say.Say("retry.nothing", nil)), nil
	}
	if err != nil {
		return chat.Outcome{}, err
	}
	if o, over, err := b.overLimit(ctx, e); over || err != nil {
		return o, err
	}
	q, err := b.questionOf(ctx, e, x)
	if err != nil {
		return chat.Outcome{}, err
	}
	e.enclosed.tried(x.Answer.Model)
	q.Prefer, q.Avoid = "", e.enclosed.Tried
	e.enclosed.Heard = "" // that stands above the old one
	o, err := b.answerAnew(ctx, e, q)
	if err == nil && o.Used.Answers > 0 {
		o.Replies = append(o.Replies, bared(e, x)...)
	}
	return o, err
}

// meant is the exchange that /retry is about: what it replies to, or else the last.
func (b *Bot) meant(ctx context.Context, e *event) (chat.Exchanged, error) {
	if m := e.message.ReplyToMessage; m != nil {
		x, err := b.store.ExchangeAt(ctx, e.key, int64(m.ID))
		if !errors.Is(err, chat.ErrNotFound) && (err != nil || !chat.AsksNothing(x.Question.Text)) {
			return x, err
		}
	}
	x, err := b.store.LastExchange(ctx, e.key)
	if err == nil && chat.AsksNothing(x.Question.Text) {
		err = chat.ErrNotFound
	}
	return x, err
}

// bared takes the buttons off an answer that another one has followed.
func bared(e *event, x chat.Exchanged) []chat.Reply {
	if len(x.Parts) == 0 {
		return nil
	}
	return []chat.Reply{{Chat: e.key.Chat, Thread: e.key.Thread, Edit: x.Parts[len(x.Parts)-1], Bare: true}}
}

// questionOf is the question of an exchange, to be asked anew.
func (b *Bot) questionOf(ctx context.Context, e *event, x chat.Exchanged) (q chat.Question, err error) {
	if e.enclosed, err = b.enclosedIn(ctx, e.key, x); err != nil {
		return q, err
	}
	e.anew = &x
	q = b.question(e)
	q.Text, q.Quoted = x.Question.Text, ""
	if e.enclosed.Refers == 0 {
		return q, nil
	}
	switch was, err := b.store.Exchange(ctx, e.key, e.enclosed.Refers); {
	case err == nil && was.Question.Text != "":
		q.Refers = &was
	case err != nil && !errors.Is(err, chat.ErrNotFound): // it may be forgotten by now
		return q, err
	}
	return q, nil
}

// answerAnew answers the event's exchange anew. Where no model can, the old answer
// stays, and the person is told: a question that has one is not kept for later.
func (b *Bot) answerAnew(ctx context.Context, e *event, q chat.Question) (chat.Outcome, error) {
	if e.anew.Question.Text == "" { // it was no part of the conversation
		return chat.Outcome{}, nil
	}
	problem, err := b.seeAgain(ctx, e, &q)
	switch {
	case err != nil:
		return chat.Outcome{}, err
	case problem != "":
		return e.outcome(e.refusePicture(problem)), nil
	}
	o, err := b.respond(ctx, e, q)
	var late *delayed
	if !errors.As(err, &late) {
		return o, err
	}
	if wait := time.Until(late.until); wait > 0 {
		return e.outcome(e.say.Say("answer.later", map[string]any{"When": e.say.Duration(wait)})), nil
	}
	return e.outcome(e.say.Say("answer.unsure", nil)), nil
}

// translateAnswer translates an answer, as an answer to it.
func (b *Bot) translateAnswer(ctx context.Context, e *event, x chat.Exchanged) (chat.Outcome, error) {
	if x.Answer.Text == "" {
		return chat.Outcome{}, nil
	}
	b.answerPress(ctx, e, "")
	defer b.typing(ctx, e)()
	words := x.Answer.Text
	if file, err := translate.ParseFile("md", []byte(words)); err == nil {
		words = sample(file.Texts()) // code is of no language
	}
	to := translate.Default(e.languages(), words)
	o, err := b.translated(ctx, e, request{Text: x.Answer.Text, Markdown: true, To: to.Code})
	if err == nil {
		o.Replies[0].To = int64(e.message.ID)
	}
	return o, err
}

// wroteIt names the model that wrote an answer.
func (b *Bot) wroteIt(e *event, id string) string {
	provider, model, ok := strings.Cut(id, "/")
	if !ok {
		return e.say.Say("answer.unknown", nil)
	}
	for _, p := range b.Providers {
		if p.Name == provider {
			provider = p.Title
		}
	}
	return e.say.Say("answer.by", map[string]any{"Provider": provider, "Model": model})
}

// signed is an answer with the model's name below it, for whoever wants that.
func (e *event) signed(text, id string) string {
	if !e.person.Signed || id == "" {
		return text
	}
	_, model, _ := strings.Cut(id, "/")
	return text + "\n\n— *" + plainName(model) + "*"
}

// wholeWithin is how long an answer that is still on its way is waited for.
const wholeWithin = 5 * time.Second

// whole reads an exchange whose answer stands at the messenger; one that is being
// sent is waited for.
func (b *Bot) whole(ctx context.Context, read func() (chat.Exchanged, error)) (x chat.Exchanged, err error) {
	for end := time.Now().Add(wholeWithin); ; sleep(ctx, 100*time.Millisecond) {
		if x, err = read(); err != nil || !x.Sending || ctx.Err() != nil || time.Now().After(end) {
			return x, err
		}
	}
}

// exchange is the one that an answer to the event is part of.
func (e *event) exchange() int64 {
	if e.anew != nil {
		return e.anew.Seq
	}
	return e.update.Seq
}

// asks is the message that the event came with, so that another version is known.
func (e *event) asks() []chat.Ask {
	return []chat.Ask{{Message: int64(e.message.ID), Digest: digest(e.message)}}
}

// placed has an outcome that answers something be found by its messages, and take
// the place of what it answers anew. What comes late is a message of its own: nobody
// looks for it above.
func (e *event) placed(o *chat.Outcome) {
	o.Ends = append(o.Ends, e.ends...)
	o.Replies = append(o.Replies, e.undo...)
	if o.Used == (chat.Usage{}) || o.Key != e.key || strings.HasPrefix(e.update.Lane, fileLane) {
		return
	}
	if e.press == nil && (e.anew == nil || e.edited) {
		o.Asks = e.asks()
	}
	if e.anew == nil {
		return
	}
	o.Again = e.anew.Seq
	if len(e.places) == 0 || e.again {
		if e.edited {
			o.Replies = append(o.Replies, bared(e, *e.anew)...)
		}
		return
	}
	at := slices.IndexFunc(o.Replies, func(r chat.Reply) bool { return !r.Notice && r.Edit == 0 })
	if at >= 0 {
		o.Replies[at].Edit, o.Replies[at].Over = e.places[0], e.places[1:]
	}
}

// restore has the old answer put back where a preview of another one stands.
func (b *Bot) restore(e *event) {
	if e.anew == nil || len(e.places) == 0 || e.anew.Answer.Text == "" {
		return
	}
	r := e.reply(e.signed(e.anew.Answer.Text, e.anew.Answer.Model))
	r.To, r.Edit, r.Over, r.Heard = 0, e.places[0], e.places[1:], e.enclosed.Heard
	r.Buttons = answerButtons(e, e.anew.Seq, e.anew.Answered)
	r.Rich = b.sender.rich.suits(e.private, e.person.Simple)
	e.undo = []chat.Reply{r}
}
