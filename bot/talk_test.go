package bot

import "testing"

// TestUnfinished: a text that was cut off shows it, and what follows is no part
// of the code that it may have been cut off in.
func TestUnfinished(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"in a sentence", "The sky is", "The sky is…"},
		{"at the end of a line", "One.\n\n", "One.…"},
		{"in Persian", "آسمان آبی", "آسمان آبی…"},
		{"within code", "Look:\n```go\nfunc main() {\n", "Look:\n```go\nfunc main() {\n```\n\n…"},
		{"within code that holds a fence", "````md\n```go\nx\n```\nmore", "````md\n```go\nx\n```\nmore\n````\n\n…"},
		{"within code between tildes", "~~~\nx", "~~~\nx\n~~~\n\n…"},
		{"after code", "```\nx\n```\nAnd then", "```\nx\n```\nAnd then…"},
		{"code within a line", "Use ```x``` and", "Use ```x``` and…"},
		{"a fence with words is none that closes", "```\n```go\nx", "```\n```go\nx\n```\n\n…"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := unfinished(c.text); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
