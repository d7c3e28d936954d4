package translate

import (
	"regexp"
	"strings"
)

// Phrases name languages in words. Each pattern finds the words before a
// language, or between two.
var (
	enLead = regexp.MustCompile(`(?i)^(?:please )?(?:translate(?: (?:this|that|it))?(?: (?:sentence|text))? )?`)
	faLead = regexp.MustCompile(`^(?:لطفاً? )?(?:این (?:متن |جمله )?(?:را |رو )?)?(?:ترجمه(?: کن)? )?`)
	faTail = regexp.MustCompile(`^ (?:ترجمه(?:‌| )?(?:اش )?(?:کن(?:ید)?|شود)|برگردان(?:ید)?|بگو|کن)`)
	enFrom = regexp.MustCompile(`(?i)^from +`)
	enTo   = regexp.MustCompile(`(?i)^(?:to|into|in) +`)
	faFrom = regexp.MustCompile(`^از (?:زبان )?`)
	faTo   = regexp.MustCompile(`^(?:به|ب) ?(?:زبان )?`)
	// Persian in Latin letters.
	laFrom     = regexp.MustCompile(`(?i)^az +(?:zaban[ei]? +)?`)
	laTo       = regexp.MustCompile(`(?i)^be +(?:zaban[ei]? +)?`)
	enAnd      = regexp.MustCompile(`(?i)^,? +and +`)
	imperative = regexp.MustCompile(`(?i)translate|ترجمه`)
	faAnd      = regexp.MustCompile(`^،? +و +`)
)

// tongue is one language that phrases are written in.
type tongue struct {
	lead, tail, from, to, and *regexp.Regexp
	script, code              string
}

var tongues = []tongue{
	{lead: enLead, from: enFrom, to: enTo, and: enAnd, script: "Latn", code: "en"},
	{lead: faLead, tail: faTail, from: faFrom, to: faTo, and: faAnd, script: "Arab", code: "fa"},
	{from: laFrom, to: laTo, script: "Latn", code: "fa"},
}

// phrase: "from German to Persian: …", "to Persian: …", "English to Persian: …"
// and the same in Persian. Without a colon the text must be one that the
// phrase cannot be a part of.
func phrase(args string) (spec, string, bool) {
	for _, t := range tongues {
		if s, text, ok := t.read(args); ok {
			return s, text, true
		}
	}
	return spec{}, "", false
}

func (t tongue) read(args string) (s spec, text string, ok bool) {
	rest := args
	if t.lead != nil {
		rest = rest[len(t.lead.FindString(rest)):]
	}
	// An imperative is never part of a text, nor is a code after "to", save
	// where it is a word of the text's own language: "to de color".
	sure, short := imperative.MatchString(args[:len(args)-len(rest)]), false
	var target token
	if from := t.from.FindString(rest); from != "" {
		src, after, ok := readToken(rest[len(from):])
		if !ok || src.kind >= longCode {
			return spec{}, "", false
		}
		short = src.kind == initials
		s.source, rest = src.Language, strings.TrimLeft(after, " ")
	} else if src, after, ok := readToken(rest); ok && src.kind == fullName && t.to.MatchString(strings.TrimLeft(after, " ")) {
		s.source, rest = src.Language, strings.TrimLeft(after, " ")
	}
	if to := t.to.FindString(rest); to != "" {
		target, _, _ = readToken(rest[len(to):])
		list, after, ok := t.readList(rest[len(to):])
		if !ok || short && target.kind == initials { // "from uk to eu"
			return spec{}, "", false
		}
		s.targets, rest = list, after
		short = target.kind == code && !strings.EqualFold(strings.TrimSpace(to), "in")
	} else if !s.source.Known() {
		return spec{}, "", false
	}
	if t.tail != nil {
		if m := t.tail.FindString(rest); m != "" {
			rest, sure = rest[len(m):], true
		}
	}
	if text, ok := cutColon(rest); ok { // "To UK: the deal is off" names no language
		return s, text, sure || target.kind != initials || text == "" || s.source.Known() || target.leads(text)
	}
	if text, ok = cutEnd(rest); !ok || len(s.targets) == 0 {
		return spec{}, "", false
	}
	sure = sure || short && len(s.targets) > 0 && !ownWord(target.raw, text)
	return s, text, sure || foreign(text, t.script) || t.fromItsSource(s, text)
}

// readList reads the targets, "and" between them included.
func (t tongue) readList(s string) ([]Language, string, bool) {
	list, rest, ok := readList(s, false)
	if !ok || t.and == nil {
		return list, rest, ok
	}
	if m := t.and.FindString(rest); m != "" {
		if last, after, ok := readList(rest[len(m):], false); ok {
			return append(list, last...), after, true
		}
	}
	return list, rest, true
}

// fromItsSource says whether the text is in the source that was named, which
// is not the phrase's own language.
func (t tongue) fromItsSource(s spec, text string) bool {
	l, conf := Detect(text)
	return conf >= Likely && l == s.source && l.Code != t.code
}
