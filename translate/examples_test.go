package translate_test

import (
	"fmt"
	"strings"
	"testing"

	"hamzaban/translate"
)

// TestExamples: what the person had translated before and is like the texts
// goes along, corrections first, and nothing else; the instructions stay the
// same.
func TestExamples(t *testing.T) {
	kept := []translate.Kept{
		{Source: "The committee approved the yearly budget", Text: "شورا بودجهٔ سالانه را پذیرفت", Model: "m"},
		{Source: "The committee rejected the budget", Text: "شورا بودجه را رد کرد", Model: "m", Corrected: true},
		{Source: "A committee meets on Monday", Text: "شورایی دوشنبه گرد می‌آید", Model: "m"},
		{Source: "The yearly budget of the committee {sum}", Text: "بودجهٔ سالانهٔ شورا {sum}", Model: "m"},
		{Source: "Bananas are yellow and sweet", Text: "موز زرد و شیرین است", Model: "m"},
		{Source: "The committee " + strings.Repeat("and its budget ", 40), Text: "شورا", Model: "m"},
	}
	e, s := pool(t, []string{"good"}, map[string]behaviour{"good": good})
	remembering(t, e)
	o := translate.Options{To: lang("fa"), Owner: sara}
	for _, k := range kept {
		if err := e.Memory.Keep(t.Context(), o.Shelf(), []translate.Kept{k}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name, text string
		owner      translate.Owner
		first      string
		n          int
	}{
		{"like some", "The committee changed the yearly budget today", sara, "The committee rejected the budget", 3},
		{"like none", "My brother plays the violin", sara, "", 0},
		{"of small words only", "and the of is it", sara, "", 0},
		{"another's", "The committee changed the yearly budget", omid, "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := o
			o.Owner = c.owner
			if _, err := e.Translate(t.Context(), []string{c.text}, o); err != nil {
				t.Fatal(err)
			}
			q := s.last()
			if len(q.Examples) != c.n || c.n > 0 && q.Examples[0].Text != c.first || strings.Contains(q.System+q.Task, "budget") {
				t.Errorf("the examples are %v", q.Examples)
			}
			for _, x := range q.Examples {
				if strings.Contains(x.Text, "{") || strings.Contains(x.Text, "and its budget and") {
					t.Errorf("%q goes along", x.Text)
				}
			}
			if q.System != s.asked[0].System {
				t.Error("the instructions changed")
			}
		})
	}
}

