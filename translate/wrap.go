package translate

import (
	"regexp"
	"strings"
	"unicode"
)

// cueRunes is how many characters viewers expect on a line of a subtitle, at
// most.
const cueRunes = 42

// wrap is how a text was broken into lines.
type wrap struct {
	// end stands between two lines, with what the next one begins with.
	end string
	// tags are, for each break, how many tags stand before it. A new break
	// keeps to its side of them where that can be: what is shown from
	// <00:06.000> on must not change its line.
	tags []int
	// begins says whether a line may begin with a text; nil: with any.
	begins func(string) bool
	// most is how long a line should be at most; 0: no matter. second allows a
	// second line where the first would be longer, and than it was.
	most   int
	second bool
	was    int
}

// wrapOf is how the given lines were broken.
func wrapOf(all []line) (w wrap) {
	tags := 0
	for i, l := range all {
		w.was = max(w.was, width(l.text))
		if i < len(all)-1 {
			tags += len(inTags.FindAllString(l.text, -1))
			w.tags = append(w.tags, tags)
		}
	}
	if w.end = all[0].end; w.end == "" {
		w.end = "\n"
	}
	return w
}

// inTags finds tags, and what stands in braces.
var inTags = regexp.MustCompile(`<[^<>\r\n]*>|\{[^{}\r\n]*\}`)

// width is how many characters of a text take room.
func width(s string) (n int) {
	for _, r := range s {
		if !unicode.In(r, unicode.Mn, unicode.Cf) {
			n++
		}
	}
	return n
}

// shown is how many characters of a cue's line viewers see.
func shown(s string) int { return width(inTags.ReplaceAllString(s, "")) }

// write breaks a text into as many lines as there were, or fewer where it has
// no room to be broken, of about the same length, at spaces outside tags, after
// a sentence or a part of one where that is near.
func (w wrap) write(s string) string {
	s = oneLine(s)
	breaks := w.tags
	if len(breaks) == 0 && w.second && shown(s) > max(w.most, w.was) {
		breaks = []int{-1}
	}
	var b strings.Builder
	passed := 0
	for k, tags := range breaks {
		at := w.breakAt(s, shown(s)/(len(breaks)-k+1), tags-passed)
		if at < 0 {
			break
		}
		passed += len(inTags.FindAllString(s[:at], -1))
		b.WriteString(strings.TrimRightFunc(s[:at], unicode.IsSpace))
		b.WriteString(w.end)
		s = strings.TrimLeftFunc(s[at:], unicode.IsSpace)
	}
	return b.String() + s
}

// breakAt is the space nearest to the given number of characters, of those
// with as many tags before as there should be if there are any; -1: none.
func (w wrap) breakAt(s string, want, tags int) int {
	at, best := -1, 0
	inside := inTags.FindAllStringIndex(s, -1)
	count, passed := 0, 0
	var last rune
	for i, r := range s {
		for passed < len(inside) && inside[passed][1] <= i {
			passed++
		}
		if passed < len(inside) && inside[passed][0] <= i {
			continue
		}
		if i > 0 && unicode.IsSpace(r) && r != '\u00a0' && (w.begins == nil || w.begins(strings.TrimLeftFunc(s[i:], unicode.IsSpace))) {
			off := w.cost(count, want, last, tags < 0 || passed == tags)
			if numberAlone(s[:i]) || numberAlone(s[i:]) {
				off += 1 << 21
			}
			if at < 0 || off < best {
				at, best = i, off
			}
		}
		last = r
		count += width(string(r))
	}
	return at
}

// numberAlone tells whether a line would be nothing but a number, which players take
// for that of a cue.
func numberAlone(line string) bool {
	line = strings.TrimSpace(line)
	return line != "" && strings.IndexFunc(line, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
}

// cost is how bad it is to break a line after so many characters, of which
// last is the last one.
func (w wrap) cost(count, want int, last rune, tagsKept bool) int {
	off := 4 * max(count-want, want-count)
	if strings.ContainsRune(".,;:!?…،؛؟", last) {
		off -= want // as good as a quarter of a line nearer
	}
	if w.most > 0 && count > w.most {
		off += 2 * want
	}
	if !tagsKept {
		off += 1 << 20
	}
	return off
}
