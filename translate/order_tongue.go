package translate

import (
	"strings"
	"unicode"
)

// persianAlphabet are the letters that Persian is written with, vowel signs and
// half-spaces aside.
const persianAlphabet = "ءآأؤئابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"

// unPersian says whether a text has letters that Persian is not written with,
// or a word with the Arabic article.
func unPersian(s string) bool {
	for w := range words(s) {
		rest, article := strings.CutPrefix(w, "ال")
		if article && len(rest) >= 2*3 {
			return true
		}
		for _, r := range w {
			if unicode.IsLetter(r) && scriptOf(r) == "Arab" && !strings.ContainsRune(persianAlphabet, r) {
				return true
			}
		}
	}
	return false
}

// checkTongue finds a batch of answers of a few letters each that together are
// in another language of the same script: Arabic words for Persian ones. Many
// words are of both, so that one alone tells nothing. It is asked before the
// letters are written as Persian has them, since how they were typed tells more;
// a quarter of the answers must have something that Persian has not.
func checkTongue(items []*item, answers map[int]answer, to Language) *fault {
	if to.Code != "fa" {
		return nil
	}
	var b strings.Builder
	n, foreign := 0, 0
	for i, it := range items {
		a, ok := answers[i+1]
		if !ok || sameWords(it.core, *a.Text) {
			continue
		}
		b.WriteString(firstRunes(it.masked.bare(*a.Text), checkedRunes/len(items)))
		b.WriteString("\n")
		n++
		if unPersian(*a.Text) {
			foreign++
		}
	}
	if n < 3 || foreign*4 < n {
		return nil
	}
	if l, conf := Detect(b.String()); conf >= Likely && l.Script == to.Script && !related(l, to) {
		return soft("the answers are in another language")
	}
	return nil
}
