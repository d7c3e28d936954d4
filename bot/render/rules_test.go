package render

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"hamzaban/sandbox/telegram"
)

// judged names the rules of Telegram's that a message breaks, by the sandbox's
// judge.
func judged(m Text) (faults []string) {
	entities, err := json.Marshal(m.Entities)
	if err != nil {
		return []string{err.Error()}
	}
	for _, b := range telegram.Judge("sendMessage", map[string]string{"chat_id": "1", "text": m.Text, "entities": string(entities)}) {
		faults = append(faults, b.Rule+": "+b.Detail)
	}
	return faults
}

// broken names the rules that a message breaks: Telegram's, where it is to be
// one message, and this package's own promises. It shares no code with what it
// judges.
func broken(m Text, limit int) (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if !utf8.ValidString(m.Text) {
		fault("invalid UTF-8")
		return faults
	}
	var units []rune // one entry a UTF-16 unit: the character, then -1 for its second half
	for _, r := range m.Text {
		units = append(units, r)
		if r >= 0x10000 {
			units = append(units, -1)
		}
		if r == 0 || 0x202A <= r && r <= 0x202E || 0x2066 <= r && r <= 0x2069 || 0xE0000 <= r && r <= 0xE007F || r == '\r' || r == '\t' {
			fault("has the character %U", r)
		}
	}
	if strings.Contains(m.Text, "\u200f\u200e") || strings.Contains(m.Text, "\u200e\u200f") {
		fault("has two marks of direction side by side")
	}
	if limit <= 4096 && !blank(m.Text) {
		faults = append(faults, judged(m)...)
	}
	if len(units) > limit {
		fault("has %d units, more than %d", len(units), limit)
	}
	if len(m.Entities) > 100 && limit <= 4096 {
		fault("has %d entities", len(m.Entities))
	}
	if len(units) > 0 && unicode.IsSpace(units[len(units)-1]) {
		fault("ends with a blank")
	}
	inPre := len(m.Entities) > 0 && m.Entities[0].Offset == 0 && m.Entities[0].Type == Pre
	if len(units) > 0 && unicode.IsSpace(units[0]) && !inPre {
		fault("begins with a blank")
	}
	for i, e := range m.Entities {
		faults = append(faults, brokenEntity(e, units)...)
		for _, f := range m.Entities[i+1:] {
			faults = append(faults, brokenPair(e, f)...)
		}
	}
	return faults
}

// aName is what Telegram takes for somebody's name, but in the path of an address.
var (
	aName = regexp.MustCompile(`(?:^|\W)(@[A-Za-z]\w{2,31})\b`)
	aPath = regexp.MustCompile(`(?:https?://|[\p{L}\p{N}_-]\.(?:com|org))[^\s]*/$`)
)

// mentioned are the names in a message that would be mentions: they begin outside
// of code, and no link holds them.
func mentioned(m Text) (faults []string) {
	for _, at := range aName.FindAllStringSubmatchIndex(m.Text, -1) {
		from, to := Len(m.Text[:at[2]]), Len(m.Text[:at[3]])
		if !aPath.MatchString(m.Text[:at[2]]) && !slices.ContainsFunc(m.Entities, func(e Entity) bool {
			code := (e.Type == Code || e.Type == Pre) && from < e.Offset+e.Length
			return e.Offset <= from && (code || e.Type == TextLink && to <= e.Offset+e.Length)
		}) {
			faults = append(faults, "mentions "+m.Text[at[2]:at[3]])
		}
	}
	return faults
}

func brokenEntity(e Entity, units []rune) (faults []string) {
	fault := func(format string, args ...any) {
		faults = append(faults, fmt.Sprintf("%s at %d+%d: ", e.Type, e.Offset, e.Length)+fmt.Sprintf(format, args...))
	}
	from, to := e.Offset, e.Offset+e.Length
	if from < 0 || e.Length <= 0 || to > len(units) {
		fault("out of bounds")
		return faults
	}
	if units[from] == -1 || to < len(units) && units[to] == -1 {
		fault("cuts a surrogate pair")
	}
	if unicode.IsSpace(units[to-1]) || unicode.IsSpace(units[from]) && e.Type != Pre {
		fault("begins or ends with a blank")
	}
	switch e.Type {
	case Bold, Italic, Underline, Strikethrough, Spoiler, Code:
	case Pre, Blockquote:
		if from > 0 && units[from-1] != '\n' || to < len(units) && units[to] != '\n' && units[to] != '…' {
			fault("is not whole lines")
		}
	case TextLink:
		u, err := url.Parse(e.URL)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.User != nil ||
			!strings.ContainsAny(u.Hostname(), ".:") || strings.ContainsFunc(e.URL, unicode.IsSpace) {
			fault("leads to %q", e.URL)
		}
	default:
		fault("is of no type that is used")
	}
	if e.URL != "" && e.Type != TextLink || e.Language != "" && e.Type != Pre {
		fault("has a field of another type")
	}
	return faults
}

