package translate

import (
	"fmt"
	"strings"
	"testing"
)

func longTexts() (src, out string) {
	return firstRunes(strings.Repeat("Dear {name}, please see https://example.com/help and <b>do not</b> wait for %1$d days, or write to me@example.com. ", 12), 1000),
		firstRunes(strings.Repeat("این یک جملهٔ فارسی است که در آن هیچ چیز ویژه‌ای نیست، و تنها برای اندازه‌گیری نوشته شده است. ", 20), 1000)
}

// BenchmarkMaskAndCheck is all the work on one answer of 1,000 characters.
func BenchmarkMaskAndCheck(b *testing.B) {
	src, out := longTexts()
	fa := language("fa")
	for b.Loop() {
		m := mask(src, nil)
		_, _ = m.restore(m.text)
		_ = polish(out, fa)
		check(m.text, out, m.bare(m.text), m.bare(out), Language{}, fa)
	}
}

// BenchmarkTerms looks for a hundred terms in 1,000 characters.
func BenchmarkTerms(b *testing.B) {
	src, _ := longTexts()
	var terms []Term
	for i := range 99 {
		terms = append(terms, Term{fmt.Sprintf("term%d of mine", i), "واژه"})
	}
	g, _ := glossaryOf(append(terms, Term{"wait", "صبر"}))
	for b.Loop() {
		if len(g.in(src)) != 1 {
			b.Fatal("not found")
		}
	}
}

// fiveHundred are as many earlier translations as are looked through.
func fiveHundred() (kept []Kept) {
	who := strings.Fields("committee teacher farmer library engine window garden station painter doctor")
	what := strings.Fields("approved rejected painted opened closed counted mended carried watered visited")
	for i := range recentKept {
		kept = append(kept, Kept{Source: fmt.Sprintf("The %s %s the %s number %d in the morning of that day", who[i%10], what[i/10%10], who[i/50%10], i), Text: "متن"})
	}
	return kept
}

// BenchmarkIndex reads 500 earlier translations, once a call.
func BenchmarkIndex(b *testing.B) {
	kept := fiveHundred()
	for b.Loop() {
		indexOf(kept)
	}
}

// BenchmarkNear finds the examples for a batch of ten texts among 500.
func BenchmarkNear(b *testing.B) {
	x := indexOf(fiveHundred())
	var items []*item
	for i := range 10 {
		items = append(items, &item{core: fmt.Sprintf("The teacher painted the window number %d in the evening of that day", i)})
	}
	for b.Loop() {
		if len(x.near(items)) != mostExamples {
			b.Fatal("none found")
		}
	}
}
