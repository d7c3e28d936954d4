package translate

import (
	"math"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// fault is why an answer is not taken. A soft one may be right all the same
// (a name that stays as it is, a short sentence made long): the item is asked
// again once, of another model, and if that says no better it stands.
type fault struct {
	reason string
	soft   bool
}

func hard(reason string) *fault { return &fault{reason, false} }
func soft(reason string) *fault { return &fault{reason, true} }

// check looks at one answer, marks still in it; src is the masked source.
// Both are given without their marks too.
func check(src, out, bareSrc, bareOut string, from, to Language) *fault {
	switch {
	case strings.TrimSpace(out) == "" || !hasLetters(bareOut) && hasLetters(bareSrc):
		return hard("the answer was empty")
	case strings.Contains(out, "<think>") && !strings.Contains(src, "<think>"):
		return hard("the answer showed the model's thoughts")
	case remarks(out) && !remarks(src) || labels(bareOut) && !labels(bareSrc):
		return hard("the answer commented on the text")
	case ourJSON.MatchString(out) && !ourJSON.MatchString(src):
		return hard("the answer was JSON in pieces")
	case loops(bareOut) > max(loops(bareSrc), 4):
		return hard("the answer repeated itself")
	}
	for _, sign := range []string{"**", "~~", "||", "```"} {
		if strings.Count(src, sign) != strings.Count(out, sign) {
			return hard("markup was lost or invented")
		}
	}
	if strings.ContainsAny(out, "{}") && !strings.ContainsAny(src, "{}") {
		return hard("markup was lost or invented")
	}
	return gravest(checkRefusal(bareSrc, bareOut), checkDouble(bareSrc, bareOut), checkChoice(bareSrc, bareOut),
		checkLanguage(bareSrc, bareOut, from, to), checkLength(bareSrc, bareOut), checkLines(src, out))
}

// gravest is the first hard fault, or else the first.
func gravest(all ...*fault) (first *fault) {
	for _, f := range all {
		switch {
		case f != nil && !f.soft:
			return f
		case first == nil:
			first = f
		}
	}
	return first
}

func checkLines(src, out string) *fault {
	if strings.Count(strings.TrimSpace(src), "\n") != strings.Count(strings.TrimSpace(out), "\n") {
		return soft("lines were merged or split")
	}
	return nil
}

var (
	preface = regexp.MustCompile(`(?i)^[^\pL\pN]*(?:here(?:'s|’s| is| are)|sure|certainly|of course|okay|translation|translated text|the translation|übersetzung|traduction|traducción|traduzione|çeviri)\b[^\n]{0,60}:(?:\s|$)` +
		`|^[^\pL\pN]*(?:ترجمهٔ?|ترجمه‌ی|متن ترجمه|در اینجا|البته|حتماً?|ترجمة|الترجمة|перевод)[^\n:]{0,40}:(?:\s|$)`)
	note = regexp.MustCompile(`(?i)[\n(][^\pL\pN]*(?:translator'?s? )?(?:note|explanation|توضیح|یادداشت|نکته)s?[*]*\s*:`)
)

// remarks says whether a text opens with words about a translation, or has a
// translator's note.
func remarks(s string) bool {
	return preface.MatchString(firstRunes(s, 120)) || strings.ContainsAny(s, "\n(") && note.MatchString(s)
}

// labels says whether a text opens with the name of a language and a colon.
func labels(s string) bool {
	head, _, ok := strings.Cut(firstRunes(s, 40), ":")
	if !ok || utf8.RuneCountInString(head) < 4 { // "To: …" is no Tongan
		return false
	}
	_, ok = Lookup(strings.Trim(head, "*_#() "))
	return ok
}

// loops is how often a phrase of up to eight words comes in a row at most.
func loops(s string) int {
	var ws []string
	for w := range words(s) {
		ws = append(ws, w)
	}
	most := 1
	for p := 1; p <= 8 && p < len(ws); p++ {
		run := 0
		for i := p; i < len(ws); i++ {
			if ws[i] == ws[i-p] {
				run++
				most = max(most, run/p+1)
			} else {
				run = 0
			}
		}
	}
	return most
}

// Languages that the rules of Detect cannot tell apart safely.
var kin = []string{" no da sv ", " hr sr bs sl ", " id ms ", " cs sk ", " gl pt es ca ", " hi mr ne ", " zh zh-TW ja ", " tr az tk ", " nl af ", " ru uk be bg mk sr ", " fa tg ", " he yi "}

func related(a, b Language) bool {
	for _, group := range kin {
		if strings.Contains(group, " "+a.Code+" ") && strings.Contains(group, " "+b.Code+" ") {
			return true
		}
	}
	return a == b
}

// checkedRunes are enough to tell a language by.
const checkedRunes = 400

// checkLanguage finds what was not translated, or into another language.
func checkLanguage(src, out string, from, to Language) *fault {
	n := len(strings.Fields(src))
	srcLang, srcConf := Detect(firstRunes(src, checkedRunes))
	already := srcLang == to && srcConf >= Likely
	if fold(src) == fold(out) {
		switch {
		case already || from == to || nameLike(src):
			return nil
		case n <= 3:
			return soft("it came back untranslated")
		}
		return hard("it came back untranslated")
	}
	switch in := share(out, to); {
	case nameLike(src):
	case in < 0.25 && (n > 5 || in == 0 && n > 2):
		return hard("the answer is in another script")
	case in < 0.5:
		return soft("the answer is mostly in another script")
	}
	l, conf := Detect(firstRunes(out, checkedRunes))
	if conf < Sure || related(l, to) || already {
		return nil
	}
	if l == srcLang && srcConf == Sure {
		return hard("the answer is still in the source's language")
	}
	if p := profiles()[to.Script]; p != nil && knows(p, to) && utf8.RuneCountInString(out) >= 24 {
		return hard("the answer is in another language")
	}
	return nil
}

func knows(p *profile, l Language) bool {
	for _, c := range p.codes {
		if c == l.Code {
			return true
		}
	}
	return false
}

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
			digits = digits || unicode.IsDigit(r)
		}
		if hasLetters(f) && !digits && !inner && !(upper == 1 && utf8.RuneCountInString(f) == 1) {
			return false
		}
	}
	return len(fields) > 0
}

