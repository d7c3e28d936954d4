package ai

import "strings"

// Some models write their thinking into the answer, between <think> and
// </think> at its beginning. It never reaches people. A person who asked about
// those very tags gets to see them: in such an answer only a block whose tags
// stand on lines of their own, as models write them, is taken for thinking.

// tags are those that models use for it, with what a question about them
// holds.
var tags = []struct{ open, end, asked string }{
	{"<think>", "</think>", "<think"},
	{"<thinking>", "</thinking>", "<thinking"},
	{"<thought>", "</thought>", "<thought"},
}

// withoutThinking returns a whole answer without its thinking.
func withoutThinking(text string, r *Request) string {
	for _, tag := range tags {
		thought, rest, closed := strings.Cut(text, tag.end)
		if closed && !strings.Contains(thought, tag.open) && strings.HasSuffix(thought, "\n") && !asksAbout(r, tag.asked) {
			text = rest // the opening tag is part of some models' prompt
		}
	}
	return spoken(text, r, true)
}

// visible returns what may be shown of an answer in the making: nothing while
// it may still be thinking.
func visible(soFar string, r *Request) string { return spoken(soFar, r, false) }

// spoken is a text without the thinking at its beginning; whole: there is no
// more of it to come.
func spoken(text string, r *Request, whole bool) string {
	text = strings.TrimLeft(text, " \t\r\n")
	for _, tag := range tags {
		if !whole && len(text) < len(tag.open) && strings.HasPrefix(tag.open, text) {
			return ""
		}
		inner, opened := strings.CutPrefix(text, tag.open)
		if !opened {
			continue
		}
		thought, rest, closed := strings.Cut(inner, tag.end)
		if asksAbout(r, tag.asked) && (sameLine(thought) || closed && (sameLine(rest) || whole && strings.TrimSpace(rest) == "")) {
			return text
		}
		if !closed {
			return ""
		}
		return spoken(rest, r, whole)
	}
	return text
}

// asksAbout says whether a person's message holds the words.
func asksAbout(r *Request, words string) bool {
	for _, m := range r.Messages {
		if m.Role == User && strings.Contains(m.Text, words) {
			return true
		}
	}
	return false
}

// sameLine says whether something follows before the line ends.
func sameLine(rest string) bool {
	rest = strings.TrimLeft(rest, " \t\r")
	return rest != "" && rest[0] != '\n'
}
