package translate

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// mathParser reads formulas that stand on lines of their own, from $$ to $$.
type mathParser struct{}

type mathBlock struct{ ast.BaseBlock }

var kindMath = ast.NewNodeKind("Math")

func (*mathBlock) Kind() ast.NodeKind       { return kindMath }
func (*mathBlock) IsRaw() bool              { return true }
func (n *mathBlock) Dump(src []byte, l int) { ast.DumpHelper(n, src, l, nil, nil) }

func (mathParser) Trigger() []byte { return []byte{'$'} }

func (mathParser) Open(_ ast.Node, r text.Reader, pc parser.Context) (ast.Node, parser.State) {
	l, at := r.PeekLine()
	pos := pc.BlockOffset()
	if pos < 0 || !bytes.HasPrefix(l[pos:], []byte("$$")) || bytes.Contains(l[pos+2:], []byte("$$")) || at.Stop > lastMathEnd(r, pc) {
		return nil, parser.NoChildren
	}
	return &mathBlock{}, parser.NoChildren
}

var (
	mathEnd    = regexp.MustCompile(`\$\$[ \t]*(?:\n|$)`)
	mathEndKey = parser.NewContextKey()
)

// lastMathEnd is where the last line begins to end that may end a formula.
func lastMathEnd(r text.Reader, pc parser.Context) int {
	if at, ok := pc.Get(mathEndKey).(int); ok {
		return at
	}
	at := -1
	if all := mathEnd.FindAllIndex(r.Source(), -1); len(all) > 0 {
		at = all[len(all)-1][0]
	}
	pc.Set(mathEndKey, at)
	return at
}

func (mathParser) Continue(_ ast.Node, r text.Reader, _ parser.Context) parser.State {
	l, at := r.PeekLine()
	if bytes.HasSuffix(bytes.TrimSpace(l), []byte("$$")) {
		r.Advance(at.Len() - 1)
		return parser.Close
	}
	return parser.Continue | parser.NoChildren
}

func (mathParser) Close(ast.Node, text.Reader, parser.Context) {}

func (mathParser) CanInterruptParagraph() bool { return true }

func (mathParser) CanAcceptIndentedLine() bool { return false }

// untoldHTML finds what is no text in HTML.
var untoldHTML = regexp.MustCompile(`(?is)<!--.*?(?:-->|$)|<pre\b.*?(?:</pre>|$)|<script\b.*?(?:</script>|$)|<style\b.*?(?:</style>|$)|` +
	`<textarea\b.*?(?:</textarea>|$)|<svg\b.*?(?:</svg>|$)|<code\b.*?(?:</code>|$)|</?[a-z!?][^<>]*(?:>|$)`)

// html takes the lines of HTML for texts that have words outside tags, and
// whose tags end on them.
func (m *markdown) html(b mdBlock) {
	if t := b.node.(*ast.HTMLBlock).HTMLBlockType; t != ast.HTMLBlockType6 && t != ast.HTMLBlockType7 {
		return
	}
	from, to := b.rows[0].from, b.rows[len(b.rows)-1].to
	s := m.src[from:to]
	untold := untoldHTML.FindAllStringIndex(s, -1)
	for _, r := range b.rows {
		var words strings.Builder
		at, whole := r.from-from, true
		for len(untold) > 0 && untold[0][1] <= r.from-from {
			untold = untold[1:]
		}
		for _, u := range untold {
			if u[0] >= r.to-from {
				break
			}
			whole = whole && u[0] >= r.from-from && u[1] <= r.to-from
			words.WriteString(s[at:max(at, u[0])])
			at = u[1]
		}
		words.WriteString(s[min(at, r.to-from) : r.to-from])
		if whole && hasLetters(words.String()) {
			m.add([]row{r}, func(t string) string { return strings.Join(strings.Fields(t), " ") })
		}
	}
}
