package translate

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Markdown is taken apart by goldmark, which says where the lines of each
// paragraph, heading, item and cell stand; all between them stays. Code, front
// matter, formulas, comments and link definitions are no texts.

// mdParser reads CommonMark with GitHub's tables, footnotes and formulas. What
// stands within paragraphs it need not understand.
var mdParser = parser.NewParser(
	parser.WithBlockParsers(append(parser.DefaultBlockParsers(),
		util.Prioritized(extension.NewFootnoteBlockParser(), 999),
		util.Prioritized(mathParser{}, 690),
	)...),
	parser.WithParagraphTransformers(append(parser.DefaultParagraphTransformers(),
		util.Prioritized(extension.NewTableParagraphTransformer(), 200),
	)...),
)

// markdown is a file on its way.
type markdown struct {
	src   string // as it is
	lines []line
	// begin is where each line begins in src, flat where in what goldmark
	// reads, whose lines all end in \n.
	begin, flat []int
	labels      map[string]bool // of links that are defined, folded
	out         []segment
	at          int // src is written up to here
}

func parseMarkdown(s string) ([]segment, error) {
	front := frontMatter(s)
	m := &markdown{src: s[front:], labels: map[string]bool{}}
	var flat strings.Builder
	at := 0
	for _, l := range lines(m.src) {
		m.lines = append(m.lines, l)
		m.begin, m.flat = append(m.begin, at), append(m.flat, flat.Len())
		at += len(l.text) + len(l.end)
		if !mdTooDeep.MatchString(l.text) {
			flat.WriteString(l.text)
		}
		if l.end != "" {
			flat.WriteByte('\n')
		}
	}
	pc := parser.NewContext()
	root := mdParser.Parse(text.NewReader([]byte(flat.String())), parser.WithContext(pc))
	for _, r := range pc.References() {
		m.labels[util.ToLinkReference(r.Label())] = true
	}
	m.out = append(m.out, glue(s[:front]))
	for _, b := range m.blocks(root) {
		m.block(b)
	}
	return append(m.out, glue(m.src[m.at:])), nil
}

// row is a part of a line: src[from:to].
type row struct{ line, from, to int }

// mdBlock is a block with text, line by line.
type mdBlock struct {
	node ast.Node
	rows []row
}

// blocks lists the blocks with text in the order of the file.
func (m *markdown) blocks(root ast.Node) (all []mdBlock) {
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering || n.Type() == ast.TypeInline {
			return ast.WalkSkipChildren, nil
		}
		switch n.Kind() {
		case ast.KindParagraph, ast.KindTextBlock, ast.KindHeading, extast.KindTableCell, ast.KindHTMLBlock:
			if rows := m.rows(n); len(rows) > 0 {
				all = append(all, mdBlock{n, rows})
			}
		}
		return ast.WalkContinue, nil
	})
	slices.SortStableFunc(all, func(a, b mdBlock) int { return cmp.Compare(a.rows[0].from, b.rows[0].from) })
	return all
}

// rows are a block's lines, without the white space at their ends.
func (m *markdown) rows(n ast.Node) (all []row) {
	list := n.Lines()
	for i := range list.Len() {
		s := list.At(i)
		k, exact := slices.BinarySearch(m.flat, s.Start)
		if !exact {
			k--
		}
		l := m.lines[k].text
		from := min(s.Start-m.flat[k], len(l))
		to := min(s.Stop-m.flat[k], len(l))
		for from < to && (l[from] == ' ' || l[from] == '\t') {
			from++
		}
		to = from + len(strings.TrimRight(l[from:max(from, to)], " \t"))
		all = append(all, row{k, m.begin[k] + from, m.begin[k] + to})
	}
	return all
}

var (
	mdOwnLine    = regexp.MustCompile(`^(?::::.*|\[![A-Za-z]+\][-+]?|\[TOC\]|\[\[_TOC_\]\]|\\(?:newpage|pagebreak))$`)
	mdDelimiter  = regexp.MustCompile(`^\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?$`)
	mdDefinition = regexp.MustCompile(`^:[ \t]+`)
	mdCheckbox   = regexp.MustCompile(`^\[[ xX]\][ \t]+`)
)

// block makes a block texts: a paragraph is one up to each hard line break.
func (m *markdown) block(b mdBlock) {
	switch b.node.Kind() {
	case ast.KindHTMLBlock:
		m.html(b)
		return
	case extast.KindTableCell:
		m.add(b.rows, cellText)
		return
	}
	if _, item := b.node.Parent().(*ast.ListItem); item && b.node.PreviousSibling() == nil {
		b.rows[0].from += len(mdCheckbox.FindString(m.src[b.rows[0].from:b.rows[0].to]))
	}
	heading := b.node.Kind() == ast.KindHeading
	grid := slices.ContainsFunc(b.rows, func(r row) bool { return mdDelimiter.MatchString(m.src[r.from:r.to]) })
	var group []row
	for _, r := range b.rows {
		s := m.src[r.from:r.to]
		if d := mdDefinition.FindString(s); d != "" {
			m.paragraph(group, heading)
			group = nil
			r.from += len(d)
		}
		switch {
		case mdOwnLine.MatchString(s), mdDelimiter.MatchString(s), mdRule.MatchString(s):
			m.paragraph(group, heading)
			group = nil
		case grid, m.hardBreak(r):
			m.paragraph(append(group, r), heading)
			group = nil
		default:
			group = append(group, r)
		}
	}
	m.paragraph(group, heading)
}

