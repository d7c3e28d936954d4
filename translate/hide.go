package translate

import (
	"fmt"
	"regexp"
	"strings"
)

// veiled is a text with short placeholders for what its format keeps.
type veiled struct {
	text  string
	rest  string // without the placeholders
	names []string
	was   []string
}

// hide puts placeholders such as {x1} in the places of what a pattern finds.
func hide(s string, what *regexp.Regexp) veiled {
	return hideAt(s, what.FindAllStringIndex(s, -1))
}

func hideAt(s string, found [][]int) (h veiled) {
	if len(found) == 0 {
		return veiled{text: s, rest: s}
	}
	prefix := "{x"
	for strings.Contains(s, prefix) {
		prefix += "x"
	}
	var text, rest strings.Builder
	at := 0
	for i, loc := range found {
		name := fmt.Sprintf("%s%d}", prefix, i+1)
		text.WriteString(s[at:loc[0]] + name)
		rest.WriteString(s[at:loc[0]] + " ")
		h.names, h.was = append(h.names, name), append(h.was, s[loc[0]:loc[1]])
		at = loc[1]
	}
	h.text, h.rest = text.String()+s[at:], rest.String()+s[at:]
	return h
}

// show puts back what was hidden.
func (h veiled) show(s string) string {
	if len(h.names) == 0 {
		return s
	}
	var pairs []string
	for i, n := range h.names {
		pairs = append(pairs, n, h.was[i])
	}
	return strings.NewReplacer(pairs...).Replace(s)
}
