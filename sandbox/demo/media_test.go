package demo_test

import (
	"bytes"
	"fmt"
	"image/color"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"hamzaban/sandbox/demo"
	"hamzaban/sandbox/telegram"
)

// both are a speaker of each language.
var both = []int64{demo.EnglishID, demo.PersianID}

// TestVoiceIsSaidAndPlayed: a sample, or what is in the box, becomes a voice
// note with these words, which can be heard.
func TestVoiceIsSaidAndPlayed(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	for i, own := range []string{"see you tomorrow", "فردا می‌بینمت"} {
		p := s.open(look{person: both[i], width: 390, height: 780, touch: true})
		p.click("[data-sample=Voice]")
		m := s.last(both[i], 1)
		f, _ := s.telegram.File(m.Voice.FileID)
		if m.Voice.Duration < 3 || !bytes.Contains(f.Data, []byte([]string{"WORDS=Hello! ", "WORDS=سلام! "}[i])) {
			t.Errorf("said was %+v", m.Voice)
		}
		p.until(`document.querySelector('.voice button')`)
		p.click(".voice button")
		p.until(`document.querySelectorAll('.wave .on').length > 1 && document.querySelector('.voice small').innerText.length === 4`)
		p.click(".voice button")
		p.until(fmt.Sprintf(`document.querySelector('.voice button').ariaLabel === %s`, quoted([]string{"Play", "پخش"}[i])))
		p.do(chromedp.Focus(chromedp.CSS("#input")))
		p.write(own)
		p.attach(5)
		if f, _ = s.telegram.File(s.last(both[i], 2).Voice.FileID); !bytes.Contains(f.Data, []byte("WORDS="+own)) {
			t.Errorf("what was in the box was not said: %q", f.Data[:120])
		}
		p.until(`document.querySelector('#input').value === ''`)
	}
}

// attach chooses from the paperclip's menu.
func (p *tab) attach(n int) {
	p.t.Helper()
	p.click("#attach")
	p.until(`!document.querySelector('#context').hidden`)
	p.run(fmt.Sprintf(`document.querySelectorAll('#context button')[%d].click()`, n))
}

// TestRecording: what the microphone hears is sent or dropped; without one a
// sample is said.
func TestRecording(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	p := s.open(look{width: 390, height: 780, touch: true})
	p.click("#mic")
	p.click(".recording .link")
	p.until(`!document.querySelector('.recording')`)
	p.click("#mic")
	p.until(`document.querySelector('.recording [role=timer]')?.innerText > '0:00'`)
	p.shoot("recording.png")
	p.click(".recording .send")
	m := s.last(demo.EnglishID, 1)
	f, _ := s.telegram.File(m.Voice.FileID)
	if len(f.Data) < 100 || !strings.HasPrefix(f.Mime, "audio/") || m.Voice.Duration != 1 {
		t.Errorf("recorded were %d bytes of %s: %+v", len(f.Data), f.Mime, m.Voice)
	}
	p.run(`navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('none'))`)
	p.click("#mic")
	p.until(`document.querySelector('.toast')?.innerText.includes('microphone')`)
	if f, _ = s.telegram.File(s.last(demo.EnglishID, 2).Voice.FileID); !bytes.Contains(f.Data, []byte("WORDS=")) {
		t.Error("no sample was said")
	}
}

