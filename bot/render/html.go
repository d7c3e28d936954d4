package render

import (
	"bytes"
	"html"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// Tags that models write in the middle of Markdown. Styles become Telegram's;
// tags of layout go where they are a pair, or alone on their line. All others
// are shown as they stand: they may be the very thing that is talked about.
var (
	breakTag  = regexp.MustCompile(`(?i)^<br\s*/?>$`)
	styleTag  = regexp.MustCompile(`(?i)^<(/?)(b|strong|i|em|u|ins|s|del|strike|tg-spoiler)>$`)
	layoutTag = regexp.MustCompile(`(?i)^<(/?)(details|summary|p|div|span|center|font|mark|small|big|ul|ol|li|kbd|code|sub|sup|a)(\s[^<>]*)?>$`)
	hrefValue = regexp.MustCompile(`(?i)\shref\s*=\s*(?:"([^"]*)"|'([^']*)')`)
	tagStyles = map[string]string{
		"b": Bold, "strong": Bold, "i": Italic, "em": Italic, "u": Underline, "ins": Underline,
		"s": Strikethrough, "del": Strikethrough, "strike": Strikethrough, "tg-spoiler": Spoiler, "summary": Bold,
	}
)

// tag is a tag of layout as it was written.
type tag struct {
	name, attributes string
	closing          bool
}

// rawTag returns the tag that a node is.
func (d *document) rawTag(n *ast.RawHTML) string {
	var b strings.Builder
	for i := range n.Segments.Len() {
		segment := n.Segments.At(i)
		b.Write(segment.Value(d.source))
	}
	return b.String()
}

// layout returns the tag of layout that a node is.
func (d *document) layout(n ast.Node) (t tag, ok bool) {
	raw, ok := n.(*ast.RawHTML)
	if !ok {
		return tag{}, false
	}
	m := layoutTag.FindStringSubmatch(d.rawTag(raw))
	if m == nil {
		return tag{}, false
	}
	return tag{strings.ToLower(m[2]), m[3], m[1] != ""}, true
}

// pairs finds the tags of layout among the children of a node that belong
// together.
func (d *document) pairs(parent ast.Node) map[ast.Node]bool {
	var found map[ast.Node]bool
	open := map[string][]ast.Node{}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		t, ok := d.layout(n)
		switch last := len(open[t.name]) - 1; {
		case !ok:
		case !t.closing:
			open[t.name] = append(open[t.name], n)
		case last >= 0:
			if found == nil {
				found = map[ast.Node]bool{}
			}
			found[n], found[open[t.name][last]] = true, true
			open[t.name] = open[t.name][:last]
		}
	}
	return found
}

// html renders a tag; paired tells whether it is half of a pair. It returns
// the last node that it has rendered.
func (d *document) html(n *ast.RawHTML, paired bool) ast.Node {
	raw := d.rawTag(n)
	if t, ok := d.layout(n); ok && (paired || d.alone(n)) {
		if t.name == "a" && !paired { // nobody can tell where its link ends
			return n
		}
		return d.laid(n, t)
	}
	m := styleTag.FindStringSubmatch(raw)
	switch {
	case breakTag.MatchString(raw):
		d.line(1)
	case m == nil:
		d.text(strings.ReplaceAll(raw, "\n", " "))
	case m[1] == "":
		d.start(Entity{Type: tagStyles[strings.ToLower(m[2])]})
	case len(d.open) > d.floor:
		d.end()
	}
	return n
}

// alone tells whether a tag has its line for itself.
func (d *document) alone(n *ast.RawHTML) bool {
	first, last := n.Segments.At(0), n.Segments.At(n.Segments.Len()-1)
	before := d.source[:first.Start]
	after, _, _ := bytes.Cut(d.source[last.Stop:], []byte("\n"))
	return len(bytes.TrimSpace(before[bytes.LastIndexByte(before, '\n')+1:])) == 0 && len(bytes.TrimSpace(after)) == 0
}

// laid renders a tag of layout.
func (d *document) laid(n *ast.RawHTML, t tag) ast.Node {
	words, inside := n.NextSibling().(*ast.Text)
	if inside && !t.closing {
		if end, ok := d.layout(words.NextSibling()); ok && end.closing && end.name == t.name {
			if d.short(t.name, d.unmarked(words.Segment)) {
				return words.NextSibling()
			}
		}
	}
	switch t.name {
	case "summary":
		if t.closing {
			d.endTag(Bold)
			d.line(1)
		} else {
			d.start(Entity{Type: Bold})
		}
	case "a":
		d.anchor(t)
	case "li":
		d.line(1)
		if !t.closing {
			d.text("• ")
		}
	case "p", "div", "ul", "ol", "center":
		d.line(1)
	}
	return n
}

// short renders what a tag holds that holds but words.
func (d *document) short(name, words string) bool {
	switch name {
	case "sub":
		d.text(script(words, subscripts, "_"))
	case "sup":
		d.text(script(words, superscripts, "^"))
	case "kbd", "code":
		d.code(words)
	default:
		return false
	}
	return true
}

// anchor begins or ends a link. What was begun in the link ends with it.
func (d *document) anchor(t tag) {
	if t.closing {
		begun := slices.IndexFunc(d.open, func(e Entity) bool { return e.Type == TextLink })
		for begun >= d.floor && len(d.open) > begun {
			d.end()
		}
		return
	}
	m := hrefValue.FindStringSubmatch(t.attributes)
	if m == nil {
		return
	}
	if href, _ := webAddress(html.UnescapeString(m[1] + m[2])); href != "" {
		d.start(Entity{Type: TextLink, URL: href})
	}
}

// endTag ends the innermost style if it is of this kind and began among the
// running inlines.
func (d *document) endTag(kind string) {
	if last := len(d.open) - 1; last >= d.floor && d.open[last].Type == kind {
		d.end()
	}
}
