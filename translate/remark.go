package translate

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Words about a translation, which models put before it and after it: a
// preface, a translator's note, good wishes. A text may hold the like, in
// words that are not known here, so they count only where there is more of
// them than in the text: one more colon, one more sentence.
var (
	preface = regexp.MustCompile(`(?i)^[^\pL\pN]*(?:here(?:'s|’s| is| are| you go)|sure|certainly|absolutely|of course|okay|translation|translated text|the translation|übersetzung|hier ist|gerne?|natürlich|` +
		`traduction|voici|bien sûr|traducción|aquí|claro|traduzione|ecco|çeviri|[İi]şte|tabii)(?:[^\pL\n][^\n]{0,60})?[:：](?:\s|$)` +
		`|^[^\pL\pN]*(?:ترجمهٔ?|ترجمه‌ی|متن ترجمه|در اینجا|این هم|بفرمایید|البته|حتماً?|باشه|ترجمة|الترجمة|إليك|بالتأكيد|перевод|вот|конечно|翻译|译文|翻訳)[^\n:：]{0,60}[:：](?:\s|$)?`)
	opener = regexp.MustCompile(`(?i)^[^\pL\pN]*(?:sure|certainly|absolutely|of course|okay|here(?:'s|’s| is| you go)|gerne|natürlich|voici|claro|البته|حتماً?|بفرمایید|این هم|در اینجا|بالتأكيد|конечно)[^\n]{0,60}$`)
	note   = regexp.MustCompile(`(?i)[\n(\[][^\pL\pN]*(?:translator'?s? )?(?:note|explanation|anmerkung|hinweis|remarque|nota|not|توضیح(?:ات)?|یادداشت(?: مترجم)?|نکته|ملاحظة|примечание)s?[*]*\s*[:：]`)
	wishes = regexp.MustCompile(`(?i)\b(?:i hope (?:this|that|it) helps|hope (?:this|that) helps|let me know if|feel free to|is there anything else|if you (?:need|have|want) (?:any|more|further)|` +
		`ich hoffe,? (?:das|dies|es)|j'espère que (?:cela|ça)|n'hésitez pas|espero que (?:esto|te|le)|umarım)` +
		`|(?:امیدوارم (?:\S+ ){0,3}(?:مفید|کمک|کارتان|کارت|ترجمه|راضی)|اگر (?:سوال|سؤال|نیاز|کمک|توضیح|ترجمه)[^\n]{0,40}(?:بپرس|بگو|بفرما|بفرمایید|اطلاع|خدمت|هستم)|نیاز (?:به )?(?:توضیح|ترجمه|کمک) (?:بیشتر|دیگر)|آمل أن|надеюсь)`)
)

// commented says whether an answer says something about the text or its
// translation that the text does not say.
func commented(src, out string) bool {
	head := firstRunes(out, 120)
	first, _, cut := strings.Cut(head, "\n")
	colons := strings.ContainsAny(out, ":：") && count(colon, out) > count(colon, src)
	switch {
	case colons && preface.MatchString(head) && !preface.MatchString(firstRunes(src, 120)),
		colons && labels(out) && !labels(src),
		colons && strings.ContainsAny(out, "\n([") && note.MatchString(out) && !note.MatchString(src),
		cut && strings.Count(out, "\n") > strings.Count(src, "\n") && opener.MatchString(first) && !opener.MatchString(firstLine(src)):
		return true
	}
	tail := lastRunes(out, 200)
	return wishes.MatchString(tail) && !wishes.MatchString(src) && sentences(out) > sentences(src)
}

var colon = regexp.MustCompile(`[:：](?:[\s*_]|$)|：`)

func firstLine(s string) string {
	first, _, _ := strings.Cut(s, "\n")
	return first
}

// sentences counts the sentences and lines of s.
func sentences(s string) int {
	n := 1
	ended := false // a sentence, if white space follows
	for _, r := range strings.TrimRight(s, ".!?؟…。！？۔\"'»”’)] \n") {
		switch {
		case r == '\n' || strings.ContainsRune("。！？", r), ended && r == ' ':
			n++
			ended = false
		case strings.ContainsRune(".!?؟…۔", r):
			ended = true
		case !strings.ContainsRune("\"'»”’)]", r):
			ended = false
		}
	}
	return n
}

// labels says whether a text opens with the name of a language and a colon.
func labels(s string) bool {
	head, _, ok := strings.Cut(firstRunes(s, 40), ":")
	if !ok || utf8.RuneCountInString(head) < 4 { // "To: …" is no Tongan
		return false
	}
	_, ok = Lookup(strings.Trim(head, "*_#() "))
	return ok
}
