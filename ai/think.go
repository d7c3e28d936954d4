package ai

import "strings"

// Some models write their thinking into the answer, between <think> and
// </think> or the like at its beginning. It never reaches people. A person who asked about
// those very tags gets to see them: in such an answer only a block whose tags
// stand on lines of their own, as models write them, is taken for thinking.

// tags are those that models use for it, whatever their case, with what a
// question about them holds.
var tags = []struct{ open, end, asked string }{
	{"<think>", "</think>", "<think"},
	{"<thinking>", "</thinking>", "<thinking"},
	{"<thought>", "</thought>", "<thought"},
	{"<reasoning>", "</reasoning>", "<reasoning"},
	{"◁think▷", "◁/think▷", "◁think"},
	{"<|channel|>analysis", "<|channel|>final<|message|>", "<|channel"},
	{"<|channel|>commentary", "<|channel|>final<|message|>", "<|channel"},
}

// Marks stand around the bare answer of models that speak in channels. Where
// they were taken out on the way, only words are left of them.
var (
	beforeAnswer = []string{"<|start|>assistant", "<|channel|>final<|message|>"}
	afterAnswer  = []string{"<|return|>", "<|end|>"}
)

const marked = "<|"

// withoutThinking returns a whole answer without its thinking.
func withoutThinking(text string, r *Request) string {
	for _, tag := range tags {
		thought, rest, closed := cutFold(text, tag.end)
		if !closed || !strings.HasSuffix(thought, "\n") && !strings.HasPrefix(tag.end, marked) || asksAbout(r, tag.asked) {
			continue
		}
		if _, _, opened := cutFold(thought, tag.open); !opened {
			text = rest // the opening tag is part of some models' prompt
		}
	}
	if strings.HasPrefix(text, "analysis") && !asksAbout(r, "assistantfinal") {
		if _, rest, closed := strings.Cut(text, "assistantfinal"); closed {
			text = rest
		}
	}
	text = spoken(text, r, true)
	if !asksAbout(r, marked) {
		for _, mark := range afterAnswer {
			text = strings.TrimSuffix(strings.TrimRight(text, " \t\r\n"), mark)
		}
	}
	return text
}

// cutFold is [strings.Cut] that takes the letters of the tag in any case.
func cutFold(text, tag string) (before, after string, found bool) {
	for from := 0; ; {
		i := strings.Index(text[from:], tag[:1])
		if i < 0 {
			return text, "", false
		}
		if from += i; len(text)-from < len(tag) {
			return text, "", false
		}
		if strings.EqualFold(text[from:from+len(tag)], tag) {
			return text[:from], text[from+len(tag):], true
		}
		from++
	}
}

// cutPrefixFold is [strings.CutPrefix] that takes the tag's letters in any case.
func cutPrefixFold(text, tag string) (after string, found bool) {
	if len(text) < len(tag) || !strings.EqualFold(text[:len(tag)], tag) {
		return text, false
	}
	return text[len(tag):], true
}

// visible returns what may be shown of an answer in the making: nothing while
// it may still be thinking.
func visible(soFar string, r *Request) string {
	text := spoken(soFar, r, false)
	for _, mark := range afterAnswer {
		for n := min(len(mark), len(text)); n > 0; n-- {
			if strings.HasSuffix(text, mark[:n]) && !asksAbout(r, marked) {
				return text[:len(text)-n]
			}
		}
	}
	return text
}

// spoken is a text without the thinking at its beginning; whole: there is no
// more of it to come.
func spoken(text string, r *Request, whole bool) string {
	text = strings.TrimLeft(text, " \t\r\n")
	for _, mark := range beforeAnswer {
		switch rest, found := strings.CutPrefix(text, mark); {
		case found && !asksAbout(r, marked):
			return spoken(rest, r, whole)
		case !whole && strings.HasPrefix(mark, text):
			return ""
		}
	}
	for _, tag := range tags {
		if !whole && len(text) < len(tag.open) && strings.EqualFold(tag.open[:len(text)], text) {
			return ""
		}
		inner, opened := cutPrefixFold(text, tag.open)
		if !opened {
			continue
		}
		thought, rest, closed := cutFold(inner, tag.end)
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
		if m.Role != User {
			continue
		}
		if _, _, found := cutFold(m.Text, words); found {
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
