package translate

import (
	"math"
	"slices"
	"strings"
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
	if f := checkEmpty(bareSrc, bareOut); f != nil {
		return f
	}
	switch {
	case strings.Contains(out, "<think>") && !strings.Contains(src, "<think>"):
		return hard("the answer showed the model's thoughts")
	case commented(bareSrc, bareOut):
		return hard("the answer commented on the text")
	case ourJSON.MatchString(out) && !ourJSON.MatchString(src):
		return hard("the answer was JSON in pieces")
	case loops(bareOut) > max(loops(bareSrc), 4), doubled(bareOut) && !doubled(bareSrc):
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
		checkLanguage(bareSrc, bareOut, from, to), checkSounds(bareSrc, bareOut, from), checkLength(bareSrc, bareOut),
		checkLines(src, out), checkEnd(src, out, to), checkNumbers(bareSrc, bareOut),
		checkAdded(src, out, to))
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

// checkLines compares how many lines there are. Of several, one more or less may
// be right.
func checkLines(src, out string) *fault {
	n := strings.Count(strings.TrimSpace(src), "\n")
	switch off := strings.Count(strings.TrimSpace(out), "\n") - n; {
	case n == 0 && off > 0, max(off, -off) > max(1, n/4):
		return hard("lines were merged or split")
	case off != 0:
		return soft("lines were merged or split")
	}
	return nil
}

// doubled says whether a text is the same twice.
func doubled(s string) bool {
	f := strings.Fields(s)
	half := len(f) / 2
	return half >= 2 && len(f)%2 == 0 && sameWords(strings.Join(f[:half], " "), strings.Join(f[half:], " "))
}

// sameWords says whether two texts are the same but for what [fold] forgives.
func sameWords(a, b string) bool {
	return slices.Equal(letters(a, 8), letters(b, 8)) && fold(a) == fold(b)
}

// loops is how often a phrase of up to eight words comes in a row at most.
func loops(s string) int {
	ws := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !ofWord(r) })
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
const checkedRunes = 200

// checkLanguage finds what was not translated, or into another language.
func checkLanguage(src, out string, from, to Language) *fault {
	n := len(strings.Fields(src))
	written := share(src, to) >= 0.5 // in the right script: Persian in Latin letters is not
	if sameWords(src, out) {
		srcLang, srcConf := Detect(firstRunes(src, checkedRunes))
		already := srcLang == to && srcConf >= Likely && written
		switch {
		case already || from == to && written || nameLike(src):
			return nil
		case share(out, to) == 0 && mainScript(out) != "Latn": // names are written anew
		case n <= 3 && srcConf < Sure && !plainPhrase(src), srcConf == Unsure && n > 3, codeLike(src): // a name, perhaps
			return soft("it came back untranslated")
		}
		return hard("it came back untranslated")
	}
	switch in := share(withoutNames(out, src), to); {
	case nameLike(src):
	case in == 0, in < 0.25 && n > 5:
		return hard("the answer is in another script")
	case in < 0.5:
		return soft("the answer is mostly in another script")
	}
	l, conf := Detect(firstRunes(out, checkedRunes))
	if l == to || conf == Unsure {
		return nil // whatever the text was in
	}
	srcLang, srcConf := Detect(firstRunes(src, checkedRunes))
	if n > 3 && conf == Likely && l == srcLang && l.Code == "fa" && to != l && mainScript(src) == "Arab" && mainScript(out) == "Latn" {
		return soft("the answer is the text in other letters")
	}
	if conf < Sure || related(l, to) || srcLang == to && srcConf >= Likely && written {
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

const (
	// Lengths beyond a bound by this factor are no translation's.
	beyond = 1.6
	// vagueRunes is how long a text must be for the bounds to be taken so
	// exactly.
	vagueRunes = 20
)

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
	lo, hi := bounds[0].lo, bounds[0].hi
	if n < vagueRunes {
		lo, hi = lo/1.4, hi*1.4
	}
	switch ratio := float64(m) / float64(n); {
	case ratio < lo && stopped(src, out):
		return hard("the answer was cut off")
	case ratio < bounds[0].lo/beyond:
		return hard("the answer is far too short")
	case ratio > bounds[0].hi*beyond:
		return hard("the answer is far too long")
	case ratio < lo:
		return soft("the answer is short")
	case ratio > hi:
		return soft("the answer is long")
	}
	return nil
}

// mainScript is the script of most of the letters at the beginning of s.
func mainScript(s string) string {
	by, _ := countScripts(firstRunes(s, checkedRunes))
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
