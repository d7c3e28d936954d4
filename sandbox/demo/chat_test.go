package demo_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hamzaban/sandbox/demo"
	"hamzaban/sandbox/providers"
)

func TestChatInBothLanguages(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{})
	emma := s.open(look{person: demo.EnglishID})
	emma.click("#welcome .primary") // Start
	emma.until(`document.querySelector('#list').innerText.includes('/privacy')`)
	emma.reads("Hello Emma")
	emma.say("Hello, my name is Emma")
	emma.reads("Emma")
	emma.say("Write a long story of 9000 characters")
	emma.reads("Chapter")
	emma.until(`!document.querySelector('#down').hidden && (() => { const s = document.querySelector('#scroller').getBoundingClientRect(), first = [...document.querySelectorAll('#list > .theirs')].find((r) => r.textContent.includes('A long story')).getBoundingClientRect(); return first.top >= s.top && first.top < s.top + 60 })()`)

	sara := s.open(look{person: demo.PersianID})
	if dir := eval[string](sara, `document.documentElement.dir`); dir != "rtl" {
		t.Errorf("the Persian speaker's page runs %q, want rtl", dir)
	}
	sara.say("سلام! اسم من سارا است")
	sara.reads("سارا")
	if dir := eval[string](sara, `getComputedStyle([...document.querySelectorAll('.theirs .body')].pop()).direction`); dir != "rtl" {
		t.Errorf("a Persian answer runs %q, want rtl", dir)
	}
	sara.say("/translate en صبح بخیر، دوست من")
	sara.until(`/[a-z]{3}/i.test([...document.querySelectorAll('.theirs .body')].pop().innerText)`)
	if dir := eval[string](sara, `getComputedStyle([...document.querySelectorAll('.theirs .body')].pop()).direction`); dir != "ltr" {
		t.Errorf("an English translation on the Persian page runs %q, want ltr", dir)
	}
}

// TestDemoCommand is the one command that the README begins with.
func TestDemoCommand(t *testing.T) {
	t.Parallel()
	url := startDemo(t)
	p := open(t, look{url: url, person: demo.PersianID})
	p.say("سلام! حالت چطور است؟")
	p.until(`[...document.querySelectorAll('.theirs .body')].some((b) => /[آ-ی]/.test(b.innerText))`)
	if n := p.count(".provider .tag.dim"); n != 5 {
		t.Errorf("%d providers are labelled as simulated, want 5", n)
	}
}

func TestFailover(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{})
	p := s.open(look{})
	p.say("Hello")
	p.until(`document.querySelector('.feed .good')`)
	first := eval[string](p, `[...document.querySelectorAll('.provider')].find((c) => !c.querySelector('.hot').hidden).getAttribute('aria-label')`)
	for _, fault := range []string{"503", "429", "cut", "empty"} {
		broken := fmt.Sprintf(`.provider[aria-label=%s]`, quoted(first))
		p.click(broken + fmt.Sprintf(` input[value="%s"]`, fault))
		p.until(fmt.Sprintf(`document.querySelector(%s)`, quoted(broken+" .lamp.bad")))
		before := p.count("#list > .theirs")
		p.say("What is 6 x 7? " + fault)
		p.until(fmt.Sprintf(`document.querySelectorAll('#list > .theirs').length > %d`, before))
		p.reads("42")
		p.until(fmt.Sprintf(`document.querySelector(%s).hidden`, quoted(broken+" .hot")))
		p.click(broken + ` input[value="ok"]`)
		p.until(fmt.Sprintf(`document.querySelector(%s)`, quoted(broken+" .lamp.on")))
		s.bot.restart(t) // the book's rests are not this test's matter
	}
	if p.count(".feed .bad") == 0 {
		t.Error("the feed tells of no failure")
	}
	p.click(".provider .quota button:nth-of-type(1)") // use up
	p.until(`document.querySelector('.provider progress').classList.contains('out')`)
	p.click(".provider .quota button:nth-of-type(2)") // refill
	p.until(`!document.querySelector('.provider progress').classList.contains('out')`)
}

// restart makes a new bot with an empty database.
func (b *childBot) restart(t *testing.T) {
	t.Helper()
	must(t, b.Stop())
	b.dir = t.TempDir()
	must(t, b.Start())
}

func TestRealProvidersHaveNoSwitches(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true, real: []string{"gemini", "gateway"}})
	p := s.open(look{})
	p.until(`document.querySelectorAll('.provider').length === 6`)
	for _, name := range []string{"Google Gemini", "gateway"} {
		card := fmt.Sprintf(`.provider[aria-label="%s"]`, name)
		if got := p.text(card + " .tag"); got != "real" {
			t.Errorf("%s is labelled %q, want real", name, got)
		}
		if n := p.count(card + " input"); n != 0 {
			t.Errorf("%s has %d switches", name, n)
		}
	}
}

func TestButtons(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{})
	p := s.open(look{})
	p.say("/lang")
	p.until(`[...document.querySelectorAll('.key')].some((k) => k.innerText.includes('فارسی'))`)
	p.run(`[...document.querySelectorAll('.key')].find((k) => k.innerText.includes('فارسی')).click()`)
	p.until(`[...document.querySelectorAll('#list > .theirs .body')].some((b) => b.innerText.includes('زبانی که به آن با شما'))`)
	p.until(`!document.querySelector('.key.waiting')`)
}

