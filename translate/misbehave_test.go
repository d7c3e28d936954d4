package translate_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hamzaban/translate"
)

// pairs are texts with what a good translator makes of them, either way.
var pairs = []struct{ en, fa string }{
	{"Dear {name}, see https://example.com/a?b=c and <b>do not</b> wait for %1$d days.", "{name} عزیز، https://example.com/a?b=c را ببینید و %1$d روز <b>منتظر</b> نمانید."},
	{"The library closes at five in the afternoon.", "کتابخانه ساعت پنج بعدازظهر بسته می‌شود."},
	{"My brother has read half of the book.", "برادرم نیمی از کتاب را خوانده است."},
	{"Where did you put the keys of the old house?", "کلیدهای خانهٔ قدیمی را کجا گذاشتی؟"},
	{"It rained so hard that nobody wanted to go out again.", "باران چنان تند بود که دیگر هیچ‌کس نمی‌خواست بیرون برود."},
	{"Good night!", "شب بخیر!"},
	{"We will need 250 chairs and 12 tables for the wedding.", "برای عروسی به ۲۵۰ صندلی و ۱۲ میز نیاز داریم."},
	{"She never told us why she had left the city.", "او هرگز به ما نگفت چرا شهر را ترک کرده بود."},
	{"Please read the instructions before you use the machine.", "لطفاً پیش از استفاده از دستگاه دستورالعمل را بخوانید."},
	{"The sea was calm and the sky was full of stars.", "دریا آرام بود و آسمان پر از ستاره."},
}

var (
	placeholders = regexp.MustCompile(`\{name\}|https://\S+|</?b>|%1\$d`)
	aMark        = regexp.MustCompile(`⟦[a-z]+⟧`)
	aLetter      = regexp.MustCompile(`[^\pL\pN]+`)
)

// translator knows the pairs and does as it is told.
func translator(q question) (string, bool) { return render(q, right(q)), false }

func right(q question) []item {
	var out []item
	for _, it := range q.Items {
		key := aLetter.ReplaceAllString(aMark.ReplaceAllString(it.Text, ""), "")
		for _, p := range pairs {
			src, dst := p.en, p.fa
			if strings.Contains(q.System, "into English") {
				src, dst = dst, src
			}
			if aLetter.ReplaceAllString(placeholders.ReplaceAllString(src, ""), "") != key {
				continue
			}
			marks := aMark.FindAllString(it.Text, -1)
			for i, s := range placeholders.FindAllString(src, -1) {
				dst = strings.Replace(dst, s, marks[i], 1)
			}
			out = append(out, item{ID: it.ID, Start: head(it.Text), Text: dst})
		}
	}
	return out
}

// A misbehaviour spoils a right answer. Those that are fine cost nothing more.
type misbehaviour struct {
	name string
	do   behaviour
	fine bool
}

func spoil(name string, f func(q question, items []item) []item) misbehaviour {
	return misbehaviour{name: name, do: func(q question) (string, bool) { return render(q, f(q, right(q))), false }}
}

func each(name string, f func(s string) string) misbehaviour {
	return spoil(name, func(_ question, items []item) []item {
		for i := range items {
			items[i].Text = f(items[i].Text)
		}
		return items
	})
}

func always(name, s string) misbehaviour { return each(name, func(string) string { return s }) }

// rewrite spoils the JSON; what is asked for plainly is as it should be.
func rewrite(name string, f func(s string) string) misbehaviour {
	return misbehaviour{name: name, do: func(q question) (string, bool) {
		s := render(q, right(q))
		if q.Schema {
			s = f(s)
		}
		return s, false
	}}
}

// long spares texts of two words, of which nothing can be told.
func long(f func(s string) string) func(s string) string {
	return func(s string) string {
		if len(strings.Fields(s)) <= 2 {
			return s
		}
		return f(s)
	}
}

func fine(m misbehaviour) misbehaviour {
	m.fine = true
	return m
}

func cutRunes(s string, part, of int) string {
	r := []rune(s)
	return string(r[:len(r)*part/of])
}

