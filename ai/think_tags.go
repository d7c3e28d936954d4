package ai

import "strings"

// tag is what stands around thinking, whatever the case of its letters, with
// what a question about it holds.
type tag struct{ open, end, asked string }

// tags are those that models use.
var tags = []tag{
	{"<think>", "</think>", "<think"},
	{"<thinking>", "</thinking>", "<thinking"},
	{"<thought>", "</thought>", "<thought"},
	{"<reasoning>", "</reasoning>", "<reasoning"},
	{"<seed:think>", "</seed:think>", "<seed:think"},
	{"[THINK]", "[/THINK]", "[think"},
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

const (
	marked = "<|"
	fence  = "```"
	// longestTag is how many bytes a tag with attributes has at most.
	longestTag = 80
)

// mayBeTagged says whether a text has any letter with which a tag begins.
func mayBeTagged(text string) bool {
	return strings.IndexByte(text, '<') >= 0 || strings.IndexByte(text, '[') >= 0 || strings.Contains(text, "◁")
}

// channel says whether the tag is a mark of a channel, which end with the answer
// alone and are not nested.
func (t *tag) channel() bool { return strings.HasPrefix(t.open, marked) }

// openLen is the length of the opening tag with which the text begins, 0 where
// it does not. partly: the text ends before it can be told.
func (t *tag) openLen(text string) (n int, partly bool) {
	if len(text) < len(t.open) {
		return 0, text != "" && strings.EqualFold(t.open[:len(text)], text)
	}
	if strings.EqualFold(text[:len(t.open)], t.open) {
		return len(t.open), false
	}
	name := len(t.open) - 1
	if t.open[name] != '>' || text[name] != ' ' || !strings.EqualFold(text[:name], t.open[:name]) {
		return 0, false
	}
	attributes := text[name:min(len(text), longestTag)] // <think type="a">
	switch end := strings.IndexAny(attributes, ">\n"); {
	case end >= 0 && attributes[end] == '>':
		return name + end + 1, false
	case end < 0 && len(text) < longestTag:
		return 0, true
	}
	return 0, false
}

// opens finds the tag's next beginning from there on, -1 where there is none.
func (t *tag) opens(text string, from int) (at, n int) {
	for {
		i := strings.IndexByte(text[from:], t.open[0])
		if i < 0 {
			return -1, 0
		}
		from += i
		if n, _ := t.openLen(text[from:]); n > 0 {
			return from, n
		}
		from++
	}
}

// cut parts what follows an opening tag at the closing one. Tags may be nested;
// where that does not come out even in a whole text the last closing one counts.
func (t *tag) cut(inner string, whole bool) (thought, rest string, closed bool) {
	last := -1
	for depth, at := 1, 0; ; {
		end := indexFold(inner[at:], t.end)
		if end < 0 {
			break
		}
		if open, n := t.opens(inner[:at+end], at); open >= 0 && !t.channel() {
			depth, at = depth+1, open+n
			continue
		}
		last, at = at+end, at+end+len(t.end)
		if depth--; depth == 0 {
			return inner[:last], inner[at:], true
		}
	}
	if whole && last >= 0 {
		return inner[:last], inner[last+len(t.end):], true
	}
	return inner, "", false
}

// quoted says whether a place in the text lies in code: between backticks, or in
// a fence that is not the text's beginning.
func (t *tag) quoted(text string, at int) bool {
	if t.channel() {
		return false
	}
	if at > 0 && text[at-1] == '`' {
		return true
	}
	fences := 0
	for line := range strings.SplitSeq(text[:at], "\n") {
		if strings.HasPrefix(strings.TrimLeft(line, " \t"), fence) {
			fences++
		}
	}
	return fences%2 == 1 && (fences > 1 || !strings.HasPrefix(trimmed(text), fence))
}

// nextTag finds the next opening tag from there on, or the beginning of one with
// which the text ends; nil where there is none. Channels open an answer only at
// its beginning.
func nextTag(text string, from int) (at int, found *tag) {
	if !mayBeTagged(text[from:]) {
		return 0, nil
	}
	for at = from; at < len(text); at++ {
		if c := text[at]; c != '<' && c != '[' && c != "◁"[0] {
			continue
		}
		for i := range tags {
			if n, partly := tags[i].openLen(text[at:]); !tags[i].channel() && (n > 0 || partly) {
				return at, &tags[i]
			}
		}
	}
	return 0, nil
}

// indexFold is [strings.Index] that takes the letters of the tag in any case.
func indexFold(text, tag string) int {
	for from := 0; ; from++ {
		i := strings.IndexByte(text[from:], tag[0])
		if i < 0 || len(text)-from-i < len(tag) {
			return -1
		}
		if from += i; strings.EqualFold(text[from:from+len(tag)], tag) {
			return from
		}
	}
}
