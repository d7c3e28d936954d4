package translate_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"hamzaban/translate"
)

func TestFinishedName(t *testing.T) {
	for _, c := range []struct{ name, to, want string }{
		{"film.srt", "fa", "film.fa.srt"},
		{"film.en.srt", "fa", "film.fa.srt"},
		{"film.EN.SRT", "fa", "film.fa.SRT"},
		{"film.pt-BR.srt", "fa", "film.fa.srt"},
		{"Film.2024.1080p.srt", "fa", "Film.2024.1080p.fa.srt"},
		{"فیلم.srt", "en", "فیلم.en.srt"},
		{"en.json", "fa", "fa.json"},
		{"zh-TW.json", "fa", "fa.json"},
		{"app_en.arb", "fa", "app_fa.arb"},
		{"messages-en.json", "zh-TW", "messages-zh-TW.json"},
		{"notes_en.txt", "fa", "notes_en.fa.txt"},
		{"README.md", "fa", "README.fa.md"},
		{"a/b\\c.txt", "fa", "c.fa.txt"},
		{".md", "fa", "fa.md"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := translate.FinishedName(c.name, lang(c.to)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestSniff(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"WebVTT", "\ufeffWEBVTT - film\n", "vtt"},
		{"SubRip", "\ufeff\r\n1\r\n00:00:01,000 --> 00:00:02,000\r\nHi\r\n", "srt"},
		{"SubRip without numbers", "0:00:01,000 --> 0:00:02,000\nHi\n", "srt"},
		{"JSON", " {\"a\": \"b\"}\n", "json"},
		{"a remark in brackets", "[sic] this is text\n", "txt"},
		{"text", "1\nis a number\n", "txt"},
		{"empty", "", "txt"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := translate.Sniff([]byte(c.in)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestCharsets: what is not UTF-8 is read where that is safe, and written as
// UTF-8.
func TestCharsets(t *testing.T) {
	persian := strings.NewReplacer("ی", "ي").Replace("1\r\n00:00:01,000 --> 00:00:02,000\r\nسلام، حال شما چطور است؟ می‌خواهم گل بچینم.\r\n")
	french := "1\n00:00:01,000 --> 00:00:02,000\nC’est l’été déjà, n’est-ce pas ?\n"
	coded := func(m *charmap.Charmap, s string) string {
		out, err := m.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	wide := func(s string, big bool) string {
		var b bytes.Buffer
		for _, u := range utf16.Encode([]rune("\ufeff" + s)) {
			if big {
				b.Write([]byte{byte(u >> 8), byte(u)})
			} else {
				b.Write([]byte{byte(u), byte(u >> 8)})
			}
		}
		return b.String()
	}
	for _, c := range []struct{ name, in, charset, want string }{
		{"UTF-8", persian, "UTF-8", persian},
		{"windows-1256", coded(charmap.Windows1256, persian), "windows-1256", persian},
		{"windows-1252", coded(charmap.Windows1252, french), "windows-1252", french},
		{"UTF-16, little end first", wide(persian, false), "UTF-16", "\ufeff" + persian},
		{"UTF-16, big end first", wide(french, true), "UTF-16", "\ufeff" + french},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := translate.ParseFile("srt", []byte(c.in))
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := f.Write(&out, same(f)); err != nil || out.String() != c.want || f.Charset != c.charset {
				t.Errorf("%s: %q, want %s: %q", f.Charset, out.String(), c.charset, c.want)
			}
		})
	}
}

// same are results that change nothing.
func same(f *translate.File) (out []translate.Result) {
	for _, s := range f.Texts() {
		out = append(out, translate.Result{Text: s})
	}
	return out
}
