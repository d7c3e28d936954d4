package translate

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A paragraph of plain text was wrapped by a program, and is one text, where
// its lines are nearly as long as they could be, within the widths that
// editors wrap at. Verses, lists and addresses are shorter or vary more: their
// lines stay lines.
const (
	wrapLeast = 55
	wrapMost  = 120
)

// listed is how a line begins that is an item of its own.
var listed = regexp.MustCompile(`^\s*(?:[-*+•–—>#|=~]|\pN{1,3}[.)،:]|\(?\pL[.)]\s|[\pL ]{1,20}:\s)`)

// parseTXT takes every line for a text, and every wrapped paragraph.
func parseTXT(s string) ([]segment, error) {
	all := lines(s)
	var out []segment
	for i := 0; i < len(all); {
		end := i
		for end < len(all) && !blank(all[end].text) {
			end++
		}
		switch {
		case end == i:
			out = append(out, glue(all[i].text+all[i].end))
			i++
			continue
		case hardWrapped(all[i:end]):
			out = append(out, paragraph(all[i:end]), glue(all[end-1].end))
		default:
			for _, l := range all[i:end] {
				out = append(out, textLine(l.text), glue(l.end))
			}
		}
		i = end
	}
	return out, nil
}

// textLine is a line, whose white space at both ends stays.
func textLine(s string) segment {
	text := strings.TrimSpace(s)
	at := strings.Index(s, text)
	return textual(s, text, func(t string) string { return s[:at] + oneLine(t) + s[at+len(text):] })
}

func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
}

// hardWrapped says whether lines are one paragraph that was wrapped: of none
// but the last would the next one's first word have fitted on it, and a
// sentence goes on from one to the next.
func hardWrapped(all []line) bool {
	widest := 0
	for _, l := range all {
		widest = max(widest, width(strings.TrimRightFunc(l.text, unicode.IsSpace)))
	}
	if len(all) < 2 || widest < wrapLeast || widest > wrapMost {
		return false
	}
	goesOn := false
	for i, l := range all[1:] {
		before := strings.TrimRightFunc(all[i].text, unicode.IsSpace)
		text := strings.TrimLeftFunc(l.text, unicode.IsSpace)
		first, _, _ := strings.Cut(text, " ")
		if listed.MatchString(l.text) || i < len(all)-2 && all[i].text[len(before):] != l.text[len(strings.TrimRightFunc(l.text, unicode.IsSpace)):] || width(before)+1+width(first) <= widest-2 || indent(l.text) != indent(all[1].text) {
			return false
		}
		goesOn = goesOn || !endsSentence(before)
	}
	return goesOn
}

func indent(s string) string { return s[:len(s)-len(strings.TrimLeft(s, " \t"))] }

func endsSentence(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s, `"'»”’)]`))
	return strings.ContainsRune(".!?؟…:؛;۔", r)
}

// paragraph is a wrapped paragraph, which is wrapped again as wide as it was.
func paragraph(all []line) segment {
	lead, trail := margins(all)
	w := wrapOf(all)
	in := indent(all[1].text)
	w.end = all[0].text[len(strings.TrimRightFunc(all[0].text, unicode.IsSpace)):] + w.end + in // a flowed letter's space
	return textual(rawOf(all), joined(all), func(t string) string {
		return lead + w.fill(oneLine(t), w.was-width(lead), w.was-width(in)) + trail
	})
}

// fill breaks a text into lines as long as the first one and the others may be,
// at spaces outside tags; a word that is longer stands alone.
func (w wrap) fill(s string, first, other int) string {
	var b strings.Builder
	inside := inTags.FindAllStringIndex(s, -1)
	room, begin, at := first, 0, -1 // the line begins at begin; it may be broken at at
	count, after := 0, 0            // characters on the line, and of them behind at
	end := func() {
		b.WriteString(s[begin:at])
		b.WriteString(w.end)
		begin = at + len(s[at:]) - len(strings.TrimLeft(s[at:], " "))
	}
	for i, r := range s {
		for len(inside) > 0 && inside[0][1] <= i {
			inside = inside[1:]
		}
		if count > room && at >= 0 {
			end()
			at, room, count = -1, other, after
		}
		if r == ' ' && i > begin && s[i-1] != ' ' && (len(inside) == 0 || i < inside[0][0]) &&
			(w.begins == nil || w.begins(s[i+1:])) {
			at, after = i, -1 // the space itself is not written
		}
		n := width(string(r))
		count, after = count+n, after+n
	}
	if count > room && at >= 0 {
		end()
	}
	return b.String() + s[begin:]
}
