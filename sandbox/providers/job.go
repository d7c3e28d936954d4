package providers

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// job is a translation that a question asks for.
type job struct {
	to language
	// text is what to translate, items the same where it came as JSON.
	text  string
	items []item
	guide
}

// item is one of several texts with their ids.
type item struct {
	id   json.RawMessage
	text string
}

var (
	asksTranslation = regexp.MustCompile(`(?i)\btranslat|ترجمه`)
	namedTarget     = regexp.MustCompile(`(?i)\btarget(?:[ _]language)?["']?\W{1,5}(?:is\W+)?(` + nameAlternatives() + `)\b`)
	// targets are the other ways to name one; the first in the text counts.
	targets = []*regexp.Regexp{
		regexp.MustCompile(`(?i)\b(?:in)?to\s+(?:[\p{L}-]+\s+){0,3}?["'*]*(` + nameAlternatives() + `)\b`),
		regexp.MustCompile(`به\s+(?:زبان\s+)?(` + nameAlternatives() + `)`),
		regexp.MustCompile(`\b(?i:in)?(?i:to)\s+["'*]*([A-Z][a-z]{2,})`),
	}
)

// findJob says whether a question asks for a translation, and for which.
func findJob(c *chat) (job, bool) {
	if len(c.messages) == 0 {
		return job{}, false
	}
	last := c.messages[len(c.messages)-1].Text
	j := job{items: findItems(last), guide: findGuide(last)}
	if c.messages[len(c.messages)-1].Pictures != "" { // what is written in them it cannot read
		return job{items: j.items, to: languages[0]}, false
	}
	if asksTranslation.MatchString(c.system) {
		if to, ok := target(c.system); ok {
			j.to, j.text = to, last
			return j, true
		}
	}
	if to, text, ok := howToSay(last); ok {
		j.to, j.text = to, text
		return j, true
	}
	if asksTranslation.MatchString(c.system) || asksTranslation.MatchString(last) {
		if to, ok := target(last); ok {
			j.to, j.text = to, payload(last)
			return j, true
		}
	}
	return job{items: j.items, to: languages[0]}, false
}

// Questions for a phrase in a language: the phrase, then the language.
var sayings = []*regexp.Regexp{
	regexp.MustCompile(`(?is)^(?:(?:and )?how (?:do|would|can|should) (?:you|i|we|people) say|what(?:'s| is)|say|translate)\s+(?:the (?:word|phrase|sentence)(?: for)?\s+)?(.+?)\s+in(?:to)?\s+(` + nameAlternatives() + `)[\s.!?]*$`),
	regexp.MustCompile(`(?s)^(.+?)(?:\s+(?:را|رو))?\s+(?:به|در)\s+(?:زبان\s+)?(` + nameAlternatives() + `)\s+(?:چی|چه|چطور|چگونه)\s*(?:می[‌ ]?شه|می[‌ ]?شود|می[‌ ]?گویند|می[‌ ]?گن)[\s.!؟]*$`),
}

// howToSay reads such a question.
func howToSay(question string) (to language, text string, ok bool) {
	for _, re := range sayings {
		if m := re.FindStringSubmatch(question); m != nil {
			to, ok = languageNamed(m[2])
			return to, strings.Trim(m[1], `"'“”«» `), ok
		}
	}
	return language{}, "", false
}

// target finds the language to translate into.
func target(text string) (language, bool) {
	name, at := "", len(text)+1
	if m := namedTarget.FindStringSubmatch(text); m != nil {
		name, at = m[1], 0
	}
	for _, re := range targets {
		if loc := re.FindStringSubmatchIndex(text); loc != nil && loc[0] < at {
			name, at = text[loc[2]:loc[3]], loc[0]
		}
	}
	if name == "" {
		return language{}, false
	}
	if l, ok := languageNamed(name); ok {
		return l, true
	}
	return latin, true
}

var (
	quoted = regexp.MustCompile(`(?s)["“«](.+)["”»]`)
	tagged = regexp.MustCompile("(?s)<text>\n?(.*?)\n?</text>|```[a-z]*\n(.*?)\n```")
)

// payload is the text to translate in a message that also asks for it.
func payload(message string) string {
	if m := tagged.FindStringSubmatch(message); m != nil {
		return m[1] + m[2]
	}
	for _, cut := range []string{":\n", "：", ": ", "\n\n", "\n"} {
		if head, rest, ok := strings.Cut(message, cut); ok && asksTranslation.MatchString(head) && strings.TrimSpace(rest) != "" {
			return strings.TrimSpace(rest)
		}
	}
	if m := quoted.FindStringSubmatch(message); m != nil {
		return m[1]
	}
	return message
}

// findItems finds texts with ids in a message: a list of objects that have an
// "id" and a text, alone or within an object.
func findItems(message string) []item {
	for i, r := range message {
		if r != '[' && r != '{' {
			continue
		}
		var raw json.RawMessage
		if json.NewDecoder(strings.NewReader(message[i:])).Decode(&raw) != nil {
			continue
		}
		if items := itemsIn(raw); items != nil {
			return items
		}
	}
	return nil
}

func itemsIn(raw json.RawMessage) []item {
	var list []map[string]json.RawMessage
	if json.Unmarshal(raw, &list) == nil {
		var items []item
		for _, o := range list {
			id, hasID := o["id"]
			text, hasText := textOf(o)
			if !hasID || !hasText {
				return nil
			}
			items = append(items, item{id: id, text: text})
		}
		return items
	}
	fields, ok := ordered(raw)
	if !ok {
		return nil
	}
	var best []item
	for _, f := range fields {
		if items := itemsIn(f.value); len(items) > 0 && (best == nil || f.name == "items" || f.name == "texts") {
			best = items
		}
	}
	return best
}

// textOf is the text of an item, whatever it is called.
func textOf(o map[string]json.RawMessage) (string, bool) {
	var s string
	for _, name := range []string{"text", "source", "src", "content", "t", "s", "value"} {
		if raw, ok := o[name]; ok && json.Unmarshal(raw, &s) == nil {
			return s, true
		}
	}
	return "", false
}

// field is a field of a JSON object, in its place.
type field struct {
	name  string
	value json.RawMessage
}

// ordered reads an object's fields in their order; ok: it is an object.
func ordered(raw json.RawMessage) (fields []field, ok bool) {
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, false
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, false
		}
		var f field
		f.name, _ = name.(string)
		if d.Decode(&f.value) != nil {
			return nil, false
		}
		fields = slices.Concat(fields, []field{f})
	}
	return fields, true
}
