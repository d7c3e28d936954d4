package render

import (
	"strings"
	"testing"
)

// A long answer: everything that is in the golden cases, twice.
func longAnswer(t testing.TB) string {
	var b strings.Builder
	for range 2 {
		for _, file := range goldenFiles(t) {
			if strings.Contains(file, "unfinished") {
				continue
			}
			for _, c := range readGolden(t, file) {
				b.WriteString(c.source + "\n\n")
			}
		}
	}
	return b.String()
}

func BenchmarkMarkdown(b *testing.B) {
	source := longAnswer(b)
	b.SetBytes(int64(len(source)))
	for b.Loop() {
		Markdown(source)
	}
}

func BenchmarkSplit(b *testing.B) {
	m := Markdown(longAnswer(b))
	b.SetBytes(int64(len(m.Text)))
	for b.Loop() {
		m.Split(4096)
	}
}
