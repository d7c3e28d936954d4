package bot

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"hamzaban/chat"
	"hamzaban/translate"
)

// command is one command: the table drives the router, /help and the menus.
type command struct {
	name    string
	aliases []string
	// admin commands are for admins alone; open ones for everyone, whoever
	// may use the bot; hidden ones stand in no menu.
	admin, open, hidden bool
	run                 func(*Bot, context.Context, *event) (chat.Outcome, error)
}

func commandTable() []command {
	return []command{
		{name: "start", run: (*Bot).start, hidden: true},
		{name: "help", run: (*Bot).help},
		{name: "new", run: (*Bot).fresh},
		{name: "retry", run: (*Bot).retry},
		{name: "stop", run: (*Bot).stop},
		{name: "translate", aliases: []string{"tr"}, run: (*Bot).translate},
		{name: "lang", run: (*Bot).lang},
		{name: "glossary", run: (*Bot).editGlossary},
		{name: "persona", run: (*Bot).persona},
		{name: "settings", run: (*Bot).settings},
		{name: "usage", run: (*Bot).usage},
		{name: "id", run: (*Bot).id, open: true},
		{name: "privacy", run: (*Bot).privacy, open: true},
		{name: "export", run: (*Bot).export, open: true},
		{name: "forget", run: (*Bot).forget, open: true},
		{name: "status", run: (*Bot).status, admin: true},
	}
}

// index finds commands by name and alias.
func index(table []command) map[string]command {
	byName := map[string]command{}
	for _, c := range table {
		for _, name := range append([]string{c.name}, c.aliases...) {
			if _, twice := byName[name]; twice {
				panic("two commands are named /" + name)
			}
			byName[name] = c
		}
	}
	return byName
}

func (b *Bot) start(_ context.Context, e *event) (chat.Outcome, error) {
	return e.outcome(e.say.Say("start", map[string]any{"Name": plainName(e.from.FirstName)})), nil
}

func (b *Bot) help(_ context.Context, e *event) (chat.Outcome, error) {
	var list strings.Builder
	for _, c := range b.table {
		if c.hidden || (c.admin && !b.Admins[e.from.ID]) {
			continue
		}
		fmt.Fprintf(&list, "/%s — %s  \n", c.name, e.say.Say("cmd."+c.name, nil))
	}
	return e.outcome(e.say.Say("help", map[string]any{"Commands": strings.TrimSpace(list.String())})), nil
}

func (b *Bot) fresh(_ context.Context, e *event) (chat.Outcome, error) {
	o := e.outcome(e.say.Say("new.done", nil))
	o.Fresh = true
	return o, nil
}

func (b *Bot) id(_ context.Context, e *event) (chat.Outcome, error) {
	return e.outcome(e.say.Say("id", map[string]any{"User": e.from.ID, "Chat": e.key.Chat})), nil
}

func (b *Bot) privacy(_ context.Context, e *event) (chat.Outcome, error) {
	var list strings.Builder
	for _, p := range b.Providers {
		fmt.Fprintf(&list, "- %s: %s", p.Title, e.say.Say("privacy.trains."+p.Trains, nil))
		if p.Terms != "" {
			fmt.Fprintf(&list, " ([%s](%s))", e.say.Say("privacy.terms", nil), p.Terms)
		}
		list.WriteString("\n")
	}
	key := "privacy"
	if b.RetentionDays == 0 {
		key = "privacy.forever"
	}
	return e.outcome(e.say.Say(key, map[string]any{"Providers": list.String(), "Days": e.say.Number(b.RetentionDays)})), nil
}

func (b *Bot) usage(ctx context.Context, e *event) (chat.Outcome, error) {
	today, total, err := b.store.Usage(ctx, e.from.ID, e.update.At)
	if err != nil {
		return chat.Outcome{}, fmt.Errorf("reading the usage: %w", err)
	}
	stored, err := b.store.Stored(ctx, e.from.ID)
	if err != nil {
		return chat.Outcome{}, fmt.Errorf("counting what is kept: %w", err)
	}
	text := e.say.Say("usage", map[string]any{
		"Today": e.say.Number(today.Answers), "TodayTranslations": e.say.Number(today.Translations),
		"Total": e.say.Number(total.Answers + total.Translations), "Stored": e.say.Number(stored),
	})
	if b.DailyLimit > 0 && !b.Admins[e.from.ID] {
		text += "\n" + e.say.Say("usage.limit", map[string]any{"N": e.say.Number(b.DailyLimit)})
	}
	return e.outcome(text), nil
}

// lang sets the interface's language where it is one that the interface
// speaks, otherwise the language to translate into.
func (b *Bot) lang(_ context.Context, e *event) (chat.Outcome, error) {
	if e.args == "" {
		return b.opened(e, "language"), nil
	}
	l, ok := translate.Lookup(e.args)
	if !ok {
		return e.outcome(e.say.Say("lang.unknown", map[string]any{"Text": plainName(e.args)})), nil
	}
	return b.choose(e, l), nil
}

func (b *Bot) choose(e *event, l translate.Language) chat.Outcome {
	p := e.person
	if b.bundle.Has(l.Code) {
		speak(&p, l.Code)
		e.say = b.bundle.For(l.Code)
	} else {
		p.Target = l.Code
	}
	o := e.outcome(e.say.Say("lang.done", b.languages(e, p)))
	o.Chosen = &chat.Languages{Language: p.Language, Target: p.Target}
	return o
}

// languages are the names of a person's interface and target languages.
func (b *Bot) languages(e *event, p chat.Person) map[string]any {
	target := p.Target
	if target == "" {
		target = e.say.Code()
	}
	return map[string]any{"Current": b.nameOf(e, e.say.Code()), "Target": b.nameOf(e, target)}
}

// nameOf is a language's name in the language of the interface.
func (b *Bot) nameOf(e *event, code string) string {
	l, ok := translate.Lookup(code)
	switch {
	case !ok:
		return code
	case e.say.Code() == "fa":
		return l.Persian
	}
	return l.English
}

// plainName is the beginning of somebody's words, in one line, to stand within our
// own Markdown to the letter.
func plainName(s string) string {
	if r := []rune(s); len(r) > 64 {
		s = string(r[:64]) + "…"
	}
	return literal(strings.ReplaceAll(s, "\n", ""))
}

// literal is Markdown that shows a text as it is. A backslash before a bracket would
// begin a formula.
func literal(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case strings.ContainsRune("()[]", r):
			fmt.Fprintf(&b, "&#%d;", r)
			continue
		case r < unicode.MaxASCII && (unicode.IsPunct(r) || unicode.IsSymbol(r)):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
