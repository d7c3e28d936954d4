package render

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// richWriter writes blocks as Telegram's rich Markdown.
type richWriter struct {
	*document
	count    int  // blocks written
	depth    int  // of the running block
	exceeded bool // a limit that no cut can keep
	// turns says which of two marks each list ended with, silent what showed
	// nothing.
	turns  map[ast.Node]bool
	silent map[ast.Node]bool
}

// block is a block's Markdown, its lines without an end at the last; empty where
// there is nothing to show. depth is how deep it stands, from 1.
func (w *richWriter) block(n ast.Node, depth int) string {
	s := w.shown(n, depth)
	w.silent[n] = s == ""
	return s
}

func (w *richWriter) shown(n ast.Node, depth int) string {
	if w.depth = depth; depth > maxRichDepth {
		w.exceeded = true
		return ""
	}
	switch n := n.(type) {
	case *ast.Heading:
		if isTitle(n) {
			return w.heading(n)
		}
	case *ast.ThematicBreak:
		if n.NextSibling() == nil || n.PreviousSibling() == nil {
			return ""
		}
		w.count++
		return "---"
	case *ast.CodeBlock:
		return w.fenced(w.lines(n), "")
	case *ast.FencedCodeBlock:
		return w.fenced(w.lines(n), language(string(n.Language(w.source))))
	case *formulaBlock:
		return w.formulaBlock(n)
	case *ast.Blockquote:
		return w.quote(n, depth)
	case *ast.List:
		return w.list(n, depth)
	case *extast.Table:
		return w.table(n)
	case *numbered:
		return w.numbered(n, depth)
	case *ast.LinkReferenceDefinition:
		return ""
	}
	return w.paragraph(n)
}

// blocks writes the children of a block.
func (w *richWriter) blocks(parent ast.Node, depth int) string {
	var b strings.Builder
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		s := w.block(n, depth)
		if s == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(s)
	}
	return b.String()
}

func (w *richWriter) heading(n *ast.Heading) string {
	text := w.leaf(n, w.isolate)
	if blank(text.Text) {
		return ""
	}
	w.count++
	return strings.Repeat("#", n.Level) + " " + oneLine(text)
}

// paragraph writes what has inlines only. Code that was fenced within it is a
// block of its own.
func (w *richWriter) paragraph(n ast.Node) string {
	text := w.leaf(n, w.isolate)
	units := encode(text.Text)
	var out []string
	words := func(lo, hi int) {
		for lo < hi && isSpace(units[lo]) {
			lo++
		}
		if part := cut(text, units, lo, hi); !blank(part.Text) {
			w.count++
			out = append(out, manyLines(part))
		}
	}
	at := 0
	for _, e := range text.Entities {
		if e.Type == Pre {
			words(at, e.Offset)
			out = append(out, w.fenced(decode(units[e.Offset:e.end()]), e.Language))
			at = e.end()
		}
	}
	words(at, len(units))
	return strings.Join(out, "\n\n")
}

// leaf renders the inlines of a block. whole: lines of mere numbers need a mark to
// stand where the others do, as in no cell of a table.
func (w *richWriter) leaf(n ast.Node, whole bool) Text {
	d := &document{writer: newWriter(), source: w.source, rich: true}
	d.isolate = w.isolate
	d.inlines(n)
	text := directed(d.result(), whole)
	if w.depth+nesting(text.Entities) > maxRichDepth {
		w.exceeded = true
	}
	return text
}

// nesting is how deep entities stand within each other.
func nesting(entities []Entity) (deepest int) {
	for i, inner := range entities {
		depth := 1
		for _, outer := range entities[:i] {
			if outer.end() >= inner.end() {
				depth++
			}
		}
		deepest = max(deepest, depth)
	}
	return deepest
}

// fenced writes a block of code within a fence that it does not hold.
func (w *richWriter) fenced(code, language string) string {
	code = strings.TrimRight(strings.Trim(expandTabs(code), "\n"), " \n")
	if blank(code) {
		return ""
	}
	w.count++
	fence := strings.Repeat("`", max(3, longestRun(code, '`')+1))
	return fence + language + "\n" + code + "\n" + fence
}

