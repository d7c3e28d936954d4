package translate

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// polish writes a translation as its language is written. For Persian: the
// letters ی and ک for their Arabic forms, ، ؛ ؟ after Persian words, each once,
// and «» round them. Words that are Arabic, with its vowel signs or ة, stay as
// they are, and so does all else, half-spaces above all. It is run on masked
// texts, so that nothing that stays can be touched.
func polish(s string, to Language) string {
	if to.Code != "fa" || !strings.ContainsAny(s, "يكى,;?\"“”") || share(s, to) < 0.5 {
		return s
	}
	return once(persianQuotes(persianSigns(once(s))))
}

var twice = map[string]*regexp.Regexp{
	"؟": regexp.MustCompile(`[؟?]*(?:؟\?|\?؟)[؟?]*`),
	"،": regexp.MustCompile(`[،,]*(?:،,|,،)[،,]*`),
	"؛": regexp.MustCompile(`[؛;]*(?:؛;|;؛)[؛;]*`),
}

// once takes away marks that models write twice, in both alphabets.
func once(s string) string {
	for mark, run := range twice {
		if strings.Contains(s, mark) {
			s = run.ReplaceAllLiteralString(s, mark)
		}
	}
	return s
}

func persianSigns(s string) string {
	var b strings.Builder
	last := "" // the script of the letter before
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		script := scriptOf(r)
		switch {
		case script == "Arab":
			n = wordEnd(s[i:])
			b.WriteString(persianWord(s[i : i+n]))
		case strings.ContainsRune(",;?", r) && (last != "Latn" || nextScript(s[i+n:]) != "Latn") && !inNumber(s[i+n:]):
			b.WriteRune(persianMarks[r])
		default:
			b.WriteRune(r)
		}
		if script != "" {
			last = script
		} else if strings.HasPrefix(s[i:], markClose) {
			last = "" // what the mark stands for may be anything
		}
		i += n
	}
	return b.String()
}

var (
	persianLetters = strings.NewReplacer("ي", "ی", "ى", "ی", "ك", "ک")
	persianMarks   = map[rune]rune{',': '،', ';': '؛', '?': '؟'}
)

var quotedWords = regexp.MustCompile(`(^|[\s(:،؛–—-])(?:"([^"“”\n]+)"|“([^"“”\n]+)”)($|[\s)\].,:;!?،؛؟…–—-])`)

// persianQuotes puts «» for other double quotes round Persian words. Quotes
// that do not come in pairs, as in 5", stay.
func persianQuotes(s string) string {
	if !strings.ContainsAny(s, "\"“”") {
		return s
	}
	var b strings.Builder
	for l := range strings.Lines(s) {
		for strings.Count(l, `"`)%2 == 0 && strings.Count(l, "“") == strings.Count(l, "”") {
			m := quotedWords.FindStringSubmatchIndex(l)
			if m == nil {
				break
			}
			inner := l[max(m[4], m[6]):max(m[5], m[7])]
			b.WriteString(l[:m[3]])
			if mainScript(inner) == "Arab" && strings.TrimSpace(inner) == inner {
				b.WriteString("«" + inner + "»")
			} else {
				b.WriteString(l[m[3]:m[8]])
			}
			l = l[m[8]:]
		}
		b.WriteString(l)
	}
	return b.String()
}

// wordEnd is how many bytes of s its first word in Arabic letters takes.
func wordEnd(s string) int {
	for i, r := range s {
		if scriptOf(r) != "Arab" && !unicode.Is(unicode.Mn, r) && r != '\u200c' {
			return i
		}
	}
	return len(s)
}

func persianWord(w string) string {
	if !strings.ContainsAny(w, "يكى") || strings.ContainsAny(w, "ةَُِْ") {
		return w
	}
	return persianLetters.Replace(w)
}

// nextScript is the script of the next letter in s, "" if a mark comes first.
func nextScript(s string) string {
	for i, r := range s {
		if script := scriptOf(r); script != "" || strings.HasPrefix(s[i:], markOpen) {
			return script
		}
	}
	return ""
}

// inNumber says whether a sign before s stands within a number or a word,
// rather than at its end.
func inNumber(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && (unicode.IsDigit(r) || scriptOf(r) == "Latn")
}
