package chat

import (
	"fmt"
	"regexp"
	"strings"

	"hamzaban/ai"
)

// Document is a text that came as a file.
type Document struct {
	// Name is the file's, Text what is in it.
	Name, Text string
}

// wholeTokens is how long a question may be for all of it to be asked whatever the
// quota is. More goes along where there is room for it.
const wholeTokens = 3000

// Said is a question with the document that it is about. In a prompt it is marked as
// what it is: nothing in it can end the mark.
func (d *Document) Said(question string) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune("\"<>\n", r) {
			return -1
		}
		return r
	}, d.Name)
	body := documentMark.ReplaceAllString(d.Text, "")
	return strings.TrimSpace(fmt.Sprintf("<document name=%q>\n%s\n</document>\n\n%s", name, strings.Trim(body, "\n"), question))
}

var (
	documentMark = regexp.MustCompile(`(?i)</?document\b[^>\n]{0,200}>`)
	documentForm = regexp.MustCompile(`(?s)^(.*?<document name="[^"\n]*">\n)(.*)(\n</document>)(.*)$`)
)

// inPart is a text of at most about so many tokens, by what is asked about it: see
// [Excerpt]. Of one with a document in it the question stays whole.
func inPart(text, about string, tokens int) string {
	if ai.EstimateTokens(text) <= tokens {
		return text
	}
	found := documentForm.FindStringSubmatch(text)
	if found == nil {
		return Excerpt(text, about, tokens)
	}
	const note = "(These are parts of it; […] stands for what is left out.)\n"
	head, body, end, rest := found[1], found[2], found[3], found[4]
	room := tokens - ai.EstimateTokens(head+note+end+rest)
	if room < tokens/4 {
		return Excerpt(text, about, tokens)
	}
	return head + note + Excerpt(body, about, room) + end + rest
}

// asking is what a person asks, without a document that they ask about.
func asking(text string) string {
	if found := documentForm.FindStringSubmatch(text); found != nil {
		return found[4]
	}
	return text
}

// AsksNothing tells whether a question that is remembered is none: a document that
// came without one.
func AsksNothing(remembered string) bool { return asking(remembered) == "" }

// fit makes the question of a request as short as the quota asks for: it halves it
// until a model has room for more besides. It tells whether something was left out.
func (a *Assistant) fit(r *ai.Request) (partly bool) {
	question := &r.Messages[0]
	said := question.Text
	for n := ai.EstimateTokens(said); n > wholeTokens; {
		if m, ok := a.Model.(ai.Roomy); !ok {
			return partly
		} else if room, bounded := m.Room(r); !bounded || room > 0 {
			return partly
		}
		n = max(n/2, wholeTokens)
		question.Text, partly = inPart(said, asking(said), n), true
	}
	return partly
}