// misplacements are of whole answers.
func misplacements() []misbehaviour {
	shift := func(starts string) func(question, []item) []item {
		return func(q question, items []item) []item {
			n := len(items)
			first := items[0]
			for i := range items {
				next := first
				if i+1 < n {
					next = items[i+1]
				}
				items[i].Text = next.Text
				switch starts {
				case "moved":
					items[i].Start = next.Start
				case "none":
					items[i].Start = ""
				}
			}
			if n == 1 {
				items[0].Text = ""
			}
			return items
		}
	}
	return []misbehaviour{
		spoil("drops the first", func(_ question, it []item) []item { return it[1:] }),
		spoil("drops the last", func(_ question, it []item) []item { return it[:len(it)-1] }),
		spoil("drops all", func(question, []item) []item { return nil }),
		spoil("drops one and numbers anew", func(_ question, it []item) []item {
			it = it[1:]
			for i := range it {
				it[i].ID = i + 1
			}
			return it
		}),
		spoil("shifts by one", shift("moved")),
		spoil("shifts by one, beginnings kept", shift("kept")),
		spoil("shifts by one, no beginnings", shift("none")),
		spoil("turns the order round", func(_ question, it []item) []item {
			for i := range it {
				it[i].ID = len(it) - i
			}
			return it[:len(it)&^1] // one alone cannot be
		}),
		spoil("merges two and empties one", func(_ question, it []item) []item {
			it[0].Text += " " + it[len(it)-1].Text
			it[len(it)-1].Text = ""
			return it
		}),
		spoil("merges two and splits another", func(q question, it []item) []item {
			if len(it) < 5 {
				return nil
			}
			texts := []string{it[0].Text, it[1].Text + " " + it[2].Text}
			for _, x := range it[3:] {
				texts = append(texts, x.Text)
			}
			last := []rune(texts[len(texts)-1])
			texts = append(texts[:len(texts)-1], string(last[:len(last)/2]), string(last[len(last)/2:]))
			for i := range it {
				it[i].Text = texts[i]
				it[i].Start = ""
			}
			return it
		}),
		spoil("gives one twice, differently", func(_ question, it []item) []item {
			return append(it, item{ID: it[0].ID, Start: it[0].Start, Text: "نه"})
		}),
		spoil("gives one for all", func(q question, it []item) []item {
			for i := range it[1:] {
				it[i+1].Text = it[0].Text
			}
			return it[:len(it)*min(1, len(it)-1)]
		}),
		spoil("gives its neighbour's", func(_ question, it []item) []item {
			if len(it) < 3 {
				return nil
			}
			it[2].Text = it[1].Text
			return it
		}),
		spoil("counts from 0", func(_ question, it []item) []item {
			for i := range it {
				it[i].ID--
			}
			return it
		}),
		spoil("numbers all 1", func(_ question, it []item) []item {
			for i := range it {
				it[i].ID = 1
			}
			if len(it) == 1 {
				it[0].ID = 7
			}
			return it
		}),
		spoil("numbers of its own", func(_ question, it []item) []item {
			for i := range it {
				it[i].ID += 40
			}
			return it
		}),
	}
}

// forms are answers that are right in another form.
func forms() []misbehaviour {
	ids := regexp.MustCompile(`"id":(\d+)`)
	return []misbehaviour{
		fine(rewrite("ids as strings", func(s string) string { return ids.ReplaceAllString(s, `"id":"$1"`) })),
		fine(rewrite("in a fence", func(s string) string { return "```json\n" + s + "\n```" })),
		fine(rewrite("in a fence with remarks", func(s string) string { return "Sure! Here you are:\n```\n" + s + "\n```\nI hope this helps." })),
		fine(rewrite("with a byte order mark", func(s string) string { return "\ufeff" + s })),
		fine(rewrite("a bare list", func(s string) string { return strings.TrimSuffix(strings.TrimPrefix(s, `{"items":`), "}") })),
		fine(rewrite("a line each", func(s string) string {
			return strings.ReplaceAll(strings.Trim(strings.TrimSuffix(strings.TrimPrefix(s, `{"items":`), "}"), "[]"), "},{", "}\n{")
		})),
		fine(rewrite("trailing commas", func(s string) string {
			return strings.NewReplacer("}]", ",},]", `"},{`, `",},{`).Replace(s)
		})),
		fine(rewrite("with more fields", func(s string) string { return strings.ReplaceAll(s, `"text":`, `"lang":"xx","text":`) })),
		fine(rewrite("indented", func(s string) string {
			var v any
			_ = json.Unmarshal([]byte(s), &v)
			b, _ := json.MarshalIndent(v, "", "\t")
			return string(b)
		})),
		rewrite("another name for the text", func(s string) string { return strings.ReplaceAll(s, `"text":`, `"translation":`) }),
		rewrite("a map by id", func(s string) string { return `{"1":"سلام","2":"hello"}` }),
		rewrite("JSON in a string", func(s string) string { b, _ := json.Marshal(s); return string(b) }),
		rewrite("single quotes", func(s string) string { return strings.ReplaceAll(s, `"`, "'") }),
		rewrite("a numbered list", func(s string) string { return "1. سلام\n2. hello\n3. bye" }),
		rewrite("a table", func(s string) string { return "| id | text |\n|---|---|\n| 1 | سلام |" }),
		rewrite("YAML", func(s string) string { return "items:\n  - id: 1\n    text: سلام" }),
		rewrite("cut in its middle", func(s string) string { return cutRunes(s, 1, 2) }),
		rewrite("texts are numbers", func(s string) string { return regexp.MustCompile(`"text":"[^"]*"`).ReplaceAllString(s, `"text":5`) }),
		rewrite("texts are null", func(s string) string { return regexp.MustCompile(`"text":"[^"]*"`).ReplaceAllString(s, `"text":null`) }),
		rewrite("texts in lists", func(s string) string {
			return regexp.MustCompile(`"text":("[^"]*")`).ReplaceAllString(s, `"text":[$1]`)
		}),
		{name: "cut by the limit", do: func(q question) (string, bool) { s, _ := translator(q); return cutRunes(s, 1, 3), true }},
		{name: "prose alone", do: func(question) (string, bool) {
			return "I have translated all of the texts for you. They are very nice.", false
		}},
		{name: "a fence round a single text", do: func(q question) (string, bool) { return "```\n" + right(q)[0].Text + "\n```", false }},
		{name: "is down", do: func(question) (string, bool) { return "down", false }},
		{name: "will not take it", do: func(question) (string, bool) { return "refused", false }},
	}
}

