package ai_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hamzaban/ai"
)

// player puts the demand to pools that come and go over one book, as the
// process does that they live in.
type player struct {
	*testing.T
	accounts []ai.Account
	book     ai.Book
	tally    *tally

	now   *life
	mu    sync.Mutex
	again []*wish // what a crash interrupted
}

// life is one process that the pool lives in.
type life struct {
	pool *ai.Pool
	dead atomic.Bool
	ctx  context.Context
	kill context.CancelFunc
	asks sync.WaitGroup
}

// ownBook is the book as one process has it: when that is dead, it writes no
// more.
type ownBook struct {
	ai.Book
	dead *atomic.Bool
}

var errDead = errors.New("the process is dead")

func (b ownBook) Update(ctx context.Context, keys []string, fn func(map[string]*ai.Record) error) error {
	if b.dead.Load() {
		return errDead
	}
	return b.Book.Update(ctx, keys, fn)
}

func (p *player) start() {
	pr := &life{}
	pr.ctx, pr.kill = context.WithCancel(p.Context())
	pr.pool = ai.NewPool(p.accounts, ai.PoolOptions{Book: ownBook{p.book, &pr.dead}})
	p.now = pr
}

// happening is something that happens at some time besides the requests.
type happening struct {
	at time.Time
	do func()
}

// restarts are ends of a process and beginnings of the next, with and without
// a farewell, two of each on every day.
func (p *player) restarts(seed uint64, begin time.Time, days int) []happening {
	r := rand.New(rand.NewPCG(seed, 2))
	var all []happening
	for day := range days {
		at := begin.Add(time.Duration(day) * 24 * time.Hour)
		for i, hours := range []float64{3, 9, 14.5, 16} { // the last two in the evening
			at := at.Add(time.Duration((hours + 2*r.Float64()) * float64(time.Hour)))
			all = append(all, happening{at, func() { p.restart(i%2 == 1) }})
		}
	}
	return all
}

// play serves the whole demand, while one thing or another happens.
func (p *player) play(all []*wish, events []happening) {
	slices.SortFunc(events, func(a, b happening) int { return a.at.Compare(b.at) })
	p.start()
	for _, w := range all {
		for ; len(events) > 0 && events[0].at.Before(w.at); events = events[1:] {
			time.Sleep(time.Until(events[0].at))
			events[0].do()
		}
		time.Sleep(time.Until(w.at))
		p.ask(w)
	}
	p.restart(false)
	p.now.kill()
}

// restart ends the process, having written down everything or nothing more,
// and begins the next. What a crash interrupted is asked again.
func (p *player) restart(crash bool) {
	old := p.now
	if crash {
		old.dead.Store(true)
		old.kill()
	}
	old.asks.Wait()
	if !crash {
		if err := old.pool.Flush(p.Context()); err != nil {
			p.Errorf("flush: %v", err)
		}
	}
	old.kill()
	p.start()
	again := p.again
	p.again = nil
	for _, w := range again {
		p.ask(w)
	}
}

// ask puts the wish to the pool, and does not wait for the answer.
func (p *player) ask(w *wish) {
	pr := p.now
	pr.asks.Go(func() {
		var resp *ai.Response
		var err error
		if w.n%8 == 0 {
			resp, err = pr.pool.Stream(pr.ctx, w.request(), func(string) {})
		} else {
			resp, err = pr.pool.Generate(pr.ctx, w.request())
		}
		var exhausted *ai.Exhausted
		switch {
		case err == nil:
			p.tally.serve(w, resp.ID(), time.Since(w.at))
		case pr.dead.Load():
			p.mu.Lock()
			p.again = append(p.again, w)
			p.mu.Unlock()
		case errors.As(err, &exhausted):
			p.tally.turnAway(w)
		default:
			p.Errorf("a request failed with %v", err)
		}
	})
}
