package demo_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"hamzaban/sandbox/demo"
)

func TestStreamedAnswers(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	p := s.open(look{})
	s.telegram.Say(demo.EnglishID, demo.EnglishID, "tell me a story")
	s.call("sendChatAction", m{"chat_id": demo.EnglishID, "action": "typing"})
	p.until(`document.querySelector('#live .dots') && document.querySelector('#chats .typing')`)

	text := ""
	for _, word := range strings.Fields("Once upon a **time** there was a town") {
		text += word + " "
		s.call("sendMessageDraft", m{"chat_id": demo.EnglishID, "draft_id": 7, "text": text, "can_stop": true})
		p.until(fmt.Sprintf(`document.querySelector('#live .draft')?.innerText.includes(%s)`, quoted(word)))
	}
	if n := p.count("#list > .theirs"); n != 0 {
		t.Errorf("a draft left %d messages", n)
	}
	p.click("#live .stop")
	p.until(`document.querySelector('#live').hidden`)
	if updates := string(s.call("getUpdates", m{"timeout": 5})); !strings.Contains(updates, "stopped_message_generation") {
		t.Errorf("the bot was not told of the stop: %s", updates)
	}

	s.call("sendRichMessageDraft", m{"chat_id": demo.EnglishID, "draft_id": 8, "rich_message": m{"markdown": "# Title\n\n| a | b |\n|---|---|\n| 1 |"}})
	p.until(`document.querySelector('#live .draft table td')`)
	id := s.id(s.call("sendRichMessage", m{"chat_id": demo.EnglishID, "rich_message": m{"markdown": "# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |"}}))
	p.until(`document.querySelector('#live').hidden && document.querySelectorAll('#list table td').length === 2`)
	p.run(`window.row = document.querySelector('#list > .theirs')`)
	s.call("editMessageText", m{"chat_id": demo.EnglishID, "message_id": id, "text": "Once upon a time there was a town by the sea."})
	p.reads("by the sea")
	if !eval[bool](p, `window.row === document.querySelector('#list > .theirs')`) {
		t.Error("an edit is not shown in its place")
	}
	s.call("deleteMessage", m{"chat_id": demo.EnglishID, "message_id": id})
	p.until(`!document.querySelector('#list > .theirs')`)
}

func TestFormatting(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	p := s.open(look{})
	s.telegram.Say(demo.EnglishID, demo.EnglishID, "hello")
	s.call("sendMessage", m{"chat_id": demo.EnglishID, "parse_mode": "HTML", "text": `<b>bold <i>both</i></b> <u>under</u> <s>gone</s> <code>x</code> <tg-spoiler>secret</tg-spoiler> ` +
		`<a href="https://example.com/a">link</a> /help <blockquote>quote</blockquote><pre><code class="language-go">a &lt; b</code></pre>`})
	p.until(`document.querySelector('#list .code')`)
	for selector, want := range map[string]string{
		"#list .theirs strong:not(.name)": "bold both", "#list .theirs strong em": "both", "#list u": "under", "#list s": "gone",
		"#list .theirs .body > code": "x", `#list a[href="https://example.com/a"]`: "link", "#list blockquote": "quote",
		"#list .code pre": "a < b", "#list .code-head span": "go", "#list .theirs [role=button].link": "/help",
	} {
		p.until(fmt.Sprintf("document.querySelector(%s)?.innerText === %s", quoted(selector), quoted(want)))
	}
	if p.text("#list .spoiler") != "" {
		t.Error("a spoiler is shown before it was opened")
	}
	p.click("#list .spoiler")
	p.until(`document.querySelector('#list .spoiler.open').innerText === 'secret'`)
	p.click("#list .theirs [role=button].link")
	s.until("the command that was pressed", func() bool {
		all := s.telegram.Chat(demo.EnglishID)
		return all[len(all)-1].Text == "/help"
	})

	s.call("sendRichMessage", m{"chat_id": demo.EnglishID, "rich_message": m{"markdown": "# گزارش\n\n- [x] یک\n- [ ] دو\n  1. سه\n\n> نقل\n\n| شهر | عدد |\n|:--|--:|\n| تهران | `9` |\n\n$$x^2$$\n\n||راز||", "is_rtl": true}})
	p.until(`document.querySelector('#list .rich table')`)
	if got := eval[string](p, `getComputedStyle(document.querySelector('#list .rich table')).direction`); got != "rtl" {
		t.Errorf("a Persian table runs %q", got)
	}
	for selector, want := range map[string]int{"#list .rich .h1": 1, "#list .rich .box": 2, "#list .rich li li": 1, "#list .rich blockquote": 1, "#list .rich td": 2, "#list .rich .math": 1, "#list .rich .spoiler": 1} {
		if got := p.count(selector); got != want {
			t.Errorf("%d of %s, want %d", got, selector, want)
		}
	}
}

