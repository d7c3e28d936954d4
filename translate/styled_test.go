package translate_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"hamzaban/translate"
)

func units(s string) []uint16 { return utf16.Encode([]rune(s)) }

// set makes a styled text of words in square brackets, which may lie within
// each other: [words], or [=words] where they are fixed. IDs count from 1.
func set(s string) translate.Styled {
	var out translate.Styled
	var open []int
	for _, r := range s {
		switch r {
		case '[':
			open = append(open, len(out.Spans))
			out.Spans = append(out.Spans, translate.Span{Offset: len(units(out.Text)), ID: len(out.Spans) + 1})
		case '=':
			out.Spans[len(out.Spans)-1].Fixed = true
		case ']':
			k := &out.Spans[open[len(open)-1]]
			open = open[:len(open)-1]
			k.Length = len(units(out.Text)) - k.Offset
		default:
			out.Text += string(r)
		}
	}
	return out
}

// show writes the spans of a styled text into it, by their ids.
func show(s translate.Styled) string {
	u := units(s.Text)
	var b strings.Builder
	for at := 0; at <= len(u); at++ {
		for _, k := range slices.Backward(s.Spans) {
			if k.Offset+k.Length == at && k.Length > 0 {
				b.WriteString("]")
			}
		}
		for _, k := range s.Spans {
			if k.Offset == at {
				fmt.Fprintf(&b, "[%d:", k.ID)
			}
		}
		if at < len(u) {
			n := 1
			if utf16.IsSurrogate(rune(u[at])) {
				n = 2
			}
			b.WriteString(string(utf16.Decode(u[at : at+n])))
			at += n - 1
		}
	}
	return b.String()
}

func TestStyled(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"bold", "this is [very] good news", "تحیش یش [1:وهری] گوود نهوش"},
		{"all of it", "[this is very good news]", "[1:تحیش یش وهری گوود نهوش]"},
		{"all of it, twice", "[[this is very good news]]", "[1:[2:تحیش یش وهری گوود نهوش]]"},
		{"all of it and a part", "[this is [very] good news]", "[1:تحیش یش [2:وهری] گوود نهوش]"},
		{"at the ends", "[this] is very good [news]", "[1:تحیش] یش وهری گوود [2:نهوش]"},
		{"within each other", "this [is [very] good] news", "تحیش [1:یش [2:وهری] گوود] نهوش"},
		{"the same words", "this is [[very]] good", "تحیش یش [1:[2:وهری]] گوود"},
		{"next to each other", "this [is][very] good", "تحیش [1:یش][2:وهری] گوود"},
		{"fixed", "write [=go test] in the shell", "وریته [1:go test] ین تحه شحهلل"},
		{"fixed and bold", "write [[=go test]] in the shell", "وریته [1:[2:go test]] ین تحه شحهلل"},
		{"bold and fixed", "write [=[go] test] in the shell", "وریته [1:[2:go] test] ین تحه شحهلل"},
		{"nothing but fixed", "[=go test]", "[1:go test]"},
		{"a block of code", "run this now:\n[=go test\ngo vet]\nand look", "رون تحیش نوو:\n[1:go test\ngo vet]\nاند لووک"},
		{"emoji", "😀 this [👍🏽 is] very 👩‍👩‍👧 [good] news", "😀 تحیش [1:👍🏽 یش] وهری 👩‍👩‍👧 [2:گوود] نهوش"},
		{"white space", "this[ is very ]good", "تحیش [1:یش وهری] گوود"},
		{"lines", "this [is\nvery] good\n[news]", "تحیش [1:یش\nوهری] گوود\n[2:نهوش]"},
		{"brackets of ours", "this ⟦is⟧ [very] good", "تحیش ⟦یش⟧ [1:وهری] گوود"},
		{"tags of ours", "this ⟦1⟧ is [very] good ⟦/1⟧", "تحیش ⟦1⟧ یش [1:وهری] گوود ⟦/1⟧"},
		{"a placeholder within", "this is [your {name} now] again", "تحیش یش [1:یوور {name} نوو] اگاین"},
		{"outer white space", "\n [this] is good \n", "\n [1:تحیش] یش گوود \n"},
		{"none", "this is good", "تحیش یش گوود"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, s := pool(t, []string{"good"}, map[string]behaviour{"good": good})
			remembering(t, e)
			for range 2 { // the second from the memory
				got, r, err := e.TranslateStyled(t.Context(), set(c.text), translate.Options{To: lang("fa"), Owner: sara})
				if err != nil || r.Err != nil || r.Unstyled || show(got) != c.want || r.Text != got.Text {
					t.Errorf("got %q, %+v, %v, want %q", show(got), r, err, c.want)
				}
			}
			if s.requests() > 1 {
				t.Errorf("%d requests", s.requests())
			}
		})
	}
}

