package bot

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"hamzaban/chat"
	"hamzaban/translate"
)

// The bounds of a glossary: terms that go along with a text cost tokens.
const (
	mostTerms   = 200
	longestTerm = 80
)

// glossary names the glossary of the event: in a group the group's own.
func (e *event) glossary() chat.Glossary {
	if e.private {
		return chat.Glossary{Person: e.key.Person}
	}
	return chat.Glossary{Person: e.key.Person, Chat: e.key.Chat}
}

// pairSign stands between a term and its translation.
var pairSign = regexp.MustCompile(`\s*(?:=>|->|→|=)\s*`)

// editGlossary answers /glossary: it lists the terms, adds "term = translation",
// keeps "term =" as it is, and takes "-term" out; several stand on lines of their
// own.
func (b *Bot) editGlossary(ctx context.Context, e *event) (chat.Outcome, error) {
	terms, err := b.store.Terms(ctx, e.glossary())
	if err != nil {
		return chat.Outcome{}, fmt.Errorf("reading the glossary: %w", err)
	}
	if e.args == "" {
		return e.outcome(b.listed(e, terms)), nil
	}
	changes, wrong := readTerms(e.args)
	if wrong != "" {
		return e.outcome(e.say.Say("glossary.wrong", map[string]any{"Line": plainName(wrong)})), nil
	}
	if absent := changesNothing(terms, changes); absent != "" {
		return e.outcome(e.say.Say("glossary.absent", map[string]any{"Word": plainName(absent)}) + "\n\n" + b.listed(e, terms)), nil
	}
	after := changed(terms, changes)
	if len(after) > max(mostTerms, len(terms)) {
		return e.outcome(e.say.Say("glossary.full", map[string]any{"N": e.say.Number(mostTerms)})), nil
	}
	o := e.outcome(e.say.Say("glossary.done", nil) + "\n\n" + b.listed(e, after))
	o.Glossary, o.Terms = e.glossary(), changes
	return o, nil
}

// readTerms reads changes, a line each; wrong is the first line that is none.
func readTerms(args string) (changes []chat.Term, wrong string) {
	for line := range strings.Lines(args) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		t := chat.Term{Source: line}
		if out, ok := strings.CutPrefix(line, "-"); ok {
			t.Source, t.Gone = strings.TrimSpace(out), true
		} else if at := pairSign.FindStringIndex(line); at == nil {
			return nil, line
		} else {
			t.Source, t.Target = strings.TrimSpace(line[:at[0]]), strings.TrimSpace(line[at[1]:])
		}
		if t.Folded = translate.FoldTerm(t.Source); t.Folded == "" ||
			utf8.RuneCountInString(t.Source) > longestTerm || utf8.RuneCountInString(t.Target) > longestTerm {
			return nil, line
		}
		if translate.FoldTerm(t.Target) == t.Folded {
			t.Target = ""
		}
		changes = append(changes, t)
	}
	return changes, ""
}

// changesNothing returns the first of changes that only take out what is not there;
// empty: there is something to do.
func changesNothing(terms, changes []chat.Term) string {
	for _, c := range changes {
		if !c.Gone || slices.ContainsFunc(terms, func(t chat.Term) bool { return translate.FoldTerm(t.Source) == c.Folded }) {
			return ""
		}
	}
	return changes[0].Source
}

// changed are the terms with the changes made.
func changed(terms, changes []chat.Term) []chat.Term {
	var out []chat.Term
	last := map[string]chat.Term{}
	for _, c := range changes {
		last[c.Folded] = c
	}
	for _, t := range terms {
		if _, ok := last[translate.FoldTerm(t.Source)]; !ok {
			out = append(out, t)
		}
	}
	for _, c := range changes {
		if c == last[c.Folded] && !c.Gone {
			out = append(out, c)
			delete(last, c.Folded)
		}
	}
	return out
}

// listed is what is said of a glossary's terms.
func (b *Bot) listed(e *event, terms []chat.Term) string {
	key := "glossary.own"
	if !e.private {
		key = "glossary.group"
	}
	if len(terms) == 0 {
		return e.say.Say(key+".none", nil)
	}
	var list strings.Builder
	for _, t := range terms {
		target := plainName(t.Target)
		if target == "" {
			target = e.say.Say("glossary.kept", nil)
		}
		fmt.Fprintf(&list, "- %s → %s\n", plainName(t.Source), target)
	}
	return e.say.Say(key, map[string]any{"Terms": list.String()})
}
