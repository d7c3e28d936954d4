package render

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
)

// To search for longer than the tests do:
//
//	go test ./bot/render -run '^$' -fuzz FuzzMarkdown -fuzztime 1000000x

var seeds = []string{
	"", " ", "\n", "*", "**", "***", "`", "```", "```go\nx", "~~~\n\n", "> ", "> > a\n> b", "- ", "1. a\n   - b\n", "# ", "#a", "---",
	"**«کتاب»**را خواندم", "متن **نیمه", "[a](", "[a](b", "![", "| a | b |\n|---|---|\n| 1 | 2 |", "| الف |\n|-|\n| ب |",
	"$x^2$", "$$\n\\frac{a}{b}\n$$", "\\[ x \\]", "||s||", "<b>x</b>", "<br>", "&amp;&#x202e;", "@handle_name", "👨‍👩‍👧‍👦🇮🇷🇮🇷", "a\u0301\u200c\u200d",
	"[bank.com](https://evil.org)", "[x](http://a.b) `c` **d `e` f**", "- [ ] a\n- [x] b", "***a** b*", "\x00\u202e\U000E0041", "a\tb\r\nc\rd",
	"    verse\n    مصرع", "text ```py\nx=1\n``` more", "[Note]: important", "[x]: https://a.b\n\n[x]", "۱. یک\n۲. دو", "C++ زبان است", "‎",
	"\u0600\n0", "> `0`", "> 0 \n\n0", "00 00\u0604 00",
	"> ```\n> code\n> ```\n> after", "- ```\n  x\n  ```\n- y", "1. > q\n   > r", "a  \nb\\\nc", "**a\n\nb**", "_a_b_ __c__ *d*e",
}

func FuzzMarkdown(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed, 40)
	}
	for _, file := range goldenFiles(f) {
		for _, c := range readGolden(f, file) {
			f.Add(c.source, 100)
		}
	}
	f.Fuzz(func(t *testing.T, source string, limit int) {
		limit = 16 + max(limit, -limit, 0)%5000
		began := time.Now()
		m := Markdown(source)
		if took := time.Since(began); took > time.Second && len(source) < 10000 {
			t.Errorf("%d bytes took %v", len(source), took)
		}
		for _, fault := range slices.Concat(broken(m, 1<<40), mentioned(m), forged(m)) {
			t.Errorf("%s\n%q\n%v", fault, m.Text, m.Entities)
		}
		checkSplit(t, m, limit)
		if lost := lostLetters(source, m.Text); lost != "" {
			t.Errorf("%q is lost from %q, which became %q", lost, source, m.Text)
		}
		again := Plain(m.Text)
		if again.Text != m.Text && !strings.HasPrefix(m.Text, " ") {
			t.Errorf("what was rendered is not clean: %q becomes %q", m.Text, again.Text)
		}
	})
}

func FuzzPlain(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed, 40)
	}
	f.Fuzz(func(t *testing.T, source string, limit int) {
		limit = 16 + max(limit, -limit, 0)%5000
		m := Plain(source)
		for _, fault := range broken(m, 1<<40) {
			t.Errorf("%s\n%q", fault, m.Text)
		}
		checkSplit(t, m, limit)
		if got, want := letters(m.Text), letters(strings.ToValidUTF8(source, "")); got != want {
			t.Errorf("the letters of %q became %q", want, got)
		}
	})
}

// lostLetters returns the letters of a source that are not in the text, where
// the source holds nothing whose letters may rightly go or change: addresses,
// maths, references, tags, tables, escapes and the names of code's languages.
func lostLetters(source, text string) string {
	if strings.ContainsAny(source, "[]<&$\\|`~") || strings.Contains(source, "www.") {
		return ""
	}
	want, got := letters(strings.ToValidUTF8(source, "")), letters(text)
	if want == got {
		return ""
	}
	if want == "" {
		return "(nothing, but something was added)"
	}
	return want
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s)
}

func goldenFiles(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "golden", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	return files
}

// golden is one case: Markdown, and how it is to look.
type golden struct{ name, source, want string }

// readGolden reads cases: a line "=== name", the source, a line "==>", and the
// look of it.
func readGolden(t testing.TB, file string) []golden {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var cases []golden
	for _, chunk := range strings.Split("\n"+string(data), "\n=== ")[1:] {
		name, rest, _ := strings.Cut(chunk, "\n")
		source, want, ok := strings.Cut(rest, "\n==>\n")
		if !ok {
			t.Fatalf("%s: %q has no line ==>", file, name)
		}
		cases = append(cases, golden{name, source, strings.TrimRight(want, "\n")})
	}
	return cases
}
