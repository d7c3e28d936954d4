package translate

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// What runs of letters and common words say about a language: a linear model
// for each script, learnt from text (docs/languages.md). detect.bin.gz holds,
// for each script, its languages, and for each run of letters what it weighs
// for which of them.

//go:embed detect.bin.gz
var runsData []byte

const (
	longestRun  = 4    // letters of a run, the ends of the word counted
	weightStep  = 0.1  // of the weights, which are kept in a byte
	leastOfWord = -7.0 // how far one word can speak against a language

	commonWeight    = 4.0 // of a word that is a common one of a language
	commonestWeight = 1.0 // more, if it is among its commonest
)

// priors are how much likelier a language is here than others of its script
// before its text is read, as logarithms: who writes to a bot for speakers of
// Persian and English. What many languages have goes to the likelier one.
var priors = map[string]float64{"fa": 3.6, "fa-Latn": 2.7, "en": 3, "ru": 2, "ar": 0.7, "tr": 1.5, "de": 1.8, "fr": 1.8, "es": 1.8, "it": 1, "pt": 0.7,
	"sd": -1.5, "ug": -1.5, "bal": -4, "uk": 0.5, "tg": -0.5, "tt": -1.5, "ky": -1, "mn": -1, "kk": -0.5, "mk": -0.5, "sr": -0.5,
	"la": -2, "eo": -1.5, "zu": -1.5, "yo": -1.5, "so": -1, "ha": -1, "mt": -1, "cy": -1, "ga": -1, "eu": -1, "af": -1.5, "gl": -1.5,
	"ca": -0.5, "tl": -0.5, "ms": -0.5, "sw": -1, "is": -0.5, "tk": -1, "sq": -0.5}

// weight is what a run of letters says for one language.
type weight struct {
	language uint8
	value    int8
}

// runModel is the model of one script.
type runModel struct {
	codes   []string
	weights map[string][]weight
	// common are the languages in which a word is a common one, or among the
	// commonest, as bits in the order of codes.
	common, commonest map[string]uint64
}

var runModels = sync.OnceValue(loadRuns)

func loadRuns() map[string]*runModel {
	z, err := gzip.NewReader(bytes.NewReader(runsData))
	if err != nil {
		panic(fmt.Sprintf("translate: the embedded statistics: %v", err))
	}
	data, err := io.ReadAll(z)
	if err != nil {
		panic(fmt.Sprintf("translate: the embedded statistics: %v", err))
	}
	return readRuns(data)
}

// readRuns reads, for each script: its name and the codes of its languages in
// one line, the number of runs in the next, and each run as how many bytes it
// shares with the one before, the rest of it, and its weights; then the common
// words of each language.
func readRuns(data []byte) map[string]*runModel {
	models := map[string]*runModel{}
	for len(data) > 0 {
		head, rest, _ := bytes.Cut(data, []byte("\n"))
		fields := strings.Fields(string(head))
		number, rest, _ := bytes.Cut(rest, []byte("\n"))
		n, _ := strconv.Atoi(string(number))
		data = rest
		m := &runModel{codes: fields[1:], weights: make(map[string][]weight, n),
			common: map[string]uint64{}, commonest: map[string]uint64{}}
		run := ""
		for range n {
			same, length, count := data[0], data[1], data[2]
			run = run[:same] + string(data[3:3+length])
			data = data[3+length:]
			w := make([]weight, count)
			for i := range w {
				w[i] = weight{data[2*i], int8(data[2*i+1])}
			}
			data = data[2*count:]
			m.weights[run] = w
		}
		for i := range m.codes {
			data = m.readWords(data, i)
		}
		models[fields[0]] = m
	}
	return models
}

// readWords reads the common words of a language: how many there are, and each
// as how many bytes it shares with the one before, the rest of it, and a line
// feed, a tab for the commonest.
func (m *runModel) readWords(data []byte, language int) []byte {
	number, data, _ := bytes.Cut(data, []byte("\n"))
	n, _ := strconv.Atoi(string(number))
	word := ""
	for range n {
		end := bytes.IndexAny(data[1:], "\n\t") + 1
		word = word[:data[0]] + string(data[1:end])
		m.common[word] |= 1 << language
		if data[end] == '\t' {
			m.commonest[word] |= 1 << language
		}
		data = data[end+1:]
	}
	return data
}

