package bot

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"hamzaban/ai"
	"hamzaban/chat"
	"hamzaban/translate"
)

// translate answers /translate: with the translation and nothing else.
func (b *Bot) translate(ctx context.Context, e *event) (chat.Outcome, error) {
	return b.translateAsked(ctx, e, translate.Parse(e.args, e.quoted()))
}

// asked tells whether a message answers our question for a text to translate.
func (b *Bot) asked(e *event) bool {
	m := e.message.ReplyToMessage
	if m == nil || !e.called || e.text == "" {
		return false
	}
	for _, l := range b.bundle.Languages() {
		first, _, _ := strings.Cut(b.bundle.For(l.Code).Say("translate.ask", nil), "\n")
		if strings.HasPrefix(m.Text, first) {
			return true
		}
	}
	return false
}

func (b *Bot) translateAsked(ctx context.Context, e *event, ask translate.Ask) (chat.Outcome, error) {
	if ask.Missing {
		o := e.outcome(e.say.Say("translate.ask", nil))
		o.Replies[0].Ask = true
		return o, nil
	}
	if o, over, err := b.overLimit(ctx, e); over || err != nil {
		return o, err
	}
	if len(ask.Targets) == 0 {
		ask.Targets = []translate.Language{translate.Default(e.languages(), ask.Text)}
	}
	defer b.typing(ctx, e)()
	var out []string
	for _, target := range ask.Targets {
		text, err := b.translation(ctx, e.key.Person, ask, target)
		if err != nil {
			return b.untranslated(ctx, e, err)
		}
		if len(ask.Targets) > 1 {
			text = target.Native + "\n" + text
		}
		out = append(out, text)
	}
	o := e.outcome(strings.Join(out, "\n\n"))
	o.Replies[0].Plain = true
	o.Used.Translations = 1
	return o, nil
}

func (b *Bot) translation(ctx context.Context, person int64, ask translate.Ask, target translate.Language) (string, error) {
	results, err := b.Translator.Translate(ctx, []string{ask.Text}, translate.Options{
		From: ask.Source, To: target, Person: strconv.FormatInt(person, 10),
	})
	if err != nil {
		return "", err
	}
	return results[0].Text, results[0].Err
}

// untranslated says what kept a text from being translated. Only what another
// attempt may mend is an error.
func (b *Bot) untranslated(ctx context.Context, e *event, err error) (chat.Outcome, error) {
	var spent *ai.Exhausted
	if ctx.Err() != nil || (errors.As(err, &spent) && !spent.Until.IsZero()) {
		return b.trouble(ctx, e, err)
	}
	b.log.Warn("a translation failed", "update", e.update.ID, "error", err)
	return e.outcome(e.say.Say("translate.failed", nil)), nil
}

// languages are what the person translates into by default: the target that
// they chose, or else the language of their interface.
func (e *event) languages() translate.Prefs {
	if e.person.Target != "" {
		return translate.Prefs{First: e.person.Target, Second: e.say.Code()}
	}
	return translate.Prefs{First: e.say.Code()}
}
