package chat

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"hamzaban/ai"
)

// omitted stands where something of a text was left out.
const omitted = "[…]"

// pieceRunes is about the length of the pieces that a long text is cut into: a
// paragraph, which says something by itself.
const pieceRunes = 400

// Excerpt is what of a text fits into about so many tokens: its beginning, its end,
// and of the rest the pieces that have most in common with what is asked about it;
// where nothing is, or nothing has anything in common, more of the beginning and the
// end. What is left out shows. A text that fits is returned as it is.
//
// A piece has in common with the question the words in both, of which the rare ones
// count more: log(pieces / pieces that have the word).
func Excerpt(text, about string, tokens int) string {
	if ai.EstimateTokens(text) <= tokens {
		return text
	}
	pieces := cutPieces(text)
	scores := score(pieces, about)
	order := make([]int, len(pieces))
	for i := range order {
		order[i] = i
	}
	last := len(pieces) - 1
	slices.SortStableFunc(order, func(i, j int) int {
		if (i == 0 || i == last) != (j == 0 || j == last) {
			return boolFirst(i == 0 || i == last)
		}
		switch {
		case scores[i] > scores[j]:
			return -1
		case scores[i] < scores[j]:
			return 1
		}
		return min(i, last-i) - min(j, last-j)
	})
	room := tokens - 2*ai.EstimateTokens(omitted)
	chosen := make([]bool, len(pieces))
	for n, i := range order {
		cost := ai.EstimateTokens(pieces[i]) + 1
		if cost > room {
			if n == 0 {
				return cutTokens(text, room) + omitted
			}
			continue
		}
		chosen[i], room = true, room-cost
	}
	return joinChosen(pieces, chosen)
}

func boolFirst(first bool) int {
	if first {
		return -1
	}
	return 1
}

// joinChosen is the chosen pieces in their order, with a sign for what is between
// them.
func joinChosen(pieces []string, chosen []bool) string {
	var b strings.Builder
	gap := false
	for i, p := range pieces {
		if !chosen[i] {
			gap = true
			continue
		}
		if gap {
			b.WriteString("\n" + omitted + "\n")
			gap = false
		}
		b.WriteString(p)
	}
	if gap {
		b.WriteString("\n" + omitted)
	}
	return b.String()
}

// cutPieces cuts a text into pieces that make it again together: at the ends of
// lines, or else at spaces, or else anywhere between two characters.
func cutPieces(text string) (pieces []string) {
	for runes := []rune(text); len(runes) > 0; {
		n := min(len(runes), pieceRunes)
		if n < len(runes) {
			n = cutAt(runes[:n])
		}
		pieces, runes = append(pieces, string(runes[:n])), runes[n:]
	}
	return pieces
}

// cutAt is the best place to cut in the second half of so many characters.
func cutAt(runes []rune) int {
	for _, fits := range []func(rune) bool{func(r rune) bool { return r == '\n' }, unicode.IsSpace} {
		for i := len(runes) - 1; i >= len(runes)/2; i-- {
			if fits(runes[i]) {
				return i + 1
			}
		}
	}
	return len(runes)
}

// score is how much each piece has in common with the question.
func score(pieces []string, about string) []float64 {
	in := make([]map[string]bool, len(pieces))
	has := map[string]int{}
	for i, p := range pieces {
		in[i] = terms(p)
		for w := range in[i] {
			has[w]++
		}
	}
	scores := make([]float64, len(pieces))
	for w := range terms(about) {
		if has[w] == 0 {
			continue
		}
		weight := math.Log(float64(len(pieces)) / float64(has[w]))
		for i := range pieces {
			if in[i][w] {
				scores[i] += weight
			}
		}
	}
	return scores
}

// alike writes letters as one that are written in two ways.
var alike = strings.NewReplacer("ي", "ی", "ك", "ک", "\u200c", "", "ة", "ه", "أ", "ا", "إ", "ا")

// terms are the words of a text as they are compared: those of two letters and more.
func terms(text string) map[string]bool {
	set := map[string]bool{}
	words := strings.FieldsFunc(alike.Replace(strings.ToLower(text)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.Is(unicode.Mn, r)
	})
	for _, w := range words {
		if len([]rune(w)) > 1 {
			set[w] = true
		}
	}
	return set
}

// cutTokens is the beginning of a text, of at most about so many tokens, up to the
// end of a word.
func cutTokens(text string, tokens int) string {
	if ai.EstimateTokens(text) <= tokens {
		return text
	}
	runes := []rune(text)
	low, high := 0, len(runes)
	for low+1 < high {
		if n := (low + high) / 2; ai.EstimateTokens(string(runes[:n])) <= tokens {
			low = n
		} else {
			high = n
		}
	}
	return strings.TrimRightFunc(string(runes[:cutAt(runes[:low])]), unicode.IsSpace)
}
