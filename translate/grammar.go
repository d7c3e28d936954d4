package translate

import (
	"slices"
	"strings"
	"unicode"
)

// Ask is what somebody asked for.
type Ask struct {
	// Source is the language to translate from; not known: to be found out.
	Source Language
	// Targets are the languages to translate into; empty: [Default] decides.
	Targets []Language
	// Text is what to translate.
	Text string
	// FromReply: the text is that of the message replied to.
	FromReply bool
	// IgnoredReply: there was a message replied to, but the request brought
	// a text of its own, and that one won.
	IgnoredReply bool
	// Missing: there is nothing to translate yet; ask for it.
	Missing bool
}

// spec is which languages were named.
type spec struct {
	source  Language
	targets []Language
}

// form is one way of naming languages before a text. It returns the text
// after the names, which may be empty, and whether args has this form.
type form func(args string) (s spec, text string, ok bool)

// The forms in the order in which they are tried; pairs can stand without a
// text too. Whatever has none of them is all text.
var (
	pairs = []form{arrow, colonPair, slashes, dashPair, phrase}
	forms = append(slices.Clone(pairs), quoted, named, bare, opened, trailing)
)

// Parse reads the arguments of a request to translate; reply is the text of
// the message that it replies to, "" where there is none. A word is taken for
// a language only where it cannot be the text itself: see the rules at each
// form.
func Parse(args, reply string) Ask {
	args, reply = clean(args), clean(reply)
	if text, ok := cutEscape(args); ok {
		return settle(spec{}, text, reply)
	}
	if reply != "" {
		if s, ok := besideReply(args); ok {
			return settle(s, "", reply)
		}
	}
	if first, rest, ok := strings.Cut(args, "\n"); ok {
		if s, ok := alone(clean(first), foreign(rest, mainScript(first))); ok {
			return settle(s, unquote(clean(rest)), reply)
		}
	}
	for _, f := range forms {
		if s, text, ok := f(args); ok {
			return settle(s, unquote(clean(text)), reply)
		}
	}
	return settle(spec{}, unquote(args), reply)
}

// cutEscape cuts off the sign that all of the rest is text.
func cutEscape(args string) (text string, ok bool) {
	rest, ok := strings.CutPrefix(args, "--")
	if !ok || rest != "" && !unicode.IsSpace(rune(rest[0])) {
		return args, false
	}
	return clean(rest), true
}

func settle(s spec, text, reply string) Ask {
	a := Ask{Source: s.source, Targets: distinct(s.targets), Text: text, IgnoredReply: text != "" && reply != ""}
	if text == "" {
		a.Text, a.FromReply, a.Missing = reply, reply != "", reply == ""
	}
	return a
}

// distinct drops the languages that were named before.
func distinct(list []Language) []Language {
	var out []Language
	for _, l := range list {
		if !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

// Prefs are the languages of a person by their codes: First is theirs, Second
// the one they translate into when a text already is in their own. Empty ones
// are chosen by [Default].
type Prefs struct {
	First, Second string
}

// Default is the language to translate text into where the request names
// none: the person's first, or their second one when the text already is in
// the first, or may well be. Without a second it is English, and Persian for those whose
// first is English; without a first it is English.
func Default(p Prefs, text string) Language {
	first, second := p.Both()
	l, conf := Detect(text)
	if unsure := conf == Unsure && writes(first, mainScript(text)); l != first && !unsure {
		return first
	}
	return second
}

// Both are the languages that [Default] chooses from: the one for most texts, and the
// other one for those that are in it.
func (p Prefs) Both() (first, second Language) {
	first, ok := Lookup(p.First)
	if !ok {
		first = language("en")
	}
	if second, ok = Lookup(p.Second); ok && second != first {
		return first, second
	}
	if first.Code == "en" {
		return first, language("fa")
	}
	return first, language("en")
}

// marks that writing from right to left leaves at the ends of a text.
const bidiMarks = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"

func clean(s string) string {
	return strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(bidiMarks, r)
	})
}

var quotes = [][2]string{{"«", "»"}, {`"`, `"`}, {"“", "”"}, {"„", "“"}}

// unquote drops quotes round the whole of s.
func unquote(s string) string {
	if in, rest, ok := cutQuoted(s); ok && rest == "" && in != "" {
		return in
	}
	return s
}

// cutQuoted cuts a quotation off the beginning of s.
func cutQuoted(s string) (in, rest string, ok bool) {
	for _, q := range quotes {
		after, ok := strings.CutPrefix(s, q[0])
		if !ok {
			continue
		}
		if in, rest, ok := strings.Cut(after, q[1]); ok && !strings.Contains(in, q[0]) {
			return clean(in), clean(rest), true
		}
	}
	return "", "", false
}
