package translate

import (
	"strings"
	"testing"
)

func codes(list []Language) string {
	var s []string
	for _, l := range list {
		s = append(s, l.Code)
	}
	return strings.Join(s, ",")
}

// TestExamples are the examples that the grammar was agreed on with.
func TestExamples(t *testing.T) {
	for _, c := range []struct{ name, command, args, reply, source, targets, text string }{
		{"no spec: default rule (fa text -> user's 2nd language, else user's 1st)", "/translate", "Hello", "", "", "", "Hello"},
		{"default rule gives en for a fa user", "/translate", "سلام، خوبی؟", "", "", "", "سلام، خوبی؟"},
		{"no = Norwegian", "/translate", "no problem", "", "", "", "no problem"},
		{"az = Azerbaijani; here Latin-script Persian 'from'", "/translate", "az koja miay", "", "", "", "az koja miay"},
		{"'to' + hard code be (Belarusian) without colon is text", "/translate", "to be or not to be", "", "", "", "to be or not to be"},
		{"an arrow makes any code a spec", "/translate", ">is this ok", "", "", "is", "this ok"},
		{"source and target", "/translate", "en>fa Good morning", "", "en", "fa", "Good morning"},
		{"ASCII arrow", "/translate", "en->fa Good morning", "", "en", "fa", "Good morning"},
		{"spaced arrow", "/translate", "en → fa Good morning", "", "en", "fa", "Good morning"},
		{"translate-shell", "/translate", "en:fa Good morning", "", "en", "fa", "Good morning"},
		{"Essential Translate Bot form", "/translate", "fa-en سلام", "", "fa", "en", "سلام"},
		{"explicit auto", "/translate", "auto>de Good morning", "", "", "de", "Good morning"},
		{"several targets", "/translate", ">fa,ar,tr Welcome", "", "", "fa,ar,tr", "Welcome"},
		{"/translate from German to Persian: Guten Tag", "/translate", "from German to Persian: Guten Tag", "", "de", "fa", "Guten Tag"},
		{"Persian phrase", "/translate", "به انگلیسی: سلام دنیا", "", "", "en", "سلام دنیا"},
		{"Persian pair", "/translate", "از عربی به فارسی: مرحبا", "", "ar", "fa", "مرحبا"},
		{"Arabic yeh U+064A in the name is folded", "/translate", "به فارسي: hello", "", "", "fa", "hello"},
		{"/translate Persian: hello", "/translate", "Persian: hello", "", "", "fa", "hello"},
		{"a bare full name before other-script text is a spec", "/translate", "English سلام دنیا", "", "", "en", "سلام دنیا"},
		{"same, other way", "/translate", "فارسی good morning", "", "", "fa", "good morning"},
		{"hard code before colon is still text", "/translate", "No: I do not agree", "", "", "", "No: I do not agree"},
		{"not a language on the left", "/translate", "5>3 is true", "", "", "", "5>3 is true"},
		{"arrows in text stay text", "/translate", "a -> b means implication", "", "", "", "a -> b means implication"},
		{"quotes dropped", "/translate", "«سلام»", "", "", "", "سلام"},
		{"reply", "/translate", "", "How are you?", "", "", "How are you?"},
		{"reply + code", "/translate", "de", "How are you?", "", "de", "How are you?"},
		{"reply + phrase", "/translate", "to Persian", "How are you?", "", "fa", "How are you?"},
		{"reply + real text: the text wins, say so", "/translate", "good idea", "How are you?", "", "", "good idea"},
		{"ask for text (ForceReply)", "/translate", "", "", "", "", ""},
		{"shortcut command", "/fa", "good morning", "", "", "fa", "good morning"},
		{"shortcut as reply", "/en", "", "سلام", "", "en", "سلام"},
		{"BCP 47 with region", "/translate", "zh-CN: hello", "", "", "zh", "hello"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := Parse(c.args, c.reply)
			if c.command != "/translate" {
				l, _ := Lookup(c.command[1:])
				a = ParseTo(l, c.args, c.reply)
			}
			if a.Source.Code != c.source || codes(a.Targets) != c.targets || a.Text != c.text {
				t.Errorf("%s %q (reply %q): from %q to %q %q, want from %q to %q %q", c.command, c.args, c.reply,
					a.Source.Code, codes(a.Targets), a.Text, c.source, c.targets, c.text)
			}
			if a.Missing != (c.text == "") || a.FromReply != (c.reply != "" && c.text == c.reply) ||
				a.IgnoredReply != (c.reply != "" && c.text != c.reply) {
				t.Errorf("missing %v, from reply %v, ignored reply %v", a.Missing, a.FromReply, a.IgnoredReply)
			}
		})
	}
}

