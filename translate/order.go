package translate

import (
	"math"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Whether an answer belongs to its text is told by what it repeats of it. One
// that repeats nothing is taken by its number if all the numbers are there,
// and if no row of answers suits the texts before or after theirs better: two
// texts that were merged and a later one that was split leave the numbers as
// they should be. Those that repeat the right beginnings are looked at in the
// same way.
//
// What cannot be seen: two answers that changed places, or a pair that was
// merged and another split, where lengths, marks, numbers, ends and known words
// (English and Persian alone) are alike and the beginnings are right. Models
// write a beginning just before its translation, so that both move together as
// a rule. A sample asked of a second model would cost every file more.

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
	if most := shifted(items[:n], answers, false); most > shiftProof || known && most > shiftProofKnown {
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
	switch most := shifted(items, answers, true); {
	case most > shiftProofEcho, known && most > shiftProofKnown:
		return hard("the answer belongs to another text")
	case most > shiftDoubt:
		return soft("the answer may belong to another text")
	}
	return nil
}

// shiftProof is how much better, as the logarithm of a likelihood, a row of
// answers must suit the texts next to theirs. Lengths that vary as people's
// translations do reach it once in some thousand batches.
//
// A beginning may be copied from the right text and followed by another's
// translation: then it takes more, and from shiftDoubt on another model is
// asked as well. Of a model that was wrong about the same
// texts before, less is enough.
const (
	shiftProof      = 6
	shiftProofEcho  = 7
	shiftDoubt      = 4.5
	shiftProofKnown = 4
	// One answer that is wrong in another way suits any text better: it may say
	// no more than mostGain, and of two each must gain leastGain.
	mostGain  = 6
	leastGain = 1
)

// shifted is how much better the answers suit the texts in another order: a row
// of them those before or after theirs, all of them turned round, or two of
// them each other's. All answers must be there.
func shifted(items []*item, answers map[int]answer, echoing bool) (most float64) {
	f := fitOf(items, answers)
	n := len(items)
	gain := func(i, j int) float64 { return min(f.of(i, j)-f.of(i, i), mostGain) }
	has := func(i int) bool { // an answer in another script is wrong by itself, or a name
		return answers[i+1].echoes() == echoing && f.answers[i].script == f.script
	}
	for by := 1 - n; by < n; by++ {
		row, turned := 0.0, 0.0
		for i := range items {
			j := i + by
			k := (j + n) % n
			if by == 0 || !has(i) || !has(k) {
				row, turned = 0, math.Inf(-1)
				continue
			}
			turned += gain(i, k)
			if (by == 1 || by == -1) && j == k {
				row = max(0, row+gain(i, j))
				most = max(most, row)
			}
			if a, b := gain(i, k), gain(k, i); k > i && min(a, b) > leastGain {
				most = max(most, a+b)
			}
		}
		most = max(most, turned)
	}
	return most
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