// TestCopiedExample: a model that gives an example's translation for another
// text is found out.
func TestCopiedExample(t *testing.T) {
	copies := func(q question) (string, bool) {
		items := answers(q)
		if len(q.Examples) > 0 {
			items[0].Text = q.Examples[0].Translation
		}
		return render(q, items), false
	}
	e, _ := pool(t, []string{"bad", "good"}, map[string]behaviour{"bad": copies, "good": good})
	remembering(t, e)
	o := translate.Options{To: lang("fa"), Owner: sara}
	_ = e.Memory.Keep(t.Context(), o.Shelf(), []translate.Kept{{Source: "The committee approved the budget", Text: "شورا بودجه را پذیرفت و رفت", Model: "m"}})
	got, err := e.Translate(t.Context(), []string{"The committee rejected the budget"}, o)
	if err != nil || got[0].Model != "fake/good" {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestTermsGoAlong: only those that the texts hold, as data, with each batch;
// a model that does not use them is asked no more than once.
func TestTermsGoAlong(t *testing.T) {
	uses := func(q question) (string, bool) {
		items := answers(q)
		for i := range items {
			for _, term := range q.Terms {
				if strings.Contains(q.Items[i].Text, term.Term) {
					items[i].Text += " " + term.As
				}
			}
		}
		return render(q, items), false
	}
	e, s := pool(t, []string{"good", "uses"}, map[string]behaviour{"good": good, "uses": uses})
	terms := []translate.Term{{Source: "story", Target: "داستانک"}, {Source: "harbour", Target: "بندرگاه"}, {Source: "Omid"}}
	got, err := e.Translate(t.Context(), sentences(4), translate.Options{To: lang("fa"), Terms: terms})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range got {
		if r.Err != nil || !strings.Contains(r.Text, "داستانک") || r.Model != "fake/uses" {
			t.Errorf("text %d: %+v", i+1, r)
		}
	}
	q := s.asked[0]
	if fmt.Sprint(q.Terms) != "[{story داستانک}]" || strings.Contains(q.Items[1].Text, "Omid") || !strings.Contains(got[1].Text, "Omid") {
		t.Errorf("asked with %v for %q, got %q", q.Terms, q.Items[1].Text, got[1].Text)
	}
	if s.requests() != 2 {
		t.Errorf("%d requests", s.requests())
	}
}

// TestRegisterIsTold, in the instructions behind what all requests share.
func TestRegisterIsTold(t *testing.T) {
	e, s := pool(t, []string{"good"}, map[string]behaviour{"good": good})
	for _, register := range []translate.Register{"", translate.Formal, translate.Friendly} {
		if _, err := e.Translate(t.Context(), sentences(1), translate.Options{To: lang("fa"), Register: register}); err != nil {
			t.Fatal(err)
		}
	}
	plain, formal, friendly := s.asked[0].System, s.asked[1].System, s.asked[2].System
	if !strings.HasPrefix(formal, plain) || !strings.HasPrefix(friendly, plain) || !strings.Contains(formal, "formal") || !strings.Contains(friendly, "friends") {
		t.Errorf("%q\n%q\n%q", plain, formal, friendly)
	}
}

// TestRomanised: each text in Latin letters that is Persian is said to be so,
// whether the language was given or not, and comes back in the language asked
// for.
func TestRomanised(t *testing.T) {
	for _, c := range []struct {
		name, from, to string
		texts          []string
		told           string // a letter for each: romanised or not
	}{
		{"alone", "", "en", []string{"salam khoobi? farda miam pishet"}, "r"},
		{"given", "fa", "en", []string{"salam khoobi? farda miam"}, "r"},
		{"given, short", "fa", "en", []string{"salam"}, "r"},
		{"mixed", "", "en", []string{"salam khoobi? farda miam khoonatoon", "سلام، خوبی؟ فردا می‌آیم"}, "r-"},
		{"mixed, given", "fa", "en", []string{"سلام، خوبی؟ فردا می‌آیم", "chera nemiay inja"}, "-r"},
		{"into Persian letters", "", "fa", []string{"salam khoobi? farda miam pishet"}, "r"},
		{"English", "", "fa", []string{"Hello there, I am coming tomorrow"}, "-"},
		{"English, given", "en", "fa", []string{"Hello there, I am coming tomorrow"}, "-"},
		{"a name", "fa", "en", []string{"USB-C"}, "-"},
	} {
		t.Run(c.name, func(t *testing.T) {
			english := func(q question) (string, bool) {
				items := answers(q)
				for i := range items {
					if items[i].Text = fmt.Sprint("hello, are you well? I am coming ", i); c.to == "fa" {
						items[i].Text = "سلام، خوبی؟ فردا می‌آیم پیشت"
					}
				}
				return render(q, items), false
			}
			echo := func(q question) (string, bool) {
				items := answers(q)
				for i := range items {
					items[i].Text = q.Items[i].Text
				}
				return render(q, items), false
			}
			e, s := pool(t, []string{"echo", "good"}, map[string]behaviour{"echo": echo, "good": english})
			got, err := e.Translate(t.Context(), c.texts, translate.Options{From: lang(c.from), To: lang(c.to)})
			if err != nil {
				t.Fatal(err)
			}
			told := ""
			for _, it := range s.asked[0].Items {
				if it.Language == "" {
					told += "-"
				} else {
					told += "r"
				}
			}
			if told != c.told {
				t.Errorf("told %s, want %s", told, c.told)
			}
			for i, r := range got {
				if r.Err != nil || r.Text == c.texts[i] && c.name != "a name" {
					t.Errorf("text %d: %+v", i+1, r)
				}
			}
		})
	}
}
