package ai_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// inTurn does one thing after the other, and the last one again.
func inTurn(all ...doing) doing {
	n := 0
	return func(ctx context.Context, r *ai.Request, emit func(string)) (*ai.Response, error) {
		do := all[min(n, len(all)-1)]
		n++
		return do(ctx, r, emit)
	}
}

// writes shows a text in pieces and ends with it, cut or not.
func writes(text string, cut bool) doing {
	return func(_ context.Context, r *ai.Request, emit func(string)) (*ai.Response, error) {
		for i := range text {
			if i%7 == 0 {
				emit(text[:i])
			}
		}
		return &ai.Response{Text: text, Truncated: cut, Usage: ai.Usage{Prompt: 100, Cached: 10, Output: 50}}, nil
	}
}

// cutting is a pool whose first account's model cuts its answers at 500 tokens
// and whose second one's may write so many.
func cutting(a, b *fake, more int) *ai.Pool {
	first, second := a.account("a1"), b.account("b1")
	first.Models[0].MaxOutput, second.Models[0].MaxOutput = 500, more
	return ai.NewPool([]ai.Account{first, second}, ai.PoolOptions{})
}

func TestPoolGoesOnWithACutAnswer(t *testing.T) {
	long := strings.Repeat("Bees dance in the dark of the hive. ", 20)
	for _, c := range []struct{ name, first, second, want string }{
		{"in mid-word", "The quick bro", "brown fox jumps.", "The quick brown fox jumps."},
		{"after a word", "The quick brown", "brown fox jumps.", "The quick brown fox jumps."},
		{"with a space that is there already", "The quick bro", " brown fox.", "The quick brown fox."},
		{"with the line again", "1. Bees\n2. Wa", "2. Wasps\n3. Ants", "1. Bees\n2. Wasps\n3. Ants"},
		{"with the last sentence again", long + "They point at the su", "Bees dance in the dark of the hive. They point at the sun.", long + "They point at the sun."},
		{"with the cut sentence again", "So it is. They all point straight at the su", "They all point straight at the sun.", "So it is. They all point straight at the sun."},
		{"in Persian", "زنبورها راه خانه را با خورشید پیدا می‌کن", "می‌کنند.", "زنبورها راه خانه را با خورشید پیدا می‌کنند."},
		{"without spaces", strings.Repeat("蜜蜂通过太阳找到回家的路", 3), "。它们跳舞。", strings.Repeat("蜜蜂通过太阳找到回家的路", 3) + "。它们跳舞。"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var asked *ai.Request
				a, b := &fake{name: "a"}, &fake{name: "b"}
				a.set(inTurn(writes(c.first, true), func(ctx context.Context, r *ai.Request, emit func(string)) (*ai.Response, error) {
					asked = r
					return writes(c.second, false)(ctx, r, emit)
				}))
				var shown []string
				resp, err := cutting(a, b, 4000).Stream(t.Context(), request("tell"), func(s string) { shown = append(shown, s) })
				if err != nil || resp.Text != c.want || resp.Truncated || resp.ID() != "a/a1" {
					t.Fatalf("got %+v, %v, want %q", resp, err, c.want)
				}
				if want := (ai.Usage{Prompt: 200, Cached: 20, Output: 100}); resp.Usage != want {
					t.Errorf("it used %+v, want %+v", resp.Usage, want)
				}
				if n := len(asked.Messages); n != 3 || asked.Messages[1].Role != ai.Assistant || !strings.HasPrefix(c.first, asked.Messages[1].Text) {
					t.Errorf("it was asked to go on with %+v", asked.Messages)
				}
				for i, s := range shown {
					if !strings.HasPrefix(c.want, s) && !strings.HasPrefix(c.first, s) {
						t.Errorf("shown %q, which is of neither text", s)
					}
					if i > 0 && len(s) < len(shown[i-1]) {
						t.Errorf("shown %q after %q", s, shown[i-1])
					}
				}
			})
		})
	}
}

