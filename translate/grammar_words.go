package translate

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is how sure a word is to name a language.
type kind int

const (
	fullName kind = iota // "Persian", "آلمانی", "Türkçe"
	code                 // "fa", "zh-CN", "ckb"
	initials             // a code that is a common abbreviation, such as "uk"
	longCode             // "fas": many of these are English words
	hardCode             // a code that is a word, such as "is" or "az"
)

// Codes that are words of English or of Persian in Latin letters besides the
// commonest English words; those that are common abbreviations; and those
// that are Persian words only before others ("ru miz", "ja nist").
const (
	moreHard     = " hi id ha la da ps el ta ma pa lo az nb yo kk "
	alsoPersian  = " ne ku ja ru si te ka su "
	abbreviation = " ms mr mt uk eu ca hr ko bs ur ky lt km ml cs pt et sr tr th pl vi "
)

// Answers that people give with a colon after them, which are codes otherwise.
var yesNo = []string{"Ja", "Ne", "Si"}

// Sayings that begin with a code which is no English word by itself.
var sayings = []string{"en route", "en masse", "en suite", "en passant", "en garde", "en bloc",
	"en dash", "en dashes", "de facto", "de jure", "de novo", "de rigueur", "fa la", "vi editor", "sq ft", "ne plus ultra"}

// token is a word or a few that name a language.
type token struct {
	Language
	kind kind
	raw  string
}

func kindOf(raw string, l Language) kind {
	base, _, region := strings.Cut(strings.ToLower(strings.ReplaceAll(raw, "_", "-")), "-")
	switch {
	case !isCode(base):
		return fullName
	case len(base) == 3 && base != l.Code:
		return longCode
	case len(base) == 3:
		return code
	}
	latin := profiles()["Latn"]
	if strings.Contains(moreHard, " "+base+" ") || latin.words[base]&1 != 0 { // of English
		return hardCode
	}
	if !region && strings.Contains(abbreviation, " "+base+" ") {
		return initials
	}
	return code
}

// inName says whether r may be part of a language's name.
func inName(r rune) bool {
	return unicode.IsLetter(r) || unicode.Is(unicode.M, r) || r == '\u200c' || r == '\'' || r == 'ʻ' || r == '’'
}

// readToken reads a language off the beginning of s: the longest name of up
// to three words, or a code.
func readToken(s string) (t token, rest string, ok bool) {
	ends := make([]int, 0, 3)
	for i := 0; i < len(s) && len(ends) < 3; {
		j := i
		for j < len(s) {
			r, n := utf8.DecodeRuneInString(s[j:])
			if !inName(r) {
				break
			}
			j += n
		}
		if j == i {
			break
		}
		ends = append(ends, j)
		if i = j; i < len(s) && s[i] == ' ' {
			i++
		} else {
			break
		}
	}
	for k := len(ends) - 1; k >= 0; k-- {
		if k == 0 {
			if e := regionEnd(s, ends[0]); e > 0 {
				ends[0] = e
			}
		}
		raw := s[:ends[k]]
		if l, ok := Lookup(raw); ok && !(k > 0 && strings.ContainsAny(raw, "-_")) {
			return token{l, kindOf(raw, l), raw}, s[ends[k]:], true
		}
	}
	return token{}, s, false
}

// regional are codes with a region that is written in small letters, too,
// where it is no code itself; any two capitals are a region.
const regional = " fa-ir fa-af en-us en-gb en-au pt-br zh-cn zh-tw zh-hk es-mx de-at de-ch fr-be fr-ch nl-be ar-ae ar-eg ar-iq ar-sa "

// regionEnd is where a region or script after the code s[:end] ends, 0 where
// there is none. "fa-en" is a pair, "fr-CA" a region though ca is a code, and
// "ar-15", "et-al" and "es-335" have none.
func regionEnd(s string, end int) int {
	if end > 3 || end >= len(s) || s[end] != '-' && s[end] != '_' {
		return 0
	}
	j := end + 1
	for j < len(s) && s[j] < utf8.RuneSelf && (unicode.IsLetter(rune(s[j])) || unicode.IsDigit(rune(s[j]))) {
		j++
	}
	sub := s[end+1 : j]
	if j < len(s) {
		if r, _ := utf8.DecodeRuneInString(s[j:]); inName(r) {
			return 0
		}
	}
	upper := sub == strings.ToUpper(sub) && s[:end] == strings.ToLower(s[:end]) && !strings.ContainsAny(sub, "0123456789")
	switch {
	case len(sub) == 4 && strings.Contains(" hans hant latn cyrl arab ", strings.ToLower(sub)),
		sub == "419" || sub == "001",
		len(sub) == 2 && (upper || strings.Contains(regional, " "+strings.ToLower(s[:end]+"-"+sub)+" ")):
		return j
	}
	return 0
}

// readList reads one language or several with commas between them. Codes that
// are words count only if hard says so, and after a space not even then.
func readList(s string, hard bool) (list []Language, rest string, ok bool) {
	t, rest, ok := readToken(s)
	if !ok || !hard && t.kind >= longCode {
		return nil, s, false
	}
	list = append(list, t.Language)
	for {
		next, spaced, found := cutComma(rest)
		if !found {
			return list, rest, true
		}
		t, after, ok := readToken(next)
		if !ok || t.kind >= longCode && (!hard || spaced) {
			return list, rest, true
		}
		list, rest = append(list, t.Language), after
	}
}

func cutComma(s string) (rest string, spaced, ok bool) {
	trimmed := strings.TrimLeft(s, " ")
	for _, c := range []string{",", "،", "+", "/"} {
		if r, ok := strings.CutPrefix(trimmed, c); ok {
			next := strings.TrimLeft(r, " ")
			return next, len(next) != len(r) || len(trimmed) != len(s), true
		}
	}
	return s, false, false
}

// cutEnd demands that the names end here: at a colon, a space or the end.
func cutEnd(s string) (text string, ok bool) {
	if text, ok := cutColon(s); ok {
		return text, true
	}
	if s == "" {
		return "", true
	}
	r, _ := utf8.DecodeRuneInString(s)
	return strings.TrimSpace(s), unicode.IsSpace(r)
}

// cutColon demands a colon or an end of line after the names.
func cutColon(s string) (text string, ok bool) {
	t := strings.TrimLeft(s, " \u200f\u200e")
	for _, c := range []string{":", "：", "\n"} {
		if rest, ok := strings.CutPrefix(t, c); ok {
			return strings.TrimSpace(rest), true
		}
	}
	return "", t == ""
}

// foreign says whether a text cannot go on from a word of the given script:
// nearly all of it, and its beginning, is in another one.
func foreign(text, script string) bool {
	by, all := countScripts(text)
	first := ""
	for _, r := range text {
		if unicode.IsLetter(r) {
			first = scriptOf(r)
			break
		}
	}
	return all > 0 && first != script && by[script]*5 <= all
}
