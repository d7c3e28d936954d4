package translate

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// read makes spans of the tags again, in the order of the groups. Tags without
// a partner are left out.
func (w written) read(text string) (out Styled) {
	var units []uint16
	from := make([]int, len(w.groups))
	for i := range from {
		from[i] = -1
	}
	add := func(s string) { units = append(units, utf16.Encode([]rune(s))...) }
	at := 0
	for _, m := range styleTags.FindAllStringSubmatchIndex(text, -1) {
		add(text[at:m[0]])
		at = m[1]
		if m[8] >= 0 {
			add(map[string]string{"(": markOpen, ")": markClose}[text[m[8]:m[9]]])
			continue
		}
		n, _ := strconv.Atoi(text[m[4]:m[5]])
		switch {
		case n < 1 || n > len(w.groups):
		case m[2] == m[3]:
			from[n-1] = len(units)
		case from[n-1] >= 0:
			out.Spans = append(out.Spans, w.groups[n-1].at(units, from[n-1], len(units))...)
			from[n-1] = -1
		}
	}
	add(text[at:])
	out.Text = string(utf16.Decode(units))
	slices.SortStableFunc(out.Spans, func(a, b Span) int {
		if a.Offset != b.Offset {
			return a.Offset - b.Offset
		}
		return b.Length - a.Length
	})
	return out
}

// at are the spans of a group that was found at a stretch of text.
func (g group) at(units []uint16, from, to int) (spans []Span) {
	from, to = trimUnits(units, from, to)
	for _, s := range g.spans {
		if s.Offset += from; !g.fixed {
			s.Length = to - from
		}
		if s.Length > 0 {
			spans = append(spans, s)
		}
	}
	return spans
}

// plainText is a text without the tags of its spans.
func plainText(text string) string {
	if !strings.Contains(text, markOpen) {
		return text
	}
	return written{}.read(text).Text
}

// corrected puts the spans into the person's own translation of the text, as
// far as it is plain where they belong: around all of it, and at fixed words
// that stand in it once, as they did in the source.
func (w written) corrected(source Styled, text string) Styled {
	out := Styled{Text: text}
	src, units := utf16.Encode([]rune(source.Text)), utf16.Encode([]rune(text))
	srcFrom, srcTo := trimUnits(src, 0, len(src))
	for _, g := range w.groups {
		if g.from == srcFrom && g.to == srcTo && !g.fixed {
			out.Spans = append(out.Spans, g.at(units, 0, len(units))...)
			continue
		}
		words := string(utf16.Decode(src[g.from:g.to]))
		if before, _, ok := strings.Cut(text, words); g.fixed && ok && strings.Count(text, words) == 1 && strings.Count(source.Text, words) == 1 {
			from := len(utf16.Encode([]rune(before)))
			out.Spans = append(out.Spans, g.at(units, from, from+g.to-g.from)...)
		}
	}
	return out
}
