package chat

import "hamzaban/ai"

// Window returns the newest turns, oldest first, that together have at most
// about the given tokens. It begins with something a person said, so that no
// answer stands without its question. One turn takes half of that at most: of a
// longer one, such as a document, the parts that matter to the question go along
// (see [Excerpt]).
func Window(turns []Turn, tokens int, question string) []Turn {
	if tokens <= 0 {
		return nil
	}
	most := mostOfOne(tokens)
	start := len(turns)
	for start > 0 {
		tokens -= min(turns[start-1].Tokens, most)
		if tokens < 0 {
			break
		}
		start--
	}
	for start < len(turns) && turns[start].Role != ai.User {
		start++
	}
	window := make([]Turn, 0, len(turns)-start)
	for _, t := range turns[start:] {
		if t.Tokens > most {
			t.Text = inPart(t.Text, question, most)
			t.Tokens = ai.EstimateTokens(t.Text)
		}
		window = append(window, t)
	}
	return window
}

// recalledTokens is the most that each turn of an old exchange takes which a question
// replies to.
const recalledTokens = 400

// recalled is the exchange that a question replies to, where it is not in the
// window: its parts that matter to what is quoted and asked.
func (q Question) recalled(window []Turn) (turns []Turn) {
	if q.Refers == nil {
		return nil
	}
	for _, t := range window {
		if t.ID == q.Refers.Question.ID || t.ID == q.Refers.Answer.ID {
			return nil
		}
	}
	for _, t := range []Turn{q.Refers.Question, q.Refers.Answer} {
		if t.Text != "" {
			t.Text = inPart(t.Text, q.Quoted+"\n"+q.Text, recalledTokens)
			turns = append(turns, t)
		}
	}
	return turns
}

// mostOfOne is how many tokens of a window one turn takes at most.
func mostOfOne(tokens int) int { return tokens / 2 }
