package render

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files with what is rendered now")

// TestGolden compares how Markdown looks with how it should. Entities are
// written as tags, marks of direction as ⟨R⟩ and ⟨L⟩.
func TestGolden(t *testing.T) {
	for _, file := range goldenFiles(t) {
		cases := readGolden(t, file)
		var b strings.Builder
		names := map[string]bool{}
		for _, c := range cases {
			if names[c.name] {
				t.Errorf("%s has two cases %q", file, c.name)
			}
			names[c.name] = true
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txt")+"/"+c.name, func(t *testing.T) {
				m := Markdown(c.source)
				for _, fault := range slices.Concat(broken(m, 4096), mentioned(m), forged(m)) {
					t.Errorf("%s\n%v", fault, m.Entities)
				}
				got := tagged(m)
				b.WriteString("=== " + c.name + "\n" + c.source + "\n==>\n" + got + "\n\n")
				if got != c.want && !*update {
					t.Errorf("got\n%s\nwant\n%s", got, c.want)
				}
				for _, limit := range []int{16, 50, 4096} {
					checkSplit(t, m, limit)
				}
			})
		}
		if *update {
			if err := os.WriteFile(file, []byte(strings.TrimRight(b.String(), "\n")+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// tagged writes a text with tags for its entities.
func tagged(m Text) string {
	var b strings.Builder
	tags := func(unit int) {
		for _, e := range slices.Backward(m.Entities) {
			if e.end() == unit {
				b.WriteString("</" + e.Type + ">")
			}
		}
		for _, e := range m.Entities {
			if e.Offset == unit {
				b.WriteString("<" + strings.TrimSpace(e.Type+" "+e.URL+e.Language) + ">")
			}
		}
	}
	unit := 0
	for _, r := range m.Text {
		tags(unit)
		switch r {
		case 0x200E:
			b.WriteString("⟨L⟩")
		case 0x200F:
			b.WriteString("⟨R⟩")
		default:
			b.WriteRune(r)
		}
		unit += runeLen(r)
	}
	tags(unit)
	return b.String()
}
