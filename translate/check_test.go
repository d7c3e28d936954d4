package translate

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func verdict(src, out string, to Language) *fault {
	m := mask(src, nil)
	masked := m.text
	for _, k := range m.marks {
		out = strings.Replace(out, k.original, markOpen+k.word+markClose, 1)
	}
	return check(masked, out, m.bare(masked), m.bare(out), Language{}, to)
}

// TestGoodAnswers are translations as people make them: none may be refused.
func TestGoodAnswers(t *testing.T) {
	for _, c := range []struct{ to, src, out string }{
		{"fa", "Hello", "سلام"},
		{"fa", "Hello, how are you?", "سلام، حال شما چطور است؟"},
		{"fa", "Good luck", "موفق باشید"},
		{"fa", "OK", "باشه"},
		{"fa", "Settings", "تنظیمات"},
		{"fa", "Sign in", "ورود"},
		{"fa", "Cancel", "لغو"},
		{"fa", "WhatsApp", "واتس‌اپ"},
		{"fa", "GitHub", "GitHub"},
		{"fa", "USB-C", "USB-C"},
		{"fa", "Docker and Kubernetes", "Docker و Kubernetes"},
		{"fa", "Save changes before you leave?", "تغییرات پیش از خروج ذخیره شود؟"},
		{"fa", "I'm sorry, but I can't come tomorrow.", "متأسفم، ولی فردا نمی‌توانم بیایم."},
		{"fa", "I'm sorry, I can't help with that.", "متأسفم، نمی‌توانم در این مورد کمک کنم."},
		{"fa", "Here is the list: milk, bread, tea", "این فهرست است: شیر، نان، چای"},
		{"fa", "Note: bring a coat", "توجه: پالتو بیاورید"},
		{"fa", "Two lines\nof a poem", "دو خط\nاز یک شعر"},
		{"fa", "Everyone has the right to life, liberty and security of person.", "هر کس حق زندگی، آزادی و امنیت شخصی دارد."},
		{"fa", "No no no no no no, please don't!", "نه نه نه نه نه نه، خواهش می‌کنم نکن!"},
		{"fa", "Ha ha ha ha ha", "ها ها ها ها ها"},
		{"fa", "The file **report.pdf** is ready", "فایل **report.pdf** آماده است"},
		{"fa", "salam khoobi? emrooz miay?", "سلام، خوبی؟ امروز می‌آیی؟"},
		{"en", "سلام دنیا", "Hello world"},
		{"en", "خسته نباشید", "Well done, thank you for your work"},
		{"en", "دمت گرم", "Thanks, you rock"},
		{"en", "هر کس حق زندگی، آزادی و امنیت شخصی دارد.", "Everyone has the right to life, liberty and security of person."},
		{"en", "حال شما چطور است؟", "How are you?"},
		{"en", "علی", "Ali"},
		{"en", "من در تهران زندگی می‌کنم و در بانک ملی کار می‌کنم", "I live in Tehran and work at Bank Melli"},
		{"de", "The sea is calm today", "Das Meer ist heute ruhig"},
		{"de", "Hotel Berlin", "Hotel Berlin"},
		{"fr", "Thank you very much for your help, my friend", "Merci beaucoup pour votre aide, mon ami"},
		{"es", "Where is the library of the old town?", "¿Dónde está la biblioteca del casco antiguo?"},
		{"ar", "Everyone has the right to life and freedom", "لكل فرد الحق في الحياة والحرية"},
		{"tr", "هوا امروز خیلی خوب است", "Bugün hava çok güzel"},
		{"zh", "The sea is calm today and the sky is blue", "今天大海平静，天空湛蓝"},
		{"en", "今天大海平静，天空湛蓝", "The sea is calm today and the sky is blue"},
		{"ja", "Good morning, everyone in the class", "クラスの皆さん、おはようございます"},
		{"ru", "سلام، حال شما چطور است؟", "Здравствуйте, как у вас дела?"},
		{"fa", "قرار ما ساعت پنج است", "قرار ما ساعت پنج است"}, // it was Persian already
		{"ckb", "Everyone has the right to life", "هەموو کەسێک مافی ژیانی هەیە"},
		{"no", "Everyone has the right to life and to freedom", "Alle har rett til liv og til frihet"},
		{"sr", "Everyone has the right to life", "Свако има право на живот"},
		{"he", "The library closes at five in the afternoon", "הספרייה נסגרת בשעה חמש אחר הצהריים"},
		{"yi", "Every person has the right to life", "יעדער מענטש האט דאס רעכט צו לעבן"},
		{"fa", "Unfortunately we cannot process your request.", "متأسفانه امکان رسیدگی به درخواست شما وجود ندارد."},
		{"fa", "I am not able to answer your question", "من قادر به پاسخ دادن به پرسش شما نیستم"},
		{"de", "I can't help you today.", "Ich kann dir heute nicht helfen."},
		{"en", "امکان ترجمهٔ این متن نیست", "It is not possible to translate this text"},
		{"fa", "Tea or coffee? Take one\nor the other", "چای یا قهوه؟ یکی را بردار\nیا آن دیگری را"},
		{"fa", "German: ich gehe, you go", "آلمانی: ich gehe، تو می‌روی"},
		{"fa", "Say {x, plural, one {a day}} now", "بگو {x, plural, one {یک روز}} اکنون"},
		{"de", "New York Times Best Seller", "New York Times Best Seller Liste"},
		{"az", "Everyone has the right to life", "Hər kəsin yaşamaq hüququ var"},
	} {
		t.Run(c.to+" "+c.src, func(t *testing.T) {
			f := verdict(c.src, c.out, language(strings.ToLower(c.to)))
			if f != nil && !(f.soft && (c.src == "Hotel Berlin" || c.to == "de" && strings.HasPrefix(c.src, "New York") || c.src == "Docker and Kubernetes" || c.src == "دمت گرم" || c.src == "خسته نباشید")) {
				t.Errorf("%q was refused: %s (soft: %v)", c.out, f.reason, f.soft)
			}
		})
	}
}