// TestPicturesAreSent: several chosen together are an album; one is pasted or
// dropped.
func TestPicturesAreSent(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	p := s.open(look{person: demo.PersianID, width: 390, height: 780, touch: true})
	picture := string(telegram.Picture(120, 80, color.RGBA{30, 110, 100, 255}).Data)
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{writeFile(t, "one.jpg", picture), writeFile(t, "two.jpg", picture)}))
	p.until(`document.querySelector('#uploader').open && document.querySelectorAll('#upload-view img').length === 2`)
	p.until(`document.querySelector('#upload-title').innerText.includes('۲')`)
	p.do(chromedp.SetValue(chromedp.CSS("#caption"), "دو عکس"))
	p.shoot("album-dialog.png")
	p.click("#upload-send")
	two := s.last(demo.PersianID, 2)
	one := s.telegram.Chat(demo.PersianID)[0]
	if one.MediaGroup == "" || one.MediaGroup != two.MediaGroup || one.Caption != "دو عکس" || two.Caption != "" {
		t.Errorf("the album is %+v, %+v", one, two)
	}
	const give = `(() => { const data = new DataTransfer(), c = document.createElement('canvas');
		c.getContext('2d').fillRect(0, 0, 9, 9);
		const bytes = Uint8Array.from(atob(c.toDataURL('image/png').split(',')[1]), (x) => x.charCodeAt(0));
		data.items.add(new File([bytes], 'x.png', { type: 'image/png' })); return data; })()`
	for i, how := range []string{
		`document.querySelector('#input').dispatchEvent(new ClipboardEvent('paste', { clipboardData: ` + give + `, bubbles: true, cancelable: true }))`,
		`document.querySelector('main').dispatchEvent(new DragEvent('drop', { dataTransfer: ` + give + `, bubbles: true, cancelable: true }))`,
	} {
		p.run(how)
		p.until(`document.querySelector('#uploader').open && document.querySelector('#upload-view img').naturalWidth === 300`)
		p.click("#upload-send")
		if m := s.last(demo.PersianID, 3+i); len(m.Photo) != 2 || m.MediaGroup != "" {
			t.Errorf("sent was %+v", m)
		}
	}
	p.until(`document.querySelectorAll('#list .mine img.photo').length === 4`)
	p.shoot("album.png")
}

// TestMessagesAreDeleted: one's own, and in private the bot's; in a group only
// one's own.
func TestMessagesAreDeleted(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	p := s.open(look{})
	p.say("mine")
	s.send("the bot's")
	p.reads("the bot's")
	for _, row := range []string{".theirs", ".mine"} {
		p.run(fmt.Sprintf(`document.querySelector('#list > %s .tools button:last-child').click()`, row))
		p.until(`!document.querySelector('#context').hidden`)
		p.run(`[...document.querySelectorAll('#context button')].find((b) => b.innerText === 'Delete').click()`)
		p.until(fmt.Sprintf(`!document.querySelector('#list > %s')`, row))
	}
	for _, m := range s.telegram.Chat(demo.EnglishID) {
		if !m.Deleted {
			t.Errorf("%q is still there", m.Text)
		}
	}
	group := slices.Min(s.telegram.ChatIDs()) // a group's is negative
	theirs := s.telegram.Say(demo.PersianID, group, "سلام")
	const erase = `fetch('erase', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ person: %d, chat: %d, message: %d }) }).then((r) => r.status)`
	if status := eval[int](p, fmt.Sprintf(erase, demo.EnglishID, group, theirs)); status != 400 {
		t.Errorf("somebody else's message was deleted: %d", status)
	}
}

// TestLongQuotationsAreFolded, short ones are not.
func TestLongQuotationsAreFolded(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	for i, words := range []string{"One line", "یک سطر"} {
		s.telegram.Say(both[i], both[i], "hello")
		for _, text := range []string{words, strings.Repeat(words+"\n", 12)} {
			s.call("sendMessage", m{"chat_id": both[i], "text": text, "entities": []m{{"type": "expandable_blockquote", "offset": 0, "length": len([]rune(strings.TrimSpace(text)))}}})
		}
		p := s.open(look{person: both[i], width: 390, height: 780, touch: true})
		p.until(`document.querySelectorAll('blockquote').length === 2 && document.querySelectorAll('.fold button').length === 1`)
		const height = `document.querySelector('.folded')?.clientHeight ?? document.querySelectorAll('blockquote')[1].clientHeight`
		folded := eval[int](p, height)
		p.click(".fold button")
		if open := eval[int](p, height); folded > 110 || open < 2*folded {
			t.Errorf("folded it is %d pixels high, open %d", folded, open)
		}
	}
}

// TestTelegramGrowsOld by the panel's switches, and young again.
func TestTelegramGrowsOld(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	p := s.open(look{})
	for _, step := range []struct {
		press      string
		rich, live bool
	}{{"#no_rich", true, false}, {"#no_drafts", true, true}, {"#no_rich", false, true}, {"#no_drafts", false, false}} {
		p.click(step.press)
		s.until("the switch", func() bool {
			rich, live := s.telegram.Aged()
			return rich == step.rich && live == step.live
		})
	}
}
