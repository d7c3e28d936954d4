package translate_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"hamzaban/translate"
)

// written translates a file with a word for each of some English ones, the
// others left.
func written(t *testing.T, format, in string) string {
	t.Helper()
	f, err := translate.ParseFile(format, []byte(in))
	if err != nil {
		t.Fatal(err)
	}
	change := strings.NewReplacer("You have", "شما دارید", "message", "پیام", "left", "مانده", "the cat", "گربه", "Hello", "سلام", "and", "و", "very long", "بسیار دراز و باز هم دراز", "arrow", "-->", "Note", "- نکته")
	var results []translate.Result
	for _, s := range f.Texts() {
		results = append(results, translate.Result{Text: change.Replace(s)})
	}
	var out bytes.Buffer
	if err := f.Write(&out, results); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestFormatsByExample shows what each format's own rules make of a file.
func TestFormatsByExample(t *testing.T) {
	const cue = "1\n00:00:01,000 --> 00:00:02,000\n"
	for _, c := range []struct{ name, format, in, want string }{
		{"ICU plural alone", "json", `{"a": "{n, plural, =0 {no message} one {# message} other {# messages}}"}`,
			`{"a": "{n, plural, =0 {no پیام} one {# پیام} other {# پیامs}}"}`},
		{"ICU plural within a sentence", "json", `{"a": " You have {n, plural, one {# message} other {# messages}} left. "}`,
			`{"a": " {n, plural, one {شما دارید # پیام مانده.} other {شما دارید # پیامs مانده.}} "}`},
		{"ICU choices within a choice", "json", `"{g, select, female {{n, plural, one {# message} other {# messages}}} other {the cat}}"`,
			`"{g, select, female {{n, plural, one {# پیام} other {# پیامs}}} other {گربه}}"`},
		{"ICU formats", "json", `"Hello {name}, {n, number, percent} left on {d, date, short}"`, `"سلام {name}, {n, number, percent} مانده on {d, date, short}"`},
		{"ICU cut off", "json", `"{n, plural, one {Hello"`, `"{n, plural, one {سلام"`},
		{"values for programs", "json", `{"url":"https://a.ir/and","id":"left","type":"and","color":"#aabbcc","at":"2026-01-02","Hello":"and","icon":"Hello","label":"left"}`,
			`{"url":"https://a.ir/and","id":"left","type":"and","color":"#aabbcc","at":"2026-01-02","Hello":"و","icon":"Hello","label":"مانده"}`},
		{"names that are texts, too", "json", `{"type":"Hello","language":"Hello","title":"and"}`, `{"type":"سلام","language":"سلام","title":"و"}`},
		{"keys twice", "json", "{\"a\":\"and\",\"a\":\"left\",\"n\":1e5,\"big\":12345678901234567890.10}", "{\"a\":\"و\",\"a\":\"مانده\",\"n\":1e5,\"big\":12345678901234567890.10}"},
		{"half a pair", "json", `["\ud800 and", "\ud83d\ude00 and"]`, `["\ud800 and", "\ud83d\ude00 \u0648"]`},
		{"a long line takes a second one", "srt", cue + "the cat and a very long and very long and very long tail\n",
			cue + "گربه و a بسیار دراز و باز هم دراز و بسیار\nدراز و باز هم دراز و بسیار دراز و باز هم دراز tail\n"},
		{"a speaker's line does not", "srt", cue + "- Hello\n- the cat and a very long and very long and very long tail\n",
			cue + "- سلام\n- گربه و a بسیار دراز و باز هم دراز و بسیار دراز و باز هم دراز و بسیار دراز و باز هم دراز tail\n"},
		{"broken after a part of the sentence", "srt", cue + "Hello all of you, the cat\nis here left\n", cue + "سلام all of you,\nگربه is here مانده\n"},
		{"no arrow in a text", "srt", cue + "Hello arrow left\n", cue + "سلام → مانده\n"},
		{"no tag", "srt", cue + "Hello <3 and left\nthe cat\n", cue + "سلام <3 و\nمانده گربه\n"},
		{"a wrong timing", "srt", cue + "Hello\n\n2\n00:00:61:999 -> 00:01\nand\n", cue + "سلام\n\n2\n00:00:61:999 -> 00:01\nو\n"},
		{"a name for a number", "srt", cue + "Hello\n\nand so\n00:00:03,000 --> 00:00:04,000\nleft\n", cue + "سلام\n\nand so\n00:00:03,000 --> 00:00:04,000\nمانده\n"},
		{"old Mac's line ends", "srt", strings.ReplaceAll(cue, "\n", "\r") + "Hello\r\r", strings.ReplaceAll(cue, "\n", "\r") + "سلام\r\r"},
		{"notes with arrows", "vtt", "WEBVTT\n\nNOTE and so\nleft\n\nand\n00:01.000 --> 00:02.000\nHello\n", "WEBVTT\n\nNOTE and so\nleft\n\nand\n00:01.000 --> 00:02.000\nسلام\n"},
		{"a wrapped paragraph", "txt", "  This is a paragraph that somebody's editor has wrapped and\n  so it is one text, the cat, whose lines are broken anew and\n  left.\n\nHello\nand\n",
			"  This is a paragraph that somebody's editor has wrapped و so\n  it is one text, گربه, whose lines are broken anew و مانده.\n\nسلام\nو\n"},
		{"verses", "txt", "You have the cat and left it here to sleep\nHello the sea is calm and the night is deep\n", "شما دارید گربه و مانده it here to sleep\nسلام the sea is calm و the night is deep\n"},
		{"no list by accident", "md", "Note well\n", "\\- نکته well\n"},
		{"no formula", "md", "$$ and\nleft\n\nHello\n", "$$ و\nمانده\n\nسلام\n"},
		{"a formula", "md", "$$ and\nleft $$\n\nHello\n", "$$ and\nleft $$\n\nسلام\n"},
		{"a rule is no front matter", "md", "---\n\nHello there\n\n---\n", "---\n\nسلام there\n\n---\n"},
		{"HTML over lines", "md", "<p align=\"left\"\n   title=\"and\">\nHello\n</p>\n", "<p align=\"left\"\n   title=\"and\">\nسلام\n</p>\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := written(t, c.format, c.in); got != c.want {
				t.Errorf("\n got %q\nwant %q", got, c.want)
			}
		})
	}
}

