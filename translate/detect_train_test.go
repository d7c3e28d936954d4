package translate

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// TestTrainDetect learns the models of letters anew and writes them to
// detect.bin.gz. It is no test: scripts/measure-languages/run.sh train runs it.
func TestTrainDetect(t *testing.T) {
	dir := os.Getenv("LANGUAGES_TRAIN")
	if dir == "" {
		t.Skip("LANGUAGES_TRAIN names no folder of texts; scripts/measure-languages/run.sh makes one")
	}
	var out bytes.Buffer
	for _, s := range []struct {
		script    string
		languages string
		weights   int
	}{
		{"Arab", "fa ar ur ps ckb ug sd bal", 22000},
		{"Cyrl", "ru uk be bg mk sr kk ky mn tg tt", 9000},
		{"Latn", "en fa de fr es it pt gl ca ro nl af sv da no is fi et lv lt pl cs sk sl hr sq hu tr az tk uz ku vi id ms tl sw eu mt cy ga eo la yo so zu ha", 31000},
	} {
		tr := newTrainer(strings.Fields(s.languages))
		for i, code := range tr.codes {
			tr.read(t, dir, i, code, s.script)
		}
		tr.choose()
		tr.learn(4)
		tr.prune(s.weights)
		tr.learn(4)
		fmt.Fprintf(&out, "%s %s\n", s.script, s.languages)
		tr.write(&out)
		t.Logf("%s: %d words, %d runs", s.script, len(tr.samples), len(tr.runs))
	}
	var z bytes.Buffer
	w, _ := gzip.NewWriterLevel(&z, gzip.BestCompression)
	w.Write(out.Bytes())
	w.Close()
	t.Logf("%d bytes", z.Len())
	if err := os.WriteFile("detect.bin.gz", z.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// listLength is how many common words of a language are kept.
func listLength(code string) int {
	switch code {
	case "fa":
		return 7000
	case "en":
		return 7000
	case "ar":
		return 5000
	case "tr", "de", "fr", "es", "ru":
		return 4000
	case "ur", "ps", "ckb":
		return 2500
	case "it", "pt", "nl", "pl", "sv", "uk", "id", "az", "ku":
		return 1500
	}
	return 250
}

// commonWords are the n words that count most.
func commonWords(words map[string]float64, n int) []string {
	list := slices.SortedFunc(maps.Keys(words), func(a, b string) int {
		return cmp.Or(cmp.Compare(words[b], words[a]), cmp.Compare(a, b))
	})
	return list[:min(n, len(list))]
}

// mostWordsOf is how many words of a language are learnt from.
const mostWordsOf = 12000
const mostWordsOfArab = 30000

type sample struct {
	language int
	weight   float64
	runs     []int32
}

// trainer fits a multinomial logistic regression.
type trainer struct {
	codes   []string
	words   []map[string]float64 // of each language, with how much each counts
	lists   [][]string           // of the common words of each language, commonest first
	samples []sample
	runs    []string
	value   []float32 // of run × language
	grad    []float32
	kept    []bool // after pruning
}

func newTrainer(codes []string) *trainer {
	return &trainer{codes: codes, words: make([]map[string]float64, len(codes))}
}

// read takes in the words of a language: those of running text by how often
// they come, those of lists by their rank, those of the rules.
func (tr *trainer) read(t *testing.T, dir string, i int, code, script string) {
	if code == "fa" && script == "Latn" {
		code = "fa-Latn"
	}
	words := map[string]float64{}
	lines := func(kind string) []string {
		file := filepath.Join(dir, kind, code+".txt")
		if _, err := os.Stat(file); err != nil {
			return nil
		}
		return readLines(t, file)
	}
	add := func(line string, weight func(before float64) float64) {
		for w := range normalWords(line) {
			if r, _ := utf8.DecodeRuneInString(w); scriptOf(r) == script && utf8.RuneCountInString(w) < 25 {
				words[w] = weight(words[w])
			}
		}
	}
	for _, line := range lines("train") {
		add(line, func(n float64) float64 { return n + 1 })
	}
	for w, n := range words {
		words[w] = 0.5 + math.Log(n)
	}
	known := maps.Clone(words)
	frequent := lines("frequent")
	for rank, w := range frequent {
		n := 1 + 4*(1-math.Log(float64(rank+1))/math.Log(float64(len(frequent)+1)))
		add(w, func(before float64) float64 { return max(before, known[w]+n) })
	}
	p := profiles()[script]
	for w, set := range p.words {
		if at := slices.Index(p.codes, tr.codes[i]); at >= 0 && set>>at&1 == 1 {
			add(w, func(before float64) float64 { return max(before, known[w]+4) })
		}
	}
	tr.lists = append(tr.lists, commonWords(words, listLength(tr.codes[i])))
	most := mostWordsOf
	switch {
	case script == "Arab":
		most = mostWordsOfArab
	case code == "en": // any word may be one of its
		most = 2 * mostWordsOf
		for _, w := range lines("vocabulary") {
			add(w, func(before float64) float64 { return before + 0.3 })
		}
	}
	tr.words[i] = heaviest(otherwiseTyped(words, code, script), most)
}

// otherwiseTyped adds to words what they look like when they are typed without
// their marks, or with the letters of another keyboard.
func otherwiseTyped(words map[string]float64, code, script string) map[string]float64 {
	out := maps.Clone(words)
	for w, n := range words {
		plain, rare := w, 0.15
		switch {
		case script == "Latn":
			plain = unmarked(w)
		case code == "fa":
			plain, rare = strings.NewReplacer("ی", "ي", "ک", "ك", "\u200c", "").Replace(w), 0.03
		}
		if plain != w {
			out[plain] += n * rare
		}
	}
	return out
}

// heaviest keeps about the n words that count most.
func heaviest(words map[string]float64, n int) map[string]float64 {
	if len(words) > n {
		least := slices.Sorted(maps.Values(words))[len(words)-n]
		maps.DeleteFunc(words, func(_ string, weight float64) bool { return weight < least })
	}
	return words
}

func unmarked(s string) string {
	s = strings.NewReplacer("ı", "i", "ß", "ss", "ø", "o", "ł", "l", "đ", "d", "æ", "ae", "ə", "e").Replace(s)
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// choose decides which runs count at all, and makes the samples.
func (tr *trainer) choose() {
	seen := map[string]int{}
	for _, words := range tr.words {
		for w := range words {
			for r := range runs(w) {
				seen[r]++
			}
		}
	}
	index := map[string]int32{}
	for r, n := range seen {
		if n >= 6 {
			tr.runs = append(tr.runs, r)
		}
	}
	slices.Sort(tr.runs)
	for i, r := range tr.runs {
		index[r] = int32(i)
	}
	for l, words := range tr.words {
		sum := 0.0
		for _, n := range words {
			sum += n
		}
		share := 20000 / sum
		for _, w := range slices.Sorted(maps.Keys(words)) {
			s := sample{language: l, weight: words[w] * share}
			for r := range runs(w) {
				if i, ok := index[r]; ok {
					s.runs = append(s.runs, i)
				}
			}
			tr.samples = append(tr.samples, s)
		}
	}
	n := len(tr.runs) * len(tr.codes)
	tr.value, tr.grad = make([]float32, n), make([]float32, n)
}

// learn makes some rounds of AdaGrad.
func (tr *trainer) learn(rounds int) {
	rnd := rand.New(rand.NewPCG(1, 2))
	n := len(tr.codes)
	p := make([]float64, n)
	for range rounds {
		rnd.Shuffle(len(tr.samples), func(i, j int) { tr.samples[i], tr.samples[j] = tr.samples[j], tr.samples[i] })
		for _, s := range tr.samples {
			clear(p)
			for _, r := range s.runs {
				for l, v := range tr.value[int(r)*n : int(r)*n+n] {
					p[l] += float64(v)
				}
			}
			most, all := slices.Max(p), 0.0
			for l := range p {
				p[l] = math.Exp(p[l] - most)
				all += p[l]
			}
			for l := range p {
				g := p[l] / all
				if l == s.language {
					g--
				}
				p[l] = g * min(s.weight, 5)
			}
			for _, r := range s.runs {
				at := int(r) * n
				for l, g := range p {
					if tr.kept != nil && !tr.kept[at+l] {
						continue
					}
					g += 2e-4 * float64(tr.value[at+l])
					tr.grad[at+l] += float32(g * g)
					tr.value[at+l] -= float32(0.25 * g / (1e-4 + math.Sqrt(float64(tr.grad[at+l]))))
				}
			}
		}
	}
}

// prune keeps the n weights that matter most.
func (tr *trainer) prune(n int) {
	often := make([]float64, len(tr.runs))
	for _, s := range tr.samples {
		for _, r := range s.runs {
			often[r] += s.weight
		}
	}
	l := len(tr.codes)
	worth := make([]float64, len(tr.value))
	for i, v := range tr.value {
		worth[i] = float64(min(4000, listLength(tr.codes[i%l]))+4000) * math.Abs(float64(v)) * math.Pow(often[i/l], 0.4)
	}
	least := slices.Sorted(slices.Values(worth))[max(0, len(worth)-n)]
	tr.kept = make([]bool, len(tr.value))
	for i := range worth {
		if tr.kept[i] = worth[i] >= least; !tr.kept[i] {
			tr.value[i] = 0
		}
	}
	clear(tr.grad)
}

// writeWords puts the common words down as readWords reads them.
func writeWords(out *bytes.Buffer, list []string) {
	top := map[string]bool{}
	for _, w := range list[:min(500, len(list)/10)] {
		top[w] = true
	}
	fmt.Fprintf(out, "%d\n", len(list))
	before := ""
	for _, w := range slices.Sorted(slices.Values(list)) {
		same := shared(before, w)
		out.WriteByte(byte(same))
		out.WriteString(w[same:])
		if top[w] {
			out.WriteByte('\t')
		} else {
			out.WriteByte('\n')
		}
		before = w
	}
}

func shared(a, b string) int {
	same := 0
	for same < min(len(a), len(b)) && a[same] == b[same] {
		same++
	}
	return same
}

// write puts the model down as readRuns reads it.
func (tr *trainer) write(out *bytes.Buffer) {
	type entry struct {
		run     string
		weights []weight
	}
	var entries []entry
	l := len(tr.codes)
	for i, r := range tr.runs {
		e := entry{run: r}
		for j, v := range tr.value[i*l : i*l+l] {
			if q := math.Round(float64(v) / weightStep); q != 0 {
				e.weights = append(e.weights, weight{uint8(j), int8(max(-127, min(127, q)))})
			}
		}
		if len(e.weights) > 0 {
			entries = append(entries, e)
		}
	}
	fmt.Fprintf(out, "%d\n", len(entries))
	before := ""
	for _, e := range entries {
		same := shared(before, e.run)
		out.Write([]byte{byte(same), byte(len(e.run) - same), byte(len(e.weights))})
		out.WriteString(e.run[same:])
		for _, w := range e.weights {
			out.Write([]byte{w.language, byte(w.value)})
		}
		before = e.run
	}
	for _, list := range tr.lists {
		writeWords(out, list)
	}
}
