package providers

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// chat answers what a person said last, in their language: by its script,
// Persian or English.
func (m mind) chat(c *chat) string {
	last := ""
	if n := len(c.messages); n > 0 && c.messages[n-1].Pictures != "" {
		return sayPictures(c)
	}
	if len(c.messages) > 0 {
		last = said(c.messages[len(c.messages)-1].Text)
	}
	if rest := m.goOn(c, last); rest != "" {
		return rest
	}
	if gist := shorter(c, last); gist != "" {
		return gist
	}
	fa := arabicScript(last)
	for _, talk := range talks {
		if found := talk.match.FindStringSubmatch(last); found != nil {
			if text := talk.say(m, c, fa, found); text != "" {
				return text
			}
		}
	}
	return m.smallTalk(last, fa)
}

var wasCut = regexp.MustCompile(`(?i)cut off by a length limit`)

// goOn is what is left of an answer that was cut, where that is what was asked
// for: of what would be answered now without the part that there is already.
func (m mind) goOn(c *chat, last string) string {
	n := len(c.messages) - 2
	if n < 1 || c.messages[n].Role != "assistant" || !wasCut.MatchString(last) {
		return ""
	}
	before := *c
	before.messages = c.messages[:n]
	rest, begunSo := strings.CutPrefix(m.chat(&before), strings.TrimSpace(c.messages[n].Text))
	if !begunSo {
		return ""
	}
	return rest
}

// said is a message without what it quotes above itself.
func said(text string) string {
	var own []string
	for _, line := range strings.Split(text, "\n") {
		if !strings.HasPrefix(line, ">") {
			own = append(own, line)
		}
	}
	return strings.TrimSpace(strings.Join(own, "\n"))
}

// talk is one thing that the models can talk about. say returns "" when it is
// another's turn after all.
type talk struct {
	match *regexp.Regexp
	say   func(m mind, c *chat, fa bool, found []string) string
}

var talks = []talk{
	{regexp.MustCompile(`(?i)what(?:'s| is) my name|do you (?:know|remember) my name|(?:اسم|نام) من (?:چیه|چیست|چی بود|چه بود|یادت)|(?:اسمم|نامم) (?:چیه|چیست|چی بود)|من کی(?: هستم|م)`), sayName},
	{regexp.MustCompile(`(?i)what did i (?:say|ask|tell|write)|my (?:last|previous|first) (?:message|question)|(?:قبلا|قبلاً|پیش از این) چی (?:گفتم|پرسیدم)|چی گفته بودم|سؤال قبلی|پیام قبلی`), sayHistory},
	{regexp.MustCompile(`(?i)how many (?:messages|questions)|چند (?:تا )?(?:پیام|سؤال|سوال)`), sayCount},
	{regexp.MustCompile(`(?i)\b(?:see|visit)\b.*\bisfahan\b|اصفهان.*ببین`), saySights},
	{regexp.MustCompile(`(?i)\blong report\b|گزارشی? (?:بلند|طولانی)`), sayReport},
	{regexp.MustCompile(`(?i)\bquadratic\b|\bformula\b|\bequation\b|معادله|فرمول`), sayMaths},
	{regexp.MustCompile(`(?i)\b(?:long|very long)\b.{0,40}\b(?:text|story|answer|essay|article|message|poem|letter|list|explanation)|write (?:at least )?[0-9,]+ (?:words|characters)|(?:بلند|طولانی)`), sayLong},
	{regexp.MustCompile(`(?i)\b(?:make|show|give|write|draw|want|as|in)\b.*\btable\b|^table\b|جدول`), sayTable},
	{regexp.MustCompile(`(?i)\bcode\b|\bfunction\b|\bprogram\b|\bscript\b|برنامه‌?(?:ای)?(?: \S+)? بنویس|(?:^|\s)کد(?:\s|$|ی)`), sayCode},
	{regexp.MustCompile(`(?i)\bheadings?\b|\bsections?\b|\boutline\b|\breport\b|تیتر|سرفصل|عنوان|گزارش`), sayHeadings},
	{regexp.MustCompile(`(?i)\blist\b|\bbullets?\b|\bsteps?\b|فهرست|لیست|مراحل`), sayList},
	{regexp.MustCompile(`(?:^|[^\d.])(\d{1,6})\s*([-+*×x/÷])\s*(\d{1,6})(?:$|[^\d.])`), saySum},
	{regexp.MustCompile(`(?i)my name is ([\p{L}'-]+)|call me ([\p{L}'-]+)|(?:اسم|نام) من ([\p{L}\x{200c}]+)(?:ه|ست| است)?(?:[\s.،!]|$)|اسمم ([\p{L}\x{200c}]+?)(?:ه|ست| است)?(?:[\s.،!]|$)|(?:به من بگو|صدایم کن) ([\p{L}\x{200c}]+)`), sayNice},
	{regexp.MustCompile(`(?i)^(?:hello|hi|hey|good (?:morning|evening|afternoon)|salam)\b|^(?:سلام|درود|صبح به|صبح‌به|عصر به)`), sayHello},
	{regexp.MustCompile(`(?i)how are you|how's it going|خوبی|چطوری|حالت چط|حال شما`), sayFine},
	{regexp.MustCompile(`(?i)\bthank|\bthanks\b|ممنون|متشکر|مرسی|سپاس`), sayWelcome},
	{regexp.MustCompile(`(?i)^(?:good)?bye\b|see you|good night|خداحافظ|شب به|شب‌به|بدرود`), sayBye},
	{regexp.MustCompile(`(?i)who are you|what (?:are|can) you|تو کی هستی|کیستی|چه کارهایی|چکار می`), sayWho},
}

