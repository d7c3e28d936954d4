package bot

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"hamzaban/ai"
	"hamzaban/chat"
)

// attention are the texts for the admins about what does not pass by itself.
var attention = map[ai.Kind]string{
	ai.BadKey:   "attention.key",
	ai.NoCredit: "attention.credit",
	ai.NoAccess: "attention.access",
	ai.NoModel:  "attention.model",
}

// Attention tells every admin of what does not pass by itself, in their
// language: each event once, however often it is called, also over restarts.
// It waits until the bot runs and returns when the messages are committed, or
// the bot is stopped.
func (b *Bot) Attention(n ai.Notice) {
	log := b.log.With("provider", n.Provider, "kind", n.Kind)
	if n.Model != "" {
		log = log.With("model", n.Model)
	}
	log.Warn("an AI provider needs attention", "since", n.Since)
	<-b.begun
	topic := fmt.Sprintf("%s/%s: %s", n.Provider, n.Model, n.Kind)
	b.tellAdmins(b.work, topic, fmt.Sprint(n.Since.UnixMilli()), func(say printer) string { return b.attentionText(say, n) })
}

// tellAdmins tells every admin of an event, in their language, unless it was
// the topic's last one already.
func (b *Bot) tellAdmins(ctx context.Context, topic, event string, text func(printer) string) {
	if len(b.Admins) == 0 {
		return
	}
	b.keep(ctx, func() ([]chat.Message, error) {
		var o chat.Outcome
		for _, id := range slices.Sorted(maps.Keys(b.Admins)) {
			say, err := b.speaks(ctx, id)
			if err != nil {
				return nil, err
			}
			o.Replies = append(o.Replies, chat.Reply{Chat: id, Text: text(say)})
		}
		return b.store.Announce(ctx, topic, event, b.freeze(o).Replies)
	})
}

// speaks is the language for what is said to a person of our own accord.
func (b *Bot) speaks(ctx context.Context, id int64) (printer, error) {
	p, err := b.store.Person(ctx, id)
	if err != nil && !errors.Is(err, chat.ErrNotFound) {
		return nil, fmt.Errorf("reading the person's settings: %w", err)
	}
	return b.bundle.For(p.Language, p.Messenger), nil
}

func (b *Bot) attentionText(say printer, n ai.Notice) string {
	data := map[string]any{
		"Provider": n.Provider, "Variable": strings.ToUpper(n.Provider), "Model": n.Model, "Instead": n.Instead,
	}
	if title := b.titles()[n.Provider]; title != "" {
		data["Provider"] = title
	}
	key := attention[n.Kind]
	switch {
	case n.Kind == ai.NoModel && n.Instead == "":
		key = "attention.nomodel"
	case n.Kind == ai.NoAccess && n.Model != "":
		key = "attention.modelaccess"
	}
	return say.Say(key, data)
}
