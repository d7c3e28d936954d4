package translate

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMeasureGrammar prints how many ordinary texts, in any language, are read
// as more than a text, and which. docs/languages.md tells where they come from;
// without them it is skipped.
func TestMeasureGrammar(t *testing.T) {
	dir := os.Getenv("LANGUAGES_CORPUS")
	if dir == "" {
		t.Skip("LANGUAGES_CORPUS names no folder of texts; scripts/measure-languages/run.sh makes one")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*", "sentences", "*.txt"))
	all, taken := 0, 0
	for _, file := range append(files, filepath.Join(dir, "train", "en.txt"), filepath.Join(dir, "train", "fa.txt")) {
		for _, text := range readLines(t, file) {
			if !strings.Contains(text, " ") {
				continue
			}
			all++
			if a := Parse(text, ""); len(a.Targets) > 0 || a.Source.Known() {
				taken++
				fmt.Printf("%s: %q: from %q to %q: %q\n", filepath.Base(file), text, a.Source.Code, codes(a.Targets), a.Text)
			}
		}
	}
	fmt.Printf("%d of %d texts read as commands\n", taken, all)
	if taken*1000 > all {
		t.Error("more than 1 in 1,000")
	}
}
