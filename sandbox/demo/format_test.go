package demo_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hamzaban/sandbox/demo"
	"hamzaban/sandbox/telegram"
)

// last is the last message of a chat, once there are so many.
func (s *stage) last(chat int64, n int) telegram.Message {
	s.t.Helper()
	s.until(fmt.Sprintf("message %d", n), func() bool { return len(s.telegram.Chat(chat)) >= n })
	all := s.telegram.Chat(chat)
	return all[len(all)-1]
}

// shape tells a message's entities: the type, the words, the address.
func shape(text string, entities []telegram.Entity) string {
	units := []rune(text) // none of the texts here needs two units for a letter
	var all []string
	for _, e := range entities {
		all = append(all, strings.TrimSpace(e.Type+" "+string(units[e.Offset:e.Offset+e.Length])+" "+e.URL+e.Language))
	}
	return strings.Join(all, "|")
}

func TestFormattedTextIsSent(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	p := s.open(look{})
	for i, c := range []struct{ typed, text, want string }{
		{"**bold** and __so__ ~~on~~", "bold and so on", "bold bold|italic so|strikethrough on"},
		{"**سلام __دنیا__** را ||پنهان|| کن", "سلام دنیا را پنهان کن", "bold سلام دنیا|italic دنیا|spoiler پنهان"},
		{"see [our menu](https://example.com/menu?a=b) or `x ** y`", "see our menu or x ** y", "text_link our menu https://example.com/menu?a=b|code x ** y"},
		{"2 ** 3 ** 4, snake__case__name, a`b`c, **, ||||", "2 ** 3 ** 4, snake__case__name, a`b`c, **, ||||", ""},
		{"[no](javascript:alert) [none] ** space **", "[no](javascript:alert) [none] ** space **", ""},
		{"  **led**  ", "led", "bold led"},
	} {
		p.say(c.typed)
		if got := s.last(demo.EnglishID, i+1); got.Text != c.text || shape(got.Text, got.Entities) != c.want {
			t.Errorf("%q was sent as %q with %q, want %q with %q", c.typed, got.Text, shape(got.Text, got.Entities), c.text, c.want)
		}
	}
	p.until(`document.querySelector('#list strong')?.innerText === 'bold' && document.querySelector('#list .spoiler') && document.querySelector('#list a[href^="https://example.com/menu"]')`)
	p.do(chromedp.SetValue(chromedp.CSS("#input"), "```go\nx := **p\n```"))
	p.press(kb.Enter)
	if got := s.last(demo.EnglishID, 7); shape(got.Text, got.Entities) != "pre x := **p go" {
		t.Errorf("a block of code was sent as %q with %q", got.Text, shape(got.Text, got.Entities))
	}
}

// TestFormattingByKeysAndBar: what is selected is formatted by the usual keys,
// or by the bar over it on a phone; an edit shows the marks again.
func TestFormattingByKeysAndBar(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	p := s.open(look{})
	p.do(chromedp.Focus(chromedp.CSS("#input")))
	p.write("some words")
	p.run(`document.querySelector('#input').setSelectionRange(5, 10)`)
	p.press("b", kb.ModifierCtrl)
	p.until(`document.querySelector('#input').value === 'some **words**'`)
	p.press(kb.Enter)
	if got := s.last(demo.EnglishID, 1); shape(got.Text, got.Entities) != "bold words" {
		t.Errorf("sent was %q with %q", got.Text, shape(got.Text, got.Entities))
	}
	p.until(`document.querySelector('#list .mine strong')`)
	p.press(kb.ArrowUp)
	p.until(`document.querySelector('#input').value === 'some **words**'`)
	p.run(`document.querySelector('#input').setSelectionRange(0, 4)`)
	p.press("i", kb.ModifierCtrl)
	p.until(`document.querySelector('#input').value === '__some__ **words**'`)
	p.press(kb.Enter)
	s.until("the edit", func() bool { return s.telegram.Chat(demo.EnglishID)[0].Edited() })
	if got := s.last(demo.EnglishID, 1); shape(got.Text, got.Entities) != "italic some|bold words" {
		t.Errorf("edited it is %q with %q", got.Text, shape(got.Text, got.Entities))
	}

	for _, person := range []int64{demo.EnglishID, demo.PersianID} {
		phone := s.open(look{person: person, width: 390, height: 780, touch: true})
		before := len(s.telegram.Chat(person))
		phone.do(chromedp.Focus(chromedp.CSS("#input")))
		phone.write("راز: موش")
		phone.run(`document.querySelector('#input').setSelectionRange(5, 8)`)
		phone.until(`document.querySelector('.formats')?.checkVisibility()`)
		phone.shoot(fmt.Sprintf("formats-%d.png", person))
		if wide := eval[bool](phone, `(() => { const r = document.querySelector('.formats').getBoundingClientRect(); return r.left < 0 || r.right > innerWidth || r.height < 40 })()`); wide {
			t.Error("the bar of formats does not fit")
		}
		phone.run(`document.querySelector('#input').focus(); document.querySelector('#input').setSelectionRange(5, 8)`)
		phone.click(`.formats [data-type=spoiler]`)
		phone.until(`document.querySelector('#input').value === 'راز: ||موش||'`)
		phone.press(kb.Enter)
		if got := s.last(person, before+1); shape(got.Text, got.Entities) != "spoiler موش" {
			t.Errorf("sent was %q with %q", got.Text, shape(got.Text, got.Entities))
		}
		phone.until(`!document.querySelector('.formats').checkVisibility()`)
	}
}

