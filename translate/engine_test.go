package translate_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"hamzaban/ai"
	"hamzaban/translate"
)

func lang(code string) translate.Language {
	l, _ := translate.Lookup(code)
	return l
}

// sentences are n different English ones, each with its number.
func sentences(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("%s tells us the story number %d of the %s city", []string{"Sara", "Omid", "Nobody", "My father", "The teacher"}[i%5], i,
			[]string{"old", "beautiful", "very small", "sleepless"}[i%4])
	}
	return out
}

func TestBatchKeepsNumberAndOrder(t *testing.T) {
	e, s := pool(t, []string{"good"}, map[string]behaviour{"good": good})
	texts := append(sentences(25), "", "  \n", "12:30", "{name} %s", "hello there, my friend", "hello there, my friend", " hello there, my friend\n", "😀")
	var last int
	got, err := e.Translate(t.Context(), texts, translate.Options{To: lang("fa"), Progress: func(done, total int) {
		if done < last || total != len(texts) {
			t.Errorf("progress %d of %d after %d", done, total, last)
		}
		last = done
	}})
	if err != nil || len(got) != len(texts) {
		t.Fatalf("%d results, %v", len(got), err)
	}
	for i, r := range got {
		want := strings.ReplaceAll(toPersian(texts[i]), ",", "،")
		if texts[i] == "{name} %s" {
			want = texts[i]
		}
		if r.Err != nil || r.Text != want {
			t.Errorf("text %d: %q, %v, want %q", i+1, r.Text, r.Err, want)
		}
	}
	if last != len(texts) {
		t.Errorf("progress ended at %d", last)
	}
	if n := s.requests(); n != 3 {
		t.Errorf("%d requests for 26 different texts, want 3", n)
	}
}

