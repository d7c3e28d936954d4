package chat

import "hamzaban/ai"

// Window returns the newest turns, oldest first, that together have at most
// about the given tokens. It begins with something a person said, so that no
// answer stands without its question.
func Window(turns []Turn, tokens int) []Turn {
	start := len(turns)
	for start > 0 {
		tokens -= turns[start-1].Tokens
		if tokens < 0 {
			break
		}
		start--
	}
	for start < len(turns) && turns[start].Role != ai.User {
		start++
	}
	return turns[start:]
}
