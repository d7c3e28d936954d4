package ai

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// The pool's dealings with its book. Every update also carries out what is
// still to be settled of earlier calls, so that a failure is known to whoever
// asks next, at no transaction of its own. What the updates saw is kept in
// memory, so that choosing a model needs no look at the book.

const (
	// settleTime bounds one settlement; it goes on when its caller has left.
	settleTime = 10 * time.Second
	// reloadAfter is how old what is known may be when nobody can be asked:
	// another process may have written to the book.
	reloadAfter = time.Second
)

// op is a change of some records that is still to be made. Its apply may be
// called more than once, on fresh records.
type op struct {
	keys  []string
	apply func(map[string]*Record)
}

// viewed is a record as last seen, and when in the order of things.
type viewed struct {
	seq uint64
	r   *Record
}

// seen returns a record as last seen, nil if it never was. p.mu is held.
func (p *Pool) seen(key string) *Record { return p.view[key].r }

// forgiven says whether a refused key may be tried, since this process has not
// seen it refused yet. p.mu is held.
func (p *Pool) forgiven(key string) bool { return !p.refused[key] }

// update runs fn on the records of keys, after what is pending. fn returns
// whether it has changed anything; it may be called more than once.
func (p *Pool) update(ctx context.Context, keys []string, fn func(map[string]*Record) (bool, error)) error {
	p.mu.Lock()
	ops := p.pending
	p.pending = nil
	p.mu.Unlock()
	all := slices.Clone(keys)
	for _, o := range ops {
		all = append(all, o.keys...)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	var seq uint64
	var after map[string]*Record
	unchanged := false
	err := p.book.Update(ctx, all, func(records map[string]*Record) error {
		seq, after = p.seq.Add(1), records
		for _, o := range ops {
			o.apply(records)
		}
		changed, err := fn(records)
		if unchanged = err == nil && !changed && len(ops) == 0; unchanged {
			return errUnchanged
		}
		return err
	})
	if unchanged {
		err = nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		p.pending = append(ops, p.pending...)
		return fmt.Errorf("the quota book cannot be written: %w", err)
	}
	p.saw(seq, after)
	if len(ops) > 0 {
		p.wake()
	}
	return nil
}

var errUnchanged = fmt.Errorf("nothing has changed")

// saw notes the records' state. p.mu is held.
func (p *Pool) saw(seq uint64, records map[string]*Record) {
	for key, r := range records {
		if p.view[key].seq < seq {
			p.view[key] = viewed{seq, r}
		}
	}
}

// wake tells those who wait that there is news: calls were settled, so that
// there may be room. p.mu is held.
func (p *Pool) wake() {
	close(p.changed)
	p.changed = make(chan struct{})
}

// open reads the book once, before the first call.
func (p *Pool) open(ctx context.Context) error {
	if p.opened.Load() {
		return nil
	}
	if err := p.reload(ctx); err != nil {
		return err
	}
	p.opened.Store(true)
	return nil
}

// refresh makes sure that what is known is true, before anybody is turned
// away because of it.
func (p *Pool) refresh(ctx context.Context) error {
	if err := p.Flush(ctx); err != nil {
		return err
	}
	p.mu.Lock()
	fresh := time.Since(p.reloaded) < reloadAfter
	p.mu.Unlock()
	if fresh {
		return nil
	}
	return p.reload(ctx)
}

func (p *Pool) reload(ctx context.Context) error {
	seq := p.seq.Add(1)
	records, err := p.book.Records(ctx)
	if err != nil {
		return fmt.Errorf("the quota book cannot be read: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reloaded = time.Now()
	p.saw(seq, records)
	p.wake()
	return nil
}

// later leaves an op to the next update.
func (p *Pool) later(o op) {
	p.mu.Lock()
	p.pending = append(p.pending, o)
	p.mu.Unlock()
}

// settleSoon carries out what is pending, without keeping anybody waiting.
func (p *Pool) settleSoon() {
	p.mu.Lock()
	idle := len(p.pending) == 0
	p.mu.Unlock()
	if idle || !p.draining.CompareAndSwap(false, true) {
		return
	}
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), settleTime)
		defer cancel()
		p.commits.Lock()
		defer p.commits.Unlock()
		p.draining.Store(false) // what comes from now on needs its own turn
		if err := p.settlePending(ctx); err != nil {
			p.log.Error("what AI calls have used could not be kept; it will be tried again", "error", err)
		}
	}()
}

// Flush returns when all that calls have used so far is in the book.
func (p *Pool) Flush(ctx context.Context) error {
	p.commits.Lock()
	defer p.commits.Unlock()
	return p.settlePending(ctx)
}

func (p *Pool) settlePending(ctx context.Context) error {
	p.mu.Lock()
	idle := len(p.pending) == 0
	p.mu.Unlock()
	if idle {
		return nil
	}
	return p.update(ctx, nil, func(map[string]*Record) (bool, error) { return false, nil })
}
