package providers

import (
	"fmt"
	"strings"
	"time"
)

// think makes a model's answer to a question. The caller holds the lock.
func (s *Server) think(a *account, c *chat) *answer {
	m := a.serves(c.model)
	ans := &answer{chat: c, at: s.o.Now(), finish: "stop"}
	ans.id = fmt.Sprintf("chatcmpl-%016x%08x", hash(c.model, c.system, fmt.Sprint(c.messages)), a.counts[c.model])
	ans.thinking = thinkingTokens(c, m)
	if len(a.say) > 0 {
		ans.text, a.say = a.say[0], a.say[1:]
	} else {
		ans.text, ans.took = s.reply(c)
	}
	ans.bound(m)
	ans.place(a, c, m)
	ans.output = ans.thinking + tokens(ans.text)
	return ans
}

// reply is what the models say unless they were told what to, and how long it
// takes them.
func (s *Server) reply(c *chat) (text string, took time.Duration) {
	if s.o.Answer != nil {
		if text, took = s.o.Answer(c.model, c.messages); text != "" {
			return text, took
		}
	}
	if c.voice != nil {
		if text = s.words(c.voice); text == "" {
			text = "[silence]"
		}
		return text, took
	}
	return mind{seed: s.o.Seed, model: c.model}.reply(c), took
}

// thinkingTokens is how much the model thinks before it answers.
func thinkingTokens(c *chat, m *model) int {
	effort := c.effort
	if effort == "" {
		effort = m.effort
	}
	return map[string]int{"minimal": 4, "low": 24, "default": 96, "medium": 96, "high": 256, "xhigh": 512}[effort]
}

// bound keeps the answer within its limit; thinking comes first.
func (a *answer) bound(m *model) {
	limit := m.output
	if a.chat.maxTokens > 0 {
		limit = min(limit, a.chat.maxTokens)
	}
	if a.thinking >= limit {
		a.thinking, a.text, a.finish = limit, "", "length"
		return
	}
	if runes := []rune(a.text); len(runes) > 4*(limit-a.thinking) {
		a.text, a.finish = string(runes[:4*(limit-a.thinking)]), "length"
	}
}

// place puts the thinking where the vendor shows it.
func (a *answer) place(acc *account, c *chat, m *model) {
	if a.thinking == 0 {
		return
	}
	show := c.show
	if show == "" {
		switch {
		case acc.name == "gemini" && !m.leaks, acc.name == "cohere":
			show = "hidden"
		case acc.name == "groq" && m.leaks && !c.json:
			show = "text"
		default:
			show = "field"
		}
	}
	switch show {
	case "field":
		a.thought = thoughts(a.thinking)
	case "text":
		// What stands in the text is output like the rest, already counted.
		a.text = "<think>\n" + thoughts(a.thinking) + "\n</think>\n\n" + a.text
		a.thinking = 0
	}
}

// thoughts are about n tokens of thinking.
func thoughts(n int) string {
	const one = "The user wants a helpful answer. Let me consider the question, recall what was said before, and choose simple words. "
	text := strings.Repeat(one, 4*n/len(one)+1)
	return strings.TrimSpace(text[:4*n])
}