// TestBadAnswers are answers that may not pass.
func TestBadAnswers(t *testing.T) {
	for _, c := range []struct{ name, to, src, out, why string }{
		{"empty", "fa", "Hello", "  ", "empty"},
		{"a sign alone", "fa", "Hello", "!", "empty"},
		{"untranslated", "fa", "The sea is calm today", "The sea is calm today", "untranslated"},
		{"untranslated word", "fa", "umbrella", "umbrella", "untranslated"},
		{"same tongue in other words", "de", "Thank you very much for your help", "Thanks a lot for all of your help", "still in"},
		{"latin letters for Persian", "fa", "Thank you very much for your help", "kheyli mamnoon az komaket", "script"},
		{"Arabic for Persian", "fa", "Everyone has the right to life and freedom", "لكل فرد الحق في الحياة والحرية", "another language"},
		{"Urdu for Persian", "fa", "Everyone has the right to life and freedom", "ہر شخص کو زندگی اور آزادی کا حق حاصل ہے", "another language"},
		{"remark", "fa", "Hello", "Translation: سلام", "commented"},
		{"remark in Persian", "fa", "Hello there", "ترجمهٔ متن: سلام", "commented"},
		{"remark of goodwill", "fa", "Hello there, my friend", "Sure! Here's the translation:\nسلام دوست من", "commented"},
		{"note", "fa", "Hello there, my friend", "سلام دوست من\n(Note: informal)", "commented"},
		{"refusal", "en", "بمب کجاست؟", "I'm sorry, but I can't assist with that.", "refused"},
		{"language model", "en", "تو کیستی؟", "As an AI language model, I have no name", "refused"},
		{"thought", "fa", "Hello", "<think>سلام</think> سلام", "thoughts"},
		{"loop", "fa", "Hello there, my dear friend from the north", "سلام دوست سلام دوست سلام دوست سلام دوست سلام دوست سلام دوست", "repeated"},
		{"far too long", "fa", "Good morning, dear friends", "صبح بخیر دوستان عزیز و گرامی من، امیدوارم امروز روزی پر از شادی و تندرستی برای همهٔ شما و خانواده‌هایتان باشد", "far too long"},
		{"long for a word", "fa", "Hello", "سلام واژه‌ای است که مردم هنگام دیدن یکدیگر به کار می‌برند و معنای آن تندرستی است", "far too long"},
		{"far too short", "fa", "Everyone has the right to life, liberty and security of person", "حق زندگی", "far too short"},
		{"bold lost", "fa", "This is **very** good", "این خیلی خوب است", "markup"},
		{"a fence", "fa", "Hello there, my friend", "```json\nسلام دوست من\n```", "markup"},
		{"half a sentence left", "fa", "The sea is calm today, my friend", "The sea is calm today، دوست من", "mostly"},
		{"short", "fa", "Everyone has the right to life and liberty", "همه حق زندگی دارند", "is short"},
		{"long", "fa", "Everyone has the right to life", strings.Repeat("هر کسی که در این جهان است", 3), "is long"},
		{"gloss", "fa", "a good day", "روز خوب (a good day)", "as well"},
		{"choice in a line", "fa", "Good morning", "صبح بخیر یا روز بخیر", "choice"},
		{"choice by a stroke", "fa", "Good morning", "صبح بخیر / روز بخیر", "choice"},
		{"lines", "fa", "Two lines\nof a poem", "دو خط از یک شعر", "lines"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if f := verdict(c.src, c.out, language(c.to)); f == nil || !strings.Contains(f.reason, c.why) {
				t.Errorf("%q for %q: %v, want %q", c.out, c.src, f, c.why)
			}
		})
	}
}

