package translate

import (
	"strings"
	"testing"
)

// TestSentencesInALanguage are sentences that end in a language and tell what
// was said, read or done in it: cut there, they would lose their end.
func TestSentencesInALanguage(t *testing.T) {
	var texts []string
	for _, s := range strings.Split("I failed|Do you have the menu|The lecture will be held|He apologized|I signed the contract|Tell me a joke|My homework is due|She shouted at me|"+
		"Count to ten|He thanked us|Send me the file|She got an A|Please answer|Nobody laughed|I was raised|Instructions|Fluent|Lost|A newspaper|How are you|How good are you|What a mess|"+
		"Say hello|Sing happy birthday|Wish him good luck|Thank you for helping me|Dear friends|Happy hour|Really?|What does it cost|No refunds|hello I failed|J'ai échoué|diruz harf zad", "|") {
		for _, l := range []string{"English", "Persian", "German", "farsi"} {
			texts = append(texts, s+" in "+l, s+" in "+l+"?", strings.ToLower(s)+" in "+l+".")
		}
	}
	for _, s := range strings.Split("He turned|Give it|They moved on|Thanks|Welcome|Hello|Goodbye|Congratulations|Sorry|bye|I prefer tea|Compared|I went from French|They surrendered|Thank you for coming", "|") {
		texts = append(texts, s+" to German", s+" into Persian!")
	}
	for _, s := range strings.Split("نامه را نوشت|سلام کرد|سلامی|کتابی|یک نامه|علاقهٔ من|روی آورد|فیلم‌ها را دیدم|جواب داد|تبریک گفت|خوش آمد گفت|همه چیز|متن قرارداد|درود|بخش دوم|ممنون از شما|نقل از انگلیسی", "|") {
		texts = append(texts, s+" به فارسی", s+" به آلمانی")
	}
	texts = append(texts, "دیروز به انگلیسی حرف زد", "Good morning in Persian?", "Happy birthday to English!")
	allText(t, texts)
}

// TestCodesThatAreWords are texts that begin with what is a language's code,
// and much else.
func TestCodesThatAreWords(t *testing.T) {
	allText(t, []string{
		"ar-15 is a rifle", "fa-18 hornet", "sr-71 was fast", "es-335 guitar", "et-al is wrong", "fr-om here to there", "de-10 engine", "sv-98 rifle", "mt-07 bike", "de-in is odd",
		"tr: table row", "th: table head", "sr: senior", "mr: smith", "ms: jones", "km: kilometre", "ml: machine learning", "pt: part time", "pl: perl", "vi: a text editor", "ro: read only",
		"si: units", "fr: france won", "ar: augmented", "gl: good luck", "DE: Berlin is big", "FR: Paris is big", "ms/mr: smith", "tr, th: cells",
		"vi is an editor", "pl fix this", "yo man", "yo good morning", "kk bye", "kk thanks", "fr fr no cap", "fr bro that was wild", "fr i was shocked", "gl hf everyone", "af is not funny",
		"ms can you help me", "sr please approve", "tr and td are tags", "ar glasses are cool", "ml model training", "tg channel is down", "tl dr version",
		"uk-eu trade deal", "cs-ml lecture", "km > mt", "from uk to eu: a guide", "To UK: the deal is off", "vi - emacs", "uk - eu trade", "de - escalate now", "it <- is", "a <- b",
	})
}

func allText(t *testing.T, texts []string) {
	t.Helper()
	for _, s := range texts {
		if a := Parse(s, ""); len(a.Targets) > 0 || a.Source.Known() || a.Text != s {
			t.Errorf("%q: from %q to %q %q", s, a.Source.Code, codes(a.Targets), a.Text)
		}
	}
}

