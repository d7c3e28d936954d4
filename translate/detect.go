package translate

import (
	_ "embed"
	"math"
	"math/bits"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Confidence says how far a detected language can be counted on.
type Confidence int

// The confidences. What is Unsure is a guess, or no language at all.
const (
	Unsure Confidence = iota
	Likely
	Sure
)

func (c Confidence) String() string { return [...]string{"unsure", "likely", "sure"}[c] }

const (
	detectRunes = 1000
	// How many times as likely as the next a language must be for each
	// confidence, as logarithms.
	likelyOdds = 1.0
	sureOdds   = 5.0
	// The rules for the scripts that there are no statistics for, set by hand.
	wordWeight    = 3.0
	letterWeight  = 1.2
	foreignLetter = -2.0
	suffixWeight  = 0.7
	prefixWeight  = 1.8
	priorWeight   = 0.8 // for the commonest language of a script
)

//go:embed detect.tsv
var detectTSV string

// profile tells the languages of one script apart. Sets of languages are
// bits, in the order of codes.
type profile struct {
	codes    []string
	words    map[string]uint64
	letters  map[rune]uint64
	prefixes map[string]uint64
	suffixes map[string]uint64
}

var profiles = sync.OnceValue(func() map[string]*profile {
	all := map[string]*profile{}
	for line := range strings.Lines(detectTSV) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) != 5 || strings.HasPrefix(line, "#") {
			continue
		}
		p := all[f[0]]
		if p == nil {
			p = &profile{words: map[string]uint64{}, letters: map[rune]uint64{},
				prefixes: map[string]uint64{}, suffixes: map[string]uint64{}}
			all[f[0]] = p
		}
		bit := uint64(1) << len(p.codes)
		p.codes = append(p.codes, f[1])
		for _, r := range f[2] {
			p.letters[r] |= bit
		}
		for _, a := range strings.Fields(f[3]) {
			if pre, ok := strings.CutSuffix(a, "-"); ok {
				p.prefixes[pre] |= bit
			} else {
				p.suffixes[a] |= bit
			}
		}
		for _, w := range strings.Fields(f[4]) {
			p.words[w] |= bit
		}
	}
	return all
})

// Detect tells the language of a text by its letters and its commonest
// words. Persian in Latin letters is Persian. It needs no more than the first
// couple of thousand characters; a text without letters, or in a script that
// is not known, gives the zero Language.
func Detect(text string) (Language, Confidence) {
	text = firstRunes(text, detectRunes)
	by, all := countScripts(text)
	script, most := "", 0
	for s, n := range by {
		if n > most || n == most && s < script {
			script, most = s, n
		}
	}
	if script == "Hans" && by["Jpan"]*8 >= by["Hans"] && by["Jpan"] > 0 {
		script = "Jpan"
	}
	if most == 0 {
		return Language{}, Unsure
	}
	if m := runModels()[script]; m != nil {
		l, conf := m.detect(text, script)
		if most*4 < all*3 {
			conf = min(conf, Likely)
		}
		return l, conf
	}
	if p := profiles()[script]; p != nil {
		return p.detect(text, script)
	}
	for _, l := range languages().all {
		if l.Script == script {
			if most*2 > all {
				return l, Sure
			}
			return l, Likely
		}
	}
	return Language{}, Unsure
}

func (p *profile) detect(text, script string) (Language, Confidence) {
	scores, endings := make([]float64, len(p.codes)), make([]float64, len(p.codes))
	for w := range words(text) {
		if r, _ := utf8.DecodeRuneInString(w); scriptOf(r) == script {
			p.score(w, scores, endings)
		}
	}
	scores[0] += priorWeight
	sum(scores, endings)
	best, second := 0, -1
	for i := 1; i < len(scores); i++ {
		if scores[i] > scores[best] {
			best, second = i, best
		} else if second < 0 || scores[i] > scores[second] {
			second = i
		}
	}
	l := language(p.codes[best])
	margin := scores[best] - scores[second]
	firm := margin - max(0, endings[best]-endings[second]) // endings alone prove nothing
	switch {
	case scores[best] >= 5 && firm >= 1.5 && margin >= scores[best]/5:
		return l, Sure
	case scores[best] >= 1 && margin >= 0.5:
		return l, Likely
	}
	return l, Unsure
}

var arabicForms = strings.NewReplacer("ي", "ی", "ك", "ک")

func sum(to, from []float64) {
	for i := range to {
		to[i] += from[i]
	}
}

// score adds what one word says for and against each language, what its
// ending says apart.
func (p *profile) score(w string, scores, endings []float64) {
	add := func(scores []float64, set uint64, weight float64) {
		weight /= math.Sqrt(float64(bits.OnesCount64(set)))
		for ; set != 0; set &= set - 1 {
			scores[bits.TrailingZeros64(set)] += weight
		}
	}
	set := p.words[w]
	if set != 0 {
		add(scores, set, wordWeight)
	}
	for _, r := range w {
		set := p.letters[r]
		if set == 0 {
			continue
		}
		add(scores, set, letterWeight)
		for i := range scores {
			if set>>i&1 == 0 {
				scores[i] += foreignLetter
			}
		}
	}
	var seen uint64
	for i := range w { // the longest ending of each language first
		if i > 0 && utf8.RuneStart(w[i]) && i >= len(w)/4 {
			if set := p.suffixes[w[i:]] &^ seen; set != 0 {
				add(endings, set, suffixWeight)
				seen |= set
			}
		}
	}
	for i := range w {
		if i > 0 && i <= len(w)*3/4 {
			if set := p.prefixes[w[:i]]; set != 0 {
				add(scores, set, prefixWeight)
			}
		}
	}
}

// words yields the words of s in lower case, apostrophes within them kept.
func words(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		s = strings.NewReplacer("’", "'", "‘", "ʻ", "\u0307", "").Replace(strings.ToLower(s))
		inWord := func(r rune) bool {
			return unicode.IsLetter(r) || unicode.Is(unicode.M, r) || r == '\'' || r == '·'
		}
		for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return !inWord(r) }) {
			if w = strings.Trim(w, "'·"); w != "" && !yield(w) {
				return
			}
		}
	}
}

// firstRunes is the beginning of s, at most n characters.
func firstRunes(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}
