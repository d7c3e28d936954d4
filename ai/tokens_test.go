package ai_test

import (
	"strings"
	"testing"

	"hamzaban/ai"
)

func TestEstimateTokens(t *testing.T) {
	for _, c := range []struct {
		name, text  string
		least, most int // what is called right
	}{
		{"nothing", "", 0, 0},
		{"one letter", "a", 1, 1},
		{"English", strings.Repeat("The weather is fine today. ", 40), 235, 290},
		{"Persian", strings.Repeat("امروز هوا خوب است و می‌خواهم بیرون بروم. ", 30), 315, 380},
		{"Chinese", strings.Repeat("今天天气很好", 20), 100, 120},
		{"Russian", strings.Repeat("Сегодня хорошая погода. ", 20), 140, 200},
		{"English with a little Persian", strings.Repeat("plain words here ", 50) + "سلام", 200, 230},
		{"broken bytes", "\xff\xfe", 1, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := ai.EstimateTokens(c.text); got < c.least || got > c.most {
				t.Errorf("%d tokens, want %d to %d", got, c.least, c.most)
			}
		})
	}
}

func BenchmarkEstimateTokens(b *testing.B) {
	text := strings.Repeat("The weather is fine. هوا خوب است. ", 100)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		ai.EstimateTokens(text)
	}
}
