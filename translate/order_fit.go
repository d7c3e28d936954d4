package translate

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// fit tells how well the answers of a batch suit its texts.
type fit struct {
	texts, answers []traits
	usual          float64 // the logarithm of how long an answer is to its text
	script         string  // of most of the answers
	// rare is how many of the answers have a hint.
	rare map[hint]int
}

// traits are what a text and its translation have in common, and by which they
// are known for each other's.
type traits struct {
	whole     string // with its marks
	marks     []mark
	runes     int
	script    string
	signs     []string
	ending    rune
	sentences int
	hints     map[hint]bool
}

func traitsOf(m masked, s string) traits {
	bare := m.bare(s)
	return traits{s, m.marks, 1 + utf8.RuneCountInString(s), mainScript(s), signs(bare), ending(s), sentences(s), hints(bare)}
}

// fitOf reads a batch of which all the answers are there.
func fitOf(items []*item, answers map[int]answer) *fit {
	f := &fit{rare: map[hint]int{}}
	var ratios []float64
	scripts := map[string]int{}
	for i, it := range items {
		f.texts = append(f.texts, traitsOf(it.masked, it.masked.text))
		f.answers = append(f.answers, traitsOf(it.masked, strings.TrimSpace(*answers[i+1].Text)))
		ratios = append(ratios, f.ratio(i, i))
		if s := f.answers[i].script; f.script == "" || scripts[s]+1 > scripts[f.script] {
			f.script = s
		}
		scripts[f.answers[i].script]++
		for h := range f.answers[i].hints {
			f.rare[h]++
		}
	}
	slices.Sort(ratios)
	if len(ratios) > 0 {
		f.usual = ratios[len(ratios)/2]
	}
	return f
}

func (f *fit) ratio(i, j int) float64 {
	return math.Log(float64(f.answers[j].runes) / float64(f.texts[i].runes))
}

// of is how well answer j suits text i: by its length, its marks, its numbers
// and names, its words, and how it ends.
func (f *fit) of(i, j int) float64 {
	src, out := &f.texts[i], &f.answers[j]
	spread := 0.15 + 2.5/float64(src.runes)
	off := (f.ratio(i, j) - f.usual) / spread
	score := -min(off*off, 16) / 2 // a free translation is no proof
	for _, k := range src.marks {
		if !strings.Contains(out.whole, k.word) {
			score -= 4
		}
	}
	few, many := out.signs, src.signs
	if out.script == "Latn" { // all of its words are signs, those of the text the few
		if src.script == "Latn" {
			few, many = numbers(few), numbers(many)
		}
		few, many = many, few
	}
	for _, s := range few[:min(5, len(few))] {
		if slices.Contains(many, s) {
			score++
		} else {
			score--
		}
	}
	if src.ending != out.ending {
		score--
	}
	if src.sentences != out.sentences {
		score--
	}
	return score + f.words(src, out)
}

// wordsProof is what a word that only one of the answers has says for the text
// that has it too, and most all of them say.
const (
	wordsProof = 2.0
	mostProof  = 8.0
)

// words is what the words in common say.
func (f *fit) words(src, out *traits) (score float64) {
	if src.script == out.script {
		return 0
	}
	for h := range src.hints {
		if out.hints[h] {
			score += wordsProof / float64(f.rare[h])
		}
	}
	return min(score, mostProof)
}
