package bot

import (
	"context"
	"errors"
	"strings"
	"unicode"

	"hamzaban/bot/render"
	"hamzaban/chat"
	"hamzaban/translate"
)

// translate answers /translate: with the translation and nothing else.
func (b *Bot) translate(ctx context.Context, e *event) (chat.Outcome, error) {
	if code, ok := translate.UnknownSource(e.args); ok {
		return e.outcome(e.say.Say("lang.unknown", map[string]any{"Text": code})), nil
	}
	return b.translateAsked(ctx, e, translate.Parse(e.args, e.quoted()))
}

// shortcut answers commands that are languages, such as /fa.
func (b *Bot) shortcut(ctx context.Context, e *event, to translate.Language) (chat.Outcome, error) {
	return b.translateAsked(ctx, e, translate.ParseTo(to, e.args, e.quoted()))
}

// ask asks for a text to translate into a language, or where that is not known
// into the usual one.
func (b *Bot) ask(say printer, to translate.Language) string {
	if !to.Known() {
		return say.Say("translate.ask", nil)
	}
	return say.Say("translate.askinto", map[string]any{"Language": to.Name(say.Code())})
}

// asked tells whether a message answers our question for a text to translate,
// and what was asked for.
func (b *Bot) asked(e *event) (ask translate.Ask, ok bool) {
	m := e.message.ReplyToMessage
	if m == nil || !e.called || e.text == "" {
		return ask, false
	}
	for _, l := range b.bundle.Languages() {
		say := b.bundle.For(l.Code)
		for _, to := range append([]translate.Language{{}}, translate.Languages()...) {
			if first, _, _ := strings.Cut(b.ask(say, to), "\n"); !strings.HasPrefix(m.Text, first) {
				continue
			}
			if to.Known() {
				return translate.ParseTo(to, e.text, ""), true
			}
			return translate.Parse(e.text, ""), true
		}
	}
	return ask, false
}

// everything tells whether all that is written here is to be translated.
func (e *event) everything() bool { return e.private && e.person.Everything }

// worded tells whether there is anything to translate in a text.
func worded(text string) bool { return strings.IndexFunc(text, unicode.IsLetter) >= 0 }

// passedOn tells whether a message in private is somebody else's text, handed to
// the bot: that asks for a translation.
func (e *event) passedOn() bool {
	return e.private && e.message.ForwardOrigin != nil && e.text != ""
}

// passed translates what was passed on. It is part of the conversation, so that
// it can be asked about.
func (b *Bot) passed(ctx context.Context, e *event) (chat.Outcome, error) {
	ask := translate.Ask{Text: e.text, Missing: e.text == ""}
	o, err := b.translateAsked(ctx, e, ask)
	if err == nil && o.Used.Translations > 0 {
		o.Turns = chat.Exchange(e.text, o.Replies[0].Text, "", e.update.At)
	}
	return o, err
}

// translateAsked translates what was asked for.
func (b *Bot) translateAsked(ctx context.Context, e *event, ask translate.Ask) (chat.Outcome, error) {
	if ask.Missing {
		var to translate.Language
		if len(ask.Targets) == 1 {
			to = ask.Targets[0]
		}
		o := e.outcome(b.ask(e.say, to))
		o.Replies[0].Ask = true
		return o, nil
	}
	if o, over, err := b.overLimit(ctx, e); over || err != nil {
		return o, err
	}
	if len(ask.Targets) == 0 {
		ask.Targets = []translate.Language{translate.Default(e.languages(), ask.Text)}
	}
	r := request{Text: ask.Text, From: ask.Source.Code, Styles: e.stylesOf(ask)}
	if m := e.message.ReplyToMessage; !ask.FromReply && m != nil && (m.From == nil || !m.From.IsBot) {
		r.Context = e.quoted()
	}
	defer b.typing(ctx, e)()
	if len(ask.Targets) > 1 {
		return b.translateInto(ctx, e, r, ask.Targets)
	}
	r.To = ask.Targets[0].Code
	return b.translated(ctx, e, r)
}

// translateInto answers with translations into several languages, each under
// its language's name. Those that are missing are named.
func (b *Bot) translateInto(ctx context.Context, e *event, r request, targets []translate.Language) (chat.Outcome, error) {
	var all request
	var missing []string
	var failed error
	for _, target := range targets {
		r.To = target.Code
		t, err := b.translation(ctx, e, r)
		var one *translate.TextError
		switch {
		case errors.As(err, &one):
			missing, failed = append(missing, b.nameOf(e, target.Code)), err
			continue
		case err != nil:
			return b.untranslated(ctx, e, err)
		case all.Text != "":
			all.Text += "\n\n"
		}
		all.Text += target.Native + "\n"
		for _, s := range t.Styles {
			s.Offset += render.Len(all.Text)
			all.Styles = append(all.Styles, s)
		}
		all.Text += t.Text
	}
	if all.Text == "" {
		return b.untranslated(ctx, e, failed)
	}
	if failed != nil {
		b.log.Warn("a translation failed", "update", e.update.ID, "error", failed)
		all.Text += "\n\n" + e.say.Say("translate.missing", map[string]any{"Languages": strings.Join(missing, ", ")})
	}
	o := e.outcome(all.Text)
	o.Replies[0].Plain, o.Replies[0].Styles, o.Replies[0].Answer = true, all.Styles, true
	o.Used.Translations = 1
	return o, nil
}

// languages are what the person translates into by default: the target that
// they chose, or else the language of their interface.
func (e *event) languages() translate.Prefs {
	if e.person.Target != "" {
		return translate.Prefs{First: e.person.Target, Second: e.say.Code()}
	}
	return translate.Prefs{First: e.say.Code()}
}
