package render

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// tokens are what random sources are made of, besides words.
var tokens = []string{
	" ", " ", " ", " ", "\n", "\n", "\n\n", "\n\n", ". ", "، ", ": ", "؟ ", "*", "**", "**", "***", "_", "__", "~~", "~", "`", "``", "||", "\\", "#", "# ", "## ",
	"\n```go\n", "\n```\n", "```", "\n~~~\n", "\n````\n", "- ", "\n- ", "\n  - ", "\n    - ", "* ", "1. ", "\n2. ", "\n   3) ", "۱. ", "\n۲. ", "\n   ۳) ",
	"- [ ] ", "- [x] ", "> ", "\n> ", "\n> > ", "| ", " | ", " |\n", "\n| ", "\n|---|---|\n", "|:-:|-:|", "---\n", "\n---\n", "***\n", "===\n",
	"[", "](https://example.org/a_b)", "](http://a.b?c=*d*)", "](javascript:x)", "![", "]", "<https://example.org>", "https://example.org/x_y ", "<b>", "</b>", "<i>", "</u>",
	"<br>", "<details>", "</details>", "<summary>", "</summary>", "<sub>", "</sub>", "<a href=\"https://example.org\">", "</a>", "google.com", ".com", "<p>", "</p>", "<", ">", "&amp;", "&lt;", "&",
	"$", "$$", "\n$$\n", "\\(", "\\)", "\\[", "\\]", "\\frac{", "}{", "}", "^", "_{", "\\begin{pmatrix}", "\\end{pmatrix}", "\\\\", "\\times ",
	"«", "»", "(", ")", "\"", "…", "—", "-", "+", "=", "/", "@", "$5 ", "20% ", "\t", "    ", "\r\n",
	"👨‍👩‍👧‍👦", "🇮🇷", "👩🏽‍💻", "e\u0301", "\u200c", "\u200d", "\u200e", "\u200f", "\u202e", "\u2066", "\U000E0041", "\ufeff", "\u00a0", "\u200b", "𝕏", "你好", "\u0600", "\x00",
}

// scribble writes a random source with numbered words in it.
func scribble(r *rand.Rand) (source string, words []string) {
	var b strings.Builder
	for range 1 + r.IntN(60) {
		if r.IntN(5) < 2 {
			w := []string{"w", "کلمه"}[r.IntN(2)] + strconv.Itoa(len(words)) + []string{"x", "ی"}[r.IntN(2)]
			words = append(words, w)
			b.WriteString(w)
		}
		token := tokens[r.IntN(len(tokens))]
		if strings.HasPrefix(token, "(") && strings.HasSuffix(clean(b.String()), "]") {
			b.WriteString(" ") // an address that is still being written is not shown
		}
		b.WriteString(token)
		if tail := strings.TrimRight(clean(b.String()), " \t"); strings.HasSuffix(tail, "```") || strings.HasSuffix(tail, "~~~") {
			b.WriteString("\n") // what stands beside a fence is no text
		}
	}
	return b.String(), words
}

// mutilated is a golden source, or two that are cut anywhere and joined.
func mutilated(r *rand.Rand, sources []string) string {
	a, b := sources[r.IntN(len(sources))], sources[r.IntN(len(sources))]
	switch r.IntN(4) {
	case 0:
		return a
	case 1:
		return a[:r.IntN(len(a)+1)]
	case 2:
		return a + "\n" + b
	}
	return a[:r.IntN(len(a)+1)] + b[r.IntN(len(b)+1):]
}

// TestRandom renders and cuts random sources: every message is valid, nothing
// is lost, the same source gives the same message. For a million, each with its
// own seed:
//
//	go test ./bot/render -run TestRandom -runs 1000000 -timeout 2h
func TestRandom(t *testing.T) {
	n := *runs
	if n == 0 {
		if n = 8000; testing.Short() {
			n = 1000
		}
	}
	seed := *seedFlag
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("-seed %d, %d sources", seed, n)
	var sources []string
	for _, file := range goldenFiles(t) {
		for _, c := range readGolden(t, file) {
			sources = append(sources, c.source)
		}
	}
	var next, units, messages atomic.Int64
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := next.Add(1); i <= int64(n) && !t.Failed(); i = next.Add(1) {
				r := rand.New(rand.NewPCG(seed, uint64(i)))
				var source string
				var words []string
				if r.IntN(4) == 0 {
					source = mutilated(r, sources)
				} else {
					source, words = scribble(r)
				}
				m, parts := tried(t, r, source)
				units.Add(int64(m.Len()))
				messages.Add(int64(parts))
				if lost := lostWord(words, m.Text); lost != "" {
					t.Errorf("the word %s is lost or misplaced", lost)
				}
				if t.Failed() {
					t.Errorf("seed %d, source %d:\n%q\nbecame\n%s", seed, i, source, tagged(m))
				}
			}
		})
	}
	group.Wait()
	t.Logf("%d sources, %d units, %d messages", n, units.Load(), messages.Load())
}

// tried renders a source in all ways and cuts it anywhere.
func tried(t *testing.T, r *rand.Rand, source string) (m Text, messages int) {
	m = Markdown(source)
	for _, fault := range slices.Concat(broken(m, 1<<40), mentioned(m), forged(m)) {
		t.Error(fault)
	}
	if again := Markdown(source); again.Text != m.Text || !slices.Equal(again.Entities, m.Entities) {
		t.Error("rendered again, it differs")
	}
	limit := 16 + r.IntN(300)
	if r.IntN(4) == 0 {
		limit = 4096
	}
	checkSplit(t, m, limit)
	checkCharacters(t, m.Text, m.Split(limit))
	for _, part := range m.Parts(max(limit, 32)) {
		messages++
		for _, fault := range broken(part, max(limit, 32)) {
			t.Errorf("numbered: %s", fault)
		}
	}
	shown := Growing(source[:r.IntN(len(source)+1)])
	if !blank(shown.Text) {
		for _, part := range shown.Split(4096) {
			for _, fault := range broken(part, 4096) {
				t.Errorf("while it grows: %s", fault)
			}
		}
	}
	return m, messages
}

// lostWord returns the first of the words that the text does not have in their
// order, however it writes them: raised and lowered letters are letters.
func lostWord(words []string, text string) string {
	rest := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || unicode.IsMark(r) || unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.IsSymbol(r) {
			return -1
		}
		return r
	}, norm.NFKC.String(text))
	for _, w := range words {
		_, after, ok := strings.Cut(rest, w)
		if !ok {
			return w
		}
		rest = after
	}
	return ""
}

// checkCharacters fails the test where what is seen as one character is cut.
func checkCharacters(t *testing.T, whole string, parts []Text) {
	for i := 1; i < len(parts); i++ {
		before, after := []rune(parts[i-1].Text), []rune(parts[i].Text)
		if len(before) == 0 || len(after) == 0 {
			continue
		}
		last, first := before[len(before)-1], after[0]
		if !strings.Contains(whole, string(before[max(0, len(before)-8):])+string(after[:min(8, len(after))])) {
			continue // blanks stood between
		}
		if unicode.IsSpace(first) || unicode.IsSpace(last) {
			continue
		}
		if last == 0x200D || first == 0x200D || first == 0xFE0F || 0x1F3FB <= first && first <= 0x1F3FF {
			t.Errorf("a character is cut between %q and %q", string(before[max(0, len(before)-8):]), string(after[:min(8, len(after))]))
		}
	}
}
