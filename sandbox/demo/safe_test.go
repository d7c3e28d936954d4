package demo_test

import (
	"strings"
	"testing"

	"hamzaban/sandbox/demo"
)

// attacks are texts that would do harm in a careless page.
var attacks = []string{
	`<script>window.pwned = 1; document.title = 'pwned'</script>`,
	`<img src=x onerror="window.pwned = 1">`,
	`<svg/onload=window.pwned=1><iframe srcdoc="<script>parent.pwned=1</script>"></iframe>`,
	`"><style>body{display:none}</style><base href="http://evil.example/">`,
	`[click](javascript:window.pwned=1) [data](data:text/html,<script>top.pwned=1</script>) <javascript:alert(1)>`,
	"```html\"><script>window.pwned=1</script>\n</pre><script>window.pwned=1</script>\n```",
	`<a href="javascript:window.pwned=1" onclick="window.pwned=1">x</a> {{constructor.constructor('window.pwned=1')()}}`,
	"javascript:window.pwned=1 vbscript:x file:///etc/passwd https://example.com/?q=<script>",
	"||<img src=x onerror=window.pwned=1>|| | a | b |\n|---|---|\n| <script>window.pwned=1</script> | [x](java\nscript:window.pwned=1) |",
}

func TestNothingWrittenRuns(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{})
	p := s.open(look{})
	for i, a := range attacks {
		for _, name := range []string{"groq", "cerebras", "gemini"} {
			s.providers.Say(name, "Answer: "+a)
		}
		s.telegram.Say(demo.EnglishID, demo.EnglishID, a)
		s.waitCalls(i + 1)
	}
	p.until(`[...document.querySelectorAll('#list > .theirs')].length >= ` + itoa(len(attacks)+1))
	s.harmless(p)
}

// TestNothingRichRuns gives the same to the renderers of rich messages,
// buttons, drafts and file names, as a bot that was taken over would.
func TestNothingRichRuns(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	s.telegram.Person(personNamed(`<img src=x onerror=window.pwned=1>`))
	p := s.open(look{})
	s.telegram.Say(demo.EnglishID, demo.EnglishID, "hello")
	for _, a := range attacks {
		s.call("sendRichMessage", m{"chat_id": demo.EnglishID, "rich_message": m{"markdown": a}})
		s.call("sendRichMessage", m{"chat_id": demo.EnglishID, "rich_message": m{"html": "<p>" + a + "</p><table><tr><td>" + a + "</td></tr></table>"}})
		s.call("sendRichMessage", m{"chat_id": demo.EnglishID, "rich_message": m{"blocks": []m{
			{"type": "paragraph", "text": []any{a, m{"type": "url", "url": "javascript:window.pwned=1", "text": a}, m{"type": a, "text": a}}},
			{"type": a, "text": a}, {"type": "pre", "language": a, "text": a}, {"type": "details", "summary": a, "blocks": "not a list"}}}})
		s.call("sendMessage", m{"chat_id": demo.EnglishID, "text": "press", "reply_markup": m{"inline_keyboard": [][]m{{{"text": a, "callback_data": "x"}}}}})
	}
	s.telegram.SayDocument(demo.EnglishID, demo.EnglishID, fileNamed(attacks[1]), attacks[0])
	s.call("sendMessageDraft", m{"chat_id": demo.EnglishID, "draft_id": 1, "text": attacks[1]})
	p.until(`document.querySelector('.draft')`)
	p.until(`document.querySelectorAll('#list > .row').length >= ` + itoa(4*len(attacks)+2) + ` && document.querySelector('#list .rich a')`)
	s.harmless(p)
}

// harmless fails when anything in the page came alive.
func (s *stage) harmless(p *tab) {
	s.t.Helper()
	if eval[bool](p, `'pwned' in window || document.title.includes('pwned') || getComputedStyle(document.body).display === 'none'`) {
		s.t.Error("a text ran in the page")
	}
	if found := eval[[]string](p, `[...document.querySelectorAll('main :is(script, iframe, object, embed, style, link, base, meta, form form, svg image)')].map((e) => e.outerHTML)`); len(found) > 0 {
		s.t.Errorf("texts became elements: %q", found)
	}
	if found := eval[[]string](p, `[...document.querySelectorAll('main *')].flatMap((e) => [...e.attributes].filter((a) => a.name.startsWith('on') || a.name === 'style' && e.id !== 'input').map((a) => e.outerHTML))`); len(found) > 0 {
		s.t.Errorf("elements have handlers or styles: %q", found)
	}
	links := eval[[]string](p, `[...document.querySelectorAll('main #scroller a')].filter((a) => !a.hasAttribute('download')).map((a) => [a.protocol, a.rel, a.target].join('|'))`)
	for _, l := range links {
		part := strings.Split(l, "|")
		if (part[0] != "https:" && part[0] != "http:" && part[0] != "tg:") || !strings.Contains(part[1], "noopener") || part[2] != "_blank" {
			s.t.Errorf("a link is of the kind %q", l)
		}
	}
	if len(links) == 0 {
		s.t.Error("not even the harmless link is a link")
	}
	for _, img := range eval[[]string](p, `[...document.querySelectorAll('main img')].map((i) => i.getAttribute('src'))`) {
		if img != "icon.svg" && !strings.HasPrefix(img, "file/") {
			s.t.Errorf("the page shows the picture %q", img)
		}
	}
}

// TestPolicyHolds proves that the rules stand where the page's own code would
// fail: what a text could at worst become does not run.
func TestPolicyHolds(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	p := s.open(look{})
	for name, script := range map[string]string{
		"markup from a text":  `document.body.innerHTML = '<b>x</b>'`,
		"code from a text":    `setTimeout('window.pwned = 1', 0); await new Promise((ok) => setTimeout(ok, 100)); if (!window.pwned) throw 1`,
		"a script's text":     `const e = document.createElement('script'); e.text = 'window.pwned = 1'; document.body.append(e)`,
		"a foreign picture":   `await new Promise((ok, no) => { const i = new Image(); i.onerror = no; i.onload = ok; i.src = 'http://127.0.0.1:9/x.png' })`,
		"a foreign address":   `await fetch('http://127.0.0.1:9/')`,
		"a handler in markup": `const d = document.createElement('div'); d.setAttribute('onclick', 'window.pwned = 1'); document.body.append(d); d.click(); if (!window.pwned) throw 1`,
	} {
		if eval[bool](p, `(async () => { try { `+script+`; return true } catch { return false } })()`) {
			t.Errorf("the policy lets through: %s", name)
		}
	}
	p.pardon()
}
