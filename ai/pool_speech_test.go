package ai_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/aitest"
	"hamzaban/ai/catalog"
	"hamzaban/sandbox/providers"
)

func TestSpeech(t *testing.T) { aitest.Speech(t, ai.Connect) }

// heardBy has the pool write a recording down, and checks who did.
func heardBy(t *testing.T, p *ai.Pool, a *ai.Audio, model string) {
	t.Helper()
	got, err := p.Transcribe(t.Context(), a)
	if err != nil || got.Model != model || got.Text == "" || got.Provider != "groq" {
		t.Fatalf("got %+v, %v, want a transcript of %s", got, err, model)
	}
}

// onGroq is the simulated provider that is made for recordings.
var onGroq = []string{"groq"}

// hearing is a bubble with a pool on the simulated providers of these names.
func hearing(t *testing.T, o providers.Options, names []string, try func(t *testing.T, srv *providers.Server, p *ai.Pool)) {
	t.Helper()
	n := newPipes()
	accounts := builtin(t, n, names...)
	synctest.Test(t, func(t *testing.T) {
		srv := providers.New(o)
		n.open(t, srv)
		p := ai.NewPool(accounts, ai.PoolOptions{LastResort: "gemini"})
		try(t, srv, p)
		flush(t, p)
	})
}

const turbo, large = "whisper-large-v3-turbo", "whisper-large-v3"

// Whatever befalls the first model, the second one hears; questions do not
// suffer for it.
func TestRecordingsFailOver(t *testing.T) {
	for _, f := range []providers.Fault{
		providers.RateLimited, providers.RateLimitedBare, providers.QuotaSpent, providers.HTTP(400), providers.HTTP(404), providers.HTTP(413),
		providers.HTTP(500), providers.HTTP(502), providers.HTTP(503), providers.Hang, providers.Stall, providers.Cut, providers.Reset,
		providers.Refuse, providers.Garbage, providers.NoJSONEnd, providers.NoBody, providers.Empty, providers.WrongType, providers.ErrorAs200,
	} {
		t.Run(f.String(), func(t *testing.T) {
			hearing(t, providers.Options{Limits: providers.Unlimited()}, onGroq, func(t *testing.T, srv *providers.Server, p *ai.Pool) {
				f.Model = turbo
				srv.Break("groq", f)
				begun := time.Now()
				heardBy(t, p, aitest.Said("hello", 5*time.Second), large)
				if took := time.Since(begun); took > 15*time.Second {
					t.Errorf("it took %v", took)
				}
				answers(t, p, "groq/qwen/qwen3.8-27b")
			})
		})
	}
}

func TestRecordingsThatCannotBe(t *testing.T) {
	long := aitest.Said("hello", 3*time.Hour)
	for _, tt := range []struct {
		name  string
		a     *ai.Audio
		cause error
		kind  ai.Kind
	}{
		{"a type that nobody takes", &ai.Audio{Name: "voice.amr", Data: []byte("x")}, ai.ErrAudioType, ai.BadRequest},
		{"nothing at all", &ai.Audio{Name: "voice.ogg"}, ai.ErrNothingSaid, ai.Empty},
		{"no type", &ai.Audio{Name: "voice", Data: []byte("x")}, ai.ErrAudioType, ai.BadRequest},
		{"too large", &ai.Audio{Name: "voice.ogg", Data: make([]byte, 26<<20), Duration: time.Minute}, nil, ai.TooLarge},
		{"too long", &ai.Audio{Name: "voice.ogg", Data: long.Data[:100], Duration: long.Duration}, nil, ai.TooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			hearing(t, providers.Options{}, onGroq, func(t *testing.T, srv *providers.Server, p *ai.Pool) {
				_, err := p.Transcribe(t.Context(), tt.a)
				var all *ai.Exhausted
				var e *ai.Error
				if !errors.As(err, &all) || !all.Until.IsZero() || !errors.As(err, &e) || e.Kind != tt.kind || tt.cause != nil && !errors.Is(err, tt.cause) {
					t.Errorf("got %v, want %v", err, tt.kind)
				}
				if n := len(srv.Asked("groq")); n > 0 {
					t.Errorf("asked %d times for nothing", n)
				}
			})
		})
	}
	t.Run("nobody hears", func(t *testing.T) {
		p := ai.NewPool([]ai.Account{(&fake{name: "a"}).account("a1")}, ai.PoolOptions{})
		if _, err := p.Transcribe(t.Context(), long); !errors.Is(err, ai.ErrCannotHear) || p.CanTranscribe() {
			t.Errorf("got %v", err)
		}
	})
	t.Run("nothing said", func(t *testing.T) {
		hearing(t, providers.Options{}, onGroq, func(t *testing.T, srv *providers.Server, p *ai.Pool) {
			if _, err := p.Transcribe(t.Context(), aitest.Said("", time.Second)); !errors.Is(err, ai.ErrNothingSaid) {
				t.Errorf("got %v", err)
			}
			if n := len(srv.Asked("groq")); n != 2 {
				t.Errorf("asked %d times, want two models", n)
			}
			heardBy(t, p, aitest.Said("hello", time.Second), turbo) // silence is nobody's fault
		})
	})
}

