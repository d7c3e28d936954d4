package translate

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
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
	// Memory keeps what is translated for those that [Options] name as Owner;
	// nil: nothing is kept.
	Memory Memory
	// Log hears of what fails without failing a translation; nil: nobody does.
	Log *slog.Logger
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
	// Terms are how terms are to be translated.
	Terms []Term
	// Register is how people are addressed, Digits how numbers are written
	// in Persian.
	Register Register
	Digits   Digits
	// Owner is whose memory is used; the zero Owner has none: nothing is
	// remembered then, nor recalled.
	Owner Owner
	// Person says who asks, in any form: see [ai.Request].
	Person string
	// Prefer is who is asked first: see [ai.Request].
	Prefer string
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
	// Unstyled is set where spans were lost, since no model kept them: see
	// [Engine.TranslateStyled].
	Unstyled bool
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
// once, what the owner's memory holds is not asked for at all, and placeholders,
// tags, addresses, code, mentions and hashtags come through unchanged. Every
// answer is checked; what fails is asked again of another provider, in smaller
// batches, and at last alone: no text of one piece is part of more than four
// requests, nor of more than two that are refused for what they hold. A text for
// which all of that was in vain has its Err set.
//
// The error is not nil where the work was broken off: it wraps the
// [*ai.Exhausted] when no model may be asked any more, or the context's error.
// The results are there all the same, with Err for those that are missing.
func (e *Engine) Translate(ctx context.Context, texts []string, o Options) ([]Result, error) {
	r, err := e.run(ctx, texts, o, false)
	if r == nil {
		return nil, err
	}
	return r.results, err
}

// run translates; it returns nil where nothing could be begun.
func (e *Engine) run(ctx context.Context, texts []string, o Options, styled bool) (*run, error) {
	if !o.To.Known() {
		return nil, errors.New("translate: no target language was given")
	}
	terms, keep := glossaryOf(o.Terms)
	r := &run{
		engine: e, o: o, styled: styled, terms: terms, keep: keepers(slices.Concat(o.Keep, keep)),
		results: make([]Result, len(texts)), byCore: map[string][]*item{}, answers: map[string][]string{},
	}
	r.prepare(texts)
	r.recall(ctx)
	r.work(ctx)
	for i := range r.plans {
		r.results[i] = r.plans[i].result(i+1, r.digits)
	}
	if r.fatal != nil {
		return r, fmt.Errorf("translate: %w", r.fatal)
	}
	return r, nil
}

// run is one call of Translate.
type run struct {
	engine  *Engine
	o       Options
	styled  bool // texts hold the tags of spans
	keep    *regexp.Regexp
	terms   glossary
	earlier *shelfIndex
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
	answers  map[string][]string // the keys of the items that were answered so

	complained sync.Once // of the memory
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
