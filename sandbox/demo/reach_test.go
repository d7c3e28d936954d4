package demo_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hamzaban/sandbox/demo"
	"hamzaban/sandbox/telegram"
)

// TestKeyboardOnly does all of it without a mouse.
func TestKeyboardOnly(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{})
	p := s.open(look{})
	focus := func() string { return eval[string](p, `document.activeElement.id || document.activeElement.className`) }

	p.press(kb.Tab)
	if got := focus(); got != "skip" {
		t.Fatalf("the first stop is %q, want the link to the message box", got)
	}
	if eval[string](p, `getComputedStyle(document.activeElement).outlineStyle`) != "solid" {
		t.Error("the focus is not to be seen")
	}
	p.press(kb.Enter)
	p.until(`document.activeElement.id === 'input'`)
	p.write("/la")
	p.until(`!document.querySelector('#commands').hidden`)
	p.press(kb.ArrowDown)
	p.until(`document.querySelector('#input').getAttribute('aria-activedescendant') === 'command0'`)
	p.press(kb.Enter)
	p.until(`document.querySelector('.key')`)

	p.press(kb.Tab, kb.ModifierShift) // the menu's button
	p.press(kb.Tab, kb.ModifierShift) // into the newest message: its last control
	p.until(`document.activeElement.closest('#list')`)
	p.run(`document.querySelector('#list').focus()`)
	p.press(kb.End)
	p.until(`document.activeElement.matches('.row:last-of-type')`)
	p.press(kb.Tab)
	p.until(`document.activeElement.matches('.key')`)
	p.press(kb.Enter)
	s.until("the answer to the press", func() bool {
		return slices.ContainsFunc(s.telegram.Calls(), func(c telegram.Call) bool { return c.Method == "answerCallbackQuery" && c.Accepted })
	})

	p.run(`document.querySelector('#list').focus()`)
	p.press(kb.Home)
	p.until(`document.activeElement.matches('.row.mine')`)
	p.press(kb.Enter)
	p.until(`document.activeElement.matches('[role=menuitem]')`)
	p.press(kb.ArrowDown)
	p.press(kb.Escape)
	p.until(`document.querySelector('#context').hidden && document.activeElement.matches('.row.mine')`)
	p.press("r")
	p.until(`document.activeElement.id === 'input' && !document.querySelector('#strip').hidden`)
	p.press(kb.Escape)
	p.until(`document.querySelector('#strip').hidden`)
	p.write("line one")
	p.press(kb.Enter, kb.ModifierShift)
	p.write("line two")
	p.press(kb.Enter)
	p.until(`[...document.querySelectorAll('.mine .body')].pop().innerText.startsWith('line one\nline two')`)

	p.run(`document.querySelector('#people input:checked').focus()`)
	p.press(kb.ArrowRight)
	p.until(`document.documentElement.lang === 'fa' && document.activeElement.id === 'person1002'`)
	p.run(`document.querySelector('.faults input:checked').focus()`)
	p.press(kb.ArrowRight)
	p.until(`document.querySelector('.provider .lamp.bad, .provider .lamp.empty') || document.querySelector('.faults input[value="429"]').checked`)
}

// TestEveryControlHasAName asks the browser's accessibility tree.
func TestEveryControlHasAName(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{})
	for _, person := range []int64{demo.EnglishID, demo.PersianID} {
		p := s.open(look{person: person})
		p.say("/lang")
		p.until(`document.querySelector('.key')`)
		p.click("#slash")
		p.until(`!document.querySelector('#commands').hidden`)
		nodes := 0
		p.do(chromedp.Func(func(ctx context.Context, tg *chromedp.Target) error {
			tree, err := cdp.Call(ctx, tg, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
			if err != nil {
				return err
			}
			for _, n := range tree.Nodes {
				if n.Ignored || n.Role == nil {
					continue
				}
				role := strings.Trim(string(n.Role.Value), `"`)
				switch role {
				case "button", "textbox", "link", "radio", "radiogroup", "log", "listbox", "option", "navigation", "progressbar", "complementary", "checkbox", "image":
					nodes++
					if n.Name == nil || strings.Trim(string(n.Name.Value), `" `) == "" {
						t.Errorf("a %s has no name (node %d)", role, n.BackendDOMNodeID)
					}
				}
			}
			return nil
		}))
		if nodes < 40 {
			t.Errorf("the tree shows only %d controls", nodes)
		}
	}
}

