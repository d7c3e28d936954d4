package telegram

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// richTags are the tags that stand within lines of rich Markdown, and what they
// make.
var richTags = map[string]string{
	"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "mark": "marked",
	"sub": "subscript", "sup": "superscript", "tg-spoiler": "spoiler",
}

var richTag = regexp.MustCompile(`(?i)^<(/?)([a-z][a-z0-9-]*)\s*(/?)>$`)

// frame is a tag that is open, with what stands within it so far.
type frame struct {
	tag   string
	texts []any
}

// spans reads what stands within a block; nil: nothing.
func (r *richReading) spans(parent ast.Node) (words any) {
	r.within(func() {
		open := []frame{{}}
		for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
			if html, ok := n.(*ast.RawHTML); ok {
				open = r.tag(html, open)
				continue
			}
			top := &open[len(open)-1]
			top.texts = append(top.texts, r.span(n)...)
		}
		for len(open) > 1 {
			r.note("a tag that is not closed", open[len(open)-1].tag)
			open = closed(open)
		}
		words = joined(open[0].texts)
	})
	return words
}

// tag opens or closes what a tag says.
func (r *richReading) tag(n *ast.RawHTML, open []frame) []frame {
	source := string(n.Segments.Value(r.source))
	top := &open[len(open)-1]
	m := richTag.FindStringSubmatch(source)
	switch {
	case m != nil && strings.EqualFold(m[2], "br"):
		top.texts = append(top.texts, "\n")
	case m == nil || richTags[strings.ToLower(m[2])] == "":
		r.note("a tag in the text", source)
		top.texts = append(top.texts, source)
	case m[1] == "":
		r.deepest = max(r.deepest, r.depth+len(open))
		return append(open, frame{tag: strings.ToLower(m[2])})
	case top.tag != strings.ToLower(m[2]):
		r.note("a tag that closes nothing", source)
	default:
		return closed(open)
	}
	return open
}

// closed ends the tag that was opened last.
func closed(open []frame) []frame {
	last := open[len(open)-1]
	open = open[:len(open)-1]
	top := &open[len(open)-1]
	top.texts = append(top.texts, RichSpan{Type: richTags[last.tag], Text: joined(last.texts)})
	return open
}

// joined makes one text of several.
func joined(texts []any) any {
	var out []any
	for _, t := range texts {
		s, plain := t.(string)
		if last := len(out) - 1; plain && last >= 0 {
			if before, ok := out[last].(string); ok {
				out[last] = before + s
				continue
			}
		}
		if t != "" {
			out = append(out, t)
		}
	}
	switch len(out) {
	case 0:
		return nil
	case 1:
		return out[0]
	}
	return out
}

func (r *richReading) span(n ast.Node) []any {
	within := func(kind string) []any { return []any{RichSpan{Type: kind, Text: r.spans(n)}} }
	switch n := n.(type) {
	case *ast.Text:
		return []any{r.words(n)}
	case *ast.String:
		return []any{string(n.Value)}
	case *ast.CodeSpan:
		var b strings.Builder
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			b.Write(c.(*ast.Text).Segment.Value(r.source))
		}
		return []any{RichSpan{Type: "code", Text: b.String()}}
	case *ast.Emphasis:
		return within(map[int]string{1: "italic", 2: "bold"}[n.Level])
	case *extast.Strikethrough:
		return within("strikethrough")
	case *richPair:
		return within(n.kind)
	case *richFormula:
		return []any{RichSpan{Type: "mathematical_expression", Expression: n.tex}}
	case *ast.Link:
		if !linkable(string(n.Destination)) {
			r.note("unusable link", string(n.Destination))
		}
		return []any{RichSpan{Type: "url", URL: string(util.URLEscape(n.Destination, false)), Text: r.spans(n)}}
	case *ast.Image:
		r.note("media is not played here", string(n.Destination))
		return within("url")
	case *ast.AutoLink:
		url := string(n.URL(r.source))
		return []any{RichSpan{Type: "url", URL: url, Text: string(n.Label(r.source))}}
	case *extast.TaskCheckBox:
		return nil
	}
	return []any{r.spans(n)}
}

// words are plain words. A line that ends softly goes on in the next.
func (r *richReading) words(n *ast.Text) string {
	raw := string(n.Segment.Value(r.source))
	if strings.Contains(strings.ReplaceAll(raw, `\\`, ""), `\<`) {
		r.note("a backslash does not escape <", raw)
	}
	s := string(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations([]byte(raw)))))
	switch {
	case n.HardLineBreak():
		s += "\n"
	case n.SoftLineBreak():
		s += " "
	}
	return s
}

// Words are the words of a rich message, its blocks apart from each other.
func (m *RichMessage) Words() string {
	words := make([]string, len(m.Blocks))
	for i := range m.Blocks {
		words[i] = strings.TrimSpace(blockWords(m.Blocks[i : i+1]))
	}
	return strings.Join(words, "\n\n")
}

func blockWords(blocks []RichBlock) string {
	var b strings.Builder
	for _, block := range blocks {
		b.WriteString(spanWords(block.Text) + block.Expression)
		for _, item := range block.Items {
			b.WriteString(item.Label + " " + blockWords(item.Blocks))
		}
		for _, row := range block.Cells {
			for i, c := range row {
				if i > 0 {
					b.WriteString(" | ")
				}
				b.WriteString(spanWords(c.Text))
			}
			b.WriteString("\n")
		}
		b.WriteString(blockWords(block.Blocks))
		b.WriteString("\n")
	}
	return b.String()
}

func spanWords(text any) string {
	switch t := text.(type) {
	case string:
		return t
	case RichSpan:
		return spanWords(t.Text) + t.Expression
	case []any:
		var b strings.Builder
		for _, part := range t {
			b.WriteString(spanWords(part))
		}
		return b.String()
	}
	return ""
}