// TestTexts are sentences that begin like a language or hold one and are
// texts all the same.
func TestTexts(t *testing.T) {
	for _, s := range []string{
		"it is late", "is this ok", "English is hard", "Persian cats are cute", "no problem", "No", "no-one knows",
		"to be: that is the question", "in English we say hello", "in Persian literature the rose matters",
		"to Persian people the new year is in spring", "from Germany to France by train", "my-oh-my what a day",
		"hi-fi systems are back", "so-so", "am-pm clock", "as-is", "he-he funny", "id: 5", "ID card lost", "PS: I love you",
		"Hi: my name is Sara", "UK voters decide", "EU: new rules", "HR: call me", "uk voters decide", "de facto standard", "en route to Tehran", "FA Cup final tonight",
		"et cetera", "English-Persian dictionary is good", "Turkish coffee", "French fries", "Polish the table", "German engineering at its best",
		"> English is hard", "> is this ok", "a > b", "x:y is a ratio", "3:2 for us", "https://example.com/fa is down", "to-do list",
		"or else", "or: the whale", "so be it", "am I late", "be careful", "az tehran ta shiraz", "az shirazi ha khosham miad", "be man bego",
		"in chie", "to kojaee", "ta farda sabr kon", "ja nadarim", "ru in miz bezar", "ne nemidoonam", "be nazare man khoobe", "ro in hesab nakon", "NB: this is so", "de nada", "la casa es grande", "fa freddo oggi", "va bene", "es ist spät", "el niño es bueno",
		"به انگلیسی صحبت می‌کنم", "انگلیسی سخت است", "فارسی شکر است", "از عربی خوشم می‌آید", "از تهران به شیراز رفتم", "به فارسی سلام می‌کنند",
		"این به فارسی است", "from English to Persian translation is hard", "Deutsch is hard", "Farsi is beautiful", "may: a month", "ice: frozen water", "Dan is here", "cat: an animal",
		"Persian سلام means hello", "ترکی حرف می‌زند", "Note: this is important", "Q: what?", "time 12:30 is fine", "1->2", "<b>hi</b>", "me > you",
		"hello", "سلام", "Türkçe konuşuyor musun", "Japanese", "fa", "ok",
	} {
		if s == "fa" {
			continue // see TestForms
		}
		t.Run(s, func(t *testing.T) {
			if a := Parse(s, ""); len(a.Targets) > 0 || a.Source.Known() || a.Text != s {
				t.Errorf("from %q to %q %q", a.Source.Code, codes(a.Targets), a.Text)
			}
			if code, ok := UnknownSource(s); ok {
				t.Errorf("%q is taken for the code of a language", code)
			}
		})
	}
}

// TestUnknownSource: what stands where a code would, and is none, is named; not where
// it may be a word.
func TestUnknownSource(t *testing.T) {
	for args, want := range map[string]string{
		"xx>fa hello": "xx", " qq->de hello": "qq", "xx→fa سلام": "xx",
		"en>fa hello": "", "xx>fa": "", "xx > fa hello": "", "xx>yy hello": "", "you>me, always": "", "-- xx>fa hello": "", "if xx>fa hello": "", "XX>fa hello": "",
	} {
		t.Run(args, func(t *testing.T) {
			if code, ok := UnknownSource(args); code != want && ok || ok != (want != "") {
				t.Errorf("%q, %v, want %q", code, ok, want)
			}
		})
	}
}

