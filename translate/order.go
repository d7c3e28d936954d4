package translate

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Whether an answer belongs to its text is told by what it repeats of it. One
// that repeats nothing is taken by its number if all the numbers are there,
// and if no row of answers suits the texts before or after theirs better: two
// texts that were merged and a later one that was split leave the numbers as
// they should be.

func (it *item) checkEcho(echo string) *fault {
	f := checkEcho(it.masked.text, echo)
	if f != nil && len(it.masked.marks) > 0 {
		f = checkEcho(it.masked.bare(it.masked.text), it.masked.bare(echo))
	}
	return f
}

// checkEcho compares what an answer repeated of its source with the source:
// letters and digits alone, since models tidy up the rest.
func checkEcho(src, echo string) *fault {
	want, got := letters(src, 2*echoRunes), letters(echo, 2*echoRunes)
	same := 0
	for same < len(want) && same < len(got) && want[same] == got[same] {
		same++
	}
	if need := min(len(want), echoRunes/2); same < need {
		return hard("the answer belongs to another text")
	}
	return nil
}

func letters(s string, n int) []rune {
	var out []rune
	for _, r := range fold(firstRunes(s, 4*n)) {
		if (unicode.IsLetter(r) || unicode.IsDigit(r)) && len(out) < n {
			out = append(out, r)
		}
	}
	return out
}

// checkOrder says whether answers that repeat nothing of their texts may be
// taken by their numbers.
//
// known is set for a model that answered some of the texts wrongly before.
func checkOrder(items []*item, answers map[int]answer, twice map[int]bool, cut, known bool) *fault {
	n := len(items)
	for id := range answers {
		if id < 1 || id > len(items) {
			return hard("there were more answers than texts")
		}
		if cut {
			n = min(n, len(answers)) // the last ones may be missing, no other
		}
	}
	var long, short, beyond bool
	for i, it := range items[:n] {
		switch a, ok := answers[i+1]; {
		case !ok || twice[i+1] || strings.TrimSpace(*a.Text) == "":
			return hard("an answer near it was missing")
		case a.echoes() && it.checkEcho(a.Start) != nil:
			return hard("an answer near it belongs to another text")
		default:
			if f := checkLength(it.masked.bare(it.masked.text), it.masked.bare(*a.Text)); f != nil {
				more := utf8.RuneCountInString(*a.Text) > utf8.RuneCountInString(it.masked.text)
				long, short, beyond = long || more, short || !more, beyond || !f.soft
			}
		}
	}
	if beyond || long && short {
		return hard("an answer near it has another text's length")
	}
	if shifted(items[:n], answers, proofOf(false, known)) {
		return hard("the answer belongs to another text")
	}
	return nil
}

// checkMoved looks at answers that repeat the beginnings of their texts.
func checkMoved(items []*item, answers map[int]answer, known bool) *fault {
	for i := range items {
		if a, ok := answers[i+1]; !ok || strings.TrimSpace(*a.Text) == "" {
			return nil // as many as there are: none can have moved
		}
	}
	if shifted(items, answers, proofOf(true, known)) {
		return hard("the answer belongs to another text")
	}
	return nil
}

// shiftProof is how much better, as the logarithm of a likelihood, a row of
// answers must suit the texts next to theirs. Lengths that vary as people's
// translations do reach it once in some thousand batches.
//
// A beginning may be copied from the right text and followed by another's
// translation: then it takes more. Of a model that was wrong about the same
// texts before, less is enough.
const (
	shiftProof      = 5
	shiftProofEcho  = 9
	shiftProofKnown = 1.5
)

// proof is what it takes to believe that answers have moved, of those that
// repeat the beginnings of their texts or of the others.
type proof struct {
	echoing bool
	over    float64
}

func proofOf(echoing, known bool) proof {
	switch {
	case known:
		return proof{echoing, shiftProofKnown}
	case echoing:
		return proof{echoing, shiftProofEcho}
	}
	return proof{echoing, shiftProof}
}

