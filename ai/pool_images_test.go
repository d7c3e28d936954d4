package ai_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/aitest"
	"hamzaban/sandbox/providers"
)

// shown is a request with a picture.
func shown(text string) *ai.Request {
	r := request(text)
	r.Messages[0].Images = []ai.Image{aitest.Picture("image/jpeg", 1280, 960)}
	return r
}

// sees gives an account's models that are named eyes.
func sees(a ai.Account, ids ...string) ai.Account {
	for i := range a.Models {
		a.Models[i].Images = slices.Contains(ids, a.Models[i].ID)
	}
	return a
}

// TestPicturesGoToModelsThatSee, and to nobody else, be it as the last resort.
func TestPicturesGoToModelsThatSee(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b, gemini := &fake{name: "a"}, &fake{name: "b"}, &fake{name: "gemini"}
		down := fails(ai.Error{Kind: ai.Unavailable, Scope: ai.ScopeModel, Status: 500})
		p := ai.NewPool([]ai.Account{sees(a.account("a1", "a2"), "a2"), b.account("b1"), sees(gemini.account("g1", "g2"), "g2")},
			ai.PoolOptions{LastResort: "gemini"})
		ask := func(want string) {
			t.Helper()
			resp, err := p.Generate(t.Context(), shown("what is this?"))
			if err != nil || resp.ID() != want {
				t.Fatalf("%v, %v, want %s", resp, err, want)
			}
		}
		ask("a/a2")
		a.set(down)
		ask("gemini/g2")
		gemini.set(down)
		gemini.took()
		_, err := p.Generate(t.Context(), shown("what is this?"))
		var all *ai.Exhausted
		if !errors.As(err, &all) || all.Until.IsZero() || errors.Is(err, ai.ErrCannotSee) {
			t.Errorf("with all who see down: %v", err)
		}
		if got := gemini.took(); strings.Contains(got, "g1") {
			t.Errorf("asked %q", got)
		}
		if b.took() != "" {
			t.Error("one that does not see was asked")
		}
		answers(t, p, "b/b1")
	})
}

// TestNobodySees: it is told at once, and costs no call.
func TestNobodySees(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gemini := &fake{name: "gemini"}
		p := ai.NewPool([]ai.Account{gemini.account("g1")}, ai.PoolOptions{LastResort: "gemini"})
		begun := time.Now()
		for _, stream := range []bool{false, true} {
			ask := p.Generate
			if stream {
				ask = func(ctx context.Context, r *ai.Request) (*ai.Response, error) {
					return p.Stream(ctx, r, func(string) {})
				}
			}
			var all *ai.Exhausted
			_, err := ask(t.Context(), shown("what is this?"))
			if !errors.Is(err, ai.ErrCannotSee) || !errors.As(err, &all) || !all.Until.IsZero() || all.Limited {
				t.Errorf("got %v", err)
			}
		}
		if took := time.Since(begun); took > 0 || gemini.took() != "" {
			t.Errorf("it took %v and calls", took)
		}
	})
}

// TestPicturesSurviveFaults: whatever befalls the first provider, the next that
// sees is shown the same.
func TestPicturesSurviveFaults(t *testing.T) {
	for _, f := range []providers.Fault{
		providers.Refuse, providers.Hang, providers.Cut, providers.MissingEnd, providers.Empty, providers.Garbage, providers.RateLimited,
		providers.QuotaSpent, providers.HTTP(400), providers.HTTP(401), providers.HTTP(413), providers.HTTP(500),
	} {
		for _, stream := range []bool{false, true} {
			t.Run(f.String()+map[bool]string{true: ", streaming"}[stream], func(t *testing.T) {
				n := newPipes()
				accounts := builtin(t, n, "groq", "gemini")
				synctest.Test(t, func(t *testing.T) {
					srv := providers.New(providers.Options{})
					n.open(t, srv)
					p := ai.NewPool(accounts, ai.PoolOptions{})
					srv.Break("groq", f)
					var resp *ai.Response
					var err error
					if stream {
						resp, err = p.Stream(t.Context(), shown("این چیست؟"), func(string) {})
					} else {
						resp, err = p.Generate(t.Context(), shown("این چیست؟"))
					}
					if err != nil || !strings.Contains(resp.Text, "image/jpeg 1280x960") {
						t.Fatalf("%v, %v", resp, err)
					}
					for _, c := range slices.Concat(srv.Asked("groq"), srv.Asked("gemini")) {
						if c.Model == "openai/gpt-oss-120b" || c.Model == "openai/gpt-oss-20b" {
							t.Errorf("%s was asked, which does not see", c.Model)
						}
					}
					flush(t, p)
				})
			})
		}
	}
}