// TestCodes are requests by code, in pairs and before texts that cannot go on
// from it.
func TestCodes(t *testing.T) {
	for _, c := range []struct{ args, source, targets, text string }{
		{"fa - en: سلام", "fa", "en", "سلام"},
		{"fa - en سلام", "fa", "en", "سلام"},
		{"en - fa hello there", "en", "fa", "hello there"},
		{"fa – de: سلام", "fa", "de", "سلام"},
		{"fa - hello", "", "fa", "hello"},
		{"fa ← en good day", "en", "fa", "good day"},
		{"fa <- en: good day", "en", "fa", "good day"},
		{"Persian ← German: gut", "de", "fa", "gut"},
		{"انگلیسی ← فارسی: hello", "en", "fa", "hello"},
		{"← fa hello", "", "fa", "hello"},
		{">fa,fa,fa Welcome", "", "fa", "Welcome"},
		{">fa,ar,fa Welcome", "", "fa,ar", "Welcome"},
		{"fa, Persian: Welcome", "", "fa", "Welcome"},
		{"tr: good morning", "", "tr", "good morning"},
		{"tr: سلام", "", "tr", "سلام"},
		{"vi سلام دنیا", "", "vi", "سلام دنیا"},
		{"tr where is the station", "", "tr", "where is the station"},
		{"fr thank you very much", "", "fr", "thank you very much"},
		{"fr guten Morgen, wie geht es dir", "", "fr", "guten Morgen, wie geht es dir"},
		{"fa table row", "", "fa", "table row"},
		{"FA: table row", "", "fa", "table row"},
		{"tr, fa: the meeting is over", "", "tr,fa", "the meeting is over"},
		{"es-419: the meeting is over", "", "es", "the meeting is over"},
		{"en-us: سلام", "", "en", "سلام"},
		{"fr-CA the meeting is over", "", "fr", "the meeting is over"},
		{"de-fr Guten Tag", "de", "fr", "Guten Tag"},
		{"tr-fa merhaba", "tr", "fa", "merhaba"},
		{"uk>eu good day", "uk", "eu", "good day"},
		{"fa en\nسلام", "fa", "en", "سلام"},
	} {
		t.Run(c.args, func(t *testing.T) {
			a := Parse(c.args, "")
			if a.Source.Code != c.source || codes(a.Targets) != c.targets || a.Text != c.text {
				t.Errorf("from %q to %q %q, want from %q to %q %q", a.Source.Code, codes(a.Targets), a.Text, c.source, c.targets, c.text)
			}
		})
	}
}

// TestBesideReply are words beside a message replied to; a text of their own
// is what "own" says.
func TestBesideReply(t *testing.T) {
	const own = "own"
	for _, c := range []struct{ args, source, targets string }{
		{"German please", "", "de"}, {"german, please", "", "de"}, {"to german please", "", "de"}, {"pls to french", "", "fr"}, {"fa please", "", "fa"},
		{"please translate to German", "", "de"}, {"translate this to German please", "", "de"}, {"could you translate this into Turkish please?", "", "tr"},
		{"how do you say this in French?", "", "fr"}, {"آلمانی لطفا", "", "de"}, {"لطفا به آلمانی", "", "de"},
		{"fa and de", "", "fa,de"}, {"Persian and German", "", "fa,de"}, {"Persian, German and Arabic", "", "fa,de,ar"}, {"Persian & German", "", "fa,de"},
		{"فارسی و عربی", "", "fa,ar"}, {"به فارسی و عربی لطفا", "", "fa,ar"}, {"به آلمانی و فرانسوی ترجمه کن", "", "de,fr"}, {"fa, fa", "", "fa"},
		{"fa en", "fa", "en"}, {"en de", "en", "de"}, {"فارسی انگلیسی", "fa", "en"}, {"German to Persian please", "de", "fa"}, {"fa ← en", "en", "fa"}, {"fa - en", "fa", "en"},
		{"translate", "", ""}, {"translate this", "", ""}, {"translate it please", "", ""}, {"please translate this.", "", ""}, {"can you translate this?", "", ""}, {"that one please", "", ""},
		{"ترجمه کن لطفا", "", ""}, {"لطفاً ترجمه کنید", "", ""}, {"اینو ترجمه کن", "", ""}, {"این متن رو ترجمه کن لطفا", "", ""}, {"ترجمه‌اش کن", "", ""}, {"tarjome kon", "", ""},
		{"no please", own, ""}, {"he and I", own, ""}, {"no and no", own, ""}, {"is it German", own, ""}, {"Persian and proud", own, ""}, {"please call me", own, ""},
		{"translate this book of mine", own, ""}, {"فارسی بلدم", own, ""}, {"لطفا بیا", own, ""},
	} {
		t.Run(c.args, func(t *testing.T) {
			a := Parse(c.args, "How are you?")
			if c.source == own {
				if a.Text != c.args || !a.IgnoredReply || len(a.Targets) > 0 {
					t.Errorf("from %q to %q %q", a.Source.Code, codes(a.Targets), a.Text)
				}
				return
			}
			if a.Source.Code != c.source || codes(a.Targets) != c.targets || !a.FromReply {
				t.Errorf("from %q to %q %q, want from %q to %q", a.Source.Code, codes(a.Targets), a.Text, c.source, c.targets)
			}
		})
	}
}
