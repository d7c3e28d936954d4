package ai

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"hamzaban/ai/catalog"
)

// Account is one provider as it is used here: its catalogue entry, with the
// models in the order of preference and the limits as configured, and the
// client that speaks to it.
type Account struct {
	catalog.Provider
	// Client may be nil where only the account's status is read.
	Client Provider
}

// PoolOptions are the choices of a [Pool]; the zero value is of use.
type PoolOptions struct {
	// Book keeps the counters; nil: in memory only.
	Book Book
	// Log receives what whoever runs the pool should know; nil: nothing.
	Log *slog.Logger
	// LastResort names the provider that gets one plain request when all
	// have failed, even if the book says that it is spent; empty: none.
	LastResort string
}

// Pool makes many models into one. It is a [Provider] and a [Streamer], safe
// for concurrent use.
//
// It asks the models account by account and in the order of each account's
// list, those first that may be asked now. Before a call it reserves in the
// book what the call may cost; afterwards it puts what it did cost in its
// place. A provider that hangs is given up after a moment and rests; a request
// that is refused for what it is goes to a few providers, not to all models.
// The settlement may happen shortly after the answer was handed over: call
// [Pool.Flush] before the book is closed.
//
// Its failures are a [*Exhausted] where no model could answer, the context's
// own error where that ended first, or what the book failed with.
type Pool struct {
	accounts []Account
	members  []*member
	book     Book
	log      *slog.Logger
	resort   string

	opened   atomic.Bool
	draining atomic.Bool
	commits  sync.Mutex // held by whoever settles what is pending
	seq      atomic.Uint64

	mu       sync.Mutex // guards what follows
	view     map[string]viewed
	pending  []op
	changed  chan struct{} // closed when the view has changed
	reloaded time.Time
	refused  map[string]bool // keys of records that this process saw refused
	flights  map[string]*flight
}

// NewPool returns a pool over the accounts, first tried first. Accounts
// without a client are left out.
func NewPool(accounts []Account, o PoolOptions) *Pool {
	p := &Pool{accounts: accounts, book: o.Book, log: o.Log, resort: o.LastResort,
		view: map[string]viewed{}, changed: make(chan struct{}),
		refused: map[string]bool{}, flights: map[string]*flight{}}
	if p.book == nil {
		p.book = NewMemoryBook()
	}
	if p.log == nil {
		p.log = slog.New(slog.DiscardHandler)
	}
	for i := range accounts {
		if accounts[i].Client != nil {
			p.members = append(p.members, members(&accounts[i])...)
		}
	}
	return p
}

// Accounts returns what the pool was made of.
func (p *Pool) Accounts() []Account { return p.accounts }

// Name returns "pool".
func (p *Pool) Name() string { return "pool" }

// Generate returns the whole answer of the first model that gives one.
func (p *Pool) Generate(ctx context.Context, r *Request) (*Response, error) {
	return p.answer(ctx, newJob(p.members, r, nil))
}

// Stream is like Generate and shows the answer while it is written. A stream
// that breaks is begun afresh with another model: what it had shown stays
// until the new answer is as long, and nothing of it is in the response.
func (p *Pool) Stream(ctx context.Context, r *Request, emit func(soFar string)) (*Response, error) {
	return p.answer(ctx, newJob(p.members, r, emit))
}

// answer asks one model after another.
func (p *Pool) answer(ctx context.Context, j *job) (*Response, error) {
	if err := p.open(ctx); err != nil {
		return nil, err
	}
	defer p.settleSoon()
	for {
		c, err := p.next(ctx, j)
		if err != nil {
			return nil, err
		}
		if c == nil {
			break
		}
		resp, err := p.ask(ctx, j, c)
		if err == nil || ctx.Err() != nil {
			return resp, err
		}
	}
	if resp, err := p.askLastResort(ctx, j); resp != nil || err != nil {
		return resp, err
	}
	return nil, p.exhausted(ctx, j)
}

// next reserves a call of the first model that may be asked. It waits a
// little where that helps, and returns nil where none may be asked.
func (p *Pool) next(ctx context.Context, j *job) (*attempt, error) {
	for {
		c, _, _ := p.pick(j)
		if c == nil {
			if err := p.refresh(ctx); err != nil {
				return nil, err
			}
			var until time.Time
			var changed <-chan struct{}
			if c, until, changed = p.pick(j); c == nil {
				if waited, err := j.wait(ctx, until, changed); !waited {
					return nil, err
				}
				continue
			}
		}
		granted, err := p.reserve(ctx, c)
		if granted || j.late() {
			j.note(c.m)
		}
		if granted || err != nil {
			return c, err
		}
	}
}

// exhausted is the pool's failure, with the time when to ask again.
func (p *Pool) exhausted(ctx context.Context, j *job) error {
	if err := p.refresh(ctx); err != nil {
		return errors.Join(err, &Exhausted{Errs: j.errs})
	}
	e := &Exhausted{Until: p.expected(j), Errs: j.errs}
	p.log.Warn("no AI model could answer", "until", e.Until, "failures", len(j.errs))
	return e
}
