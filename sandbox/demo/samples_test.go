package demo_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hamzaban/sandbox/demo"
	"hamzaban/sandbox/providers"
)

// TestSamples: things to translate go with one press, in an empty chat and
// from the paperclip.
func TestSamples(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	for person, want := range map[int64][3]string{demo.EnglishID: {"/translate fa", "teahouse.en.srt", "Hamzaban"}, demo.PersianID: {"/translate en", "چای‌خانه.srt", "هم‌زبان"}} {
		p := s.open(look{person: person, width: 390, height: 780, touch: true})
		p.until(`document.querySelectorAll('.sample').length === 8`)
		if name := p.text("#title"); name != want[2] {
			t.Errorf("the bot is called %q, want %q", name, want[2])
		}
		p.shoot(fmt.Sprintf("welcome-%d.png", person))
		p.click("[data-sample=File]")
		got := s.last(person, 1)
		f, _ := s.telegram.File(got.Document.FileID)
		if got.Caption != want[0] || got.Document.Name != want[1] || got.Document.Mime != "application/x-subrip" || strings.Count(string(f.Data), " --> ") != 12 || !strings.Contains(string(f.Data), "12\n00:00:45,000 --> 00:00:48,000\n") {
			t.Errorf("sent was %s with %q:\n%s", got.Document.Name, got.Caption, f.Data)
		}
		p.click("#attach")
		p.until(`!document.querySelector('#context').hidden`)
		p.run(`document.querySelectorAll('#context button')[2].click()`)
		formatted := s.last(person, 2)
		for _, kind := range []string{"bot_command", "bold", "italic", "text_link", "code", "spoiler"} {
			if !strings.Contains(shape(formatted.Text, formatted.Entities), kind+" ") {
				t.Errorf("the formatted words have no %s: %q", kind, shape(formatted.Text, formatted.Entities))
			}
		}
		p.click("#attach")
		p.until(`!document.querySelector('#context').hidden`)
		p.run(`document.querySelectorAll('#context button')[3].click()`)
		if passed := s.last(person, 3); passed.ForwardOrigin == nil || passed.ForwardOrigin.Sender != nil {
			t.Errorf("passed on is %+v", passed.ForwardOrigin)
		}
		p.until(`document.querySelectorAll('#list > .mine').length === 3`)
		p.shoot(fmt.Sprintf("samples-%d.png", person))
	}
}

// TestTheBotTranslatesTheSamples: a film's subtitles come back as a file,
// formatted words with their formatting, and somebody's words translated.
func TestTheBotTranslatesTheSamples(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{})
	for _, c := range []struct {
		person                  int64
		name, cue, bold, passed string
	}{
		{demo.EnglishID, "teahouse.fa.srt", "\nچای داغ است", "صبح به‌خیر، دوست من!", "See you tomorrow."},
		{demo.PersianID, "چای‌خانه.en.srt", "The tea is hot.", "Good morning, my friend!", "فردا می‌بینمت."},
	} {
		p := s.open(look{person: c.person, width: 390, height: 780, touch: true})
		p.click("[data-sample=File]")
		p.until(fmt.Sprintf(`document.querySelector('#list > .theirs a.file')?.innerText.includes(%s)`, quoted(c.name)))
		data := p.download("#list > .theirs a.file", c.name)
		if n := strings.Count(data, " --> "); n != 12 || !strings.Contains(strings.ReplaceAll(data, "<i>", ""), c.cue) {
			t.Errorf("%s has %d cues:\n%s", c.name, n, data)
		}
		for i, want := range map[int]string{
			2: fmt.Sprintf(`last.querySelector('strong')?.innerText === %s && last.querySelector('em, .spoiler, a, code') && last.querySelector('.spoiler')`, quoted(c.bold)),
			3: fmt.Sprintf(`last.innerText.includes(%s)`, quoted(c.passed)),
		} {
			p.click("#attach")
			p.until(`!document.querySelector('#context').hidden`)
			p.run(fmt.Sprintf(`document.querySelectorAll('#context button')[%d].click()`, i))
			p.until(`(() => { const last = [...document.querySelectorAll('#list > .theirs')].pop(); return ` + want + ` })()`)
		}
	}
	for _, v := range s.telegram.Violations() {
		t.Errorf("the bot did what it should not: %+v", v)
	}
}

// TestTheBotIsStopped while it translates a file: it says so where its
// progress stood, and no file comes.
func TestTheBotIsStopped(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{providers: providers.Options{Latency: 3 * time.Second}})
	p := s.open(look{})
	p.click("[data-sample=File]")
	p.until(`document.querySelector('#list > .theirs .key')`)
	p.run(`document.querySelector('#list > .theirs .key').click()`)
	p.until(`!document.querySelector('#list > .theirs .key')`)
	asked := s.asked()
	p.say("/id")
	p.reads("ID")
	if p.count("#list > .theirs a.file") != 0 || s.asked() != asked {
		t.Errorf("it went on: %q", p.lines())
	}
}

// TestTheGlossaryIsKept: what a person said of a word is in the translation,
// and asked again for the same the bot asks nobody.
func TestTheGlossaryIsKept(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{})
	p := s.open(look{})
	p.say("/glossary pool = آبگیر")
	p.reads("آبگیر")
	p.say("/translate fa Nobody saw the pool at night")
	p.until(`[...document.querySelectorAll('#list > .theirs .body')].pop().innerText.match(/آبگیر [آ-ی ]+/) && document.querySelector('.key')`)
	asked := s.asked()
	before := p.count("#list > .theirs")
	p.say("/translate fa Nobody saw the pool at night")
	p.until(fmt.Sprintf(`document.querySelectorAll('#list > .theirs').length > %d`, before))
	p.reads("آبگیر")
	if n := s.asked() - asked; n != 0 {
		t.Errorf("the same was asked for %d times more", n)
	}
}
