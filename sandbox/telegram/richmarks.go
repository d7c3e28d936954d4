package telegram

import (
	"bytes"
	"regexp"
	"sync"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// richMarkdown parses GitHub's Markdown with maths, ||spoilers|| and ==marks==.
// Tags are read within lines only.
var richMarkdown = sync.OnceValue(func() parser.Parser {
	blocks := []util.PrioritizedValue{util.Prioritized(&mathsParser{}, 650)}
	for _, b := range parser.DefaultBlockParsers() {
		if b.Priority != 900 { // blocks of HTML
			blocks = append(blocks, b)
		}
	}
	inlines := append(parser.DefaultInlineParsers(),
		util.Prioritized(extension.NewTaskCheckBoxParser(), 0),
		util.Prioritized(&formulaParser{}, 50),
		util.Prioritized(extension.NewStrikethroughParser(), 500),
		util.Prioritized(&pairParser{'|', "spoiler"}, 501),
		util.Prioritized(&pairParser{'=', "marked"}, 502),
	)
	paragraphs := append(parser.DefaultParagraphTransformers(), util.Prioritized(extension.NewTableParagraphTransformer(), 200))
	return parser.NewParser(parser.WithBlockParsers(blocks...), parser.WithInlineParsers(inlines...),
		parser.WithParagraphTransformers(paragraphs...),
		parser.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)))
})

// richMaths is maths between lines of $$, or on one line between them.
type richMaths struct {
	ast.BaseBlock
	over bool
}

var kindRichMaths = ast.NewNodeKind("RichMaths")

func (*richMaths) Kind() ast.NodeKind     { return kindRichMaths }
func (*richMaths) IsRaw() bool            { return true }
func (m *richMaths) Dump(s []byte, l int) { ast.DumpHelper(m, s, l, nil, nil) }

type mathsParser struct{}

func (*mathsParser) Trigger() []byte             { return []byte{'$'} }
func (*mathsParser) CanInterruptParagraph() bool { return true }
func (*mathsParser) CanAcceptIndentedLine() bool { return false }

func (*mathsParser) Close(ast.Node, text.Reader, parser.Context) {}

var oneLineMaths = regexp.MustCompile(`^\$\$([^$]+)\$\$\s*$`)

func (*mathsParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	line = line[pc.BlockOffset():]
	node := &richMaths{}
	if m := oneLineMaths.FindSubmatchIndex(line); m != nil {
		start := segment.Start - segment.Padding + pc.BlockOffset()
		node.Lines().Append(text.NewSegment(start+m[2], start+m[3]))
		node.over = true
	} else if string(bytes.TrimSpace(line)) != "$$" {
		return nil, parser.NoChildren
	}
	reader.AdvanceToEOL()
	return node, parser.NoChildren
}

func (*mathsParser) Continue(n ast.Node, reader text.Reader, _ parser.Context) parser.State {
	node := n.(*richMaths)
	if node.over {
		return parser.Close
	}
	line, segment := reader.PeekLine()
	if node.over = string(bytes.TrimSpace(line)) == "$$"; !node.over {
		node.Lines().Append(segment)
	}
	reader.AdvanceToEOL()
	return parser.Continue | parser.NoChildren
}

// richFormula is maths within a line.
type richFormula struct {
	ast.BaseInline
	tex string
}

var kindRichFormula = ast.NewNodeKind("RichFormula")

func (*richFormula) Kind() ast.NodeKind     { return kindRichFormula }
func (f *richFormula) Dump(s []byte, l int) { ast.DumpHelper(f, s, l, nil, nil) }

type formulaParser struct{}

func (*formulaParser) Trigger() []byte { return []byte{'$'} }

var formulaForm = regexp.MustCompile(`^(\$\$?)([^\s$](?:[^$]*[^\s$])?)(\$\$?)(?:[^\d$]|$)`)

func (*formulaParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	m := formulaForm.FindSubmatchIndex(line)
	if m == nil || m[3]-m[2] != m[7]-m[6] {
		return nil
	}
	block.Advance(m[7])
	return &richFormula{tex: string(line[m[4]:m[5]])}
}

// richPair is what stands between two pairs of signs.
type richPair struct {
	ast.BaseInline
	kind string
}

var kindRichPair = ast.NewNodeKind("RichPair")

func (*richPair) Kind() ast.NodeKind     { return kindRichPair }
func (p *richPair) Dump(s []byte, l int) { ast.DumpHelper(p, s, l, nil, nil) }

// pairParser parses what stands between pairs of a sign.
type pairParser struct {
	sign byte
	kind string
}

func (p *pairParser) Trigger() []byte         { return []byte{p.sign} }
func (p *pairParser) IsDelimiter(b byte) bool { return b == p.sign }
func (p *pairParser) OnMatch(int) ast.Node    { return &richPair{kind: p.kind} }
func (*pairParser) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	return opener.Char == closer.Char && opener.OriginalLength == 2 && closer.OriginalLength == 2
}

func (p *pairParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, segment := block.PeekLine()
	node := parser.ScanDelimiter(line, before, 2, p)
	if node == nil || node.OriginalLength != 2 {
		return nil
	}
	node.Segment = segment.WithStop(segment.Start + node.OriginalLength)
	block.Advance(node.OriginalLength)
	pc.PushDelimiter(node)
	return node
}
