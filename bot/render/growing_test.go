package render

import (
	"strings"
	"testing"
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
		{"a table's first row", "So:\n\n| a | b |\n|---|---|\n| c |", "So:\n\na │ b\n──┼──\nc │"},
		{"a table's second row begins", "| a | b |\n|---|---|\n| c | d |\n|", "a │ b\n──┼──\nc │ d\n  │"},
		{"code", "```go\nx := 1\n", "x := 1"},
		{"nothing but marks", "**", ""},
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
