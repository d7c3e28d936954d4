package translate

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
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

// fragments of random texts; the first ones must never be seen by a model.
var (
	hidden = []string{"{name}", "%s", "%1$d", "$1", "{{x}}", "<b>", "</b>", "<br/>", "https://x.ir/a?b=1", "`code`", "@somebody",
		"a.b@c.com", "&nbsp;", "⟦qqqqq⟧", "${v}", "{\\an8}"}
	visible = []string{"hello", "سلام", "دنیا", "me", "5", "!", "،", "می‌روم", "\n", "  ", "(", ")", "«", "»", "%", "$", "<", ">", "a/b", "[", "]", "1,000"}
)

// TestMaskRandom: whatever a text is made of, masking hides all of what it
// must, and restoring needs each mark exactly once.
func TestMaskRandom(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	for range 3000 {
		var b strings.Builder
		for range rnd.IntN(20) {
			b.WriteString(visible[rnd.IntN(len(visible))] + " ")
			if rnd.IntN(2) == 0 {
				b.WriteString(hidden[rnd.IntN(len(hidden))] + " ")
			}
		}
		text := b.String()
		m := mask(text, nil)
		if back, err := m.restore(m.text); err != nil || back != text {
			t.Fatalf("%q came back as %q, %v", text, back, err)
		}
		for _, h := range hidden {
			if strings.Contains(m.text, h) {
				t.Fatalf("%q shows %q", m.text, h)
			}
		}
		if len(m.marks) == 0 {
			continue
		}
		one := markOpen + m.marks[rnd.IntN(len(m.marks))].word + markClose
		if _, err := m.restore(strings.Replace(m.text, one, "", 1)); err == nil {
			t.Fatalf("%q without %s passed", m.text, one)
		}
		if _, err := m.restore(m.text + one); err == nil {
			t.Fatalf("%q with %s twice passed", m.text, one)
		}
		if _, err := m.restore(m.text + markOpen + m.newWord(m.text) + markClose); err == nil {
			t.Fatalf("%q with an invented mark passed", m.text)
		}
		loose := strings.NewReplacer(markOpen, "[ ", markClose, " ]").Replace(m.text)
		if back, err := m.restore(loose); err != nil || back != text {
			t.Fatalf("%q with other brackets gave %q, %v", loose, back, err)
		}
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

// BenchmarkMaskAndCheck is the work on one answer of 1,000 characters.
func BenchmarkMaskAndCheck(b *testing.B) {
	src := firstRunes(strings.Repeat("Dear {name}, please see https://example.com/help and <b>do not</b> wait for %1$d days, or write to me@example.com. ", 12), 1000)
	out := firstRunes(strings.Repeat("این یک جملهٔ فارسی است که در آن هیچ چیز ویژه‌ای نیست، و تنها برای اندازه‌گیری نوشته شده است. ", 20), 1000)
	fa := language("fa")
	for b.Loop() {
		m := mask(src, nil)
		_, _ = m.restore(m.text)
		_ = polish(out, fa)
		check(m.text, out, m.bare(m.text), m.bare(out), Language{}, fa)
	}
}
