package chat

// inPart is a text of at most about so many tokens, by what is asked about it.
func inPart(text, about string, tokens int) string { return Excerpt(text, about, tokens) }
