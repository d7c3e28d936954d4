package ai

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// The pool's dealings with its book. The pool works on a copy of the records
// in memory, which every call changes at once, and writes down what has changed
// shortly after, many changes in one transaction. Three rules make that safe:
//
//   - a call is made only once the book on disk has room set aside for it,
//     either for this very call or, when calls come quickly, for some to come
//     (see pool_hold.go): killed at any moment, no process has used more than
//     the book says;
//   - while a transaction moves what is set aside, no call is let in by it;
//   - each change is kept as an op that is carried out anew on the book's own
//     records, so that what other processes wrote meanwhile is not undone.

const (
	// writeTime bounds one transaction; it goes on when its caller has left.
	writeTime = 10 * time.Second
	// writeEvery is the pause between transactions that nobody waits for.
	writeEvery = 50 * time.Millisecond
	// settleWithin is how soon it is written that a call has used less than was
	// set aside for it: until then the book says rather too much.
	settleWithin = 200 * time.Millisecond
	// reloadAfter is how old what is known may be when nobody can be asked:
	// another process may have written to the book.
	reloadAfter = time.Second
)

// op is a change of some records. It may be carried out more than once, on
// fresh records, and changes nothing else.
type op interface {
	keys() []string
	apply(records map[string]*Record)
}

// want is a change that somebody waits for. Its try may be called more than
// once, on fresh records, and says whether it has changed anything.
type want struct {
	keys []string
	try  func(records map[string]*Record) bool
	done chan struct{}
	err  error
}

// seen returns a record as it is, nil if nothing is known of it. p.mu is held,
// also while the record is read.
func (p *Pool) seen(key string) *Record { return p.view[key] }

// forgiven says whether a refused key may be tried, since this process has not
// seen it refused yet. p.mu is held.
func (p *Pool) forgiven(key string) bool { return !p.refused[key] }

// happened carries out a change in memory and leaves it to a later transaction
// to write it down. p.mu is held.
func (p *Pool) happened(o op) {
	for _, key := range o.keys() {
		if p.view[key] == nil {
			p.view[key] = &Record{}
		}
	}
	o.apply(p.view)
	p.pending = append(p.pending, o)
}

// update carries out a change on the records of keys and returns when it is on
// disk. What waits meanwhile goes along with it.
func (p *Pool) update(ctx context.Context, keys []string, try func(map[string]*Record) bool) error {
	w := &want{keys: keys, try: try, done: make(chan struct{})}
	p.mu.Lock()
	p.wants = append(p.wants, w)
	p.mu.Unlock()
	select {
	case p.writing <- struct{}{}:
		defer func() { <-p.writing }()
	case <-w.done: // somebody else wrote it down
		return w.err
	case <-ctx.Done():
		return p.withdraw(w, ctx.Err())
	}
	select {
	case <-w.done:
	default:
		_ = p.write(ctx, false)
	}
	return w.err
}

// withdraw takes a want back, unless somebody is writing it down already.
func (p *Pool) withdraw(w *want, err error) error {
	p.mu.Lock()
	if i := slices.Index(p.wants, w); i >= 0 {
		p.wants = slices.Delete(p.wants, i, i+1)
		p.mu.Unlock()
		return err
	}
	p.mu.Unlock()
	<-w.done
	return w.err
}

// write brings all that is wanted and all that has happened to the disk, in one
// transaction; release gives back what is held. p.writing is held.
func (p *Pool) write(ctx context.Context, release bool) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
	defer cancel()
	p.mu.Lock()
	ops, wants := p.pending, p.wants
	p.pending, p.wants = nil, nil
	p.frozen = make(chan struct{})
	keys := p.holding()
	var flows []flow
	if !release {
		flows = p.flows(time.Now())
	}
	p.mu.Unlock()
	for _, o := range ops {
		keys = append(keys, o.keys()...)
	}
	for _, w := range wants {
		keys = append(keys, w.keys...)
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	var after map[string]*Record
	var holds map[windowKey]float64
	unchanged := false
	err := p.book.Update(ctx, keys, func(records map[string]*Record) error {
		after = records
		changed := p.giveBack(records) || len(ops) > 0
		for _, o := range ops {
			o.apply(records)
		}
		for _, w := range wants {
			if w.try(records) {
				changed = true
			}
		}
		holds = setAside(records, flows, time.Now())
		if unchanged = !changed && len(holds) == 0; unchanged {
			return errUnchanged
		}
		return nil
	})
	if unchanged {
		err = nil
	}
	if err != nil {
		err = fmt.Errorf("the quota book cannot be written: %w", err)
	}
	p.wrote(ops, after, holds, err)
	for _, w := range wants {
		w.err = err
		close(w.done)
	}
	return err
}