// pick is the Persian or the English.
func pick(fa bool, persian, english string) string {
	if fa {
		return persian
	}
	return english
}

var (
	nameTold  = regexp.MustCompile(`(?i)my name is ([\p{L}'-]+)|\bcall me ([\p{L}'-]+)|\bi am called ([\p{L}'-]+)|(?:اسم|نام) من ([\p{L}\x{200c}]+)|(?:اسمم|نامم) ([\p{L}\x{200c}]+)`)
	nameGiven = regexp.MustCompile(`(?i)the person's name: ([^\n.]+)`)
)

// toldName is the name that a text tells, "" if it tells none.
func toldName(text string) string {
	for _, m := range nameTold.FindAllStringSubmatch(text, -1) {
		for _, n := range m[1:] {
			switch n {
			case "", "چیه", "چیست", "چی", "چه", "رو", "را", "یادت", "که":
			default:
				return n
			}
		}
	}
	return ""
}

func sayName(_ mind, c *chat, fa bool, _ []string) string {
	for i := len(c.messages) - 2; i >= 0; i-- {
		if c.messages[i].Role != "user" {
			continue
		}
		if n := toldName(c.messages[i].Text); n != "" {
			return pick(fa, "اسم شما "+n+" است.", "Your name is "+n+".")
		}
	}
	if n := toldName(fromNotes(c)); n != "" {
		return pick(fa, "اسم شما "+n+" است.", "Your name is "+n+".")
	}
	if m := nameGiven.FindStringSubmatch(c.system); m != nil {
		return pick(fa, "گمان می‌کنم اسم شما "+m[1]+" باشد.", "I believe you are called "+m[1]+".")
	}
	return pick(fa, "هنوز اسمتان را به من نگفته‌اید.", "You have not told me your name yet.")
}

func sayNice(_ mind, _ *chat, fa bool, found []string) string {
	n := toldName(found[0])
	for _, f := range found[1:] {
		if n == "" {
			n = f
		}
	}
	if n == "" {
		return ""
	}
	return pick(fa, "خوشوقتم، "+n+"! چه کمکی از من ساخته است؟", "Nice to meet you, "+n+"! What can I do for you?")
}

func sayHistory(_ mind, c *chat, fa bool, found []string) string {
	var mine []string
	for _, msg := range c.messages[:max(0, len(c.messages)-1)] {
		if msg.Role == "user" {
			mine = append(mine, said(msg.Text))
		}
	}
	if len(mine) == 0 {
		return pick(fa, "این نخستین پیام گفت‌وگوی ماست.", "This is the first message of our conversation.")
	}
	before := mine[len(mine)-1]
	if strings.Contains(strings.ToLower(found[0]), "first") {
		before = mine[0]
	}
	return pick(fa, "پیش از این گفتید: «"+before+"»", "Before this you said: “"+before+"”")
}

