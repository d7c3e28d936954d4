package render

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// Limits of a rich message. Telegram counts characters and says little about
// what is a block: here the longer reading of both is taken, UTF-16 units, and
// list items and the rows of tables as blocks of their own.
const (
	maxRich        = 32768
	maxRichBlocks  = 500
	maxRichDepth   = 16
	maxRichColumns = 20
)

// Rich is a rich message: Telegram's Markdown, written anew from what was
// read. All that the package promises of texts holds of it as well.
type Rich struct {
	Markdown string `json:"markdown"`
	// RTL is set where most of the text runs from right to left.
	RTL bool `json:"rtl,omitempty"`
}

// RichPart is one rich message of an answer.
type RichPart struct {
	Rich
	// Plain is the same as text and entities, of any length.
	Plain Text
}

// RichMarkdown renders Markdown as rich messages where these show it better than
// text and entities do: tables, headings, maths in TeX, and what is too long for
// one ordinary message. Otherwise, and where some block exceeds what a rich
// message may hold, it returns nothing.
func RichMarkdown(src string) []RichPart {
	if len(src) > maxSource {
		return nil
	}
	d, root := read(src)
	d.blocks(root, 2)
	if plain := d.result(); blank(plain.Text) || plain.Len() <= maxMessage && !gains(root) {
		return nil
	}
	return d.richParts(root)
}

// richParts are rich messages of all that stands below the root.
func (d *document) richParts(root ast.Node) []RichPart {
	w := &richWriter{document: d, turns: map[ast.Node]bool{}, silent: map[ast.Node]bool{}}
	sizes := make([]piece, 0, root.ChildCount())
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		p := w.piece(n)
		if p.blocks >= maxRichBlocks || Len(p.markdown) > maxRich-numberRoom || w.exceeded {
			return nil
		}
		if p.markdown != "" {
			sizes = append(sizes, p)
		}
	}
	return w.gather(sizes)
}

// maxMessage is the most that an ordinary message holds.
const maxMessage = 4096

// gains tells whether a node has in it what text and entities can only imitate.
func gains(n ast.Node) bool {
	switch n := n.(type) {
	case *extast.Table, *formulaBlock:
		return true
	case *ast.Heading:
		return isTitle(n)
	case *formula:
		return strings.Contains(n.tex, `\`) && texOf(n.tex) != ""
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if gains(c) {
			return true
		}
	}
	return false
}

// piece is a block at the top of an answer, as it is written.
type piece struct {
	node     ast.Node
	markdown string
	blocks   int
}

func (w *richWriter) piece(n ast.Node) piece {
	w.count = 0
	return piece{n, w.block(n, 1), w.count}
}

// gather makes as few messages of the pieces as hold them, with room for a number.
// None ends with a heading.
func (w *richWriter) gather(pieces []piece) []RichPart {
	var parts []RichPart
	for len(pieces) > 0 {
		n, length, blocks := 0, 0, 0
		for n < len(pieces) && length+Len(pieces[n].markdown) <= maxRich-numberRoom && blocks+pieces[n].blocks < maxRichBlocks {
			length += Len(pieces[n].markdown) + len("\n\n")
			blocks += pieces[n].blocks
			n++
		}
		for last := n - 1; n < len(pieces) && last > 0 && pieces[last].node.Kind() == ast.KindHeading; last-- {
			n = last
		}
		parts = append(parts, w.part(pieces[:n]))
		pieces = pieces[n:]
	}
	numberRich(parts)
	return parts
}

// numberRich ends each of several rich messages with a line that says which of how many
// it is.
func numberRich(parts []RichPart) {
	if len(parts) < 2 {
		return
	}
	for i := range parts {
		p := &parts[i]
		digits, mark := counting(p.Plain)
		number := digits.Replace(fmt.Sprintf("(%d/%d)", i+1, len(parts)))
		p.Markdown += "\n\n" + number
		p.Plain.Text += "\n\n" + mark + number
	}
}

func (w *richWriter) part(pieces []piece) RichPart {
	markdowns := make([]string, len(pieces))
	d := &document{writer: newWriter(), source: w.source}
	d.isolate = w.isolate
	for i, p := range pieces {
		markdowns[i] = p.markdown
		if i > 0 {
			d.line(distance(pieces[i-1].node, p.node, 2))
		}
		d.block(p.node)
	}
	plain := unaddressed(directed(d.result(), d.isolate))
	whole := strings.Join(markdowns, "\n\n") // in which maths is still told from words
	return RichPart{Rich{whole, mostly(whole)}, plain}
}

// runsLeft tells whether most words of a text, its code aside, run from right to
// left.
func runsLeft(t Text) bool {
	var words strings.Builder
	at := 0
	for _, r := range t.Text {
		if !within(t.Entities, Code, at) && !within(t.Entities, Pre, at) {
			words.WriteRune(r)
		}
		at += runeLen(r)
	}
	return mostly(words.String())
}
