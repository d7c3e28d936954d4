package translate_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hamzaban/translate"
)

// These tests make random files and judge what comes out by other means than
// those that took the files apart: encoding/json, goldmark, and the knowledge
// of which lines of a file are for people. Human text is what has "Once" in it;
// the marking translation makes that longer, so that lines have to be broken
// anew.

const marked = "روزی روزگاری"

// translated writes a file with its texts changed.
func translated(t *rapid.T, format, in string, change func(string) string) string {
	f, err := translate.ParseFile(format, []byte(in))
	if problem(err) == translate.NoWords {
		return in
	}
	if err != nil {
		t.Fatalf("%q: %v", in, err)
	}
	var results []translate.Result
	for _, s := range f.Texts() {
		results = append(results, translate.Result{Text: change(s)})
	}
	var out bytes.Buffer
	if err := f.Write(&out, results); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func identity(s string) string { return s }

func marking(s string) string { return strings.ReplaceAll(s, "Once", marked) }

// unmarked undoes the marking translation but for where lines break.
func unmarked(s string) string {
	return regexp.MustCompile(`روزی[\s>]+روزگاری`).ReplaceAllString(s, "Once")
}

// drawn draws one of the strings.
func drawn(t *rapid.T, from ...string) string { return rapid.SampledFrom(from).Draw(t, "one") }

// sentence draws a human text of one line.
func sentence(t *rapid.T) string {
	var w []string
	for range rapid.IntRange(0, 7).Draw(t, "how many") {
		w = append(w, drawn(t, "hello", "world", "Sara", "good", "we", "{name}", "5", "%s", "don't", "and", "you & me", "سلام", "می‌روم", "👋🏽", "<3"))
	}
	return strings.TrimSpace("Once " + strings.Join(w, " ") + drawn(t, "", ".", "?", "!", "…"))
}

// ends gives lines ends: all the same, or mixed.
func ends(t *rapid.T, s string) string {
	kind := drawn(t, "\n", "\r\n", "\r", "mixed")
	var b strings.Builder
	for l := range strings.Lines(s) {
		text, cut := strings.CutSuffix(l, "\n")
		b.WriteString(text)
		switch {
		case !cut:
		case kind == "mixed":
			b.WriteString(drawn(t, "\n", "\r\n"))
		default:
			b.WriteString(kind)
		}
	}
	out := b.String()
	if rapid.Bool().Draw(t, "so") {
		out = strings.TrimRight(out, "\r\n")
	}
	return drawn(t, "", "\ufeff") + out
}

// subtitles draws a file of cues, with its lines that are for people.
func subtitles(t *rapid.T, vtt bool) string {
	var b strings.Builder
	if vtt {
		b.WriteString("WEBVTT" + drawn(t, "", " - Film", "\nKind: captions\nLanguage: en") + "\n\n")
	}
	dot := map[bool]string{false: ",", true: "."}[vtt]
	for i := range rapid.IntRange(1, 8).Draw(t, "how many") {
		if vtt {
			b.WriteString(drawn(t, "", "", "NOTE keep this\nas it is\n\n", "NOTE\nkeep\n\n", "STYLE\n::cue(b) {\n  color: red;\n}\n\n", "REGION\nid:fred\nwidth:40%\n\n"))
			b.WriteString(drawn(t, "", "intro\n", "7\n", "a name of it\n"))
		} else {
			b.WriteString(drawn(t, fmt.Sprintf("%d\n", i+1), "1\n", "", "99\n", " 3 \n"))
		}
		fmt.Fprintf(&b, "00:00:%02d%s%03d%s00:00:%02d%s500%s\n", i, dot, i*7, drawn(t, " --> ", " --> ", "-->", "  -->  "), i+1, dot,
			drawn(t, "", " X1:201 X2:516 Y1:397 Y2:423", " align:start position:10%", " line:0", "  "))
		for range rapid.IntRange(0, 3).Draw(t, "how many") {
			b.WriteString(drawn(t, "", "", "- ", "<i>", "{\\an8}", "<v Roger Bingham>", "<c.yellow>", "  ", "♪ ", "SARA: "))
			b.WriteString(sentence(t) + drawn(t, "", "", "</i>", " ", "</c>") + "\n")
		}
		b.WriteString(drawn(t, "\n", "\n", "\n\n", " \n", "\n\n\n"))
	}
	return ends(t, b.String())
}

// outside are the lines of subtitles that are no text: a text begins after a
// line with an arrow and ends at an empty one. within are the numbers of lines
// of the texts.
func outside(s string) (out []string, within []int) {
	inside := false
	for _, l := range regexp.MustCompile(`[^\r\n]*(?:\r\n|\r|\n|$)`).FindAllString(s, -1) {
		text := strings.TrimSpace(l)
		switch {
		case strings.Contains(l, "-->"):
			inside = true
			within = append(within, 0)
		case text == "":
			inside = false
		case inside && !regexp.MustCompile(`^\d+$`).MatchString(text):
			within[len(within)-1]++
			continue
		}
		out = append(out, l)
	}
	return out, within
}

func TestSubtitlesKeepTheirForm(t *testing.T) {
	for _, format := range []string{"srt", "vtt"} {
		t.Run(format, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				in := subtitles(t, format == "vtt")
				if got := translated(t, format, in, identity); got != in {
					t.Fatalf("untranslated\n%q\ncame out as\n%q", in, got)
				}
				got := translated(t, format, in, marking)
				want, lines := outside(in)
				left, now := outside(got)
				if fmt.Sprintf("%q", left) != fmt.Sprintf("%q", want) {
					t.Fatalf("%q\ncame out as\n%q", in, got)
				}
				for i := range lines {
					if now[i] != lines[i] && (lines[i] != 1 || now[i] != 2) {
						t.Fatalf("cue %d of %d lines has %d\n%q\n%q", i+1, lines[i], now[i], in, got)
					}
				}
				if strings.Contains(got, "Once") {
					t.Fatalf("left untranslated: %q", got)
				}
			})
		})
	}
}