func sayCount(_ mind, c *chat, fa bool, _ []string) string {
	n := 0
	for _, msg := range c.messages {
		if msg.Role == "user" {
			n++
		}
	}
	return pick(fa, fmt.Sprintf("تا این‌جا %s پیام از شما دیده‌ام.", persianDigits(n)), fmt.Sprintf("So far I have seen %d of your messages.", n))
}

func saySum(_ mind, _ *chat, fa bool, found []string) string {
	a, _ := strconv.Atoi(found[1])
	b, _ := strconv.Atoi(found[3])
	var r int
	switch found[2] {
	case "+":
		r = a + b
	case "-":
		r = a - b
	case "/", "÷":
		if b == 0 {
			return pick(fa, "بر صفر نمی‌توان تقسیم کرد.", "One cannot divide by zero.")
		}
		r = a / b
	default:
		r = a * b
	}
	return pick(fa, "می‌شود "+persianDigits(r)+".", fmt.Sprintf("That makes %d.", r))
}

func sayHello(m mind, c *chat, fa bool, _ []string) string {
	if len(c.messages) > 1 {
		return pick(fa, "سلام دوباره! بفرمایید.", "Hello again! Go ahead.")
	}
	return pick(fa, "سلام! خوشحالم که این‌جایید. چه کمکی از من برمی‌آید؟", "Hello! Good to see you here. How can I help?")
}

func sayFine(_ mind, _ *chat, fa bool, _ []string) string {
	return pick(fa, "خوبم، ممنون که پرسیدید. شما چطورید؟", "I am fine, thank you for asking. And you?")
}

func sayWelcome(_ mind, _ *chat, fa bool, _ []string) string {
	return pick(fa, "خواهش می‌کنم. اگر چیز دیگری بود، در خدمتم.", "You are welcome. If there is anything else, just ask.")
}

func sayBye(_ mind, _ *chat, fa bool, _ []string) string {
	return pick(fa, "خداحافظ! روز خوبی داشته باشید.", "Goodbye! Have a nice day.")
}

func sayWho(_ mind, _ *chat, fa bool, _ []string) string {
	return pick(fa, "هم‌زبان شما هستم: به پرسش‌ها پاسخ می‌دهم، ترجمه می‌کنم و می‌نویسم.",
		"I am Hamzaban, your companion in language: I answer questions, translate and write.")
}

// smallTalk is for everything else.
func (m mind) smallTalk(last string, fa bool) string {
	topic := last
	if runes := []rune(topic); len(runes) > 60 {
		topic = strings.TrimSpace(string(runes[:60])) + "…"
	}
	topic = strings.Join(strings.Fields(topic), " ")
	persian := []string{
		"دربارهٔ «%s» می‌شود از چند سو نگاه کرد. ساده‌ترین راه این است که از یک نمونهٔ کوچک آغاز کنیم.",
		"پرسش خوبی است. «%s» به زمینه‌اش بستگی دارد؛ اگر کمی بیشتر بگویید، دقیق‌تر پاسخ می‌دهم.",
		"«%s» را خواندم. به گمانم بهتر است گام‌به‌گام پیش برویم. از کجا شروع کنیم؟",
	}
	english := []string{
		"There are several ways to look at “%s”. The simplest is to start with one small example.",
		"Good question. “%s” depends on its context; tell me a little more and I can be more precise.",
		"I have read “%s”. Perhaps we should take it step by step. Where shall we begin?",
	}
	i := (hash(last) ^ uint64(m.seed)) % 3
	return fmt.Sprintf(pick(fa, persian[i], english[i]), topic)
}

// persianDigits writes a number as Persian does.
func persianDigits(n int) string {
	return strings.NewReplacer("0", "۰", "1", "۱", "2", "۲", "3", "۳", "4", "۴", "5", "۵", "6", "۶", "7", "۷", "8", "۸", "9", "۹").
		Replace(strconv.Itoa(n))
}
