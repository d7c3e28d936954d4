package ai

import (
	"strings"
	"unicode"
)

// Some models write their thinking into the answer, between <think> and
// </think> or the like, mostly at its beginning. It never reaches people. A
// person who asked about those very tags gets to see them: in such an answer
// only a block at its beginning whose tags stand on lines of their own, as
// models write them, is taken for thinking. The tags are think_tags.go's.

// withoutThinking returns a whole answer without its thinking.
func withoutThinking(text string, r *Request) string {
	if mayBeTagged(text) { // most are not
		text, _ = unopened(text, r)
	}
	if strings.HasPrefix(text, "analysis") && !asksAbout(r, "assistantfinal") {
		if _, rest, closed := strings.Cut(text, "assistantfinal"); closed {
			text = rest
		}
	}
	text = withoutBlocks(spoken(text, r, true), r, true)
	if !asksAbout(r, marked) {
		for _, mark := range afterAnswer {
			text = strings.TrimSuffix(strings.TrimRight(text, " \t\r\n"), mark)
		}
	}
	return text
}

// visible returns what may be shown of an answer in the making: nothing while
// it may still be thinking. thinks: the model writes its thinking into the
// answer, and perhaps not how it begins, which is part of some models' prompt.
func visible(soFar string, r *Request, thinks bool) string {
	soFar, ended := unopened(soFar, r)
	if thinks && !ended && !hasBlock(soFar, r) {
		return ""
	}
	text := withoutBlocks(spoken(soFar, r, false), r, false)
	for _, mark := range afterAnswer {
		for n := min(len(mark), len(text)); n > 0; n-- {
			if strings.HasSuffix(text, mark[:n]) && !asksAbout(r, marked) {
				return text[:len(text)-n]
			}
		}
	}
	return text
}

// unopened is a text without the thinking before a closing tag that nothing
// opens.
func unopened(text string, r *Request) (rest string, found bool) {
	for i := range tags {
		t := &tags[i]
		at := indexFold(text, t.end)
		if at < 0 || t.quoted(text, at) || asksAbout(r, t.asked) {
			continue
		}
		if open, _ := t.opens(text[:at], 0); open < 0 {
			text, found = text[at+len(t.end):], true
		}
	}
	return text, found
}

// hasBlock says whether a text has a block of thinking that is closed.
func hasBlock(text string, r *Request) bool {
	for i := range tags {
		if indexFold(text, tags[i].end) >= 0 && !asksAbout(r, tags[i].asked) {
			return true
		}
	}
	return false
}

// trimmed is a text without what cannot be seen at its beginning.
func trimmed(text string) string {
	return strings.TrimLeftFunc(text, func(c rune) bool { return unicode.IsSpace(c) || c == '\ufeff' || c == '\u200b' })
}

// spoken is a text without the thinking at its beginning; whole: there is no
// more of it to come.
func spoken(text string, r *Request, whole bool) string {
	text = trimmed(text)
	for _, mark := range beforeAnswer {
		switch rest, found := strings.CutPrefix(text, mark); {
		case found && !asksAbout(r, marked):
			return spoken(rest, r, whole)
		case !whole && strings.HasPrefix(mark, text):
			return ""
		}
	}
	for i := range tags {
		t := &tags[i]
		n, partly := t.openLen(text)
		if partly && !whole {
			return ""
		}
		if n == 0 {
			continue
		}
		thought, rest, closed := t.cut(text[n:], whole)
		if asksAbout(r, t.asked) && (sameLine(thought) || closed && (sameLine(rest) || whole && strings.TrimSpace(rest) == "")) {
			return text
		}
		if !closed {
			return ""
		}
		return spoken(rest, r, whole)
	}
	return text
}

// withoutBlocks is a text without the blocks of thinking in its midst, but for
// those in code, where they are part of an answer. A tag that is never closed
// is one that is spoken of, unless it has a line to itself.
func withoutBlocks(text string, r *Request, whole bool) string {
	from := 0
	for range mostBlocks {
		at, t := nextTag(text, from)
		if t == nil {
			return text
		}
		n, partly := t.openLen(text[at:])
		if asksAbout(r, t.asked) || t.quoted(text, at) {
			from = at + 1
			continue
		}
		_, rest, closed := t.cut(text[at+n:], whole)
		alone := !sameLine(text[at+n:]) && (at == 0 || text[at-1] == '\n')
		switch {
		case closed && !partly:
			text, from = withoutEmptyFence(text[:at]+rest), 0
		case !whole, alone && !partly:
			return text[:at]
		default:
			from = at + 1
		}
	}
	return text
}

// mostBlocks is how many tags are looked at: nobody means more of them, and each
// takes a look at all of the text.
const mostBlocks = 100

// withoutEmptyFence is a text without the code fence at its beginning if there
// is nothing in it: a model had put its thinking there.
func withoutEmptyFence(text string) string {
	if first, rest, found := strings.Cut(text, "\n"); found && strings.HasPrefix(first, fence) {
		if rest, empty := strings.CutPrefix(trimmed(rest), fence); empty {
			return trimmed(rest)
		}
	}
	return text
}

// asksAbout says whether a person's message holds the words.
func asksAbout(r *Request, words string) bool {
	for _, m := range r.Messages {
		if m.Role == User && indexFold(m.Text, words) >= 0 {
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
