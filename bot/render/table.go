package render

import (
	"slices"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// widest is how many columns of monospace a phone shows without breaking the
// line.
const widest = 34

// table renders a narrow table in columns, any other as a list of its rows:
// letters that are not Latin have no columns, and neither have links.
func (d *document) table(n *extast.Table) {
	var rows [][]ast.Node
	var texts [][]string
	plain := true
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []ast.Node
		var words []string
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			label := d.label(cell)
			last := cell.NextSibling() == nil
			plain = plain && columnar(label, last) && !contains(cell, ast.KindLink)
			cells, words = append(cells, cell), append(words, label)
		}
		rows, texts = append(rows, cells), append(texts, words)
	}
	if len(rows) == 0 {
		return
	}
	widths := columns(texts)
	total := 3 * (len(widths) - 1)
	for _, w := range widths {
		total += w
	}
	if plain && total <= widest {
		d.pre(aligned(texts, widths, n.Alignments), "")
		return
	}
	d.rows(rows, texts)
}

// columnar tells whether all characters have the same width in monospace. In
// the last column signs and emoji may have any: nothing stands behind them.
func columnar(s string, last bool) bool {
	for _, r := range s {
		known := r <= unicode.MaxLatin1 || unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic) ||
			strings.ContainsRune("–—…’‘“”•→←↑↓×≤≥≠±√€°²³✓✗", r)
		if r == '\n' || !known && (!last || rightToLeft(r)) {
			return false
		}
	}
	return true
}

func contains(n ast.Node, kind ast.NodeKind) bool {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() == kind || contains(c, kind) {
			return true
		}
	}
	return false
}

// width is how many columns a text takes, about.
func width(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case r >= 0x1100 && !unicode.Is(unicode.Latin, r) && !strings.ContainsRune("–—…’‘“”•→←↑↓≤≥≠√€✓✗★☆", r):
			n += 2
		default:
			n++
		}
	}
	return n
}

// columns are the widths of the columns.
func columns(rows [][]string) []int {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], width(cell))
		}
	}
	return widths
}

// aligned sets rows in columns with a rule below the first.
func aligned(rows [][]string, widths []int, alignments []extast.Alignment) string {
	var b strings.Builder
	for i, row := range rows {
		cells := make([]string, len(row))
		for j, cell := range row {
			left, right := 0, widths[j]-width(cell)
			switch alignments[j] {
			case extast.AlignRight:
				left, right = right, 0
			case extast.AlignCenter:
				left, right = right/2, right-right/2
			}
			cells[j] = strings.Repeat(" ", left) + cell + strings.Repeat(" ", right)
		}
		b.WriteString(strings.TrimRight(strings.Join(cells, " │ "), " ") + "\n")
		if i == 0 {
			for j, width := range widths {
				if j > 0 {
					b.WriteString("─┼─")
				}
				b.WriteString(strings.Repeat("─", width))
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// rows renders each row as a list item: its first cell, then the others, each
// after its column's name. A table of two columns is a list of pairs. What the
// first column is called stands above the list, and what no row would name.
func (d *document) rows(rows [][]ast.Node, texts [][]string) {
	pairs, begun := len(rows[0]) == 2, d.label(rows[0][0]) != ""
	d.styled(Bold, func() {
		d.inlines(rows[0][0])
		for i, cell := range rows[0][1:] {
			switch empty := emptyBelow(texts, i+1); {
			case texts[0][i+1] == "" || !pairs && !empty:
				continue
			case pairs:
				d.text(": ")
			case begun:
				d.text(" · ")
			}
			d.inlines(cell)
			begun = true
		}
	})
	for _, row := range rows[1:] {
		d.line(1)
		if pairs {
			d.row(row, nil)
		} else {
			d.row(row, texts[0])
		}
	}
}

// emptyBelow tells whether a column has nothing but its name.
func emptyBelow(rows [][]string, column int) bool {
	return !slices.ContainsFunc(rows[1:], func(row []string) bool { return row[column] != "" })
}

// row renders one row: with names, each cell but the first on its own line.
func (d *document) row(cells []ast.Node, names []string) {
	indent := d.indent
	d.marker, d.marked = indent+"• ", true
	d.indent += indentation
	for i, cell := range cells {
		if d.label(cell) == "" {
			continue
		}
		switch {
		case i == 0:
			d.styled(Bold, func() { d.inlines(cell) })
			continue
		case names == nil && !d.marked:
			d.text(": ")
		case names != nil:
			d.line(1)
			if names[i] != "" {
				d.text(names[i] + ": ")
			}
		}
		d.inlines(cell)
	}
	d.indent, d.marked = indent, false
}
