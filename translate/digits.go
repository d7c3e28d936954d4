package translate

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// digits writes the numbers of a Persian translation in the digits that were
// asked for. What is never translated stays as it is, and so does a number
// that is a part of a name in Latin letters, such as "GPT-5".
func (r *run) digits(text string) string {
	if r.o.To.Code != "fa" || r.o.Digits == "" || !strings.ContainsFunc(text, func(c rune) bool { return digitOf(c) >= 0 }) {
		return text
	}
	m := mask(text, r.keep)
	m.text = writeDigits(m.text, r.o.Digits)
	if out, err := m.restore(m.text); err == nil {
		return out
	}
	return text
}

// writeDigits is run on masked texts.
func writeDigits(s string, d Digits) string {
	var b strings.Builder
	for s != "" {
		n := runOf(s)
		if n == 0 {
			_, n = utf8.DecodeRuneInString(s)
			b.WriteString(s[:n])
		} else if name := strings.ContainsFunc(s[:n], latinLetter); name {
			b.WriteString(s[:n])
		} else {
			for _, c := range s[:n] {
				b.WriteRune(inDigits(c, d))
			}
		}
		s = s[n:]
	}
	return b.String()
}

// runOf is how many bytes a number or a Latin word takes at the beginning of
// s, with the numbers and words that are joined to it.
func runOf(s string) int {
	end := 0
	for i, c := range s {
		switch {
		case latinLetter(c) || digitOf(c) >= 0:
			end = i + utf8.RuneLen(c)
		case end > 0 && i == end && strings.ContainsRune("-_./:", c):
		case end > 0 && i == end+1 && strings.ContainsRune("-_./:", c):
			return end
		default:
			return end
		}
	}
	return end
}

func latinLetter(c rune) bool { return unicode.Is(unicode.Latin, c) }

// digitOf is the value of a Latin, Persian or Arabic digit; -1: it is none.
func digitOf(c rune) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= '۰' && c <= '۹':
		return int(c - '۰')
	case c >= '٠' && c <= '٩':
		return int(c - '٠')
	}
	return -1
}

func inDigits(c rune, d Digits) rune {
	switch n := digitOf(c); {
	case n < 0:
		return c
	case d == PersianDigits:
		return '۰' + rune(n)
	case d == LatinDigits:
		return '0' + rune(n)
	}
	return c
}
