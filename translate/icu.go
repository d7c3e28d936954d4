package translate

import (
	"regexp"
	"strings"
)

// ICU messages, as programs' texts have them, choose between texts:
//
//	You have {n, plural, one {# message} other {# messages}} from {name}.
//
// What stands round a choice belongs to the sentence of each of its texts, and
// other languages put it elsewhere. So where there is one choice, each of its
// texts is translated with what stands round it, and written so:
//
//	{n, plural, one {You have # message from {name}.} other {…}}
//
// With several choices each text is translated by itself. Names, keywords and
// formats stay; # goes to the models as {#}, which is a placeholder to them.

// message is a part of an ICU message: a text, or a choice.
type message struct {
	text   string
	choice *choice
}

// choice is what stands between its texts, as it is written, and the texts.
type choice struct {
	between []string // one more than texts
	texts   [][]message
}

var (
	icuChoice = regexp.MustCompile(`^\{\s*[\w.-]+\s*,\s*(?:plural|select|selectordinal)\s*,\s*(?:offset:\s*\d+\s*)?`)
	icuKey    = regexp.MustCompile(`^\s*(?:=\d+|[\w-]+)\s*\{`)
	icuFormat = regexp.MustCompile(`\{\s*[\w.-]+\s*,\s*(?:number|date|time|duration|ordinal|spellout|list)\s*(?:,[^{}]*)?\}`)
)

// parseICU reads a message that has a choice in it; nil: it has none, or is
// not well-formed, or quotes braces.
func parseICU(s string) []message {
	if !strings.Contains(s, ",") || strings.Contains(s, "'{") || strings.Contains(s, "'}") || strings.Contains(s, "'#") {
		return nil
	}
	all, rest, ok := readMessage(s, 0)
	if !ok || rest != "" || choices(all) == 0 {
		return nil
	}
	return all
}

const maxDepth = 8

// readMessage reads up to the brace that closes the text, or the end.
func readMessage(s string, depth int) (all []message, rest string, ok bool) {
	from, i := 0, 0
	for i < len(s) && s[i] != '}' {
		if s[i] != '{' {
			i++
			continue
		}
		if icuChoice.MatchString(s[i:]) {
			c, after, ok := readChoice(s[i:], depth+1)
			if !ok || depth > maxDepth {
				return nil, "", false
			}
			all = append(all, message{text: s[from:i]}, message{choice: c})
			s, from, i = after, 0, 0
			continue
		}
		end := argument(s[i:])
		if end < 0 {
			return nil, "", false
		}
		i += end
	}
	return append(all, message{text: s[from:i]}), s[i:], true
}

// argument is the length of the simple argument that s begins with.
func argument(s string) int {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

func readChoice(s string, depth int) (c *choice, rest string, ok bool) {
	c = &choice{}
	head := icuChoice.FindString(s)
	s = s[len(head):]
	for {
		key := icuKey.FindString(s)
		if key == "" {
			break
		}
		c.between = append(c.between, head+key)
		m, after, ok := readMessage(s[len(key):], depth)
		if !ok || after == "" {
			return nil, "", false
		}
		c.texts = append(c.texts, m)
		head, s = "}", after[1:]
	}
	end := strings.IndexByte(s, '}')
	if end < 0 || strings.TrimSpace(s[:end]) != "" || c.texts == nil {
		return nil, "", false
	}
	c.between = append(c.between, head+s[:end+1])
	return c, s[end+1:], true
}

// choices counts the choices in a message, inner ones too.
func choices(all []message) (n int) {
	for _, m := range all {
		if m.choice != nil {
			n++
			for _, t := range m.choice.texts {
				n += choices(t)
			}
		}
	}
	return n
}

// spread puts what stands round the one choice into each of its texts. White
// space at the ends of the message stays where it is.
func spread(all []message) []message {
	if len(all) != 3 || choices(all) != 1 || !hasLetters(all[0].text+all[2].text) {
		return all
	}
	first, last := all[0].text, all[2].text
	before, after := strings.TrimLeft(first, " \n"), strings.TrimRight(last, " \n")
	c := &choice{between: all[1].choice.between}
	for _, t := range all[1].choice.texts {
		c.texts = append(c.texts, []message{{text: before + t[0].text + after}})
	}
	return []message{{text: first[:len(first)-len(before)]}, {choice: c}, {text: last[len(after):]}}
}

// texts are the texts of a message, in their order.
func textsOf(all []message) (out []string) {
	for _, m := range all {
		if m.choice == nil {
			out = append(out, m.text)
			continue
		}
		for _, t := range m.choice.texts {
			out = append(out, textsOf(t)...)
		}
	}
	return out
}

// compose writes a message with other texts, and returns those that are left.
func compose(all []message, texts []string) (string, []string) {
	var b strings.Builder
	for _, m := range all {
		if m.choice == nil {
			b.WriteString(texts[0])
			texts = texts[1:]
			continue
		}
		for i, t := range m.choice.texts {
			b.WriteString(m.choice.between[i])
			var s string
			s, texts = compose(t, texts)
			b.WriteString(s)
		}
		b.WriteString(m.choice.between[len(m.choice.texts)])
	}
	return b.String(), texts
}

// icuTexts takes a message apart into the texts that models get and a function
// that puts their translations together.
func icuTexts(all []message) (texts []string, write func([]string) string) {
	all = spread(all)
	parts := textsOf(all)
	kept := make([]veiled, len(parts))
	for i, p := range parts {
		kept[i] = hide(p, icuFormat)
		texts = append(texts, strings.ReplaceAll(strings.TrimSpace(kept[i].text), "#", "{#}"))
	}
	return texts, func(translated []string) string {
		out := make([]string, len(parts))
		for i, t := range translated {
			out[i] = parts[i]
			if t != texts[i] {
				lead, trail := edges(parts[i])
				out[i] = lead + kept[i].show(strings.ReplaceAll(t, "{#}", "#")) + trail
			}
		}
		s, _ := compose(all, out)
		return s
	}
}

// edges are the white space at the ends of a text.
func edges(s string) (lead, trail string) {
	core := strings.TrimSpace(s)
	at := strings.Index(s, core)
	return s[:at], s[at+len(core):]
}