// hardBreak says whether a line of a paragraph ends in a hard line break.
func (m *markdown) hardBreak(r row) bool {
	rest := m.src[r.from : m.begin[r.line]+len(m.lines[r.line].text)]
	return strings.HasSuffix(rest, "  ") || strings.HasSuffix(rest, `\`) || strings.HasSuffix(rest, "<br>") || strings.HasSuffix(rest, "<br/>") || strings.HasSuffix(rest, "<br />")
}

// paragraph makes lines one text, which is wrapped again as they were.
func (m *markdown) paragraph(rows []row, heading bool) {
	if len(rows) == 0 {
		return
	}
	last := &rows[len(rows)-1]
	last.to -= len(m.src[last.from:last.to]) - len(strings.TrimRight(m.src[last.from:last.to], `\`)) // a hard break's
	var all []line
	for _, r := range rows {
		all = append(all, line{m.src[r.from:r.to], m.lines[r.line].end})
	}
	w := wrapOf(all)
	if len(rows) > 1 {
		w.end += m.src[m.begin[rows[1].line]:rows[1].from]
		w.begins = beginsNoBlock
	}
	first := all[0].text
	m.add(rows, func(t string) string {
		t = strings.Join(strings.Fields(t), " ")
		if !heading && !beginsNoBlock(t) && beginsNoBlock(first) {
			t = escapeStart(t)
		}
		if len(rows) > 1 {
			t = w.fill(t, w.was, w.was)
		}
		return t
	})
}

func cellText(t string) string {
	t = strings.Join(strings.Fields(t), " ")
	return strings.ReplaceAll(strings.ReplaceAll(t, `\|`, "|"), "|", `\|`)
}

// add writes the file up to the rows as it is and makes these a text.
func (m *markdown) add(rows []row, write func(string) string) {
	from, to := rows[0].from, rows[len(rows)-1].to
	if from < m.at || to <= from {
		return
	}
	m.out = append(m.out, glue(m.src[m.at:from]))
	m.at = to
	var all []line
	for _, r := range rows {
		all = append(all, line{text: m.src[r.from:r.to]})
	}
	h := hideInline(m.nameLabels(joined(all)))
	if !hasLetters(h.rest) {
		m.out = append(m.out, glue(m.src[from:to]))
		return
	}
	m.out = append(m.out, textual(m.src[from:to], h.text, func(t string) string { return h.show(write(t)) }))
}

var (
	// mdTooDeep is a line in so many quotes or lists that reading it would take
	// minutes; it stays as it is.
	mdTooDeep   = regexp.MustCompile(`^(?:[ \t]*(?:>|[-*+][ \t]|\d+[.)][ \t])){100}`)
	mdFrontLine = regexp.MustCompile(`^(?:[\w"'.-]+\s*[:=]|#|\[|\{)`)
	mdNew       = regexp.MustCompile("^(?:[-*+=](?:\\s|$)|\\d+[.)](?:\\s|$)|#{1,6}(?:\\s|$)|\\[\\^[^\\]\\s]+\\]:|[<>|]|:\\s|\\$\\$|```|~~~)")
	mdRule      = regexp.MustCompile(`^(?:[-*_=:+~][ \t]*){2,}$|^:::`)
)

// beginsNoBlock says whether a line of a paragraph may begin with s.
func beginsNoBlock(s string) bool {
	if s == "" || s[0] >= utf8.RuneSelf || s[0]|0x20 >= 'a' && s[0]|0x20 <= 'z' {
		return true
	}
	s = s[:min(len(s), 100)] // more would not tell more, and takes long
	return !mdNew.MatchString(s) && !mdRule.MatchString(s)
}

// escapeStart keeps a text from beginning a block.
func escapeStart(s string) string {
	i := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if i <= 0 {
		i = 0
	}
	return s[:i] + `\` + s[i:]
}

// frontMatter is the length of a file's front matter.
func frontMatter(s string) int {
	all := lines(s)
	if len(all) < 2 {
		return 0
	}
	mark := strings.TrimRight(all[0].text, " \t")
	if mark != "---" && mark != "+++" {
		return 0
	}
	at, begun := len(all[0].text)+len(all[0].end), false
	for _, l := range all[1:] {
		at += len(l.text) + len(l.end)
		switch text := strings.TrimRight(l.text, " \t"); {
		case text == mark, mark == "---" && text == "...":
			return at
		case begun || text == "":
		case !mdFrontLine.MatchString(text):
			return 0 // a rule, and text
		default:
			begun = true
		}
	}
	return 0
}
