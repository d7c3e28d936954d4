package render

import (
	"regexp"
	"strings"
	"unicode"
)

// Growing renders a source that is still being written, so that what is shown
// of it does not jump: a last line of mere marks, of which it is not known yet
// what they will be (a "-" below words would make a heading of them), and the
// head of a table that has no rows yet, and the row of one that is not whole,
// are left out until more comes. So are marks at the very end, which may be half
// of one, and what may become the definition of a link.
func Growing(src string) Text {
	last := strings.LastIndexByte(src, '\n') + 1
	if tableRow.MatchString(src[last:]) {
		src = src[:last]
	}
	src = strings.TrimRight(src, " \n*_~")
	last = strings.LastIndexByte(src, '\n') + 1
	if !strings.ContainsFunc(src[last:], func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) && !tableRow.MatchString(src[last:]) || mayDefine.MatchString(src[last:]) {
		src = src[:last]
	}
	return Markdown(withoutHead(src))
}

// withoutHead takes off what may be the first two lines of a table.
func withoutHead(src string) string {
	src = strings.TrimRight(src, " \n")
	rest := src
	for range 2 {
		last := strings.LastIndexByte(rest, '\n') + 1
		if !tableRow.MatchString(rest[last:]) {
			return rest
		}
		rest = strings.TrimRight(rest[:last], " \n")
	}
	if last := strings.LastIndexByte(rest, '\n') + 1; tableRow.MatchString(rest[last:]) {
		return src // it has rows
	}
	return rest
}

var tableRow = regexp.MustCompile(`^\s*\|`)

// mayDefine is what may become a line such as "[1]: https://example.com".
var mayDefine = regexp.MustCompile(`^ {0,3}\[[^\]]*(?:\](?::\s*\S*)?)?$`)
