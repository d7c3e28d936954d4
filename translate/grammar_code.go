package translate

import (
	"slices"
	"strings"
)

// Codes before a text. Few of them are nothing but a language: "tr" is a table
// row, "fr" is "for real", "ar" sees more than there is.
const (
	// clearCodes count before any text, unless they are a word of its language.
	clearCodes = " fa en de es ru zh ckb "
	// spokenCodes are said or written before a name, and count before no
	// text that could go on from them.
	spokenCodes = " yo kk gl mr ms sr "
	// greetCodes are said, too, but not before a greeting.
	greetCodes = " fr "
)

// clear says whether the code is a language and hardly anything else.
func (t token) clear() bool {
	return t.kind == code && (strings.Contains(clearCodes, " "+strings.ToLower(t.raw)+" ") || strings.ContainsAny(t.raw, "-_"))
}

// leads says whether a token stands before a text as its target, and is no
// part of it: a name; a clear code in lower case, or one of the two languages
// that most are asked for; any other before a text in another script, in a
// language that is neither English nor its own, or that begins as sayings do.
func (t token) leads(text string) bool {
	raw := strings.ToLower(t.raw)
	switch {
	case t.kind == fullName, foreign(text, mainScript(t.raw)):
		return true
	case t.clear() && (t.raw[:2] == raw[:2] || raw == "fa" || raw == "en"):
		return true
	case strings.Contains(spokenCodes, " "+raw+" "):
		return false
	}
	if l, conf := Detect(text); conf >= Likely && l.Code != "en" && l != t.Language && strings.Count(text, " ") >= 2 {
		return true
	}
	if strings.Contains(greetCodes, " "+raw+" ") {
		return enGreets.MatchString(text)
	}
	return enOpens.MatchString(text)
}

// listLeads is leads for a list that begins with t: one clear code vouches for
// the others.
func (t token) listLeads(list []Language, text string) bool {
	return t.leads(text) || slices.ContainsFunc(list[1:], func(l Language) bool {
		return strings.Contains(clearCodes, " "+l.Code+" ")
	})
}

// pairUp says whether two codes with no more than a thin sign between them are
// a pair: none is a word, and no two are abbreviations, as in "uk-eu trade".
func pairUp(from, to token) bool {
	return from.kind < longCode && to.kind < longCode && (from.kind != initials || to.kind != initials)
}
