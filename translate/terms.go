package translate

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostTerms is how many terms go along with a request at most.
const mostTerms = 40

// glossary is the terms of one call, ready to be looked for: the longest
// first.
type glossary []entry

type entry struct {
	Term
	source wanted
}

// wanted is a term as it is looked for.
type wanted struct {
	words  []string // folded
	joined string
	// exact is the term where it is found by its very letters: it has signs
	// ("C++"), or is so short a name that the same letters are another word
	// ("Go", "US"). Signs alone make no difference of case.
	exact string
	any   bool
}

// glossaryOf reads the terms; those that stay as they are come apart.
func glossaryOf(terms []Term) (g glossary, keep []string) {
	for _, t := range terms {
		t = Term{strings.TrimSpace(t.Source), strings.TrimSpace(t.Target)}
		switch w := want(t.Source); {
		case t.Source == "":
		case t.Target == "" || t.Target == t.Source:
			keep = append(keep, t.Source)
		case w.joined != "" || w.exact != "":
			g = append(g, entry{t, w})
		}
	}
	slices.SortStableFunc(g, func(a, b entry) int { return len(b.source.joined) - len(a.source.joined) })
	return g, keep
}

func want(term string) wanted {
	w := wanted{words: termWords(term)}
	w.joined = strings.Join(w.words, "")
	sign := strings.ContainsFunc(term, func(r rune) bool { return r > ' ' && !ofWord(r) && !strings.ContainsRune("-'’_", r) })
	if sign || caseMatters(term) {
		w.exact, w.any = term, !caseMatters(term)
	}
	return w
}

// caseMatters says whether a term is so short and has capitals that it is not
// found in other letters: "Go" is no "go".
func caseMatters(term string) bool {
	return utf8.RuneCountInString(term) <= 3 && strings.ToLower(term) != term
}

func ofWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r) || r == '\u200c' || r == 'ـ'
}

// termWords are the words of s as they are compared: see [fold].
func termWords(s string) []string {
	words := strings.FieldsFunc(s, func(r rune) bool { return !ofWord(r) })
	for i := range words {
		words[i] = fold(words[i])
	}
	return slices.DeleteFunc(words, func(w string) bool { return w == "" })
}

// in returns the terms that a text holds. What is a part of a longer term is
// no term of its own.
func (g glossary) in(text string) (found []Term) {
	if len(g) == 0 {
		return nil
	}
	words := termWords(text)
	for _, e := range g {
		if e.source.in(text, words, true) {
			found = append(found, e.Term)
		}
	}
	return found[:min(len(found), mostTerms)]
}

// in says whether a text, given with its words, holds the term. Those words of
// the text are taken away if take is set.
func (w wanted) in(text string, words []string, take bool) (found bool) {
	if w.exact != "" {
		return w.exactly(text)
	}
	if unspaced(w.joined) {
		return strings.Contains(strings.Join(words, ""), w.joined)
	}
	for i := range words {
		if n := w.at(words[i:]); n > 0 {
			found = true
			if take {
				clear(words[i : i+n])
			}
		}
	}
	return found
}

func (w wanted) exactly(text string) bool {
	term := w.exact
	if w.any {
		text, term = strings.ToLower(text), strings.ToLower(term)
	}
	for at := 0; ; {
		i := strings.Index(text[at:], term)
		if i < 0 {
			return false
		}
		if at += i; !inWord(text, at, at+len(term)) {
			return true
		}
		at += len(term)
	}
}

// at is how many words of a text the term takes at its beginning, 0 if it does
// not stand there. A half-space in one of them may be a space in the other.
func (w wanted) at(words []string) int {
	n := 0
	for n < len(w.words) && n < len(words) && inflected(words[n], w.words[n]) {
		n++
	}
	if n == len(w.words) {
		return n
	}
	all := ""
	for i, word := range words {
		if word == "" || !strings.HasPrefix(w.joined, all) {
			return 0
		}
		if all += word; len(all) >= len(w.joined) {
			if inflected(all, w.joined) {
				return i + 1
			}
			return 0
		}
	}
	return 0
}

// Endings of Persian words, and what Arabic puts before them.
var (
	persianEndings = setOf("ی ای یی ها های هایی هایم هایت هایش هایمان هایتان هایشان هام هات هاش هامون هاتون هاشون " +
		"م ت ش مان تان شان مون تون شون ام ات اش ایم اید اند ان را رو تر ترین ه ین ون ست یم ید ند")
	arabicOpenings = []string{"وبال", "وال", "بال", "فال", "کال", "ال", "لل", "و", "ب", "ل", "ف"}
	shortEndings   = setOf("s es")
)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// inflected says whether a word is the term or a form of it.
func inflected(word, term string) bool {
	if word == term {
		return true
	}
	if len(word) < len(term) && !strings.HasSuffix(term, "y") {
		return false
	}
	first, _ := utf8.DecodeRuneInString(term)
	n := utf8.RuneCountInString(term)
	if scriptOf(first) == "Arab" {
		if ending, ok := strings.CutPrefix(word, term); ok && persianEndings[ending] {
			return true
		}
		for _, o := range arabicOpenings {
			if rest, ok := strings.CutPrefix(word, o); ok && n >= 3 && (rest == term || strings.HasPrefix(rest, term) && persianEndings[rest[len(term):]]) {
				return true
			}
		}
		return false
	}
	if stem, ok := strings.CutSuffix(term, "y"); ok && word == stem+"ies" {
		return true
	}
	ending, ok := strings.CutPrefix(word, term)
	switch {
	case !ok:
		return false
	case n >= 4:
		return utf8.RuneCountInString(ending) <= 3
	}
	return n >= 2 && shortEndings[ending]
}

// checkTerms finds a term that was not translated as it should be. Forms of
// words are forgiven, the more so where languages have many.
func checkTerms(terms []Term, out string) *fault {
	var words []string
	for _, t := range terms {
		if words == nil {
			words = termWords(out)
		}
		if w := want(t.Target); !w.in(out, words, false) && !w.nearly(out, words) {
			return soft("a term of the glossary was not used")
		}
	}
	return nil
}

// unspaced says whether a word is of a script that has no spaces between words,
// or joins others to them.
func unspaced(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	switch scriptOf(first) {
	case "Hans", "Jpan", "Kore", "Thai", "Laoo", "Khmr", "Mymr":
		return true
	}
	return false
}

// nearly says whether a text holds the term in a form with another ending.
func (w wanted) nearly(out string, words []string) bool {
	first, _ := utf8.DecodeRuneInString(w.joined)
	if script := scriptOf(first); w.exact != "" || script == "Arab" || script == "" {
		return false
	}
	stem := func(s string) string { return firstRunes(s, max(4, utf8.RuneCountInString(s)-2)) }
	for i := range words {
		same := len(words)-i >= len(w.words)
		for k := 0; same && k < len(w.words); k++ {
			same = strings.HasPrefix(words[i+k], stem(w.words[k]))
		}
		if same {
			return true
		}
	}
	return false
}
