package demo_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hamzaban/sandbox/demo"
)

var chromium struct {
	once  sync.Once
	ctx   context.Context
	close func()
	err   error
}

// closeBrowser ends the browser that the tests shared.
func closeBrowser() {
	if chromium.close != nil {
		chromium.close()
	}
}

// browser starts Chromium once for all tests, and skips those that need it
// where there is none.
func browser(t testing.TB) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("the page is looked at in the long form")
	}
	chromium.once.Do(func() {
		var path string
		for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
			if path, chromium.err = exec.LookPath(name); chromium.err == nil {
				break
			}
		}
		if chromium.err != nil {
			return
		}
		options := append(chromedp.DefaultExecAllocatorOptions[:],
			chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
			chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
			chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
			chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true),
			chromedp.Flag("lang", "en"))
		allocated, end := chromedp.NewExecAllocator(context.Background(), options...)
		ctx, cancel := chromedp.NewContext(allocated)
		chromium.ctx, chromium.close = ctx, func() { cancel(); end() }
		chromium.err = chromedp.Do(ctx)
	})
	if chromium.err != nil {
		t.Skipf("there is no Chromium to try the page in (%v): install Debian's package chromium", chromium.err)
	}
	return chromium.ctx
}

// look is how somebody looks at the page.
type look struct {
	person        int64
	chat          string // "" for the private one
	width, height int64
	dark, touch   bool
	url           string // "" for the stage's own
}

// tab is the page in a browser of its own.
type tab struct {
	t   testing.TB
	ctx context.Context

	mu     sync.Mutex
	faults []string
}

// open opens the page. What its scripts complain of fails the test.
func (s *stage) open(l look) *tab {
	s.t.Helper()
	if l.url == "" {
		l.url = s.url
	}
	return open(s.t, l)
}

func open(t testing.TB, l look) *tab {
	t.Helper()
	p := &tab{t: t}
	ctx, cancel := chromedp.NewContext(browser(t), chromedp.WithNewBrowserContext(), chromedp.WithListener(p.hear))
	t.Cleanup(cancel)
	p.ctx = ctx
	must(t, chromedp.Do(ctx)) // opens the tab for as long as the test lasts
	t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, f := range p.faults {
			t.Errorf("the page complains: %s", f)
		}
	})
	if l.width == 0 {
		l.width, l.height = 1280, 860
	}
	theme := "light"
	if l.dark {
		theme = "dark"
	}
	if l.person == 0 {
		l.person = demo.EnglishID
	}
	address := fmt.Sprintf("%s#%d", l.url, l.person)
	if l.chat != "" {
		address += "/" + l.chat
	}
	viewport := chromedp.EmulateViewport(l.width, l.height)
	if l.touch {
		viewport = chromedp.EmulateViewport(l.width, l.height, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	p.do(viewport, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}},
		})
		return err
	}), chromedp.Navigate(address))
	p.until(`document.querySelector('#people input:checked')`)
	return p
}

func (p *tab) hear(ev any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := ev.(type) {
	case *runtime.EventExceptionThrown:
		p.faults = append(p.faults, (&chromedp.ExceptionError{ExceptionDetails: e.ExceptionDetails}).Error())
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError && !strings.Contains(e.Entry.Text, "ERR_") && !strings.Contains(e.Entry.Text, "status of 4") {
			p.faults = append(p.faults, e.Entry.Text)
		}
	case *page.EventJavascriptDialogOpening:
		p.faults = append(p.faults, "a dialog opened: "+e.Message)
	}
}

// pardon forgives the complaints so far.
func (p *tab) pardon() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = nil
}

func (p *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.t.Fatalf("in the browser: %v", err)
	}
}

// eval evaluates JavaScript, and a promise to its value.
func eval[T any](p *tab, script string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("in the browser: %s: %v", script, err)
	}
	return v
}

// until waits until an expression is true.
func (p *tab) until(expression string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	for {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+expression+")"))
		if err != nil {
			p.t.Fatalf("waited in vain for %s: %v\nthe chat: %q", expression, err, p.lines())
		}
		if ok {
			return
		}
		select {
		case <-time.After(15 * time.Millisecond):
		case <-ctx.Done():
			p.t.Fatalf("waited in vain for %s\nthe chat: %q", expression, p.lines())
		}
	}
}

// lines are the texts of the messages that are shown, "> " before one's own.
func (p *tab) lines() []string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), 5*time.Second)
	defer cancel()
	list, _ := chromedp.Run(ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll('#list > .row:not(.service)')].map((r) => (r.classList.contains('mine') ? '> ' : '') + r.querySelector('.body').innerText)`))
	return list
}

// say types a text into the box and presses Enter.
func (p *tab) say(text string) {
	p.t.Helper()
	p.do(chromedp.Focus(chromedp.CSS("#input")))
	p.write(text)
	p.press(kb.Enter)
	p.until(`document.querySelector('#input').value === ''`)
}

// write writes a text where the focus is, as an input method does.
func (p *tab) write(text string) {
	p.t.Helper()
	p.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, input.InsertText, input.InsertTextParams{Text: text})
		return err
	}))
}

// press presses keys, one after the other, with the modifiers held.
func (p *tab) press(keys string, held ...kb.Modifier) {
	p.t.Helper()
	for _, r := range keys {
		k := kb.Keys[r]
		e := input.DispatchKeyEventParams{
			Type: input.DispatchKeyEventTypeKeyDown, Key: k.Key, Code: k.Code, WindowsVirtualKeyCode: k.Windows, NativeVirtualKeyCode: k.Native,
		}
		for _, m := range held {
			e.Modifiers |= int64(m)
		}
		if k.Print {
			e.Text, e.UnmodifiedText = k.Text, k.Unmodified
		}
		p.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, e); err != nil {
				return err
			}
			e.Type, e.Text, e.UnmodifiedText = input.DispatchKeyEventTypeKeyUp, "", ""
			_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, e)
			return err
		}))
	}
}

func (p *tab) click(selector string) {
	p.t.Helper()
	p.until(fmt.Sprintf("document.querySelector(%s)", quoted(selector)))
	p.do(chromedp.Click(chromedp.CSS(selector)))
}

// reads waits until the bot's last message has a text in it.
func (p *tab) reads(text string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`[...document.querySelectorAll('#list > .theirs .body')].pop()?.innerText.includes(%s)`, quoted(text)))
}

func (p *tab) count(selector string) int {
	p.t.Helper()
	return eval[int](p, fmt.Sprintf("document.querySelectorAll(%s).length", quoted(selector)))
}

func (p *tab) text(selector string) string {
	p.t.Helper()
	return eval[string](p, fmt.Sprintf("document.querySelector(%s)?.innerText ?? ''", quoted(selector)))
}

func quoted(s string) string {
	data, _ := json.Marshal(s)
	return string(data)
}

// run runs JavaScript for what it does.
func (p *tab) run(script string) {
	p.t.Helper()
	eval[bool](p, fmt.Sprintf("(() => { %s; return true; })()", script))
}