// TestCodeIsCopiedByATap, as in Telegram; and any message by its button.
func TestCodeIsCopiedByATap(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	s.telegram.Say(demo.EnglishID, demo.EnglishID, "hello")
	id := s.id(s.call("sendMessage", m{"chat_id": demo.EnglishID, "parse_mode": "HTML", "text": "<code>صبح به‌خیر، دوست من</code>\n\nGood morning"}))
	p := s.open(look{})
	p.run(`navigator.clipboard.writeText = async (text) => { window.copied = text; }`)
	p.click("#list .theirs code")
	p.until(`window.copied === 'صبح به\u200cخیر، دوست من' && document.querySelector('.toast')?.innerText === 'Copied'`)
	s.call("editMessageText", m{"chat_id": demo.EnglishID, "message_id": id, "text": "Guten Morgen"})
	p.reads("Guten Morgen")
	p.run(`document.querySelector('#list > .theirs .tools button:nth-child(2)').click()`)
	p.until(`window.copied === 'Guten Morgen'`)
}

func TestMessagesAreForwarded(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	group := s.telegram.ChatIDs()[0]
	s.telegram.Say(demo.PersianID, group, "فردا می‌بینمت", telegram.Formatted(telegram.Entity{Type: "bold", Offset: 0, Length: 4}))
	p := s.open(look{chat: fmt.Sprint(group), width: 390, height: 780, touch: true})
	p.until(`document.querySelector('#list > .theirs')`)
	p.run(`[...document.querySelectorAll('#list > .theirs')].pop().querySelector('.tools button:last-child').click()`)
	p.until(`!document.querySelector('#context').hidden`)
	entry := func(words string) {
		t.Helper()
		find := fmt.Sprintf(`[...document.querySelectorAll('#context button')].find((b) => b.innerText.includes(%s))`, quoted(words))
		p.until(find)
		p.run(find + `.click()`)
	}
	entry("Forward")
	entry("Hamzaban")
	p.until(`document.querySelector('#list > .mine .forward')?.innerText.includes('سارا')`)
	if got := s.last(demo.EnglishID, 1); got.Text != "فردا می‌بینمت" || got.ForwardOrigin == nil || got.ForwardOrigin.Sender.ID != demo.PersianID || shape(got.Text, got.Entities) != "bold فردا" {
		t.Errorf("forwarded is %q by %+v with %q", got.Text, got.ForwardOrigin, shape(got.Text, got.Entities))
	}
	p.shoot("forwarded.png")

	p.do(chromedp.Focus(chromedp.CSS("#input")))
	p.write("What she **wrote**")
	p.click("#attach")
	p.until(`!document.querySelector('#context').hidden`)
	p.shoot("attach.png")
	entry("forwarded from لیلا")
	if got := s.last(demo.EnglishID, 2); got.Text != "What she wrote" || got.ForwardOrigin == nil || got.ForwardOrigin.SenderName != "لیلا" || shape(got.Text, got.Entities) != "bold wrote" {
		t.Errorf("passed on is %q by %+v", got.Text, got.ForwardOrigin)
	}
	p.until(`document.querySelector('#input').value === ''`)
}
