package render

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// formula is maths within a line: $…$, $$…$$, \(…\) or \[…\].
type formula struct {
	ast.BaseInline
	tex string
}

var kindFormula = ast.NewNodeKind("Formula")

func (*formula) Kind() ast.NodeKind { return kindFormula }

func (f *formula) Dump(source []byte, level int) { ast.DumpHelper(f, source, level, nil, nil) }

// formulas parses maths within a line before anything else may take its marks
// for Markdown's.
type formulas struct{}

func (*formulas) Trigger() []byte { return []byte{'$', '\\'} }

func (*formulas) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	before := block.PrecendingCharacter()
	for _, pair := range [][2]string{{"$$", "$$"}, {"$", "$"}, {`\(`, `\)`}, {`\[`, `\]`}} {
		rest, ok := bytes.CutPrefix(line, []byte(pair[0]))
		if !ok {
			continue
		}
		tex, after, ok := bytes.Cut(rest, []byte(pair[1]))
		if !ok || !isFormula(pair[0], string(tex), before, after) {
			return nil
		}
		block.Advance(len(line) - len(after))
		return &formula{tex: string(tex)}
	}
	return nil
}

var mathematical = regexp.MustCompile(`[\\^_=+<>{}|()*/-]`)

// plainTerm is what stands between dollars without any sign of maths: a number,
// a letter or two, or one after the other.
var plainTerm = regexp.MustCompile(`^(?:\d+(?:[.,]\d+)*)?\p{L}{0,2}$`)

// isFormula tells maths from prices, shell variables and escaped brackets.
func isFormula(mark, tex string, before rune, after []byte) bool {
	trimmed := strings.TrimSpace(tex)
	if trimmed == "" {
		return false
	}
	switch mark {
	case "$":
		next, _ := utf8.DecodeRune(after)
		return trimmed == tex && !unicode.IsLetter(before) && !unicode.IsDigit(before) &&
			!unicode.IsLetter(next) && !unicode.IsDigit(next) && (plainTerm.MatchString(tex) || mathematical.MatchString(tex))
	case `\[`:
		return trimmed != tex || mathematical.MatchString(tex)
	}
	return true
}

// formulaBlock is maths on lines of its own, between $$ and $$ or \[ and \].
type formulaBlock struct {
	ast.BaseBlock
	closing string
	done    bool
	whole   bool // the closing mark belongs to it
}

var kindFormulaBlock = ast.NewNodeKind("FormulaBlock")

func (*formulaBlock) Kind() ast.NodeKind { return kindFormulaBlock }
func (*formulaBlock) IsRaw() bool        { return true }

func (f *formulaBlock) Dump(source []byte, level int) { ast.DumpHelper(f, source, level, nil, nil) }

// formulaBlocks parses maths on lines of its own. A blank line ends it, closed
// or not, so that a forgotten mark does not swallow the rest.
type formulaBlocks struct{}

func (*formulaBlocks) Trigger() []byte             { return []byte{'$', '\\'} }
func (*formulaBlocks) CanInterruptParagraph() bool { return true }
func (*formulaBlocks) CanAcceptIndentedLine() bool { return false }

func (*formulaBlocks) Close(ast.Node, text.Reader, parser.Context) {}

func (p *formulaBlocks) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	if pc.BlockOffset() < 0 { // indented further than it is long
		return nil, parser.NoChildren
	}
	line = line[pc.BlockOffset():]
	node := &formulaBlock{}
	switch {
	case bytes.HasPrefix(line, []byte("$$")):
		node.closing = "$$"
	case bytes.HasPrefix(line, []byte(`\[`)):
		node.closing = `\]`
	case environment.Match(line):
		return p.environment(line, segment, reader, pc)
	default:
		return nil, parser.NoChildren
	}
	start := segment.Start - segment.Padding + pc.BlockOffset() + 2
	if end := bytes.Index(line[2:], []byte(node.closing)); end >= 0 && !util.IsBlank(line[2+end+2:]) {
		return nil, parser.NoChildren // words follow: it is maths within a line
	}
	p.take(node, text.NewSegment(start, segment.Stop), line[2:])
	reader.AdvanceToEOL()
	return node, parser.NoChildren
}

// environment begins a block that is an environment of maths without any mark
// around it. Its own words belong to the block.
func (p *formulaBlocks) environment(line []byte, segment text.Segment, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	node := &formulaBlock{closing: `\end{` + string(environment.FindSubmatch(line)[1]) + `}`, whole: true}
	p.take(node, text.NewSegment(segment.Start-segment.Padding+pc.BlockOffset(), segment.Stop), line)
	reader.AdvanceToEOL()
	return node, parser.NoChildren
}

// environment is the beginning of one that is maths by itself.
var environment = regexp.MustCompile(`^\\begin\{((?:align|equation|gather|multline|eqnarray|alignat|split|cases|array|[pbvB]?matrix)\*?)\}`)

func (p *formulaBlocks) Continue(n ast.Node, reader text.Reader, _ parser.Context) parser.State {
	node := n.(*formulaBlock)
	line, segment := reader.PeekLine()
	if node.done || util.IsBlank(line) {
		return parser.Close
	}
	p.take(node, segment, line)
	reader.AdvanceToEOL()
	return parser.Continue | parser.NoChildren
}

// take adds a line to the block, up to the closing mark where nothing but
// blanks follows it.
func (*formulaBlocks) take(node *formulaBlock, segment text.Segment, line []byte) {
	end := bytes.Index(line, []byte(node.closing))
	if end >= 0 && util.IsBlank(line[end+len(node.closing):]) {
		node.done = true
		if node.whole {
			end += len(node.closing)
		}
		segment = segment.WithStop(segment.Stop - (len(line) - end))
	}
	if segment.Start < segment.Stop {
		node.Lines().Append(segment)
	}
}
