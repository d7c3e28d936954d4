package bot

import (
	"context"
	"strings"
	"time"
)

// richTries is how often a rich message may meet a server's own errors, such as
// HTTP 500, before it goes on as an ordinary one: some are answered so for ever.
const richTries = 4

// mend does what can be done about a failed call. It returns nil where another
// try is due.
func (d *delivery) mend(ctx context.Context, err error, failures *int) error {
	r := d.heed(ctx, d.Chat, err)
	if d.stopping() && !r.wrong && !r.gone {
		return errLeft
	}
	wrong := r.wrong && !r.gone
	switch lost := d.lost(r); {
	case r.after > 0: // the chat is frozen so long
		return nil
	case r.moved != 0 && !d.payload.slight():
		d.Chat, d.Sent, d.To = r.moved, 0, 0
		return nil
	case d.payload.Gone && wrong:
		return d.empty(ctx)
	case lost && !d.Replaced && !d.payload.slight():
		d.Sent, d.Replaced = 0, true
		return d.keep(ctx, func() error { return d.outbox.Replace(ctx, d.ID) })
	case wrong && !lost && d.payload.File != nil && !d.payload.Apart:
		d.payload.Apart = true
		return d.recut(ctx, d.payload, nil)
	case wrong && !lost && d.unchangeable(r):
		return d.anew(ctx, r)
	case (wrong && !lost || r.unknown) && d.payload.Rich != nil:
		return d.ordinary(ctx, r)
	case wrong && !lost && len(d.payload.Entities) > 0:
		return d.strip(ctx, r)
	case r.wrong || r.gone || r.moved != 0:
		d.log.Warn("a message can never be sent", "chat", d.Chat, "error", r.text)
		return d.fail(ctx, r.text)
	case d.payload.Rich != nil && d.Sent != 0 && *failures >= richTries:
		d.log.Warn("a rich message fails again and again; sending it as an ordinary one", "chat", d.Chat, "error", r.text)
		return d.ordinary(ctx, refusal{})
	}
	d.log.Warn("a message could not be sent; trying again", "chat", d.Chat, "error", r.text)
	err = d.pause(ctx, time.Now().Add(pauseAfter(*failures)))
	*failures++
	return err
}

// lost tells whether the message was deleted before it was whole.
func (d *delivery) lost(r refusal) bool {
	return r.wrong && d.Sent != 0 &&
		(strings.Contains(r.text, "message to edit not found") || strings.Contains(r.text, "MESSAGE_ID_INVALID"))
}

// unchangeable tells whether Telegram refuses to edit the message, whatever is to
// stand in it: it says so, or refuses the bare words.
func (d *delivery) unchangeable(r refusal) bool {
	if d.Sent == 0 || d.payload.slight() || d.payload.File != nil {
		return false
	}
	return strings.Contains(r.text, "message can't be edited") || d.payload.Rich == nil && len(d.payload.Entities) == 0
}

// anew has a message that cannot be edited deleted and sent whole, so that the
// answer is neither lost nor there twice. That it is sent at once is kept first:
// wherever this ends, the next start tries the edit once more and comes here.
func (d *delivery) anew(ctx context.Context, r refusal) error {
	d.log.Warn("Telegram refuses to edit a message; it is sent anew", "chat", d.Chat, "error", r.text)
	if err := d.atOnce(ctx); err != nil {
		return err
	}
	if err := d.turn(ctx, d.Chat); err != nil {
		return err
	}
	if err := d.remove(ctx); err != nil {
		if d.heed(ctx, d.Chat, err).after > 0 {
			return nil
		}
		d.log.Warn("the message that was begun stays", "chat", d.Chat, "error", err)
	}
	d.Sent, d.Replaced = 0, true
	return d.keep(ctx, func() error { return d.outbox.Replace(ctx, d.ID) })
}

// atOnce has the message sent whole, as an ordinary one.
func (d *delivery) atOnce(ctx context.Context) error {
	first, more := d.payload.plain()
	first.AtOnce = true
	return d.recut(ctx, first, more)
}

// strip takes the formatting off a message that Telegram refuses with it.
func (d *delivery) strip(ctx context.Context, r refusal) error {
	d.log.Warn("Telegram refuses a message's formatting; sending it plain", "chat", d.Chat, "error", r.text)
	first, more := d.payload, []payload(nil)
	first.Text = d.payload.Unstyled()
	if parts := first.Split(maxText); len(parts) > 1 { // names kept from mentioning are longer
		first.Text = parts[0]
		for _, text := range parts[1:] {
			more = append(more, payload{Text: text})
		}
		last := &more[len(more)-1]
		last.Buttons, last.Ask = first.Buttons, first.Ask
		first.Buttons, first.Ask = nil, false
	}
	return d.recut(ctx, first, more)
}