// jsonDraw writes a random value with random white space; a key may come twice.
func jsonDraw(t *rapid.T, depth int) string {
	space := func() string { return drawn(t, "", " ", "\n\t", "\n    ", "\r\n  ") }
	kind := rapid.IntRange(0, 7).Draw(t, "how many")
	if depth > 3 {
		kind = 4 + kind%4
	}
	var b strings.Builder
	switch kind {
	case 0, 1, 2:
		b.WriteString("{" + space())
		for i := range rapid.IntRange(0, 4).Draw(t, "how many") {
			if i > 0 {
				b.WriteString("," + space())
			}
			b.WriteString(drawn(t, `"Once"`, `"a.b"`, `"x\"y"`, `"a"`, `"\u0061"`, `"id"`, `"سلام"`) + space() + ":" + space() + jsonDraw(t, depth+1) + space())
		}
		return b.String() + "}"
	case 3:
		b.WriteString("[" + space())
		for i := range rapid.IntRange(0, 4).Draw(t, "how many") {
			if i > 0 {
				b.WriteString(space() + "," + space())
			}
			b.WriteString(jsonDraw(t, depth+1))
		}
		return b.String() + space() + "]"
	case 4, 5:
		q, _ := json.Marshal(sentence(t) + drawn(t, "", "\nand \"more\" \\ of it", "\t"))
		return string(q)
	case 6:
		return drawn(t, `"Once {n, plural, =0 {none} one {# file} other {# files}} left"`, `"{g, select, male {Once he} other {Once they}}"`,
			`"{n,plural,other{{m, plural, one {Once} other {Once #}} in # Once}}"`, `"Once {d, date, ::yMMMd} and {n, number}"`, `"{n, plural, one {Once"`)
	}
	return drawn(t, "1.50", "-2e10", "1e5", "12345678901234567890123", "true", "null", `""`, `"btn-primary"`, `"https:\/\/a.ir\/b"`,
		`"#ff00aa"`, `"2026-01-02T03:04:05Z"`, `"\ud83d\ude00"`, `"\ud800"`, `"iconName"`, `"MAX_SIZE"`, `"en-US"`)
}

