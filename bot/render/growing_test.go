package render

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestGrowing: what is shown of a text that is still being written.
func TestGrowing(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"words", "One **two", "One two"},
		{"a line that may become a list", "Some words\n-", "Some words"},
		{"a list's first words", "Some words\n- one", "Some words\n• one"},
		{"a heading's mark", "Some words\n\n##", "Some words"},
		{"a table's head", "So:\n\n| a | b |", "So:"},
		{"a table's rule", "So:\n\n| a | b |\n|---|", "So:"},
		{"a table's first row begins", "So:\n\n| a | b |\n|---|---|\n| c |", "So:"},
		{"a table's first row", "So:\n\n| a | b |\n|---|---|\n| c | d |\n", "So:\n\na │ b\n──┼──\nc │ d"},
		{"a table's second row begins", "| a | b |\n|---|---|\n| c | d |\n| e", "a │ b\n──┼──\nc │ d"},
		{"code", "```go\nx := 1\n", "x := 1"},
		{"nothing but marks", "**", ""},
		{"half of a mark", "So **bold text*", "So bold text"},
		{"a star that may be one", "2 *", "2"},
		{"a definition begins", "See [it][1].\n\n[1", "See [it][1]."},
		{"a definition", "See [it][1].\n\n[1]: https://exa", "See [it][1]."},
		{"a second definition", "See [it][1].\n\n[1]: https://example.com\n[2]", "See it."},
		{"a line that begins with a link", "See\n\n[it](https://example.com) for", "See\n\nit for"},
		{"Persian", "سلام **دن", "سلام دن"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Growing(c.src).Text; got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestGrowingNeverMakesHeadingsOfWords: wherever a text is cut, words above what
// will be a list are no heading for a moment.
func TestGrowingNeverMakesHeadingsOfWords(t *testing.T) {
	src := "The first line\n- an item\n- another\n\nThen\n---\n\n1. one\n2. two\n"
	for i := range len(src) {
		m := Growing(src[:i])
		for _, e := range m.Entities {
			if e.Type == Bold && strings.Contains(decode(encode(m.Text)[e.Offset:e.end()]), "first") {
				t.Errorf("after %q the words are a heading", src[:i])
			}
		}
	}
}

// TestEveryPrefix shows the golden answers as a stream does, a character more
// each time: every picture is a valid message, and of what was shown only the
// last lines change, or a whole table.
func TestEveryPrefix(t *testing.T) {
	files, every := []string{"answers", "answers-persian", "code", "tables", "maths"}, 1
	if testing.Short() {
		every = 7
	}
	pictures := 0
	for _, name := range files {
		for _, c := range readGolden(t, filepath.Join("testdata", "golden", name+".txt")) {
			before := ""
			for n := every; n <= len(c.source); n += every {
				if !utf8.RuneStart((c.source + " ")[n]) {
					continue
				}
				m := Growing(c.source[:n])
				pictures++
				if !blank(m.Text) {
					for _, fault := range broken(m, 4096) {
						t.Errorf("%s after %q: %s", c.name, c.source[:n], fault)
					}
				}
				columns := strings.Contains(before, "│") // of a table go with their widest row
				if jumped(before, m.Text) && !columns {
					t.Errorf("%s/%s after %q:\n%s\nbecame\n%s", name, c.name, c.source[:n], before, m.Text)
				}
				before = m.Text
			}
		}
	}
	t.Logf("%d pictures", pictures)
}

// jumped tells whether more than the last three lines of a text changed.
func jumped(before, after string) bool {
	lines := strings.Split(before, "\n")
	kept := strings.Join(lines[:max(0, len(lines)-3)], "\n")
	return !strings.HasPrefix(after, kept)
}