func TestToastsAndForcedReplies(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	p := s.open(look{})
	s.telegram.Say(demo.EnglishID, demo.EnglishID, "hello")
	id := s.id(s.call("sendMessage", m{"chat_id": demo.EnglishID, "text": "choose", "reply_markup": m{"inline_keyboard": [][]m{{{"text": "One", "callback_data": "1"}}}}}))
	waiting := s.telegram.Pending()
	// By the page's own event: a message that comes just then moves the list
	// from under a mouse.
	p.until(`document.querySelector('.key') !== null`)
	eval[bool](p, `(document.querySelector('.key').click(), true)`)
	s.until("the press", func() bool { return s.telegram.Pending() > waiting })
	var query struct {
		Callback struct{ ID, Data string } `json:"callback_query"`
	}
	s.lastUpdate(&query)
	if query.Callback.Data != "1" {
		t.Fatalf("the bot got %+v", query)
	}
	s.call("answerCallbackQuery", m{"callback_query_id": query.Callback.ID, "text": "You chose one"})
	p.until(`document.querySelector('.toast')?.innerText === 'You chose one'`)
	s.call("editMessageReplyMarkup", m{"chat_id": demo.EnglishID, "message_id": id, "reply_markup": m{"inline_keyboard": [][]m{{{"text": "Two", "callback_data": "2"}}}}})
	p.until(`document.querySelector('.key').innerText === 'Two'`)
	p.click(".key")
	s.lastUpdate(&query)
	s.call("answerCallbackQuery", m{"callback_query_id": query.Callback.ID, "text": "Are you sure?", "show_alert": true})
	p.until(`document.querySelector('#alert').open && document.querySelector('#alert').innerText.includes('sure')`)
	p.click("#alert button")
	s.call("sendMessage", m{"chat_id": demo.EnglishID, "text": "Which language?", "reply_markup": m{"force_reply": true, "input_field_placeholder": "A language"}})
	p.until(`!document.querySelector('#strip').hidden && document.activeElement.id === 'input' && document.activeElement.placeholder === 'A language'`)
	p.say("Persian")
	s.until("the reply", func() bool {
		all := s.telegram.Chat(demo.EnglishID)
		return all[len(all)-1].ReplyTo != nil
	})
}

// TestStreamBreaks breaks the stream of events again and again: the page
// finds back by itself, and nothing is lost or doubled.
func TestStreamBreaks(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	wire := newWire(t, s.url)
	p := s.open(look{url: wire.url})
	for round := range 3 {
		wire.cut()
		for i := range 5 {
			s.telegram.Say(demo.EnglishID, demo.EnglishID, fmt.Sprintf("message %d of round %d", i, round))
		}
		p.until(fmt.Sprintf(`document.querySelectorAll('#list > .mine').length === %d`, 5*(round+1)))
	}
	first := s.telegram.Chat(demo.EnglishID)[0].ID
	wire.cut()
	s.telegram.Edit(demo.EnglishID, demo.EnglishID, first, "edited meanwhile")
	s.telegram.Erase(demo.EnglishID, first+1)
	p.until(`document.querySelector('#list > .mine .body').innerText.includes('edited meanwhile') && document.querySelectorAll('#list > .mine').length === 14`)
	p.until(`document.querySelector('#subtitle').className !== 'connecting'`)
}

// wire is a connection to the demo that can be cut.
type wire struct {
	net.Listener
	url string
	mu  sync.Mutex
	on  []net.Conn
}

func newWire(t *testing.T, url string) *wire {
	t.Helper()
	target := strings.Trim(strings.TrimPrefix(url, "http://"), "/")
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	w := &wire{Listener: ln, url: "http://" + ln.Addr().String() + "/"}
	t.Cleanup(func() { _ = ln.Close(); w.cut() })
	go func() {
		for {
			in, err := ln.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", target)
			if err != nil {
				_ = in.Close()
				continue
			}
			w.mu.Lock()
			w.on = append(w.on, in, out)
			w.mu.Unlock()
			go func() { _, _ = io.Copy(out, in); _ = out.Close() }()
			go func() { _, _ = io.Copy(in, out); _ = in.Close() }()
		}
	}()
	return w
}

func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.on {
		_ = c.Close()
	}
	w.on = nil
}