// TestForms are requests that name languages.
func TestForms(t *testing.T) {
	for _, c := range []struct{ args, reply, source, targets, text string }{
		{"fa Hello", "", "", "fa", "Hello"},
		{"fa", "", "", "fa", ""},
		{"EN سلام", "", "", "en", "سلام"},
		{"de good morning", "", "", "de", "good morning"},
		{"de سلام", "", "", "de", "سلام"},
		{"fa,ar hello", "", "", "fa,ar", "hello"},
		{"uk: hello", "", "", "uk", "hello"},
		{"fa: hello", "", "", "fa", "hello"},
		{"ru: hello", "", "", "ru", "hello"},
		{"ru hello everyone", "", "", "ru", "hello everyone"},
		{"fa-IR: hello", "", "", "fa", "hello"},
		{"pt-BR good morning everyone", "", "", "pt", "good morning everyone"},
		{"zh-TW: hello", "", "", "zh-TW", "hello"},
		{"Türkçe: good night", "", "", "tr", "good night"},
		{"Bahasa Indonesia: good night", "", "", "id", "good night"},
		{"ترکی استانبولی: شب بخیر", "", "", "tr", "شب بخیر"},
		{"کره‌ای: شب بخیر", "", "", "ko", "شب بخیر"},
		{"کره ای: شب بخیر", "", "", "ko", "شب بخیر"},
		{"-- fa Hello", "", "", "", "fa Hello"},
		{"-- en>fa x", "earlier", "", "", "en>fa x"},
		{"fa\nHello", "", "", "fa", "Hello"},
		{"English\nسلام\nدنیا", "", "", "en", "سلام\nدنیا"},
		{"to Persian\nHello there", "", "", "fa", "Hello there"},
		{"en>fa\nHello", "", "en", "fa", "Hello"},
		{"No\nI do not", "", "", "", "No\nI do not"},
		{"> fa hello", "", "", "fa", "hello"},
		{"-> it good", "", "", "it", "good"},
		{"it>no ciao", "", "it", "no", "ciao"},
		{"English → Persian: hello", "", "en", "fa", "hello"},
		{"انگلیسی → فارسی hello", "", "en", "fa", "hello"},
		{"en > fa,ar Welcome", "", "en", "fa,ar", "Welcome"},
		{">fa, ar Welcome", "", "", "fa,ar", "Welcome"},
		{">fa: Welcome", "", "", "fa", "Welcome"},
		{"en→fa Good morning", "", "en", "fa", "Good morning"},
		{"auto → de Good morning", "", "", "de", "Good morning"},
		{":fa Good morning", "", "", "fa", "Good morning"},
		{"auto:de Good morning", "", "", "de", "Good morning"},
		{"//fa Good morning", "", "", "fa", "Good morning"},
		{"en//fa Good morning", "", "en", "fa", "Good morning"},
		{"fa // Good morning", "", "", "fa", "Good morning"},
		{"en-fa Good morning", "", "en", "fa", "Good morning"},
		{"it-en ciao", "", "it", "en", "ciao"},
		{"English-Persian: Good morning", "", "en", "fa", "Good morning"},
		{"to Persian: hello", "", "", "fa", "hello"},
		{"To Persian: hello", "", "", "fa", "hello"},
		{"into French: hello", "", "", "fr", "hello"},
		{"in German: hello", "", "", "de", "hello"},
		{"to fa hello", "", "", "fa", "hello"},
		{"to English سلام دنیا", "", "", "en", "سلام دنیا"},
		{"to Persian and Arabic: hello", "", "", "fa,ar", "hello"},
		{"English to Persian: hello", "", "en", "fa", "hello"},
		{"from German to Persian Guten Tag, wie geht es dir", "", "de", "fa", "Guten Tag, wie geht es dir"},
		{"from de to fa: Guten Tag", "", "de", "fa", "Guten Tag"},
		{"translate to Persian: hello", "", "", "fa", "hello"},
		{"translate this to Persian: hello", "", "", "fa", "hello"},
		{"به زبان انگلیسی: سلام", "", "", "en", "سلام"},
		{"به فارسی hello world", "", "", "fa", "hello world"},
		{"انگلیسی به فارسی: hello", "", "en", "fa", "hello"},
		{"ترجمه کن به آلمانی: سلام", "", "", "de", "سلام"},
		{"به آلمانی ترجمه کن: سلام", "", "", "de", "سلام"},
		{"به آلمانی ترجمه کن سلام دنیا", "", "", "de", "سلام دنیا"},
		{"به انگلیسی و عربی: سلام", "", "", "en,ar", "سلام"},
		{"از انگلیسي به فارسي: hello", "", "en", "fa", "hello"},
		{"be farsi: hello", "", "", "fa", "hello"},
		{"az englisi be farsi: hello", "", "en", "fa", "hello"},
		{`"good luck" to Persian`, "", "", "fa", "good luck"},
		{"“good luck” in Persian", "", "", "fa", "good luck"},
		{"«موفق باشید» به انگلیسی", "", "", "en", "موفق باشید"},
		{`"good luck" from English to Persian`, "", "en", "fa", "good luck"},
		{`"English" is hard`, "", "", "", `"English" is hard`},
		{`"a" and "b"`, "", "", "", `"a" and "b"`},
		{`fa: "hello"`, "", "", "fa", "hello"},
		{"فارسي", "How are you?", "", "fa", "How are you?"},
		{"is", "How are you?", "", "is", "How are you?"},
		{"en>de", "How are you?", "en", "de", "How are you?"},
		{"fa, ar", "How are you?", "", "fa,ar", "How are you?"},
		{"به فارسی", "How are you?", "", "fa", "How are you?"},
		{"به فارسی ترجمه کن", "How are you?", "", "fa", "How are you?"},
		{"from English to Persian", "How are you?", "en", "fa", "How are you?"},
		{"in Persian please", "How are you?", "", "fa", "How are you?"},
		{"this", "How are you?", "", "", "How are you?"},
		{"fa: hello", "How are you?", "", "fa", "hello"},
		{"to Persian", "", "", "fa", ""},
	} {
		t.Run(c.args+"|"+c.reply, func(t *testing.T) {
			a := Parse(c.args, c.reply)
			if a.Source.Code != c.source || codes(a.Targets) != c.targets || a.Text != c.text {
				t.Errorf("from %q to %q %q, want from %q to %q %q",
					a.Source.Code, codes(a.Targets), a.Text, c.source, c.targets, c.text)
			}
		})
	}
}

