package translate

import "strings"

// line is a line of a file with its end, which the last one may lack.
type line struct{ text, end string }

// lines cuts a text at its line ends, of any kind.
func lines(s string) []line {
	var out []line
	for len(s) > 0 {
		i := strings.IndexAny(s, "\r\n")
		if i < 0 {
			return append(out, line{text: s})
		}
		n := 1
		if strings.HasPrefix(s[i:], "\r\n") {
			n = 2
		}
		out = append(out, line{s[:i], s[i : i+n]})
		s = s[i+n:]
	}
	return out
}

// countLines counts the line ends in s, which does not begin within one.
func countLines(s string) int {
	return strings.Count(s, "\n") + strings.Count(s, "\r") - strings.Count(s, "\r\n")
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// joined is the text of lines that belong together: one space for each break.
func joined(all []line) string {
	var out []string
	for _, l := range all {
		if !blank(l.text) {
			out = append(out, strings.TrimSpace(l.text))
		}
	}
	return strings.Join(out, " ")
}

// rawOf is how lines stand in the file, without the last one's end.
func rawOf(all []line) string {
	var b strings.Builder
	for i, l := range all {
		b.WriteString(l.text)
		if i < len(all)-1 {
			b.WriteString(l.end)
		}
	}
	return b.String()
}