// A file whose length nobody told is taken for a long one, and counted as what
// it was.
func TestRecordingOfUnknownLength(t *testing.T) {
	hearing(t, providers.Options{}, onGroq, func(t *testing.T, _ *providers.Server, p *ai.Pool) {
		a := aitest.Said("hello", 100*time.Second)
		a.Duration, a.Data = 0, append(make([]byte, 20<<20), a.Data...)
		heardBy(t, p, a, turbo)
		for _, w := range spokenWindows(t, p, turbo) {
			if w.Unit == ai.Seconds && (w.Used < 98 || w.Used > 101) {
				t.Errorf("%d seconds an %s are used, want 100", w.Used, w.Per)
			}
		}
	})
}

// spokenWindows are the limits of a model for recordings, as the status has them.
func spokenWindows(t *testing.T, p *ai.Pool, model string) []ai.WindowStatus {
	t.Helper()
	for _, m := range status(t, p).Speech {
		if m.Model == model {
			return m.Windows
		}
	}
	t.Fatalf("%s is not in the status", model)
	return nil
}

// TestFailedRecordingsCount as the provider counts them: what it refused is one
// request without a second, what it failed at may have been heard, and what never
// reached it is nothing.
func TestFailedRecordingsCount(t *testing.T) {
	for _, tt := range []struct {
		name              string
		fault             providers.Fault
		requests, seconds int64
	}{
		{"refused", providers.HTTP(400), 1, 0},
		{"failed", providers.HTTP(500), 1, 20},
		{"cut", providers.Cut, 1, 20},
	} {
		t.Run(tt.name, func(t *testing.T) {
			hearing(t, providers.Options{}, onGroq, func(t *testing.T, srv *providers.Server, p *ai.Pool) {
				tt.fault.Model = turbo
				srv.Break("groq", tt.fault)
				heardBy(t, p, aitest.Said("hello", 20*time.Second), large)
				for _, w := range spokenWindows(t, p, turbo) {
					want := tt.requests
					if w.Unit == ai.Seconds {
						want = tt.seconds
					}
					if w.Used != want {
						t.Errorf("%d %s a %s are used, want %d", w.Used, w.Unit, w.Per, want)
					}
				}
			})
		})
	}
	t.Run("nobody there", func(t *testing.T) {
		n := newPipes()
		accounts := builtin(t, n, "groq")
		n.down = hostOf("groq")
		synctest.Test(t, func(t *testing.T) {
			p := ai.NewPool(accounts, ai.PoolOptions{})
			if _, err := p.Transcribe(t.Context(), aitest.Said("hello", 20*time.Second)); err == nil {
				t.Error("heard by nobody")
			}
			for _, w := range spokenWindows(t, p, turbo) {
				if w.Used != 0 {
					t.Errorf("%d %s a %s are used, want none", w.Used, w.Unit, w.Per)
				}
			}
		})
	})
}

// ear is a provider of which only the recordings matter.
type ear struct {
	ai.Provider
	hear func(*ai.Audio) (*ai.Transcript, error)
}

func (e ear) Transcribe(_ context.Context, a *ai.Audio) (*ai.Transcript, error) { return e.hear(a) }

// TestRetiredSpeechModelIsToldOf, with the one that hears in its place.
func TestRetiredSpeechModelIsToldOf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := (&fake{name: "a"}).account("a1")
		account.Speech = []catalog.SpeechModel{{ID: "old"}, {ID: "new"}}
		account.Client = ear{account.Client, func(a *ai.Audio) (*ai.Transcript, error) {
			if a.Model == "old" {
				return nil, &ai.Error{Kind: ai.NoModel, Scope: ai.ScopeModel, Status: 404}
			}
			return &ai.Transcript{Text: "hello"}, nil
		}}
		told := make(chan ai.Notice, 9)
		p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{Notice: func(n ai.Notice) { told <- n }})
		if got, err := p.Transcribe(t.Context(), aitest.Said("hello", time.Second)); err != nil || got.Model != "new" || got.Provider != "a" {
			t.Fatalf("got %+v, %v", got, err)
		}
		flush(t, p)
		synctest.Wait()
		close(told)
		n := <-told
		if n.Provider != "a" || n.Model != "old" || n.Instead != "new" || n.Kind != ai.NoModel {
			t.Errorf("told of %+v", n)
		}
	})
}

// TestBrokenTranscriptsAreNotTheAccounts: an answer of a model that answers broke
// off, and a transcript did. The other models that answer go on.
func TestBrokenTranscriptsAreNotTheAccounts(t *testing.T) {
	hearing(t, providers.Options{Limits: providers.Unlimited()}, onGroq, func(t *testing.T, srv *providers.Server, p *ai.Pool) {
		for _, model := range []string{"qwen/qwen3.8-27b", turbo} {
			f := providers.NoJSONEnd
			f.Model = model
			srv.Script("groq", f)
		}
		answers(t, p, "groq/openai/gpt-oss-120b")
		heardBy(t, p, aitest.Said("hello", time.Second), large)
		answers(t, p, "groq/openai/gpt-oss-120b")
	})
}

