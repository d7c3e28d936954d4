package translate

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// nameLike says whether a short text may well be the same in every language:
// initials, model numbers, names written together.
func nameLike(s string) bool {
	fields := strings.Fields(s)
	if len(fields) > 3 {
		return false
	}
	for _, f := range fields {
		upper, inner, digits := 0, false, false
		for i, r := range f {
			if unicode.IsUpper(r) {
				upper++
				inner = inner || i > 0
			}
			digits = digits || unicode.IsNumber(r)
		}
		if hasLetters(f) && !digits && !inner && !(upper == 1 && utf8.RuneCountInString(f) == 1) {
			return false
		}
	}
	return len(fields) > 0
}

// withoutNames is an answer without the words that it has in common with its
// text and that look like names.
func withoutNames(out, src string) string {
	var b strings.Builder
	for f := range strings.FieldsSeq(out) {
		w := strings.TrimFunc(f, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if first, _ := utf8.DecodeRuneInString(w); !latinLetter(first) || !strings.Contains(src, w) || !(unicode.IsUpper(first) || nameLike(w)) {
			b.WriteString(f)
		}
	}
	return b.String()
}

// plainPhrase says whether a text of some words can be no name: it begins with a
// capital and goes on without one.
func plainPhrase(s string) bool {
	fields := strings.Fields(s)
	first, _ := utf8.DecodeRuneInString(s)
	if len(fields) < 2 || !unicode.IsUpper(first) {
		return false
	}
	for _, f := range fields[1:] {
		if r, _ := utf8.DecodeRuneInString(f); !unicode.IsLower(r) {
			return false
		}
	}
	return true
}

var codeSigns = regexp.MustCompile(`\w\(|\)[;.{]|[{};=]|\w_\w|--?\w|&&|\|\||::|->|=>`)

// codeLike says whether a text may be of a program: most of its words have
// signs of one, or half of them are in capitals.
func codeLike(s string) bool {
	fields := strings.Fields(s)
	signs, capitals := len(codeSigns.FindAllStringIndex(s, -1)), 0
	for _, f := range fields {
		if len(f) > 1 && strings.ToUpper(f) == f && strings.ToLower(f) != f {
			capitals++
		}
	}
	return signs*3 >= len(fields) || capitals*2 >= len(fields) && capitals < len(fields)
}
