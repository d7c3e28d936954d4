package render

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestParts: how long answers are numbered.
func TestParts(t *testing.T) {
	for _, c := range []struct {
		name, source string
		limit        int
		want         []string
	}{
		{"one", "one two three", 32, []string{"one two three"}},
		{"two are not numbered", "one two three four\n\nfive six seven eight", 32, []string{"one two three four", "five six seven eight"}},
		{
			"three", "one two three four\n\nfive six seven eight\n\nnine ten eleven twelve", 36,
			[]string{"one two three four\n\n(1/3)", "five six seven eight\n\n(2/3)", "nine ten eleven twelve\n\n(3/3)"},
		},
		{
			"Persian", "یک دو سه چهار پنج\n\nشش هفت هشت نه ده\n\nیازده دوازده سیزده", 34,
			[]string{"یک دو سه چهار پنج\n\n⟨R⟩(۱/۳)", "شش هفت هشت نه ده\n\n⟨R⟩(۲/۳)", "یازده دوازده سیزده\n\n⟨R⟩(۳/۳)"},
		},
		{
			"code", "```go\na := 1 // the first\nb := 2 // the second\nc := 3 // the third\n```", 36,
			[]string{"<pre go>a := 1 // the first</pre>\n\n(1/3)", "<pre go>b := 2 // the second</pre>\n\n(2/3)", "<pre go>c := 3 // the third</pre>\n\n(3/3)"},
		},
		{
			"a quote", "> one two three four\n>\n> five six seven eight\n>\n> nine ten eleven twelve", 36,
			[]string{"<blockquote>one two three four</blockquote>\n\n(1/3)", "<blockquote>five six seven eight</blockquote>\n\n(2/3)", "<blockquote>nine ten eleven twelve</blockquote>\n\n(3/3)"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			parts := Markdown(c.source).Parts(c.limit)
			var got []string
			for _, part := range parts {
				got = append(got, tagged(part))
				for _, fault := range broken(part, c.limit) {
					t.Error(fault)
				}
			}
			if strings.Join(got, "\n---\n") != strings.Join(c.want, "\n---\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n---\n"), strings.Join(c.want, "\n---\n"))
			}
		})
	}
}

// TestBook cuts one answer of more than 20,000 characters, made of all golden
// answers, and compares its messages with those that were reviewed.
func TestBook(t *testing.T) {
	var source strings.Builder
	for _, name := range []string{"answers", "answers-persian", "code", "tables", "maths", "html", "links", "persian", "blocks", "inline"} {
		for _, c := range readGolden(t, filepath.Join("testdata", "golden", name+".txt")) {
			if !strings.Contains(c.name, "never closed") {
				source.WriteString("## " + c.name + "\n\n" + c.source + "\n\n")
			}
		}
	}
	m := Markdown(source.String())
	if m.Len() < 20000 {
		t.Errorf("the book has only %d units", m.Len())
	}
	checkSplit(t, m, 4096)
	checkSplit(t, m, 500)
	var got strings.Builder
	parts := m.Parts(4096)
	for i, part := range parts {
		for _, fault := range broken(part, 4096) {
			t.Errorf("part %d: %s", i+1, fault)
		}
		if i < len(parts)-1 && part.Len() < 2000 && len(part.Entities) < maxEntities-10 {
			t.Errorf("part %d has only %d units and %d entities", i+1, part.Len(), len(part.Entities))
		}
		got.WriteString(tagged(part) + "\n\n~~~~~~~~ message " + strings.Repeat("~", 20) + "\n\n")
	}
	file := filepath.Join("testdata", "book.txt")
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("the messages differ from those in %s (-update rewrites it; see what changed)", file)
	}
}

var (
	runs     = flag.Int("runs", 0, "how many random documents are rendered; 0: a few")
	seedFlag = flag.Uint64("seed", 0, "the random documents' seed; 0: another each time")
)
