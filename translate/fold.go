package translate

import "strings"

// FoldTerm is a term as terms are compared: two that fold alike are one.
func FoldTerm(term string) string { return fold(strings.TrimSpace(term)) }
