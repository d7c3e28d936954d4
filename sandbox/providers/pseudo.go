package providers

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// kept are the parts of a text that a translation leaves as they are.
var kept = regexp.MustCompile(`https?://[^\s<>"'»)\]}]+|www\.[^\s<>"'»)\]}]+|[\w.+-]+@[\w-]+\.[\w.]+|⟦[^⟧]*⟧|⟨[^⟩]*⟩|` +
	`\{\{[^{}]*\}\}|\$?\{[^{}]*\}|%(?:\d+\$)?[-+0#]*\d*(?:\.\d+)?[a-zA-Z@]|%%|</?[A-Za-z][^<>]*>|&[a-zA-Z#0-9]+;|` +
	"`[^`]*`" + `|@\w+|\$\w+|\\[nrt"]|[0-9۰-۹٠-٩]+(?:[.,:/٫٬-][0-9۰-۹٠-٩]+)*`)

// word is a word of any script, with its half-spaces and apostrophes.
var word = regexp.MustCompile(`[\p{L}\p{M}]+(?:[\x{200c}'’-][\p{L}\p{M}]+)*`)

// sentenceEnd is where a sentence ends.
var sentenceEnd = regexp.MustCompile(`[.!?؟…。！？]+["'»”)]*(?:\s+|$)`)

// translate translates a text line by line and sentence by sentence: from the
// phrasebook, and otherwise word by word into words of the language of about
// the same length. The same text and salt give the same translation, which is
// never the text itself where it has words.
func translate(text string, to language, salt uint64) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		body := strings.TrimSpace(line)
		if body == "" {
			continue
		}
		at := strings.Index(line, body)
		lines[i] = line[:at] + translateLine(body, to, salt) + line[at+len(body):]
	}
	return strings.Join(lines, "\n")
}

func translateLine(line string, to language, salt uint64) string {
	var b strings.Builder
	for line != "" {
		end := len(line)
		if loc := sentenceEnd.FindStringIndex(line); loc != nil {
			end = loc[1]
		}
		b.WriteString(translateSentence(line[:end], to, salt))
		line = line[end:]
	}
	return b.String()
}

func translateSentence(s string, to language, salt uint64) string {
	core := strings.TrimRightFunc(s, func(r rune) bool { return strings.ContainsRune(".!?؟…。！？\"'»”) \t\r", r) })
	if t := lookup(core, to); t != "" && fold(t) != fold(core) {
		return opening(s[len(core):], to) + capital(t, "A", to) + punctuate(s[len(core):], to)
	}
	var b strings.Builder
	first, at := true, 0
	for _, loc := range kept.FindAllStringIndex(s, -1) {
		b.WriteString(wordByWord(s[at:loc[0]], to, salt, &first))
		b.WriteString(s[loc[0]:loc[1]])
		at = loc[1]
	}
	b.WriteString(wordByWord(s[at:], to, salt, &first))
	return b.String()
}

// opening is what a sentence of that end begins with.
func opening(end string, to language) string {
	switch {
	case to.code != "es":
	case strings.ContainsAny(end, "?؟"):
		return "¿"
	case strings.Contains(end, "!"):
		return "¡"
	}
	return ""
}

// wordByWord translates what lies between kept parts.
func wordByWord(s string, to language, salt uint64, first *bool) string {
	var b strings.Builder
	at, before := 0, ""
	for _, loc := range word.FindAllStringIndex(s, -1) {
		b.WriteString(punctuate(s[at:loc[0]], to))
		w := s[loc[0]:loc[1]]
		t := lookup(w, to)
		if t == "" || fold(t) == fold(w) {
			t = pseudoWord(w, before, to, salt)
		}
		before = t
		if *first {
			t, *first = capital(t, "A", to), false
		} else {
			t = capital(t, w, to)
		}
		b.WriteString(t)
		at = loc[1]
	}
	b.WriteString(punctuate(s[at:], to))
	return b.String()
}

// pseudoWord is the language's word for w, as far as these models know. It is
// neither w nor the word before it.
func pseudoWord(w, before string, to language, salt uint64) string {
	h, want := hash(strings.ToLower(w))^salt, utf8.RuneCountInString(w)
	if len(to.words) == 0 {
		return spelled(to, want, h)
	}
	for off := 0; ; off++ {
		var fit []string
		for _, c := range to.words {
			n := utf8.RuneCountInString(c)
			if (n == want+off || n == want-off) && !strings.EqualFold(c, w) && c != before {
				fit = append(fit, c)
			}
		}
		if len(fit) > 0 {
			return fit[h%uint64(len(fit))]
		}
	}
}

// spelled makes a word of letters.
func spelled(to language, want int, h uint64) string {
	letters := []rune(to.letters)
	if to.code == "zh" || to.code == "ja" || to.code == "ko" {
		want = (want + 1) / 2
	}
	var b strings.Builder
	for range max(want, 1) {
		h = h*6364136223846793005 + 1442695040888963407
		b.WriteRune(letters[(h>>33)%uint64(len(letters))])
	}
	return b.String()
}

// capital gives t a capital if the source had one and the script knows any.
func capital(t, source string, to language) string {
	r, n := utf8.DecodeRuneInString(t)
	s, _ := utf8.DecodeRuneInString(source)
	if !unicode.IsUpper(s) || to.rtl {
		return t
	}
	return string(unicode.ToUpper(r)) + t[n:]
}

var (
	toArabic   = strings.NewReplacer(",", "،", "?", "؟", ";", "؛")
	fromArabic = strings.NewReplacer("،", ",", "؟", "?", "؛", ";")
)

// punctuate writes punctuation as the language does.
func punctuate(s string, to language) string {
	if to.rtl {
		return toArabic.Replace(s)
	}
	return fromArabic.Replace(s)
}
