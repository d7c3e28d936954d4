package render

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// writer lays out text line by line and notes how it looks.
type writer struct {
	b        strings.Builder
	n        int // UTF-16 units written
	entities []Entity
	open     []Entity // inline styles begun and not ended; Offset -1: nothing written yet

	fresh  bool   // at the beginning of a line
	blanks string // stand before the next text, unless the line ends
	gap    int    // line ends to write before the next text
	indent string // stands before each line
	marker string // stands before the next line instead, as a list's bullet
	marked bool   // whether there is a marker

	quotes int // depth of quotes
	quote  int // where the running quote began; -1: nothing written yet

	// isolate is set where the text runs from right to left: code and maths
	// then need marks around them to keep their own order.
	isolate bool
}

func newWriter() *writer { return &writer{fresh: true, quote: -1} }

// line ends the line: what follows stands n line ends further, at least.
func (w *writer) line(n int) {
	w.fresh, w.gap = true, max(w.gap, n)
}

func (w *writer) raw(s string) {
	if startsWithMark(s) && endsWithMark(w.b.String()) {
		s = separator + s
	}
	w.b.WriteString(s)
	w.n += Len(s)
}

func startsWithMark(s string) bool { return strings.HasPrefix(s, lrm) || strings.HasPrefix(s, rlm) }
func endsWithMark(s string) bool   { return strings.HasSuffix(s, lrm) || strings.HasSuffix(s, rlm) }

// begin makes the place ready for text.
func (w *writer) begin() {
	if w.fresh {
		if w.n > 0 {
			w.raw(strings.Repeat("\n", w.gap))
		}
		w.fresh, w.gap, w.blanks = false, 0, ""
		lead := w.indent
		if w.marked {
			lead, w.marked = w.marker, false
		}
		if w.quotes > 0 && w.quote < 0 { // a quote is whole lines
			w.quote, lead = w.n, strings.TrimLeft(lead, " ")
		}
		w.raw(lead)
	}
	w.raw(w.blanks)
	w.blanks = ""
	for i := range w.open {
		if w.open[i].Offset < 0 {
			w.open[i].Offset = w.n
		}
	}
}

// handle is a name that Telegram would turn into a mention.
var handle = regexp.MustCompile(`(?:^|[^\w/])(@[A-Za-z0-9_]{3,})`)

// text writes words in the open styles. A name with @ becomes code, which
// mentions nobody.
func (w *writer) text(s string) {
	for !w.has(TextLink) {
		at := handle.FindStringSubmatchIndex(s)
		if at == nil {
			break
		}
		w.words(s[:at[2]])
		w.code(s[at[2]:at[3]])
		s = s[at[3]:]
	}
	w.words(s)
}

func (w *writer) words(s string) {
	if w.fresh || w.blanks != "" {
		s = strings.TrimLeftFunc(s, unicode.IsSpace)
	}
	s = expandTabs(s)
	text := strings.TrimRightFunc(s, unicode.IsSpace)
	if text != "" {
		w.begin()
		w.raw(text)
	}
	if !w.fresh {
		w.blanks += s[len(text):]
	}
}

// code writes words in monospace. Code stands in no other style: those that
// are open end before it and begin anew after it. A link and a spoiler would
// lose what they are for, and win over code.
func (w *writer) code(s string) {
	s = strings.TrimSpace(expandTabs(strings.ReplaceAll(s, "\n", " ")))
	w.apart(Entity{Type: Code}, s)
}

// apart writes words as what stands in no other style.
func (w *writer) apart(e Entity, s string) {
	if s == "" || w.has(TextLink) || w.has(Spoiler) {
		w.words(s)
		return
	}
	w.begin()
	for i, e := range w.open {
		w.add(e)
		w.open[i].Offset = -1
	}
	w.isolated(s, func() {
		e.Offset = w.n
		w.raw(s)
		w.add(e)
	})
}

// isolated writes s by write, within marks where its order would suffer from
// what stands around it.
func (w *writer) isolated(s string, write func()) {
	mark := ""
	if w.isolate && neutralEdge(s) {
		mark = lrm
	}
	w.raw(mark)
	write()
	w.raw(mark)
}

// formula writes maths.
func (w *writer) formula(s string) {
	for i, part := range strings.Split(s, "\n") {
		if i > 0 {
			w.line(1)
		}
		if part = strings.TrimSpace(part); part != "" {
			w.begin()
			w.isolated(part, func() { w.raw(part) })
		}
	}
}

// start opens a style, unless it is open already. Where it returns true, end
// closes it.
func (w *writer) start(e Entity) bool {
	if w.has(e.Type) {
		return false
	}
	e.Offset = -1
	w.open = append(w.open, e)
	return true
}

func (w *writer) has(kind string) bool {
	return slices.ContainsFunc(w.open, func(e Entity) bool { return e.Type == kind })
}

func (w *writer) end() {
	last := len(w.open) - 1
	w.add(w.open[last])
	w.open = w.open[:last]
}

// styled writes by write in a style.
func (w *writer) styled(kind string, write func()) {
	if w.start(Entity{Type: kind}) {
		defer w.end()
	}
	write()
}

// add notes the entity that began at its Offset and ends here.
func (w *writer) add(e Entity) {
	if e.Offset >= 0 && e.Offset < w.n {
		e.Length = w.n - e.Offset
		w.entities = append(w.entities, e)
	}
}

// quoted writes by write in a quote. Quotes in a quote are one with it.
func (w *writer) quoted(write func()) {
	indent := w.indent
	w.quotes, w.indent = w.quotes+1, ""
	write()
	w.quotes, w.indent = w.quotes-1, indent
	if w.quotes == 0 {
		w.endQuote()
	}
}

func (w *writer) endQuote() {
	w.add(Entity{Type: Blockquote, Offset: w.quote})
	w.quote = -1
}

// pre writes a block of code on lines of its own. A quote ends before it and
// begins anew after it.
func (w *writer) pre(code, language string) {
	code = strings.Trim(expandTabs(code), "\n")
	code = strings.TrimRightFunc(code, unicode.IsSpace)
	if blank(code) {
		return
	}
	if w.marked { // a list's item that is nothing but code
		w.marker = strings.TrimRight(w.marker, " ")
		w.begin()
		w.line(1)
	}
	w.endQuote()
	if w.n > 0 {
		w.raw(strings.Repeat("\n", w.gap))
	}
	e := Entity{Type: Pre, Offset: w.n, Language: language}
	w.raw(code)
	w.add(e)
	w.fresh, w.gap = true, 1
}

// result is all that was written.
func (w *writer) result() Text {
	slices.SortStableFunc(w.entities, func(a, b Entity) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length), cmp.Compare(rank(a), rank(b)))
	})
	return exposed(trimmed(Text{Text: w.b.String(), Entities: w.entities}))
}

// rank orders entities of the same stretch, the outer first.
func rank(e Entity) int {
	switch e.Type {
	case Blockquote:
		return 0
	case Code:
		return 2
	}
	return 1
}
