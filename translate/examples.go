package translate

import (
	"context"
	"hash/maphash"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// recentKept is how many earlier translations are looked through.
	recentKept = 500
	// mostExamples go along with a request, each of at most so many
	// characters and as near as that: see [shelfIndex.near].
	mostExamples = 3
	exampleRunes = 300
	nearness     = 0.35
	// assumedKept are as many more, without any of the words, lest in a small
	// memory words seem rare or common that are not.
	assumedKept = 50
)

// example is an earlier translation as it is shown to a model.
type example struct {
	Text        string `json:"text"`
	Translation string `json:"translation"`
}

// shelfIndex finds the earlier translations that are like a text: by the words
// that they share, the rarer the better. Of words only the beginnings count,
// so that their endings make no difference.
type shelfIndex struct {
	kept   []Kept
	holds  map[uint64][]int32 // by word, those that hold it
	weight []float64          // of all words of each
}

// stemRunes is how much of a word counts.
const stemRunes = 5

var seed = maphash.MakeSeed()

func indexOf(kept []Kept) *shelfIndex {
	x := &shelfIndex{holds: map[uint64][]int32{}}
	for _, k := range kept {
		if n := utf8.RuneCountInString(k.Source); n > exampleRunes || utf8.RuneCountInString(k.Text) > exampleRunes || !hasLetters(k.Source) {
			continue
		}
		for _, w := range stems(k.Source) {
			x.holds[w] = append(x.holds[w], int32(len(x.kept)))
		}
		x.kept = append(x.kept, k)
	}
	x.weight = make([]float64, len(x.kept)) // as rare as they are at last
	for _, in := range x.holds {
		for _, i := range in {
			x.weight[i] += x.rarity(len(in))
		}
	}
	return x
}

// rarity is what a word counts that so many of the kept have.
func (x *shelfIndex) rarity(in int) float64 {
	return math.Log(1 + float64(len(x.kept)+assumedKept)/float64(1+in))
}

// stems are the different words of s in hashes, of more than two letters and
// cut to their beginnings, or pairs of letters where there are no spaces.
func stems(s string) []uint64 {
	var out []uint64
	s = arabicForms.Replace(strings.ToLower(stripStyles(s)))
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return !ofWord(r) }) {
		if unspaced(w) { // no word, but a phrase
			rs := []rune(w)
			for i := range rs[1:] {
				out = append(out, maphash.String(seed, string(rs[i:i+2])))
			}
		} else if utf8.RuneCountInString(w) > 2 {
			out = append(out, maphash.String(seed, firstRunes(w, stemRunes)))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// near returns the kept translations that are most like one of the items,
// corrections first. What is kept of just this text is not like it: it was
// made in another way, and is not to be repeated, unless it is a correction.
func (x *shelfIndex) near(items []*item) (best []Kept) {
	if x == nil || len(x.kept) == 0 {
		return nil
	}
	top := map[int32]float64{}
	for _, it := range items {
		for i, s := range x.like(it.core) {
			if k := x.kept[i]; s > top[i] && (k.Corrected || k.Source != it.core) {
				top[i] = s
			}
		}
	}
	order := make([]int32, 0, len(top))
	for i := range top {
		order = append(order, i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		switch ca, cb := x.kept[a].Corrected, x.kept[b].Corrected; {
		case ca != cb && ca:
			return -1
		case ca != cb:
			return 1
		case top[a] != top[b] && top[a] > top[b]:
			return -1
		case top[a] != top[b]:
			return 1
		}
		return int(a - b)
	})
	for _, i := range order[:min(len(order), mostExamples)] {
		best = append(best, x.kept[i])
	}
	return best
}

// like are those of the kept translations that are near enough to a text, and
// how near: 1 has the same words. One word alone is not enough.
func (x *shelfIndex) like(text string) map[int32]float64 {
	weight, shared := make([]float64, len(x.kept)), make([]int, len(x.kept))
	own := 0.0
	all := stems(firstRunes(text, 2*exampleRunes))
	for _, w := range all {
		in := x.holds[w]
		rare := x.rarity(len(in))
		own += rare
		for _, i := range in {
			weight[i] += rare
			shared[i]++
		}
	}
	near := map[int32]float64{}
	for i, n := range shared {
		if n == 0 || n < min(2, len(all)) {
			continue
		}
		if s := weight[i] / math.Sqrt(own*x.weight[i]); s >= nearness {
			near[int32(i)] = s
		}
	}
	return near
}

// learn reads what the owner had translated of late.
func (r *run) learn(ctx context.Context) {
	mem := r.memory()
	if mem == nil {
		return
	}
	kept, err := mem.Recent(ctx, r.o.Shelf(), recentKept)
	if err != nil {
		r.forgot(ctx, err)
		return
	}
	r.earlier = indexOf(kept)
}

// examplesFor are the earlier translations to show with a batch, without what
// is hidden from models in the texts themselves.
func (r *run) examplesFor(items []*item) (out []example) {
	for _, k := range r.earlier.near(items) {
		shown := func(s string) string {
			m := mask(stripStyles(s), r.keep)
			return strings.Join(strings.Fields(m.bare(m.text)), " ")
		}
		if e := (example{shown(k.Source), shown(k.Text)}); e.Text != "" && e.Translation != "" {
			out = append(out, e)
		}
	}
	return out
}

// checkCopy finds an answer that was copied from an example to another text.
func checkCopy(it *item, out string, shown []example) *fault {
	for _, e := range shown {
		if utf8.RuneCountInString(out) >= 12 && fold(out) == fold(e.Translation) && fold(it.masked.bare(it.masked.text)) != fold(e.Text) {
			return soft("the answer is an earlier translation's")
		}
	}
	return nil
}
