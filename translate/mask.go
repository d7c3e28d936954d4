package translate

import (
	"crypto/rand"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// masked is a text in which everything that must come through unchanged is
// replaced by a mark: an unguessable word in brackets that no text holds, so
// that neither a model nor a text can forge one.
type masked struct {
	text  string
	marks []mark
}

// mark stands for one part of a text.
type mark struct {
	word     string
	original string
	// opens is the index of the mark whose end this one is, such as a tag's;
	// -1: of none. full says whether there is anything between the two.
	opens int
	full  bool
}

const (
	markOpen, markClose = "⟦", "⟧"
	markLetters         = "bcdfghjklmnpqrstvwxz" // no vowels: no words
	markLength          = 5
)

// untouchable finds what is never translated and begins with a sign of its
// own. Its parts, in order: marks' own brackets, code, tags, entities,
// templates, mentions and hashtags, commands and paths, formats, variables,
// links (whose words stay), notes and escapes, control characters.
var untouchable = regexp.MustCompile("^(?:" + strings.Join([]string{
	fixedStyle + `|⟦[^⟦⟧]*⟧|[⟦⟧]`,
	"```(?s:.*?)```|`[^`\n]+`",
	`<!--(?s:.*?)-->|</?[A-Za-z][^<>\n]{0,300}>|<\d[\d:.]*>`,
	`&(?:[A-Za-z]{2,10}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});`,
	`\{\{[^{}]*\}\}|\{%[^%\n]*%\}|<%[^%\n]*%>|[$#%]\{[^{}\n]*\}|%\([^()\s]*\)[sdif]|\{\\[^{}\n]*\}|\{[\w.$@#:/+-]*\}`,
	`@[A-Za-z_]\w{2,}|#[\pL_][\pL\pM\pN_\x{200c}]+`,
	`/[A-Za-z_][\w./-]*`,
	`%(?:\d+\$)?[-+0#]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|L|q|j|z|t)?[diouxXeEfFgGcspn@]|%%`,
	`\$\d\b|\$[A-Za-z_]\w*`,
	`!?\[[^\[\]\n]*\](?:\([^()\s]*(?:\s+"[^"\n]*")?\)|\[[^\[\]\n]*\])`,
	`\[\^[^\]\s]+\]|\\[nrt"]|\\[^\w\s]`,
	`[\r\t\v\f]+`,
}, "|") + ")")

const untouchableSigns = "⟦⟧`<&{%@#$/![\\\r\t\v\f"

// address finds addresses, and paths of files.
var address = regexp.MustCompile(strings.Join([]string{
	`(?:[A-Za-z][A-Za-z0-9+.-]*://|www\.|mailto:|tel:|t\.me/)[^\s<>"'«»“”⟦⟧]+`,
	`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`,
	`\b(?:[A-Za-z0-9](?:[A-Za-z0-9-]*\.)+(?:com|org|net|ir|io|dev|app|info|edu|gov))(?:/[^\s<>"'«»“”⟦⟧]*)?\b`,
	`\b\w[\w-]*(?:/[\w.-]+)+\.[A-Za-z]\w{0,4}\b`,
}, "|"))

// mayHaveAddress is a quick look at whether there can be an address in s.
func mayHaveAddress(s string) bool {
	for i := 0; i+1 < len(s); i++ {
		next := s[i+1]
		if s[i] == '@' || s[i] == ':' && next != ' ' || s[i] == '.' && next|0x20 >= 'a' && next|0x20 <= 'z' {
			return true
		}
	}
	return false
}

// span is a part of a text to mask; role tells ends from beginnings.
type span struct {
	from, to int
	role     role
	name     string
}

type role int

const (
	single role = iota
	opening
	closing
)

// mask replaces what must not be translated, the terms of keep included.
func mask(text string, keep *regexp.Regexp) masked {
	spans := findSpans(text, keep)
	m := masked{text: text}
	if len(spans) == 0 {
		return m
	}
	var b strings.Builder
	var open []int // openings that wait for their ends
	at := 0
	for n, s := range spans {
		k := mark{word: m.newWord(text), original: text[s.from:s.to], opens: -1}
		switch s.role {
		case opening:
			open = append(open, n)
		case closing:
			for i := len(open) - 1; i >= 0; i-- {
				if spans[open[i]].name == s.name {
					k.opens, open = open[i], open[:i]
					k.full = strings.TrimSpace(text[spans[k.opens].to:s.from]) != ""
					break
				}
			}
		}
		m.marks = append(m.marks, k)
		b.WriteString(text[at:s.from])
		b.WriteString(markOpen + k.word + markClose)
		at = s.to
	}
	b.WriteString(text[at:])
	m.text = b.String()
	return m
}

func (m *masked) newWord(text string) string {
	for {
		w := make([]byte, markLength)
		_, _ = rand.Read(w) // never fails
		for i := range w {
			w[i] = markLetters[int(w[i])%len(markLetters)]
		}
		if s := string(w); !strings.Contains(text, s) && !slices.ContainsFunc(m.marks, func(k mark) bool { return k.word == s }) {
			return s
		}
	}
}

// tagName is the name in a tag.
func tagName(s string) string {
	s = strings.TrimLeft(s, "</")
	if i := strings.IndexFunc(s, func(r rune) bool { return r == '.' || r == '>' || r == '/' || unicode.IsSpace(r) }); i >= 0 {
		s = s[:i]
	}
	return strings.ToLower(s)
}

// findSpans finds what to mask, in order; of two that overlap the one that
// begins first counts.
func findSpans(text string, keep *regexp.Regexp) []span {
	var found []span
	for at := 0; ; {
		next := strings.IndexAny(text[at:], untouchableSigns)
		if next < 0 {
			break
		}
		at += next
		if loc := untouchable.FindStringIndex(text[at:]); loc != nil && loc[1] > 0 {
			found = append(found, classify(text, at, at+loc[1], keep)...)
			at += loc[1]
		} else {
			_, n := utf8.DecodeRuneInString(text[at:])
			at += n
		}
	}
	if mayHaveAddress(text) {
		for _, loc := range address.FindAllStringIndex(text, -1) {
			found = append(found, span{from: loc[0], to: loc[0] + len(trimURL(text[loc[0]:loc[1]]))})
		}
	}
	if keep != nil {
		for _, loc := range keep.FindAllStringIndex(text, -1) {
			if !inWord(text, loc[0], loc[1]) {
				found = append(found, span{from: loc[0], to: loc[1]})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b span) int { return a.from - b.from })
	out := found[:0]
	for _, s := range found {
		if s.to > s.from && (len(out) == 0 || s.from >= out[len(out)-1].to) {
			out = append(out, s)
		}
	}
	return out
}

// classify turns one match into what is to be masked of it, which may be
// nothing: "and/or" holds no command, "100%d" no format.
func classify(text string, from, to int, keep *regexp.Regexp) []span {
	s := text[from:to]
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	next, _ := utf8.DecodeRuneInString(text[to:])
	switch {
	case strings.HasPrefix(s, markOpen):
		tag := styleTags.FindStringSubmatch(s)
		switch {
		case tag == nil || tag[2] == "" || tag[3] != "" || tag[0] != s:
		case tag[1] == "":
			return []span{{from, to, opening, tag[2]}}
		default:
			return []span{{from, to, closing, tag[2]}}
		}
		return []span{{from: from, to: to}}
	case strings.HasPrefix(strings.TrimPrefix(s, "!"), "[") && !strings.HasPrefix(s, "[^"):
		start := strings.Index(s, "[") + 1
		mid := strings.Index(s, "]")
		inner := findSpans(s[start:mid], keep)
		for i := range inner {
			inner[i].from += from + start
			inner[i].to += from + start
		}
		return slices.Concat([]span{{from, from + start, opening, "["}}, inner, []span{{from + mid, to, closing, "["}})
	case strings.HasPrefix(s, "</"):
		return []span{{from, to, closing, tagName(s)}}
	case s[0] == '<' && !strings.HasSuffix(s, "/>"):
		return []span{{from, to, opening, tagName(s)}}
	case s[0] == '/' && from > 0 && !unicode.IsSpace(before):
		return nil
	case s[0] == '%' && s != "%%" && !strings.ContainsAny(s, "{(") && (unicode.IsDigit(before) || unicode.IsLetter(next)):
		return nil
	case s[0] == '\\' && len(s) == 2 && strings.Contains("nrt", s[1:]) && unicode.IsLetter(next):
		return nil // C:\new
	case s[0] == '$' && (next == '.' || next == ',') && len(s) == 2:
		return nil // a price
	case s[0] == '/':
		return []span{{from: from, to: from + len(trimURL(s))}}
	}
	return []span{{from: from, to: to}}
}

// trimURL leaves a sentence's punctuation out of an address at its end.
func trimURL(s string) string {
	for {
		t := strings.TrimRight(s, ".,;:!?…،؛؟*_~'")
		if strings.HasSuffix(t, ")") && strings.Count(t, ")") > strings.Count(t, "(") {
			t = t[:len(t)-1]
		}
		if t == s {
			return s
		}
		s = t
	}
}

// inWord says whether text[from:to] is only a part of a word.
func inWord(text string, from, to int) bool {
	letter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	first, _ := utf8.DecodeRuneInString(text[from:])
	last, _ := utf8.DecodeLastRuneInString(text[:to])
	next, _ := utf8.DecodeRuneInString(text[to:])
	return letter(before) && letter(first) || letter(last) && letter(next)
}

// keepers makes the terms that are never translated into one pattern, the
// longest first; nil for none. Case makes no difference but in the shortest
// names, nor do the Arabic forms of Persian letters.
func keepers(terms []string) *regexp.Regexp {
	var parts []string
	for _, t := range terms {
		if t = strings.TrimSpace(t); t == "" {
			continue
		}
		part := anyForm.Replace(regexp.QuoteMeta(t))
		if !caseMatters(t) {
			part = "(?i:" + part + ")"
		}
		parts = append(parts, part)
	}
	if parts == nil {
		return nil
	}
	slices.SortFunc(parts, func(a, b string) int { return len(b) - len(a) })
	return regexp.MustCompile(strings.Join(parts, "|"))
}

var anyForm = strings.NewReplacer("ی", "[یيى]", "ي", "[یيى]", "ک", "[کك]", "ك", "[کك]", "\u200c", "[\u200c ]", " ", "[\u200c ]")

// Models turn the brackets into others now and then.
var marksIn = regexp.MustCompile(`(?:⟦|\[\[|\[|【|〚)[ \x{200e}\x{200f}]*([A-Za-z]{5})[ \x{200e}\x{200f}]*(?:⟧|\]\]|\]|】|〛)|[⟦⟧]`)

// restore puts the originals back for their marks, in one pass. Each must be
// there exactly once, and no others; a tag and its end must hold something if
// they did, and the tags must lie within each other as they did.
func (m masked) restore(answer string) (string, error) {
	places := make([]markPlace, len(m.marks))
	var b strings.Builder
	at, n := 0, 0
	for _, loc := range marksIn.FindAllStringSubmatchIndex(answer, -1) {
		k := -1
		if loc[2] >= 0 {
			word := strings.ToLower(answer[loc[2]:loc[3]])
			k = slices.IndexFunc(m.marks, func(k mark) bool { return k.word == word })
		}
		if k < 0 {
			if strings.ContainsAny(answer[loc[0]:loc[1]], markOpen+markClose) {
				return "", markError("a mark was invented")
			}
			continue
		}
		if places[k].n != 0 {
			return "", markError("a placeholder came twice")
		}
		n++
		places[k] = markPlace{n, loc[0], loc[1]}
		b.WriteString(answer[at:loc[0]])
		b.WriteString(m.marks[k].original)
		at = loc[1]
	}
	b.WriteString(answer[at:])
	if n < len(m.marks) {
		return "", markError(fmt.Sprintf("%d of %d placeholders are lost", len(m.marks)-n, len(m.marks)))
	}
	return b.String(), m.checkTags(answer, places)
}

// markPlace is where a mark stands in an answer: the how manyeth it is, from 1.
type markPlace struct{ n, from, to int }

// markError is what is wrong with an answer's marks.
type markError string

func (e markError) Error() string { return string(e) }

// checkTags compares how tags lie to each other with how they did.
func (m masked) checkTags(answer string, at []markPlace) error {
	var pairs [][2]int
	for i, k := range m.marks {
		if k.opens < 0 {
			continue
		}
		from, to := at[k.opens], at[i]
		switch {
		case from.n > to.n:
			return markError("the end of a tag came before its beginning")
		case k.full && strings.TrimSpace(answer[from.to:to.from]) == "":
			return markError("the words of a tag are lost")
		}
		for _, p := range pairs {
			within := p[0] > k.opens // the others ended before this one
			switch open, end := at[p[0]].n, at[p[1]].n; {
			case within && (open < from.n || end > to.n),
				!within && end > from.n && open < to.n:
				return markError("tags lie otherwise to each other")
			}
		}
		pairs = append(pairs, [2]int{k.opens, i})
	}
	return nil
}

// bare is the text without its marks.
func (m masked) bare(s string) string {
	switch {
	case len(m.marks) == 0:
		return s
	case strings.ContainsAny(s, "[【〚"):
		return marksIn.ReplaceAllString(s, " ")
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, markOpen)
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		b.WriteByte(' ')
		if word, after, ok := strings.Cut(rest, markClose); ok && len(word) < 2*markLength {
			rest = after
		}
		s = rest
	}
}
