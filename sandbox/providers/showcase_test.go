package providers_test

import (
	"strings"
	"testing"

	"hamzaban/sandbox/providers"
)

// TestShowcases: what the demo's page offers to ask is answered with the
// Markdown that it is to show, in the language of the question.
func TestShowcases(t *testing.T) {
	s := start(t, providers.Options{Limits: providers.Unlimited()})
	all := []string{"\n# ", "\n## ", "\n|:", "\n1. ", "\n   - ", "\n     - ", "\n> ", "\n```python\n", "](https://", "$c(t)", "\n$$\\frac", "\n- [x] ", "\n- [ ] ", "\n---\n"}
	for _, tc := range []struct {
		name, question, words string
		has                   []string
	}{
		{"a table", "Make a table of three cities", "Here is", []string{"\n|:"}},
		{"a Persian table", "جدولی از سه شهر بساز", "جدول", []string{"\n|:"}},
		{"code", "Write a short program", "This small", []string{"\n```go\n"}},
		{"Persian code", "برنامه‌ای کوتاه بنویس", "این برنامه", []string{"\n```go\n"}},
		{"maths", "Explain the quadratic formula", "A quadratic", []string{"$ax^2", "\n$$x", "\n3. "}},
		{"Persian maths", "فرمول معادلهٔ درجهٔ دو را توضیح بده", "معادلهٔ", []string{"$ax^2", "\n$$x", "\n3. "}},
		{"sights", "Hello! What can I see in Isfahan in two days?", "Two days", []string{"\n2. ", "\n   - "}},
		{"Persian sights", "سلام! در دو روز چه جاهایی از اصفهان را ببینم؟", "دو روز", []string{"\n2. ", "\n   - "}},
		{"a report", "Write a long report about tea", "Tea", all},
		{"a Persian report", "گزارشی بلند دربارهٔ چای بنویس", "چای", all},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := "\n" + talk(t, s, "", tc.question)
			for _, part := range append(tc.has, tc.words) {
				if !strings.Contains(got, part) {
					t.Errorf("there is no %q in %s", part, got)
				}
			}
		})
	}
}

// TestACutAnswerIsGoneOnWith where it was cut, as far as it would have gone.
func TestACutAnswerIsGoneOnWith(t *testing.T) {
	s := start(t, providers.Options{Limits: providers.Unlimited()})
	const question = "یک متن بلند بنویس"
	whole := talk(t, s, "", question)
	part := whole[:strings.LastIndex(whole[:len(whole)/2], " ")]
	rest := talk(t, s, "", question, part, "Your answer was cut off by a length limit. Go on exactly where it stops.")
	if part+rest != whole {
		t.Errorf("it goes on with %q", rest[:100])
	}
}

// TestAnswersAreShortened to what they lead up to, or to their first sentence.
func TestAnswersAreShortened(t *testing.T) {
	s := start(t, providers.Options{Limits: providers.Unlimited()})
	for _, tc := range []struct{ name, answer, want string }{
		{"a list", "Some fruits:\n\n- apples\n  - red\n- pears\n\nThat is all.", "- apples\n- pears"},
		{"code", "So:\n\n```go\na()\n\nb()\n```\n\nRun it.", "```go\na()\n\nb()\n```"},
		{"a report", "# چای\n\nچای نوشیدنی است. گرم است.\n\n## گونه‌ها", "چای نوشیدنی است."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := talk(t, s, "", "?", tc.answer, "Give that answer again, much shorter: only what matters most.")
			if strings.TrimSpace(got) != tc.want {
				t.Errorf("shorter it is %q, want %q", got, tc.want)
			}
		})
	}
}
