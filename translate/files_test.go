package translate_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"hamzaban/translate"
)

// part is a part of a made file: text for people, or not.
type part struct {
	s     string
	human bool
}

// maker writes random files of one format, part by part.
type maker struct {
	*rand.Rand
	eol   string
	parts []part
}

func (m *maker) raw(s string) {
	m.parts = append(m.parts, part{strings.ReplaceAll(s, "\n", m.eol), false})
}
func (m *maker) text(s string)           { m.parts = append(m.parts, part{s, true}) }
func (m *maker) pick(s ...string) string { return s[m.IntN(len(s))] }

// phrase is a text of one line that stays on it.
func (m *maker) phrase() string {
	var w []string
	for range 1 + m.IntN(6) {
		w = append(w, m.pick("hello", "world", "good", "Sara", "night", "we", "are", "you", "{name}", "<b>so</b>", "https://a.ir/b", "5", "%s", "don't"))
	}
	return "Once " + strings.Join(w, " ") + m.pick("", ".", "!", "?", "…")
}

func (m *maker) bytes(human func(string) string) string {
	var b strings.Builder
	for _, p := range m.parts {
		if p.human {
			p.s = human(p.s)
		}
		b.WriteString(p.s)
	}
	return b.String()
}

var makers = map[string]func(m *maker){
	"txt": func(m *maker) {
		for range m.IntN(8) {
			m.raw(m.pick("", "\n", "  ", "\t", "---\n", "12:30\n"))
			m.text(m.phrase())
			m.raw(m.pick(" ", "") + "\n")
		}
	},
	"srt": func(m *maker) {
		for i := range 1 + m.IntN(8) {
			m.raw(fmt.Sprintf("%d\n00:00:%02d,%03d --> 00:00:%02d,500%s\n", m.IntN(3)+i, i, m.IntN(1000), i+1,
				m.pick("", " X1:201 X2:516 Y1:397 Y2:423", "  ")))
			if m.IntN(6) > 0 {
				m.text(m.pick("", "{\\an8}", "<i>") + m.phrase())
				m.raw("\n")
			}
			if m.IntN(3) == 0 {
				m.raw("- ")
				m.parts = m.parts[:len(m.parts)-1]
				m.text("- " + m.phrase())
				m.raw("\n")
			}
			m.raw(m.pick("\n", "\n\n", " \n"))
		}
	},
	"vtt": func(m *maker) {
		m.raw("WEBVTT" + m.pick("", " - a film") + "\n" + m.pick("", "Kind: captions\n") + "\n" +
			m.pick("", "STYLE\n::cue { color: red }\n\n", "NOTE this stays\nas it is\n\n", "REGION\nid:fred\nwidth:40%\n\n"))
		for i := range 1 + m.IntN(8) {
			m.raw(m.pick("", "intro\n", "7\n") + fmt.Sprintf("00:%02d.000 --> 00:%02d.900%s\n", i, i, m.pick("", " align:start position:10%", " line:0")))
			m.text(m.pick("", "<v Roger Bingham>", "<00:01.000>") + m.phrase())
			m.raw("\n\n" + m.pick("", "NOTE done\n\n"))
		}
	},
	"md": func(m *maker) {
		m.raw(m.pick("", "---\ntitle: x\n---\n\n"))
		for range m.IntN(10) {
			switch m.IntN(9) {
			case 0:
				m.raw(m.pick("# ", "### "))
				m.text(m.phrase())
				m.raw(m.pick("", " ##") + "\n\n")
			case 1:
				m.raw(m.pick("- ", "* [ ] ", "1. "))
				m.text(m.phrase())
				m.raw("\n\n")
			case 2:
				m.raw("```go\nfunc main() {}\n# no heading\n```\n\n")
			case 3:
				m.raw("> ")
				m.text(m.phrase())
				m.raw("\n\n")
			case 4:
				m.raw("| ")
				m.text(m.phrase())
				m.raw(" |  ")
				m.text(m.phrase())
				m.raw(" |\n|---|:-:|\n| ")
				m.text(m.phrase())
				m.raw(" | 5 |\n\n")
			case 5:
				m.raw("[ref]: https://a.ir \"Title\"\n<!-- a\nb -->\n\n")
			case 6:
				m.raw("***\n\n$$\nx + y\n$$\n\n")
			case 7:
				m.text(m.phrase())
				m.raw(m.pick("  ", `\`) + "\n")
				m.text(m.phrase())
				m.raw("\n\n")
			default:
				m.text(m.phrase() + " [a link](docs/x.md) and **bold** `code`")
				m.raw("\n\n")
			}
		}
	},
	"json": func(m *maker) { m.value(0); m.raw(m.pick("", "\n")) },
}

// value writes a random JSON value.
func (m *maker) value(depth int) {
	quoted := func(s string) string {
		b, _ := json.Marshal(s)
		return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">").Replace(string(b))
	}
	n := m.IntN(7)
	if depth > 3 {
		n = 4 + m.IntN(3)
	}
	space := m.pick("", " ", "\n  ", "\t")
	switch n {
	case 0, 1, 2:
		m.raw("{" + space)
		for i := range m.IntN(4) {
			if i > 0 {
				m.raw("," + space)
			}
			m.raw(quoted(m.pick("key", "Once upon", "a.b", "x\"y", "ü")) + space + ":" + space)
			m.value(depth + 1)
		}
		if m.IntN(3) == 0 {
			m.raw("}")
			break
		}
		m.parts[len(m.parts)-1].s += space
		m.raw("}")
	case 3:
		m.raw("[" + space)
		for i := range m.IntN(4) {
			if i > 0 {
				m.raw(" ," + space)
			}
			m.value(depth + 1)
		}
		m.raw(space + "]")
	case 4, 5:
		m.text(quoted(m.phrase() + m.pick("", "\nand \"more\" \\ of it")))
	default:
		m.raw(m.pick("1.50", "-2e10", "true", "null", `""`, `"btn-primary"`, `"https:\/\/a.ir"`))
	}
}

// made makes a random file of a format.
func made(rnd *rand.Rand, format string) *maker {
	m := &maker{Rand: rnd, eol: "\n"}
	if rnd.IntN(3) == 0 {
		m.eol = "\r\n"
	}
	if rnd.IntN(3) == 0 {
		m.raw("\ufeff")
	}
	makers[format](m)
	return m
}

// TestFilesComeThrough: with nothing translated each random file is the same,
// byte for byte; translated, only the texts for people differ.
func TestFilesComeThrough(t *testing.T) {
	for _, format := range translate.Formats() {
		t.Run(format, func(t *testing.T) {
			seed := uint64(time.Now().UnixNano())
			t.Logf("seed %d", seed)
			rnd := rand.New(rand.NewPCG(seed, 0))
			for range 1500 {
				m := made(rnd, format)
				in := m.bytes(func(s string) string { return s })
				f, err := translate.ParseFile(format, []byte(in))
				if problem(err) == translate.NoWords && !slices.ContainsFunc(m.parts, func(p part) bool { return p.human }) {
					continue
				}
				if err != nil {
					t.Fatalf("%q: %v", in, err)
				}
				for _, change := range []func(string) string{
					func(s string) string { return s },
					func(s string) string { return strings.ReplaceAll(s, "Once", "روزی") },
				} {
					var results []translate.Result
					for _, s := range f.Texts() {
						results = append(results, translate.Result{Text: change(s)})
					}
					var out bytes.Buffer
					if err := f.Write(&out, results); err != nil {
						t.Fatal(err)
					}
					if want := m.bytes(change); out.String() != want {
						t.Fatalf("file\n%q\ncame out as\n%q\nwant\n%q", in, out.String(), want)
					}
				}
			}
		})
	}
}

// TestGarbageComesThrough: bytes that are no file of their format still come
// back as they were, or are refused.
func TestGarbageComesThrough(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	bits := []string{"\n", "\r\n", "\r", "1", "00:00:01,000 --> 00:00:02,000", "a", "-", "|", "|--|", "```", "<!--", "-->", "> ", "# ", " ", "\t", "    ",
		"\"", "{", "}", "[", "]", ":", ",", "\\", "WEBVTT", "NOTE", "---", "سلام", "\u200c", "$$", "<pre>", "[x]: y", "\u2028"}
	for range 4000 {
		var b strings.Builder
		for range rnd.IntN(25) {
			b.WriteString(bits[rnd.IntN(len(bits))])
		}
		for _, format := range translate.Formats() {
			f, err := translate.ParseFile(format, []byte(b.String()))
			if err != nil {
				continue
			}
			var results []translate.Result
			for _, s := range f.Texts() {
				results = append(results, translate.Result{Text: s})
			}
			var out bytes.Buffer
			if err := f.Write(&out, results); err != nil || out.String() != b.String() {
				t.Fatalf("%s %q came out as %q, %v", format, b.String(), out.String(), err)
			}
		}
	}
}

// TestFileExamples shows what becomes of texts that are broken over lines.
func TestFileExamples(t *testing.T) {
	for _, c := range []struct{ name, format, in, want string }{
		{"cue of two lines", "srt", "1\r\n00:00:01,000 --> 00:00:02,000\r\nwe go home now\r\nand we sleep well\r\n\r\n",
			"1\r\n00:00:01,000 --> 00:00:02,000\r\nوه گو حومه نوو\r\nاند وه شلههپ وهلل\r\n\r\n"},
		{"speakers", "srt", "1\n00:00:01,000 --> 00:00:02,000\n- are you here?\n- no, there\n",
			"1\n00:00:01,000 --> 00:00:02,000\n- اره یوو حهره؟\n- نو، تحهره\n"},
		{"empty line within a cue", "srt", "1\n00:00:01,000 --> 00:00:02,000\nhello\n\nworld\n\n2\n00:00:03,000 --> 00:00:04,000\nbye\n",
			"1\n00:00:01,000 --> 00:00:02,000\nحهللو\n\nوورلد\n\n2\n00:00:03,000 --> 00:00:04,000\nبیه\n"},
		{"ampersand", "srt", "1\n00:00:01,000 --> 00:00:02,000\n<i>you & me</i>\n", "1\n00:00:01,000 --> 00:00:02,000\n<i>یوو & مه</i>\n"},
		{"paragraph", "md", "> one two\n> three\n\n    code()\n", "> ونه توو\n> تحرهه\n\n    code()\n"},
		{"quote of two lines", "md", "> the first line is here\r\n> and this is the other\r\n\r\nbye\r\n", "> تحه فیرشت لینه یش حهره\r\n> اند تحیش یش تحه وتحهر\r\n\r\nبیه\r\n"},
		{"quote within a quote", "md", "> > one two\n> > six ten\n", "> > ونه توو\n> > شیخ تهن\n"},
		{"karaoke", "vtt", "WEBVTT\n\n00:04.000 --> 00:08.000\nwe go home <00:06.000>now my\nfriend\n", "WEBVTT\n\n00:04.000 --> 00:08.000\nوه گو حومه <00:06.000>نوو\nمی فریهند\n"},
		{"a later line's time", "vtt", "WEBVTT\n\n00:04.000 --> 00:08.000\nwe go\n<00:06.000>home now my friend\n", "WEBVTT\n\n00:04.000 --> 00:08.000\nوه گو\n<00:06.000>حومه نوو می فریهند\n"},
		{"italics on both lines", "srt", "1\n00:00:01,000 --> 00:00:02,000\n<i>we go</i>\n<i>home now my friend</i>\n", "1\n00:00:01,000 --> 00:00:02,000\n<i>وه گو</i>\n<i>حومه نوو می فریهند</i>\n"},
		{"links by their words", "md", "see [the guide] now [the guide][] and [me][the guide]\n\n[the guide]: https://a.ir\n",
			"شهه [تحه گویده][the guide] نوو [تحه گویده][the guide] اند [مه][the guide]\n\n[the guide]: https://a.ir\n"},
		{"list in list", "md", "- one\n  - two\n    more\n", "- ونه\n  - توو\n    موره\n"},
		{"setext", "md", "Title one\n===\n", "تیتله ونه\n===\n"},
		{"html", "md", "<details>\n<summary>open me</summary>\n\n<pre>\nkeep me\n</pre>\n", "<details>\n<summary>وپهن مه</summary>\n\n<pre>\nkeep me\n</pre>\n"},
		{"json of an app", "json", `{ "@@locale": "en", "hello": "good \"day\"", "@hello": {"description": "a greeting"}, "n": [1, "two three"] }`,
			`{ "@@locale": "en", "hello": "گوود «دای»", "@hello": {"description": "a greeting"}, "n": [1, "توو تحرهه"] }`},
		{"json in ascii", "json", `{"a":"caf\u00e9 day"}`, `{"a":"\u0633\u0627\u0641é \u062f\u0627\u06cc"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, _ := pool(t, []string{"good"}, map[string]behaviour{"good": good})
			var out bytes.Buffer
			err := translateFile(t.Context(), e, c.format, strings.NewReader(c.in), &out, translate.Options{To: lang("fa")})
			want := strings.ReplaceAll(c.want, "é", `\u00e9`)
			if err != nil || out.String() != want {
				t.Errorf("%v\n got %q\nwant %q", err, out.String(), want)
			}
		})
	}
}

func problem(err error) translate.FileProblem {
	var bad *translate.FileError
	if !errors.As(err, &bad) {
		return 0
	}
	return bad.Problem
}

func TestBadFiles(t *testing.T) {
	for _, c := range []struct {
		name, format, in string
		problem          translate.FileProblem
		line             int
		says             string
	}{
		{"unknown format", "doc", "x", translate.UnknownFormat, 0, `"doc"`},
		{"too large", "txt", strings.Repeat("a", translate.MaxFileBytes+1), translate.TooLarge, 0, "20 MB"},
		{"a picture", "txt", "line\n\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xfe", translate.NotText, 2, "line 2"},
		{"zeros", "srt", "a\x00b", translate.NotText, 1, "UTF-8"},
		{"cut UTF-8", "txt", "سلام به همه\nخوب\xd8", translate.NotText, 2, "line 2"},
		{"half of UTF-16", "txt", "\xff\xfea\x00b", translate.NotText, 0, "UTF-8"},
		{"Russian in windows-1251", "txt", "\xcf\xf0\xe8\xe2\xe5\xf2, \xea\xe0\xea \xe4\xe5\xeb\xe0?", translate.NotText, 1, "UTF-8"},
		{"no JSON", "json", "{\n\"a\": }", translate.Malformed, 2, "line 2"},
		{"cut JSON", "json", "{\"a\": [1,\r\n2", translate.Malformed, 2, "line 2"},
		{"two values of JSON", "json", "{}\n{}", translate.Malformed, 2, "line 2"},
		{"empty", "json", "", translate.NoWords, 0, "nothing"},
		{"a byte order mark", "md", "\ufeff", translate.NoWords, 0, "nothing"},
		{"numbers", "srt", "1\n00:00:01,000 --> 00:00:02,000\n1984\n", translate.NoWords, 0, "nothing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := translate.ParseFile(c.format, []byte(c.in))
			var bad *translate.FileError
			if !errors.As(err, &bad) || bad.Problem != c.problem || bad.Line != c.line || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v (%+v), want problem %d in line %d", err, bad, c.problem, c.line)
			}
		})
	}
}

// TestNothingToTranslate: such a file is written as it is.
func TestNothingToTranslate(t *testing.T) {
	e, s := pool(t, []string{"good"}, map[string]behaviour{"good": good})
	for _, in := range []string{"", "\r\n", "12:30\n", "\xff\xfe1\x00"} {
		var out bytes.Buffer
		if err := translateFile(t.Context(), e, "txt", strings.NewReader(in), &out, translate.Options{To: lang("fa")}); err != nil || out.String() != in {
			t.Errorf("%q came out as %q, %v", in, out.String(), err)
		}
	}
	if n := s.requests(); n != 0 {
		t.Errorf("%d requests", n)
	}
}

// TestIncompleteFile: what could not be translated stands as it was and is
// named by its line.
func TestIncompleteFile(t *testing.T) {
	refuse := func(q question) (string, bool) {
		items := answers(q)
		for i := range items {
			if strings.Contains(q.Items[i].Text, "bomb") {
				items[i].Text = "I'm sorry, I can't help with that."
			}
		}
		return render(q, items), false
	}
	e, _ := pool(t, []string{"one"}, map[string]behaviour{"one": refuse})
	var out bytes.Buffer
	err := translateFile(context.Background(), e, "txt", strings.NewReader("hello there\n\nthe bomb is here\nbye\n"), &out, translate.Options{To: lang("fa")})
	var bad *translate.Incomplete
	if !errors.As(err, &bad) || len(bad.Lines) != 1 || bad.Lines[0] != 3 || bad.Of != 3 {
		t.Errorf("error %v", err)
	}
	if want := "حهللو تحهره\n\nthe bomb is here\nبیه\n"; out.String() != want {
		t.Errorf("got %q", out.String())
	}
}
