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
//     last word, in its full name, never a country's, with no mark after it,
//     where the text is a greeting or its like from end to end, or has no letter
//     of the script that the language is named in ("سلام دنیا in English"), or is in
//     the very source that is named. Nearly all else is a sentence that tells in
//     which language something happens: "I failed in English".
//   - Whoever writes "translate … to", "… را به … ترجمه کن" or "how do you say …
//     in" says that it is a request, whatever the text.
//
// Whatever is no such request is all text; "--" before it always is.

const (
	enWish     = `good (?:morning|afternoon|evening|night)|happy (?:birthday|new year|anniversary)|merry christmas`
	enGreeting = `hello|hi|hey|goodbye|bye|thanks|thank you|sorry|excuse me|congratulations|good (?:day|luck|bye)|` + enWish
	// enToAll may follow a greeting and leaves it one.
	enToAll  = `(?: (?:world|everyone|everybody|all|again|so much|very much|(?:my )?(?:dear|friends?|love)|sir|madam))?`
	enSaying = enGreeting + `|dear|please \w+|` +
		`how (?:are|is|do|does|can|much|many|old|long|far)|what(?:'s| is| are| do| does| time)|where(?:'s| is)|why|` +
		`(?:can|could|would|do|are) you|can i|i(?:'m| am| love| need| want| would|'d| have|'ve| will|'ll| don't| do not| can| miss)|` +
		`you(?:'re| are)|we(?:'re| are| need| want| will)|my name|let's|let us|see you|have a|nice to|no problem`
	faSaying = `سلام|درود|(?:صبح|ظهر|عصر|شب|روز|وقت)(?:تان|تون|ت)? ?(?:به ?خیر|بخیر|خوش)|خداحافظ|بدرود|ممنون|متشکر|مرسی|سپاس|` +
		`دست(?:ت|تان|تون) درد|خسته نباش|ببخش|معذرت می ?خوا|دوستت دارم|تولد(?:ت|تان|تون) مبارک|عید(?:ت|تان|تون)? مبارک|سال نو مبارک|` +
		`خوش آمد|خوش اومد|حالت چط|حال شما|اسم من|اسم شما|موفق باش|نوش جان|تبریک|به امید دیدار`
	faGreeting = `سلام|(?:صبح|ظهر|عصر|شب|روز|وقت)(?:تان|تون|ت)? ?(?:به ?خیر|بخیر|خوش)|خداحافظ|ممنونم?|متشکرم?|مرسی|خسته نباش\pL*|ببخشید|` +
		`معذرت می ?خوا\pL+|دوستت دارم|(?:تولد|عید)(?:ت|تان|تون)? مبارک|سال نو مبارک|خوش (?:آمدید|آمدی|اومدی|اومدین)|حالت چطوره|` +
		`حال شما چطوره|موفق باش\pL*|نوش جان|به امید دیدار|دست(?:ت|تان|تون) درد نکن\pL*`
	lastMark = `[ .!?؟]*$`
)