// TestPhone: at a phone's width nothing is wider than it, whatever is said.
func TestPhone(t *testing.T) {
	t.Parallel()
	browser(t) // a part of a test cannot skip the whole
	s := newStage(t, setting{noBot: true})
	s.telegram.Say(demo.EnglishID, demo.EnglishID, strings.Repeat("wide", 200))
	s.telegram.Say(demo.PersianID, demo.PersianID, strings.Repeat("دراز", 200))
	for _, id := range []int64{demo.EnglishID, demo.PersianID} {
		s.call("sendMessage", m{"chat_id": id, "parse_mode": "HTML", "text": "<pre>" + strings.Repeat("x = y; ", 60) + "</pre>\nhttps://example.com/" + strings.Repeat("a", 300),
			"reply_markup": m{"inline_keyboard": [][]m{{{"text": strings.Repeat("long label ", 8), "callback_data": "1"}, {"text": strings.Repeat("wide", 20), "callback_data": "2"}}}}})
		s.call("sendRichMessage", m{"chat_id": id, "rich_message": m{"markdown": "| " + strings.Repeat("column | ", 12) + "\n|" + strings.Repeat("---|", 12) + "\n| " + strings.Repeat("cell text | ", 12)}})
	}
	for _, c := range []struct {
		name          string
		person, width int64
	}{{"English", demo.EnglishID, 390}, {"Persian", demo.PersianID, 390}, {"a small phone", demo.PersianID, 320}} {
		t.Run(c.name, func(t *testing.T) {
			p := s.open(look{person: c.person, width: c.width, height: 780, touch: true})
			p.until(`document.querySelector('#list table')`)
			wide := func(when string) {
				t.Helper()
				if found := eval[[]string](p, `[...document.querySelectorAll('main *, aside.open, aside.open *')].filter((e) => { const r = e.getBoundingClientRect(); return r.width && (r.left < -1 || r.right > innerWidth + 1) && !e.closest('.table, .code, progress, .stage > .fab') && !e.matches('input'); }).map((e) => e.outerHTML.slice(0, 120))`); len(found) > 0 {
					t.Errorf("%s these reach over the edge: %q", when, found)
				}
				if n := eval[int](p, `document.documentElement.scrollWidth - innerWidth`); n > 0 {
					t.Errorf("%s the page is %d pixels too wide", when, n)
				}
			}
			wide("in the chat")
			p.click("#menu")
			p.until(`document.querySelector('#side').classList.contains('open') && !document.getAnimations().length`)
			wide("in the drawer of people")
			p.press(kb.Escape)
			p.click("#behind")
			p.until(`document.querySelector('#panel').classList.contains('open') && !document.getAnimations().length`)
			wide("in the panel")
			p.click("#panel-close")
			p.until(`document.querySelector('#shade').hidden`)
			small := eval[[]string](p, `[...document.querySelectorAll('.bar button, .composer .line button')].filter((b) => b.offsetParent && (b.offsetWidth < 40 || b.offsetHeight < 40)).map((b) => b.id)`)
			if len(small) > 0 {
				t.Errorf("these are too small for a finger: %q", small)
			}
		})
	}
}

// TestContrast measures text against the ground on which it stands.
func TestContrast(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	s.telegram.Say(demo.EnglishID, demo.EnglishID, "hello /help")
	s.call("sendMessage", m{"chat_id": demo.EnglishID, "parse_mode": "HTML", "text": `see <a href="https://example.com/">this</a> <code>code</code> <pre>x</pre> <blockquote>q <a href="https://example.com/b">b</a></blockquote>`,
		"reply_markup": m{"inline_keyboard": [][]m{{{"text": "One", "callback_data": "1"}}}}})
	s.providers.Break("groq", switched)
	for _, dark := range []bool{false, true} {
		p := s.open(look{dark: dark})
		p.until(`document.querySelector('#list .key') && document.querySelector('.lamp.bad')`)
		poor := eval[[]string](p, contrast)
		for _, line := range poor {
			t.Errorf("dark=%v: %s", dark, line)
		}
		if n := eval[int](p, `window.measured`); n < 60 {
			t.Errorf("only %d texts were measured", n)
		}
	}
}