// faults are of each text.
func faults() []misbehaviour {
	list := []misbehaviour{
		spoil("echoes", func(q question, it []item) []item {
			for i := range it {
				it[i].Text = q.Items[i].Text
			}
			return it
		}),
		spoil("echoes in capitals", func(q question, it []item) []item {
			for i := range it {
				it[i].Text = strings.ToUpper(aMark.ReplaceAllString(q.Items[i].Text, ""))
			}
			return it
		}),
		spoil("text and translation", func(q question, it []item) []item {
			for i := range it {
				it[i].Text = q.Items[i].Text + " = " + it[i].Text
			}
			return it
		}),
		always("empty", ""), always("blank", " \n "), always("three dots", "..."), always("a dash", "—"), always("N/A", "N/A"), always("null", "null"),
		each("a third of it", long(func(s string) string { return cutRunes(s, 1, 3) })),
		each("all of it twice", func(s string) string { return s + " " + s }),
		each("repeats itself", func(s string) string { return s + strings.Repeat(" "+lastWord(s), 30) }),
		each("a line for each word", func(s string) string { return strings.ReplaceAll(s, " ", "\n") }),
		each("loses the marks", func(s string) string { return aMark.ReplaceAllString(s, "") }),
		each("loses the brackets", func(s string) string { return strings.NewReplacer("⟦", "", "⟧", "").Replace(s) }),
		each("changes the marks", func(s string) string {
			return aMark.ReplaceAllStringFunc(s, func(m string) string { return "⟦q" + m[4:] })
		}),
		each("invents a mark", func(s string) string { return s + " ⟦zzzzz⟧" }),
		each("doubles a mark", func(s string) string { return s + " " + aMark.FindString(s) + " ⟦" }),
		each("turns tags round", func(s string) string {
			m := aMark.FindAllString(s, -1)
			if len(m) != 5 {
				return ""
			}
			return strings.NewReplacer(m[0], m[4], m[1], m[3], m[3], m[1], m[4], m[0]).Replace(s)
		}),
		each("thinks aloud", func(s string) string { return "<think>Let me see</think>" + s }),
		each("bold", func(s string) string { return "**" + s + "**" }),
		each("braces", func(s string) string { return "{" + s + "}" }),
		fine(each("straight quotes", func(s string) string { return `"` + s + `"` })),
		fine(each("curly quotes", func(s string) string { return "“" + s + "”" })),
		fine(each("guillemets", func(s string) string { return "«" + s + "»" })),
		fine(each("white space", func(s string) string { return "\n  " + s + " \n" })),
		always("German", "Das ist leider nicht die richtige Sprache, aber es ist immerhin ein Satz"),
		always("Turkish", "Bu ne yazık ki doğru dil değil ama yine de bir cümle olarak kabul edilir"),
		always("Arabic", "هذه ليست اللغة الصحيحة ولكنها على الأقل جملة كاملة من هذا الكتاب"),
		always("Urdu", "یہ صحیح زبان نہیں ہے لیکن یہ کم از کم ایک مکمل جملہ ہے اور کچھ نہیں"),
		always("Russian", "Это, к сожалению, не тот язык, но это хотя бы полное предложение"),
		each("obeys", long(func(string) string { return "HACKED" })),
		always("finglish", "ketabkhane saat-e panj-e asr baste mishavad, lotfan zudtar biayid"),
		each("HTML escapes", func(s string) string { return "&lt;p&gt;" + s + "&lt;/p&gt;{}" }),
	}
	for _, s := range []string{"Here is the translation: ", "Sure! ", "Translation:\n", "Certainly, here's the translated text:\n", "Übersetzung: ", "Hier ist die Übersetzung: ", "Voici la traduction : ",
		"Aquí está la traducción: ", "ترجمه: ", "البته! در اینجا ترجمهٔ متن آمده است: ", "حتماً، این هم ترجمه:\n", "بفرمایید:\n", "Persian: ", "English: ", "فارسی: ", "إليك الترجمة: ", "İşte çeviri: ", "Вот перевод: "} {
		list = append(list, each("before: "+s, func(t string) string { return s + t }))
	}
	for _, s := range []string{"\n\nI hope this helps!", " Let me know if you need anything else.", "\n(Note: this is informal.)", "\n\nTranslator's note: a pun is lost", "\nتوضیح: این یک اصطلاح است.", " (نکته: غیررسمی)",
		"\n\nامیدوارم مفید باشد!", " امیدوارم این ترجمه به کارتان بیاید.", "\nاگر سؤال دیگری دارید بپرسید.", "\nHinweis: informell", "\nNota: informal", " Ich hoffe, das hilft.", "\n\nAlternatively: something else", "\nیا: چیزی دیگر"} {
		list = append(list, each("after: "+strings.TrimSpace(s), func(t string) string { return t + s }))
	}
	for _, s := range []string{"I'm sorry, but I can't assist with that.", "I cannot translate this content.", "As an AI language model, I cannot do this.", "متأسفم، نمی‌توانم در این مورد کمک کنم.", "من نمی‌توانم این متن را ترجمه کنم.",
		"به عنوان یک مدل زبانی قادر به این کار نیستم.", "Es tut mir leid, dabei kann ich nicht helfen.", "Je suis désolé, je ne peux pas vous aider avec cette demande.", "Lo siento, no puedo ayudar con esa solicitud.",
		"عذرًا، لا يمكنني المساعدة في هذا الطلب.", "Извините, я не могу помочь с этим запросом.", "Üzgünüm, bu konuda yardımcı olamam."} {
		list = append(list, always("refuses: "+s, s), misbehaviour{name: "refuses all: " + s, do: func(question) (string, bool) { return s, false }})
	}
	return list
}

