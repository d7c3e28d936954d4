package translate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	// keepWithin is how long the memory may take to keep a batch, also when
	// the call is over.
	keepWithin = 5 * time.Second
	// clearRunes is how long a text must be to mean the same whatever stands
	// before it.
	clearRunes = 40
)

// memory is where this call remembers; nil: nowhere.
func (r *run) memory() Memory {
	if r.o.Owner == (Owner{}) {
		return nil
	}
	return r.engine.Memory
}

// wayOf is what, beyond the options that all texts share, decides about the
// translation of an item: the terms in it, and for short ones what they belong
// to. Usually that is nothing.
func (r *run) wayOf(it *item) string {
	var parts []string
	for _, t := range it.terms {
		parts = append(parts, t.Source, t.Target)
	}
	if r.keep != nil {
		parts = append(parts, r.keep.FindAllString(it.core, -1)...)
	}
	if utf8.RuneCountInString(it.core) < clearRunes && r.o.Context+it.before != "" {
		parts = append(parts, r.o.Context, it.before)
	}
	if parts == nil {
		return ""
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return "+" + hex.EncodeToString(sum[:6])
}

func (r *run) shelf(way string) Shelf {
	s := r.o.Shelf()
	s.Way += way
	return s
}

// recall settles what the memory has: the person's corrections first, of whole
// texts and of pieces, whatever belongs to them; then what was translated just
// so.
func (r *run) recall(ctx context.Context) {
	mem := r.memory()
	if mem == nil {
		return
	}
	byWay := map[string][]string{"": nil}
	for i := range r.plans {
		if len(r.plans[i].pieces) > 0 {
			byWay[""] = append(byWay[""], r.plans[i].whole())
		}
	}
	for _, it := range r.items {
		byWay[""] = append(byWay[""], it.core)
		if it.way != "" {
			byWay[it.way] = append(byWay[it.way], it.core)
		}
	}
	for way, sources := range byWay {
		slices.Sort(sources)
		found, err := mem.Recall(ctx, r.shelf(way), slices.Compact(sources))
		if err != nil {
			r.forgot(ctx, err)
			continue
		}
		r.apply(way, found)
	}
}

// apply settles what was found among the translations of one way.
func (r *run) apply(way string, found map[string]Kept) {
	if way == "" {
		for i := range r.plans {
			if k, ok := found[r.plans[i].whole()]; ok && k.Corrected {
				r.correct(i, k)
			}
		}
	}
	var done []*item
	for _, it := range r.items {
		k, ok := found[it.core]
		if !ok || !k.Corrected && (way != it.way || it.settled) {
			continue
		}
		it.text, it.model = k.Text, k.Model
		if !it.settled {
			done = append(done, it)
		}
	}
	if done != nil {
		r.settle(done...)
	}
}

// correct takes a person's own translation of a whole text.
func (r *run) correct(i int, k Kept) {
	p := &r.plans[i]
	p.corrected = &k
	if p.pending > 0 {
		p.pending = 0
		r.done++
	}
	for _, it := range r.items {
		it.waiting = slices.DeleteFunc(it.waiting, func(w int) bool { return w == i })
	}
	r.items = slices.DeleteFunc(r.items, func(it *item) bool { return len(it.waiting) == 0 })
}

// whole is what the memory knows a text by.
func (p *plan) whole() string { return strings.TrimSpace(plainText(p.source)) }

// remember keeps what was translated and found good, at once, so that nothing
// is paid for twice whatever becomes of this call. A softly faulty answer is
// kept where another model had nothing better to say, or the same one said it
// again. One that was taken for want of any other is not: what is kept is given
// for ever, and shown to models as an example.
func (r *run) remember(ctx context.Context, items []*item) {
	mem := r.memory()
	if mem == nil || len(items) == 0 {
		return
	}
	byWay := map[string][]Kept{}
	for _, it := range items {
		source := it.core
		if it.doubtful {
			continue
		}
		if it.unstyled {
			source = stripStyles(source) // which it is the translation of
		}
		byWay[it.way] = append(byWay[it.way], Kept{Source: source, Text: it.text, Model: it.model})
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepWithin)
	defer cancel()
	for way, list := range byWay {
		if err := mem.Keep(ctx, r.shelf(way), list); err != nil {
			r.forgot(ctx, err)
		}
	}
}

// forgot tells, once, of a failure of the memory, which fails nothing else.
func (r *run) forgot(ctx context.Context, err error) {
	if errors.Is(ctx.Err(), context.Canceled) {
		return // by whoever asked
	}
	r.complained.Do(func() {
		if log := r.engine.Log; log != nil {
			log.Warn("the translation memory failed: translations go on without it", slog.Any("error", err))
		}
	})
}
