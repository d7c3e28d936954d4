package translate

import "unicode"

// scripts are the scripts told apart, with the names that the language table
// uses. Han is "Hans" whatever its form.
var scripts = []struct {
	name  string
	table *unicode.RangeTable
}{
	{"Latn", unicode.Latin}, {"Arab", unicode.Arabic}, {"Cyrl", unicode.Cyrillic},
	{"Hebr", unicode.Hebrew}, {"Grek", unicode.Greek}, {"Armn", unicode.Armenian},
	{"Geor", unicode.Georgian}, {"Deva", unicode.Devanagari}, {"Beng", unicode.Bengali},
	{"Guru", unicode.Gurmukhi}, {"Gujr", unicode.Gujarati}, {"Taml", unicode.Tamil},
	{"Telu", unicode.Telugu}, {"Knda", unicode.Kannada}, {"Mlym", unicode.Malayalam},
	{"Sinh", unicode.Sinhala}, {"Thai", unicode.Thai}, {"Laoo", unicode.Lao},
	{"Khmr", unicode.Khmer}, {"Mymr", unicode.Myanmar}, {"Ethi", unicode.Ethiopic},
	{"Kore", unicode.Hangul}, {"Jpan", unicode.Hiragana}, {"Jpan", unicode.Katakana},
	{"Hans", unicode.Han},
}

// scriptOf is the script of a letter, "" for what is no letter or belongs to
// a script that is not in the table.
func scriptOf(r rune) string {
	switch {
	case r < 0x80:
		if r|0x20 >= 'a' && r|0x20 <= 'z' {
			return "Latn"
		}
		return ""
	case !unicode.IsLetter(r):
		return ""
	}
	for _, s := range scripts {
		if unicode.Is(s.table, r) {
			return s.name
		}
	}
	return ""
}

// countScripts counts the letters of each script in s, and all of them.
func countScripts(s string) (by map[string]int, all int) {
	by = map[string]int{}
	for _, r := range s {
		if sc := scriptOf(r); sc != "" {
			by[sc]++
			all++
		} else if unicode.IsLetter(r) {
			all++
		}
	}
	return by, all
}

// writes says whether a language is written in a script as scriptOf names it.
func writes(l Language, script string) bool {
	for _, s := range l.Scripts() {
		if s == script || script == "Hans" && (s == "Hant" || s == "Jpan" || s == "Kore") {
			return true
		}
	}
	return false
}

// share is the part of the letters of s, 0 to 1, that belong to scripts that
// the language is written in; 1 where s has no letters.
func share(s string, l Language) float64 {
	by, all := countScripts(s)
	if all == 0 {
		return 1
	}
	n := 0
	for sc, c := range by {
		if writes(l, sc) {
			n += c
		}
	}
	return float64(n) / float64(all)
}

// hasLetters says whether there is anything to translate in s.
func hasLetters(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) {
			return true
		}
	}
	return false
}