// TestStylesMove with their words, into Persian and out of it.
func TestStylesMove(t *testing.T) {
	for _, c := range []struct{ name, to, text, out, want string }{
		{"to Persian", "fa", "The [red] car of [=@ali_x] is fast 🚗", "🚗 خودروی A2 تند و A0قرمزA1 است", "🚗 خودروی [2:@ali_x] تند و [1:قرمز] است"},
		{"half-spaces", "fa", "They [are going] home today", "آن‌ها امروز به خانه A0می‌روندA1", "آن‌ها امروز به خانه [1:می‌روند]"},
		{"to English", "en", "خودروی [قرمز] علی تند است 🚗", "🚗 Ali's A0redA1 car is fast", "🚗 Ali's [1:red] car is fast"},
		{"order of two", "en", "خودروی [قرمز] آقای [علی] تند است", "Mr A2Ali'sA3 A0redA1 car is fast", "Mr [2:Ali's] [1:red] car is fast"},
		{"spaces within", "en", "خودروی [قرمز] علی تند است", "Ali's car,A0 red A1, is fast", "Ali's car, [1:red] , is fast"},
	} {
		t.Run(c.name, func(t *testing.T) {
			model := func(q question) (string, bool) {
				out := c.out
				for _, m := range latin.FindAllString(q.Items[0].Text, -1) {
					if strings.HasPrefix(m, "⟦") {
						for k := range 4 {
							if a := fmt.Sprint("A", k); strings.Contains(out, a) {
								out = strings.Replace(out, a, m, 1)
								break
							}
						}
					}
				}
				return render(q, []item{{ID: 1, Text: out}}), false
			}
			e, _ := pool(t, []string{"a"}, map[string]behaviour{"a": model})
			got, r, err := e.TranslateStyled(t.Context(), set(c.text), translate.Options{To: lang(c.to)})
			if err != nil || r.Err != nil || r.Unstyled || show(got) != c.want {
				t.Errorf("got %q, %+v, %v, want %q", show(got), r, err, c.want)
			}
		})
	}
}

