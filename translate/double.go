package translate

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// around finds what parts a text from its translation where a model gives
// both.
var around = regexp.MustCompile(`^\s*["'»”)*_]*\s*(?:[:=→|⇒\n/]|[—–]|->|=>|-\s)|(?:[:=→|⇒\n/]|[—–]|->|=>|\s-)\s*["'«“(*_]*\s*$`)

// checkDouble finds a text that stands beside its translation.
func checkDouble(src, out string) *fault {
	src, out = strings.TrimSpace(src), strings.TrimSpace(out)
	if !hasLetters(src) || utf8.RuneCountInString(src) < 3 {
		return nil
	}
	rest, lines, found := strings.ToLower(out), 0, false
	for l := range strings.Lines(strings.ToLower(src)) {
		if l = strings.Trim(l, " \t\r\n.!?؟…"); !hasLetters(l) {
			continue
		}
		lines++
		i := strings.Index(rest, l)
		if i < 0 || inWord(rest, i, i+len(l)) {
			return nil
		}
		before, after := rest[:i], strings.TrimLeft(rest[i+len(l):], ".!?؟…")
		found = found || hasLetters(after) && around.MatchString(after) || hasLetters(before) && around.MatchString(before)
		rest = before + " " + after
	}
	if lines == 0 || !hasLetters(rest) {
		return nil
	}
	beside := len(letters(rest, len(rest)))*2 >= len(letters(src, len(src)))
	if !nameLike(src) && (found || beside && len(strings.Fields(src)) >= 4) {
		return hard("the answer holds the text as well")
	}
	return soft("the answer holds the text as well") // a name, perhaps
}

var (
	// choiceLine is a line that offers another translation, orLine one that
	// may do so.
	choiceLine = regexp.MustCompile(`(?im)^[\s(*_"«-]*(?:(?:یا|or|oder|ou|أو|или|veya|ya da)\s*(?:[:：*]|$)|` +
		`(?:alternatively|alternatives?|alternativ|option \d+|گزینه[\x{200c}\x{6cc} ]*[\d۰-۹]+|(?:یا )?به (?:بیان|عبارت) دیگر)\s*[:,،：]?)`)
	orLine      = regexp.MustCompile(`(?im)^[\s(*_"«-]*(?:یا|or|oder|ou|أو|или|veya|ya da)\s`)
	choiceAside = regexp.MustCompile(`(?i)[(/]\s*(?:یا|or|oder|ou|أو|или|veya)\s*:`)
	numbered    = regexp.MustCompile(`(?m)^\s*[*_]*(?:[\d۰-۹]+[.)\-:]|[-•*]\s)`)
	// orWord is a choice within a line, in any of the languages.
	orWord = regexp.MustCompile(`(?i)(?:^|[\s(،,])(?:یا|or|either|whether|nor|oder|ou|أو|или|либо|veya|ya da|yahut|o bien)(?:[\s،,]|$)|\s/\s`)
)

// checkChoice finds an answer that offers several translations. A word such as
// "parent" has two by right ("پدر یا مادر"), if they stand in one line.
func checkChoice(src, out string) *fault {
	src, out = strings.TrimSpace(src), strings.TrimSpace(out)
	more := strings.Count(out, "\n") > strings.Count(src, "\n")
	switch {
	case more && count(choiceLine, out) > count(choiceLine, src),
		more && orLine.MatchString(out) && !orWord.MatchString(src),
		strings.ContainsAny(out, "(/") && count(choiceAside, out) > count(choiceAside, src),
		more && count(numbered, out) > max(1, count(numbered, src)):
		return hard("the answer offered a choice")
	case parted(out) && !parted(src):
		return hard("the answer repeated itself")
	case strings.Contains(out, " / ") && !strings.Contains(src, "/"):
		return soft("the answer offered a choice")
	case len(strings.Fields(src)) <= 6 && orWord.MatchString(out) && !orWord.MatchString(src) && !strings.Contains(src, "/"):
		return soft("the answer offered a choice")
	}
	return nil
}

// partings stand between two that are one's choice.
var partings = regexp.MustCompile(`(?i)\s*(?:[/|،;؛\n]|[\s،](?:یا|or|oder|ou|أو|или|veya|ya da)\s|[—–]|\s-\s)\s*`)

// parted says whether a text is the same twice, with something between.
func parted(s string) bool {
	half := len(s) / 2
	first, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	if at := max(half-len(first)-8, 0); !strings.Contains(s[at:], first) || strings.Index(s[at:], first) > len(first)+24 {
		return false // the second does not begin in the middle
	}
	for _, loc := range partings.FindAllStringIndex(s, -1) {
		if a, b := s[:loc[0]], s[loc[1]:]; loc[0] <= half+2 && loc[1] >= half-2 && hasLetters(a) && sameWords(strings.Trim(a, " .!?؟"), strings.Trim(b, " .!?؟")) {
			return true
		}
	}
	return false
}

func count(re *regexp.Regexp, s string) int { return len(re.FindAllStringIndex(s, -1)) }
