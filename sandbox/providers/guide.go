package providers

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// guide is what a question tells a translator besides the texts: words and
// how to translate them, and earlier translations to go by.
type guide struct {
	terms []pair
	// known are earlier translations by their folded source, sentence by
	// sentence where both have as many.
	known map[string]string
}

type pair struct{ source, target string }

// findGuide reads "terms" and "examples" from the JSON that holds the texts.
func findGuide(message string) guide {
	var o struct {
		Terms, Examples []map[string]json.RawMessage
	}
	at := strings.IndexByte(message, '{')
	if at < 0 || json.NewDecoder(strings.NewReader(message[at:])).Decode(&o) != nil {
		return guide{}
	}
	g := guide{known: map[string]string{}}
	for _, t := range o.Terms {
		if p := pairOf(t); p.source != "" && p.target != "" {
			g.terms = append(g.terms, p)
		}
	}
	slices.SortStableFunc(g.terms, func(a, b pair) int { return len(b.source) - len(a.source) })
	for _, e := range o.Examples {
		p := pairOf(e)
		g.learn(p)
		if from, to := sentences(p.source), sentences(p.target); len(from) == len(to) {
			for i := range from {
				g.learn(pair{from[i], to[i]})
			}
		}
	}
	return g
}

func (g guide) learn(p pair) {
	if source := fold(bareEnd(p.source)); source != "" {
		g.known[source] = bareEnd(p.target)
	}
}

// pairOf reads a source and its translation, whatever they are called.
func pairOf(o map[string]json.RawMessage) (p pair) {
	first := func(names ...string) (s string) {
		for _, n := range names {
			if json.Unmarshal(o[n], &s) == nil && s != "" {
				return s
			}
		}
		return ""
	}
	return pair{first("term", "source", "text", "from"), first("as", "target", "translation", "to")}
}

func sentences(text string) (all []string) {
	for text != "" {
		end := len(text)
		if loc := sentenceEnd.FindStringIndex(text); loc != nil {
			end = loc[1]
		}
		all = append(all, text[:end])
		text = text[end:]
	}
	return all
}

// mostEnding is how many letters a term may have more in a text: the endings
// of plurals and the like.
const mostEnding = 4

// place is where a term stands in a text, and what it is there.
type place struct {
	from, to int
	target   string
}

// find finds the terms in a text, in their order; of two that overlap the
// longer counts.
func (g guide) find(text string) (found []place) {
	same := sameLetters(text)
	for _, t := range g.terms {
		term := sameLetters(t.source)
		for at := 0; ; {
			i := strings.Index(same[at:], term)
			if i < 0 {
				break
			}
			p := place{at + i, at + i + len(term), t.target}
			at = p.to
			before, _ := utf8.DecodeLastRuneInString(same[:p.from])
			ending := len(same[p.to:]) - len(strings.TrimLeftFunc(same[p.to:], wordly))
			taken := slices.ContainsFunc(found, func(o place) bool { return p.from < o.to && o.from < p.to })
			if wordly(before) || utf8.RuneCountInString(same[p.to:p.to+ending]) > mostEnding || taken {
				continue
			}
			p.to += ending
			found = append(found, p)
		}
	}
	slices.SortFunc(found, func(a, b place) int { return a.from - b.from })
	return found
}

func wordly(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || r == '\u200c' }

// sameLetters folds case and the letters that Persian and Arabic share, without
// changing any place in the text.
func sameLetters(s string) string {
	return strings.Map(func(r rune) rune {
		switch l := unicode.ToLower(r); {
		case r == 'ي':
			return 'ی'
		case r == 'ك':
			return 'ک'
		case utf8.RuneLen(l) == utf8.RuneLen(r):
			return l
		}
		return r
	}, s)
}