// shifted says whether some row of answers suits the texts before, or those
// after, clearly better than their own. All answers must be there.
func shifted(items []*item, answers map[int]answer, p proof) bool {
	f := fit{items: items, answers: answers}
	var ratios []float64
	for i := range items {
		ratios = append(ratios, f.ratio(i, i))
	}
	slices.Sort(ratios)
	if len(ratios) > 0 {
		f.usual = ratios[len(ratios)/2]
	}
	for _, by := range []int{1, -1} {
		gain := 0.0
		for i := range items {
			if j := i + by; j < 0 || j >= len(items) || answers[i+1].echoes() != p.echoing || answers[j+1].echoes() != p.echoing {
				gain = 0
			} else {
				gain = max(0, gain+f.of(i, j)-f.of(i, i))
			}
			if gain > p.over {
				return true
			}
		}
	}
	return false
}

// fit tells how well answers suit texts.
type fit struct {
	items   []*item
	answers map[int]answer
	usual   float64 // the logarithm of how long an answer is to its text
}

func (f fit) text(i int) string   { return f.items[i].masked.text }
func (f fit) answer(j int) string { return strings.TrimSpace(*f.answers[j+1].Text) }

func (f fit) ratio(i, j int) float64 {
	return math.Log(float64(1+utf8.RuneCountInString(f.answer(j))) / float64(1+utf8.RuneCountInString(f.text(i))))
}

// of is how well answer j suits text i: by its length, its marks, its numbers
// and names, and how it ends.
func (f fit) of(i, j int) float64 {
	src, out := f.text(i), f.answer(j)
	spread := 0.15 + 2.5/float64(1+utf8.RuneCountInString(src))
	off := (f.ratio(i, j) - f.usual) / spread
	score := -min(off*off, 16) / 2 // a free translation is no proof
	for _, k := range f.items[i].masked.marks {
		if !strings.Contains(out, k.word) {
			score -= 4
		}
	}
	few, many := signs(f.items[i].masked.bare(out)), signs(f.items[i].masked.bare(src))
	if mainScript(out) == "Latn" { // all of its words are signs, those of the text the few
		if mainScript(src) == "Latn" {
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
	if ending(src) != ending(out) {
		score--
	}
	if n, m := sentences(src), sentences(out); n != m {
		score--
	}
	return score
}

var signRuns = regexp.MustCompile(`[0-9]+|[a-z]{2,}`)

// signs are the numbers and the Latin words in s.
func signs(s string) []string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= '۰' && r <= '۹':
			return r - '۰' + '0'
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		}
		return unicode.ToLower(r)
	}, s)
	return signRuns.FindAllString(s, -1)
}

func numbers(signs []string) (out []string) {
	for _, s := range signs {
		if s[0] <= '9' {
			out = append(out, s)
		}
	}
	return out
}

// ending is how a text ends: in a question, a cry, a colon, or otherwise.
func ending(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s, " \n\"'»”’)*_"))
	switch r {
	case '?', '؟', '？':
		return '?'
	case '!', '！':
		return '!'
	case ':', '：':
		return ':'
	}
	return 0
}

// key is a text without all that may differ between two that are the same in
// another language.
func (it *item) key() string { return string(letters(it.core, 1<<10)) }

// checkMerged finds an answer that may hold another text's as well, in a batch
// of which one is missing or empty.
func checkMerged(it *item, out string, answers map[int]answer, items int) *fault {
	missing := len(answers) < items
	for _, a := range answers {
		missing = missing || strings.TrimSpace(*a.Text) == ""
	}
	if missing && sentences(out) > sentences(it.masked.text) {
		return hard("the answer may hold another text's")
	}
	return nil
}

// checkTwin finds an answer that stands for two different texts, as when two
// were merged or one was moved.
func checkTwin(i int, items []*item, answers map[int]answer) *fault {
	mine, of := fold(*answers[i+1].Text), items[i].key()
	if utf8.RuneCountInString(mine) < 12 {
		return nil
	}
	for j := range items {
		if a, ok := answers[j+1]; ok && j != i && fold(*a.Text) == mine && items[j].key() != of {
			return hard("two texts got the same answer")
		}
	}
	return nil
}