func TestEcho(t *testing.T) {
	for _, c := range []struct {
		name, src, echo string
		ok              bool
	}{
		{"as asked", "The sea is calm", "The sea is c", true},
		{"the whole", "The sea is calm", "The sea is calm", true},
		{"tidied", "«The  SEA» is calm", "the sea is", true},
		{"short text", "OK", "OK", true},
		{"arabic letters", "كتاب خوب من", "کتاب خوب", true},
		{"nothing", "The sea is calm", "", false},
		{"another", "The sea is calm", "The moon is", false},
		{"the translation", "The sea is calm", "دریا آرام", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if f := itemsOf(c.src)[0].checkEcho(c.echo); (f == nil) != c.ok {
				t.Errorf("%v", f)
			}
		})
	}
}

func TestPolish(t *testing.T) {
	for _, c := range []struct{ name, to, in, want string }{
		{"letters", "fa", "كتابي كه مي‌خواني", "کتابی که می‌خوانی"},
		{"marks", "fa", "سلام, خوبی? بله; ممنون", "سلام، خوبی؟ بله؛ ممنون"},
		{"numbers", "fa", "قیمت 1,000 و ۲,۰۰۰ تومان, نقد", "قیمت 1,000 و ۲,۰۰۰ تومان، نقد"},
		{"English within", "fa", "او گفت «Hello, world?» و رفت", "او گفت «Hello, world?» و رفت"},
		{"after a name", "fa", "از Docker, و سپس از ما", "از Docker، و سپس از ما"},
		{"after a mark", "fa", "سلام ⟦bcdfg⟧, خوبی", "سلام ⟦bcdfg⟧، خوبی"},
		{"Arabic within", "fa", "آیهٔ «السَّلامُ عَلَيكُم» را خواند", "آیهٔ «السَّلامُ عَلَيكُم» را خواند"},
		{"mostly English", "fa", "Hello, world? سلام", "Hello, world? سلام"},
		{"another language", "ar", "هذا كتابي, نعم?", "هذا كتابي, نعم?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := polish(c.in, language(c.to)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestReadAnswers: whatever models put round their JSON.
func TestReadAnswers(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"as asked", `{"items":[{"id":1,"start":"a","text":"x"},{"id":2,"start":"b","text":"y"}]}`, "xy"},
		{"a bare list", `[{"id":1,"text":"x"},{"id":2,"text":"y"}]`, "xy"},
		{"fenced", "```json\n{\"items\":[{\"id\":1,\"text\":\"x\"},{\"id\":2,\"text\":\"y\"}]}\n```", "xy"},
		{"prose round it", `Sure {here}: {"items":[{"id":"1","text":"x"},{"text":"y","id":"2"}]} Enjoy!`, "xy"},
		{"another key", `{"translations":[{"id":1,"text":"x"},{"id":2,"text":"y"}]}`, "xy"},
		{"object by object", "{\"id\":1,\"text\":\"x\"}\n{\"id\":2,\"text\":\"y\"}", "xy"},
		{"cut off", `{"items":[{"id":1,"text":"x"},{"id":2,"text":"y`, "x-"},
		{"no text", `{"items":[{"id":1},{"id":2,"text":"y"}]}`, "-y"},
		{"nothing", `I cannot`, "--"},
		{"many braces", strings.Repeat("{", 1<<20), "--"},
		{"deep", strings.Repeat(`{"a":`, 1<<18), "--"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			answers, _ := readAnswers(c.text)
			for id := 1; id <= 2; id++ {
				if a, ok := answers[id]; ok {
					got += *a.Text
				} else {
					got += "-"
				}
			}
			if got != c.want {
				t.Errorf("read %q, want %q", got, c.want)
			}
		})
	}
}

