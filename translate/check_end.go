package translate

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// endedRunes is how long a text must be for its end to tell whether an answer
// was cut off.
const endedRunes = 60

// checkEnd finds an answer that stops before the text does, and one that
// answers a question instead of translating it.
func checkEnd(src, out string, to Language) *fault {
	s, o := ending(src), ending(out)
	switch to.Script {
	case "Latn", "Cyrl", "Arab", "Hebr":
		if s == '?' && !strings.ContainsAny(out, "?؟") && sentences(src) == 1 {
			return soft("a question was answered or lost")
		}
	}
	if utf8.RuneCountInString(src) < endedRunes {
		return nil
	}
	if o == 0 && stopped(src, out) {
		return soft("the answer seems cut off")
	}
	if n := sentences(src); n >= 5 && sentences(out)*2 < n {
		return soft("sentences are missing")
	}
	return nil
}

// stopped says whether a text ends in a sign as sentences do, and the answer in
// a letter or comma.
func stopped(src, out string) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(src, " \n\"'»”’)*_"+markClose))
	end, _ := utf8.DecodeLastRuneInString(strings.TrimSpace(out))
	return strings.ContainsRune(".!?؟…。۔！？", last) && (unicode.IsLetter(end) || strings.ContainsRune("،,", end)) && !unspaced(string(end))
}

// checkNumbers finds numbers that were changed or lost. People write some in
// words, or in other units.
func checkNumbers(src, out string) *fault {
	if !strings.ContainsFunc(src, func(r rune) bool { return digitOf(r) >= 0 }) {
		return nil
	}
	want, have := numbers(signs(ungroup(src))), numbers(signs(ungroup(out)))
	for _, n := range want {
		if len(n) > 1 && !slices.Contains(have, n) {
			return soft("a number was changed or lost")
		}
	}
	return nil
}

// ungroup takes out the signs within numbers, which languages write
// differently.
func ungroup(s string) string {
	if !strings.ContainsAny(s, ".,٬٫/’'") {
		return s
	}
	rs := []rune(s)
	var b strings.Builder
	for i, r := range rs {
		if strings.ContainsRune(".,٬٫/’'", r) && i > 0 && i+1 < len(rs) && digitOf(rs[i-1]) >= 0 && digitOf(rs[i+1]) >= 0 {
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