func longestRun(s string, of byte) int {
	longest, run := 0, 0
	for i := range len(s) {
		if run++; s[i] != of {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}

// formulaBlock writes maths on lines of its own, or as text where TeX could end it
// early.
func (w *richWriter) formulaBlock(n *formulaBlock) string {
	source := w.lines(n)
	if blank(source) {
		return ""
	}
	w.count++
	if tex := texOf(source); tex != "" {
		return "$$\n" + tex + "\n$$"
	}
	return manyLines(Text{Text: readable(source)})
}

func (w *richWriter) quote(n ast.Node, depth int) string {
	inner := w.blocks(n, depth+1)
	if inner == "" {
		return ""
	}
	w.count++
	return "> " + strings.TrimRight(strings.ReplaceAll(inner, "\n", "\n> "), " ")
}

// list writes a list. A number that is not the next one begins another list, for
// Markdown counts by itself; lists side by side take their marks in turns, so that
// they are not one.
func (w *richWriter) list(n *ast.List, depth int) string {
	w.count++
	before := n.PreviousSibling()
	for before != nil && w.silent[before] {
		before = before.PreviousSibling()
	}
	other := false
	if list, ok := before.(*ast.List); ok && list.IsOrdered() == n.IsOrdered() {
		other = !w.turns[before]
	}
	var items []string
	numbers := numbersOf(n)
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		w.count++
		marker := map[bool]string{false: "-", true: "*"}[other]
		if i := len(items); n.IsOrdered() {
			if i > 0 && numbers[i] != numbers[i-1]+1 {
				other = !other
				w.count++
			}
			marker = strconv.Itoa(max(numbers[i], 0)) + map[bool]string{false: ".", true: ")"}[other]
		}
		items = append(items, w.item(item, marker, depth))
	}
	w.turns[n] = other
	return strings.Join(items, "\n")
}

// numbered writes an item whose number is in the digits of Persian: as it was
// written, for Markdown's own lists have none.
func (w *richWriter) numbered(n *numbered, depth int) string {
	inner := w.blocks(n, depth)
	first := n.FirstChild()
	if first == nil || first.Kind() != ast.KindParagraph && first.Kind() != ast.KindTextBlock {
		w.count++
		return strings.TrimRight(n.marker+"\n\n"+inner, "\n")
	}
	return n.marker + " " + inner
}

// item writes a list's item: its blocks, indented as far as its mark is wide.
func (w *richWriter) item(n ast.Node, marker string, depth int) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		s := w.block(c, depth+2)
		switch {
		case s == "":
			continue
		case b.Len() == 0:
		case c.Kind() == ast.KindList && interrupts(s):
			b.WriteString("\n")
		default:
			b.WriteString("\n\n")
		}
		b.WriteString(s)
	}
	box := ""
	if hasBox(n) {
		box = "[ ] "
		if n.FirstChild().FirstChild().(*extast.TaskCheckBox).IsChecked {
			box = "[x] "
		}
	}
	indented := strings.ReplaceAll(b.String(), "\n", "\n"+strings.Repeat(" ", len(marker)+1))
	return strings.TrimRight(marker+" "+box+withoutIndent(indented), " ")
}

// withoutIndent takes the blanks off empty lines.
func withoutIndent(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			lines[i] = ""
		}
	}
	return strings.Join(lines, "\n")
}

// interrupts tells whether a list is one right below the words of an item, too.
func interrupts(list string) bool {
	first, _, _ := strings.Cut(list, "\n")
	mark, words, _ := strings.Cut(first, " ")
	return words != "" && (mark == "-" || mark == "*" || mark == "1." || mark == "1)")
}

func (w *richWriter) table(n *extast.Table) string {
	var b strings.Builder
	w.count++
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		w.count++
		if row.ChildCount() > maxRichColumns {
			w.exceeded = true
		}
		b.WriteString("|")
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			b.WriteString(" " + cell(w.leaf(c, false)) + " |")
		}
		if row == n.FirstChild() {
			b.WriteString("\n|")
			for _, a := range n.Alignments {
				b.WriteString(map[extast.Alignment]string{
					extast.AlignLeft: ":---|", extast.AlignCenter: ":---:|", extast.AlignRight: "---:|",
				}[a])
				if a == extast.AlignNone {
					b.WriteString("---|")
				}
			}
		}
		if row.NextSibling() != nil {
			b.WriteString("\n")
		}
	}
	return b.String()
}
