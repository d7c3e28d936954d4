// Package translate is what a translation is: it reads what was asked for
// ([Parse]), knows languages ([Lookup], [Detect]), translates batches of
// texts over AI models and checks every answer ([Engine]), and takes files
// apart and puts them together again ([File]).
//
// It asks models through [ai.Provider] and needs neither Telegram nor a
// database.
package translate

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Language is one language. The zero value stands for a language that is not
// known or not given. Languages can be compared with ==.
type Language struct {
	// Code is the BCP 47 code, such as "fa"; "zh-TW" is the only one that
	// has more than its base.
	Code string
	// English, Persian and Native are its names in English, in Persian and
	// in its own tongue.
	English, Persian, Native string
	// Script is the ISO 15924 code of its usual script, such as "Arab".
	Script string
	// other holds the further scripts that it is written in.
	other string
}

// Known says whether l is a language at all.
func (l Language) Known() bool { return l.Code != "" }

// Name is its name for people who speak the language of the given code:
// Persian for Persian, English for others.
func (l Language) Name(speaker string) string {
	if in, ok := Lookup(speaker); ok && in.Code == "fa" {
		return l.Persian
	}
	return l.English
}

// RTL says whether l is written from right to left.
func (l Language) RTL() bool { return l.Script == "Arab" || l.Script == "Hebr" }

// Scripts are the ISO 15924 codes of the scripts it is written in, the usual
// one first.
func (l Language) Scripts() []string {
	if !l.Known() {
		return nil
	}
	return append([]string{l.Script}, strings.Fields(l.other)...)
}

//go:embed languages.tsv
var languagesTSV string

// languages is the embedded table and its index by folded names and codes.
var languages = sync.OnceValue(func() (t struct {
	all    []Language
	byCode map[string]Language
	byName map[string]Language
}) {
	t.byCode, t.byName = map[string]Language{}, map[string]Language{}
	for line := range strings.Lines(languagesTSV) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) < 5 || strings.HasPrefix(line, "#") {
			continue
		}
		script, other, _ := strings.Cut(f[4], ",")
		l := Language{f[0], f[1], f[2], f[3], script, strings.ReplaceAll(other, ",", " ")}
		t.all = append(t.all, l)
		t.byCode[strings.ToLower(l.Code)] = l
		names := []string{l.English, l.Persian, l.Native}
		if len(f) > 5 {
			names = append(names, strings.Split(f[5], ",")...)
		}
		for _, n := range names {
			if isCode(n) {
				t.byCode[strings.ToLower(n)] = l
			} else if k := fold(n); t.byName[k].Code == "" {
				t.byName[k] = l
			}
		}
	}
	return t
})

// Languages returns every language that the package knows, those that
// Persian speakers ask for most first.
func Languages() []Language { return append([]Language(nil), languages().all...) }

// Lookup finds a language by its BCP 47 or ISO 639 code, with or without a
// region or script ("zh-CN", "fa_IR"), or by its name in English, Persian or
// its own tongue. Case, diacritics, half-spaces and the Arabic forms of
// Persian letters make no difference.
func Lookup(name string) (Language, bool) {
	name = strings.TrimSpace(name)
	t := languages()
	code := strings.ToLower(strings.ReplaceAll(name, "_", "-"))
	if isCode(code) {
		for code != "" {
			if l, ok := t.byCode[code]; ok {
				return l, true
			}
			i := strings.LastIndexByte(code, '-')
			code = code[:max(i, 0)]
		}
	}
	k := fold(name)
	if l, ok := t.byName[k]; ok {
		return l, true
	}
	for _, w := range []string{"زبان", "language"} {
		if bare := strings.TrimSuffix(strings.TrimPrefix(k, w), w); bare != k && bare != "" {
			l, ok := t.byName[bare]
			return l, ok
		}
	}
	return Language{}, false
}

// language is a language of the table by its exact code.
func language(code string) Language { return languages().byCode[code] }

// isCode says whether s has the form of a language code: two or three Latin
// letters, perhaps with subtags.
func isCode(s string) bool {
	base, rest, sub := strings.Cut(s, "-")
	if len(base) < 2 || len(base) > 3 || sub && rest == "" {
		return false
	}
	for _, r := range base {
		if r|0x20 < 'a' || r|0x20 > 'z' {
			return false
		}
	}
	for _, r := range rest {
		if r > unicode.MaxASCII || r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return true
}

// fold maps the spellings of one word to one key: lower case, no diacritics,
// no spaces, half-spaces or joins, Persian letters for Arabic ones.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r), unicode.IsSpace(r), unicode.Is(unicode.Cf, r),
			strings.ContainsRune("ـ'’ʻ`-", r):
		case r == 'ي' || r == 'ى':
			b.WriteRune('ی')
		case r == 'ك':
			b.WriteRune('ک')
		case r == 'ة' || r == 'ە':
			b.WriteRune('ه')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}
