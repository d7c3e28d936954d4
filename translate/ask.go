package translate

import (
	"context"
	"errors"
	"slices"
	"time"

	"hamzaban/ai"
)

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

// ask makes one request, settles the items whose answers are good and returns
// those that are to be asked for again.
func (r *run) ask(ctx context.Context, b batch, first bool) (failed []*item) {
	if !r.allow(ctx, first) {
		for _, it := range b.items {
			r.giveUp(it)
		}
		return nil
	}
	plain := b.size == singly && b.items[0].alone%2 == 1
	req := prompt(b.items, r.o, plain)
	req.Avoid = b.items[0].avoid
	resp, err := r.generate(ctx, req)
	var shrink bool
	var good []*item
	if err != nil {
		shrink = r.failure(ctx, b.items, err)
	} else {
		shrink = resp.Truncated
		good = r.read(b.items, resp, plain)
		r.settle(good...)
	}
	for _, it := range b.items {
		if slices.Contains(good, it) {
			continue
		}
		if err == nil && !slices.Contains(it.avoid, resp.ID()) {
			it.avoid = append(it.avoid, resp.ID())
		}
		if r.again(it, b, shrink) {
			failed = append(failed, it)
		}
	}
	return failed
}

// generate makes a request, waiting for capacity as long as the options allow.
func (r *run) generate(ctx context.Context, req *ai.Request) (*ai.Response, error) {
	patience := r.o.Patience
	for {
		resp, err := r.engine.Provider.Generate(ctx, req)
		var all *ai.Exhausted
		if err == nil || !errors.As(err, &all) || all.Until.IsZero() {
			return resp, err
		}
		wait := max(time.Until(all.Until), time.Second)
		if wait > patience {
			return nil, err
		}
		patience -= wait
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil, err
		}
	}
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
