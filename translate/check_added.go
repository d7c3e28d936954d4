package translate

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// checkAdded finds what an answer has round or within it that its text has not:
// tags, code signs, characters that turn the direction of what follows, the
// number of a list, a word to whoever asked, a remark in brackets. Both are
// masked, so that a tag in either is one that the text has not.
func checkAdded(src, out string, to Language) *fault {
	switch {
	case strings.ContainsFunc(out, func(r rune) bool { return unseen(r) && !strings.ContainsRune(src, r) }):
		return hard("the answer holds characters that cannot be seen")
	case strings.Count(out, "`") > strings.Count(src, "`"),
		strings.ContainsAny(out, "<[") && count(anyTag, out) > count(anyTag, src):
		return hard("markup was lost or invented")
	}
	return gravest(checkListed(src, out, to), checkAside(src, out), checkOpener(src, out))
}

// unseen are characters that change what is seen without being seen: those that
// embed, override or isolate a direction, tags, and control characters. Marks
// of direction and joiners belong to writing.
func unseen(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r >= 0xE0000 && r <= 0xE007F ||
		r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0x7f
}

var (
	anyTag = regexp.MustCompile(`</?\pL[^<>\n]{0,60}>|\[/?[A-Za-z]{3,}\]`)
	// listSign is how an entry of a list begins, sourceSign how one may begin
	// that is translated as such.
	listSign   = regexp.MustCompile(`^\s*(?:([\d۰-۹٠-٩]{1,3})[.)\-–:][ \t]|[-–—•*·][ \t])`)
	sourceSign = regexp.MustCompile(`^[^\pL\pN]{0,3}(?:[\d۰-۹٠-٩]+|\pL|[ivxIVX]{1,4})\s?[.):\-–]|^\s*[-–—―•*·+>~‐−]`)
)

// ordinalDots are languages that write "1st" as "1.".
const ordinalDots = " de da no fi cs sk hu hr sl sr bs et lv pl is tr az sq "

// checkListed finds a number or a dash before an answer whose text is no entry
// of a list.
func checkListed(src, out string, to Language) *fault {
	sign := listSign.FindStringSubmatch(out)
	switch {
	case sign == nil || sourceSign.MatchString(src):
		return nil
	case sign[1] != "" && slices.Contains(numbers(signs(src)), numbers(signs(sign[1]))[0]), // "May 1" is "1. Mai"
		sign[1] != "" && strings.Contains(ordinalDots, " "+to.Code+" "):
		return soft("the answer was made an entry of a list")
	}
	return hard("the answer was made an entry of a list")
}

var (
	// asides are remarks about a translation, in brackets or after a dash.
	asides = regexp.MustCompile(`(?i)[(\[（][^\pL\pN]*(?:literally|lit\.|literal(?:ly)? (?:translation|meaning)|(?:a )?(?:free|loose|rough|informal|formal|machine) translation|translat(?:ed|ion|or)\b|meaning\b|i\.e\.|wörtlich|littéralement|literalmente|` +
		`توجه|نکته|ترجمه|این ترجمه|تحت ?\x{200c}?اللفظی|به معن[یا]|یعنی|معنی|حرفيا|بمعنى|буквально|kelimesi kelimesine)` +
		`|(?:^|[\n(\[—–-])\s*(?:source|via|quelle|fuente|fonte|منبع|المصدر|источник|kaynak)\s*[:：]`)
	aside = regexp.MustCompile(`[(\[（][^()\[\]（）\n]*[)\]）]`)
)

// checkAside finds remarks in brackets, or where a text is said to be from.
func checkAside(src, out string) *fault {
	if !strings.ContainsAny(out, "([（:：") {
		return nil
	}
	more := count(aside, out) > count(aside, src) && !strings.ContainsAny(src, "()[]（）")
	colons := count(colon, out) > count(colon, src)
	switch {
	case (more || colons) && asides.MatchString(out) && !asides.MatchString(src):
		return hard("the answer commented on the text")
	case more && strings.ContainsFunc(aside.FindString(out), unicode.IsSpace):
		return soft("something in brackets was added")
	}
	return nil
}

// said is a word to whoever asked, alone in a sentence before the translation.
var said = regexp.MustCompile(`(?i)^[^\pL\pN]*(?:sure(?: thing)?|certainly|absolutely|of course|okay|gladly|gerne?|natürlich|selbstverständlich|klar|bien sûr|voici|claro|por supuesto|certo|tabii|elbette|البته|حتماً?|بفرمایید|با کمال میل|بالتأكيد|بالطبع|конечно)[^\pL\pN]*[!.]\s+\S`)

// calls is how a text opens that may open with such a word: "You bet, …".
var calls = regexp.MustCompile(`^[^\pL\pN⟦]*[\pL\pM']+(?: [\pL\pM']+)?[!,،.…] *[^\s"'»”’)]`)

// checkOpener finds such a word where the text opens with no sentence of its
// own as short.
func checkOpener(src, out string) *fault {
	if !said.MatchString(out) || sentences(out) <= sentences(src) || opener.MatchString(firstLine(src)) {
		return nil
	}
	if calls.MatchString(src) {
		return soft("the answer has a word before the text")
	}
	return hard("the answer has a word before the text")
}
