package bot

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hamzaban/bot/locale"
)

// families are the keys that the code puts together from parts.
var families = []string{"cmd.", "privacy.trains.", "status.per.", "status.state.", "status.kind.", "status.requests.", "status.tokens.", "status.seconds.", "duration.", "format.", "language.", "glossary.", "settings."}

// TestEveryKeyIsUsedAndKnown holds the code against the locale files: no text
// is missing, and none is left over.
func TestEveryKeyIsUsedAndKnown(t *testing.T) {
	bundle, err := locale.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	literal := regexp.MustCompile(`"([a-z]+(?:\.[a-z]+)*)"`)
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, m := range regexp.MustCompile(`Say\("([^"]+)"[,)]`).FindAllStringSubmatch(string(data), -1) {
			if !slices.Contains(bundle.Keys(), m[1]) {
				t.Errorf("%s says %q, which no locale file has", name, m[1])
			}
		}
		for _, m := range literal.FindAllStringSubmatch(string(data), -1) {
			used[m[1]] = true
		}
	}
	for _, key := range bundle.Keys() {
		family := slices.ContainsFunc(families, func(f string) bool { return strings.HasPrefix(key, f) })
		if !used[key] && !family {
			t.Errorf("nothing says %q", key)
		}
	}
}