// TestHostileFiles: files that are made to take long do not.
func TestHostileFiles(t *testing.T) {
	const line = "The sea is calm and the night is deep, and so we go on and on."
	for _, c := range []struct{ name, format, in string }{
		{"quotes within quotes", "md", strings.Repeat(">", 1e6) + " hello\n\nbye"},
		{"lists within lists", "md", strings.Repeat("- ", 1e6) + " hello\n\nbye"},
		{"brackets", "md", strings.Repeat("[", 1e6) + " hello"},
		{"code that does not end", "md", strings.Repeat("` ``", 1e5) + " hello"},
		{"formulas that do not end", "md", strings.Repeat("$$ a\n", 1e5) + " hello"},
		{"a paragraph of many lines", "md", strings.Repeat(line+"\n", 2e4)},
		{"tags", "md", "<div>\n" + strings.Repeat("<p>hello\n", 3e4)},
		{"a cue of many lines", "srt", "00:00:01,000 --> 00:00:02,000\n" + strings.Repeat(line+"\n", 2e4)},
		{"a wrapped paragraph of many lines", "txt", strings.Repeat(line+"\n", 2e4)},
		{"choices within choices", "json", `"` + strings.Repeat(`{a, plural, other {hello`, 3000) + `"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			begun := time.Now()
			f, err := translate.ParseFile(c.format, []byte(c.in))
			if err != nil {
				t.Fatal(err)
			}
			var results []translate.Result
			for _, s := range f.Texts() {
				results = append(results, translate.Result{Text: s + " so"})
			}
			var out bytes.Buffer
			if err := f.Write(&out, results); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(begun); took > 10*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}
