package translate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

const (
	parallel     = 4
	maxItemRunes = 1500
	contextRunes = 200
	// maxAsked is how many requests an item may be part of: twice in batches
	// and twice alone, or four times alone, in turns as JSON and as plain text.
	maxAsked = 4
	// What is refused for what it holds is asked for once more, alone.
	maxRefused = 2
	// After so many answers with wrong marks a text is asked for without its
	// styles.
	mostUnmarked = 2
	// sameRunes is how long an answer is that three different texts cannot have
	// in common.
	sameRunes = 20
	// A call of which so many requests were refused before any was answered
	// makes no more: it is not the texts.
	maxRefusals = 8
	// Besides the first requests a call may make so many more, and twice as
	// many as the first ones were.
	spareRequests = 8
	spareFactor   = 2
)

// sizes are how much goes into one request: at first, in halves, alone.
var sizes = []struct{ items, runes int }{{10, 1500}, {5, 750}, {1, 2 * maxItemRunes}}

const singly = 2 // the last of sizes

// batch is the items of one request.
type batch struct {
	items []*item
	size  int
	runes int
}

// outcome is what became of a batch whose items are to be asked for again.
type outcome int

const (
	sentBack     outcome = iota // some of the answers were not good
	tooMuch                     // none was, or the answer was cut off
	refused                     // the models would not take the request
	refusedWords                // nor any other with these words
)

// work asks for all items, round by round: what failed in one, from whatever
// batch, is put together anew for the next. An item is asked for twice in
// batches, of another model the second time and in a half one if nothing of
// the first was good, then alone.
func (r *run) work(ctx context.Context) {
	pending := slices.DeleteFunc(slices.Clone(r.items), func(it *item) bool { return it.settled })
	if len(pending) > 0 {
		r.learn(ctx)
	}
	first := true
	for len(pending) > 0 {
		batches := pack(pending)
		if first {
			r.spare = spareRequests + spareFactor*len(batches)
		}
		pending = r.round(ctx, batches, first)
		first = false
	}
	r.settle() // tells of the progress where there was nothing to ask for
}

// round sends the batches off, a few at a time, and returns the items that are
// to be asked for again.
func (r *run) round(ctx context.Context, batches []batch, first bool) (again []*item) {
	n := r.engine.Parallel
	if n <= 0 {
		n = parallel
	}
	failed := make([][]*item, len(batches))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, len(batches)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(batches); i = int(next.Add(1)) - 1 {
				failed[i] = r.ask(ctx, batches[i], first)
			}
		})
	}
	wg.Wait()
	return slices.Concat(failed...)
}

// pack makes batches of the items in their order. Those that are to be asked
// of different models, or in batches of different size, do not mix.
func pack(items []*item) []batch {
	var out []batch
	last := map[string]int{} // by kind of item, the batch that is being filled
	for _, it := range items {
		key := fmt.Sprint(it.size, it.avoid)
		n := utf8.RuneCountInString(it.masked.text) + utf8.RuneCountInString(it.before)
		i, ok := last[key]
		if !ok || len(out[i].items) == sizes[it.size].items || out[i].runes+n > sizes[it.size].runes {
			i = len(out)
			last[key] = i
			out = append(out, batch{size: it.size})
		}
		out[i].items = append(out[i].items, it)
		out[i].runes += n
	}
	return out
}

// again prepares an item for its next round, or gives it up.
func (r *run) again(it *item, b batch, how outcome) bool {
	if len(b.items) == 1 {
		it.alone++
	}
	r.unstyle(it)
	switch {
	case len(b.items) <= 2, it.asked > 1, it.refused > 0:
		it.size = singly
	case how == tooMuch:
		it.size++
	}
	if it.asked < maxAsked && it.refused < maxRefused && (how != refusedWords || len(b.items) > 1) {
		return true
	}
	r.giveUp(it)
	return false
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
