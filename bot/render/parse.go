package render

import (
	"bytes"
	"regexp"
	"strconv"
	"sync"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdown parses CommonMark with GitHub's extensions, spoilers and maths.
// HTML has no blocks of its own: what stands between tags is read as Markdown
// too.
var markdown = sync.OnceValue(func() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(&underlined{parser.NewSetextHeadingParser()}, 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(&numberedItems{}, 350),
			util.Prioritized(&listItems{parser.NewListItemParser()}, 400),
			util.Prioritized(&indentedCode{parser.NewCodeBlockParser()}, 500),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(&formulaBlocks{}, 750),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(&paragraphs{parser.NewParagraphParser()}, 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(extension.NewTaskCheckBoxParser(), 0),
			util.Prioritized(&formulas{}, 50),
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewRawHTMLParser(), 400),
			util.Prioritized(&delimiters{}, 500),
			util.Prioritized(extension.NewLinkifyParser(), 999),
		),
		parser.WithParagraphTransformers(
			util.Prioritized(&linkReferences{parser.LinkReferenceParagraphTransformer}, 100),
			util.Prioritized(&tables{extension.NewTableParagraphTransformer()}, 200),
		),
		parser.WithASTTransformers(
			util.Prioritized(extension.NewTableASTTransformer(), 0),
			util.Prioritized(surplusCells{}, 100),
		),
	)
})

// indentedCode leaves lines that are indented but not in Latin letters to be
// paragraphs: they are verses, not code.
type indentedCode struct{ parser.BlockParser }

func (p *indentedCode) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, _ := reader.PeekLine()
	for _, r := range string(line) {
		if rightToLeft(r) {
			return nil, parser.NoChildren
		}
		if unicode.IsLetter(r) {
			break
		}
	}
	return p.BlockParser.Open(parent, reader, pc)
}

// listItems keeps the number that an item of a list was given.
type listItems struct{ parser.BlockParser }

var itemNumber = regexp.MustCompile(`^\s*(\d{1,9})[.)]`)

func (p *listItems) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, _ := reader.PeekLine()
	m := itemNumber.FindSubmatch(line)
	node, state := p.BlockParser.Open(parent, reader, pc)
	if node != nil && m != nil {
		if n, err := strconv.Atoi(string(m[1])); err == nil {
			node.SetAttributeString("number", n)
		}
	}
	return node, state
}

// underlined are headings with a line below them: of two characters at least,
// since a dash alone is an item of a list that is not written yet.
type underlined struct{ parser.BlockParser }

func (p *underlined) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	if line, _ := reader.PeekLine(); len(bytes.TrimSpace(line)) < 2 {
		return nil, parser.NoChildren
	}
	return p.BlockParser.Open(parent, reader, pc)
}

// tables are those whose second line has a bar: a dash alone makes none.
type tables struct{ parser.ParagraphTransformer }

func (t *tables) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	for i := 1; i < node.Lines().Len(); i++ {
		line := node.Lines().At(i)
		if tableRule.Match(line.Value(reader.Source())) {
			t.ParagraphTransformer.Transform(node, reader, pc)
			return
		}
	}
}

// surplusCells gives the last cell of a table's row what stands in its line
// behind the last column, which the parser leaves out.
type surplusCells struct{}

func (surplusCells) Transform(root *ast.Document, reader text.Reader, _ parser.Context) {
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if n.Kind() != extast.KindTableRow || !entering {
			return ast.WalkContinue, nil
		}
		if cell := n.LastChild(); cell != nil && cell.Lines().Len() > 0 {
			rest, _, _ := bytes.Cut(reader.Source()[cell.Lines().At(0).Stop:], []byte("\n"))
			if more := bytes.Trim(rest, " \t|"); len(more) > 0 {
				cell.AppendChild(cell, ast.NewString(append([]byte(" | "), more...)))
			}
		}
		return ast.WalkSkipChildren, nil
	})
}

// paragraphs takes indented lines too: those that indentedCode left.
type paragraphs struct{ parser.BlockParser }

func (*paragraphs) CanAcceptIndentedLine() bool { return true }

// linkReferences takes definitions of links out of the text only where they
// define a link: "[Note]: important" is a sentence.
type linkReferences struct{ parser.ParagraphTransformer }

var definition = regexp.MustCompile(`^ {0,3}\[[^\]]+\]:\s*<?(?:https?://|mailto:|www\.|[/#.])`)

func (t *linkReferences) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	lines := node.Lines()
	for i := range lines.Len() {
		line := lines.At(i)
		value := bytes.TrimRight(line.Value(reader.Source()), "\n")
		if !bytes.HasPrefix(bytes.TrimLeft(value, " "), []byte("[")) {
			break
		}
		if !definition.Match(value) {
			return
		}
	}
	t.ParagraphTransformer.Transform(node, reader, pc)
}
