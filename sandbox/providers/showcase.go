package providers

// Answers that show all that Markdown can do, of the kind that people ask for.

func sayMaths(_ mind, _ *chat, fa bool, _ []string) string {
	const formula = "$$x = \\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}$$"
	return pick(fa, "معادلهٔ درجهٔ دو به شکل $ax^2 + bx + c = 0$ است و اگر $a \\ne 0$، پاسخ‌هایش این‌ها هستند:\n\n"+formula+"\n\nآنچه زیر رادیکال است، $\\Delta = b^2 - 4ac$، می‌گوید چند پاسخ هست:\n\n1. اگر $\\Delta > 0$، دو پاسخ؛\n2. اگر $\\Delta = 0$، یک پاسخ؛\n3. اگر $\\Delta < 0$، هیچ پاسخ حقیقی.\n\nنمونه: برای $x^2 - 5x + 6 = 0$ پاسخ‌ها **۲** و **۳** هستند.",
		"A quadratic equation has the form $ax^2 + bx + c = 0$, and where $a \\ne 0$ its solutions are:\n\n"+formula+"\n\nWhat stands under the root, $\\Delta = b^2 - 4ac$, tells how many there are:\n\n1. $\\Delta > 0$: two solutions;\n2. $\\Delta = 0$: one solution;\n3. $\\Delta < 0$: no real one.\n\nAn example: for $x^2 - 5x + 6 = 0$ they are **2** and **3**.")
}

// saySights has a list within a list.
func saySights(_ mind, _ *chat, fa bool, _ []string) string {
	return pick(fa, "دو روز در اصفهان:\n\n1. **روز نخست**\n   - صبح: میدان نقش جهان و مسجد شیخ لطف‌الله\n   - عصر: بازار قیصریه، و چای در یکی از چای‌خانه‌هایش\n2. **روز دوم**\n   - صبح: کاخ چهل‌ستون\n   - عصر: سی‌وسه‌پل و پل خواجو، پیاده در کنار رود\n\n*اگر وقت ماند، منارجنبان هم دیدنی است.*",
		"Two days in Isfahan:\n\n1. **The first day**\n   - Morning: Naqsh-e Jahan Square and the Sheikh Lotfollah Mosque\n   - Evening: the Qeysarie Bazaar, and tea in one of its tea houses\n2. **The second day**\n   - Morning: the Chehel Sotoun palace\n   - Evening: the bridges Si-o-se-pol and Khaju, along the river\n\n*If there is time left, see the shaking minarets.*")
}

// sights are the lines of that, so that it can be translated.
var sights = []phrase{
	{en: "two days in Isfahan:", fa: "دو روز در اصفهان:"}, {en: "the first day", fa: "روز نخست"}, {en: "the second day", fa: "روز دوم"},
	{en: "morning:", fa: "صبح:"}, {en: "evening:", fa: "عصر:"}, {en: "the Chehel Sotoun palace", fa: "کاخ چهل‌ستون"},
	{en: "Naqsh-e Jahan Square and the Sheikh Lotfollah Mosque", fa: "میدان نقش جهان و مسجد شیخ لطف‌الله"},
	{en: "the Qeysarie Bazaar, and tea in one of its tea houses", fa: "بازار قیصریه، و چای در یکی از چای‌خانه‌هایش"},
	{en: "the bridges Si-o-se-pol and Khaju, along the river", fa: "سی‌وسه‌پل و پل خواجو، پیاده در کنار رود"},
	{en: "if there is time left, see the shaking minarets", fa: "اگر وقت ماند، منارجنبان هم دیدنی است"},
}

// shown are words of the other answers here, for the same reason.
var shown = []phrase{
	{en: "here is a table:", fa: "این هم جدول:"}, {en: "city", fa: "شهر"}, {en: "country", fa: "کشور"}, {en: "province", fa: "استان"}, {en: "population", fa: "جمعیت"},
	{en: "Tehran", fa: "تهران"}, {en: "Iran", fa: "ایران"}, {en: "Istanbul", fa: "استانبول"}, {en: "Türkiye", fa: "ترکیه"}, {en: "Berlin", fa: "برلین"}, {en: "Germany", fa: "آلمان"},
	{en: "Isfahan", fa: "اصفهان"}, {en: "Shiraz", fa: "شیراز"}, {en: "Fars", fa: "فارس"}, {en: "the figures are rounded", fa: "عددها گرد شده‌اند"},
	{en: "this small program shows the idea:", fa: "این برنامهٔ کوچک کار را نشان می‌دهد:"},
	{en: "a few suggestions:", fa: "چند پیشنهاد:"}, {en: "fresh", fa: "تازه"}, {en: "or as juice", fa: "یا آب‌گرفته"}, {en: "pomegranates: the fruit of autumn", fa: "انار: میوهٔ پاییز"},
	{en: "how can I help", fa: "چه کمکی از من برمی‌آید"},
	{en: "good to see you here", fa: "خوشحالم که این‌جایید"}, {en: "hello again", fa: "سلام دوباره"}, {en: "go ahead", fa: "بفرمایید"},
	{en: "i am fine, thank you for asking", fa: "خوبم، ممنون که پرسیدید"}, {en: "and you", fa: "شما چطورید"},
}

