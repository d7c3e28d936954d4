package ai_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// judge is a provider that counts for itself and notes whoever comes although
// there is nothing left, as bucket or by the clock.
type judge struct {
	law      catalog.Law
	rpm, tpm float64

	mu       sync.Mutex
	at       time.Time
	requests float64
	tokens   float64
	admitted int
	refused  int
}

func (j *judge) admit(tokens float64) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	now := time.Now()
	if passed := now.Sub(j.at).Minutes(); j.law == catalog.Bucket {
		j.requests = max(0, j.requests-passed*j.rpm)
		j.tokens = max(0, j.tokens-passed*j.tpm)
	} else if !now.Truncate(time.Minute).Equal(j.at.Truncate(time.Minute)) {
		j.requests, j.tokens = 0, 0
	}
	j.at = now
	if j.requests+1 > j.rpm+1e-6 || j.tokens+tokens > j.tpm+1e-6 {
		j.refused++
		return false
	}
	j.requests++
	j.tokens += tokens
	j.admitted++
	return true
}

func (j *judge) back(tokens float64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.tokens = max(0, j.tokens-tokens)
}

// answer reserves all that the answer may have, then gives some of it back.
func (j *judge) answer(r *rand.Rand) doing {
	var mu sync.Mutex
	return func(ctx context.Context, q *ai.Request, _ func(string)) (*ai.Response, error) {
		mu.Lock()
		took, output := time.Duration(r.IntN(4000))*time.Millisecond, r.IntN(q.MaxTokens)
		mu.Unlock()
		if !j.admit(float64(50 + q.MaxTokens)) {
			return nil, &ai.Error{Kind: ai.RateLimited, Scope: ai.ScopeModel, Status: 429, RetryAfter: time.Minute}
		}
		time.Sleep(took)
		j.back(float64(q.MaxTokens - output))
		return &ai.Response{Text: "x", Usage: ai.Usage{Prompt: 50, Output: output}}, nil
	}
}

// Whatever a thousand callers do at once, nobody is sent beyond a limit: the
// provider never has to refuse. And what it allows is nearly all used.
func TestPoolNeverPassesALimit(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	for _, law := range []catalog.Law{catalog.Bucket, catalog.Fixed} {
		t.Run(string(law), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const rpm, minutes = 60, 2
				r := rand.New(rand.NewPCG(seed, 1))
				j := &judge{law: law, rpm: rpm, tpm: 40000, at: time.Now()}
				a := &fake{name: "a", do: j.answer(rand.New(rand.NewPCG(seed, 2)))}
				account := a.account("m")
				account.Law, account.Models[0].Limits = law, catalog.Limits{RPM: rpm, TPM: 40000}
				p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{})
				served := 0
				var mu sync.Mutex
				var all sync.WaitGroup
				callers := 1000
				if testing.Short() {
					callers = 300
				}
				for range callers {
					pause := time.Duration(r.Int64N(int64(time.Minute)))
					all.Go(func() {
						for begun := time.Now(); time.Since(begun) < minutes*time.Minute; {
							time.Sleep(pause)
							if _, err := p.Generate(t.Context(), &ai.Request{Messages: request("hello").Messages, MaxTokens: 500}); err == nil {
								mu.Lock()
								served++
								mu.Unlock()
							} else if e := new(ai.Exhausted); !errors.As(err, &e) || len(e.Errs) > 0 {
								t.Errorf("failed with %v", err)
								return
							}
						}
					})
				}
				all.Wait()
				if j.refused > 0 || j.admitted < rpm*minutes*98/100 {
					t.Errorf("the provider refused %d and admitted %d, want 0 and nearly all of %d", j.refused, j.admitted, rpm*minutes)
				}
				flush(t, p)
				if s := status(t, p).Providers[0]; s.Requests != int64(j.admitted) || served != j.admitted {
					t.Errorf("the book has %d requests, %d were served, %d admitted", s.Requests, served, j.admitted)
				}
			})
		})
	}
}

// A call that ends in the next window changes nothing there.
func TestPoolSettlesInTheWindowOfTheCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &fake{name: "a", do: func(ctx context.Context, r *ai.Request, emit func(string)) (*ai.Response, error) {
			time.Sleep(10 * time.Second)
			return says("x")(ctx, r, emit) // 25 tokens
		}}
		account := a.account("m")
		account.Law, account.Models[0].Limits = catalog.Fixed, catalog.Limits{TPM: 8000}
		p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{})
		used := func() int64 { return status(t, p).Providers[0].Windows[1].Used }
		generate := func() { _, _ = p.Generate(t.Context(), request("hello")) }
		time.Sleep(55 * time.Second)
		go generate()
		time.Sleep(6 * time.Second)
		go generate()
		synctest.Wait()
		reserved := used()
		time.Sleep(5 * time.Second)
		if got := used(); reserved < 2000 || got != reserved {
			t.Errorf("used %d, then %d once the earlier minute's call was over, want it unchanged", reserved, got)
		}
		time.Sleep(6 * time.Second)
		if got := used(); got != 25 {
			t.Errorf("used %d, want the 25 that the call really had", got)
		}
	})
}

// Who waits for room is told when a call turns out to need less.
func TestPoolWakesWhoWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &fake{name: "a", do: func(ctx context.Context, r *ai.Request, emit func(string)) (*ai.Response, error) {
			time.Sleep(2 * time.Second)
			return says("x")(ctx, r, emit)
		}}
		account := a.account("m")
		account.Models[0].Limits = catalog.Limits{TPM: 10000}
		p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{})
		begun := time.Now()
		go func() {
			_, _ = p.Generate(t.Context(), &ai.Request{Messages: request("first").Messages, MaxTokens: 9000})
		}()
		synctest.Wait()
		if _, err := p.Generate(t.Context(), &ai.Request{Messages: request("second").Messages, MaxTokens: 1900}); err != nil {
			t.Fatal(err)
		}
		within(t, "both took", time.Since(begun), 4*time.Second)
	})
}

