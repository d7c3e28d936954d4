package store

import (
	"context"
	"errors"
	"slices"
	"sync"

	"gorm.io/gorm"

	"hamzaban/chat"
)

// errReadOnly is what writing to a store gives that was opened to read.
var errReadOnly = errors.New("the database was opened for reading only")

// write runs fn in a write transaction. When it returns nil, what fn did is
// on disk; otherwise nothing of it is. fn is called at most once. It sees all
// that was committed before, by whatever process, and nobody else writes
// meanwhile. It uses nothing but tx.
//
// A context that ends withdraws fn as long as it waits for its turn; once
// begun it runs to its end, for SQLite would tear a transaction down that is
// shared with others. Where the disk or another program is in the way, the
// error is [chat.ErrUnwritable].
func (s *Store) write(ctx context.Context, fn func(tx *gorm.DB) error) error {
	return s.enqueue(ctx, &job{fn: fn})
}

// writeFirst is write for what is one small statement and must not wait: until a
// message's id is on disk, a kill sends the message again.
func (s *Store) writeFirst(ctx context.Context, fn func(tx *gorm.DB) error) error {
	return s.enqueue(ctx, &job{fn: fn, first: true})
}

func (s *Store) enqueue(ctx context.Context, j *job) error {
	if s.writer == nil {
		return errReadOnly
	}
	return failing(s.writer.do(ctx, j))
}

// writer commits in groups. A commit waits for the disk, which costs far more
// than the statements, so that all who ask while one commit is under way
// share the next. Whoever finds the turn free does the work for all in the
// queue; the idle writer has no goroutine.
type writer struct {
	db   *gorm.DB
	turn chan struct{} // holds one token while somebody commits

	mu    sync.Mutex
	queue []*job // those that go first, then the others, each in their order
}

// job is one call of write; its err is set before done is closed.
type job struct {
	fn       func(tx *gorm.DB) error
	first    bool // it goes before those that are not
	done     chan struct{}
	err      error
	panicked any
}

// maxGroup bounds the time that a single transaction takes: whoever comes waits for
// the one before. It is enough to share the disk's time.
const maxGroup = 16

func newWriter(db *gorm.DB) *writer {
	return &writer{db: db, turn: make(chan struct{}, 1)}
}

func (w *writer) do(ctx context.Context, j *job) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j.done = make(chan struct{})
	w.put(j)
	for {
		select {
		case <-j.done:
			if j.panicked != nil {
				panic(j.panicked)
			}
			return j.err
		case w.turn <- struct{}{}:
			w.commit(context.WithoutCancel(ctx), w.next())
			<-w.turn
		case <-ctx.Done():
			if w.withdraw(j) {
				return ctx.Err()
			}
			ctx = context.WithoutCancel(ctx) // it has begun: wait for its end
		}
	}
}

func (w *writer) put(j *job) {
	w.mu.Lock()
	defer w.mu.Unlock()
	at := len(w.queue)
	if j.first {
		if i := slices.IndexFunc(w.queue, func(other *job) bool { return !other.first }); i >= 0 {
			at = i
		}
	}
	w.queue = slices.Insert(w.queue, at, j)
}

// alone runs fn, which is no transaction, while nobody writes.
func (w *writer) alone(ctx context.Context, fn func(db *gorm.DB) error) error {
	select {
	case w.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-w.turn }()
	return fn(w.db.WithContext(context.WithoutCancel(ctx)))
}

// next takes a group from the queue.
func (w *writer) next() []*job {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := min(len(w.queue), maxGroup)
	group := slices.Clone(w.queue[:n])
	w.queue = slices.Delete(w.queue, 0, n)
	return group
}

// withdraw takes a job back, unless it was begun.
func (w *writer) withdraw(j *job) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	i := slices.Index(w.queue, j)
	if i < 0 {
		return false
	}
	w.queue = slices.Delete(w.queue, i, i+1)
	return true
}

// commit runs a group in one transaction. A job that fails is undone by
// itself.
func (w *writer) commit(ctx context.Context, group []*job) {
	if len(group) == 0 {
		return
	}
	err := w.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if len(group) == 1 {
			group[0].run(tx)
			return group[0].err
		}
		for _, j := range group {
			if err := j.runApart(tx); err != nil {
				return err
			}
		}
		return nil
	})
	for _, j := range group {
		if j.err == nil {
			j.err = err
		}
		close(j.done)
	}
}

// run calls the job's function; a panic is kept for its own goroutine.
func (j *job) run(tx *gorm.DB) {
	defer func() {
		if j.panicked = recover(); j.panicked != nil {
			j.err = errors.New("panic")
		}
	}()
	j.err = j.fn(tx)
}

// runApart runs the job so that it can be undone alone. It returns an error
// when the transaction as a whole is lost.
func (j *job) runApart(tx *gorm.DB) error {
	if err := tx.Exec("SAVEPOINT job").Error; err != nil {
		return err
	}
	if j.run(tx); j.err != nil {
		if err := tx.Exec("ROLLBACK TO job").Error; err != nil {
			if errors.Is(failing(j.err), chat.ErrUnwritable) { // SQLite has undone the whole already
				return j.err
			}
			return err
		}
	}
	return tx.Exec("RELEASE job").Error
}
