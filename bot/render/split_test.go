package render

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestSplitBoundaries(t *testing.T) {
	for _, c := range []struct {
		name   string
		source string
		limit  int
		want   []string
	}{
		{"fits", "one two", 16, []string{"one two"}},
		{"nothing", " \n ", 16, nil},
		{"nothing that is seen", "\u200b\u2060 \u200e", 16, nil},
		{"paragraphs", "one two three\n\nfour five six", 20, []string{"one two three", "four five six"}},
		{"lines", "one two three\nfour five six", 20, []string{"one two three", "four five six"}},
		{"sentences", "One two three. Four five six.", 20, []string{"One two three.", "Four five six."}},
		{"Persian sentences", "حال شما چطور است؟ من خوبم، ممنون.", 24, []string{"حال شما چطور است؟", "من خوبم، ممنون."}},
		{"Chinese sentences", "今天天气很好。我们去公园散步吧。好的", 16, []string{"今天天气很好。我们去公园散步吧。", "好的"}},
		{"words", "aaaa bbbb cccc dddd eeee", 16, []string{"aaaa bbbb cccc", "dddd eeee"}},
		{"a word that is too long", "aaaaaaaaaaaaaaaaaaaaaaaaa", 16, []string{"aaaaaaaaaaaaaaaa", "aaaaaaaaa"}},
		{"no half space is cut", "می‌نویسیم می‌خوانیم می‌رویم", 18, []string{"می‌نویسیم", "می‌خوانیم می‌رویم"}},
		{"a sign of numbers between families", "👨‍👩‍👧‍👦\u0600👨‍👩‍👧‍👦", 18, []string{"👨‍👩‍👧‍👦", "\u0600👨‍👩‍👧‍👦"}},
		{"families stay together", strings.Repeat("👨‍👩‍👧‍👦", 3), 24, []string{"👨‍👩‍👧‍👦👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"}},
		{"flags stay whole", strings.Repeat("🇮🇷", 5), 18, []string{strings.Repeat("🇮🇷", 4), "🇮🇷"}},
		{"surrogates stay whole", strings.Repeat("😀", 12), 17, []string{strings.Repeat("😀", 8), strings.Repeat("😀", 4)}},
		{"surrogates in a chain stay whole", strings.Repeat("😀\u200d", 20), 16, []string{strings.Repeat("😀\u200d", 5), strings.Repeat("😀\u200d", 5), strings.Repeat("😀\u200d", 5), strings.Repeat("😀\u200d", 5)}},
		{"accents stay", strings.Repeat("e\u0301", 12), 17, []string{strings.Repeat("e\u0301", 8), strings.Repeat("e\u0301", 4)}},
		{"blank lines at the cut go", "aaaaaaaaaaaa\n\n\n\n\n\nbbbbbbbbbb", 16, []string{"aaaaaaaaaaaa", "bbbbbbbbbb"}},
		{"the rest of a line keeps its direction", "این متن با انگلیسی Docker Compose تمام می‌شود", 20, []string{"این متن با انگلیسی", "\u200fDocker Compose", "تمام می‌شود"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := Plain(c.source)
			checkSplit(t, m, c.limit)
			var got []string
			for _, part := range m.Split(c.limit) {
				got = append(got, part.Text)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestSplitFormatting(t *testing.T) {
	for _, c := range []struct {
		name   string
		source string
		limit  int
		want   []string
	}{
		{
			"bold goes on", "**one two three four five**", 16,
			[]string{"<bold>one two three</bold>", "<bold>four five</bold>"},
		},
		{
			"code is closed and opened with its language", "```go\nfunc f() {\n\treturn\n}\n```", 16,
			[]string{"<pre go>func f() {</pre>", "<pre go>    return\n}</pre>"},
		},
		{
			"code that fits the next message is not cut", "Some words here.\n\n```go\na := 1\n\nb := 2\n```", 30,
			[]string{"Some words here.", "<pre go>a := 1\n\nb := 2</pre>"},
		},
		{
			"a link stays whole", "some words [the long label](https://example.org) end", 22,
			[]string{"some words", "<text_link https://example.org>the long label</text_link> end"},
		},
		{
			"a quote goes on", "> one two three\n> four five six", 16,
			[]string{"<blockquote>one two three</blockquote>", "<blockquote>four five six</blockquote>"},
		},
		{
			"a heading stays with its text", "word word word word\n\n## Title\ntext text", 30,
			[]string{"word word word word", "<bold>Title</bold>\ntext text"},
		},
		{
			"a heading stays with its code", "word word word word word\n\n## Title\n```go\na := 1\nb := 2\nc := 3\n```", 36,
			[]string{"word word word word word", "<bold>Title</bold>\n<pre go>a := 1\nb := 2\nc := 3</pre>"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := Markdown(c.source)
			checkSplit(t, m, c.limit)
			var got []string
			for _, part := range m.Split(c.limit) {
				got = append(got, tagged(part))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestSplitManyEntities: Telegram drops what exceeds a hundred.
func TestSplitManyEntities(t *testing.T) {
	m := Markdown(strings.Repeat("- **a** is `b`\n", 120))
	checkSplit(t, m, 4096)
	if parts := m.Split(4096); len(parts) != 3 || len(parts[0].Entities) != 100 {
		t.Errorf("%d parts, the first with %d entities", len(parts), len(parts[0].Entities))
	}
}

func TestSplitLongAnswer(t *testing.T) {
	m := Markdown(strings.Repeat(longAnswer(t), 3))
	if m.Len() < 20000 {
		t.Fatalf("the answer has only %d units", m.Len())
	}
	checkSplit(t, m, 4096)
	checkSplit(t, m, 997)
}

func TestFirstLine(t *testing.T) {
	for _, c := range []struct {
		name, source string
		limit        int
		want         string
	}{
		{"whole", "**Hello** world", 50, "<bold>Hello</bold> world"},
		{"first of several", "# Title\ntext", 50, "<bold>Title</bold>"},
		{"too long", "one two three four five six", 20, "one two three four…"},
		{"too long in bold", "**one two three four five six**", 20, "<bold>one two three four</bold>…"},
		{"a word that is too long", strings.Repeat("a", 40), 20, strings.Repeat("a", 19) + "…"},
		{"code", "```go\na := 1\nb := 2\n```", 50, "<pre go>a := 1</pre>"},
		{"quote", "> one\n> two", 50, "<blockquote>one</blockquote>"},
		{"list", "- **a** b\n- c", 50, "• <bold>a</bold> b"},
		{"Persian", "سلام! حال شما چطور است؟\nدیگر", 50, "سلام! حال شما چطور است؟"},
		{"nothing", "", 50, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := Markdown(c.source)
			if got := tagged(m.FirstLine(c.limit)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestPlain(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"marks stay", "**not** [bold](https://example.org) `x` # 1.", "**not** [bold](https://example.org) `x` # 1."},
		{"blanks at the ends go", "\n\n  a\n   b \n", "a\n   b"},
		{"line ends", "a\r\nb\rc\u2028d", "a\nb\nc\nd"},
		{"controls", "a\x00b\x1bc", "abc"},
		{"overrides", "a\u202eb\u2066c\U000E0041d\ufeff", "abcd"},
		{"joiners stay", "می‌روم 👨‍👩‍👧", "می‌روم 👨‍👩‍👧"},
		{"broken UTF-8", "a\xffb", "a\ufffdb"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Plain(c.source); got.Text != c.want || len(got.Entities) > 0 {
				t.Errorf("got %q with %v, want %q", got.Text, got.Entities, c.want)
			}
		})
	}
}

// TestJSON: a Text is what sendMessage takes.
func TestJSON(t *testing.T) {
	data, err := json.Marshal(Markdown("**🙂** [x](https://example.org)\n```go\ny\n```"))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"text":"🙂 x\ny","entities":[{"type":"bold","offset":0,"length":2},` +
		`{"type":"text_link","offset":3,"length":1,"url":"https://example.org"},` +
		`{"type":"pre","offset":5,"length":1,"language":"go"}]}`
	if string(data) != want {
		t.Errorf("got  %s\nwant %s", data, want)
	}
}

// TestTogether renders in many goroutines at once, for the race detector.
func TestTogether(t *testing.T) {
	source := longAnswer(t)
	want := Markdown(source).Text
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if got := Markdown(source).Text; got != want {
				t.Error("the text differs from that rendered alone")
			}
		})
	}
	group.Wait()
}

// author writes random Markdown of numbered words.
type author struct {
	*rand.Rand
	words []string
}

func (a *author) word() string {
	w := fmt.Sprintf([]string{"w%dx", "کلمه%dی"}[a.IntN(2)], len(a.words))
	a.words = append(a.words, w)
	return w
}

func (a *author) sentence() string {
	var b strings.Builder
	for range 1 + a.IntN(6) {
		form := []string{"%s", "%s", "%s", "**%s**", "*%s*", "~~%s~~", "`%s`", "**«%s»**", "[%s](https://example.org)", "_%s_", "(%s)", "%s.", "||%s||", "***%s***", "**%s:**"}
		fmt.Fprintf(&b, form[a.IntN(len(form))], a.word())
		b.WriteString([]string{" ", " ", " ", "\n", "، ", ", "}[a.IntN(6)])
	}
	return strings.TrimSpace(b.String())
}

func (a *author) block(depth int) string {
	kind := a.IntN(9)
	if depth > 3 {
		kind = 0
	}
	switch kind {
	case 1:
		return strings.Repeat("#", 1+a.IntN(6)) + " " + strings.ReplaceAll(a.sentence(), "\n", " ")
	case 2:
		return "```go\n" + a.word() + " {\n\t" + a.word() + "\n}\n```"
	case 3:
		return prefixed(a.blocks(depth+1), "> ", "> ")
	case 4, 5:
		var items []string
		for i := range 1 + a.IntN(3) {
			marker := []string{"- ", fmt.Sprintf("%d. ", i+1)}[kind-4]
			items = append(items, prefixed(a.blocks(depth+1), marker, strings.Repeat(" ", len(marker))))
		}
		return strings.Join(items, "\n")
	case 6:
		return fmt.Sprintf("| %s | %s |\n|---|---|\n| %s | **%s** |", a.word(), a.word(), a.word(), a.word())
	case 7:
		return "$$\n\\frac{" + a.word() + "}{2}\n$$"
	}
	return a.sentence()
}

func (a *author) blocks(depth int) string {
	var list []string
	for range 1 + a.IntN(3) {
		list = append(list, a.block(depth))
	}
	return strings.Join(list, "\n\n")
}

func prefixed(s, first, others string) string {
	return first + strings.ReplaceAll(s, "\n", "\n"+others)
}

// TestNothingIsLost renders and cuts random documents and looks for each word
// in its order, and for marks that stayed.
func TestNothingIsLost(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	a := &author{Rand: rand.New(rand.NewPCG(seed, 0))}
	for range 300 {
		a.words = nil
		source := a.blocks(0)
		m := Markdown(source)
		for _, fault := range broken(m, 1<<40) {
			t.Fatalf("%s\n%s\nbecame\n%s", fault, source, tagged(m))
		}
		checkSplit(t, m, 16+a.IntN(500))
		rest := m.Text
		for _, w := range a.words {
			_, after, ok := strings.Cut(rest, w)
			if !ok {
				t.Fatalf("the word %s is lost or misplaced:\n%s\nbecame\n%s", w, source, tagged(m))
			}
			rest = after
		}
		if strings.ContainsAny(m.Text, "*_~`#[]$\\") || strings.Contains(m.Text, "||") || strings.Contains(m.Text, "> ") {
			t.Fatalf("marks are left:\n%s\nbecame\n%s", source, tagged(m))
		}
		if t.Failed() {
			t.FailNow()
		}
	}
}