// TestHourOfRecordings: more recordings than fit are sent for an hour. No limit
// is ever passed, and what there is of them is used.
func TestHourOfRecordings(t *testing.T) {
	hearing(t, providers.Options{Latency: 300 * time.Millisecond}, onGroq, func(t *testing.T, srv *providers.Server, p *ai.Pool) {
		heard, turned := 0, 0
		var seconds time.Duration
		for begun := time.Now(); time.Since(begun) < time.Hour; {
			d := time.Duration(20+heard%7*10) * time.Second
			got, err := p.Transcribe(t.Context(), aitest.Said("hello", d))
			var all *ai.Exhausted
			switch {
			case err == nil && got.Text == "hello":
				heard++
				seconds += d
			case errors.As(err, &all) && all.Limited && time.Until(all.Until) > 0 && time.Until(all.Until) < 24*time.Hour:
				turned++
			default:
				t.Fatalf("got %+v, %v", got, err)
			}
			time.Sleep(5 * time.Second)
		}
		for _, c := range srv.Asked("groq") {
			if c.Status != 200 {
				t.Fatalf("refused with %d for %s (%s)", c.Status, c.Limit, c.Model)
			}
		}
		// Two models of 7,200 seconds that are there at first and of 7,200 more
		// that come back within the hour.
		if all := 4 * 7200 * time.Second; seconds < all*9/10 {
			t.Errorf("%v were heard (%d recordings, %d turned away), want nearly %v", seconds, heard, turned, all)
		}
		t.Logf("%d recordings of %v were heard, %d turned away, no refusal", heard, seconds, turned)
	})
}

// TestCrowdOfRecordings: many at once. What fits is heard, within a moment; the
// rest is told when to come, and nobody is refused by the provider.
func TestCrowdOfRecordings(t *testing.T) {
	hearing(t, providers.Options{Latency: 500 * time.Millisecond}, onGroq, func(t *testing.T, srv *providers.Server, p *ai.Pool) {
		var wg sync.WaitGroup
		var heard, turned atomic.Int64
		for range 100 {
			wg.Go(func() {
				_, err := p.Transcribe(t.Context(), aitest.Said("hello", 8*time.Second))
				var all *ai.Exhausted
				switch {
				case err == nil:
					heard.Add(1)
				case errors.As(err, &all) && all.Limited && all.Until.After(time.Now()):
					turned.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		// 20 a minute each, and what comes back of them in 8 seconds.
		if n := heard.Load(); n < 42 || n > 46 {
			t.Errorf("%d were heard, %d turned away", n, turned.Load())
		}
		for _, c := range srv.Asked("groq") {
			if c.Status != 200 {
				t.Fatalf("refused with %d for %s (%s)", c.Status, c.Limit, c.Model)
			}
		}
	})
}

// TestRecordingsAreCountedOverRestarts: what was heard counts for the next process.
func TestRecordingsAreCountedOverRestarts(t *testing.T) {
	n := newPipes()
	accounts := builtin(t, n, "groq")
	synctest.Test(t, func(t *testing.T) {
		srv := providers.New(providers.Options{})
		n.open(t, srv)
		book := ai.NewMemoryBook()
		for i := range 4 {
			p := ai.NewPool(accounts, ai.PoolOptions{Book: book})
			heardBy(t, p, aitest.Said("hello", 50*time.Minute), []string{turbo, turbo, large, large}[i])
			flush(t, p)
		}
		p := ai.NewPool(accounts, ai.PoolOptions{Book: book})
		_, err := p.Transcribe(t.Context(), aitest.Said("hello", 50*time.Minute))
		var all *ai.Exhausted
		if !errors.As(err, &all) || !all.Limited {
			t.Fatalf("got %v", err)
		}
		within(t, "until", time.Until(all.Until), 15*time.Minute) // 1,800 seconds are missing, two come back in each
	})
}

// Models for recordings that a file of the operator's adds are asked like the
// built-in ones.
func TestAddedSpeechModel(t *testing.T) {
	more, err := catalog.Parse([]byte("[[provider]]\nname = \"groq\"\n[[provider.speech]]\nid = \"own/ear\"\nlimits = { rpm = 3 }\ntypes = [\"amr\"]\n"), "x.toml")
	if err != nil {
		t.Fatal(err)
	}
	p, _ := catalog.Builtin().Extend(more).Provider("groq")
	c, err := ai.Connect(p, ai.ConnectOptions{Keys: []string{"test-key"}, Transport: newPipes().client})
	if err != nil {
		t.Fatal(err)
	}
	pool := ai.NewPool([]ai.Account{{Provider: p, Client: c}}, ai.PoolOptions{})
	windows := spokenWindows(t, pool, "own/ear")
	if len(windows) != 2 || *windows[0].Limit != 3 {
		t.Errorf("its limits are %+v", windows)
	}
}
