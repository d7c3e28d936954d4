package ai_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// killable is a process's book, on a disk that takes its time. Once the process
// is killed, nothing of it reaches the book any more; what was under way is
// written, and nobody is told.
type killable struct {
	ai.Book
	dead atomic.Bool
}

// diskTime is half of what a transaction takes.
const diskTime = 3 * time.Millisecond

var errKilled = errors.New("the process was killed")

func (b *killable) Update(ctx context.Context, keys []string, fn func(map[string]*ai.Record) error) error {
	time.Sleep(diskTime)
	if b.dead.Load() {
		return errKilled
	}
	err := b.Book.Update(ctx, keys, fn)
	time.Sleep(diskTime)
	if b.dead.Load() {
		return errKilled
	}
	return err
}

// byTheMinute is what the processes of TestReservationsByTheMinute share.
type byTheMinute struct {
	book    ai.Book
	account ai.Account
	end     time.Time
	calls   sync.WaitGroup // also those of the killed
}

// long is reckoned to have more tokens than a judge counts.
var long = request(strings.Repeat("many words ", 12))

// live is one process: some people ask until it is killed or stopped.
func (m *byTheMinute) live(t *testing.T, r *rand.Rand, people int, kill bool) {
	book := &killable{Book: m.book}
	p := ai.NewPool([]ai.Account{m.account}, ai.PoolOptions{Book: book})
	alive, die := context.WithCancel(t.Context())
	defer die()
	asking, stop := context.WithDeadline(alive, m.end)
	defer stop()
	var all sync.WaitGroup
	for range people {
		pause := time.Duration(r.Int64N(int64(20 * time.Second)))
		all.Add(1)
		m.calls.Go(func() {
			defer all.Done()
			for {
				select {
				case <-time.After(pause):
				case <-asking.Done():
					return
				}
				_, err := p.Generate(alive, &ai.Request{Messages: long.Messages, MaxTokens: 500})
				if e := new(ai.Exhausted); err != nil && alive.Err() == nil && (!errors.As(err, &e) || len(e.Errs) > 0) {
					t.Errorf("failed with %v", err)
				}
			}
		})
	}
	select {
	case <-asking.Done():
	case <-time.After(time.Duration(r.Int64N(int64(time.Minute)))):
	}
	if kill {
		book.dead.Store(true)
		die()
		return
	}
	stop()
	all.Wait()
	flush(t, p)
}

// The limits of a minute hold, too, whatever a thousand people ask of two
// processes at a time, each of which is killed or stopped every now and then
// and begun anew at once.
func TestReservationsByTheMinute(t *testing.T) {
	const rpm, minutes = 120, 3
	people := 500 // in each of two processes
	if underRace || testing.Short() {
		people = 100
	}
	for _, law := range []catalog.Law{catalog.Bucket, catalog.Fixed} {
		for _, c := range []struct {
			name  string
			kills int     // of ten ends
			least float64 // of what the limits allow is used
		}{
			{"stopped", 0, 0.9},
			{"killed", 5, 0.5},
		} {
			t.Run(string(law)+"/"+c.name, func(t *testing.T) {
				seed := seeded(t)
				synctest.Test(t, func(t *testing.T) {
					j := &judge{law: law, rpm: rpm, tpm: 60_000, at: time.Now()}
					a := &fake{name: "a", do: j.answer(rand.New(rand.NewPCG(seed, 0)))}
					begun := time.Now()
					m := &byTheMinute{book: ai.NewMemoryBook(), account: a.account("m"), end: begun.Add(minutes * time.Minute)}
					m.account.Law, m.account.Models[0].Limits = law, catalog.Limits{RPM: rpm, TPM: 60_000}
					var processes sync.WaitGroup
					for i := range uint64(2) {
						r := rand.New(rand.NewPCG(seed, 1+i))
						processes.Go(func() {
							for time.Now().Before(m.end) {
								m.live(t, r, people, r.IntN(10) < c.kills)
							}
						})
					}
					processes.Wait()
					m.calls.Wait()
					defer time.Sleep(time.Minute) // the killed ones' timers run out
					passed := time.Since(begun).Minutes()
					allowed := rpm * math.Ceil(passed)
					if law == catalog.Bucket {
						allowed = rpm * (1 + passed) // it was full
					}
					t.Logf("%d calls came, %.0f %% of what the limits allow", j.admitted, float64(j.admitted)*100/allowed)
					if j.refused > 0 {
						t.Errorf("%d calls came although there was no room for them", j.refused)
					}
					if float64(j.admitted) < c.least*allowed {
						t.Errorf("%d calls came, want at least %.0f", j.admitted, c.least*allowed)
					}
				})
			})
		}
	}
}
