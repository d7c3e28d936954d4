package render

import (
	"slices"
	"strings"
)

// unaddressed keeps names with @ from mentioning somebody that the writer could not
// make code of: those that come together of several styles, as @du**rov** does, and
// those in spoilers and maths.
func unaddressed(t Text) Text {
	if !strings.Contains(t.Text, "@") {
		return t
	}
	var marks []insertion
	at, from := 0, 0
	for _, m := range handle.FindAllStringSubmatchIndex(t.Text, -1) {
		at, from = at+Len(t.Text[from:m[2]]), m[2]
		if !t.inert(at, at+Len(t.Text[m[2]:m[3]])) {
			marks = append(marks, insertion{at + 1, separator})
		}
	}
	return insert(t, marks)
}

// inert tells whether Telegram makes no name of what stands from the unit lo to the
// unit hi: it begins in code, or all of it is a link.
func (t Text) inert(lo, hi int) bool {
	return slices.ContainsFunc(t.Entities, func(e Entity) bool {
		switch e.Type {
		case Code, Pre:
			return e.Offset <= lo && lo < e.end()
		case TextLink:
			return e.Offset <= lo && hi <= e.end()
		}
		return false
	})
}