// values are the strings that are values.
func values(s string) (all []string) {
	d := json.NewDecoder(strings.NewReader(strings.TrimPrefix(s, "\ufeff")))
	d.UseNumber()
	src := strings.TrimPrefix(s, "\ufeff")
	for {
		tok, err := d.Token()
		if err != nil {
			return all
		}
		if text, ok := tok.(string); ok && !strings.HasPrefix(strings.TrimLeft(src[d.InputOffset():], " \r\n\t"), ":") {
			all = append(all, text)
		}
	}
}

// skeleton is JSON without what strings say that are values.
func skeleton(t *rapid.T, s string) string {
	d := json.NewDecoder(strings.NewReader(strings.TrimPrefix(s, "\ufeff")))
	d.UseNumber()
	var b strings.Builder
	var at int64
	src := strings.TrimPrefix(s, "\ufeff")
	for {
		tok, err := d.Token()
		if err != nil {
			break
		}
		piece := src[at:d.InputOffset()]
		at = d.InputOffset()
		if text, ok := tok.(string); ok && (strings.Contains(text, "Once") || strings.Contains(text, "روزی")) && !strings.HasPrefix(strings.TrimLeft(src[at:], " \r\n\t"), ":") {
			piece = piece[:strings.IndexByte(piece, '"')] + "TEXT"
		}
		b.WriteString(piece)
	}
	if b.Len() == 0 {
		t.Fatalf("%q is no JSON", s)
	}
	return b.String() + src[at:]
}

func TestJSONKeepsItsForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawn(t, "", "\ufeff") + jsonDraw(t, 0) + drawn(t, "", "\n", "\r\n")
		if got := translated(t, "json", in, identity); got != in {
			t.Fatalf("untranslated\n%s\ncame out as\n%s", in, got)
		}
		got := translated(t, "json", in, marking)
		if a, b := skeleton(t, in), skeleton(t, got); a != b {
			t.Fatalf("%s\ncame out as\n%s", a, b)
		}
		for _, text := range values(got) {
			// A single word under "id" is for programs.
			if strings.Contains(text, "Once ") {
				t.Fatalf("left untranslated: %q in %s", text, got)
			}
		}
	})
}

func TestTextKeepsItsForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for range rapid.IntRange(0, 12).Draw(t, "how many") {
			b.WriteString(drawn(t, "", "", "  ", "\t", "- ", "> ") + drawn(t, sentence(t), sentence(t)+" "+sentence(t), "", "---", "12:30") + drawn(t, "", " ", "\u00a0") + "\n")
		}
		in := ends(t, b.String())
		if got := translated(t, "txt", in, identity); got != in {
			t.Fatalf("untranslated\n%q\ncame out as\n%q", in, got)
		}
		got := translated(t, "txt", in, marking)
		words := func(s string) string { return strings.Join(strings.Fields(s), " ") }
		if words(unmarked(got)) != words(in) || strings.Contains(got, "Once") {
			t.Fatalf("%q\ncame out as\n%q", in, got)
		}
		blanks := func(s string) []string {
			s = strings.NewReplacer("\r\n", "N", "\r", "R").Replace(s)
			return regexp.MustCompile(`[NR\n][ \t\x{a0}]*(?:[NR\n][ \t\x{a0}]*)+`).FindAllString(s, -1)
		}
		if a, b := blanks(in), blanks(got); fmt.Sprintf("%q", a) != fmt.Sprintf("%q", b) {
			t.Fatalf("%q\ncame out as\n%q", in, got)
		}
	})
}
