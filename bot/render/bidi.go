package render

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/bidi"
)

// Marks that are not seen and give their surroundings a direction.
const lrm, rlm = "\u200e", "\u200f"

// separator keeps two marks from standing side by side: Telegram would replace the
// first. It joins nothing there, and is not seen.
const separator = string(zwnj)

func isMark(u uint16) bool { return u == 0x200E || u == 0x200F }

// rightToLeft tells the letters that run from right to left.
func rightToLeft(r rune) bool {
	c := class(r)
	return c == bidi.R || c == bidi.AL
}

func class(r rune) bidi.Class {
	p, _ := bidi.LookupRune(r)
	return p.Class()
}

// strong is 1 for a letter or mark that runs to the right, -1 to the left, and
// 0 for what goes along with its surroundings.
func strong(r rune) int {
	switch class(r) {
	case bidi.L:
		return 1
	case bidi.R, bidi.AL:
		return -1
	}
	return 0
}

// neutralEdge tells whether text that runs from left to right begins or ends
// with a character that goes along with what stands beside it.
func neutralEdge(s string) bool {
	runes := []rune(s)
	return len(runes) > 0 && !strings.ContainsFunc(s, rightToLeft) &&
		(strong(runes[0]) == 0 || strong(runes[len(runes)-1]) == 0)
}

// count counts the words that run to the left and to the right, each by its
// first letter, and returns the direction of the first of all.
func count(s string) (left, right, first int) {
	for word := range strings.FieldsSeq(s) {
		for _, r := range word {
			d := strong(r)
			if d == 0 {
				continue
			}
			if first == 0 {
				first = d
			}
			if r == '\u200e' || r == '\u200f' {
				continue
			}
			if d < 0 {
				left++
			} else {
				right++
			}
			break
		}
	}
	return left, right, first
}

// foreign are pieces of Markdown that have no say in an answer's direction:
// code, maths, addresses.
var foreign = regexp.MustCompile("(?s)```.*?(?:```|$)|`[^`\n]*`|\\$\\$.*?\\$\\$|\\$[^$\n]*\\$|https?://\\S+")

// mostly tells whether most words of a Markdown source run from right to left.
func mostly(s string) bool {
	left, right, _ := count(foreign.ReplaceAllString(s, " "))
	return left > 0 && left >= right
}

// directed puts a mark before each line that Telegram, which goes by a line's
// first letter, would set in the wrong direction: Persian that begins with a
// Latin word, English that begins with a Persian one. Within lines that run to
// the left it keeps together what ends or begins with a sign, such as C++ or
// /help. Blocks of code stay as they are.
func directed(t Text, whole bool) Text {
	var lines []line
	at := 0
	for text := range strings.Lines(t.Text) {
		end := at + Len(text)
		l := line{text: text, at: at, code: codeWithin(t.Entities, at, end)}
		l.left, l.right, _ = count(uncoded(text, at, l.code))
		lines = append(lines, l)
		at = end
	}
	alike(lines)
	var marks []insertion
	for _, l := range lines {
		if len(l.code) == 0 || l.code[0].Type == Code {
			marks = append(marks, l.direct(whole)...)
		}
	}
	return insert(t, marks)
}

// line is one line of a text, which begins at the unit at and has pieces of
// code in it; left and right count the words of either direction that have a
// say in it.
type line struct {
	text        string
	at          int
	code        []Entity
	left, right int
}

// alike has items of a list that follow each other vote together where they
// are of both directions, so that a glossary does not stand on both sides.
func alike(lines []line) {
	for from := 0; from < len(lines); {
		to, left, right := from, 0, 0
		for ; to < len(lines) && listed.MatchString(lines[to].text); to++ {
			if l := lines[to]; l.left > 0 && l.right > 0 {
				left, right = left+l.left, right+l.right
			}
		}
		for i := from; i < to; i++ {
			if l := &lines[i]; l.left > 0 && l.right > 0 {
				l.left, l.right = left, right
			}
		}
		from = max(to, from+1)
	}
}

// codeWithin returns the code, in lines or as a block, from one unit to
// another.
func codeWithin(entities []Entity, from, to int) []Entity {
	var code []Entity
	for _, e := range entities {
		if (e.Type == Code || e.Type == Pre) && e.Offset < to && from < e.end() {
			code = append(code, e)
		}
	}
	return code
}

// insertion is a mark to put before the unit at.
type insertion struct {
	at   int
	mark string
}