var errUnchanged = fmt.Errorf("nothing has changed")

// wrote takes over what a transaction left in the book; if it failed, nothing
// of it is there.
func (p *Pool) wrote(ops []op, after map[string]*Record, holds map[windowKey]float64, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.written = time.Now()
	close(p.frozen)
	p.frozen = nil
	if err != nil {
		p.pending = append(ops, p.pending...)
		return
	}
	p.holds = holds
	p.adopt(after)
	if len(p.holds) > 0 {
		p.soon(releaseAfter)
	}
}

// adopt makes the book's records what is known, with what has happened since
// they were written. p.mu is held, p.writing too.
func (p *Pool) adopt(records map[string]*Record) {
	for key, r := range records {
		p.durable[key] = r
		p.view[key] = p.withoutOwn(key, r.clone())
	}
	for _, o := range p.pending {
		fresh := make(map[string]*Record, len(o.keys()))
		stale := true
		for _, key := range o.keys() {
			if fresh[key] = p.view[key]; records[key] == nil {
				fresh[key] = fresh[key].clone() // it happened there already
			} else {
				stale = false
			}
		}
		if !stale {
			o.apply(fresh)
		}
	}
	p.tell(records)
}

// soon makes sure that what has happened is written within the given time, or
// as soon as the pause since the last transaction allows. p.mu is held.
func (p *Pool) soon(within time.Duration) {
	within = max(within, writeEvery-time.Since(p.written))
	at := time.Now().Add(within)
	if p.timer != nil && !p.due.IsZero() && !p.due.After(at) {
		return
	}
	p.due = at
	if p.timer == nil {
		p.timer = time.AfterFunc(within, p.writeBehind)
		return
	}
	p.timer.Reset(within)
}

// writeBehind is what nobody waits for.
func (p *Pool) writeBehind() {
	p.writing <- struct{}{}
	defer func() { <-p.writing }()
	p.mu.Lock()
	p.due = time.Time{}
	idle := p.idle()
	p.mu.Unlock()
	if idle {
		return
	}
	if err := p.write(context.Background(), false); err != nil {
		p.log.Error("what AI calls have used could not be kept; it will be tried again with the next call", "error", err)
	}
}

// open reads the book once, before the first call.
func (p *Pool) open(ctx context.Context) error {
	if p.opened.Load() {
		return nil
	}
	if err := p.reload(ctx); err != nil {
		return err
	}
	if p.opened.CompareAndSwap(false, true) {
		p.survey()
	}
	return nil
}

// refresh makes sure that what is known is true, before anybody is turned
// away because of it.
func (p *Pool) refresh(ctx context.Context) error {
	p.mu.Lock()
	fresh := time.Since(p.reloaded) < reloadAfter
	p.mu.Unlock()
	if fresh {
		return nil
	}
	return p.reload(ctx)
}

func (p *Pool) reload(ctx context.Context) error {
	select {
	case p.writing <- struct{}{}:
		defer func() { <-p.writing }()
	case <-ctx.Done():
		return ctx.Err()
	}
	records, err := p.book.Records(ctx)
	if err != nil {
		return fmt.Errorf("the quota book cannot be read: %w", err)
	}
	defer p.askAccounts()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reloaded = time.Now()
	p.adopt(records)
	p.wake()
	return nil
}

// Flush returns when all that calls have used so far is in the book, and
// nothing is held there for calls to come.
func (p *Pool) Flush(ctx context.Context) error {
	select {
	case p.writing <- struct{}{}:
		defer func() { <-p.writing }()
	case <-ctx.Done():
		return ctx.Err()
	}
	p.mu.Lock()
	if p.timer != nil && p.timer.Stop() {
		p.due = time.Time{}
	}
	idle := p.idle()
	p.mu.Unlock()
	if idle {
		return nil
	}
	return p.write(ctx, true)
}

// idle says that there is nothing to be written. p.mu is held.
func (p *Pool) idle() bool { return len(p.pending) == 0 && len(p.wants) == 0 && len(p.holds) == 0 }
