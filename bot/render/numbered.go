package render

import (
	"regexp"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// numbered is an item of a list whose number is written in the digits of
// Persian or Arabic, which Markdown takes for words: what is indented below it
// belongs to it.
type numbered struct {
	ast.BaseBlock
	marker string // as it was written
	offset int    // columns up to its words
}

var kindNumbered = ast.NewNodeKind("Numbered")

func (*numbered) Kind() ast.NodeKind { return kindNumbered }

func (n *numbered) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// numberedItems parses such items.
type numberedItems struct{}

var itemInDigits = regexp.MustCompile(`^([۰-۹]{1,3}|[٠-٩]{1,3})([.)]|\\[.)]) +`)

// Trigger returns the first bytes of the digits.
func (*numberedItems) Trigger() []byte             { return []byte{0xDB, 0xD9} }
func (*numberedItems) CanInterruptParagraph() bool { return true }
func (*numberedItems) CanAcceptIndentedLine() bool { return false }

func (*numberedItems) Close(ast.Node, text.Reader, parser.Context) {}

func (*numberedItems) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, _ := reader.PeekLine()
	if pc.BlockOffset() < 0 { // indented further than it is long
		return nil, parser.NoChildren
	}
	line = line[pc.BlockOffset():]
	m := itemInDigits.FindSubmatch(line)
	if m == nil || util.IsBlank(line[len(m[0]):]) {
		return nil, parser.NoChildren
	}
	punctuation := string(m[2][len(m[2])-1:])
	node := &numbered{marker: string(m[1]) + punctuation}
	node.offset = pc.BlockIndent() + len([]rune(string(m[0])))
	reader.Advance(pc.BlockOffset() + len(m[0]))
	return node, parser.HasChildren
}

func (*numberedItems) Continue(n ast.Node, reader text.Reader, _ parser.Context) parser.State {
	line, _ := reader.PeekLine()
	if util.IsBlank(line) {
		reader.AdvanceToEOL()
		return parser.Continue | parser.HasChildren
	}
	indent, _ := util.IndentWidth(line, reader.LineOffset())
	if indent < 2 {
		return parser.Close
	}
	pos, padding := util.IndentPosition(line, reader.LineOffset(), min(indent, n.(*numbered).offset))
	reader.AdvanceAndSetPadding(pos, padding)
	return parser.Continue | parser.HasChildren
}
