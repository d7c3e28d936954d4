package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"hamzaban/ai"
	"hamzaban/chat"
	"hamzaban/translate"
)

// request is a text to translate, as it is kept for the button below its
// translation.
type request struct {
	Text   string       `json:"text"`
	Styles []chat.Style `json:"styles,omitempty"`
	// Markdown is set where the text is one of our answers, with its tables, code
	// and formulas.
	Markdown bool `json:"markdown,omitempty"`
	// Context is what the text answers.
	Context  string `json:"context,omitempty"`
	From, To string
}

// maxContext is how much of what a text answers goes along with it.
const maxContext = 500

// translated answers a request with its translation and a button that names the
// language, to choose another.
func (b *Bot) translated(ctx context.Context, e *event, r request) (chat.Outcome, error) {
	t, err := b.translation(ctx, e, r)
	if err != nil {
		return b.untranslated(ctx, e, err)
	}
	o := e.outcome(t.Text)
	o.Replies[0].Plain, o.Replies[0].Styles, o.Replies[0].Answer = !r.Markdown, t.Styles, true
	o.Replies[0].Rich = r.Markdown && b.sender.rich.suits(e.private, e.person.Simple)
	o.Replies[0].Buttons = b.languageButton(e, e.update.Seq, r.To)
	if o.Asked, err = r.keep(); err != nil {
		return o, err
	}
	o.Used.Translations = 1
	return o, nil
}

func (r request) keep() (string, error) {
	data, err := json.Marshal(r)
	if err != nil {
		return "", fmt.Errorf("keeping what was asked for: %w", err)
	}
	return string(data), nil
}

// translation translates a request for whoever the event is from. Its Styles are
// those of the translation.
func (b *Bot) translation(ctx context.Context, e *event, r request) (request, error) {
	o, err := b.options(ctx, e, r.From, r.To)
	if err != nil {
		return r, err
	}
	if r.Context != r.Text {
		o.Context = head(r.Context, maxContext)
	}
	if r.Markdown {
		return b.inMarkdown(ctx, r, o)
	}
	out, result, err := b.Translator.TranslateStyled(ctx, styled(r.Text, r.Styles), o)
	switch {
	case err != nil:
		return r, err
	case result.Err != nil:
		return r, result.Err
	}
	t := request{Text: out.Text, Styles: restyled(out, r.Styles)}
	if result.Unstyled {
		t.Text += unplaced(e.say, r.Styles, t.Styles)
	}
	return t, nil
}

// inMarkdown translates an answer block by block, so that it keeps its form. Code
// and formulas stay as they are, and so does a block that no model could translate,
// unless that is all of them.
func (b *Bot) inMarkdown(ctx context.Context, r request, o translate.Options) (request, error) {
	file, err := translate.ParseFile("md", []byte(r.Text))
	if problem, ok := errors.AsType[*translate.FileError](err); ok && problem.Problem == translate.NoWords {
		return r, nil
	} else if err != nil {
		return r, err
	}
	results, err := file.Translate(ctx, b.Translator, o)
	if err != nil {
		return r, err
	}
	var out strings.Builder
	var bad *translate.Incomplete
	if err := file.Write(&out, results); err != nil && (!errors.As(err, &bad) || len(bad.Texts) == bad.Of) {
		return r, err
	}
	return request{Text: out.String()}, nil
}

// unplaced says that styles were lost, and names the addresses among them.
func unplaced(say printer, all, kept []chat.Style) string {
	lost := []string{say.Say("translate.unstyled", nil)}
	for _, s := range all {
		same := func(k chat.Style) bool { return k.URL == s.URL }
		if s.URL != "" && !slices.ContainsFunc(kept, same) && !slices.Contains(lost, s.URL) {
			lost = append(lost, s.URL)
		}
	}
	return "\n\n" + strings.Join(lost, "\n")
}

// options are how texts are translated for whoever the event is from.
func (b *Bot) options(ctx context.Context, e *event, from, to string) (translate.Options, error) {
	o := translate.Options{
		Owner:    e.owner(),
		Person:   strconv.FormatInt(e.key.Person, 10),
		Prefer:   b.preferred(e.person),
		Digits:   translate.Digits(e.person.Digits),
		Register: translate.Register(e.person.Register),
	}
	o.From, _ = translate.Lookup(from)
	o.To, _ = translate.Lookup(to)
	terms, err := b.store.Terms(ctx, e.glossary())
	if err != nil {
		return o, fmt.Errorf("reading the glossary: %w", err)
	}
	for _, t := range terms {
		o.Terms = append(o.Terms, translate.Term{Source: t.Source, Target: t.Target})
	}
	return o, nil
}

// owner is whose translations are remembered: a person's private ones never
// serve in a group.
func (e *event) owner() translate.Owner {
	if e.private {
		return translate.Owner{Person: e.key.Person}
	}
	return translate.Owner{Person: e.key.Person, Chat: e.key.Chat}
}

// head is the beginning of a text, at most n characters.
func head(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n]) + "…"
}

// untranslated says what kept a text from being translated. Only what another
// attempt may mend is an error.
func (b *Bot) untranslated(ctx context.Context, e *event, err error) (chat.Outcome, error) {
	var spent *ai.Exhausted
	if ctx.Err() != nil || (errors.As(err, &spent) && !spent.Until.IsZero()) || errors.Is(err, chat.ErrUnwritable) {
		return b.trouble(ctx, e, err)
	}
	b.log.Warn("a translation failed", "update", e.update.ID, "error", err)
	return e.outcome(e.say.Say("translate.failed", nil)), nil
}
