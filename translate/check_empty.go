package translate

import (
	"regexp"
	"strings"
)

// nothing is what models write for no answer.
var nothing = regexp.MustCompile(`(?i)^\W*(?:null|nil|n/a|undefined|nan)\W*$`)

// checkEmpty finds an answer that has nothing to say. A text of few words may
// be a number in another language, or one that stands for nothing.
func checkEmpty(src, out string) *fault {
	n := len(strings.Fields(src))
	switch {
	case !hasLetters(out) && hasLetters(src):
		if n <= 5 && len(numbers(signs(out))) > 0 && len(numbers(signs(src))) > 0 && checkNumbers(src, out) == nil {
			return soft("the answer has no words")
		}
		return hard("the answer was empty")
	case len(out) < 20 && nothing.MatchString(out) && !nothing.MatchString(src):
		if n <= 2 {
			return soft("the answer was empty")
		}
		return hard("the answer was empty")
	}
	return nil
}
