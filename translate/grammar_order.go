package translate

import (
	"regexp"
	"strings"
	"unicode"
)

// Requests in which no sign and no other script parts the language from the
// text. They are the easiest to take for a text, so each has rules:
//
//   - A language before the text ("persian good morning") counts where the text
//     begins as sayings do and nothing can go on from an adjective: a greeting,
//     thanks, a question to somebody. "Persian cats are cute" is a text.
//   - After "to" or "به" the same goes, and in English any article, possessive
//     or pronoun is such a beginning: "to persian the book is here".
//   - A language after the text ("good morning in Persian") counts as the very
//     last words, in its full name, never a country's, where the text has no
//     word that goes with "in" or "to" a language ("he writes in Persian", "it
//     is in German", "similar to Persian"), and is short.
//   - Whoever writes "translate … to", "… را به … ترجمه کن" or "how do you say …
//     in" says that it is a request, whatever the text.
//
// Whatever is no such request is all text; "--" before it always is.

const (
	enSaying = `hello|hi|hey|dear|goodbye|bye|thanks|thank you|sorry|excuse me|congratulations|please \w+|` +
		`good (?:morning|afternoon|evening|night|day|luck|bye)|happy (?:birthday|new year|anniversary)|merry christmas|` +
		`how (?:are|is|do|does|can|much|many|old|long|far)|what(?:'s| is| are| do| does| time)|where(?:'s| is)|why|` +
		`(?:can|could|would|do|are) you|can i|i(?:'m| am| love| need| want| would|'d| have|'ve| will|'ll| don't| do not| can| miss)|` +
		`you(?:'re| are)|we(?:'re| are| need| want| will)|my name|let's|let us|see you|have a|nice to|no problem`
	faSaying = `سلام|درود|(?:صبح|ظهر|عصر|شب|روز|وقت)(?:تان|تون|ت)? ?(?:به ?خیر|بخیر|خوش)|خداحافظ|بدرود|ممنون|متشکر|مرسی|سپاس|` +
		`دست(?:ت|تان|تون) درد|خسته نباش|ببخش|معذرت می ?خوا|دوستت دارم|تولد(?:ت|تان|تون) مبارک|عید(?:ت|تان|تون)? مبارک|سال نو مبارک|` +
		`خوش آمد|خوش اومد|حالت چط|حال شما|اسم من|اسم شما|موفق باش|نوش جان|تبریک|به امید دیدار`
	lastMark = `[ .!?؟]*$`
)

var (
	enOpens   = regexp.MustCompile(`(?i)^(?:` + enSaying + `)(?:[^\pL']|$)`)
	enOpensTo = regexp.MustCompile(`(?i)^(?:` + enSaying + `|the|an?|this|these|my|your|his|her|our|their|i|you|he|she|it|we|they|there)(?:[^\pL']|$)`)
	faOpens   = regexp.MustCompile(`^(?:` + faSaying + `)`)
	// "به فارسی سلام می‌کنند" tells what people do.
	faGoesOn = regexp.MustCompile(`(?:می ?(?:گویند|گوییم|گویم|گوید|گن|گیم|گم|گه|کنند|کنیم|کنم|کند|کنن|کنه|شود|شه)|گفت(?:ند|ن|یم|م)?|یعنی.*)` + lastMark)

	enEnd  = regexp.MustCompile(`(?is)^(.+?),? +(?:(from) +(\pL+) +)?(to|into|in) +([\pL-]+(?: [\pL-]+)??)[ .!?]*$`)
	faEnd  = regexp.MustCompile(`(?s)^(.+?)(?: +(?:را|رو))?(?: +(از) +(?:زبان +)?(\pL+))? +(به) +(?:زبان +)?([\pL\x{200c}]+(?: [\pL\x{200c}]+)??)( +(?:ترجمه(?:‌| )?(?:اش |ش )?کن(?:ید|ین)?|برگردان(?:ید)?|برگردون(?:ید)?)(?: +لطفا[ً]?)?| +چی? ?(?:می[‌ ]?شه|می[‌ ]?شود)| +چه می[‌ ]?شود)?[ .!؟]*$`)
	enAsks = regexp.MustCompile(`(?i)^(?:(?:can you |could you |would you )?(?:please )?translate|how (?:do|would|can|should) (?:you|i|we|people) say)(?: the (?:word|sentence|text|phrase))? +`)

	// What goes with "in a language", and with "to" one.
	enOfWords = regexp.MustCompile(`(?i)\b(?:sa(?:y|ys|id|ying)|sp(?:eak|eaks|oke|oken|eaking)|talk\w*|writ\w+|wrote|read\w*|sing|sings|sang|sung|singing|songs?|books?|words?|` +
		`call(?:s|ed)?|means?|meant|learn\w*|teach\w*|taught|stud(?:y|ies|ied|ying)|translat\w+|class(?:es)?|courses?|lessons?|exams?|degrees?|grades?|films?|movies?|subtitles?|texts?|messages?|tutorials?|letters?|poems?|` +
		`poetry|literature|articles?|versions?|names?|available|fluent|interested|answer\w*|repl(?:y|ies|ied)|asks?|asked|think\w*|chat\w*|express\w*|listen\w*|prefer\w*|compar\w+|switch\w*|chang\w+|convert\w*)\b`)
	enBefore  = regexp.MustCompile(`(?i)(?:^|[^\pL])(?:am|is|are|was|were|be|been|being|it|this|that|them|go|goes|going|went|gone|come|came|back|similar|related|close|closer|next|due|used|native|new|access|equivalent|superior|[\pL]+'s|and|or|the|a|an)$`)
	faOfWords = regexp.MustCompile(`ترجمه|نوشت|صحبت|حرف|گفت|کتاب|سفر|رفت|علاقه|شبیه|نزدیک|تبدیل|واژه|کلمه|درس|کلاس|لغت`)
	justThis  = regexp.MustCompile(`(?i)^(?:this|that|it|these|those|please|me|چی|چه|(?:لطفا|لطفاً)? ?(?:این|اینو|آن|اون)?(?: (?:متن|جمله|پیام))?(?: (?:را|رو))?)$`)
)

