package translate

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestMask(t *testing.T) {
	for _, c := range []struct {
		name, text string
		keep       []string
		want       []string // what is masked, in order
	}{
		{"braces", "Hi {name}, {0} of {count:N2} {}", nil, []string{"{name}", "{0}", "{count:N2}", "{}"}},
		{"human braces", "the set {a, b and c} is small", nil, nil},
		{"templates", "{{ user.name }} ${x} #{y} %{z} {% if a %} <%= b %> %(n)s", nil, []string{"{{ user.name }}", "${x}", "#{y}", "%{z}", "{% if a %}", "<%= b %>", "%(n)s"}},
		{"printf", "%s of %1$d, %-5.2f%% and %@", nil, []string{"%s", "%1$d", "%-5.2f", "%%", "%@"}},
		{"percent", "100% sure, 50% discount, 5 %", nil, nil},
		{"dollars", "$1 and $name but $5.20", nil, []string{"$1", "$name"}},
		{"tags", "<b>bold</b><br/> <v Roger Bingham>hi <00:01.000> 3 < 5 > 2", nil, []string{"<b>", "</b>", "<br/>", "<v Roger Bingham>", "<00:01.000>"}},
		{"entities", "Tom &amp; Jerry &#8204;&#x200c; R&D", nil, []string{"&amp;", "&#8204;", "&#x200c;"}},
		{"addresses", "See https://a.ir/x?y=(1). Or (www.b.com), mail me@c.org, or d.ir/e!", nil, []string{"https://a.ir/x?y=(1)", "www.b.com", "me@c.org", "d.ir/e"}},
		{"code", "run `go test` and ```sh\nls\n```", nil, []string{"`go test`", "```sh\nls\n```"}},
		{"mentions", "@sara_k and #تهران /start and/or 1/2", nil, []string{"@sara_k", "#تهران", "/start"}},
		{"links", "[the docs](docs/a.md) ![a cat](c.png \"x\") [b][ref] note[^1]", nil, []string{"[", "](docs/a.md)", "![", "](c.png \"x\")", "[", "][ref]", "[^1]"}},
		{"escapes", `a\nb \* C:\new`, nil, []string{`\*`}},
		{"marks of others", "a ⟦bcdfg⟧ b ⟧", nil, []string{"⟦bcdfg⟧", "⟧"}},
		{"terms", "Hamzaban by HamzabanCo is Hamzaban Pro", []string{"Hamzaban", "Hamzaban Pro"}, []string{"Hamzaban", "Hamzaban Pro"}},
		{"plain", "nothing here, at all.", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := mask(c.text, keepers(c.keep))
			var got []string
			for _, k := range m.marks {
				got = append(got, k.original)
			}
			if strings.Join(got, "¦") != strings.Join(c.want, "¦") {
				t.Errorf("masked %q, want %q", got, c.want)
			}
			if back, err := m.restore(m.text); err != nil || back != c.text {
				t.Errorf("restored %q, %v", back, err)
			}
		})
	}
}

// Fragments of random texts; a model must never see the first ones.
var (
	secret = []string{"{name}", "%s", "%1$d", "$1", "{{x}}", "<b>", "</b>", "<i>", "</i>", "<br/>", "https://x.ir/a?b=1", "`code`", "@somebody",
		"a.b@c.com", "&nbsp;", "⟦qqqqq⟧", "${v}", "{\\an8}", "#تهران", "/start", "⟦1⟧", "⟦/1⟧", "⟦2=⟧x⟦/2⟧", "Hamzaban", "\t"}
	visible = []string{"hello", "سلام", "دنیا", "me", "5", "!", "،", "می‌روم", "\n", "  ", "(", ")", "«", "»", "%", "$", "<", ">", "a/b", "[", "]", "1,000", "bcdfg", "😀"}
)

// TestMaskProperties: whatever a text is made of, masking hides all of what it
// must behind marks that nobody can guess; a model that keeps them, in whatever
// order, brings every original back exactly once; one that loses, doubles or
// invents any is found out.
func TestMaskProperties(t *testing.T) {
	keep := keepers([]string{"Hamzaban"})
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for range rapid.IntRange(0, 25).Draw(t, "parts") {
			b.WriteString(rapid.SampledFrom(visible).Draw(t, "visible") + " ")
			if rapid.Bool().Draw(t, "hide") {
				b.WriteString(rapid.SampledFrom(secret).Draw(t, "secret") + " ")
			}
		}
		text := b.String()
		m := mask(text, keep)
		if back, err := m.restore(m.text); err != nil || back != text {
			t.Fatalf("%q came back as %q, %v", text, back, err)
		}
		for _, h := range secret {
			if strings.Contains(m.text, h) {
				t.Fatalf("%q shows %q", m.text, h)
			}
		}
		for i, k := range m.marks {
			if strings.Contains(text, k.word) || slices.ContainsFunc(m.marks[:i], func(o mark) bool { return o.word == k.word }) {
				t.Fatalf("the mark %s is not unique", k.word)
			}
		}
		if len(m.marks) > 0 {
			checkMarks(t, m, text)
		}
	})
}

func checkMarks(t *rapid.T, m masked, text string) {
	shown := func(k mark) string { return markOpen + k.word + markClose }
	words := strings.Fields(m.text)
	if mixed, err := m.restore(strings.Join(rapid.Permutation(words).Draw(t, "order"), " ")); err == nil {
		want, got := strings.Fields(text), strings.Fields(mixed)
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(want, got) {
			t.Fatalf("%q gave %q", text, mixed)
		}
	} else if !slices.ContainsFunc(m.marks, func(k mark) bool { return k.opens >= 0 }) {
		t.Fatalf("another order was refused: %v", err)
	}
	one := shown(rapid.SampledFrom(m.marks).Draw(t, "mark"))
	if _, err := m.restore(strings.Replace(m.text, one, "", 1)); err == nil {
		t.Fatalf("%q without %s passed", m.text, one)
	}
	if _, err := m.restore(m.text + one); err == nil {
		t.Fatalf("%q with %s twice passed", m.text, one)
	}
	forged := rapid.StringMatching(`⟦[b-z]{5}⟧`).Draw(t, "forged")
	if _, err := m.restore(m.text + forged); err == nil {
		t.Fatalf("%q with %s passed", m.text, forged)
	}
	loose := strings.NewReplacer(markOpen, "[ ", markClose, " ]").Replace(m.text)
	if back, err := m.restore(loose); err != nil || back != text {
		t.Fatalf("%q with other brackets gave %q, %v", loose, back, err)
	}
}

// TestMarksCannotBeGuessed: the same text gets other marks each time; of six
// hundred out of three million hardly two are the same.
func TestMarksCannotBeGuessed(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		for _, k := range mask("{a} {b} {c}", nil).marks {
			seen[k.word] = true
		}
	}
	if len(seen) < 595 {
		t.Errorf("%d different marks of 600", len(seen))
	}
}

func TestMaskTagOrder(t *testing.T) {
	m := mask("a <b>c</b> d", nil)
	swapped := strings.NewReplacer(m.marks[0].word, m.marks[1].word, m.marks[1].word, m.marks[0].word).Replace(m.text)
	if back, err := m.restore(swapped); err == nil {
		t.Errorf("an end before its beginning passed: %q", back)
	}
	m = mask("{a} and {b}", nil)
	swapped = strings.NewReplacer(m.marks[0].word, m.marks[1].word, m.marks[1].word, m.marks[0].word).Replace(m.text)
	if back, err := m.restore(swapped); err != nil || back != "{b} and {a}" {
		t.Errorf("placeholders in another order: %q, %v", back, err)
	}
}
