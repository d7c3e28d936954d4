package ai

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What of a refusal may be shown, in errors and logs. Vendors like to quote
// what they refuse, whole, in part or in another spelling, and what people have
// written is nobody's business.

// secretLike are the ids and keys that vendors put into their messages.
var secretLike = regexp.MustCompile(`\b(org|proj|user|acct|sk|gsk|csk|key)[-_][A-Za-z0-9_*-]{6,}|AIza[\w-]+|[\w.+-]+@[\w-]+\.\w+`)

const (
	maxMessage = 200
	// So many letters or digits in a row that a message shares with what
	// somebody has said, or with the standing instructions, which are long and
	// mostly not a person's, are taken for a quotation; or so many digits alone.
	sharedLetters, sharedOfSystem, sharedDigits = 5, 12, 4
)

// shown is what the refusal tells that may be shown: its message, or where that
// may quote the request its code and type alone. Empty: nothing.
func (t *transport) shown(k Kind, said refusal, r *Request) string {
	quotes := k == BadRequest || k == Filtered || k == TooLarge // they are about the request
	message := ""
	if !quotes {
		message = t.withoutSecrets(said.Message)
		quotes = message != "" && shares(message, r)
	}
	if quotes {
		return said.label(r)
	}
	return message
}

// withoutSecrets is the message without keys and ids, cut to one short line.
func (t *transport) withoutSecrets(message string) string {
	message = oneLine(message)
	for _, key := range t.keys.keys {
		message = strings.ReplaceAll(message, key, "…")
	}
	if strings.ContainsAny(message, "-_@") || strings.Contains(message, "AIza") { // else there is none
		message = secretLike.ReplaceAllString(message, "…")
	}
	if len(message) > maxMessage {
		message = strings.ToValidUTF8(message[:maxMessage], "") + "…"
	}
	return message
}

// labelLike are the vendors' names of failures.
var labelLike = regexp.MustCompile(`^(\d{1,4}|[A-Za-z]+([_. -][A-Za-z]+)*)$`)

// longestLabel is how many bytes such a name has at most.
const longestLabel = 48

// label is the vendor's own name of the failure.
func (r refusal) label(q *Request) string {
	var names []string
	for _, s := range []text{r.Type, r.Code, r.Status} {
		name := string(s)
		if len(name) <= longestLabel && labelLike.MatchString(name) && !slices.Contains(names, name) && !holds(q, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// holds says whether a person has written the word.
func holds(r *Request, word string) bool {
	word = folded(word)
	return slices.ContainsFunc(r.Messages, func(m Message) bool { return strings.Contains(folded(m.Text), word) })
}

// shares says whether the message may quote the request.
func shares(message string, r *Request) bool {
	message = folded(unescaped(message))
	if sharesRun(message, folded(r.System), sharedOfSystem) {
		return true
	}
	return slices.ContainsFunc(r.Messages, func(m Message) bool { return sharesRun(message, folded(m.Text), sharedLetters) })
}

// sharesRun says whether so many letters or digits in a row, or so few digits,
// of one text stand in the other. Both are folded.
func sharesRun(message, text string, letters int) bool {
	if text == "" {
		return false
	}
	var begins [sharedOfSystem]int // of the last runes of a run
	run, digits := 0, 0
	for i, c := range message {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			run, digits = 0, 0
			continue
		}
		begins[run%letters] = i
		if run, digits = run+1, digits+1; !unicode.IsDigit(c) {
			digits = 0
		}
		end := i + utf8.RuneLen(c)
		if run >= letters && strings.Contains(text, message[begins[run%letters]:end]) ||
			digits >= sharedDigits && strings.Contains(text, message[end-sharedDigits:end]) { // folded, a digit is one byte
			return true
		}
	}
	return false
}

// folded is the text in lower case, with plain digits and one spelling of the
// letters that Arabic and Persian spell in two ways.
func folded(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c < utf8.RuneSelf:
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			return c
		case '۰' <= c && c <= '۹':
			return c - '۰' + '0'
		case '٠' <= c && c <= '٩':
			return c - '٠' + '0'
		case c == 'ي' || c == 'ى':
			return 'ی'
		case c == 'ك':
			return 'ک'
		case unicode.IsDigit(c):
			return ' ' // of other scripts: rare, and not one byte
		}
		return unicode.ToLower(c)
	}, s)
}

var escape = regexp.MustCompile(`\\u[0-9a-fA-F]{4}`)

// unescaped has letters in the place of JSON's escapes for them.
func unescaped(s string) string {
	if !strings.Contains(s, `\u`) {
		return s
	}
	return escape.ReplaceAllStringFunc(s, func(e string) string {
		n, _ := strconv.ParseUint(e[2:], 16, 16)
		return string(rune(n))
	})
}

// oneLine has a single space wherever the text has any.
func oneLine(text string) string {
	before := ' '
	for _, c := range text {
		if unicode.IsSpace(c) && (c != ' ' || before == ' ') {
			return strings.Join(strings.Fields(text), " ")
		}
		before = c
	}
	return strings.TrimSuffix(text, " ")
}