// lands are the names of countries and peoples that also stand for a language
// where nothing else can be meant.
const lands = " انگلیس رومانی آلبانی بوسنی استونی لتونی لیتوانی اندونزی سومالی اسلواک کروات "

// mostWords is how long a text may be that a language stands after with
// nothing else to tell that it is a request.
const mostWords = 9

// opened: "persian good morning", "to persian good morning", "انگلیسی صبح بخیر".
func opened(args string) (spec, string, bool) {
	rest, led := args, ""
	for _, to := range []*regexp.Regexp{enTo, faTo} {
		if led = to.FindString(args); led != "" && !strings.EqualFold(strings.TrimSpace(led), "in") {
			rest = args[len(led):]
			break
		}
	}
	t, rest, ok := readToken(rest)
	if !ok || !t.plain() || rest == "" || !unicode.IsSpace(rune(rest[0])) {
		return spec{}, "", false
	}
	text := strings.TrimSpace(rest)
	switch {
	case faOpens.MatchString(spaced(text)) && mainScript(t.raw) == "Arab":
		ok = !faGoesOn.MatchString(spaced(text))
	case led != "" && len(rest) < len(args):
		ok = enOpensTo.MatchString(text)
	default:
		ok = enOpens.MatchString(text)
	}
	return spec{targets: []Language{t.Language}}, text, ok
}

// trailing: "good morning in Persian", "translate hello to farsi", "سلام دنیا رو
// به انگلیسی ترجمه کن".
func trailing(args string) (spec, string, bool) {
	asks := enAsks.FindString(args)
	if m := enEnd.FindStringSubmatch(args[len(asks):]); m != nil {
		return ends(m[1], m[3], m[5], asks != "", func(text string) bool {
			return !enOfWords.MatchString(text) && !enBefore.MatchString(text)
		})
	}
	if m := faEnd.FindStringSubmatch(args); m != nil {
		return ends(m[1], m[3], m[5], m[6] != "", func(text string) bool { return !faOfWords.MatchString(text) })
	}
	return spec{}, "", false
}

// ends reads the languages after a text. Where nobody has said that it is a
// request, free tells whether the text can be one by itself.
func ends(text, from, to string, asked bool, free func(string) bool) (spec, string, bool) {
	text = strings.TrimSpace(text)
	var s spec
	target, rest, ok := readToken(to)
	if !ok || rest != "" || !target.plain() && !(asked && target.kind == code) {
		return spec{}, "", false
	}
	s.targets = []Language{target.Language}
	if from != "" {
		source, rest, ok := readToken(from)
		if !ok || rest != "" || !source.plain() {
			return spec{}, "", false
		}
		s.source = source.Language
	}
	switch {
	case text == "" || justThis.MatchString(text):
		return spec{}, "", false
	case asked:
		return s, text, true
	case strings.Contains(text, "\n") || len(strings.Fields(text)) > mostWords || !free(text):
		return spec{}, "", false
	}
	last := text[strings.LastIndexByte(text, ' ')+1:]
	_, named := Lookup(last) // "a dictionary of French to English"
	return s, text, !named || isCode(last)
}

// plain says whether the token is a language's name and nothing else.
func (t token) plain() bool {
	return t.kind == fullName && !strings.Contains(lands, " "+t.raw+" ")
}

// spaced is a text with spaces for its half-spaces.
func spaced(s string) string { return strings.ReplaceAll(s, "\u200c", " ") }
