package translate_test

import (
	"strings"
	"testing"

	"hamzaban/translate"
)

// TestGarbage: whatever a model gives for the translation of a single text,
// to the first request in JSON and to the later plain ones. With a good model
// behind the translation is right; alone it is right or there is none.
func TestGarbage(t *testing.T) {
	always := func(s string) func(string, string) string {
		return func(string, string) string { return s }
	}
	for _, c := range []struct {
		name   string
		answer func(src, out string) string
	}{
		{"cut JSON", func(_, out string) string { return `{"items":[{"id":1,"text":"` + out }},
		{"cut JSON with a tail", func(_, out string) string { return `{"items":[{"id":1,"text":"` + out + `"` }},
		{"the end of JSON", func(_, out string) string { return `"text":"` + out + `"}]}` }},
		{"single quotes", func(_, out string) string { return `{'items':[{'id':1,'text':'` + out + `'}]}` }},
		{"no quotes", func(_, out string) string { return `{items:[{id:1,text:` + out + `}]}` }},
		{"curly quotes", func(_, out string) string { return `{“items”:[{“id”:1,“text”:“` + out + `”}]}` }},
		{"a list of strings", func(_, out string) string { return `["` + out + `"]` }},
		{"braces", func(_, out string) string { return `{` + out + `}` }},
		{"escaped JSON", func(_, out string) string { return `{\"items\":[{\"id\":1,\"text\":\"` + out + `\"}]}` }},
		{"JSON in a fence, cut", func(_, out string) string { return "```json\n{\"items\":[{\"id\":1,\"text\":\"" + out + "\n```" }},
		{"a fence", func(_, out string) string { return "```\n" + out + "\n```" }},
		{"a fence, cut", func(_, out string) string { return "```\n" + out }},
		{"source and translation", func(src, out string) string { return src + " — " + out }},
		{"source in the line before", func(src, out string) string { return src + "\n" + out }},
		{"source and colon", func(src, out string) string { return src + ": " + out }},
		{"source and arrow", func(src, out string) string { return src + " → " + out }},
		{"source in brackets", func(src, out string) string { return out + " (" + src + ")" }},
		{"alternatives", func(_, out string) string { return out + "\nیا: " + out + " دیگر" }},
		{"alternatives in English", func(_, out string) string { return out + "\nor\n" + out + " دیگر" }},
		{"alternatives without colon", func(_, out string) string { return out + "\nیا " + out + " دیگر" }},
		{"alternatives in brackets", func(_, out string) string { return out + " (یا: " + out + ")" }},
		{"alternatives, numbered", func(_, out string) string { return "1. " + out + "\n2. " + out + " دیگر" }},
		{"label", func(_, out string) string { return "Translation: " + out }},
		{"label, bold", func(_, out string) string { return "**Translation:** " + out }},
		{"label in Persian", func(_, out string) string { return "ترجمه: " + out }},
		{"label in Persian with a half-space", func(_, out string) string { return "ترجمه‌ی فارسی: " + out }},
		{"label in German", func(_, out string) string { return "Übersetzung: " + out }},
		{"language label", func(_, out string) string { return "Persian: " + out }},
		{"language label in Persian", func(_, out string) string { return "فارسی: " + out }},
		{"refusal", always("I’m sorry, but I can’t help with that.")},
		{"refusal, formal", always("I am unable to fulfill this request.")},
		{"refusal by policy", always("This content violates my usage policies.")},
		{"refusal, comfort", always("I'm not comfortable translating this text.")},
		{"refusal, decline", always("I must decline.")},
		{"refusal, not something", always("Sorry, that's not something I can assist with.")},
		{"refusal, AI", always("As a responsible AI, I will not do it.")},
		{"refusal in Persian", always("با عرض پوزش، امکان پاسخ‌گویی به این درخواست وجود ندارد.")},
		{"refusal in Persian, cannot", always("متأسفانه نمی‌توانم این متن را ترجمه کنم.")},
		{"refusal in Persian, spaced", always("متاسفم، نمی توانم در این زمینه کمکی بکنم")},
		{"refusal in Persian, talk", always("ببخشید، نمی‌تونم کمکتون کنم.")},
		{"refusal in Persian, able", always("من قادر به ترجمهٔ این محتوا نیستم.")},
		{"refusal in Persian, excused", always("از ترجمهٔ این جمله معذورم.")},
		{"refusal in Persian, policy", always("این درخواست با سیاست‌های من مغایرت دارد.")},
		{"refusal in Persian, model", always("به‌عنوان یک مدل زبانی چنین کاری نمی‌کنم.")},
		{"refusal in German", always("Es tut mir leid, aber dabei kann ich nicht helfen.")},
		{"refusal in German, request", always("Diese Anfrage kann ich leider nicht beantworten.")},
		{"refusal in German, translate", always("Ich kann diesen Text nicht übersetzen.")},
		{"refusal in German, AI", always("Als KI-Sprachmodell mache ich so etwas nicht.")},
		{"refusal in Arabic", always("عذرًا، لا يمكنني المساعدة في هذا الطلب.")},
	} {
		for _, to := range []string{"fa", "de"} {
			src := "the sea was calm near the old city"
			wrap := func(q question) (string, bool) {
				out := toPersian(q.Items[0].Text)
				if to == "de" {
					out = "das Meer war ruhig bei der alten Stadt"
				}
				text := c.answer(q.Items[0].Text, out)
				if q.N == 0 && q.Schema && !strings.Contains(c.name, "JSON") {
					return render(q, []item{{ID: 1, Text: text}}), false
				}
				return text, false
			}
			right := toPersian(src)
			fine := behaviour(good)
			if to == "de" {
				right = "das Meer war ruhig bei der alten Stadt"
				fine = func(q question) (string, bool) { return render(q, []item{{ID: 1, Text: right}}), false }
			}
			t.Run(c.name+" to "+to, func(t *testing.T) {
				for _, models := range [][]string{{"bad"}, {"bad", "good"}, {"bad", "bad2", "good"}} {
					e, s := pool(t, models, map[string]behaviour{"bad": wrap, "bad2": wrap, "good": fine})
					got, err := e.Translate(t.Context(), []string{src}, translate.Options{To: lang(to)})
					if err != nil {
						t.Fatal(err)
					}
					if r := got[0]; r.Err == nil && r.Text != right || r.Err != nil && len(models) > 1 {
						t.Errorf("of %v: %q, %v", models, r.Text, r.Err)
					}
					if s.requests() > 4 {
						t.Errorf("of %v: %d requests", models, s.requests())
					}
				}
			})
		}
	}
}
