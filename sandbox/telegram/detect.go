package telegram

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// inAddress may stand in an address: of the General Punctuation only joiners and
// dashes, so that a mark of direction ends it.
const inAddress = `[^\s<>"«»\x{2000}-\x{200b}\x{200e}\x{200f}\x{2016}-\x{206f}]`

// What the servers find in a text by themselves, whoever wrote it.
var finders = []struct {
	kind string
	re   *regexp.Regexp
}{
	{"url", regexp.MustCompile(`(?i)(?:https?|tg|ton)://` + inAddress + `+|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|org|net|io|dev|ir|ai|me|app|info|co|uk|de|fr|ru|us|eu|xyz|ly|gov|edu)(?:[:/?#]` + inAddress + `*)?`)},
	{"email", regexp.MustCompile(`(?i)[a-z0-9._%+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}`)},
	{"bot_command", regexp.MustCompile(`/[A-Za-z0-9_]{1,64}(?:@[A-Za-z][A-Za-z0-9_]{2,31})?`)},
	{"mention", regexp.MustCompile(`@[A-Za-z][A-Za-z0-9_]{2,31}`)},
	{"hashtag", regexp.MustCompile(`#[\p{L}\p{N}_\x{200c}]*\p{L}[\p{L}\p{N}_\x{200c}]*`)},
}

// detect finds addresses, commands, mentions and the like.
func detect(text string) []Entity {
	var found []Entity
	for _, f := range finders {
		for _, at := range f.re.FindAllStringIndex(text, -1) {
			start, end := at[0], at[1]
			if f.kind == "url" {
				end = start + len(strings.TrimRight(text[start:end], ".,:;!?)]}'،؛؟"))
			}
			if !stands(f.kind, text, start, end) {
				continue
			}
			found = append(found, Entity{Type: f.kind, Offset: length16(text[:start]), Length: length16(text[start:end])})
		}
	}
	return merge(nil, found)
}

// stands says whether what was found is a word of its own.
func stands(kind, text string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	if kind == "mention" { // nothing else before it keeps it from being one
		return (start == 0 || !wordly(before)) && (end == len(text) || !wordly(after))
	}
	if start > 0 && (wordly(before) || strings.ContainsRune("@/<", before) || kind != "url" && before == '.') {
		return false
	}
	switch kind {
	case "url":
		return end == len(text) || after != '@'
	case "bot_command":
		return end == len(text) || !wordly(after) && !strings.ContainsRune("/@>", after)
	}
	return end == len(text) || !wordly(after)
}

func wordly(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// merge adds found entities to those set, except where they would cross or
// stand in code or in a link.
func merge(set, found []Entity) []Entity {
	all := slices.Clone(set)
	for _, f := range found {
		free := !slices.ContainsFunc(all, func(e Entity) bool {
			apart := f.end() <= e.Offset || f.Offset >= e.end()
			within := f.Offset >= e.Offset && f.end() <= e.end()
			holds := !solid(e) && e.Type != "text_link" && e.Type != "text_mention" && !automatic[e.Type]
			around := e.Offset >= f.Offset && e.end() <= f.end() && !solid(e) && !automatic[e.Type]
			return !apart && !(within && holds) && !around
		})
		if free {
			all = append(all, f)
		}
	}
	slices.SortStableFunc(all, func(a, b Entity) int { return cmp.Or(a.Offset-b.Offset, b.Length-a.Length) })
	return all
}
