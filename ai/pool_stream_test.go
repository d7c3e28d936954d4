package ai_test

import (
	"context"
	"io"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
)

// speaks emits the snapshots, a second apart, and ends with the error, or
// with the last of them as its answer.
func speaks(e *ai.Error, snapshots ...string) doing {
	return func(ctx context.Context, _ *ai.Request, emit func(string)) (*ai.Response, error) {
		last := ""
		for _, last = range snapshots {
			select {
			case <-time.After(time.Second):
				emit(last)
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		if e != nil {
			failure := *e
			return nil, &failure
		}
		return &ai.Response{Text: last}, nil
	}
}

// drips emits one more piece every so often, without end.
func drips(every time.Duration, piece string) doing {
	return func(ctx context.Context, _ *ai.Request, emit func(string)) (*ai.Response, error) {
		for soFar := ""; ; {
			select {
			case <-time.After(every):
				soFar += piece
				emit(soFar)
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
	}
}

func TestPoolRescuesAStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &fake{name: "a", do: speaks(&ai.Error{Kind: ai.Cut, Scope: ai.ScopeModel, Err: io.ErrUnexpectedEOF}, "Once", "Once upon a")}
		b := &fake{name: "b", do: speaks(nil, "It", "It was a dark", "It was a dark night")}
		p := ai.NewPool([]ai.Account{a.account("a1"), b.account("b1")}, ai.PoolOptions{})
		var shown []string
		resp, err := p.Stream(t.Context(), request("tell"), func(s string) { shown = append(shown, s) })
		if err != nil || resp.Text != "It was a dark night" || resp.ID() != "b/b1" {
			t.Errorf("got %+v, %v, want the second model's whole answer", resp, err)
		}
		want := []string{"Once", "Once upon a", "It was a dark", "It was a dark night"}
		if !slices.Equal(shown, want) {
			t.Errorf("shown %q, want %q: the old text stays until the new is as long", shown, want)
		}
	})
}

func TestPoolBoundsWhatHangs(t *testing.T) {
	for _, c := range []struct {
		name   string
		do     doing
		stream bool
		want   time.Duration
	}{
		{"nothing comes", hangs, false, 8 * time.Second},
		{"nothing comes, streaming", hangs, true, 8 * time.Second},
		{"it stands still in the middle", func(ctx context.Context, r *ai.Request, emit func(string)) (*ai.Response, error) {
			time.Sleep(7 * time.Second)
			emit("half")
			return hangs(ctx, r, emit)
		}, true, 17 * time.Second},
		{"it thinks for a while, then stands still", func(ctx context.Context, r *ai.Request, emit func(string)) (*ai.Response, error) {
			for range 5 {
				time.Sleep(7 * time.Second)
				emit("")
			}
			return hangs(ctx, r, emit)
		}, true, 45 * time.Second},
		{"it drips for ever", drips(5*time.Second, "."), true, 20 * time.Second},
		{"it goes on for ever", drips(time.Second, "and on "), true, 90 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, b := &fake{name: "a", do: c.do}, &fake{name: "b"}
				p := ai.NewPool([]ai.Account{a.account("a1"), b.account("b1")}, ai.PoolOptions{})
				begun := time.Now()
				ask := p.Generate
				if c.stream {
					ask = func(ctx context.Context, r *ai.Request) (*ai.Response, error) {
						return p.Stream(ctx, r, func(string) {})
					}
				}
				resp, err := ask(t.Context(), request("hello"))
				if err != nil || resp.ID() != "b/b1" {
					t.Fatalf("%v, %v, want b's answer", resp, err)
				}
				if took := time.Since(begun); took != c.want {
					t.Errorf("it cost %v, want %v", took, c.want)
				}
				flush(t, p)
				s, _ := p.Status(t.Context())
				if got := s.Providers[0].LastError; got != "timed out" {
					t.Errorf("its last error is %q", got)
				}
			})
		})
	}
}

func TestPoolTakesNoEmptyAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := &fake{name: "a", do: says(" \n")}, &fake{name: "b"}
		answers(t, ai.NewPool([]ai.Account{a.account("a1"), b.account("b1")}, ai.PoolOptions{}), "b/b1")
	})
}