// TestCutRandom: pieces are never too long, and put together they are the
// text.
func TestCutRandom(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	bits := []string{"word ", "سلام ", "end. ", "؟ ", "\n", "\n\n", "  ", "https://a.ir/b ", "x", "。", "`a b` ", "😀"}
	for range 500 {
		var b strings.Builder
		for range rnd.IntN(200) {
			b.WriteString(bits[rnd.IntN(len(bits))])
		}
		back := ""
		for _, c := range cut(b.String(), 60) {
			back += c.glue + c.core
			if n := len([]rune(c.core)); n > 60 {
				t.Fatalf("a piece of %d characters: %q", n, c.core)
			}
		}
		if back != b.String() {
			t.Fatalf("%q came back as %q", b.String(), back)
		}
	}
}

// TestCutSparesAddresses: a piece ends before an address, not within it.
func TestCutSparesAddresses(t *testing.T) {
	url := "https://example.com/a-very-long-path-to-something"
	for _, c := range cut(strings.Repeat("word ", 6)+"`some code here` "+strings.Repeat("word ", 5)+url, 40) {
		if strings.Count(c.core, "`")%2 != 0 {
			t.Errorf("a piece ends within code: %q", c.core)
		}
	}
}

func TestLookup(t *testing.T) {
	for name, want := range map[string]string{
		"fa": "fa", "FA": "fa", "fa-IR": "fa", "fa_AF": "fa", "prs": "fa", "Farsi": "fa", "فارسي": "fa", "زبان فارسی": "fa", "Persian language": "fa",
		"zh-CN": "zh", "zh-Hant": "zh-TW", "zh_TW": "zh-TW", "pt-BR": "pt", "nb": "no", "iw": "he", "türkçe": "tr", "Turkce": "tr", "ترکی": "tr",
		"كردي": "ku", "کُردی": "ku", "کره‌ای": "ko", "کره ای": "ko", "کرهای": "ko", "العربية": "ar", "Русский": "ru", "русский": "ru", "日本語": "ja", "deutsch": "de",
		"Traditional Chinese": "zh-TW", "Tiếng Việt": "vi", "tieng viet": "vi", "ʻoʻzbekcha": "uz", "": "", "x": "", "hello": "", "12": "", "fa-": "", "klingon": "",
	} {
		t.Run(name, func(t *testing.T) {
			if l, ok := Lookup(name); l.Code != want || ok != (want != "") {
				t.Errorf("%q, %v, want %q", l.Code, ok, want)
			}
		})
	}
}

func TestLanguagesAreSound(t *testing.T) {
	all := Languages()
	if len(all) < 60 {
		t.Errorf("%d languages", len(all))
	}
	seen := map[string]bool{}
	for _, l := range all {
		if seen[l.Code] || l.English == "" || l.Persian == "" || l.Native == "" || l.Script == "" {
			t.Errorf("%+v", l)
		}
		seen[l.Code] = true
		for _, name := range []string{l.Code, l.English, l.Persian, l.Native} {
			if got, _ := Lookup(name); got != l {
				t.Errorf("%q finds %s, not %s", name, got.Code, l.Code)
			}
		}
		if l.RTL() != (l.Script == "Arab" || l.Script == "Hebr") {
			t.Errorf("%s is right-to-left: %v", l.Code, l.RTL())
		}
		if main := mainScript(l.Native); main != "" && !writes(l, main) {
			t.Errorf("%s names itself in %s", l.Code, main)
		}
	}
	for _, p := range profiles() {
		for _, c := range p.codes {
			if !seen[c] {
				t.Errorf("the profile of %q has no language", c)
			}
		}
	}
}
