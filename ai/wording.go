package ai

import (
	"regexp"
	"slices"
	"strings"
)

// wording is how vendors may say a thing, in lower case. Most of it is plain
// words, and those are looked for as such: a refusal shall cost little more
// than its own call, and the patterns' machine takes twenty times as long.
type wording struct {
	plain    []phrase
	patterns []*regexp.Regexp
}

// phrase is plain words that come one after the other, whatever is in between.
type phrase []string

func (p phrase) in(text string) (found bool) {
	for _, s := range p {
		if _, text, found = strings.Cut(text, s); !found {
			return false
		}
	}
	return true
}

// words makes a wording of regular expressions, any of which will do. A phrase
// is written as one, with ".*" in between.
func words(alternatives ...string) *wording {
	w := &wording{}
	for _, a := range alternatives {
		p := strings.Split(a, ".*")
		if slices.ContainsFunc(p, func(s string) bool { return regexp.QuoteMeta(s) != s }) {
			w.patterns = append(w.patterns, regexp.MustCompile(a))
		} else {
			w.plain = append(w.plain, p)
		}
	}
	return w
}

// in says whether a text holds the wording.
func (w *wording) in(text string) bool {
	for _, p := range w.plain {
		if p.in(text) {
			return true
		}
	}
	for _, p := range w.patterns {
		if prefix, _ := p.LiteralPrefix(); strings.Contains(text, prefix) && p.MatchString(text) {
			return true
		}
	}
	return false
}