var (
	enGreets  = regexp.MustCompile(`(?i)^(?:` + enGreeting + `)(?:[^\pL']|$)`)
	enOpens   = regexp.MustCompile(`(?i)^(?:` + enSaying + `)(?:[^\pL']|$)`)
	enOpensTo = regexp.MustCompile(`(?i)^(?:` + enSaying + `|the|an?|this|these|my|your|his|her|our|their|i|you|he|she|it|we|they|there)(?:[^\pL']|$)`)
	faOpens   = regexp.MustCompile(`^(?:` + faSaying + `)`)
	// "به فارسی سلام می‌کنند" tells what people do.
	faGoesOn = regexp.MustCompile(`(?:می ?(?:گویند|گوییم|گویم|گوید|گن|گیم|گم|گه|کنند|کنیم|کنم|کند|کنن|کنه|شود|شه)|گفت(?:ند|ن|یم|م)?|یعنی.*)` + lastMark)

	enEnd  = regexp.MustCompile(`(?is)^(.+?),? +(?:(from) +(\pL+) +)?(to|into|in) +([\pL-]+(?: [\pL-]+)??)([ .!?]*)$`)
	faEnd  = regexp.MustCompile(`(?s)^(.+?)(?: +(?:را|رو))?(?: +(از) +(?:زبان +)?(\pL+))? +(به) +(?:زبان +)?([\pL\x{200c}]+(?: [\pL\x{200c}]+)??)( +(?:ترجمه(?:‌| )?(?:اش |ش )?کن(?:ید|ین)?|برگردان(?:ید)?|برگردون(?:ید)?)(?: +لطفا[ً]?)?| +چی? ?(?:می[‌ ]?شه|می[‌ ]?شود)| +چه می[‌ ]?شود)?([ .!؟?]*)$`)
	enAsks = regexp.MustCompile(`(?i)^(?:(?:can you |could you |would you )?(?:please )?translate|how (?:do|would|can|should) (?:you|i|we|people) say)(?: the (?:word|sentence|text|phrase))? +`)

	// Greetings from end to end. "Thanks to German" greets nobody.
	enGreetsOnly = regexp.MustCompile(`(?i)^(?:` + enGreeting + `)` + enToAll + `$`)
	enWishesOnly = regexp.MustCompile(`(?i)^(?:` + enWish + `)` + enToAll + `$`)
	faGreetsOnly = regexp.MustCompile(`^(?:` + faGreeting + `)(?: (?:دنیا|جهان|دوست من|دوستان|دوستان من|عزیزم|همگی|جان))?$`)
	justThis     = regexp.MustCompile(`(?i)^(?:this|that|it|these|those|please|me|چی|چه|(?:لطفا|لطفاً)? ?(?:این|اینو|آن|اون)?(?: (?:متن|جمله|پیام))?(?: (?:را|رو))?)$`)
)

// lands are the names of countries and peoples that also stand for a language
// where nothing else can be meant.
const lands = " انگلیس رومانی آلبانی بوسنی استونی لتونی لیتوانی اندونزی سومالی اسلواک کروات "

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
		greets := enGreetsOnly
		if m[2] == "" && !strings.EqualFold(m[4], "in") {
			greets = enWishesOnly
		}
		return ends(m[1], m[3], m[5], asks != "", m[6] == "", func(text string) bool { return greets.MatchString(text) })
	}
	if m := faEnd.FindStringSubmatch(args); m != nil {
		return ends(m[1], m[3], m[5], m[6] != "", m[7] == "", func(text string) bool { return faGreetsOnly.MatchString(spaced(text)) })
	}
	return spec{}, "", false
}

// ends reads the languages after a text. Where nobody has asked for it and no
// mark closes a sentence, greets tells whether the text is a greeting.
func ends(text, from, to string, asked, open bool, greets func(string) bool) (spec, string, bool) {
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
	if text == "" || justThis.MatchString(text) {
		return spec{}, "", false
	}
	return s, text, asked || open && (greets(text) || inOtherLetters(text, mainScript(to)) || inSource(text, s.source))
}

// inOtherLetters says whether a text has letters, and none of the script.
func inOtherLetters(text, script string) bool {
	by, all := countScripts(text)
	return all > 0 && by[script] == 0
}

// inSource says whether a text is in the source that was named, where that is
// not what sentences about languages are written in here.
func inSource(text string, source Language) bool {
	l, conf := Detect(text)
	return source.Known() && conf >= Likely && l == source && l.Code != "en" && l.Code != "fa"
}

// plain says whether the token is a language's name and nothing else.
func (t token) plain() bool {
	return t.kind == fullName && !strings.Contains(lands, " "+t.raw+" ")
}

// spaced is a text with spaces for its half-spaces.
func spaced(s string) string { return strings.ReplaceAll(s, "\u200c", " ") }