// TestStylesLost: a model that treats marks badly is not believed. With a good
// one behind it all is well; alone it gives the text without styles, and what
// is fixed all the same.
func TestStylesLost(t *testing.T) {
	marks := func(s string) []string {
		var out []string
		for _, m := range latin.FindAllString(s, -1) {
			if strings.HasPrefix(m, "⟦") {
				out = append(out, m)
			}
		}
		return out
	}
	swap := func(s string, i, j int) string {
		m := marks(s)
		if len(m) <= max(i, j) {
			return s
		}
		return strings.NewReplacer(m[i], m[j], m[j], m[i]).Replace(s)
	}
	for _, c := range []struct {
		name string
		do   func(s string) string // to a text with four marks or more
	}{
		{"drops one", func(s string) string { return strings.Replace(s, marks(s)[1], "", 1) }},
		{"drops all pairs", func(s string) string {
			for _, m := range marks(s)[:4] {
				s = strings.Replace(s, m, "", 1)
			}
			return s
		}},
		{"doubles one", func(s string) string { return s + marks(s)[0] }},
		{"invents one", func(s string) string { return s + " ⟦zzzzz⟧" }},
		{"closes before it opens", func(s string) string { return swap(s, 0, 1) }},
		{"crosses two", func(s string) string { return swap(s, 1, 2) }},
		{"puts one into the other", func(s string) string {
			m := marks(s)
			return strings.Replace(strings.Replace(s, m[1], "", 1), m[3], m[3]+m[1], 1)
		}},
		{"empties one", func(s string) string {
			m := marks(s)
			return strings.Replace(strings.Replace(s, m[1], "", 1), m[0], m[0]+m[1], 1)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			bad := func(q question) (string, bool) {
				items := answers(q)
				if len(marks(items[0].Text)) >= 4 {
					items[0].Text = c.do(items[0].Text)
				}
				return render(q, items), false
			}
			text := set("this [is] a [very] good day for [=@sara_k], my friend")
			e, _ := pool(t, []string{"bad", "good"}, map[string]behaviour{"bad": bad, "good": good})
			got, r, err := e.TranslateStyled(t.Context(), text, translate.Options{To: lang("fa")})
			if err != nil || r.Err != nil || r.Unstyled || len(got.Spans) != 3 || r.Model != "fake/good" {
				t.Errorf("with a good model: %q, %+v, %v", show(got), r, err)
			}
			e, s := pool(t, []string{"bad"}, map[string]behaviour{"bad": bad})
			remembering(t, e)
			o := translate.Options{To: lang("fa"), Owner: sara}
			got, r, err = e.TranslateStyled(t.Context(), text, o)
			if err != nil || r.Err != nil || !r.Unstyled || len(got.Spans) != 1 || !strings.Contains(show(got), "[3:@sara_k]") || strings.Contains(got.Text, "⟦") {
				t.Errorf("alone: %q, %+v, %v", show(got), r, err)
			}
			if s.requests() > 4 {
				t.Errorf("%d requests", s.requests())
			}
		})
	}
}

// TestStyledCorrected: a person's own translation has the spans that can be
// told.
func TestStyledCorrected(t *testing.T) {
	e, s := pool(t, []string{"good"}, map[string]behaviour{"good": good})
	remembering(t, e)
	o := translate.Options{To: lang("fa"), Owner: sara}
	kept := translate.Kept{Source: "this is very good, ask @sara_k", Text: "این 😀 خوب است، از @sara_k بپرس", Corrected: true}
	if err := e.Memory.Keep(t.Context(), o.Shelf(), []translate.Kept{kept}); err != nil {
		t.Fatal(err)
	}
	got, r, err := e.TranslateStyled(t.Context(), set("[this is [very] good, ask [=@sara_k]]"), o)
	if err != nil || r.Err != nil || show(got) != "[1:این 😀 خوب است، از [3:@sara_k] بپرس]" || !r.Unstyled || s.requests() != 0 {
		t.Errorf("%q, %+v, %v, %d requests", show(got), r, err, s.requests())
	}
}

// TestStyledFails: a text that cannot be translated comes back as it was, with
// its spans.
func TestStyledFails(t *testing.T) {
	e, _ := pool(t, []string{"bad"}, map[string]behaviour{"bad": func(question) (string, bool) { return `{"items":[]}`, false }})
	text := set("this is [very] good ⟦1⟧")
	got, r, err := e.TranslateStyled(t.Context(), text, translate.Options{To: lang("fa")})
	if err != nil || r.Err == nil || show(got) != show(text) || r.Text != text.Text {
		t.Errorf("%q, %+v, %v", show(got), r, err)
	}
}

