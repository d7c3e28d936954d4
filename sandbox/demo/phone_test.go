package demo_test

import (
	"fmt"
	"testing"

	"hamzaban/sandbox/demo"
)

// scene is something that one sees on a phone: what one does for it, and what
// is there then.
type scene struct {
	name string
	do   func(p *tab, fa bool)
	// shows is an expression that is true when it is all there.
	shows string
}

// sample presses one of the welcome's samples.
func sample(name string) func(*tab, bool) {
	return func(p *tab, _ bool) { p.click("[data-sample=" + name + "]") }
}

const latest = `[...document.querySelectorAll('#list > .theirs')].pop()`

var scenes = []scene{
	{"table", sample("Table"), latest + `?.querySelector('table td')`},
	{"code", sample("Code"), latest + `?.querySelector('.code')`},
	{"maths", sample("Maths"), latest + `?.querySelector('mfrac')`},
	{"long", sample("Long"), latest + `?.querySelector('mfrac') && ` + latest + `.querySelector('.key')`},
	{"voice", sample("Voice"), `document.querySelector('#list').innerText.match(/🎤[^]*(?:bridges|سی‌وسه)/)`},
	{"photo", sample("Photo"), latest + `?.innerText.includes('Tea House') && document.querySelector('img.photo').naturalWidth === 960`},
	{"buttons", func(p *tab, fa bool) {
		p.click("[data-sample=Table]")
		p.until(latest + `?.querySelectorAll('.key').length === 4`)
		p.key(3)
	}, latest + `?.innerText.match(/Another model|مدل دیگر/)`},
	{"again", func(p *tab, fa bool) {
		p.click("[data-sample=Voice]")
		p.until(latest + `?.querySelectorAll('.key').length === 4`)
		p.key(2)
	}, `!document.querySelector('.key.waiting') && document.querySelectorAll('#list > .theirs').length === 3 && ` + latest + `.querySelector('.body').innerText.match(/minarets|منارجنبان/)`},
	{"persona", func(p *tab, _ bool) { p.say("/persona") }, latest + `?.querySelector('.key')`},
	{"settings", func(p *tab, _ bool) { p.say("/settings") }, latest + `?.querySelector('.key')`},
}

// key presses a button below the bot's last message.
func (p *tab) key(n int) {
	p.t.Helper()
	p.run(fmt.Sprintf(`%s.querySelectorAll('.key')[%d].click()`, latest, n))
}

// TestScenesOnAPhone: what people ask for most is answered and fits a phone's
// width, in both directions of writing.
func TestScenesOnAPhone(t *testing.T) {
	t.Parallel()
	for _, person := range both {
		for _, sc := range scenes {
			fa := person == demo.PersianID
			language := map[bool]string{false: "en", true: "fa"}[fa]
			t.Run(sc.name+"-"+language, func(t *testing.T) {
				t.Parallel()
				s := newStage(t, setting{})
				p := s.open(look{person: person, width: 390, height: 800, touch: true, dark: fa && sc.name == "code"})
				p.until(`document.querySelector('[data-sample]')`)
				sc.do(p, fa)
				p.until(sc.shows)
				p.until(`document.documentElement.scrollWidth <= 390 && ![...document.querySelectorAll('.bubble')].some((b) => b.getBoundingClientRect().right > 391 || b.getBoundingClientRect().left < -1)`)
				p.run(`const last = ` + latest + `; if (last.offsetHeight > innerHeight) last.scrollIntoView()`)
				p.shoot(sc.name + "-" + language + ".webp")
			})
		}
	}
}
