package ai

import (
	"context"
	"errors"
	"log/slog"
	"slices"
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
	// Known are the ids of models that are left out on purpose, because of
	// their terms, for instance: what the provider lists does not bring them
	// back (Discover).
	Known []string
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
	// Notice, if not nil, is told of what does not pass by itself: of each
	// event at least once, by each pool on the book at most once, on a
	// goroutine of its own.
	Notice func(Notice)
}

// Pool makes many models into one. It is a [Provider] and a [Streamer], safe
// for concurrent use.
//
// It asks the models account by account and in the order of each account's
// list, those first that may be asked now. Before a call it reserves in the
// book what the call may cost; afterwards it puts what it did cost in its
// place. A provider that hangs is given up after a moment and rests, and beside
// one that is later than usual another may be asked; a request that is refused
// for what it is goes to a few providers, not to all models. An answer that the
// output limit cut is gone on with. Where there is room only in some seconds
// requests wait for it, people by turns.
// The settlement may happen shortly after the answer was handed over: call
// [Pool.Flush] before the book is closed.
//
// Its failures are a [*Exhausted] where no model could answer, the context's
// own error where that ended first, or what the book failed with.
type Pool struct {
	accounts []Account
	roster   atomic.Pointer[roster] // who may be asked: see pool_models.go
	surveys  surveys
	book     Book
	log      *slog.Logger
	resort   string

	// sees and mayTry are p.seen and p.forgiven, made once.
	sees   func(key string) *Record
	mayTry func(key string) bool

	opened  atomic.Bool
	earned  atomic.Int32  // towards calls beside others: see pool_hedge.go
	calls   atomic.Int32  // under way
	writing chan struct{} // holds one token while a transaction is made

	mu        sync.Mutex // guards what follows
	view      map[string]*Record
	durable   map[string]*Record // as the book has them; nobody changes these
	pending   []op
	wants     []*want
	frozen    chan struct{} // closed and forgotten when the transaction under way is over
	holds     map[windowKey]float64
	marks     map[windowKey]mark
	pressures map[windowKey]*pressure
	admitted  map[windowKey][]time.Time // when calls were let through of late
	// turnedAwayAt is when a request last failed for want of capacity.
	turnedAwayAt time.Time
	asked        []*member // since the last transaction
	timer        *time.Timer
	due          time.Time // when the timer runs out, zero: it does not run
	written      time.Time // when the last transaction ended
	turns        turns
	reloaded     time.Time
	refused      map[string]bool // keys of records that this process saw refused
	notice       func(Notice)
	told         map[string]time.Time // what notice was given of: since when it is so
	flights      map[string]*flight
}

// NewPool returns a pool over the accounts, first tried first. Accounts
// without a client are left out.
func NewPool(accounts []Account, o PoolOptions) *Pool {
	p := &Pool{accounts: accounts, book: o.Book, log: o.Log, resort: o.LastResort,
		writing: make(chan struct{}, 1), view: map[string]*Record{}, durable: map[string]*Record{}, marks: map[windowKey]mark{}, pressures: map[windowKey]*pressure{}, admitted: map[windowKey][]time.Time{},
		refused: map[string]bool{}, notice: o.Notice, told: map[string]time.Time{}, flights: map[string]*flight{}}
	p.sees, p.mayTry = p.seen, p.forgiven
	if p.book == nil {
		p.book = NewMemoryBook()
	}
	if p.log == nil {
		p.log = slog.New(slog.DiscardHandler)
	}
	p.surveys.listings, p.surveys.accounted = map[string]*listing{}, map[string]time.Time{}
	p.enlist(accounts)
	return p
}

// Accounts returns what the pool was made of, with the models that were
// discovered since.
func (p *Pool) Accounts() []Account { return p.roster.Load().accounts }

// Name returns "pool".
func (p *Pool) Name() string { return "pool" }

// Generate returns the whole answer of the first model that gives one. Where
// an answer may be long it is streamed underneath, so that a slow one has the
// time it needs and one that hangs has not.
func (p *Pool) Generate(ctx context.Context, r *Request) (*Response, error) {
	return p.answer(ctx, newJob(p.all(), r, nil))
}

// Stream is like Generate and shows the answer while it is written. A stream
// that breaks is begun afresh with another model: what it had shown stays
// until the new answer is as long, and nothing of it is in the response.
func (p *Pool) Stream(ctx context.Context, r *Request, emit func(soFar string)) (*Response, error) {
	return p.answer(ctx, newJob(p.all(), r, emit))
}

// answer asks one model after another.
func (p *Pool) answer(ctx context.Context, j *job) (*Response, error) {
	switch {
	case len(j.order) > 0:
	case j.senses.sight:
		return nil, p.unable(BadRequest, ErrCannotSee)
	case j.senses.hearing:
		return nil, p.unable(BadRequest, ErrCannotHear)
	}
	if err := p.open(ctx); err != nil {
		return nil, err
	}
	c, err := p.first(ctx, j)
	if c != nil {
		p.spareNot(j)
		return p.complete(ctx, j, c), nil
	}
	if err != nil {
		return nil, err
	}
	if resp, err := p.askLastResort(ctx, j); resp != nil || err != nil {
		return resp, err
	}
	return nil, p.exhausted(ctx, j)
}

// first returns the first call that is answered, or nothing where no model may
// be asked any more.
func (p *Pool) first(ctx context.Context, j *job) (*call, error) {
	for {
		c, err := p.next(ctx, j)
		if c == nil || err != nil {
			return nil, err
		}
		if c, err = p.ask(ctx, j, c); c != nil || err != nil {
			return c, err
		}
	}
}

// exhausted is the pool's failure, with the time when to ask again.
func (p *Pool) exhausted(ctx context.Context, j *job) error {
	if err := p.refresh(ctx); err != nil {
		return errors.Join(err, &Exhausted{Errs: j.errs})
	}
	e := &Exhausted{Until: p.expected(j), Limited: p.limited(j), Errs: j.errs}
	if p.tooLarge(j) {
		e = &Exhausted{Errs: append(j.errs, &Error{Provider: p.Name(), Kind: TooLarge, Scope: ScopeRequest, Err: errTooLarge})}
	}
	p.tellTurned(j, e)
	return e
}

var errTooLarge = errors.New("no model takes so much at once: shorten it, or send it in parts")

// tooLarge says whether the request is so for all models.
func (p *Pool) tooLarge(j *job) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(j.order) > 0 && !slices.ContainsFunc(j.order, func(m *member) bool {
		_, fits := m.size(p.sees, j.r, j.prompt)
		return fits
	})
}

// tellTurned notes a failure, and tells of it, though not of each in a crowd.
func (p *Pool) tellTurned(j *job, e *Exhausted) {
	p.mu.Lock()
	level := slog.LevelWarn
	if now := time.Now(); e.Limited {
		if now.Sub(p.turnedAwayAt) < tellAgain {
			level = slog.LevelDebug
		}
		p.turnedAwayAt = now
	}
	p.mu.Unlock()
	p.log.Log(context.Background(), level, "no AI model could answer", "until", e.Until, "failures", len(j.errs))
}

// tellAgain is how often it is told that the limits are reached.
const tellAgain = time.Minute
