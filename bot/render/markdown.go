package render

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// Markdown renders CommonMark with GitHub's extensions (tables, task lists,
// strikethrough, bare addresses), ||spoilers|| and maths. Source that ends in
// the middle, as an answer does that is still being written, renders as far as
// it goes. A source without anything to show gives an empty Text; one of more
// than 128 KiB is taken as it is, unread.
func Markdown(src string) Text {
	if len(src) > maxSource {
		return Verbatim(src)
	}
	d, root := read(src)
	d.blocks(root, 2)
	return unaddressed(directed(d.result(), d.isolate))
}

// read parses a source. The document is empty yet.
func read(src string) (*document, ast.Node) {
	src = calm(clean(src))
	source := []byte(src)
	d := &document{writer: newWriter(), source: source}
	d.isolate = mostly(src)
	return d, markdown().Parse(text.NewReader(source))
}

// maxSource bounds what a hostile source can cost: the parser's worst case
// grows with the square of the length.
const maxSource = 128 << 10

// document renders the blocks of a source.
type document struct {
	*writer
	source []byte
	depth  int  // of lists
	floor  int  // styles open at the beginning of the running inlines
	rich   bool // maths and addresses are noted as such, for a rich message
}

// deepestBlocks bounds how deep lists and quotes are indented.
const deepestBlocks = 12

// blocks renders the children of a block, gap line ends apart.
func (d *document) blocks(parent ast.Node, gap int) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if before := n.PreviousSibling(); before != nil {
			d.line(distance(before, n, gap))
		}
		d.block(n)
	}
}

// distance is how many line ends stand between two blocks: no more where the
// source has them on adjacent lines, nor below a heading.
func distance(before, n ast.Node, gap int) int {
	switch n.Kind() {
	case ast.KindHeading:
		return 2
	case ast.KindList, ast.KindFencedCodeBlock, ast.KindBlockquote, ast.KindParagraph:
		if !n.HasBlankPreviousLines() {
			return 1
		}
	}
	if before.Kind() == ast.KindHeading || before.Kind() == kindNumbered && n.Kind() == kindNumbered {
		return 1
	}
	return gap
}

func isTitle(n ast.Node) bool {
	h, ok := n.(*ast.Heading)
	return ok && h.Lines().Len() == 1
}

func (d *document) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		d.heading(n)
	case *ast.ThematicBreak:
		if n.NextSibling() != nil && d.n > 0 {
			d.text("———")
		}
	case *ast.CodeBlock:
		d.pre(d.lines(n), "")
	case *ast.FencedCodeBlock:
		d.pre(d.lines(n), language(string(n.Language(d.source))))
	case *formulaBlock:
		d.formula(readable(d.lines(n)))
	case *ast.Blockquote:
		d.quoted(func() { d.blocks(n, 2) })
	case *ast.List:
		d.list(n)
	case *numbered:
		d.item(n, n.marker)
	case *extast.Table:
		d.table(n)
	case *ast.LinkReferenceDefinition:
	default:
		d.inlines(n)
	}
}

// heading renders a bold line. What has several lines is a paragraph that a
// line of dashes happened to follow.
func (d *document) heading(n *ast.Heading) {
	if !isTitle(n) {
		d.inlines(n)
		return
	}
	d.styled(Bold, func() { d.inlines(n) })
}

// lines are the raw lines of a block.
func (d *document) lines(n ast.Node) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(d.source))
	}
	return b.String()
}

var languageName = regexp.MustCompile(`^[\p{L}\p{N}+#._-]{1,40}`)

// language is the name of a language for a Pre, empty where there is none.
func language(info string) string { return strings.ToLower(languageName.FindString(info)) }

var bullets = []string{"•", "◦", "▪"}

// indentation is what a list's items are indented by below their own bullet.
const indentation = "   "

// list renders a list.
func (d *document) list(n *ast.List) {
	numbers := numbersOf(n)
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		bullet := bullets[min(d.depth, len(bullets)-1)]
		if n.IsOrdered() {
			bullet = strconv.Itoa(numbers[0]) + string(n.Marker)
			numbers = numbers[1:]
		}
		if hasBox(item) {
			bullet = ""
		}
		if item.PreviousSibling() != nil {
			d.line(1)
		}
		d.item(item, bullet)
	}
}

// numbersOf are the numbers of a list's items: those that were written, which may
// be years or count down; where one is repeated, as in 1. 1. 1., they count on.
func numbersOf(n *ast.List) []int {
	var numbers []int
	number, before := n.Start-1, -1
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		given, _ := item.AttributeString("number")
		if written, ok := given.(int); ok && written != before {
			number, before = written, written
		} else {
			number++
		}
		numbers = append(numbers, number)
	}
	return numbers
}

