package translate

import (
	"context"
	"errors"
	"slices"
	"sync"

	"hamzaban/ai"
)

// How much goes into one request, and how often may be asked again.
const (
	maxItems     = 10
	maxRunes     = 1500 // of all items of a batch
	maxItemRunes = 1500
	contextRunes = 200
	parallel     = 4
	// Besides the first request of each batch a call may make so many more,
	// and twice as many as there are batches.
	spareRequests = 8
	spareFactor   = 2
)

// work sends the batches off, a few at a time, and sees each through.
func (r *run) work(ctx context.Context) {
	batches := pack(r.items)
	r.spare = spareRequests + spareFactor*len(batches)
	if len(batches) == 0 {
		if r.o.Progress != nil {
			r.o.Progress(r.done, len(r.plans))
		}
		return
	}
	n := r.engine.Parallel
	if n <= 0 {
		n = parallel
	}
	jobs := make(chan []*item)
	var wg sync.WaitGroup
	for range min(n, len(batches)) {
		wg.Go(func() {
			for items := range jobs {
				r.batch(ctx, items)
			}
		})
	}
	for _, b := range batches {
		jobs <- b
	}
	close(jobs)
	wg.Wait()
}

// pack makes batches of the items in their order.
func pack(items []*item) [][]*item {
	var out [][]*item
	var size int
	for _, it := range items {
		n := len([]rune(it.core)) + len([]rune(it.before))
		last := len(out) - 1
		if last < 0 || len(out[last]) == maxItems || size+n > maxRunes {
			out, size = append(out, nil), 0
			last++
		}
		out[last] = append(out[last], it)
		size += n
	}
	return out
}

// batch asks for the items; what fails is asked again as a whole of another
// model, then in halves, then each alone.
func (r *run) batch(ctx context.Context, items []*item) {
	failed, shrink := r.ask(ctx, items, false, true)
	if len(failed) > 1 && !shrink {
		failed, _ = r.ask(ctx, failed, false, false)
	}
	if len(failed) > 2 {
		half := len(failed) / 2
		a, _ := r.ask(ctx, failed[:half:half], false, false)
		b, _ := r.ask(ctx, failed[half:], false, false)
		failed = append(a, b...)
	}
	for _, it := range failed {
		left, _ := r.ask(ctx, []*item{it}, false, false)
		if len(left) > 0 {
			left, _ = r.ask(ctx, left, true, false)
		}
		for _, it := range left {
			r.giveUp(it)
		}
	}
}

// giveUp settles an item with the best that there is.
func (r *run) giveUp(it *item) {
	r.mu.Lock()
	fatal := r.fatal
	r.mu.Unlock()
	switch {
	case it.second != "":
		it.text, it.model, it.err = it.second, it.secondModel, nil
	case fatal != nil:
		it.err = fatal
		return // not settled: it may be asked for another day
	case it.err == nil:
		it.err = errNoUse
	}
	r.settle(it)
}

var errNoUse = errors.New("no model's answer was of use")

// allow says whether another request may be made.
func (r *run) allow(ctx context.Context, first bool) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.fatal != nil:
		return false
	case ctx.Err() != nil:
		r.fatal = ctx.Err()
		return false
	case first:
		return true
	}
	r.spare--
	return r.spare >= 0
}

// ask makes one request for the items, settles those whose answers are good
// and returns the others; shrink says that the request was too large, so that
// only smaller ones make sense.
func (r *run) ask(ctx context.Context, items []*item, plain, first bool) (failed []*item, shrink bool) {
	if len(items) == 0 || !r.allow(ctx, first) {
		return items, false
	}
	req := prompt(items, r.o, plain)
	for _, it := range items {
		for _, id := range it.avoid {
			if !slices.Contains(req.Avoid, id) {
				req.Avoid = append(req.Avoid, id)
			}
		}
	}
	resp, err := r.engine.Provider.Generate(ctx, req)
	if err != nil {
		return items, r.failure(ctx, items, err)
	}
	good := r.read(items, resp, plain)
	r.settle(good...)
	for _, it := range items {
		if !slices.Contains(good, it) {
			it.avoid = append(it.avoid, resp.ID())
			failed = append(failed, it)
		}
	}
	return failed, resp.Truncated
}

// failure takes down why a request failed. Where nobody can answer any more
// the whole run ends; a request that is refused for what it holds may pass in
// parts.
func (r *run) failure(ctx context.Context, items []*item, err error) (shrink bool) {
	for _, it := range items {
		it.reason, it.err = "no model answered", err
	}
	var all *ai.Exhausted
	var one *ai.Error
	switch {
	case ctx.Err() != nil:
		err = ctx.Err()
	case errors.As(err, &all):
		if all.Until.IsZero() && len(all.Errs) > 0 && !slices.ContainsFunc(all.Errs, func(e error) bool {
			var f *ai.Error
			return !errors.As(e, &f) || f.Scope != ai.ScopeRequest
		}) {
			return true
		}
	case errors.As(err, &one):
		for _, it := range items {
			it.avoid = append(it.avoid, one.Provider+"/"+one.Model)
		}
		return one.Kind == ai.TooLarge
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fatal == nil {
		r.fatal = err
	}
	return false
}

// read checks the answers of a batch and returns the items that are done.
func (r *run) read(items []*item, resp *ai.Response, plain bool) (good []*item) {
	answers, twice := readAnswers(resp.Text)
	if plain {
		text := readPlain(resp.Text)
		answers, twice = map[int]answer{1: {Text: &text}}, nil
	}
	for i, it := range items {
		a, ok := answers[i+1]
		var f *fault
		switch {
		case !ok && resp.Truncated:
			f = hard("the answer was cut off")
		case !ok:
			f = hard("it was missing from the answer")
		case twice[i+1]:
			f = hard("the answer came twice")
		case plain && resp.Truncated:
			f = hard("the answer was cut off")
		case len(items) > 1:
			f = checkEcho(it.masked.text, a.Start)
			if f != nil && len(it.masked.marks) > 0 {
				f = checkEcho(it.masked.bare(it.masked.text), it.masked.bare(a.Start))
			}
		}
		if f == nil && len(items) > 1 {
			f = checkTwin(i, items, answers)
		}
		if r.take(it, a, f, resp.ID()) {
			good = append(good, it)
		}
	}
	return good
}

// take gives an item its answer unless there is a fault in it. A softly
// faulty answer is kept, and taken when it is the second such.
func (r *run) take(it *item, a answer, f *fault, model string) bool {
	var text string
	if f == nil || f.soft {
		out := polish(trimLike(*a.Text, it.core), r.o.To)
		restored, err := it.masked.restore(out)
		if err != nil {
			f = hard(err.Error())
		} else if g := check(it.masked.text, out, it.masked.bare(it.masked.text), it.masked.bare(out), r.o.From, r.o.To); g != nil {
			f = g
		}
		text = restored
	}
	if f != nil {
		it.reason, it.err = f.reason, nil
		if !f.soft {
			return false
		}
		if it.second == "" {
			it.second, it.secondModel = text, model
			return false
		}
	}
	it.text, it.model, it.err, it.reason = text, model, nil, ""
	return true
}
