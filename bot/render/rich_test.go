package render

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"hamzaban/sandbox/telegram"
)

var updateRich = flag.Bool("update-rich", false, "rewrite the golden files of rich messages with what is rendered now")

// direction is how the first line of a rich golden case tells where it runs.
var direction = map[bool]string{true: "right to left", false: "left to right"}

// TestRichGolden compares the rich messages that answers become with how they
// should be, and has the sandbox judge them. Marks of direction are shown as ⟨R⟩
// and ⟨L⟩, the end of a line that stays one as ⏎; "ordinary": it is no rich message.
func TestRichGolden(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "rich", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		var b strings.Builder
		for _, c := range readGolden(t, file) {
			got := "ordinary"
			for i, p := range RichMarkdown(c.source) {
				if i == 0 {
					got = ""
				}
				got += direction[p.RTL] + "\n" + shownMarks.Replace(p.Markdown) + "\n"
				checkRich(t, c.name, p)
			}
			got = strings.TrimRight(got, "\n")
			b.WriteString("=== " + c.name + "\n" + c.source + "\n==>\n" + got + "\n\n")
			if got != c.want && !*updateRich {
				t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
			}
		}
		if *updateRich {
			if err := os.WriteFile(file, []byte(strings.TrimRight(b.String(), "\n")+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

var shownMarks = strings.NewReplacer(lrm, "⟨L⟩", rlm, "⟨R⟩", "  \n", "⏎\n")

// checkRich has the sandbox judge a message and read it: no word of the ordinary
// form may be missing.
func checkRich(t *testing.T, name string, p RichPart) {
	t.Helper()
	input, err := json.Marshal(map[string]any{"markdown": p.Markdown, "is_rtl": p.RTL, "skip_entity_detection": true})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range telegram.Judge("sendRichMessage", map[string]string{"chat_id": "5", "rich_message": string(input)}) {
		t.Errorf("%s: %s (%s) in\n%s", name, b.Rule, b.Detail, p.Markdown)
	}
	for _, fault := range slices.Concat(broken(p.Plain, 1<<40), mentioned(p.Plain), forged(p.Plain)) {
		t.Errorf("%s: the ordinary form: %s", name, fault)
	}
	if strings.Contains(p.Markdown, "](tg:") {
		t.Errorf("%s: it mentions somebody:\n%s", name, p.Markdown)
	}
	words := telegram.ReadRich(p.Markdown).Words()
	for _, word := range lettersOf(p.Plain.Text) {
		if !strings.Contains(onlyLetters(words), word) && !strings.ContainsAny(p.Markdown, "$") {
			t.Errorf("%s: %q is missing from\n%s\nwhich reads\n%s", name, word, p.Markdown, words)
			return
		}
	}
}

// lettersOf are the words of a text by their letters.
func lettersOf(s string) (words []string) {
	for word := range strings.FieldsSeq(s) {
		if word = onlyLetters(word); word != "" {
			words = append(words, word)
		}
	}
	return words
}

func onlyLetters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// richly renders a source as rich messages, also where it gains nothing by that.
func richly(source string) []RichPart {
	d, root := read(source)
	d.blocks(root, 2)
	if blank(d.result().Text) {
		return nil
	}
	return d.richParts(root)
}

// FuzzRich searches where it has not been; see also TestRandomRich.
//
//	go test ./bot/render -run '^$' -fuzz FuzzRich -fuzztime 1000000x
func FuzzRich(f *testing.F) {
	for _, seed := range slices.Concat(seeds, richSeeds) {
		f.Add(seed)
	}
	for _, file := range goldenFiles(f) {
		for _, c := range readGolden(f, file) {
			f.Add(c.source)
		}
	}
	f.Fuzz(func(t *testing.T, source string) {
		if len(source) > maxSource {
			return
		}
		began := time.Now()
		for i, p := range richly(source) {
			checkRich(t, fmt.Sprintf("message %d of %q", i, source), p)
		}
		if took := time.Since(began); took > time.Second && len(source) < 10000 {
			t.Errorf("%d bytes took %v", len(source), took)
		}
	})
}

// TestRandomRich renders random sources as rich messages: each is accepted, and
// no word is missing. For a million:
//
//	go test ./bot/render -run TestRandomRich -runs 1000000 -timeout 2h
func TestRandomRich(t *testing.T) {
	n := cmp.Or(*runs, 1500)
	if testing.Short() {
		n = cmp.Or(*runs, 300)
	}
	seed := cmp.Or(*seedFlag, uint64(time.Now().UnixNano()))
	t.Logf("-seed %d, %d sources", seed, n)
	var next, rich atomic.Int64
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := next.Add(1); i <= int64(n) && !t.Failed(); i = next.Add(1) {
				source, words := scribble(rand.New(rand.NewPCG(seed, uint64(i))))
				name, read := fmt.Sprintf("source %d of seed %d, %q", i, seed, source), ""
				for _, p := range richly(source) {
					rich.Add(1)
					checkRich(t, name, p)
					read += telegram.ReadRich(p.Markdown).Words() + "\n"
				}
				if lost := lostWord(words, read); lost != "" && read != "" {
					t.Errorf("%s: the word %s is lost or misplaced in\n%s", name, lost, read)
				}
			}
		})
	}
	group.Wait()
	t.Logf("%d rich messages", rich.Load())
}

var richSeeds = []string{
	"# a #\n\n#b", "- a\n* b\n+ c", "1. a\n2) b", "- [ ]\n- [x] y", "| a |\n|-|\n| `\\|` $\\|x\\|$ |", "<tg-button type=\"x\">y</tg-button>",
	"\\<b> `<b>` ``a`b``", "**«a»**b *c*d ~~e~~ ||f|| ***g***", "a\n---\nb\n===\nc", "$x$1 $$y$$ \\(z\\)w", "!\\[a](b) ![x](https://a.b/(c))",
	"<b>**x**</b><i>", "> - a\n>   > b\n\n> c", "- \n  - ```\n    x\n    ```", "&lt;b&gt; &amp;lt; &#60;i&#62;", "==a== [^1]\n\n[^1]: b", "a  \nb<br>c",
}

// What is too long for one rich message goes into several, cut between blocks.
func TestRichMessagesAreCut(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 40 {
		fmt.Fprintf(&b, "## Chapter %d\n\n%s\n\n", i, strings.Repeat("A sentence of it. ", 100))
	}
	parts := RichMarkdown(b.String())
	if len(parts) != 3 {
		t.Fatalf("%d messages, want 3", len(parts))
	}
	chapters := 0
	for i, p := range parts {
		checkRich(t, fmt.Sprint("message ", i), p)
		chapters += strings.Count(p.Markdown, "## Chapter")
		if number := fmt.Sprintf("\n\n(%d/3)", i+1); !strings.HasSuffix(p.Markdown, number) || !strings.HasSuffix(p.Plain.Text, number) {
			t.Errorf("message %d ends as %q", i, p.Markdown[len(p.Markdown)-20:])
		}
		if !strings.HasPrefix(p.Markdown, "## Chapter") || strings.Count(p.Plain.Text, "Chapter") != strings.Count(p.Markdown, "Chapter") {
			t.Errorf("message %d begins as %.40q", i, p.Markdown)
		}
	}
	if chapters != 40 {
		t.Errorf("%d chapters, want 40", chapters)
	}
	for name, src := range map[string]string{
		"one paragraph too long":  "# a\n\n" + strings.Repeat("word ", 7000),
		"a list too long":         "# a\n\n" + strings.Repeat("- word\n", 400),
		"a table too wide":        strings.Repeat("| a ", 21) + "|\n" + strings.Repeat("|---", 21) + "|\n",
		"lists nested too deeply": "# a\n\n" + strings.Repeat("- ", 12) + "b",
	} {
		if n := len(RichMarkdown(src)); n != 0 {
			t.Errorf("%s: %d rich messages, want none", name, n)
		}
	}
}
