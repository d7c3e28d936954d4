package translate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
	"pgregory.net/rapid"
)

// shape is how goldmark understands a file: kinds of nodes, with what is not
// for people of each. Words and where lines break are left out.
func shape(s string) string {
	src := []byte(strings.TrimPrefix(s, "\ufeff"))
	src = []byte(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(src)))
	root := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote)).Parser().Parse(text.NewReader(src))
	var b strings.Builder
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			b.WriteString(")")
			return ast.WalkContinue, nil
		}
		b.WriteString("(")
		switch n := n.(type) {
		case *ast.Text:
			if n.HardLineBreak() {
				b.WriteString("break")
			}
			return ast.WalkContinue, nil
		case *ast.Heading:
			fmt.Fprintf(&b, "heading %d", n.Level)
			return ast.WalkContinue, nil
		case *ast.List:
			fmt.Fprintf(&b, "list %q %d", n.Marker, n.Start)
			return ast.WalkContinue, nil
		case *ast.Link:
			fmt.Fprintf(&b, "link %q %q", n.Destination, n.Title)
			return ast.WalkContinue, nil
		case *ast.Image:
			fmt.Fprintf(&b, "image %q %q", n.Destination, n.Title)
			return ast.WalkContinue, nil
		case *ast.RawHTML:
			fmt.Fprintf(&b, "html %q", n.Segments.Value(src))
			return ast.WalkContinue, nil
		case *ast.CodeSpan:
			fmt.Fprintf(&b, "code %q", strings.ReplaceAll(string(n.Text(src)), "\n", " ")) //nolint:staticcheck // no other way is as short
			return ast.WalkSkipChildren, nil
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			fmt.Fprintf(&b, "%s %q", n.Kind(), n.Lines().Value(src))
			return ast.WalkContinue, nil
		}
		b.WriteString(n.Kind().String())
		return ast.WalkContinue, nil
	})
	return strings.ReplaceAll(b.String(), "()", "")
}

// prose draws a paragraph's lines, all of them with human words.
func prose(t *rapid.T) string {
	var out []string
	for range rapid.IntRange(1, 4).Draw(t, "how many") {
		s := sentence(t)
		s = strings.ReplaceAll(s, "<3", "three")
		s += drawn(t, "", "", " **bold**", " `code`", " ``a ` b``", " [words](docs/x.md)", " [words](<a b> \"T\")", " [wiki](https://a.ir/b_(c))", " [guide]", " [guide][]", " [this][guide]",
			" ![alt](i.png 'title')", " <b>so</b>", " <https://a.ir>", " $x_1 + y$", " note[^1]", " \\* star", " &amp; so", " :smile:", " [![badge](b.svg)](https://a.ir)", " ~~gone~~", " 1. 2) - + # > |")
		out = append(out, s+drawn(t, "", "", "", "  ", "\\"))
	}
	out[len(out)-1] = strings.TrimRight(out[len(out)-1], ` \`)
	return strings.Join(out, "\n") + "\n"
}

// block draws a block of Markdown, with an empty line after it.
func block(t *rapid.T, depth int) string {
	kind := rapid.IntRange(0, 15).Draw(t, "how many")
	if depth > 2 && kind < 3 {
		kind += 3
	}
	within := func(first, rest string) string {
		var b strings.Builder
		for range rapid.IntRange(1, 3).Draw(t, "how many") {
			b.WriteString(block(t, depth+1))
		}
		var out strings.Builder
		for i, l := range strings.SplitAfter(strings.TrimRight(b.String(), "\n"), "\n") {
			prefix := rest
			if i == 0 {
				prefix = first
			} else if strings.TrimSpace(l) == "" {
				prefix = strings.TrimRight(rest, " ")
			}
			out.WriteString(prefix + l)
		}
		return out.String() + "\n\n"
	}
	switch kind {
	case 0:
		return within("> ", "> ")
	case 1:
		return within("- ", "  ")
	case 2:
		return within("1. ", "   ")
	case 3:
		return drawn(t, "# ", "### ") + sentence(t) + drawn(t, "", " ##") + "\n\n"
	case 4:
		return sentence(t) + "\n" + drawn(t, "===", "---") + "\n\n"
	case 5:
		return drawn(t, "```go\nfunc Once() {}\n# no heading\n```", "~~~\n```\nOnce\n~~~", "    Once := 1\n\n    # indented", "```\nOnce") + "\n\n"
	case 6:
		return "| " + cell(t) + " | " + cell(t) + " |\n|---|:-:|\n| " + cell(t) + " | 5 |\n| " + cell(t) + "\n\n"
	case 7:
		return drawn(t, "<!-- once\n\nupon -->", "<pre>\nkeep **me**\n\nso\n</pre>", "<div\n  class=\"a\">\n<!-- x -->\n</div>", "<style>\nb { }\n</style>") + "\n\n"
	case 8:
		return drawn(t, "***", "---", "- - -") + "\n\n"
	case 9:
		return drawn(t, "$$\nx + y\n$$", "$$\n\\begin{a}\n\n- b\n\\end{a}\n$$") + "\n\n"
	case 10:
		return drawn(t, "[guide]: https://a.ir \"Title\"", "[^1]: Once a footnote\n    goes on Once") + "\n\n"
	case 11:
		return "- [ ] " + prose1(t) + "- [x] " + prose1(t) + "  - " + prose1(t) + "\n"
	}
	return prose(t) + "\n"
}

