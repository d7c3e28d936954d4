package translate

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestMeasureDetect prints how often the language of held-out words, pairs of
// words and sentences is told right, and for what they are taken otherwise.
// docs/languages.md tells where the texts come from; without them it is skipped.
func TestMeasureDetect(t *testing.T) {
	dir := os.Getenv("LANGUAGES_CORPUS")
	if dir == "" {
		t.Skip("LANGUAGES_CORPUS names no folder of texts; scripts/measure-languages/run.sh makes one")
	}
	shared := sharedWords(t, dir)
	wrong := map[string]map[string]int{}
	for _, kind := range []string{"words", "pairs", "sentences"} {
		files, _ := filepath.Glob(filepath.Join(dir, cmp.Or(os.Getenv("LANGUAGES_PART"), "dev"), kind, "*.txt"))
		if len(files) == 0 {
			t.Fatalf("no texts in %s: run scripts/measure-languages/run.sh", dir)
		}
		sum, languages := 0.0, 0
		for _, file := range files {
			name := strings.TrimSuffix(filepath.Base(file), ".txt")
			want, _, _ := strings.Cut(name, "-")
			if only := os.Getenv("LANGUAGES_ONLY"); only != "" && !slices.Contains(strings.Fields(only), name) {
				continue
			}
			lines, right := readLines(t, file), 0
			for _, text := range lines {
				got, _ := Detect(text)
				if got.Code == want || kind == "words" && slices.Contains(shared[text], got.Code) {
					right++
					continue
				}
				key := kind + " " + name
				if wrong[key] == nil {
					wrong[key] = map[string]int{}
				}
				wrong[key][got.Code]++
				if os.Getenv("LANGUAGES_SHOW") == key {
					t.Logf("%s: %q", got.Code, text)
				}
			}
			if len(lines) == 0 {
				continue
			}
			share := 100 * float64(right) / float64(len(lines))
			sum, languages = sum+share, languages+1
			fmt.Printf("%-9s %-8s %5d %6.1f %%  %s\n", kind, name, len(lines), share, mostOften(wrong[kind+" "+name]))
		}
		if languages == 0 {
			continue
		}
		fmt.Printf("%-9s mean of %d: %.1f %%\n", kind, languages, sum/float64(languages))
	}
}

// mostOften are the most frequent of some counts.
func mostOften(count map[string]int) string {
	keys := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
	var out []string
	for _, k := range keys[:min(6, len(keys))] {
		out = append(out, fmt.Sprintf("%s %d", cmp.Or(k, "none"), count[k]))
	}
	return strings.Join(out, ", ")
}

// sharedWords tells in which languages each word is a common one.
func sharedWords(t *testing.T, dir string) map[string][]string {
	files, _ := filepath.Glob(filepath.Join(dir, "common", "*.txt"))
	out := map[string][]string{}
	for _, file := range files {
		code, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".txt"), "-")
		for _, w := range readLines(t, file) {
			out[w] = append(out[w], code)
		}
	}
	return out
}

func readLines(t *testing.T, file string) []string {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.FieldsFunc(string(data), func(r rune) bool { return r == '\n' })
}