// hasBox tells whether a list's item begins with a box to tick, which stands
// in the bullet's place.
func hasBox(item ast.Node) bool {
	first := item.FirstChild()
	return first != nil && first.FirstChild() != nil && first.FirstChild().Kind() == extast.KindTaskCheckBox
}

// item renders an item of a list. An item's blocks stand on lines that follow
// each other: in a chat, blank lines within a list tear it apart.
func (d *document) item(n ast.Node, bullet string) {
	indent := d.indent
	if !d.marked {
		d.marker, d.marked = indent, true
	}
	if bullet != "" {
		d.marker += bullet + " "
	}
	d.depth++
	if d.depth <= deepestBlocks {
		d.indent += indentation
	}
	d.blocks(n, 1)
	d.depth--
	d.indent, d.marked = indent, false
}

// inlines renders the inline children of a node. Styles that tags began among
// them end with them.
func (d *document) inlines(parent ast.Node) {
	floor := d.floor
	d.floor = len(d.open)
	pairs := d.pairs(parent)
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch child := n.(type) {
		case *ast.Text:
			last, segment := joinedWords(child)
			d.words(last, segment)
			n = last
		case *ast.RawHTML:
			n = d.html(child, pairs[n])
		default:
			d.inline(n)
		}
	}
	for len(d.open) > d.floor {
		d.end()
	}
	d.floor = floor
}

func (d *document) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.String:
		d.text(string(n.Value))
	case *ast.CodeSpan:
		d.codeSpan(n)
	case *ast.Emphasis:
		kind := Italic
		if n.Level == 2 {
			kind = Bold
		}
		d.styled(kind, func() { d.inlines(n) })
	case *extast.Strikethrough:
		d.styled(Strikethrough, func() { d.inlines(n) })
	case *spoiler:
		d.styled(Spoiler, func() { d.inlines(n) })
	case *formula:
		d.maths(n.tex)
	case *ast.AutoLink:
		d.address(string(n.Label(d.source)))
	case *ast.Link:
		d.link(n, string(n.Destination))
	case *ast.Image:
		d.link(n, string(n.Destination))
	case *extast.TaskCheckBox:
		d.box(n)
	default:
		d.inlines(n)
	}
}

// box renders a box to tick; that of a rich message is its list's.
func (d *document) box(n *extast.TaskCheckBox) {
	switch {
	case d.rich:
	case n.IsChecked:
		d.text("☑ ")
	default:
		d.text("☐ ")
	}
}

// joinedWords returns the last of the stretches of words that begin with t,
// where the parser left a mark for a word, and the segment of them all. The
// nodes stay as they are: a cell of a table is rendered more than once.
func joinedWords(t *ast.Text) (*ast.Text, text.Segment) {
	segment := t.Segment
	for {
		next, goesOn := t.NextSibling().(*ast.Text)
		if !goesOn || t.SoftLineBreak() || t.HardLineBreak() || t.IsRaw() || next.IsRaw() ||
			segment.Stop != next.Segment.Start || segment.Padding != 0 || next.Segment.Padding != 0 {
			return t, segment
		}
		t, segment.Stop = next, next.Segment.Stop
	}
}

// words writes a segment of words that ends with the node.
func (d *document) words(n *ast.Text, segment text.Segment) {
	if n.IsRaw() {
		d.text(string(segment.Value(d.source)))
	} else {
		d.text(d.unmarked(segment))
	}
	if n.SoftLineBreak() || n.HardLineBreak() {
		d.line(1)
	}
}

// codeSpan renders code within a line. Fences that someone put within a line
// make a block of it all the same.
func (d *document) codeSpan(n *ast.CodeSpan) {
	var b bytes.Buffer
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.Write(t.Value(d.source))
		}
	}
	code := b.String()
	first, rest, several := strings.Cut(code, "\n")
	fence := n.Pos() >= 0 && bytes.HasPrefix(d.source[n.Pos():], []byte("```"))
	if !several || !fence || len(d.open) > 0 {
		d.code(code)
		return
	}
	beside, _, _ := bytes.Cut(bytes.TrimLeft(d.source[n.Pos():], "`"), []byte("\n"))
	name := language(string(bytes.TrimSpace(beside)))
	if name == "" || name != strings.ToLower(strings.TrimSpace(first)) {
		name, rest = "", code
	}
	d.line(1)
	d.pre(rest, name)
}
