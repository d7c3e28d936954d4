package render

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/util"
)

// formulaType is the entity of maths within a line, whose TeX is its Language. It
// exists on the way to a rich message only.
const formulaType = "formula"

// maths writes a formula: where that can be shown as such, as an entity.
func (d *document) maths(source string) {
	text, tex := readable(source), texOf(strings.ReplaceAll(source, "\n", " "))
	if !d.rich || tex == "" || blank(text) {
		d.formula(text)
		return
	}
	d.apart(Entity{Type: formulaType, Language: tex}, strings.Join(strings.Fields(text), " "))
}

// texOf is TeX as it stands between dollars, empty for what could end it early or
// be read as more than TeX. A blank after < keeps it from beginning a tag.
func texOf(source string) string {
	var lines []string
	for line := range strings.Lines(expandTabs(source)) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, lessThan.ReplaceAllString(line, "< $1"))
		}
	}
	tex := strings.Join(lines, "\n")
	if strings.ContainsAny(tex, "$`") || longestRun(tex, '\\')%2 == 1 && strings.HasSuffix(tex, `\`) {
		return ""
	}
	return tex
}

var lessThan = regexp.MustCompile(`<(\S)`)

// lineWriter writes the text of one block as Markdown.
type lineWriter struct {
	strings.Builder
	text  Text
	units []uint16
	// between stands for the end of a line.
	between string
	// inCell: bars end a cell.
	inCell bool
}

// manyLines is a text whose lines stay lines.
func manyLines(t Text) string { return (&lineWriter{text: t, between: "  \n"}).write() }

// oneLine is a text on one line, as headings are.
func oneLine(t Text) string { return (&lineWriter{text: t, between: " "}).write() }

// cell is a text as a cell of a table.
func cell(t Text) string { return (&lineWriter{text: t, between: "<br>", inCell: true}).write() }

func (w *lineWriter) write() string {
	w.units = encode(w.text.Text)
	var open []Entity
	var closing []string
	next, at := 0, 0
	for {
		for len(open) > 0 && open[len(open)-1].end() == at {
			w.WriteString(closing[len(closing)-1])
			open, closing = open[:len(open)-1], closing[:len(closing)-1]
		}
		if at == len(w.units) {
			return w.String()
		}
		whole := false
		for ; next < len(w.text.Entities) && w.text.Entities[next].Offset == at && !whole; next++ {
			e := w.text.Entities[next]
			if whole = w.whole(e); whole {
				at = e.end()
				continue
			}
			begin, end := w.marks(next)
			w.WriteString(begin)
			open, closing = append(open, e), append(closing, end)
		}
		if !whole {
			at = w.character(at)
		}
	}
}

// whole writes an entity that has nothing in it but itself.
func (w *lineWriter) whole(e Entity) bool {
	content := decode(w.units[e.Offset:e.end()])
	switch e.Type {
	case Code, Pre:
		w.code(strings.ReplaceAll(content, "\n", " "))
	case formulaType:
		w.formula(e)
	default:
		return false
	}
	return true
}

func (w *lineWriter) code(s string) {
	fence := strings.Repeat("`", longestRun(s, '`')+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	if w.inCell {
		s = strings.ReplaceAll(s, "|", `\|`)
	}
	w.WriteString(fence + s + fence)
}

