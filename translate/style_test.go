package translate

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestPolishProperties: whatever a translation is made of, polishing it again
// changes nothing, and it changes nothing but letters, marks and quotes that
// Persian writes otherwise: half-spaces, words, marks of ours stay.
func TestPolishProperties(t *testing.T) {
	bits := []string{"سلام", "كتاب", "علي", "می‌روم", "موسى", "السَّلامُ", "hello", "GPT-5", ",", ";", "?", "،", "؛", "؟", "!", ".", "\"", "“", "”", "«", "»",
		" ", " ", " ", "\n", "1,000", "۲", "⟦bcdfg⟧", "\u200c", "(", ")", "😀", "'"}
	same := strings.NewReplacer("ي", "ی", "ى", "ی", "ك", "ک", ",", "،", ";", "؛", "?", "؟", "“", "\"", "”", "\"", "«", "\"", "»", "\"")
	once := func(s string) string { // marks in a row are one
		for _, m := range []string{"،", "؛", "؟"} {
			for strings.Contains(s, m+m) {
				s = strings.ReplaceAll(s, m+m, m)
			}
		}
		return s
	}
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(bits), 0, 30).Draw(t, "bits"), "")
		out := polish(s, language("fa"))
		if again := polish(out, language("fa")); again != out {
			t.Fatalf("%q became %q, and then %q", s, out, again)
		}
		if once(same.Replace(out)) != once(same.Replace(s)) {
			t.Fatalf("%q became %q", s, out)
		}
		if got := polish(s, language("en")); got != s {
			t.Fatalf("English %q became %q", s, got)
		}
	})
}

func TestPolishQuotes(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"straight", `او گفت "سلام" و رفت`, "او گفت «سلام» و رفت"},
		{"curly", "او گفت “سلام” و رفت", "او گفت «سلام» و رفت"},
		{"two of them", `"یک" و "دو".`, "«یک» و «دو»."},
		{"round English words", `او گفت "hello" و رفت`, `او گفت "hello" و رفت`},
		{"inches", `صفحهٔ 5" و 6" خوب است`, `صفحهٔ 5" و 6" خوب است`},
		{"one alone", `او گفت "سلام و رفت`, `او گفت "سلام و رفت`},
		{"within a word", `می"رو"د سلام`, `می"رو"د سلام`},
		{"both marks", "خوبی؟? بله،, آری", "خوبی؟ بله، آری"},
		{"two before a number", "سلام,,۵", "سلام،۵"},
		{"cries", "چی؟؟ نه!!", "چی؟؟ نه!!"},
		{"half-spaces", "می‌روم, خانه‌ام", "می‌روم، خانه‌ام"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := polish(c.in, language("fa")); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
