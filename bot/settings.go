package bot

import (
	"context"
	"errors"
	"slices"
	"strings"

	"hamzaban/chat"
)

// /settings is a message whose keyboard leads to a page for each setting, where one
// press chooses and another leads back. Every press edits the same message.

// settingButton is the kind of its buttons. They carry the page that they open, or
// "page=value" to choose; so a press twice is one.
const settingButton = "set"

// contents is the page that leads to all others.
const contents = "all"

// pageAsked is what is kept of an update that asked for such a page.
const pageAsked = `{"page":true}`

// option is one thing that can be chosen, and what it is called.
type option struct{ value, label string }

// settings answers /settings.
func (b *Bot) settings(_ context.Context, e *event) (chat.Outcome, error) {
	return b.opened(e, contents), nil
}

// opened answers a command with a page.
func (b *Bot) opened(e *event, name string) chat.Outcome {
	o := b.page(e, e.update.Seq, name)
	o.Asked = pageAsked
	return o
}

// set answers a press on a page.
func (b *Bot) set(ctx context.Context, e *event, p press) (chat.Outcome, error) {
	kept, err := b.store.Asked(ctx, e.key, p.seq)
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return chat.Outcome{}, nil
	case err != nil:
		return chat.Outcome{}, err
	case kept != pageAsked: // something else was asked, and the button is forged
		return chat.Outcome{}, nil
	}
	name, value, chooses := strings.Cut(p.choice, "=")
	at, ok := b.setting(name)
	if !ok && name != contents {
		return chat.Outcome{}, nil
	}
	was := e.person
	if chooses {
		if !ok || !slices.ContainsFunc(at.options(b, e), func(o option) bool { return o.value == value }) {
			return chat.Outcome{}, nil
		}
		at.set(&e.person, value)
		e.say = b.bundle.For(e.person.Language, e.say.Code())
	}
	o := b.page(e, p.seq, name)
	o.Replies[0].Edit = int64(e.message.ID)
	if now := e.person; now.Settings != was.Settings {
		o.Settings = &now.Settings
	}
	if now := e.person; now.Language != was.Language || now.Target != was.Target {
		o.Chosen = &chat.Languages{Language: now.Language, Target: now.Target}
	}
	return o, nil
}

// page is what a page says and offers of the person's settings as they are now.
func (b *Bot) page(e *event, seq int64, name string) chat.Outcome {
	data := func(choice string) string { return buttonData(settingButton, seq, choice) }
	at, ok := b.setting(name)
	if !ok {
		o := e.outcome(b.overview(e))
		o.Replies[0].Buttons = rows(b.links(e, data), 2)
		return o
	}
	var about map[string]any
	if at.about != nil {
		about = at.about(b, e)
	}
	o := e.outcome("**" + at.title(e) + "**\n\n" + e.say.Say("settings."+name+".about", about))
	choose := func(value string) string { return data(at.name + "=" + value) }
	o.Replies[0].Buttons = append(chosen(at.options(b, e), at.now(b, e).value, at.row, choose), back(e, data(contents)))
	return o
}

// overview names every setting with its value, and what is kept how long.
func (b *Bot) overview(e *event) string {
	var list strings.Builder
	for _, at := range b.pages {
		if !at.offered(b, e) {
			continue
		}
		list.WriteString(at.title(e) + ": **" + at.now(b, e).label + "**  \n")
	}
	kept := e.say.Say("settings.kept.forever", nil)
	if b.RetentionDays > 0 {
		kept = e.say.SayN("settings.kept.days", b.RetentionDays, nil)
	}
	return e.say.Say("settings", map[string]any{"List": strings.TrimSpace(list.String()), "Kept": kept})
}

// links are buttons that lead to every page.
func (b *Bot) links(e *event, data func(string) string) []chat.Button {
	var all []chat.Button
	for _, at := range b.pages {
		if at.offered(b, e) {
			all = append(all, chat.Button{Label: at.title(e), Data: data(at.name)})
		}
	}
	return all
}

// chosen are buttons for options, so many side by side, with a mark at the one that
// is chosen now.
func chosen(all []option, now string, row int, data func(value string) string) [][]chat.Button {
	var list []chat.Button
	for _, o := range all {
		label := o.label
		if o.value == now {
			label = "✓ " + label
		}
		list = append(list, chat.Button{Label: label, Data: data(o.value)})
	}
	return rows(list, row)
}

// rows sets buttons side by side, so many a row.
func rows(all []chat.Button, n int) [][]chat.Button {
	return slices.Collect(slices.Chunk(all, n))
}

// back is the row that leads back.
func back(e *event, data string) []chat.Button {
	return []chat.Button{{Label: e.say.Say("button.back", nil), Data: data}}
}
