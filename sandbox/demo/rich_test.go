package demo_test

import (
	"testing"

	"hamzaban/sandbox/demo"
)

const richEnglish = "# Boiling an egg\n\nIt takes **ten minutes** and a pot:\n\n1. Boil the water.\n   - about a litre\n   - with salt\n2. Put the egg in.\n\n" +
	"| Egg | Minutes | White | Yolk | In a few words |\n|---|--:|:-:|:-:|---|\n| soft | 5 | set | liquid | for a spoon and toast |\n| hard | `10` | set | set | for salad, or a long walk |\n\n" +
	"- [x] water\n- [ ] egg\n\n> Start counting when the water boils again.\n\n" +
	"The heat reaches the middle as $t \\propto \\sqrt{m^3}$ says:\n\n$$\nt = \\frac{M^{2/3} c \\rho^{1/3}}{K \\pi^2 (4\\pi/3)^{2/3}} \\ln\\left(0.76 \\frac{T_0 - T_w}{T_y - T_w}\\right)\n$$\n\n" +
	"```python\nfor minute in range(10):\n    print('still boiling', minute)\n```"

const richPersian = "## تخم‌مرغ آب‌پز\n\nکار **ده دقیقه** است و یک قابلمه می‌خواهد:\n\n1. آب را جوش بیاورید.\n   - حدود یک لیتر\n   - با نمک\n2. تخم‌مرغ را بگذارید.\n\n" +
	"| نوع | دقیقه | سفیده | زرده | کاربرد |\n|---|--:|:-:|:-:|---|\n| عسلی | ۵ | بسته | روان | با نان برشته و قاشق |\n| سفت | ۱۰ | بسته | بسته | برای سالاد یا سفر |\n\n" +
	"- [x] آب\n- [ ] تخم‌مرغ\n\n> وقتی آب دوباره جوشید زمان بگیرید.\n\n" +
	"گرما طبق $t \\propto \\sqrt{m^3}$ به وسط می‌رسد:\n\n$$\nE = mc^2\n$$\n\n" +
	"برای شمردن `range(10)` را ببینید:\n\n```python\nfor minute in range(10):\n    print('still boiling', minute)\n```"

// TestRichAnswers shows a rich answer of the real bot on a phone: every kind of
// block as one, the direction that of the text, and nothing wider than the screen
// but what scrolls by itself.
func TestRichAnswers(t *testing.T) {
	s := newStage(t, setting{})
	for _, c := range []struct {
		person                        int64
		hello, question, answer, last string
		direction, picture            string
		dark, wide                    bool
	}{
		{demo.EnglishID, "Hello", "How do I boil an egg?", richEnglish, "still boiling", "ltr", "rich-en.png", false, true},
		{demo.PersianID, "سلام", "تخم‌مرغ را چطور آب‌پز کنم؟", richPersian, "still boiling", "rtl", "rich-fa.png", true, true},
	} {
		p := s.open(look{person: c.person, width: 390, height: 1500, touch: true, dark: c.dark})
		p.say(c.hello)
		p.until(`document.querySelectorAll('#list > .theirs').length === 2`)
		s.providers.Say("groq", c.answer)
		p.say(c.question)
		p.reads(c.last)
		p.until(`document.querySelector('#list .rich table')`)
		for selector, want := range map[string]int{
			".h": 1, "ol > li": 2, "ol ul > li": 2, "th": 5, "td": 10, ".box": 2, "blockquote": 1, ".math": 2, ".math.block": 1, "pre": 1,
		} {
			if n := eval[int](p, `document.querySelectorAll('#list .rich `+selector+`').length`); n != want {
				t.Errorf("%s: %d of %s, want %d", c.direction, n, selector, want)
			}
		}
		if got := eval[string](p, `getComputedStyle(document.querySelector('#list .rich')).direction`); got != c.direction {
			t.Errorf("it runs %s, want %s", got, c.direction)
		}
		if eval[bool](p, `document.documentElement.scrollWidth > 390`) {
			t.Errorf("%s: the page is wider than the screen", c.direction)
		}
		if c.wide != eval[bool](p, `(() => { const t = document.querySelector('#list .rich .table'); return t.scrollWidth > t.clientWidth; })()`) {
			t.Errorf("%s: the table scrolls, or does not where it should", c.direction)
		}
		if tall := eval[float64](p, `Math.max(...[...document.querySelectorAll('#list .rich td')].map((c) => c.offsetHeight))`); tall > 70 {
			t.Errorf("%s: a cell is %v high", c.direction, tall)
		}
		if torn := eval[string](p, `[...document.querySelectorAll('#list .rich th')].filter((c) => {
			const r = document.createRange();
			r.selectNodeContents(c);
			return !c.innerText.includes(' ') && new Set([...r.getClientRects()].map((b) => b.top)).size > 1;
		}).map((c) => c.innerText).join()`); torn != "" {
			t.Errorf("%s: words are torn: %s", c.direction, torn)
		}
		if *pictures != "" {
			p.save(c.picture)
		}
	}
}
