package translate

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"hamzaban/ai"
)

// Engine translates over a provider, which is a pool of many as a rule. It
// keeps no state between calls and may be used by many at once.
type Engine struct {
	// Provider answers the requests.
	Provider ai.Provider
	// Parallel is how many requests of one call are in flight at most; 0: 4.
	Parallel int
}

// Options are the choices of one call.
type Options struct {
	// To is the language to translate into; required.
	To Language
	// From is the language of the texts; not known: the models find it out.
	From Language
	// Context says what the texts are about or belong to. It is not
	// translated.
	Context string
	// Keep are terms that are never translated.
	Keep []string
	// Person says who asks, in any form: see [ai.Request].
	Person string
	// Patience is how long a request may wait for capacity where every model
	// rests but says when it is back; 0: not at all.
	Patience time.Duration
	// Progress, if set, is called as texts are settled, from one goroutine
	// at a time; done counts up to total, the number of texts.
	Progress func(done, total int)
}

// Result is the translation of one text.
type Result struct {
	// Text is the translation; where Err is set, the text as it was.
	Text string
	// Model is who translated it ("provider/model"), empty where nothing had
	// to be.
	Model string
	// Err is a [*TextError] where the text could not be translated.
	Err error
}

// TextError says which text could not be translated, and why. It holds
// nothing of the text.
type TextError struct {
	// Number counts the texts from 1.
	Number int
	Reason string
	// Err is the provider's failure, if it was one.
	Err error
}

func (e *TextError) Error() string { return fmt.Sprintf("text %d: %s", e.Number, e.Reason) }

func (e *TextError) Unwrap() error { return e.Err }

// Translate translates texts: as many results as texts, in their order.
//
// What has no letters comes back as it is, the same text twice is asked for
// once, and placeholders, tags, addresses, code, mentions and hashtags come
// through unchanged. Every answer is checked; what fails is asked again of
// another model, in smaller batches, and at last alone: no text of one piece
// is part of more than four requests, nor of more than two that are refused
// for what they hold. A text for which all of that was in vain has its Err
// set.
//
// The error is not nil where the work was broken off: it wraps the
// [*ai.Exhausted] when no model may be asked any more, or the context's error.
// The results are there all the same, with Err for those that are missing.
func (e *Engine) Translate(ctx context.Context, texts []string, o Options) ([]Result, error) {
	if !o.To.Known() {
		return nil, errors.New("translate: no target language was given")
	}
	r := &run{engine: e, o: o, keep: keepers(o.Keep), results: make([]Result, len(texts)), byCore: map[string][]*item{}}
	r.prepare(texts)
	r.work(ctx)
	for i := range r.plans {
		r.results[i] = r.plans[i].result(i + 1)
	}
	if r.fatal != nil {
		return r.results, fmt.Errorf("translate: %w", r.fatal)
	}
	return r.results, nil
}

// item is one piece of text that the models are asked for.
type item struct {
	core   string
	before string // the end of the piece before, of a text in pieces
	masked masked
	// text is the translation once settled is set without an err.
	text, model string
	settled     bool
	err         error
	// second is an answer with a soft fault, to be taken if no better comes.
	second      string
	secondModel string
	reason      string
	avoid       []string
	// asked counts the requests that it was part of, alone its rounds without
	// others, refused the requests that no model would take; size is the size
	// of the next batch.
	asked, alone, refused, size int
	waiting                     []int // the texts that need it
}

// plan is how a text is put together again.
type plan struct {
	source  string
	pieces  []piece
	pending int
}

// piece is a part of a text: what stands before it stays as it is.
type piece struct {
	glue string
	item *item // nil: the glue alone
}

// run is one call of Translate.
type run struct {
	engine  *Engine
	o       Options
	keep    *regexp.Regexp
	results []Result
	plans   []plan
	items   []*item
	byCore  map[string][]*item

	mu    sync.Mutex
	done  int
	spare int   // requests left for asking again
	fatal error // no further request makes sense
	// refusals counts the requests that were refused for what they hold,
	// answered says whether any was not.
	refusals int
	answered bool
}

// prepare cuts the texts into items, each different one once.
func (r *run) prepare(texts []string) {
	r.plans = make([]plan, len(texts))
	for i, t := range texts {
		p := &r.plans[i]
		p.source = t
		before := ""
		for _, c := range cut(t, maxItemRunes) {
			if c.core == "" {
				p.pieces = append(p.pieces, piece{glue: c.glue})
				continue
			}
			m := mask(c.core, r.keep)
			if !hasLetters(m.bare(m.text)) {
				p.pieces = append(p.pieces, piece{glue: c.glue + c.core})
				continue
			}
			it := r.item(c.core, before, m)
			p.pieces = append(p.pieces, piece{c.glue, it})
			if len(it.waiting) == 0 || it.waiting[len(it.waiting)-1] != i {
				it.waiting = append(it.waiting, i)
				p.pending++
			}
			before = lastRunes(c.core, contextRunes)
		}
		if p.pending == 0 {
			r.done++
		}
	}
}

func (r *run) item(core, before string, m masked) *item {
	for _, it := range r.byCore[core] {
		if it.before == before {
			return it
		}
	}
	it := &item{core: core, before: before, masked: m}
	r.byCore[core] = append(r.byCore[core], it)
	r.items = append(r.items, it)
	return it
}

// result puts a text together.
func (p *plan) result(number int) Result {
	var b strings.Builder
	res := Result{Text: p.source}
	for _, c := range p.pieces {
		b.WriteString(c.glue)
		switch {
		case c.item == nil:
		case !c.item.settled || c.item.err != nil:
			reason, cause := "it was not asked for any more", c.item.err
			if c.item.reason != "" {
				reason = c.item.reason
			}
			return Result{Text: p.source, Err: &TextError{number, reason, cause}}
		default:
			b.WriteString(c.item.text)
			res.Model = c.item.model
		}
	}
	res.Text = b.String()
	return res
}

// settle marks items as done with and tells of the progress.
func (r *run) settle(items ...*item) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, it := range items {
		it.settled = true
		for _, i := range it.waiting {
			if r.plans[i].pending--; r.plans[i].pending == 0 {
				r.done++
			}
		}
	}
	if r.o.Progress != nil {
		r.o.Progress(r.done, len(r.plans))
	}
}