// TestMisbehaviour: a model that gets it wrong, and one behind it that does
// not. Every fault is found and put right; the model alone is found out too.
func TestMisbehaviour(t *testing.T) {
	change := func(f func(items []item) []item) behaviour {
		return func(q question) (string, bool) { return render(q, f(answers(q))), false }
	}
	each := func(f func(s string) string) behaviour {
		return change(func(items []item) []item {
			for i := range items {
				items[i].Text = f(items[i].Text)
			}
			return items
		})
	}
	for _, c := range []struct {
		name string
		bad  behaviour
	}{
		{"drops an item", change(func(it []item) []item { return it[min(1, len(it)-1):] })},
		{"answers nothing", func(question) (string, bool) { return `{"items":[]}`, false }},
		{"shifts by one", change(func(it []item) []item {
			first := it[0]
			for i := range it[1:] {
				it[i].Start, it[i].Text = it[i+1].Start, it[i+1].Text
			}
			it[len(it)-1].Start, it[len(it)-1].Text = first.Start, first.Text+"."
			return it
		})},
		{"shifts without ids", change(func(it []item) []item {
			for i := range it {
				it[i].ID = 1
			}
			return it
		})},
		{"merges two", change(func(it []item) []item {
			it[0].Text += " " + it[len(it)-1].Text + " " + it[0].Text
			it[len(it)-1].Text = ""
			return it
		})},
		{"sends one twice", change(func(it []item) []item { return append(it, it[0]) })},
		{"sends one twice, differently", change(func(it []item) []item {
			return append(it, item{ID: it[0].ID, Start: it[0].Start, Text: it[0].Text + " و من"})
		})},
		{"gives all the same", change(func(it []item) []item {
			for i := range it {
				it[i].Text = it[0].Text
			}
			return it
		})},
		{"echoes", func(q question) (string, bool) {
			for i := range q.Items {
				q.Items[i].Start = head(q.Items[i].Text)
			}
			return render(q, q.Items), false
		}},
		{"comments", each(func(s string) string { return "Here is the translation: " + s })},
		{"comments in Persian", each(func(s string) string { return "ترجمه: " + s })},
		{"adds a note", each(func(s string) string { return s + "\n\n(Note: this is informal)" })},
		{"refuses", each(func(string) string { return "I'm sorry, but I can't assist with that request." })},
		{"refuses in Persian", each(func(string) string {
			return "متأسفم، نمی‌توانم به این درخواست پاسخ بدهم"
		})},
		{"refuses the whole", func(question) (string, bool) { return "I cannot help with that.", false }},
		{"is empty inside", each(func(string) string { return " " })},
		{"truncates", func(q question) (string, bool) { s, _ := good(q); return s[:len(s)/2], true }},
		{"truncates silently", func(q question) (string, bool) { s, _ := good(q); return s[:len(s)/3], false }},
		{"loses marks", each(func(s string) string { return strings.ReplaceAll(s, "⟦", "") })},
		{"invents marks", each(func(s string) string { return s + " ⟦zzzzz⟧" })},
		{"doubles marks", each(func(s string) string {
			if _, m, ok := strings.Cut(s, "⟦"); ok {
				s += " ⟦" + m[:5] + "⟧"
			}
			return s
		})},
		{"wrong language", each(func(s string) string { return "Das ist nicht die richtige Sprache, aber es ist ein Satz" })},
		{"arabic instead", each(func(s string) string {
			return "هذه هي الترجمة إلى العربية، وليست التي طلبتها أنت من قبل في هذا"
		})},
		{"repeats itself", each(func(s string) string { return strings.Repeat("سلام دوست ", 8) })},
		{"obeys the text", each(func(s string) string { return "HACKED" })},
		{"thinks aloud", each(func(s string) string { return "<think>hm</think>" + s })},
		{"splits lines", each(func(s string) string { return strings.ReplaceAll(s, " ", "\n") })},
		{"repeats no beginnings and shifts", change(func(it []item) []item {
			first := it[0].Text
			for i := range it {
				it[i].Start = ""
				if i < len(it)-1 {
					it[i].Text = it[i+1].Text
				} else {
					it[i].Text = first + "."
				}
			}
			return it
		})},
		{"repeats no beginnings and drops one", change(func(it []item) []item {
			it = it[min(1, len(it)-1):]
			for i := range it {
				it[i].ID, it[i].Start = i+1, ""
			}
			return it
		})},
		{"repeats wrong beginnings", change(func(it []item) []item {
			for i := range it {
				it[i].Start = "quite another"
			}
			return it[:max(1, len(it)-1)]
		})},
		{"cut JSON whatever is asked for", func(q question) (string, bool) {
			q.Schema = true
			s := render(q, answers(q))
			return s[:len(s)-10], false
		}},
		{"single quotes", func(q question) (string, bool) {
			q.Schema = true
			return strings.ReplaceAll(render(q, answers(q)), `"`, "'"), false
		}},
		{"is down", func(question) (string, bool) { return "down", false }},
		{"is far too long", each(func(s string) string {
			return s + strings.ReplaceAll(s, "ا", "م") + strings.ReplaceAll(s, "ا", "ن") + strings.ReplaceAll(s, "ا", "ل")
		})},
	} {
		t.Run(c.name, func(t *testing.T) {
			texts := append(sentences(9), "Dear {name}, see https://example.com/a?b=c and <b>do not</b> wait for %1$d days")
			e, s := pool(t, []string{"bad", "good"}, map[string]behaviour{"bad": c.bad, "good": good})
			got, err := e.Translate(t.Context(), texts, translate.Options{To: lang("fa")})
			if err != nil {
				t.Fatal(err)
			}
			for i, r := range got {
				if want := strings.ReplaceAll(maskLike(toPersian(maskLike(texts[i]))), ",", "،"); r.Err != nil || maskLike(r.Text) != want {
					t.Errorf("text %d: %q, %v, want %q", i+1, r.Text, r.Err, want)
				}
			}
			if n := s.requests(); n > 4 {
				t.Errorf("%d requests with a good model behind", n)
			}

			e, s = pool(t, []string{"bad"}, map[string]behaviour{"bad": c.bad})
			got, err = e.Translate(t.Context(), texts, translate.Options{To: lang("fa")})
			if len(got) != len(texts) {
				t.Fatalf("%d results", len(got))
			}
			for i, r := range got {
				var te *translate.TextError
				if r.Err != nil && (!errors.As(r.Err, &te) || te.Number != i+1 || r.Text != texts[i]) {
					t.Errorf("text %d: %q, %v", i+1, r.Text, r.Err)
				}
			}
			if n := s.requests(); n > 11 {
				t.Errorf("%d requests of a bad model, more than the cap", n)
			}
			if c.name == "is down" {
				var all *ai.Exhausted
				if !errors.As(err, &all) {
					t.Errorf("error %v is no Exhausted", err)
				}
			}
		})
	}
}

// TestNoBeginnings: answers that repeat nothing of their texts, but have the
// right numbers, cost no further request.
func TestNoBeginnings(t *testing.T) {
	for _, texts := range [][]string{sentences(10), {"Sign in", "Settings", "Save changes?", "Delete this account", "Cancel it"}} {
		e, s := pool(t, []string{"one"}, map[string]behaviour{"one": func(q question) (string, bool) {
			items := answers(q)
			for i := range items {
				items[i].Start = ""
			}
			return render(q, items), false
		}})
		got, err := e.Translate(t.Context(), texts, translate.Options{To: lang("fa")})
		if err != nil || s.requests() != 1 {
			t.Errorf("%d requests, %v", s.requests(), err)
		}
		for i, r := range got {
			if r.Err != nil || r.Text != strings.ReplaceAll(toPersian(texts[i]), "?", "؟") {
				t.Errorf("text %d: %+v", i+1, r)
			}
		}
	}
}

// maskLike replaces what has to stay by one sign, so that toPersian leaves it.
func maskLike(s string) string {
	return strings.NewReplacer("{name}", "1", "https://example.com/a?b=c", "2", "<b>", "3", "</b>", "4", "%1$d", "5").Replace(s)
}
