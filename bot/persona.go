package bot

import (
	"context"
	"slices"
	"strings"

	"hamzaban/chat"
)

// noPersona are the words that end a persona.
var noPersona = []string{"off", "none", "reset", "خاموش", "هیچ"}

// persona answers /persona: with the page of characters, or it takes the words that
// follow as how the person wants to be answered, in all their conversations.
func (b *Bot) persona(_ context.Context, e *event) (chat.Outcome, error) {
	p := &e.person
	word := strings.ToLower(e.args)
	switch {
	case word == "":
		return b.opened(e, "persona"), nil
	case slices.Contains(noPersona, word):
		p.Persona, p.Instructions = "", ""
	case slices.ContainsFunc(chat.Personas, func(c chat.Persona) bool { return c.Name == word }):
		p.Persona = word
	case !p.Instruct(e.args):
		return e.outcome(e.say.Say("persona.long", map[string]any{"N": e.say.Number(chat.MostInstructions)})), nil
	}
	o := b.opened(e, "persona")
	o.Settings = &p.Settings
	return o, nil
}

// aboutPersona shows the person's own words, but not where others read them.
func (b *Bot) aboutPersona(e *event) map[string]any {
	words := ""
	if e.private && e.person.Instructions != "" {
		words = e.say.Say("persona.own", nil) + "\n" + quotation(e.person.Instructions)
	}
	return map[string]any{"Own": words}
}

// quotation is somebody's words as a quotation in our own Markdown, to the letter.
func quotation(words string) string {
	var b strings.Builder
	for line := range strings.Lines(words) {
		b.WriteString("> " + literal(strings.TrimSpace(line)) + "  \n")
	}
	return strings.TrimSpace(b.String())
}
