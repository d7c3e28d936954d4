package translate

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

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
	case !r.answered && r.refusals >= maxRefusals:
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
	shown := r.examplesFor(b.items)
	req := prompt(b.items, r.o, shown, plain)
	req.Avoid = avoiding(b.items[0].avoid)
	resp, err := r.generate(ctx, req, b.items)
	var how outcome
	var good []*item
	if err != nil {
		how = r.failure(ctx, b.items, err)
	} else {
		good = r.read(b.items, shown, resp, plain)
		if resp.Truncated || len(good) == 0 {
			how = tooMuch
		}
		r.mu.Lock()
		r.answered = true
		r.mu.Unlock()
		r.remember(ctx, good)
		r.settle(good...)
	}
	for _, it := range b.items {
		if slices.Contains(good, it) {
			continue
		}
		if err == nil && !slices.Contains(it.avoid, resp.ID()) {
			it.avoid = append(it.avoid, resp.ID())
		}
		if r.again(it, b, how) {
			failed = append(failed, it)
		}
	}
	return failed
}

// avoiding adds the models' providers to models that are asked last: theirs are
// asked after other providers'.
func avoiding(models []string) []string {
	all := slices.Clone(models)
	for _, m := range models {
		if provider, _, _ := strings.Cut(m, "/"); !slices.Contains(all, provider+"/") {
			all = append(all, provider+"/")
		}
	}
	return all
}

// generate makes a request, waiting for capacity as long as the options allow
// and the items have requests left.
func (r *run) generate(ctx context.Context, req *ai.Request, items []*item) (*ai.Response, error) {
	patience, alone := r.o.Patience, len(items) == 1
	for waits := 0; ; waits++ {
		resp, err := r.engine.Provider.Generate(ctx, req)
		wrong := len(refusals(err)) > 0
		for _, it := range items {
			if alone || waits == 0 {
				it.asked++
			}
			if wrong {
				it.refused++
			}
		}
		var all *ai.Exhausted
		if !errors.As(err, &all) || all.Until.IsZero() || wrong && (!alone || items[0].refused >= maxRefused) {
			return resp, err
		}
		wait := max(time.Until(all.Until), time.Second)
		if wait > patience || alone && items[0].asked >= maxAsked {
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

// refusals are the failures in err that are the request's own fault: it would
// fail the same way again.
func refusals(err error) (kinds []ai.Kind) {
	errs := []error{err}
	var all *ai.Exhausted
	if errors.As(err, &all) {
		errs = all.Errs
	}
	for _, e := range errs {
		var one *ai.Error
		if !errors.As(e, &one) {
			continue
		}
		switch {
		case one.Kind == ai.BadRequest, one.Kind == ai.Filtered, one.Kind == ai.TooLarge, one.Scope == ai.ScopeRequest:
			kinds = append(kinds, one.Kind)
		}
	}
	return kinds
}

// failure takes down why a request failed. Where nobody can answer any more
// the whole run ends; what was refused for what it holds may pass in parts.
func (r *run) failure(ctx context.Context, items []*item, err error) outcome {
	for _, it := range items {
		it.reason, it.err = "no model answered", err
	}
	var all *ai.Exhausted
	var one *ai.Error
	switch kinds := refusals(err); {
	case ctx.Err() != nil:
		err = ctx.Err()
	case len(kinds) > 0:
		r.mu.Lock()
		r.refusals++
		r.mu.Unlock()
		if !slices.ContainsFunc(kinds, func(k ai.Kind) bool { return k != ai.Filtered && k != ai.TooLarge }) {
			return refusedWords
		}
		return refused
	case errors.As(err, &all):
	case errors.As(err, &one):
		for _, it := range items {
			it.avoid = append(it.avoid, one.Provider+"/"+one.Model)
		}
		return sentBack
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fatal == nil {
		r.fatal = err
	}
	return sentBack
}

// read checks the answers of a batch and returns the items that are done.
func (r *run) read(items []*item, shown []example, resp *ai.Response, plain bool) (good []*item) {
	answers, twice := readAnswers(resp.Text)
	if plain {
		answers, twice = map[int]answer{}, nil
		if text, ok := readPlain(resp.Text); ok {
			answers[1] = answer{Text: &text}
		}
	}
	var order, moved *fault // of answers that do not say whose they are, or do
	var all *fault          // of the batch as a whole
	if len(items) > 1 {
		known := slices.ContainsFunc(items, func(it *item) bool { return slices.Contains(it.avoid, resp.ID()) })
		order = checkOrder(items, answers, twice, resp.Truncated, known)
		moved = checkMoved(items, answers, known)
		all = gravest(checkCount(items, answers), checkTongue(items, answers, r.o.To))
	}
	for i, it := range items {
		a, ok := answers[i+1]
		var f *fault
		switch {
		case !ok && resp.Truncated, plain && resp.Truncated:
			f = hard("the answer was cut off")
		case !ok && plain:
			f = hard("the answer was JSON in pieces")
		case !ok:
			f = hard("it was missing from the answer")
		case twice[i+1]:
			f = hard("the answer came twice")
		case len(items) > 1 && !a.echoes():
			f = order
		case len(items) > 1:
			f = gravest(it.checkEcho(a.Start), checkNeighbours(i, items, a.Start), moved, checkMerged(it, *a.Text, answers, len(items)))
		}
		if f == nil && len(items) > 1 {
			f = gravest(checkTwin(i, items, answers), all)
		}
		if ok && (f == nil || f.soft) {
			f = gravest(f, checkCopy(it, *a.Text, shown))
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
		out := trimLike(*a.Text, it.core)
		restored, err := it.masked.restore(polish(out, r.o.To))
		bareSrc, bareOut := it.masked.bare(it.masked.text), it.masked.bare(out)
		if err != nil {
			f = hard(err.Error())
			it.unmarked++
		} else if g := gravest(f, check(it.masked.text, out, bareSrc, bareOut, r.o.From, r.o.To), checkTerms(it.terms, bareOut)); g != nil {
			f = g
		}
		text = restored
		if n := r.given(it, bareOut); n > 0 && f != nil || n > 1 && utf8.RuneCountInString(bareOut) >= sameRunes {
			f = hard("other texts got the same answer")
		}
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
		it.doubtful = model == it.secondModel && fold(text) != fold(it.second)
	}
	it.text, it.model, it.err, it.reason = text, model, nil, ""
	return true
}

// given takes down what was answered to an item and returns to how many others
// just that was answered, in whatever request.
func (r *run) given(it *item, out string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	key, of := fold(out), it.key()
	if !slices.Contains(r.answers[key], of) {
		r.answers[key] = append(r.answers[key], of)
	}
	return len(r.answers[key]) - 1
}

// unstyle asks for an item without its styles from now on, where models did
// not keep them.
func (r *run) unstyle(it *item) {
	if !r.styled || it.unstyled || it.unmarked < mostUnmarked {
		return
	}
	if core := stripStyles(it.core); core != it.core {
		it.masked, it.unstyled = mask(core, r.keep), true
	}
}