// sayReport is long and has something of everything.
func sayReport(_ mind, _ *chat, fa bool, _ []string) string {
	return pick(fa, reportFA, reportEN)
}

const reportEN = `# Tea, in short and at length

Tea is the most widely drunk drink after water. This report says **where it comes from**, *how it is made* and what it costs; figures are rounded, and the [sources](https://example.com/tea) are listed at the end.

## The kinds

| Kind | Oxidised | Water | Minutes |
|:-----|:--------:|------:|--------:|
| Green | no | 75 °C | 2 |
| Oolong | half | 90 °C | 3 |
| Black | yes | 96 °C | 5 |

All of them are leaves of one plant, *Camellia sinensis*; what differs is what is done to the leaf.

## How to make it

1. **Warm the pot.** A cold one takes ten degrees away.
2. Measure the leaves:
   - 2 grams for a cup,
   - 10 grams for a pot:
     - a little more for broken leaves,
     - a little less for whole ones.
3. Pour, and wait. How strong it gets is about $c(t) = c_0 (1 - e^{-kt})$, so the first minutes count most.

> The best tea is the one that is drunk in company.
> — a saying in many towns

## A timer

Whoever forgets the pot may let a program remember it:

` + "```python\nimport time\n\ndef steep(kind: str) -> None:\n    minutes = {\"green\": 2, \"oolong\": 3, \"black\": 5}[kind]\n    time.sleep(60 * minutes)\n    print(f\"{kind} tea is ready\")\n\nsteep(\"black\")\n```" + `

Run it with ` + "`python3 tea.py`" + `.

## In numbers

About six and a half million tonnes are grown in a year, nearly half of it in China. A kilogram makes some 450 cups, so a cup costs little more than the water's heat. With a price of $p$ for a kilogram, a cup is

$$\frac{p}{450} + 0.01$$

and the second figure is the kettle's.

## What is left to do

- [x] Buy leaves
- [x] Clean the pot
- [ ] Invite the neighbours

---

All in all: good water, enough leaves, and *time*. The rest is taste.`

const reportFA = `# چای، کوتاه و بلند

چای پس از آب پرمصرف‌ترین نوشیدنی جهان است. این گزارش می‌گوید چای **از کجا می‌آید**، *چگونه دم می‌شود* و چه قیمتی دارد؛ عددها گرد شده‌اند و [منابع](https://example.com/tea) در پایان آمده‌اند.

## گونه‌ها

| گونه | اکسایش | آب | دقیقه |
|:-----|:------:|---:|------:|
| سبز | ندارد | ۷۵ درجه | ۲ |
| اولانگ | نیمه | ۹۰ درجه | ۳ |
| سیاه | کامل | ۹۶ درجه | ۵ |

همهٔ این‌ها برگ یک گیاه‌اند، *Camellia sinensis*؛ تفاوت در کاری است که با برگ می‌کنند.

## روش دم کردن

1. **قوری را گرم کنید.** قوری سرد ده درجه از گرمای آب را می‌گیرد.
2. برگ‌ها را بسنجید:
   - برای یک فنجان ۲ گرم،
   - برای یک قوری ۱۰ گرم:
     - برگ شکسته کمی بیشتر،
     - برگ درسته کمی کمتر.
3. آب را بریزید و صبر کنید. غلظت تقریباً $c(t) = c_0 (1 - e^{-kt})$ است؛ پس دقیقه‌های نخست مهم‌ترند.

> بهترین چای آن است که در جمع نوشیده شود.
> — سخنی از شهرهای بسیار

## زمان‌سنج

هر که قوری را از یاد می‌برد، می‌تواند آن را به برنامه‌ای بسپارد:

` + "```python\nimport time\n\ndef steep(kind: str) -> None:\n    minutes = {\"green\": 2, \"oolong\": 3, \"black\": 5}[kind]\n    time.sleep(60 * minutes)\n    print(f\"{kind} tea is ready\")\n\nsteep(\"black\")\n```" + `

با ` + "`python3 tea.py`" + ` اجرا می‌شود؛ زمان هر گونه در متغیر ` + "`minutes`" + ` است.

## به زبان عدد

سالانه نزدیک به شش و نیم میلیون تن چای برداشت می‌شود که نیمی از آن در چین است. از هر کیلوگرم حدود ۴۵۰ فنجان به دست می‌آید؛ پس اگر بهای یک کیلوگرم $p$ باشد، هر فنجان

$$\frac{p}{450} + 0.01$$

می‌ارزد و عدد دوم سهم کتری است.

## آنچه مانده است

- [x] خرید برگ چای
- [x] شستن قوری
- [ ] دعوت از همسایه‌ها

---

روی هم رفته: آب خوب، برگ کافی و *زمان*. باقی‌اش به ذائقه بسته است.`