func prose1(t *rapid.T) string { return strings.ReplaceAll(sentence(t), "<3", "three") + "\n" }

func cell(t *rapid.T) string {
	return strings.ReplaceAll(sentence(t), "<3", "three") + drawn(t, "", " `a\\|b`", " \\| so", " **b**")
}

func TestMarkdownKeepsItsForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		b.WriteString(drawn(t, "", "", "---\ntitle: Once\n---\n\n", "+++\ntitle = \"Once\"\n+++\n"))
		front := b.Len()
		for range rapid.IntRange(1, 5).Draw(t, "how many") {
			b.WriteString(block(t, 0))
		}
		in := b.String()
		src := ends(t, in)
		if got := translated(t, "md", src, identity); got != src {
			t.Fatalf("untranslated\n%q\ncame out as\n%q", src, got)
		}
		got := translated(t, "md", in, marking)
		if got[:front] != in[:front] {
			t.Fatalf("front matter %q", got)
		}
		if a, b := shape(in[front:]), shape(got[front:]); a != b {
			t.Fatalf("%q\ncame out as\n%q\n%s\n%s", in, got, a, b)
		}
		// The same whatever the line ends.
		if a, b := shape(got), shape(translated(t, "md", strings.ReplaceAll(in, "\n", "\r\n"), marking)); a != b {
			t.Fatalf("%q\n%s\n%s", in, a, b)
		}
	})
}

// TestMarkdownGarbage: lines of all kinds in any order keep their meaning, as far
// as goldmark knows it: formulas it does not, nor where code begins that ends in
// another line.
func TestMarkdownGarbage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for range rapid.IntRange(1, 9).Draw(t, "how many") {
			b.WriteString(drawn(t, "Once upon a time", "- Once", "> Once more", "    Once", "  Once", "| Once | b |", "|---|---|", "```", "# Once", "1) Once", "", "", "---", "===", "* * *", "<div>", "</div>", "<!--", "-->", "$$", "[a]: b", "\tOnce", "Once  ", "> ", ":: Once", ": Once", "*Once*", "`Once", "Once`", "+ Once", "[^1]: Once", "\\") + "\n")
		}
		in := b.String()
		if got := translated(t, "md", in, identity); got != in {
			t.Fatalf("untranslated\n%q\ncame out as\n%q", in, got)
		}
		got := translated(t, "md", in, marking)
		if a, b := shape(in), shape(got); a != b && !strings.Contains(in, "`Once") && !strings.Contains(in, "Once`") && strings.Count(in, "$$") < 2 {
			t.Fatalf("%q\ncame out as\n%q\n%s\n%s", in, got, a, b)
		}
	})
}