func TestPoolKeepsACutAnswer(t *testing.T) {
	down := fails(ai.Error{Kind: ai.Unavailable, Scope: ai.ScopeModel, Status: 503})
	cut, schema := writes("Once upon a ti", true), &ai.Schema{Name: "tale", JSON: []byte(`{"type":"object"}`)}
	for _, c := range []struct {
		name      string
		a, b      doing
		r         ai.Request
		room      int // what the second account's model may write
		text      string
		truncated bool
		asked     string
	}{
		{"it is cut again", inTurn(cut, writes("time there was a bee", true)), writes("x", false), ai.Request{}, 4000, "Once upon a time there was a bee", true, "a1 a1"},
		{"going on fails", inTurn(cut, down), writes("A whole tale.", false), ai.Request{}, 4000, "A whole tale.", false, "a1 a1 b1"},
		{"going on fails, the next is cut too", inTurn(cut, down), writes("A whole tale, nearly to the end", true), ai.Request{}, 4000, "A whole tale, nearly to the end", true, "a1 a1 b1"},
		{"going on fails, the next is cut sooner", inTurn(cut, down), writes("A who", true), ai.Request{}, 4000, "Once upon a ti", true, "a1 a1 b1"},
		{"nobody may write more", inTurn(cut, down), writes("A whole tale.", false), ai.Request{}, 500, "Once upon a ti", true, "a1 a1"},
		{"everything fails", inTurn(cut, down), down, ai.Request{}, 4000, "Once upon a ti", true, "a1 a1 b1"},
		{"of a given shape", cut, writes("{}", false), ai.Request{Schema: schema}, 4000, "{}", false, "a1 b1"},
		{"of a given shape, nobody may write more", cut, writes("{}", false), ai.Request{Schema: schema}, 500, "Once upon a ti", true, "a1"},
		{"as long as it was to be", cut, writes("x", false), ai.Request{MaxTokens: 400}, 4000, "Once upon a ti", true, "a1"},
		{"shorter than it was to be", inTurn(cut, writes("time.", false)), writes("x", false), ai.Request{MaxTokens: 900}, 4000, "Once upon a time.", false, "a1 a1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var asked []string
				follow := func(do doing) doing {
					return func(ctx context.Context, r *ai.Request, emit func(string)) (*ai.Response, error) {
						asked = append(asked, r.Model)
						return do(ctx, r, emit)
					}
				}
				a, b := &fake{name: "a", do: follow(c.a)}, &fake{name: "b", do: follow(c.b)}
				c.r.Messages = request("tell").Messages
				resp, err := cutting(a, b, c.room).Generate(t.Context(), &c.r)
				if err != nil || resp.Text != c.text || resp.Truncated != c.truncated {
					t.Errorf("got %+v, %v, want %q", resp, err, c.text)
				}
				if got := strings.Join(asked, " "); got != c.asked {
					t.Errorf("asked %q, want %q", got, c.asked)
				}
			})
		})
	}
}

// Who leaves while an answer is being completed still gets it, and going on
// never waits for room.
func TestPoolGoesOnOnlyAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &fake{name: "a", do: inTurn(writes("Once upon a ti", true), hangs)}
		account := a.account("a1")
		account.Models[0].MaxOutput = 500
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		resp, err := ai.NewPool([]ai.Account{account}, ai.PoolOptions{}).Generate(ctx, request("tell"))
		if err != nil || resp.Text != "Once upon a ti" || !resp.Truncated {
			t.Errorf("got %+v, %v, want the answer in hand", resp, err)
		}
		a.took()
		a.set(writes("Once upon a ti", true))
		account.Models[0].Limits = catalog.Limits{RPM: 1}
		begun := time.Now()
		resp, err = ai.NewPool([]ai.Account{account}, ai.PoolOptions{}).Generate(t.Context(), request("tell"))
		if err != nil || !resp.Truncated || time.Since(begun) > 0 || !slices.Equal(strings.Fields(a.took()), []string{"a1"}) {
			t.Errorf("got %+v, %v after %v, want the answer in hand at once", resp, err, time.Since(begun))
		}
	})
}