// TestPicturesAreGoneOnWith: an answer that was cut is continued with the picture
// in sight, and a model that is late is doubled by one that sees.
func TestPicturesAreGoneOnWith(t *testing.T) {
	sighted := func(t *testing.T, srv *providers.Server, name string, calls int) {
		t.Helper()
		asked := srv.Asked(name)
		if len(asked) != calls {
			t.Fatalf("%s was asked %d times, want %d", name, len(asked), calls)
		}
		for _, c := range asked {
			if c.Messages[0].Pictures != "image/jpeg 1280x960" {
				t.Errorf("%s was shown %q", c.Model, c.Messages[0].Pictures)
			}
		}
	}
	run := func(name string, try func(t *testing.T, srv *providers.Server, p *ai.Pool)) {
		t.Run(name, func(t *testing.T) {
			n := newPipes()
			accounts := builtin(t, n, "groq", "gemini")
			synctest.Test(t, func(t *testing.T) {
				srv := providers.New(providers.Options{Limits: providers.Unlimited(), Latency: 100 * time.Millisecond})
				n.open(t, srv)
				p := ai.NewPool(accounts, ai.PoolOptions{})
				try(t, srv, p)
				flush(t, p)
			})
		})
	}
	run("cut", func(t *testing.T, srv *providers.Server, p *ai.Pool) {
		srv.Script("groq", providers.Truncated)
		resp, err := p.Generate(t.Context(), shown("what is this?"))
		if err != nil || resp.Truncated || !strings.HasPrefix(resp.Text, "This is what") {
			t.Fatalf("%v, %v", resp, err)
		}
		sighted(t, srv, "groq", 2)
	})
	run("late", func(t *testing.T, srv *providers.Server, p *ai.Pool) {
		for range 21 { // earns a double, and tells what is usual
			if _, err := p.Stream(t.Context(), request("hello"), func(string) {}); err != nil {
				t.Fatal(err)
			}
		}
		srv.Reset()
		srv.Break("groq", providers.SlowFirstToken(7*time.Second))
		begun := time.Now()
		resp, err := p.Stream(t.Context(), shown("what is this?"), func(string) {})
		if err != nil || resp.Provider != "gemini" || !strings.Contains(resp.Text, "1280x960") || time.Since(begun) > 3*time.Second {
			t.Fatalf("%v, %v after %v", resp, err, time.Since(begun))
		}
		sighted(t, srv, "groq", 1)
		sighted(t, srv, "gemini", 1)
	})
}

// TestPicturesKeepToTheLimits: a quarter of an hour of pictures of all sizes, and
// questions between them. Nobody refuses one for a limit.
func TestPicturesKeepToTheLimits(t *testing.T) {
	n := newPipes()
	accounts := builtin(t, n, "groq", "gemini")
	synctest.Test(t, func(t *testing.T) {
		srv := providers.New(providers.Options{Latency: 400 * time.Millisecond})
		n.open(t, srv)
		p := ai.NewPool(accounts, ai.PoolOptions{})
		sizes := [][2]int{{90, 90}, {320, 240}, {1280, 960}, {2560, 1440}}
		seen, asked := 0, 180
		if testing.Short() {
			asked = 60
		}
		for i := range asked {
			r := request("what is this?")
			if i%3 > 0 {
				s := sizes[i%len(sizes)]
				r.Messages[0].Images = []ai.Image{aitest.Picture("image/png", s[0], s[1])}
			}
			if _, err := p.Generate(t.Context(), r); err == nil && i%3 > 0 {
				seen++
			}
			time.Sleep(5 * time.Second)
		}
		for _, c := range slices.Concat(srv.Asked("groq"), srv.Asked("gemini")) {
			if c.Status != 200 {
				t.Fatalf("%s refused with %d for %s", c.Model, c.Status, c.Limit)
			}
		}
		if pictures := asked * 2 / 3; seen < pictures*11/12 {
			t.Errorf("%d of %d pictures were seen", seen, pictures)
		}
		flush(t, p)
	})
}

// TestPicturesAreNotWeighed: a model that counts a picture dearly does not count
// texts so.
func TestPicturesAreNotWeighed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &fake{name: "a"}
		account := sees(a.account("a1"), "a1")
		account.Models[0].Limits.TPM = 8000
		p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{})
		a.set(func(context.Context, *ai.Request, func(string)) (*ai.Response, error) {
			return &ai.Response{Text: "a cat", Usage: ai.Usage{Prompt: 7000, Output: 5}}, nil
		})
		if _, err := p.Generate(t.Context(), shown("what is this?")); err != nil {
			t.Fatal(err)
		}
		a.set(nil)
		time.Sleep(2 * time.Minute)
		if _, err := p.Generate(t.Context(), request(strings.Repeat("word ", 3200))); err != nil { // 4,000 tokens
			t.Errorf("a text that fits is refused after a picture: %v", err)
		}
	})
}
