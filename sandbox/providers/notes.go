package providers

import (
	"regexp"
	"strings"
)

// A model that is asked for notes on a conversation keeps what people told, not what
// they asked, as far as it has room.

var (
	asksNotes = regexp.MustCompile(`(?i)\byou keep (?:the )?notes\b|\bsummari[sz]e (?:the|this) conversation\b`)
	noted     = regexp.MustCompile(`(?s)<notes>\n?(.*?)\n?</notes>`)
	speaker   = regexp.MustCompile(`^(?:Person|User|Human): *(.+)$`)
)

// mostNotes is how many characters of notes a model writes.
const mostNotes = 800

// takeNotes writes the notes that were asked for; "" where none were.
func takeNotes(c *chat) string {
	if !asksNotes.MatchString(c.system) || len(c.messages) == 0 {
		return ""
	}
	given := c.messages[len(c.messages)-1].Text
	var lines []string
	if m := noted.FindStringSubmatch(given); m != nil && strings.TrimSpace(m[1]) != "" {
		lines = append(lines, strings.TrimSpace(m[1]))
	}
	for _, line := range strings.Split(given, "\n") {
		if m := speaker.FindStringSubmatch(line); m != nil && !strings.ContainsAny(m[1], "?؟") {
			lines = append(lines, m[1])
		}
	}
	notes := []rune(strings.Join(lines, "\n"))
	return string(notes[:min(len(notes), mostNotes)])
}

// fromNotes are the notes that a prompt has in its instructions.
func fromNotes(c *chat) string {
	if m := noted.FindStringSubmatch(c.system); m != nil {
		return m[1]
	}
	return ""
}