// fragile is a book whose disk is full now and then.
type fragile struct {
	ai.Book
	full atomic.Bool
}

var errFull = errors.New("no space left on device")

func (b *fragile) Update(ctx context.Context, keys []string, fn func(map[string]*ai.Record) error) error {
	if b.full.Load() {
		return errFull
	}
	return b.Book.Update(ctx, keys, fn)
}

func TestPoolKeepsWhatTheBookCouldNotTake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		book := &fragile{Book: ai.NewMemoryBook()}
		a := &fake{name: "a"}
		account := a.account("m")
		account.Law, account.Models[0].Limits = catalog.Fixed, catalog.Limits{RPD: 100}
		p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{Book: book})
		a.set(func(ctx context.Context, r *ai.Request, emit func(string)) (*ai.Response, error) {
			book.full.Store(true)
			time.Sleep(40 * time.Millisecond)
			return says("x")(ctx, r, emit)
		})
		answers(t, p, "a/m") // the answer is not lost because its price cannot be kept
		synctest.Wait()
		if err := p.Flush(t.Context()); !errors.Is(err, errFull) {
			t.Errorf("Flush returned %v, want what the book failed with", err)
		}
		if _, err := p.Generate(t.Context(), request("x")); !errors.Is(err, errFull) || a.took() != "m" {
			t.Errorf("%v, want nobody asked while nothing can be reserved", err)
		}
		book.full.Store(false)
		flush(t, p)
		if s := status(t, p).Providers[0]; s.Requests != 1 || s.Latency.P50 != 40 || s.Windows[0].Used != 1 {
			t.Errorf("the book has %+v", s)
		}
		a.set(nil)
		answers(t, p, "a/m")
	})
}

// What a crashed process had reserved stays reserved.
func TestReservationsOutliveTheProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		book := ai.NewMemoryBook()
		a := &fake{name: "a", do: hangs}
		account := a.account("m")
		account.Law, account.Models[0].Limits = catalog.Fixed, catalog.Limits{RPD: 3}
		ctx, crash := context.WithCancel(t.Context())
		defer crash()
		for range 3 {
			go func() {
				_, _ = ai.NewPool([]ai.Account{account}, ai.PoolOptions{Book: book}).Generate(ctx, request("hello"))
			}()
		}
		synctest.Wait()
		a.set(nil)
		_ = exhausted(t, ai.NewPool([]ai.Account{account}, ai.PoolOptions{Book: book}))
	})
}

func TestPoolLearnsFromAnswers(t *testing.T) {
	requests, tokens := ai.Window{Unit: ai.Requests, Per: ai.Day}, ai.Window{Unit: ai.Tokens, Per: ai.Minute}
	for _, c := range []struct {
		name   string
		limits catalog.Limits
		told   ai.Observation
		window int // in the status
		used   int64
		limit  int64
		from   ai.Source
	}{
		{"a limit that was not known", catalog.Limits{}, ai.Observation{Window: requests, Limit: 500, Remaining: -1, Source: ai.FromHeader}, 1, 1, 500, ai.FromHeader},
		{"what others have used", catalog.Limits{RPD: 500}, ai.Observation{Window: requests, Remaining: 100, Source: ai.FromHeader}, 1, 400, 500, ai.FromCatalogue},
		{"a wrong figure and what was used", catalog.Limits{RPD: 1000}, ai.Observation{Window: requests, Limit: 500, Remaining: 450, Source: ai.FromHeader}, 1, 50, 500, ai.FromHeader},
		{"tokens that may include what is not used yet", catalog.Limits{TPM: 10000}, ai.Observation{Window: tokens, Remaining: 7480, Source: ai.FromHeader}, 1, 43, 10000, ai.FromCatalogue},
		{"tokens of others", catalog.Limits{TPM: 10000}, ai.Observation{Window: tokens, Remaining: 1000, Source: ai.FromHeader}, 1, 6520, 10000, ai.FromCatalogue},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := &fake{name: "a", do: func(context.Context, *ai.Request, func(string)) (*ai.Response, error) {
					return &ai.Response{Text: "x", Usage: ai.Usage{Prompt: 30, Output: 13}, Limits: []ai.Observation{c.told}}, nil
				}}
				account := a.account("m")
				account.Models[0].Limits = c.limits
				p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{})
				answers(t, p, "a/m")
				w := status(t, p).Providers[0].Windows[c.window]
				if w.Used != c.used || w.Limit == nil || *w.Limit != c.limit || w.Source != c.from {
					t.Errorf("used %d of %d (%s), want %d of %d (%s)", w.Used, *w.Limit, w.Source, c.used, c.limit, c.from)
				}
			})
		})
	}
}

// A shared pool's models are spent together, and told apart from their own.
func TestPoolSharesAQuota(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, _, _, _, accounts := world()
		p := ai.NewPool(accounts[1:2], ai.PoolOptions{})
		for range 10 {
			answers(t, p, "openrouter/free")
			if _, err := p.Generate(t.Context(), &ai.Request{Messages: request("x").Messages, Avoid: []string{"openrouter/free"}}); err != nil {
				t.Fatal(err)
			}
		}
		_ = exhausted(t, p)
		s := status(t, p)
		if s.Capacity.Used != 20 || *s.Capacity.Limit != 50 {
			t.Errorf("capacity %d of %d, want 20 of 50", s.Capacity.Used, *s.Capacity.Limit)
		}
	})
}
