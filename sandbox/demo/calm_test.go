package demo_test

import (
	"strings"
	"testing"

	"hamzaban/sandbox/demo"
)

// TestLongMessagesAreReadFromTheirBeginning: who is at the end sees the
// beginning of what comes, as it comes and when it grows; what comes after
// does not push it away.
func TestLongMessagesAreReadFromTheirBeginning(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	p := s.open(look{})
	p.say("Tell me all of it")
	id := s.send("The beginning")
	p.reads("The beginning")
	p.until(`document.querySelector('#down').hidden`)
	s.call("editMessageText", m{"chat_id": demo.EnglishID, "message_id": id, "text": "The beginning\n" + strings.Repeat("and so on\n", 100)})
	const begins = `(() => { const top = [...document.querySelectorAll('#list > .theirs')][0].getBoundingClientRect().top - document.querySelector('#scroller').getBoundingClientRect().top; return top >= 0 && top < 60; })()`
	p.until(begins + ` && !document.querySelector('#down').hidden`)
	s.send("And one thing more")
	p.until(`document.querySelector('#unread').innerText === '1'`)
	if !eval[bool](p, begins) {
		t.Error("another message pushed away what was being read")
	}
	p.click("#down")
	p.until(`document.querySelector('#down').hidden`)
	s.send("A short one")
	p.reads("A short one")
	p.until(`document.querySelector('#down').hidden && document.querySelector('#unread').hidden`)
}

// TestDayLiesOverNothingAtRest: the day is over the messages only while they
// are scrolled.
func TestDayLiesOverNothingAtRest(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	p := s.open(look{})
	s.telegram.Say(demo.EnglishID, demo.EnglishID, strings.Repeat("and so on\n", 100))
	const over = `(() => { const chip = document.querySelector('.day .chip').getBoundingClientRect(), stage = document.querySelector('#scroller').getBoundingClientRect(); return chip.bottom > stage.top; })()`
	p.until(`document.querySelector('.day') && !` + over)
	p.run(`document.querySelector('#scroller').scrollTop -= 50`)
	p.until(over)
	p.until(`!` + over)
}

// TestTheDemoIsGone: when nothing answers any more, the page does not claim
// that the bot runs, and no picture is broken.
func TestTheDemoIsGone(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{})
	wire := newWire(t, s.url)
	p := s.open(look{url: wire.url})
	s.telegram.Say(demo.EnglishID, demo.EnglishID, "/id")
	p.until(`document.querySelector('#list > .theirs') && document.querySelector('#bot .lamp.on')`)
	_ = wire.Close()
	wire.cut()
	p.until(`document.querySelector('#subtitle').className === 'connecting'`)
	p.until(`!document.querySelector('#bot .lamp.on') && document.querySelector('#bot h3 small').innerText === 'connecting…'`)
	p.run(`document.querySelector('#chats li:last-child button').click(); document.querySelector('#chats li button').click()`)
	p.until(`[...document.images].every((i) => i.complete && i.naturalWidth > 0)`)
	p.pardon()
}

// TestWhoIsDeadWritesNothing: a killed bot is not shown to be typing.
func TestWhoIsDeadWritesNothing(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{})
	p := s.open(look{})
	p.click("#chats li:nth-child(2) button") // the group, where nothing that the bot says ends the typing
	p.until(`document.querySelector('#title').innerText.includes('Tea House')`)
	for _, chat := range s.telegram.ChatIDs() {
		s.call("sendChatAction", m{"chat_id": chat, "action": "typing"})
	}
	p.until(`document.querySelector('#live .dots')`)
	p.click("#bot-kill")
	p.until(`document.querySelector('#bot-start') && document.querySelector('#subtitle').className === 'offline'`)
	if p.count("#live .dots") != 0 {
		t.Error("the dots still move")
	}
}

// TestButtonsStandOut: a button's edge can be told from the ground, in both
// themes.
func TestButtonsStandOut(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	s.telegram.Say(demo.EnglishID, demo.EnglishID, "hello")
	s.call("sendMessage", m{"chat_id": demo.EnglishID, "text": "choose", "reply_markup": m{"inline_keyboard": [][]m{{{"text": "One", "callback_data": "1"}}}}})
	const edge = `(() => {
		const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d');
		const light = (c) => { context.fillStyle = c; context.fillRect(0, 0, 1, 1); const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
		const [a, b] = [light(getComputedStyle(document.querySelector('.key')).borderTopColor), light(getComputedStyle(document.querySelector('.stage')).backgroundColor)].sort((x, y) => y - x);
		return (a + .05) / (b + .05);
	})()`
	for _, dark := range []bool{false, true} {
		p := s.open(look{dark: dark})
		p.until(`document.querySelector('.key')`)
		if ratio := eval[float64](p, edge); ratio < 3 {
			t.Errorf("dark=%v: the contrast of a button's edge is %.2f, want 3", dark, ratio)
		}
	}
}
