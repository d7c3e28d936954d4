package telegram

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// richReading is what the servers make of a rich message's Markdown.
type richReading struct {
	source []byte
	blocks []RichBlock
	// breaches are what is wrong with it, refused or not.
	breaches []Breach

	count, depth, deepest, columns int
}

// ReadRich returns what the servers make of a rich message's Markdown.
func ReadRich(markdown string) *RichMessage { return &RichMessage{Blocks: readRich(markdown).blocks} }

// readRich reads Markdown as GitHub's is read, with Telegram's additions.
func readRich(markdown string) *richReading {
	r := &richReading{source: []byte(markdown)}
	r.blocks = r.children(richMarkdown().Parse(text.NewReader(r.source)))
	for rule, over := range map[string]bool{
		"more than 500 blocks": r.count > maxRichBlocks, "nested deeper than 16": r.deepest > maxRichDepth,
		"more than 20 columns": r.columns > maxRichColumns, "empty rich message": len(r.blocks) == 0,
	} {
		if over {
			r.note(rule, "")
		}
	}
	return r
}

// richMarkdown judges what the servers would make of a rich message.
func (j *judge) richMarkdown(markdown string) {
	for _, r := range markdown {
		if dropped(r) {
			j.note("a character that is not kept", strconv.QuoteRuneToASCII(r))
		}
	}
	for _, b := range readRich(markdown).breaches {
		j.note(b.Rule, b.Detail)
	}
}

// dropped tells the characters that are dropped or replaced, or reorder what stands
// around them.
func dropped(r rune) bool {
	return r < ' ' && r != '\n' || r == 0x7F || 0x202A <= r && r <= 0x202E || 0x2066 <= r && r <= 0x2069 ||
		0xE0000 <= r && r <= 0xE007F || r == '\t'
}

// refused is the servers' answer to what they do not take.
func (r *richReading) refused() error {
	switch {
	case len(r.blocks) == 0:
		return badRequest("RICH_MESSAGE_CONTENT_REQUIRED")
	case r.count > maxRichBlocks:
		return badRequest("RICH_MESSAGE_BLOCKS_TOO_MUCH")
	case r.deepest > maxRichDepth:
		return badRequest("RICH_MESSAGE_DEPTH_INVALID")
	case r.columns > maxRichColumns:
		return badRequest("RICH_MESSAGE_TABLE_INVALID")
	}
	return nil
}

func (r *richReading) note(rule, detail string) {
	r.breaches = append(r.breaches, Breach{rule, detail})
}

// within reads a level deeper.
func (r *richReading) within(read func()) {
	r.depth++
	r.deepest = max(r.deepest, r.depth)
	read()
	r.depth--
}

func (r *richReading) children(parent ast.Node) (blocks []RichBlock) {
	r.within(func() {
		for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
			if b := r.block(n); b.Type != "" {
				r.count++
				blocks = append(blocks, b)
			}
		}
	})
	return blocks
}

func (r *richReading) block(n ast.Node) RichBlock {
	switch n := n.(type) {
	case *ast.Heading:
		return RichBlock{Type: "heading", Size: n.Level, Text: r.spans(n)}
	case *ast.ThematicBreak:
		return RichBlock{Type: "divider"}
	case *ast.FencedCodeBlock:
		return RichBlock{Type: "pre", Language: string(n.Language(r.source)), Text: strings.TrimSuffix(r.lines(n), "\n")}
	case *ast.CodeBlock:
		return RichBlock{Type: "pre", Text: strings.TrimSuffix(r.lines(n), "\n")}
	case *richMaths:
		return RichBlock{Type: "mathematical_expression", Expression: strings.TrimSpace(r.lines(n))}
	case *ast.Blockquote:
		return RichBlock{Type: "blockquote", Blocks: r.children(n)}
	case *ast.List:
		return RichBlock{Type: "list", Items: r.items(n)}
	case *extast.Table:
		return RichBlock{Type: "table", Cells: r.cells(n)}
	case *ast.LinkReferenceDefinition:
		return RichBlock{}
	}
	if first := bytes.TrimLeft([]byte(r.lines(n)), "#"); len(first) < len(r.lines(n)) && len(first) > 0 {
		r.note("a heading that is none", r.lines(n)) // Telegram needs no blank after the sign
	}
	words := r.spans(n)
	if words == nil {
		return RichBlock{}
	}
	return RichBlock{Type: "paragraph", Text: words}
}

func (r *richReading) lines(n ast.Node) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(r.source))
	}
	return b.String()
}

func (r *richReading) items(n *ast.List) (items []RichItem) {
	number := n.Start
	r.within(func() {
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			r.count++
			item := RichItem{Label: "•"}
			if n.IsOrdered() {
				item.Label, item.Value = strconv.Itoa(number)+".", number
				number++
			}
			if first := c.FirstChild(); first != nil {
				if box, ok := first.FirstChild().(*extast.TaskCheckBox); ok {
					item.HasCheckbox, item.IsChecked = true, box.IsChecked
				}
			}
			item.Blocks = r.children(c)
			items = append(items, item)
		}
	})
	return items
}

func (r *richReading) cells(n *extast.Table) (rows [][]RichCell) {
	r.within(func() {
		for row := n.FirstChild(); row != nil; row = row.NextSibling() {
			r.count++
			var cells []RichCell
			for c := row.FirstChild(); c != nil; c = c.NextSibling() {
				align := c.(*extast.TableCell).Alignment.String()
				if align == "none" {
					align = "left"
				}
				cells = append(cells, RichCell{Text: r.spans(c), IsHeader: row == n.FirstChild(), Align: align, Valign: "middle"})
			}
			r.columns = max(r.columns, len(cells))
			rows = append(rows, cells)
		}
	})
	return rows
}