// TestStyledLong: pieces are not cut through a span wrongly: one that reaches
// over several comes back whole.
func TestStyledLong(t *testing.T) {
	sentence := "the sea is calm today and the night is long. "
	text := set("the [beginning] of it. " + strings.Repeat(sentence, 30) + "[" + strings.Repeat(sentence, 80) + "the [=middle()] of it]. " + strings.Repeat(sentence, 30) + "the [end] of it")
	e, s := pool(t, []string{"good"}, map[string]behaviour{"good": good})
	got, r, err := e.TranslateStyled(t.Context(), text, translate.Options{To: lang("fa")})
	if err != nil || r.Err != nil || r.Unstyled {
		t.Fatal(r, err)
	}
	u, v := units(text.Text), units(got.Text)
	if len(got.Spans) != len(text.Spans) {
		t.Fatalf("%d spans of %d", len(got.Spans), len(text.Spans))
	}
	for i, k := range got.Spans {
		src := string(utf16.Decode(u[text.Spans[i].Offset : text.Spans[i].Offset+text.Spans[i].Length]))
		out := string(utf16.Decode(v[k.Offset : k.Offset+k.Length]))
		if want := strings.ReplaceAll(toPersian(strings.ReplaceAll(src, "middle()", "5")), "5", "middle()"); k.ID != i+1 || !k.Fixed && out != strings.TrimSpace(want) || k.Fixed && out != src {
			t.Errorf("span %d is %.60q", k.ID, out)
		}
	}
	t.Logf("%d characters in %d requests", len(text.Text), s.requests())
}

// TestStyledRandom: whatever the text and its spans, a model that keeps the
// marks brings every span back, at just the words that it stood at.
func TestStyledRandom(t *testing.T) {
	e, _ := pool(t, []string{"same"}, map[string]behaviour{"same": func(q question) (string, bool) { return render(q, q.Items), false }})
	bits := []string{"کتاب ", "سلام ", "می‌رود ", "😀", "👩‍👩‍👧 ", " ", "\n", "\n\n", "بود. ", "{0} ", "⟦", "⟧", "⟦1⟧", "⟦/2⟧", "⟦1=⟧", "«", "ۀ", "5 "}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(bits), 1, 40).Draw(t, "bits"), "")
		u := units(text)
		var spans []translate.Span
		for id := range rapid.IntRange(0, 6).Draw(t, "spans") {
			from := rapid.IntRange(-1, len(u)).Draw(t, "from")
			spans = append(spans, translate.Span{Offset: from, Length: rapid.IntRange(0, len(u)+1).Draw(t, "length"),
				Fixed: rapid.IntRange(0, 3).Draw(t, "fixed") == 0, ID: id})
		}
		got, r, err := e.TranslateStyled(t.Context(), translate.Styled{Text: text, Spans: spans}, translate.Options{From: lang("fa"), To: lang("fa")})
		if err != nil || r.Err != nil || r.Unstyled || got.Text != text {
			t.Fatalf("%q came back as %q, %+v, %v", text, got.Text, r, err)
		}
		covered := func(spans []translate.Span, id int) string {
			var b strings.Builder
			for at, unit := range u {
				in := unit <= ' '
				for _, k := range spans {
					in = in || k.ID == id && at >= k.Offset && at < k.Offset+k.Length
				}
				// Half of a character counts for all of it.
				if in || utf16.IsSurrogate(rune(unit)) {
					b.WriteByte('x')
				} else {
					b.WriteByte('.')
				}
			}
			return b.String()
		}
		for _, k := range spans {
			if was, is := covered(spans, k.ID), covered(got.Spans, k.ID); was != is {
				t.Fatalf("%q: span %d covered %s, now %s: %v, was %v", text, k.ID, was, is, got.Spans, spans)
			}
		}
		for i, a := range got.Spans {
			for _, b := range got.Spans[i+1:] {
				if b.Offset < a.Offset+a.Length && b.Offset+b.Length > a.Offset+a.Length {
					t.Fatalf("%v and %v cross", a, b)
				}
			}
		}
	})
}
