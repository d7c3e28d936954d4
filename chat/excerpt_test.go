package chat_test

import (
	"fmt"
	"strings"
	"testing"

	"hamzaban/ai"
	"hamzaban/chat"
)

// report is a text of many paragraphs, two of which speak of something rare.
func report(paragraphs int, rare ...string) string {
	var list []string
	for i := range paragraphs {
		text := fmt.Sprintf("Paragraph %d tells how the garden was watered and who was there in the evening, as all the others do.", i+1)
		if n := i - paragraphs/3; n >= 0 && n%7 == 0 && n/7 < len(rare) {
			text = rare[n/7]
		}
		list = append(list, strings.Repeat(text+" ", 4))
	}
	return strings.Join(list, "\n")
}

func TestExcerpt(t *testing.T) {
	long := report(120, "The treasurer was Mahnaz, who kept the silver key.", "کلید نقره‌ای نزد مهناز بود و خزانه‌دار هم او بود.")
	for _, c := range []struct {
		name, text, about string
		tokens            int
		has, lacks        []string
	}{
		{"what fits stays as it is", "Short.", "anything", 10, []string{"Short."}, []string{"[…]"}},
		{"what is asked about", long, "Who had the silver key?", 600, []string{"Paragraph 1 ", "Mahnaz", "Paragraph 120 ", "[…]"}, []string{"Paragraph 60 "}},
		{"in Persian, and other letters for the same", long, "كليد نقره‌ای", 600, []string{"خزانه‌دار", "Paragraph 1 "}, []string{"Paragraph 60 "}},
		{"nothing in common", long, "Elephants?", 600, []string{"Paragraph 1 ", "Paragraph 2 ", "Paragraph 119 ", "Paragraph 120 "}, []string{"Mahnaz"}},
		{"no question", long, "", 600, []string{"Paragraph 1 ", "Paragraph 120 "}, []string{"Paragraph 60 "}},
		{"hardly any room", long, "silver", 40, []string{"Paragraph 1 ", "[…]"}, []string{"Paragraph 120 "}},
		{"one long line", strings.Repeat("x", 50_000), "", 200, []string{"xxx", "[…]"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := chat.Excerpt(c.text, c.about, c.tokens)
			if n := ai.EstimateTokens(got); n > c.tokens+c.tokens/10 {
				t.Errorf("it has %d tokens, want about %d", n, c.tokens)
			}
			for _, want := range c.has {
				if !strings.Contains(got, want) {
					t.Errorf("it lacks %q:\n%s", want, got)
				}
			}
			for _, not := range c.lacks {
				if strings.Contains(got, not) {
					t.Errorf("it has %q:\n%s", not, got)
				}
			}
		})
	}
}

// A turn that is longer than the window goes along in part, so that it can be
// asked about.
func TestALongTurnGoesAlongInPart(t *testing.T) {
	long := report(100, "The treasurer was Mahnaz.")
	turns := chat.Exchange(long, "I have read it.", "m", monday)
	got := chat.Window(turns, 1500, "Who was the treasurer?")
	if len(got) != 2 || !strings.Contains(got[0].Text, "Mahnaz") || got[1].Text != "I have read it." {
		t.Fatalf("the window is %+v", got)
	}
	if got[0].Tokens > 800 || turns[0].Text != long {
		t.Errorf("it has %d tokens; what was given has %d bytes", got[0].Tokens, len(turns[0].Text))
	}
}
