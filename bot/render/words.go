package render

import (
	"html"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// unmarked returns a stretch of the source as it is read: escapes and
// character references resolved, and without marks that belong to nothing, as
// half a pair does in an answer that is still being written.
func (d *document) unmarked(segment text.Segment) string {
	s := string(segment.Value(d.source))
	if !strings.ContainsAny(s, "\\&*_~`#") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && util.IsPunct(s[i+1]):
			b.WriteByte(s[i+1])
			i += 2
		case c == '&':
			character, n := reference(s[i:])
			b.WriteString(character)
			i += n
		case strings.IndexByte("*_~`#", c) >= 0:
			n := len(s[i:]) - len(strings.TrimLeft(s[i:], string(c)))
			if codelike(c, s[i+n:], d.before(segment, i)) || !stray(c, n, d.before(segment, i), d.after(segment, i+n)) {
				b.WriteString(s[i : i+n])
			}
			i += n
		default:
			b.WriteByte(c)
			i++
		}
	}
	return b.String()
}

// before and after are the characters of the source beside the i-th byte of a
// segment.
func (d *document) before(segment text.Segment, i int) rune {
	r, n := utf8.DecodeLastRune(d.source[:min(segment.Start-segment.Padding+i, len(d.source))])
	if n == 0 {
		return '\n'
	}
	return r
}

func (d *document) after(segment text.Segment, i int) rune {
	r, n := utf8.DecodeRune(d.source[min(segment.Start-segment.Padding+i, len(d.source)):])
	if n == 0 {
		return '\n'
	}
	return r
}

// codelike tells whether a run of stars, which the parser matched with nothing,
// stands in what may be code: before the name of an argument, or between signs as in
// a pattern of paths.
func codelike(mark byte, after string, before rune) bool {
	if mark != '*' || after == "" {
		return false
	}
	return argument.MatchString(after) || before == '/' && (after[0] == '/' || after[0] == '.')
}

// argument is a name that is one by what it is called, or by what follows it.
var argument = regexp.MustCompile(`^\w*(?:arg[sv]|_\w+)\b|^[A-Za-z_]\w*[),;\]]`)

// stray tells whether a run of n marks, which the parser matched with nothing,
// is half a pair, rather than a sign of its own: there is a word on one side of
// it, and none on the other.
func stray(mark byte, n int, before, after rune) bool {
	if n < 2 && mark != '`' {
		return false
	}
	spaceBefore, spaceAfter := util.IsSpaceRune(before), util.IsSpaceRune(after)
	switch {
	case mark == '#': // a heading without its blank
		return before == '\n' && !spaceAfter
	case spaceBefore && spaceAfter:
		return before == '\n' || after == '\n'
	case spaceBefore || util.IsPunctRune(before) && opening(before):
		return true
	}
	return spaceAfter || util.IsPunctRune(after) && !opening(after)
}

// reference resolves a character reference at the beginning of s, and returns
// how long it is. What is none is an ampersand.
func reference(s string) (string, int) {
	if end := strings.IndexByte(s, ';'); 1 < end && end <= 32 {
		if character := html.UnescapeString(s[:end+1]); character != s[:end+1] && !strings.HasSuffix(character, ";") {
			return strings.ReplaceAll(clean(character), "\n", " "), end + 1
		}
	}
	return "&", 1
}
