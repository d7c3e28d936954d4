package render

import (
	"regexp"
	"strings"
	"unicode"
)

// clean removes what is invisible and could deceive, and makes every line end
// a \n. Tabs stay. Joiners (ZWNJ, ZWJ) and the marks LRM, RLM and ALM, which
// reorder nothing but themselves, stay too.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r' || r == 0x85 || r == 0x2028 || r == 0x2029:
			return '\n'
		case unicode.IsControl(r), concealed(r):
			return -1
		}
		return r
	}, ringed.Replace(s))
	return manyMarks.ReplaceAllString(s, "$1")
}

// ringed composes what Telegram would take apart: it drops three combining
// marks, of which the ring is part of letters.
var ringed = strings.NewReplacer("A\u030a", "Å", "a\u030a", "å", "U\u030a", "Ů", "u\u030a", "ů", "\u030a", "", "\u0333", "", "\u033f", "")

// manyMarks are marks side by side, of which only the last counts.
var manyMarks = regexp.MustCompile("[\u200e\u200f]+([\u200e\u200f])")

// concealed tells the characters that could forge or smuggle: overrides,
// embeddings and isolates of direction (Telegram drops most of them itself),
// tag characters, invisible operators, and what is no character at all.
func concealed(r rune) bool {
	switch {
	case 0x202A <= r && r <= 0x202E, // embeddings and overrides
		0x2061 <= r && r <= 0x206F,                     // invisible operators, isolates, deprecated
		0xFFF9 <= r && r <= 0xFFFB,                     // interlinear annotations
		0xE0000 <= r && r <= 0xE0FFF,                   // tags, supplementary selectors
		0xFDD0 <= r && r <= 0xFDEF, r&0xFFFE == 0xFFFE, // noncharacters
		r == 0xFEFF: // byte order mark
		return true
	}
	return false
}

// expandTabs makes tabs blanks: Telegram would shrink each to one.
func expandTabs(s string) string { return strings.ReplaceAll(s, "\t", "    ") }

// blank tells whether Telegram would call the text empty.
func blank(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !invisible(r) }) < 0
}

func invisible(r rune) bool {
	switch r {
	case 0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0: // fillers and the empty Braille cell
		return true
	}
	return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector)
}

// trimmed returns t without blanks at its ends, as Telegram would leave it,
// with entities trimmed likewise. Blanks at the beginning of a Pre stay.
func trimmed(t Text) Text {
	units := encode(t.Text)
	lead := 0
	for lead < len(units) && isSpace(units[lead]) && !within(t.Entities, Pre, lead) {
		lead++
	}
	return cut(t, units, lead, len(units))
}

// within tells whether the unit at i lies in an entity of the type.
func within(entities []Entity, kind string, i int) bool {
	for _, e := range entities {
		if e.Type == kind && e.Offset <= i && i < e.end() {
			return true
		}
	}
	return false
}

func isSpace(u uint16) bool { return unicode.IsSpace(rune(u)) }

// cut returns the part of t from the unit lo to the unit hi, without blanks at
// its end. units is t.Text encoded.
func cut(t Text, units []uint16, lo, hi int) Text {
	for hi > lo && isSpace(units[hi-1]) {
		hi--
	}
	part := Text{Text: decode(units[lo:hi])}
	for _, e := range t.Entities {
		from, to := max(e.Offset, lo), min(e.end(), hi)
		for to > from && isSpace(units[to-1]) {
			to--
		}
		for e.Type != Pre && from < to && isSpace(units[from]) {
			from++
		}
		if from < to {
			e.Offset, e.Length = from-lo, to-from
			part.Entities = append(part.Entities, e)
		}
	}
	return part
}
