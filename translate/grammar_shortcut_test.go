package translate

import (
	"slices"
	"testing"
)

func TestShortcut(t *testing.T) {
	for _, c := range []struct{ command, want string }{
		{"/fa", "fa"}, {"fa", "fa"}, {"/en", "en"}, {"/de", "de"}, {"/ckb", "ckb"}, {"/FA", "fa"}, {"/farsi", "fa"},
		{"/persian", "fa"}, {"/english", "en"}, {"/deutsch", "de"}, {"/almani", "de"}, {"/zh_tw", "zh-TW"}, {"/zh_cn", "zh"},
		{"/traditional_chinese", "zh-TW"}, {"/pt_br", "pt"}, {"/hi", "hi"}, {"/fas", "fa"}, {"/eng", "en"}, {"/turkish", "tr"},
		{"/indonesian", "id"}, {"/فارسی", "fa"}, {"/عربي", "ar"},
		{"/id", ""}, {"/ID", ""}, {"/tr", ""}, {"/may", ""}, {"/per", ""}, {"/start", ""}, {"/lang", ""}, {"/language", ""},
		{"/new", ""}, {"/stop", ""}, {"/ban", ""}, {"/x", ""}, {"/", ""}, {"", ""}, {"/_", ""}, {"/to", ""},
	} {
		if l, ok := Shortcut(c.command); l.Code != c.want || ok != (c.want != "") {
			t.Errorf("Shortcut(%q) = %q, %v, want %q", c.command, l.Code, ok, c.want)
		}
	}
}

func TestParseTo(t *testing.T) {
	for _, c := range []struct {
		name, args, reply string
		want              Ask
	}{
		{"a text", "good morning", "", Ask{Text: "good morning"}},
		{"a text that names a language", "en: hello", "", Ask{Text: "en: hello"}},
		{"a text that is a pair", "en>de hello", "", Ask{Text: "en>de hello"}},
		{"a language on the first line", "English\nis hard", "", Ask{Text: "English\nis hard"}},
		{"quotes", "«hello»", "", Ask{Text: "hello"}},
		{"an escape", "-- «hello»", "", Ask{Text: "«hello»"}},
		{"a dash", "--hello", "", Ask{Text: "--hello"}},
		{"a reply", "", "سلام", Ask{Text: "سلام", FromReply: true}},
		{"a reply, pointed at", "this please", "سلام", Ask{Text: "سلام", FromReply: true}},
		{"a reply, this", "this", "سلام", Ask{Text: "سلام", FromReply: true}},
		{"a reply and a text", "hello", "سلام", Ask{Text: "hello", IgnoredReply: true}},
		{"this alone", "this", "", Ask{Text: "this"}},
		{"nothing", " ", "", Ask{Missing: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.want.Targets = []Language{language("fa")}
			if got := ParseTo(language("fa"), c.args, c.reply); codes(got.Targets) != "fa" || got.Text != c.want.Text ||
				got.FromReply != c.want.FromReply || got.IgnoredReply != c.want.IgnoredReply || got.Missing != c.want.Missing {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestPopular(t *testing.T) {
	for _, speaker := range []string{"fa", "en", "de", "ckb", "sw", "", "nonsense", "pt-BR"} {
		all := Popular(speaker)
		if len(all) != 12 || !slices.Contains(all, language("fa")) || !slices.Contains(all, language("en")) {
			t.Errorf("%q: %v", speaker, codes(all))
		}
		if l, ok := Lookup(speaker); ok && !slices.Contains(all, l) {
			t.Errorf("%q is not among its own: %v", speaker, codes(all))
		}
		seen := map[Language]bool{}
		for _, l := range all {
			if !l.Known() || seen[l] {
				t.Errorf("%q: %q twice or unknown", speaker, l.Code)
			}
			seen[l] = true
		}
	}
	if got := language("de").Name("fa-IR") + language("de").Name("en") + language("de").Name(""); got != "آلمانیGermanGerman" {
		t.Errorf("German is %q", got)
	}
}
