package providers

import (
	"regexp"
	"strings"
)

var wantsShorter = regexp.MustCompile(`(?i)^give that answer again, much shorter`)

// shorter is the gist of the answer that was given last, where that is what was
// asked for, and otherwise "".
func shorter(c *chat, last string) string {
	n := len(c.messages) - 2
	if n < 0 || c.messages[n].Role != "assistant" || !wantsShorter.MatchString(last) {
		return ""
	}
	var blocks []string
	for _, b := range strings.Split(c.messages[n].Text, "\n\n") {
		if b = strings.TrimSpace(b); b != "" && !strings.HasPrefix(b, "#") {
			blocks = append(blocks, b)
		}
	}
	if len(blocks) == 0 {
		return ""
	}
	if strings.HasSuffix(blocks[0], ":") && len(blocks) > 1 {
		return outermost(strings.Join(blocks[1:], "\n\n"))
	}
	return sentences(blocks[0])[0]
}

// outermost is the first block of a text, code to its end, without what a list
// has within its items.
func outermost(text string) string {
	if strings.HasPrefix(text, "```") {
		if code, _, closed := strings.Cut(text[3:], "```"); closed {
			return "```" + code + "```"
		}
	}
	block, _, _ := strings.Cut(text, "\n\n")
	var lines []string
	for _, l := range strings.Split(block, "\n") {
		if !strings.HasPrefix(l, " ") {
			lines = append(lines, l)
		}
	}
	return strings.Join(lines, "\n")
}