// formula writes maths between dollars, which stand beside no letter or digit.
func (w *lineWriter) formula(e Entity) {
	tex := e.Language
	if w.inCell { // where \| is how a bar is written
		tex = strings.NewReplacer(`\|`, `\vert `, "|", `\vert `).Replace(tex)
	}
	if isWord(w.before(e.Offset)) {
		w.WriteString(" ")
	}
	w.WriteString("$" + strings.TrimSpace(tex) + "$")
	if isWord(w.after(e.end())) {
		w.WriteString(" ")
	}
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// before and after are the characters beside a unit; at the edges, a blank.
func (w *lineWriter) before(unit int) rune {
	if unit == 0 {
		return ' '
	}
	return runeBefore(w.units, unit)
}

func (w *lineWriter) after(unit int) rune {
	if unit == len(w.units) {
		return ' '
	}
	return runeAt(w.units, unit)
}

var (
	signsOf = map[string]string{Bold: "**", Italic: "*", Strikethrough: "~~", Spoiler: "||"}
	tagsOf  = map[string]string{Bold: "b", Italic: "i", Underline: "u", Strikethrough: "s", Spoiler: "tg-spoiler"}
)

// marks are what begins and ends an entity: Markdown's signs between whose ends and
// the words there can be no doubt, and tags elsewhere.
func (w *lineWriter) marks(i int) (begin, end string) {
	e := w.text.Entities[i]
	if e.Type == TextLink {
		return "[", "](" + escapedURL.Replace(e.URL) + ")"
	}
	sign := signsOf[e.Type]
	plain := sign != "" && isWord(w.after(e.Offset)) && isWord(w.before(e.end())) && (e.Type != Spoiler || !w.inCell)
	for j, other := range w.text.Entities {
		touches := other.Offset == e.Offset || other.end() == e.end() || other.end() == e.Offset || other.Offset == e.end()
		plain = plain && (j == i || !touches)
	}
	if plain {
		return sign, sign
	}
	tag := tagsOf[e.Type]
	return "<" + tag + ">", "</" + tag + ">"
}

// escapedURL writes what would end an address, or begin something, by its number.
var escapedURL = strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", `\`, "%5C", `"`, "%22", "'", "%27",
	"`", "%60", "|", "%7C", "*", "%2A", "$", "%24", " ", "%20", "~", "%7E")

// character writes the one at a unit so that it means nothing but itself, and
// returns where the next one is.
func (w *lineWriter) character(at int) int {
	r := runeAt(w.units, at)
	next := at + runeLen(r)
	switch {
	case r == '\n':
		w.WriteString(w.between)
	case strings.ContainsRune("<`[]$", r), r == '!' && w.linked(next), r == '&' && w.refers(at), r == '>' && w.begins(at):
		w.WriteString(references[r])
	case strings.ContainsRune(`\*_~|`, r),
		r == '=' && (w.before(at) == '=' || w.after(next) == '='),
		strings.ContainsRune("-+=:", r) && w.begins(at),
		r == '#' && unicode.IsSpace(w.before(at)), // in a heading, it would be lost at the end
		(r == '.' || r == ')') && w.numbers(at):
		w.WriteString(`\` + string(r))
	default:
		w.WriteRune(r)
	}
	return next
}

// references are the references of the characters that a backslash may not keep
// from their meaning: Telegram reads tags before it reads escapes.
var references = map[rune]string{
	'<': "&lt;", '>': "&gt;", '&': "&amp;", '`': "&#96;", '[': "&#91;", ']': "&#93;", '$': "&#36;", '!': "&#33;",
}

// linked tells whether a link begins at a unit.
func (w *lineWriter) linked(unit int) bool {
	for _, e := range w.text.Entities {
		if e.Type == TextLink && e.Offset == unit {
			return true
		}
	}
	return false
}

// refers tells whether the ampersand at a unit would be read as the beginning of a
// character reference.
func (w *lineWriter) refers(at int) bool {
	r := w.after(at + 1)
	return r == '#' || r < 0x80 && util.IsAlphaNumeric(byte(r))
}

// begins tells whether a unit is the first of its line.
func (w *lineWriter) begins(at int) bool { return at == 0 || w.units[at-1] == '\n' }

// numbers tells whether the sign at a unit makes a list's number of the digits
// before it.
func (w *lineWriter) numbers(at int) bool {
	if next := w.after(at + 1); !unicode.IsSpace(next) {
		return false
	}
	first := at
	for first > 0 && '0' <= w.units[first-1] && w.units[first-1] <= '9' {
		first--
	}
	return first < at && w.begins(first)
}