// bound is how long a translation may be, in characters for each of the
// source's; measured on human translations between English and Persian
// (0.5 to 99.5 %), wider for pairs that were not measured.
type bound struct {
	upTo   int
	lo, hi float64
}

var (
	toPersian = []bound{{60, 0.61, 2.10}, {150, 0.60, 1.55}, {math.MaxInt, 0.66, 1.37}}
	toEnglish = []bound{{60, 0.50, 2.19}, {150, 0.57, 1.57}, {math.MaxInt, 0.68, 1.35}}
	anyPair   = []bound{{60, 0.40, 2.60}, {150, 0.48, 2.10}, {math.MaxInt, 0.55, 1.80}}
	fromCJK   = []bound{{60, 0.80, 8.00}, {math.MaxInt, 1.00, 6.00}}
	toCJK     = []bound{{60, 0.10, 1.60}, {math.MaxInt, 0.14, 1.00}}
)

// Lengths beyond a bound by this factor are no translation's.
const beyond = 1.6

// checkLength compares lengths; under ten characters they say little.
func checkLength(src, out string) *fault {
	n, m := utf8.RuneCountInString(strings.TrimSpace(src)), utf8.RuneCountInString(strings.TrimSpace(out))
	if n < 10 {
		if m > 10*n+20 {
			return hard("the answer is far too long")
		}
		return nil
	}
	a, b := mainScript(src), mainScript(out)
	bounds := anyPair
	switch {
	case cjk(a) && !cjk(b):
		bounds = fromCJK
	case cjk(b) && !cjk(a):
		bounds = toCJK
	case a == "Latn" && b == "Arab":
		bounds = toPersian
	case a == "Arab" && b == "Latn":
		bounds = toEnglish
	}
	for n > bounds[0].upTo {
		bounds = bounds[1:]
	}
	switch ratio := float64(m) / float64(n); {
	case ratio < bounds[0].lo/beyond:
		return hard("the answer is far too short")
	case ratio > bounds[0].hi*beyond:
		return hard("the answer is far too long")
	case ratio < bounds[0].lo:
		return soft("the answer is short")
	case ratio > bounds[0].hi:
		return soft("the answer is long")
	}
	return nil
}

func mainScript(s string) string {
	by, _ := countScripts(s)
	best := ""
	for sc, n := range by {
		if best == "" || n > by[best] || n == by[best] && sc < best {
			best = sc
		}
	}
	return best
}

func cjk(script string) bool { return script == "Hans" || script == "Jpan" || script == "Kore" }

// trimLike drops the white space that models put round an answer, and the
// quotes that they put round a source without any.
func trimLike(out, src string) string {
	out = strings.TrimSpace(out)
	if in := unquote(out); in != out && unquote(src) == src {
		return in
	}
	return out
}