// contrast lists the texts whose contrast is below 4.5:1. Grounds that are
// partly clear are laid over what is below them.
var contrast = fmt.Sprintf(`(() => {
	const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
	const rgba = (c) => { context.clearRect(0, 0, 1, 1); context.fillStyle = c; context.fillRect(0, 0, 1, 1); const d = context.getImageData(0, 0, 1, 1).data; return [d[0], d[1], d[2], d[3] / 255]; };
	const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3]));
	const light = (c) => { const [r, g, b] = c.map((v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
	const ground = (e) => { if (!e) return [255, 255, 255]; const c = rgba(getComputedStyle(e).backgroundColor); return c[3] === 1 ? c.slice(0, 3) : over(c, ground(e.parentElement)); };
	const poor = [];
	window.measured = 0;
	for (const e of document.querySelectorAll('body *')) {
		if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) || !e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || e.closest('.avatar, .offstage, .skip, script, noscript')) continue;
		window.measured++;
		const below = ground(e);
		const text = over(rgba(getComputedStyle(e).color), below);
		const [a, b] = [light(text), light(below)].sort((x, y) => y - x);
		const ratio = (a + .05) / (b + .05);
		if (ratio < %v) poor.push(ratio.toFixed(2) + ' ' + e.className + ' ' + e.textContent.slice(0, 30));
	}
	return poor;
})()`, 4.5)

func TestSwipeReplies(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	s.telegram.Say(demo.EnglishID, demo.EnglishID, "hello")
	s.telegram.Say(demo.PersianID, demo.PersianID, "سلام")
	for _, c := range []struct {
		person int64
		by     float64
	}{{demo.EnglishID, -90}, {demo.PersianID, 90}} {
		p := s.open(look{person: c.person, width: 390, height: 780, touch: true})
		p.until(`document.querySelector('#list .mine .bubble')`)
		at := eval[[]float64](p, `(() => { const r = document.querySelector('#list .mine .bubble').getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] })()`)
		drag := func(by float64) {
			p.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
				for i, kind := range []input.DispatchTouchEventType{"touchStart", "touchMove", "touchMove", "touchMove", "touchEnd"} {
					e := input.DispatchTouchEventParams{Type: kind, TouchPoints: []*input.TouchPoint{{X: at[0] + by*float64(i)/3, Y: at[1]}}}
					if kind == "touchEnd" {
						e.TouchPoints = []*input.TouchPoint{}
					}
					if _, err := cdp.Call(ctx, t, input.DispatchTouchEvent, e); err != nil {
						return err
					}
				}
				return nil
			}))
		}
		drag(-c.by)
		if !eval[bool](p, `document.querySelector('#strip').hidden`) {
			t.Error("a swipe the other way replies")
		}
		drag(c.by)
		p.until(`!document.querySelector('#strip').hidden`)
	}
}

func TestThemeIsKept(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	p := s.open(look{})
	const dark = `getComputedStyle(document.querySelector('.side')).backgroundColor === 'rgb(19, 28, 27)'`
	if eval[bool](p, dark) {
		t.Error("the page is dark where the device is light")
	}
	p.click("#theme")
	p.until(dark)
	p.do(chromedp.Reload())
	p.until(`document.querySelector('#people input:checked') && ` + dark)
	p.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}},
		})
		return err
	}))
	p.run(`document.querySelector('#scroller').append(Object.assign(document.createElement('div'), { className: 'row live fresh', id: 'moving' }))`)
	p.until(`getComputedStyle(document.querySelector('#moving')).transitionDuration === '0s'`)
}
