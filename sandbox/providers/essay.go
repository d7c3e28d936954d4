package providers

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The longer kinds of answers, which show a reader what Markdown can do.

func sayList(_ mind, _ *chat, fa bool, found []string) string {
	if strings.Contains(strings.ToLower(found[0]), "step") || strings.Contains(found[0], "مراحل") {
		return pick(fa, "این‌طور پیش بروید:\n\n1. نخست **هدف** را روشن کنید.\n2. سپس آن را به گام‌های کوچک بشکنید.\n3. هر گام را *جداگانه* بیازمایید.\n4. در پایان همه را کنار هم بگذارید.",
			"Go about it like this:\n\n1. First make the **goal** clear.\n2. Then break it into small steps.\n3. Try each step *by itself*.\n4. At the end put them together.")
	}
	return pick(fa, "چند پیشنهاد:\n\n- **سیب**: شیرین و در دسترس\n- *پرتقال*: پر از ویتامین\n  - تازه\n  - یا آب‌گرفته\n- انار: میوهٔ پاییز",
		"A few suggestions:\n\n- **Apples**: sweet and easy to find\n- *Oranges*: full of vitamins\n  - fresh\n  - or as juice\n- Pomegranates: the fruit of autumn")
}

func sayTable(_ mind, _ *chat, fa bool, _ []string) string {
	return pick(fa, "این هم جدول:\n\n| شهر | استان | جمعیت |\n|:---|:---|---:|\n| تهران | تهران | ۹٬۰۰۰٬۰۰۰ |\n| اصفهان | اصفهان | ۲٬۲۰۰٬۰۰۰ |\n| شیراز | فارس | ۱٬۶۰۰٬۰۰۰ |\n\nعددها گرد شده‌اند.",
		"Here is a table:\n\n| City | Country | Population |\n|:---|:---|---:|\n| Tehran | Iran | 9,000,000 |\n| Istanbul | Türkiye | 15,000,000 |\n| Berlin | Germany | 3,700,000 |\n\nThe figures are rounded.")
}

func sayCode(_ mind, _ *chat, fa bool, _ []string) string {
	const code = "```go\npackage main\n\nimport \"fmt\"\n\nfunc main() {\n\tfor i := 1; i <= 3 && i*i < 10; i++ {\n\t\tfmt.Println(\"line\", i, \"<b>not bold</b>\")\n\t}\n}\n```"
	return pick(fa, "این برنامهٔ کوچک کار را نشان می‌دهد:\n\n"+code+"\n\nآن را با `go run main.go` اجرا کنید.",
		"This small program shows the idea:\n\n"+code+"\n\nRun it with `go run main.go`.")
}

func sayHeadings(_ mind, _ *chat, fa bool, _ []string) string {
	return pick(fa, "# گزارش کوتاه\n\n## زمینه\n\nکار در **سه ماه** انجام شد و [همه‌چیز](https://example.com/report) ثبت شده است.\n\n## یافته‌ها\n\n> هر چه ساده‌تر، ماندگارتر.\n\n### گام بعدی\n\nبازبینی در هفتهٔ آینده.",
		"# A short report\n\n## Background\n\nThe work took **three months** and [everything](https://example.com/report) is on record.\n\n## Findings\n\n> The simpler, the more lasting.\n\n### Next step\n\nA review next week.")
}

var (
	longWords = regexp.MustCompile(`(?i)([0-9][0-9,]*)\s*(words|characters|chars)`)
	// openings begin the paragraphs of long texts.
	openingsEN = []string{
		"In the beginning there was a small town between the mountains and the desert, and everyone in it knew the baker.",
		"Years went by, and the road through the town grew wider, until one day a stranger came with a letter.",
		"The letter was short, but **every word** of it was weighed that evening in the tea house by the square.",
		"Some said that it was good news; others were *not so sure*, and the old teacher only smiled.",
		"On the next morning the children found the square full of lanterns, though nobody had seen who brought them.",
		"What remained was a story, told a little differently in each house, and always with tea.",
	}
	openingsFA = []string{
		"یکی بود، یکی نبود. شهر کوچکی میان کوه و کویر بود که همه در آن نانوا را می‌شناختند.",
		"سال‌ها گذشت و راهی که از شهر می‌گذشت پهن‌تر شد، تا روزی که غریبه‌ای با نامه‌ای از راه رسید.",
		"نامه کوتاه بود، اما **هر واژه‌اش** را آن شب در چای‌خانهٔ کنار میدان سبک و سنگین کردند.",
		"گروهی گفتند خبر خوشی است؛ دیگران *چندان مطمئن* نبودند و آموزگار پیر تنها لبخند زد.",
		"بامداد فردا کودکان میدان را پر از فانوس دیدند، هرچند کسی ندیده بود چه کسی آن‌ها را آورده است.",
		"آنچه ماند داستانی بود که در هر خانه کمی دیگرگونه گفته می‌شد، و همیشه با چای.",
	}
)

// sayLong writes a long text: as long as was asked for in words or
// characters, else 9,000 characters.
func sayLong(m mind, c *chat, fa bool, _ []string) string {
	last := c.messages[len(c.messages)-1].Text
	want := 9000
	if found := longWords.FindStringSubmatch(last); found != nil {
		n, _ := strconv.Atoi(strings.ReplaceAll(found[1], ",", ""))
		if strings.EqualFold(found[2], "words") {
			n *= 6
		}
		want = min(max(n, 200), 200_000)
	}
	openings, chapter := openingsEN, "Chapter %d"
	if fa {
		openings, chapter = openingsFA, "بخش %s"
	}
	var b strings.Builder
	b.WriteString(pick(fa, "# یک داستان بلند\n\n", "# A long story\n\n"))
	for part := 1; utf8.RuneCountInString(b.String()) < want; part++ {
		var number any = part
		if fa {
			number = persianDigits(part)
		}
		fmt.Fprintf(&b, "## "+chapter+"\n\n", number)
		for i := range openings {
			b.WriteString(openings[(i+int(hash(last)%6)+part)%len(openings)])
			b.WriteString(" ")
			if i%2 == 1 {
				b.WriteString("\n\n")
			}
		}
	}
	return strings.TrimSpace(b.String())
}