func brokenPair(a, b Entity) (faults []string) {
	aEnd, bEnd := a.Offset+a.Length, b.Offset+b.Length
	if b.Offset < a.Offset || b.Offset == a.Offset && b.Length > a.Length {
		faults = append(faults, "entities are not sorted")
	}
	if aEnd <= b.Offset || bEnd <= a.Offset {
		return faults
	}
	if bEnd > aEnd {
		faults = append(faults, fmt.Sprintf("%v and %v overlap in part", a, b))
	}
	if a.Type == b.Type {
		faults = append(faults, fmt.Sprintf("%v stands in its like", b))
	}
	coded := func(e Entity) bool { return e.Type == Code || e.Type == Pre }
	if coded(a) || coded(b) && a.Type != Blockquote {
		faults = append(faults, fmt.Sprintf("%v and %v cannot nest", a, b))
	}
	if a.Type == Blockquote && b.Type == Pre || b.Type == Blockquote && a.Type != Blockquote && a.Length > b.Length {
		faults = append(faults, fmt.Sprintf("%v and %v must not nest", a, b))
	}
	return faults
}

// looks writes every character that is seen with how it looks. Messages that
// say the same look the same, wherever they are cut.
func looks(parts ...Text) []string {
	var list []string
	for _, m := range parts {
		at := 0
		for _, r := range m.Text {
			if !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) {
				var styles []string
				for _, e := range m.Entities {
					if e.Offset <= at && at < e.Offset+e.Length {
						styles = append(styles, e.Type+e.URL+e.Language)
					}
				}
				slices.Sort(styles)
				list = append(list, string(r)+strings.Join(styles, ","))
			}
			at++
			if r >= 0x10000 {
				at++
			}
		}
	}
	return list
}

// checkSplit fails the test where cutting a text breaks a rule.
func checkSplit(t *testing.T, m Text, limit int) {
	t.Helper()
	parts := m.Split(limit)
	for i, part := range parts {
		for _, fault := range broken(part, limit) {
			t.Errorf("part %d of %d: %s\n%q\n%v", i+1, len(parts), fault, part.Text, part.Entities)
		}
		if strings.TrimSpace(part.Text) == "" {
			t.Errorf("part %d of %d is empty", i+1, len(parts))
		}
	}
	if want, got := looks(m), looks(parts...); len(parts) > 0 && !slices.Equal(want, got) {
		t.Errorf("cutting at %d changes what is seen:\n%q\nbecomes\n%v", limit, m.Text, parts)
	}
	checkWords(t, m.Text, parts, limit)
	if m.Text == "" {
		return
	}
	first := m.FirstLine(limit)
	for _, fault := range broken(first, limit) {
		t.Errorf("the first line: %s\n%q\n%v", fault, first.Text, first.Entities)
	}
	seen, whole := looks(first), looks(m)
	if n := len(seen); n > 0 && strings.HasSuffix(first.Text, "…") && (n > len(whole) || seen[n-1] != whole[n-1]) {
		seen = seen[:n-1]
	}
	if len(seen) > len(whole) || !slices.Equal(seen, whole[:len(seen)]) {
		t.Errorf("the first line is %q, which the text does not begin with: %q", first.Text, m.Text)
	}
}

var indented = regexp.MustCompile(`[^\S\n]*\S+`)

// checkWords fails the test where a word is cut that could have been kept.
func checkWords(t *testing.T, whole string, parts []Text, limit int) {
	t.Helper()
	longest := 0
	words := map[string]bool{}
	unmarked := strings.NewReplacer("\u200c", "", "\u200e", "", "\u200f", "") // marks, and what keeps them apart
	whole = strings.ReplaceAll(whole, "。", "。 ")                              // sentences that no blank follows
	for word := range strings.FieldsSeq(whole) {
		words[unmarked.Replace(word)] = true
		longest = max(longest, Len(word))
	}
	for _, word := range indented.FindAllString(whole, -1) {
		longest = max(longest, Len(word)-1) // in code the blanks before a word count
	}
	if longest > limit-4 { // some units may be needed for marks of direction
		return
	}
	for _, part := range parts {
		for word := range strings.FieldsSeq(unmarked.Replace(strings.ReplaceAll(part.Text, "。", "。 "))) {
			if !words[word] {
				t.Errorf("cutting at %d makes the word %q, which is not in %q", limit, word, whole)
			}
		}
	}
}

// aSite is what anybody would take for the name of a site.
var aSite = regexp.MustCompile(`[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.(?:com|org|net)\b`)

// forged are the links of a message whose words name a site, but not the one that
// they lead to, which no one can see then.
func forged(m Text) (faults []string) {
	units := encode(m.Text)
	for _, e := range m.Entities {
		if e.Type != TextLink || e.end() > len(units) {
			continue
		}
		u, err := url.Parse(e.URL)
		if err != nil {
			continue
		}
		label := strings.ToLower(decode(units[e.Offset:e.end()]))
		if aSite.MatchString(label) && !strings.Contains(strings.ToLower(m.Text), strings.TrimPrefix(u.Hostname(), "www.")) {
			faults = append(faults, label+" leads to "+e.URL)
		}
	}
	return faults
}
