package bot

import (
	"context"
	"errors"
	"strings"
	"time"

	"hamzaban/chat"
)

// briefly is how much of a message is quoted that the model is given anyway.
const briefly = 200

// pictureLasts is for how long questions that follow one about pictures are taken to
// be about them, too.
const pictureLasts = 10 * time.Minute

// glanceTime is how long they may take to be fetched.
const glanceTime = 5 * time.Second

// refer finds what a question refers to by replying: where that is part of this
// conversation, its exchange goes along, however old it is, and a short quote tells
// which is meant. Of what else is replied to, and where the person chose a part, the
// quote is all. A question that replies to nothing may be about the pictures of the
// one before.
func (b *Bot) refer(ctx context.Context, e *event, q *chat.Question) error {
	if q.Material != nil || e.text == "" {
		return nil
	}
	m := e.message.ReplyToMessage
	if m == nil {
		return b.followUp(ctx, e, q)
	}
	x, err := b.store.ExchangeAt(ctx, e.key, int64(m.ID))
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return nil
	case err != nil:
		return err
	case x.Question.Text == "": // it was no part of the conversation
		return nil
	}
	q.Refers, e.enclosed.Refers = &x, x.Seq
	if err := b.lookBack(ctx, e, q, x); err != nil {
		return err
	}
	if e.message.Quote == nil {
		if q.Quoted == "" { // a voice note, a picture
			q.Quoted = x.Question.Text
		}
		q.Quoted = brief(q.Quoted)
	}
	return nil
}

// followUp has the pictures of the question before go along with one that follows
// soon. They were not asked for: where no model that sees is free, the words do.
func (b *Bot) followUp(ctx context.Context, e *event, q *chat.Question) error {
	if len(q.Images) > 0 {
		return nil
	}
	x, err := b.before(ctx, e)
	if errors.Is(err, chat.ErrNotFound) {
		return nil
	}
	if err != nil || !chat.HadPictures(x.Question.Text) {
		return err
	}
	q.Glance = true
	return b.glance(ctx, func(ctx context.Context) error { return b.lookBack(ctx, e, q, x) })
}

// glance fetches pictures that a question can do without: it fails only where the
// context has ended.
func (b *Bot) glance(ctx context.Context, fetch func(context.Context) error) error {
	within, cancel := context.WithTimeout(ctx, glanceTime)
	defer cancel()
	if err := fetch(within); err != nil && ctx.Err() == nil {
		b.log.Debug("the pictures of the question before could not be fetched", "error", err)
		return nil
	}
	return ctx.Err()
}

// before is the exchange that a question may follow: another version of it follows
// what the first did.
func (b *Bot) before(ctx context.Context, e *event) (chat.Exchanged, error) {
	if e.anew != nil {
		return *e.anew, nil
	}
	x, err := b.store.LastExchange(ctx, e.key)
	if err == nil && x.Seq > e.update.Seq { // it was asked later, while this one was put off
		err = chat.ErrNotFound
	}
	return x, err
}

// lookBack has the pictures that an exchange was about go along, where they can
// still be had.
func (b *Bot) lookBack(ctx context.Context, e *event, q *chat.Question, x chat.Exchanged) error {
	if len(q.Images) > 0 || !chat.HadPictures(x.Question.Text) {
		return nil
	}
	was, err := b.enclosedIn(ctx, e.key, x)
	if err != nil || len(was.Pictures) == 0 {
		return err
	}
	shown := x.At
	if !was.Shown.IsZero() {
		shown = was.Shown
	}
	if q.Glance && e.update.At.Sub(shown) > pictureLasts {
		return nil
	}
	images, problem, err := b.seeing(ctx, e, was.Pictures)
	if err == nil && problem == "" {
		q.Images, e.enclosed.Pictures = images, was.Pictures
		if q.Glance {
			e.enclosed.Shown = shown
		}
	}
	return err
}

// brief is the beginning of a text, up to the end of a word.
func brief(text string) string {
	runes := []rune(strings.TrimSpace(text))
	if len(runes) <= briefly {
		return string(runes)
	}
	head := string(runes[:briefly])
	if at := strings.LastIndexAny(head, " \n"); at > len(head)/2 {
		head = head[:at]
	}
	return head + "…"
}