// What a router had one model begin, another does not go on with: the very model
// is asked, where that is one of those that the account may be asked for, or the
// continuation is dropped if it is another's.
func TestPoolJoinsOnlyOneModelsTexts(t *testing.T) {
	const begun, more, whole = "All is written by", "by one model alone.", "All is written by one model alone."
	for _, c := range []struct {
		name, discover string
		told           []string // the model of each answer in turn; empty: as asked
		want, asked    string
	}{
		{"another model", "", []string{"maker/one", "maker/two"}, begun, "router router"},
		{"the same model", "", []string{"maker/one", "maker/one"}, whole, "router router"},
		{"the very model", ":free", []string{"maker/one:free", ""}, whole, "router maker/one:free"},
		{"another one in spite of that", ":free", []string{"maker/one:free", "maker/two:free"}, begun, "router maker/one:free"},
		{"one that may cost money", ":free", []string{"maker/one", "maker/two"}, begun, "router router"},
		{"a longer name", "", []string{"Maker/router-2026-11", "router"}, whole, "router router"},
		{"nothing told", "", []string{"", ""}, whole, "router router"},
	} {
		for _, stream := range []bool{false, true} {
			t.Run(c.name+map[bool]string{true: ", streaming"}[stream], func(t *testing.T) {
				var asked []string
				s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					var q struct{ Model string }
					_ = json.NewDecoder(r.Body).Decode(&q)
					i := len(asked)
					asked = append(asked, q.Model)
					w.Header().Set("Content-Type", "text/event-stream")
					text, reason := begun, "length"
					if i > 0 {
						text, reason = more, "stop"
					}
					fmt.Fprintf(w, "data: {\"model\":%q,\"choices\":[{\"delta\":{\"content\":%q}}]}\n\n", cmp.Or(c.told[i], q.Model), text)
					fmt.Fprintf(w, "data: {\"model\":%q,\"choices\":[{\"delta\":{},\"finish_reason\":%q}]}\n\ndata: [DONE]\n\n", cmp.Or(c.told[i], q.Model), reason)
				}))
				defer s.Close()
				p := catalog.Provider{Name: "mine", Wire: catalog.OpenAI, NoKey: true, BaseURL: s.URL, Discover: c.discover, Models: []catalog.Model{{ID: "router", MaxOutput: 2000}}}
				client, err := ai.Connect(p, ai.ConnectOptions{})
				if err != nil {
					t.Fatal(err)
				}
				pool := ai.NewPool([]ai.Account{{Provider: p, Client: fixedList{client}}}, ai.PoolOptions{})
				var shown []string
				var resp *ai.Response
				if stream {
					resp, err = pool.Stream(t.Context(), request("tell"), func(s string) { shown = append(shown, s) })
				} else {
					resp, err = pool.Generate(t.Context(), request("tell"))
				}
				if err != nil || resp.Text != c.want || resp.Truncated != (c.want == begun) {
					t.Errorf("got %+v, %v; want %q", resp, err, c.want)
				}
				if got := strings.Join(asked, " "); got != c.asked {
					t.Errorf("asked %q, want %q", got, c.asked)
				}
				for _, s := range shown {
					if !strings.HasPrefix(c.want, s) {
						t.Errorf("shown %q", s)
					}
				}
				flush(t, pool)
			})
		}
	}
}

// fixedList is a client without a list of models.
type fixedList struct{ ai.Provider }

// Stream implements [ai.Streamer].
func (f fixedList) Stream(ctx context.Context, r *ai.Request, emit func(string)) (*ai.Response, error) {
	return f.Provider.(ai.Streamer).Stream(ctx, r, emit)
}