// direct finds the marks of one line.
func (l line) direct(whole bool) []insertion {
	_, _, first := count(l.text)
	left, right, at := l.left, l.right, l.at
	var marks []insertion
	switch {
	case left > 0 && (left >= right || whole && 3*left >= right):
		if first > 0 {
			marks = append(marks, insertion{at, rlm})
		}
		marks = append(marks, signed(l.text, at, l.code)...)
	case left == 0 && whole && first >= 0 && (right == 0 || right <= 4 && listed.MatchString(l.text)):
		if strings.TrimSpace(l.text) != "" && !within(l.code, Code, at) {
			marks = append(marks, insertion{at, rlm})
			marks = append(marks, signed(l.text, at, l.code)...)
		}
	case left > 0 && first < 0 && !whole:
		marks = append(marks, insertion{at, lrm})
	}
	return marks
}

// listed is the beginning of a list's item.
var listed = regexp.MustCompile(`^ *(?:[•◦▪☐☑]|\d+[.)]) `)

// uncoded is a line without the code in it, which has no say in its direction.
func uncoded(line string, at int, code []Entity) string {
	if len(code) == 0 {
		return line
	}
	return strings.Map(func(r rune) rune {
		coded := within(code, Code, at)
		at += runeLen(r)
		if coded {
			return ' '
		}
		return r
	}, line)
}

// What needs a mark in a line that runs to the left.
var (
	// opened is a Latin word or a number with a sign before it, or a number that
	// runs to the right as a whole: one that goes on behind a hyphen (a version, a
	// date), one of a card or a telephone, a sum with its result. Numbers that
	// merely stand side by side, such as a year and a count, do not.
	opened = shape(`(?:^|[\s(«"])()(?:[/.#$~<-]{1,2}[A-Za-z]|[-+−±$€£]D|\d[\d.]*-[A-Za-z]|\d+-\d+-\d)|` +
		`(?:^|[\s(«":])()(?:D{4}(?:[ -]D{4}){3}P|[0۰]D{2,3}(?:[ -]D{3,4}[ -]D{4}|-D{4,8})P|N(?: [-+−×÷*/] N)+ = N)`)
	// closed is a Latin word that ends with signs, an address with its stroke, a
	// name with brackets, which not every client takes for a pair.
	closed = shape(`(?:[A-Za-z_]\d*(?:\+\+?|#|\([ -'*-~]{0,40}\)|\[[ -Z^-~]{0,40}\]|[>*])|\w/)()P`)
)

// shape writes D for a digit, N for a number, P for the end of a word.
func shape(pattern string) *regexp.Regexp {
	const digit = `[0-9۰-۹]`
	return regexp.MustCompile(strings.NewReplacer("D", digit, "N", digit+`(?:`+digit+`|[.,٫٬]`+digit+`)*`, "P", `[).,،؛:»"!?؟]*(?:\s|$)`).Replace(pattern))
}

// signed finds the places of a line where a sign needs a mark to stay with its
// word. Nothing is put into code.
func signed(line string, at int, code []Entity) []insertion {
	var marks []insertion
	for _, m := range slices.Concat(opened.FindAllStringSubmatchIndex(line, -1), closed.FindAllStringSubmatchIndex(line, -1)) {
		unit := at + Len(line[:slices.Max(m[2:])]) // of the groups that matched
		if !slices.ContainsFunc(code, func(e Entity) bool { return e.Offset < unit && unit < e.end() }) {
			marks = append(marks, insertion{unit, lrm})
		}
	}
	slices.SortStableFunc(marks, func(a, b insertion) int { return a.at - b.at })
	return marks
}

// insert puts marks into a text. A mark at the edge of an entity stays
// outside, but for a quote, which is whole lines.
func insert(t Text, marks []insertion) Text {
	if len(marks) == 0 {
		return t
	}
	units := encode(t.Text)
	var out []uint16
	from := 0
	for i, m := range marks {
		out = append(out, units[from:m.at]...)
		if n := len(out); n > 0 && isMark(out[n-1]) {
			marks[i].mark = separator + m.mark
		}
		if m.at < len(units) && isMark(units[m.at]) {
			marks[i].mark += separator
		}
		out = append(out, encode(marks[i].mark)...)
		from = m.at
	}
	out = append(out, units[from:]...)
	moved := Text{Text: decode(out)}
	for _, e := range t.Entities {
		before, in := 0, 0
		for _, m := range marks {
			switch {
			case m.at < e.Offset, m.at == e.Offset && e.Type != Blockquote:
				before += Len(m.mark)
			case m.at < e.end(), m.at == e.end() && e.Type == Blockquote:
				in += Len(m.mark)
			}
		}
		e.Offset += before
		e.Length += in
		moved.Entities = append(moved.Entities, e)
	}
	return moved
}
