package bot

import (
	"context"
	"errors"
	"strings"

	"hamzaban/chat"
)

// briefly is how much of a message is quoted that the model is given anyway.
const briefly = 200

// refer finds what a question refers to by replying: where that is part of this
// conversation, its exchange goes along, however old it is, and a short quote tells
// which is meant. Of what else is replied to, and where the person chose a part, the
// quote is all.
func (b *Bot) refer(ctx context.Context, e *event, q *chat.Question) error {
	m := e.message.ReplyToMessage
	if m == nil || q.Material != nil || e.text == "" {
		return nil
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
	q.Refers = &x
	if err := b.lookBack(ctx, e, q); err != nil {
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

// lookBack has the pictures that the exchange was about go along, where they can
// still be had.
func (b *Bot) lookBack(ctx context.Context, e *event, q *chat.Question) error {
	if len(q.Images) > 0 || !chat.HadPictures(q.Refers.Question.Text) {
		return nil
	}
	was, err := b.enclosedIn(ctx, e.key, *q.Refers)
	if err != nil || len(was.Pictures) == 0 {
		return err
	}
	images, problem, err := b.seeing(ctx, e, was.Pictures)
	if err == nil && problem == "" {
		q.Images, e.enclosed.Pictures = images, was.Pictures
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
