package translate

import (
	"regexp"
	"strings"
)

// Words with no text among them: beside a message replied to, or above a text.

var (
	// fillers ask for the message replied to without naming a language.
	fillers = regexp.MustCompile(`(?i)^(?:please|(?:translate ?)?(?:this|that|it)?(?: (?:message|text|sentence|one))?|` +
		`(?:این(?:و| رو| را)?)? ?(?:(?:متن|پیام|جمله)(?:و| رو| را)?)? ?(?:ترجمه ?(?:(?:اش|ش) ?)?(?:کن(?:ید|ین)?|شود)?)?|(?:ino |in ro )?tarjome(?:sh)? kon(?:id)?)$`)
	politeLead = regexp.MustCompile(`(?i)^(?:please|pls|plz|(?:can|could|would) you|how (?:do|would|can|should) (?:you|i|we) say (?:this|that|it)|لطفاً|لطفا)[ ,،]+`)
	politeTail = regexp.MustCompile(`(?i)[ ,،]+(?:please|pls|plz|لطفاً|لطفا)$`)
	both       = regexp.MustCompile(`(?i)^(?:,? +and|،? +و| *&) +`)
)

const lastMarks = " .!؟?"

// besideReply reads words beside a message replied to: languages, or a request
// that names none. Politeness is dropped first; then codes that are words are
// words: "no please".
func besideReply(args string) (spec, bool) {
	if s, ok := alone(args, true); ok {
		return s, true
	}
	if pointsAtReply(args) {
		return spec{}, true
	}
	if rest := cutPolite(args); rest != args {
		return alone(rest, false)
	}
	return spec{}, false
}

// pointsAtReply says whether args are no text, but "translate this, please".
func pointsAtReply(args string) bool { return fillers.MatchString(spaced(cutPolite(args))) }

// cutPolite drops "please" and its like from both ends.
func cutPolite(s string) string {
	s = strings.TrimRight(s, lastMarks)
	for lead := politeLead.FindString(s); lead != ""; lead = politeLead.FindString(s) {
		s = s[len(lead):]
	}
	return strings.TrimSuffix(s, politeTail.FindString(s))
}

// alone says whether all of s names languages and nothing else. With anyCode
// codes that are words will do: beside a reply, or above a text in another
// script, there is no text that they could belong to.
func alone(s string, anyCode bool) (spec, bool) {
	s = strings.TrimRight(s, lastMarks)
	if list, rest, ok := readAll(s, anyCode); ok && strings.Trim(rest, " :") == "" {
		return spec{targets: list}, true
	}
	if sp, ok := sideBySide(s, anyCode); ok {
		return sp, true
	}
	for _, f := range pairs {
		if sp, text, ok := f(s); ok && text == "" {
			return sp, true
		}
	}
	return spec{}, false
}

// readAll reads a list with "and" before its last language.
func readAll(s string, anyCode bool) ([]Language, string, bool) {
	list, rest, ok := readList(s, anyCode)
	if t, _, _ := readToken(s); !ok || t.kind >= longCode {
		return list, rest, ok
	}
	if and := both.FindString(rest); and != "" {
		if last, after, ok := readList(rest[len(and):], false); ok {
			return append(list, last...), after, true
		}
	}
	return list, rest, true
}

// sideBySide reads a source and a target with no more than a space between
// them: "fa en", and names where there is no text that they could belong to.
func sideBySide(s string, names bool) (spec, bool) {
	from, rest, ok := readToken(s)
	if !ok || !strings.HasPrefix(rest, " ") {
		return spec{}, false
	}
	to, rest, ok := readToken(strings.TrimLeft(rest, " "))
	if !ok || rest != "" || from.Language == to.Language || (from.kind == fullName) != (to.kind == fullName) {
		return spec{}, false
	}
	ok = from.kind == fullName && names || from.kind != fullName && pairUp(from, to)
	return spec{from.Language, []Language{to.Language}}, ok
}
