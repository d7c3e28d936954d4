package render

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// Unstyled is the text without its entities: it mentions nobody, although the code
// is gone that kept names from it.
func (t Text) Unstyled() Text { return unaddressed(Text{Text: t.Text}) }

// anyHandle is a name behind anything at all: only letters and digits before it keep
// Telegram from taking it for one.
var anyHandle = regexp.MustCompile(`(?:^|\W)(@[A-Za-z0-9_]{3,})`)

// unaddressed keeps names with @ from mentioning somebody that the writer could not
// make code of: those that come together of several styles, as @du**rov** does, and
// those in spoilers and maths, and behind a slash that is not an address's.
func unaddressed(t Text) Text {
	if !strings.Contains(t.Text, "@") {
		return t
	}
	var marks []insertion
	at, from := 0, 0
	for _, m := range anyHandle.FindAllStringSubmatchIndex(t.Text, -1) {
		at, from = at+Len(t.Text[from:m[2]]), m[2]
		if !t.inert(at, at+Len(t.Text[m[2]:m[3]])) && !inAddress(t.Text[:m[2]]) {
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

// addressBefore is the part of an address that stands before its path's last name.
var addressBefore = regexp.MustCompile(`(https?://)?((?:[\p{L}\p{N}_-]+\.)+[\p{L}-]+)(?::\d+)?/(?:[^\s<>"«»]*/)?$`)

// inAddress tells whether a text ends in the middle of an address that Telegram
// makes a link of.
func inAddress(s string) bool {
	if !strings.HasSuffix(s, "/") {
		return false
	}
	m := addressBefore.FindStringSubmatch(s[strings.LastIndexAny(s, " \n")+1:])
	if m == nil {
		return false
	}
	_, known := publicsuffix.PublicSuffix(ascii(strings.ToLower(m[2])))
	return m[1] != "" || known
}