func TestDefault(t *testing.T) {
	for _, c := range []struct {
		name  string
		prefs Prefs
		text  string
		want  string
	}{
		{"persian speaker, english text", Prefs{First: "fa"}, "Hello there", "fa"},
		{"persian speaker, persian text", Prefs{First: "fa"}, "سلام دنیا", "en"},
		{"persian speaker, persian in latin letters", Prefs{First: "fa"}, "salam chetori", "en"},
		{"persian speaker who learns german", Prefs{First: "fa", Second: "de"}, "سلام دنیا", "de"},
		{"english speaker, english text", Prefs{First: "en"}, "Hello there", "fa"},
		{"english speaker, persian text", Prefs{First: "en"}, "سلام دنیا", "en"},
		{"english speaker, arabic text", Prefs{First: "en-US"}, "مرحبا كيف حالك", "en"},
		{"nothing known", Prefs{}, "Bonjour, comment allez-vous", "en"},
		{"persian with an english word", Prefs{First: "fa"}, "سلام bro چطوری؟", "en"},
		{"signs alone", Prefs{First: "fa"}, "😀 12:30", "fa"},
		{"a name", Prefs{First: "fa"}, "Barack Obama", "fa"},
		{"a name in persian", Prefs{First: "fa"}, "باراک اوباما", "en"},
		{"english speaker, one odd word", Prefs{First: "en"}, "umbrella", "fa"},
		{"english speaker, persian in latin letters", Prefs{First: "en"}, "man emrooz miram khooneh", "en"},
		{"kurdish speaker, kurdish text", Prefs{First: "ckb"}, "هەموو کەسێک مافی ژیانی هەیە", "en"},
		{"second is the first", Prefs{First: "de", Second: "de"}, "Guten Tag, wie geht es dir", "en"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Default(c.prefs, c.text); got.Code != c.want {
				t.Errorf("Default(%+v, %q) = %q, want %q", c.prefs, c.text, got.Code, c.want)
			}
		})
	}
}