func lastWord(s string) string {
	f := strings.Fields(s)
	return strings.TrimRight(f[len(f)-1], ".؟?!")
}

// TestEveryMisbehaviour: into Persian and into English, of ten texts and of
// one. With a good model behind, everything is put right; alone, what is not
// right is named by its number, with the text as it was. What is fine costs
// nothing.
func TestEveryMisbehaviour(t *testing.T) {
	all := slices.Concat(misplacements(), forms(), faults(), additions())
	t.Logf("%d ways to misbehave", len(all))
	for _, to := range []string{"fa", "en"} {
		for _, n := range []int{len(pairs), 1} {
			for _, m := range all {
				t.Run(fmt.Sprintf("%s/%d/%s", to, n, m.name), func(t *testing.T) {
					t.Parallel()
					misbehaves(t, m, to, n)
				})
			}
		}
	}
}

func misbehaves(t *testing.T, m misbehaviour, to string, n int) {
	var texts, want []string
	for _, p := range pairs[:n] {
		src, dst := p.en, p.fa
		if to == "en" {
			src, dst = dst, src
		}
		texts, want = append(texts, src), append(want, dst)
	}
	e, s := pool(t, []string{"bad", "good"}, map[string]behaviour{"bad": m.do, "good": translator})
	got, err := e.Translate(t.Context(), texts, translate.Options{To: lang(to)})
	if err != nil || len(got) != n {
		t.Fatal(len(got), err)
	}
	for i, r := range got {
		if r.Err != nil || r.Text != want[i] {
			t.Errorf("with a good model, text %d: %q, %v, want %q", i+1, r.Text, r.Err, want[i])
		}
	}
	if most := map[bool]int{true: 1, false: 4}[m.fine]; s.requests() > most {
		t.Errorf("%d requests with a good model", s.requests())
	}
	e, s = pool(t, []string{"bad"}, map[string]behaviour{"bad": m.do})
	got, _ = e.Translate(t.Context(), texts, translate.Options{To: lang(to)})
	if len(got) != n {
		t.Fatal(len(got))
	}
	for i, r := range got {
		var te *translate.TextError
		if r.Err == nil && r.Text != want[i] {
			t.Errorf("alone, text %d: %q passed for %q", i+1, r.Text, want[i])
		}
		if r.Err != nil && (!errors.As(r.Err, &te) || te.Number != i+1 || r.Text != texts[i]) {
			t.Errorf("alone, text %d: %q, %v", i+1, r.Text, r.Err)
		}
	}
	if most := 12; s.requests() > most {
		t.Errorf("%d requests alone", s.requests())
	}
}
