package bot

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	tg "github.com/go-telegram/bot"

	"hamzaban/bot/render"
	"hamzaban/chat"
)

// An answer may take the place of an earlier one: its messages are edited into
// those of the other, in their order. What is left over of these is deleted, or
// where Telegram would not have that (they are two days old), says nothing any
// more; what is missing is sent.

// leftOver are replies, cut already, with the deletions of what the parts of some
// do not take the place of.
func leftOver(replies []chat.Reply) []chat.Reply {
	all := slices.Clone(replies)
	for _, r := range replies {
		for part := len(r.Parts); r.Place(part) != 0; part++ {
			all = append(all, chat.Reply{
				Chat: r.Chat, Thread: r.Thread, Edit: r.Place(part), Gone: true,
				Parts: []json.RawMessage{frozen(payload{Gone: true})},
			})
		}
	}
	return all
}

// remove deletes the message. That it is gone is what was wanted.
func (d *delivery) remove(ctx context.Context) error {
	_, err := call(ctx, d.client, d.client.DeleteMessage, &tg.DeleteMessageParams{ChatID: d.Chat, MessageID: int(d.Sent)})
	if err != nil && strings.Contains(err.Error(), "message to delete not found") {
		return nil
	}
	return err
}

// empty has a message that cannot be deleted say nothing.
func (d *delivery) empty(ctx context.Context) error {
	return d.recut(ctx, payload{Text: render.Plain("…")}, nil)
}