func TestStatus(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{})
	admin := s.open(look{person: demo.AdminID})
	admin.say("/status")
	admin.reads("Groq")
	admin.click("#bot-restart") // a bot may set somebody's own menu once they have met
	admin.until(`document.querySelector('#bot-kill') && !document.querySelector('#bot-kill').hasAttribute('aria-disabled')`)
	emma := s.open(look{person: demo.EnglishID})
	emma.say("/status")
	emma.until(`document.querySelector('#list > .theirs')`)
	if got := strings.Join(emma.lines(), "\n"); strings.Contains(got, "Groq") {
		t.Errorf("somebody who is no admin is told the status: %s", got)
	}
	s.until("the admin's menu", func() bool {
		return len(s.telegram.Commands(demo.AdminID, demo.AdminID)) > len(s.telegram.Commands(demo.EnglishID, demo.EnglishID))
	})
	admin.click("#slash")
	admin.until(`document.querySelector('#commands').innerText.includes('/status')`)
	emma.click("#slash")
	emma.until(`document.querySelector('#commands').innerText.includes('/help')`)
	if strings.Contains(emma.text("#commands"), "/status") {
		t.Error("the menu of somebody who is no admin has /status")
	}
}

func TestGroup(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{})
	p := s.open(look{})
	p.click("#chats li:nth-child(2) button")
	p.until(`document.querySelector('#title').innerText.includes('Tea House')`)
	p.say("Good morning everyone")
	p.say("@hamzaban_bot what is 6 x 7?")
	p.reads("42")
	if n := p.count("#list > .theirs"); n != 2 {
		t.Errorf("the bot said %d things in the group, want its notice and the answer to its mention: %q", n, p.lines())
	}
	p.run(`[...document.querySelectorAll('#list > .theirs')].pop().querySelector('.tools button').click()`) // reply
	p.until(`!document.querySelector('#strip').hidden`)
	p.say("and 7 x 8?")
	p.reads("56")
	if p.count("#list > .mine .original") != 1 {
		t.Error("the reply does not show what it answers")
	}
	sara := s.open(look{person: demo.PersianID})
	sara.until(`document.querySelector('#chats li:nth-child(2)').innerText.includes('56')`)
	sara.click("#chats li:nth-child(2) button")
	sara.until(`document.querySelectorAll('#list > .theirs').length === 6`)
	// Not innerText: what is out of sight is not laid out.
	sara.until(`document.querySelector('#list > .theirs .name')?.textContent === 'Emma'`)
}

func TestKillAndStartAgain(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{providers: providers.Options{Latency: 300 * time.Millisecond}})
	p := s.open(look{})
	p.run(`window.stayed = true`)
	p.say("Hello")
	p.reads("Hello")
	for round := range 2 {
		asked := len(s.providers.Calls())
		p.say(fmt.Sprintf("what is %d x 7?", round+6))
		s.waitCalls(asked + 1) // it is being answered
		p.click("#bot-kill")
		p.until(`document.querySelector('#bot-start')`)
		p.until(`document.querySelector('#subtitle').className === 'offline'`)
		p.say(fmt.Sprintf("what is %d x 9?", round+6))
		p.click("#bot-start")
		p.until(`document.querySelector('#bot-kill')`)
		p.reads(fmt.Sprint((round + 6) * 9))
	}
	for _, want := range []int{42, 54, 49, 63} {
		n := 0
		for _, line := range p.lines() {
			if !strings.HasPrefix(line, ">") && strings.Contains(line, fmt.Sprintf(" %d.", want)) { // not the time of day
				n++
			}
		}
		if n != 1 {
			t.Errorf("the answer %d came %d times: %q", want, n, p.lines())
		}
	}
	p.click("#bot-restart")
	p.until(`document.querySelector('#bot-kill') && !document.querySelector('#bot-kill').hasAttribute('aria-disabled')`)
	p.say("what is 8 x 8?")
	p.reads("64")
	if !eval[bool](p, `window.stayed === true`) {
		t.Error("the page was loaded anew")
	}
}

func (s *stage) waitCalls(n int) {
	s.t.Helper()
	for late := time.Now().Add(patience); len(s.providers.Calls()) < n; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(late) {
			s.t.Fatalf("the providers were asked %d times, want %d", len(s.providers.Calls()), n)
		}
	}
}

func TestEditAndFiles(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{})
	p := s.open(look{})
	p.say("what is 6 x 7?")
	p.reads("42")
	id := s.telegram.Chat(demo.EnglishID)[0].ID
	p.do(chromedp.Focus(chromedp.CSS("#input")))
	p.press(kb.ArrowUp)
	p.until(`!document.querySelector('#strip').hidden`)
	p.do(chromedp.SetValue(chromedp.CSS("#input"), "what is 6 x 8?"))
	p.click("#send")
	p.until(`document.querySelector('#list > .mine .body').innerText.includes('6 x 8')`)
	if m, _ := s.telegram.Message(demo.EnglishID, id); m.Text != "what is 6 x 8?" || !m.Edited() {
		t.Errorf("after the edit Telegram has %q", m.Text)
	}
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{writeFile(t, "notes.txt", "hello")}))
	p.until(`document.querySelector('#uploader').open`)
	p.do(chromedp.SetValue(chromedp.CSS("#caption"), "my notes"))
	p.click("#upload-send")
	p.until(`document.querySelector('#list > .mine a.file')?.innerText.includes('notes.txt')`)
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{writeFile(t, "dot.png", string(onePixel))}))
	p.until(`document.querySelector('#uploader').open`)
	p.click("#upload-send")
	p.until(`document.querySelector('#list > .mine img.photo')?.naturalWidth === 1`)
}
