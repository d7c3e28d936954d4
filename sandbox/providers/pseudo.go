package providers

import (
	"regexp"
	"slices"
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

// sentenceEnd is where a sentence ends, the marks and tags at its end with it.
var sentenceEnd = regexp.MustCompile(`[.!?؟…。！？]+["'»”)]*(?:⟦[^⟧]*⟧|</[A-Za-z][^<>]*>)*(?:\s+|$)`)

// wrapping are the marks and tags round a sentence.
var wrapping = regexp.MustCompile(`^((?:⟦[^⟧]*⟧|<[^<>]*>|\{\\[^{}]*\}|\*|\s)*)(.*?)((?:⟦[^⟧]*⟧|</[^<>]*>|\*|\s)*)$`)

// translator translates into a language in a model's own way, which the salt
// makes, and by what the question tells.
type translator struct {
	to   language
	salt uint64
	guide
}

// translate translates a text line by line and sentence by sentence: by the
// question's guide, from the phrasebook, and otherwise word by word into words
// of the language of about the same length. The same text and salt give the
// same translation, which is never the text itself where it has words.
func (t translator) translate(text string) string {
	if known := t.known[fold(bareEnd(text))]; known != "" {
		return known + punctuate(text[len(bareEnd(text)):], t.to)
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		body := strings.TrimSpace(line)
		if body == "" {
			continue
		}
		at := strings.Index(line, body)
		lines[i] = line[:at]
		for _, s := range sentences(body) {
			lines[i] += t.sentence(s)
		}
		lines[i] += line[at+len(body):]
	}
	return strings.Join(lines, "\n")
}

// bareEnd is a sentence without what ends it.
func bareEnd(s string) string {
	return strings.TrimRightFunc(s, func(r rune) bool { return strings.ContainsRune(".!?؟…。！？\"'»”) \t\r", r) })
}

func (t translator) sentence(s string) string {
	if m := wrapping.FindStringSubmatch(s); m != nil && m[1]+m[3] != "" {
		return m[1] + t.sentence(m[2]) + m[3]
	}
	core := bareEnd(s)
	if known := t.known[fold(core)]; known != "" {
		return known + punctuate(s[len(core):], t.to)
	}
	terms := t.find(s)
	if p := lookup(core, t.to); p != "" && fold(p) != fold(core) && terms == nil {
		return opening(s[len(core):], t.to) + capital(p, "A", t.to) + punctuate(s[len(core):], t.to)
	}
	if label, rest, ok := strings.Cut(s, ": "); ok && terms == nil && lookup(label+":", t.to) != "" && lookup(bareEnd(rest), t.to) != "" {
		return t.sentence(label+":") + " " + t.sentence(rest)
	}
	var b strings.Builder
	first, at := true, 0
	for _, k := range t.fixed(s, terms) {
		b.WriteString(t.wordByWord(s[at:k.from], &first))
		b.WriteString(k.target)
		at = k.to
	}
	b.WriteString(t.wordByWord(s[at:], &first))
	return b.String()
}

// fixed are the parts of a sentence whose translation is given: terms, and
// what stays as it is.
func (t translator) fixed(s string, terms []place) []place {
	all := slices.Clone(terms)
	for _, loc := range kept.FindAllStringIndex(s, -1) {
		if !slices.ContainsFunc(terms, func(p place) bool { return loc[0] < p.to && p.from < loc[1] }) {
			all = append(all, place{loc[0], loc[1], s[loc[0]:loc[1]]})
		}
	}
	slices.SortFunc(all, func(a, b place) int { return a.from - b.from })
	return all
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
func (t translator) wordByWord(s string, first *bool) string {
	var b strings.Builder
	at, before := 0, ""
	for _, loc := range word.FindAllStringIndex(s, -1) {
		b.WriteString(punctuate(s[at:loc[0]], t.to))
		w := s[loc[0]:loc[1]]
		out := lookup(w, t.to)
		if out == "" || fold(out) == fold(w) {
			out = pseudoWord(w, before, t.to, t.salt)
		}
		before = out
		if *first {
			out, *first = capital(out, "A", t.to), false
		} else {
			out = capital(out, w, t.to)
		}
		b.WriteString(out)
		at = loc[1]
	}
	b.WriteString(punctuate(s[at:], t.to))
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
	for i := range max(want, 1) {
		h = h*6364136223846793005 + 1442695040888963407
		from := letters
		if to.code == latin.code { // so that it can be read aloud
			from = [2][]rune{letters[:5], letters[5:]}[(uint64(want)+uint64(i))%2]
		}
		b.WriteRune(from[(h>>33)%uint64(len(from))])
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
