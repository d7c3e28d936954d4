package demo_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"hamzaban/sandbox/demo"
	"hamzaban/sandbox/providers"
)

var pictures = flag.String("pictures", "", "a folder for the README's pictures: go test ./sandbox/demo -run Pictures -pictures ../../docs/pictures")

// TestPictures takes the README's large pictures anew; those of docs/tour.md are
// taken by -run ScenesOnAPhone.
func TestPictures(t *testing.T) {
	if *pictures == "" {
		t.Skip("-pictures names no folder")
	}
	must(t, os.MkdirAll(*pictures, 0o755))
	limits := providers.Limits{RPM: 10, RPD: 60, TPM: 20_000}
	s := newStage(t, setting{providers: providers.Options{
		Limits: map[string]providers.Limits{
			"groq": limits, "cerebras": limits, "gemini": limits, "openrouter": {RPM: 10, RPD: 20}, "cohere": {RPM: 10, RPMonth: 300},
		},
		Latency: 350 * time.Millisecond,
	}})
	en := s.open(look{person: demo.EnglishID, width: 1320, height: 800})
	en.say("Hello, my name is Emma")
	en.reads("Emma")
	en.say("/translate fa I would like a cup of tea")
	en.until(`document.querySelectorAll('#list > .theirs').length === 3`)
	en.click(`.provider input[value="503"]`)
	en.until(`document.querySelector('.lamp.bad')`)
	en.say("Write a short program")
	en.reads("go run")
	en.save("demo-en.png")

	fa := s.open(look{person: demo.PersianID, width: 1320, height: 800, dark: true})
	fa.say("سلام! اسم من سارا است")
	fa.reads("سارا")
	fa.say("/translate en امروز هوا خوب است")
	fa.until(`document.querySelectorAll('#list > .theirs').length === 3`)
	fa.say("فهرستی از میوه‌ها بنویس")
	fa.reads("سیب")
	fa.say("گزارش کوتاهی بنویس")
	fa.reads("یافته‌ها")
	fa.save("demo-fa.png")

	phone := s.open(look{person: demo.PersianID, width: 390, height: 800, touch: true})
	phone.until(`document.querySelector('#list > .row')`)
	phone.save("demo-phone.png")
}

// save takes a picture of what is to be seen, once it has come to rest: a PNG,
// or by its name a WebP, which is a third of its size.
func (p *tab) save(name string) {
	p.t.Helper()
	p.run(`document.activeElement.blur()`)
	p.until(`!document.getAnimations().some((a) => a.playState === 'running' && a.animationName !== 'breathe') && !document.querySelector(".toast, .moving")`)
	kind, quality := page.CaptureScreenshotFormatPng, int64(85)
	if filepath.Ext(name) == ".webp" {
		kind = page.CaptureScreenshotFormatWebp
	}
	p.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		shot, err := cdp.Call(ctx, t, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: kind, Quality: &quality})
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(*pictures, name), shot.Data, 0o644)
	}))
}
