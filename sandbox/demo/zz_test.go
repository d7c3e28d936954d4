package demo_test

import (
	"context"
	"testing"
	"time"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/profiler"
	"github.com/chromedp/chromedp"
)

func profile(t *testing.T, p *tab, script string) {
	p.do(chromedp.Func(func(ctx context.Context, tg *chromedp.Target) error {
		cdp.Call(ctx, tg, profiler.Enable, cdp.Empty{})
		cdp.Call(ctx, tg, profiler.Start, cdp.Empty{})
		return nil
	}))
	p.run(script)
	time.Sleep(4 * time.Second)
	p.do(chromedp.Func(func(ctx context.Context, tg *chromedp.Target) error {
		r, err := cdp.Call(ctx, tg, profiler.Stop, cdp.Empty{})
		if err != nil {
			return err
		}
		hits := map[int64]int64{}
		for _, id := range r.Profile.Samples { hits[id]++ }
		for _, n := range r.Profile.Nodes {
			if hits[n.ID] > 20 { t.Log(hits[n.ID], n.CallFrame.FunctionName, n.CallFrame.URL, n.CallFrame.LineNumber) }
		}
		return nil
	}))
}
