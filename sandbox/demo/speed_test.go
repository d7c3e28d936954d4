package demo_test

import (
	"fmt"
	"strings"
	"testing"

	"hamzaban/sandbox/demo"
	"hamzaban/sandbox/providers"
)

var switched = providers.HTTP(503)

const mostBytes = 100_000

// TestPageIsSmall counts what a browser loads: as the page opens, and when
// the first rich message needs more.
func TestPageIsSmall(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	p := s.open(look{})
	const loaded = `(() => { const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter((e) => !/events|commands/.test(e.name));
		return { files: all.length, bytes: all.reduce((n, e) => n + e.decodedBodySize, 0), wire: all.reduce((n, e) => n + e.encodedBodySize, 0) }; })()`
	type load struct{ Files, Bytes, Wire int }
	first := eval[load](p, loaded)
	s.telegram.Say(demo.EnglishID, demo.EnglishID, "hello")
	s.call("sendRichMessage", m{"chat_id": demo.EnglishID, "rich_message": m{"markdown": "# Title"}})
	p.until(`document.querySelector('#list .rich .h1')`)
	then := eval[load](p, loaded)
	t.Logf("the page: %d files, %d bytes (%d over the wire); with rich messages %d bytes (%d over the wire)", first.Files, first.Bytes, first.Wire, then.Bytes, then.Wire)
	if first.Files < 20 || first.Bytes > mostBytes || then.Wire > mostBytes {
		t.Errorf("the page has %+v, and then %+v: want at most %d bytes", first, then, mostBytes)
	}
}

// BenchmarkFirstPaint opens the page with an empty cache.
func BenchmarkFirstPaint(b *testing.B) {
	s := newStage(b, setting{noBot: true})
	var sum float64
	n := 0
	for ; b.Loop(); n++ {
		p := s.open(look{})
		p.until(`performance.getEntriesByName('first-contentful-paint').length`)
		sum += eval[float64](p, `performance.getEntriesByName('first-contentful-paint')[0].startTime`)
	}
	b.ReportMetric(sum/float64(n), "ms/paint")
}

// thousand opens a chat of a thousand messages of every kind.
func thousand(t testing.TB) (*stage, *tab) {
	s := newStage(t, setting{noBot: true})
	for i := range 1000 {
		switch i % 4 {
		case 0:
			s.telegram.Say(demo.EnglishID, demo.EnglishID, fmt.Sprintf("Message %d: %s", i, strings.Repeat("some words and more ", i%9)))
		case 1:
			s.call("sendMessage", m{"chat_id": demo.EnglishID, "parse_mode": "HTML", "text": fmt.Sprintf("<b>%d</b> %s <pre><code class=\"language-go\">x := %d\ny := x</code></pre>", i, strings.Repeat("and so <i>on</i> ", i%7), i)})
		case 2:
			s.call("sendMessage", m{"chat_id": demo.EnglishID, "text": fmt.Sprintf("پیام %d: %s", i, strings.Repeat("چند واژهٔ دیگر ", i%11))})
		case 3:
			s.call("sendRichMessage", m{"chat_id": demo.EnglishID, "rich_message": m{"markdown": fmt.Sprintf("## %d\n\n| a | b |\n|---|---|\n| %d | 2 |\n\n- one\n- two", i, i)}})
		}
	}
	p := s.open(look{})
	p.until(`document.querySelectorAll('#list > .row').length === 1000 && document.querySelector('#list .rich .h2')`)
	p.until(`(() => { const s = document.querySelector('#scroller'); return s.scrollHeight - s.clientHeight - s.scrollTop < 4 && [...document.querySelectorAll('#list > .row')].pop().getBoundingClientRect().bottom <= innerHeight; })()`)
	return s, p
}

// TestThousandMessages: in a long chat the work is bounded by what is to be
// seen and by what is new, whatever the clock says.
func TestThousandMessages(t *testing.T) {
	t.Parallel()
	s, p := thousand(t)
	p.run(watching)
	frames := eval[[]float64](p, scrolling)
	if n := eval[int](p, `touched.size + made`); n != 0 {
		t.Errorf("scrolling through %d frames made or changed %d elements of the chat, want none", len(frames), n)
	}
	p.until(`!document.querySelector('#down').hidden`)
	const drawn = `[...document.querySelectorAll('#list > .row')].filter((r) => r.firstElementChild.checkVisibility({ contentVisibilityAuto: true })).length`
	if n := eval[int](p, drawn); n < 3 || n > 100 {
		t.Errorf("%d of 1,000 messages are laid out, want those near to what is seen", n)
	}
	id := s.send("something new")
	p.until(`document.querySelector('#unread').innerText === '1'`)
	if made, rows := eval[int](p, `made`), eval[int](p, `touched.size`); made > 3 || rows > 3 {
		t.Errorf("one new message made %d elements in the list and changed %d others", made, rows)
	}
	p.click("#down")
	p.until(`document.querySelector('#down').hidden`)
	p.run(watching)
	s.call("editMessageText", m{"chat_id": demo.EnglishID, "message_id": id, "text": "something newer"})
	p.reads("something newer")
	if made, rows := eval[int](p, `made`), eval[int](p, `touched.size`); made != 0 || rows != 1 {
		t.Errorf("an edit made %d elements in the list and changed %d messages, want 0 and 1", made, rows)
	}
}

// watching counts from now on which rows change, and how many are made.
const watching = `
	window.touched = new Set();
	window.made = 0;
	window.watcher?.disconnect();
	window.watcher = new MutationObserver((records) => {
		for (const r of records) {
			if (r.target.id === 'list') made += r.addedNodes.length;
			else touched.add(r.target.closest('#list > *') ?? r.target);
		}
	});
	watcher.observe(document.querySelector('#list'), { subtree: true, childList: true, characterData: true });`

// BenchmarkScroll goes up through a thousand messages and reports how long the
// frames took.
func BenchmarkScroll(b *testing.B) {
	_, p := thousand(b)
	var frames []float64
	for b.Loop() {
		frames = append(frames, eval[[]float64](p, scrolling)...)
	}
	b.ReportMetric(percentile(frames, 50), "ms/frame-p50")
	b.ReportMetric(percentile(frames, 95), "ms/frame-p95")
}

// scrolling goes up through the chat and returns how long each frame took.
const scrolling = `new Promise((done) => {
	const s = document.querySelector('#scroller');
	s.scrollTop = s.scrollHeight;
	const times = [];
	let last = performance.now();
	const step = () => {
		const now = performance.now();
		times.push(now - last);
		last = now;
		s.scrollTop -= 300;
		if (s.scrollTop <= 0 || times.length > 240) done(times.slice(2));
		else requestAnimationFrame(step);
	};
	requestAnimationFrame(step);
})`
