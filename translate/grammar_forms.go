package translate

import (
	"regexp"
	"slices"
	"strings"
)

// auto are the words for "find the source out".
var auto = regexp.MustCompile(`(?i)^(auto|خودکار|\?)([^\pL]|$)`)

// readSource reads the left side of a pair.
func readSource(s string) (t token, rest string, ok bool) {
	if m := auto.FindStringSubmatch(s); m != nil {
		return token{kind: code, raw: m[1]}, s[len(m[1]):], true
	}
	return readToken(s)
}

var (
	arrowSign = regexp.MustCompile(`^( *)(->|=>|-->|==>|→|⇒|➜|➔|←|<-|>)( *)`)
	plainSign = regexp.MustCompile(`^ *> *$`)
)

// arrow: ">fa", ">fa,ar,tr", "en>fa", "en -> fa". An arrow makes any code a
// language; with spaces round a plain ">" (a quotation's mark, "greater
// than") only those that are no words. In Latin letters "fa ← en" points at fa;
// in Persian, written from right to left, the arrow points onwards.
func arrow(args string) (spec, string, bool) {
	left, rest, paired := readSource(args)
	if !paired {
		rest = args
	}
	m := arrowSign.FindStringSubmatch(rest)
	if m == nil {
		return spec{}, "", false
	}
	loose := plainSign.MatchString(m[0]) && m[0] != ">"
	list, after, ok := readList(rest[len(m[0]):], !loose)
	first, _, _ := readToken(rest[len(m[0]):])
	if !ok || loose && (left.kind >= longCode || paired && !pairUp(left, first)) {
		return spec{}, "", false
	}
	text, ok := cutEnd(after)
	if back := m[2] == "<-" || m[2] == "←" && paired && mainScript(left.raw) == "Latn"; back {
		ok = ok && left.Known() && len(list) == 1 && pairUp(left, first)
		return spec{first.Language, []Language{left.Language}}, text, ok
	}
	if ok && loose && !paired { // "> English is hard" quotes somebody
		ok = first.kind == code || text == ""
	}
	return spec{left.Language, list}, text, ok
}

// mistyped is a pair whose first code may be none.
var mistyped = regexp.MustCompile(`^([a-z]{2})(?:->|=>|→|>)([a-z]{2,3})\s+\S`)

// UnknownSource returns the two letters that stand in a request to translate where
// the code of the language to translate from would, as in "xx>fa hello", but are
// none. Words do not look like that.
func UnknownSource(args string) (code string, ok bool) {
	m := mistyped.FindStringSubmatch(clean(args))
	if m == nil {
		return "", false
	}
	_, from := Lookup(m[1])
	_, to := Lookup(m[2])
	return m[1], !from && to
}

// colonPair: ":fa hello", "en:fa hello", "auto:de hello"; codes only, since
// "English:Persian" is a text after a name.
func colonPair(args string) (spec, string, bool) {
	left, rest, paired := readSource(args)
	if !paired {
		rest = args
	}
	rest, ok := strings.CutPrefix(rest, ":")
	if !ok || paired && (left.kind != code && left.kind != initials) {
		return spec{}, "", false
	}
	right, rest, ok := readToken(rest)
	if !ok || paired && (right.kind == fullName || !pairUp(left, right)) || right.Language == left.Language {
		return spec{}, "", false
	}
	text, ok := cutEnd(rest)
	return spec{left.Language, []Language{right.Language}}, text, ok
}

// slashes: "//fa hello", "en//fa hello", "fa // hello".
func slashes(args string) (spec, string, bool) {
	left, rest, paired := readSource(args)
	if !paired {
		rest = args
	}
	rest, ok := strings.CutPrefix(strings.TrimLeft(rest, " "), "//")
	if !ok || left.kind >= longCode {
		return spec{}, "", false
	}
	if list, after, ok := readList(rest, false); ok {
		if text, ok := cutEnd(after); ok {
			return spec{left.Language, list}, text, true
		}
	}
	if !paired || !left.Known() {
		return spec{}, "", false
	}
	return spec{targets: []Language{left.Language}}, strings.TrimSpace(rest), true
}

var dash = regexp.MustCompile(`^ ?[-–—] ?`)