// detect tells the language of a text whose letters are mostly of the model's
// script.
func (m *runModel) detect(text, script string) (Language, Confidence) {
	scores := make([]float64, len(m.codes))
	known, common, function := 0, make([]int, len(m.codes)), make([]int, len(m.codes))
	for w := range normalWords(text) {
		if r, _ := utf8.DecodeRuneInString(w); scriptOf(r) != script {
			continue
		}
		m.score(w, scores)
		known++
		countBits(m.common[w], common)
		countBits(m.commonest[w], function)
	}
	for i, c := range m.codes {
		if c == "fa" && script == "Latn" {
			c = "fa-Latn"
		}
		scores[i] += priors[c]
	}
	best := slices.Index(scores, slices.Max(scores))
	second := math.Inf(-1)
	for i, s := range scores {
		if i != best {
			second = max(second, s)
		}
	}
	l := language(m.codes[best])
	switch odds := scores[best] - second; {
	case odds >= sureOdds && (function[best] >= 2 && function[best]*4 >= known ||
		known > 1 && function[best] > 0 && common[best] == known):
		return l, Sure
	case odds >= likelyOdds:
		return l, Likely
	}
	return l, Unsure
}

// countBits adds one for each language of a set.
func countBits(set uint64, counts []int) {
	for ; set != 0; set &= set - 1 {
		counts[bits.TrailingZeros64(set)]++
	}
}

// score adds to each language the logarithm of how likely a word belongs to
// it, as far as its letters tell.
func (m *runModel) score(word string, scores []float64) {
	sums := make([]float64, len(m.codes))
	for run := range runs(word) {
		for _, w := range m.weights[run] {
			sums[w.language] += float64(w.value)
		}
	}
	common, commonest := m.common[word], m.commonest[word]
	if m.codes[0] == "fa" { // typed with the Arabic forms of its letters
		folded := arabicForms.Replace(word)
		common |= m.common[folded] & 1
		commonest |= m.commonest[folded] & 1
	}
	most, all := math.Inf(-1), 0.0
	for i := range sums {
		sums[i] = sums[i]*weightStep + commonWeight*float64(common>>i&1) + commonestWeight*float64(commonest>>i&1)
		most = max(most, sums[i])
	}
	for _, s := range sums {
		all += math.Exp(s - most)
	}
	for i, s := range sums {
		scores[i] += max(leastOfWord, s-most-math.Log(all))
	}
}

// runs yields the runs of letters of a word as [normalWords] gives it.
func runs(word string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		word = "^" + word + "$"
		if !yield("") { // what speaks for a language whatever the word
			return
		}
		var at []int
		for i := range word {
			at = append(at, i)
		}
		at = append(at, len(word))
		for i := range at {
			for n := 1; n <= longestRun && i+n < len(at); n++ {
				if n == 1 && (i == 0 || i == len(at)-2) {
					continue
				}
				if !yield(word[at[i]:at[i+n]]) {
					return
				}
			}
		}
	}
}

// normalWords yields the words of s as the models know them: in lower case,
// composed, without vowel marks; half-spaces and apostrophes within words are
// kept.
func normalWords(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		s = norm.NFC.String(strings.NewReplacer("’", "'", "‘", "'", "ʻ", "'", "ʼ", "'", "\u0307", "").Replace(strings.ToLower(s)))
		inWord := func(r rune) bool {
			return unicode.IsLetter(r) || unicode.Is(unicode.M, r) || r == '\'' || r == '·' || r == '\u200c'
		}
		for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return !inWord(r) }) {
			w = strings.Map(func(r rune) rune {
				if r == 'ـ' || r >= '\u064b' && r <= '\u0652' || r == '\u0670' {
					return -1
				}
				return r
			}, w)
			if w = strings.Trim(w, "'·\u200c"); w != "" && !yield(w) {
				return
			}
		}
	}
}