// dashPair: "fa-en hello"; names with a colon after them, since "English-Persian
// dictionary" is a text. Codes that are words, or stand apart from the dash,
// count beside fa and en only, abbreviations never beside each other.
func dashPair(args string) (spec, string, bool) {
	left, rest, ok := readSource(args)
	if !ok {
		return spec{}, "", false
	}
	sign := dash.FindString(rest)
	right, rest, ok := readToken(rest[len(sign):])
	if !ok || sign == "" || left.Language == right.Language {
		return spec{}, "", false
	}
	s := spec{left.Language, []Language{right.Language}}
	if left.kind == fullName || right.kind == fullName {
		text, ok := cutColon(rest)
		return s, text, ok && left.kind != hardCode && right.kind != hardCode
	}
	if left.kind == longCode || right.kind == longCode || left.kind == initials && right.kind == initials {
		return spec{}, "", false
	}
	main := func(l Language) bool { return l.Code == "fa" || l.Code == "en" }
	apart := strings.HasPrefix(sign, " ") && strings.HasSuffix(sign, " ")
	if (apart || left.kind == hardCode) && !main(right.Language) && (left.kind == hardCode || !main(left.Language)) ||
		right.kind == hardCode && !main(left.Language) {
		return spec{}, "", false
	}
	if apart && (left.kind != code || right.kind != code) {
		text, ok := cutColon(rest)
		return s, text, ok
	}
	text, ok := cutEnd(rest)
	return s, text, ok
}

// quoted: `"good luck" to Persian`, «موفق باشید» به انگلیسی.
func quoted(args string) (spec, string, bool) {
	in, rest, ok := cutQuoted(args)
	if !ok || in == "" || rest == "" {
		return spec{}, "", false
	}
	s, ok := alone(rest, false)
	return s, in, ok
}

// named: "Persian: hello", "fa: hello", "fa, ar: hello". Codes that are words
// are texts here: "No: I do not agree".
func named(args string) (spec, string, bool) {
	t, _, _ := readToken(args)
	list, rest, ok := readList(args, false)
	if !ok || t.kind == initials && t.raw != strings.ToLower(t.raw) || slices.Contains(yesNo, t.raw) { // "HR: call me", "Mr: Ali"
		return spec{}, "", false
	}
	text, ok := cutColon(rest)
	return spec{targets: list}, text, ok && strings.TrimSpace(rest) != "" && t.listLeads(list, text)
}

// bare: "fa Hello", "English سلام دنیا", "fa,ar hello". A full name counts
// before a text in another script; a code only in lower case, unless such a
// text follows, and never where it can be that text's own first word. Which
// codes count before which texts is for [token.leads].
func bare(args string) (spec, string, bool) {
	t, _, ok := readToken(args)
	if !ok || t.kind >= longCode {
		return spec{}, "", false
	}
	list, rest, _ := readList(args, false)
	text, ok := cutEnd(rest)
	if !ok {
		return spec{}, "", false
	}
	dashed := false
	if sign := dash.FindString(text); sign != "" && strings.HasSuffix(sign, " ") {
		text, dashed = strings.TrimSpace(text[len(sign):]), true
	}
	s := spec{targets: list}
	if text == "" {
		return s, "", t.kind == code
	}
	script := ""
	for _, r := range t.raw {
		script = scriptOf(r)
		break
	}
	if foreign(text, script) {
		return s, text, true
	}
	if t.kind == fullName || t.raw[:2] != strings.ToLower(t.raw[:2]) || startsSaying(args) ||
		(t.kind == initials || dashed && t.Code != "fa" && t.Code != "en") && !enOpens.MatchString(text) { // "de - escalate"
		return spec{}, "", false
	}
	return s, text, t.listLeads(list, text) && !ownWord(t.raw, text)
}

func startsSaying(s string) bool {
	s = strings.ToLower(s)
	for _, p := range sayings {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// ownWord says whether a code may be the first word of a text: it is a common
// word of the text's language. English borrows so many words that only the
// most English of them count.
func ownWord(word, text string) bool {
	l, _ := Detect(text)
	switch l.Code {
	case "fa":
		return strings.Contains(alsoPersian, " "+word+" ") || isWordOf(profiles()["Latn"], word, l)
	case "en":
		return isWordOf(profiles()["Latn"], word, l)
	}
	m := runModels()["Latn"]
	i := slices.Index(m.codes, l.Code)
	return i >= 0 && m.common[word]>>i&1 == 1 || isWordOf(profiles()["Latn"], word, l)
}

func isWordOf(p *profile, word string, l Language) bool {
	i := slices.Index(p.codes, l.Code)
	return i >= 0 && p.words[word]>>i&1 == 1
}
