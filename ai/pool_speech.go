package ai

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Recordings go the way that requests go: a call is reserved in the book, made,
// settled; a model that fails rests, and the next one is asked. What they do not
// have is turns, doubles and a last resort: a transcript is whole within seconds,
// and nothing of it can be shown before.

const (
	// hearingTime is how long a recording is taken from one model to the next.
	hearingTime = time.Minute
	// uploadRate is how many bytes a second are sent at least, and heardRate how
	// many seconds of sound a model takes in one at least.
	uploadRate = 128 << 10
	heardRate  = 30
)

// Transcribe returns what is said in a recording, by the first model that writes
// it down. It implements [Transcriber]; its failures are those of the pool,
// [ErrCannotHear], [ErrAudioType] and [ErrNothingSaid] among their causes. Where
// a limit will have room in a moment, and nobody else can hear it now, it waits.
func (p *Pool) Transcribe(ctx context.Context, a *Audio) (*Transcript, error) {
	h := &hearing{a: a, begun: time.Now()}
	all := p.roster.Load().hearers
	for _, m := range all {
		if m.takesType(a.format()) {
			h.order = append(h.order, m)
		}
	}
	chat := p.chatHears()
	switch {
	case len(a.Data) == 0:
		return nil, p.unable(Empty, ErrNothingSaid)
	case len(all) == 0 && !chat:
		return nil, p.unable(BadRequest, ErrCannotHear)
	case len(h.order) == 0 && (!chat || audioMedia[a.format()] == ""):
		return nil, p.unable(BadRequest, ErrAudioType)
	}
	if err := p.open(ctx); err != nil {
		return nil, err
	}
	h.more = chat && a.hearable()
	t, err := p.writeDown(ctx, h)
	if err == nil || !h.more || h.silent || ctx.Err() != nil {
		return t, err
	}
	t, heard := p.hearByChat(ctx, a)
	if heard != nil {
		return nil, both(err, heard)
	}
	return t, nil
}

// writeDown asks one of those that are made for it after another.
func (p *Pool) writeDown(ctx context.Context, h *hearing) (*Transcript, error) {
	for {
		c, err := p.nextHearer(ctx, h)
		if err != nil {
			return nil, err
		}
		if c == nil {
			return nil, p.unheard(h)
		}
		t, failure := p.hear(ctx, h, c)
		switch {
		case t != nil:
			return t, nil
		case failure == nil:
			return nil, ctx.Err()
		case !errors.Is(failure, ErrNothingSaid):
			h.failed(c.m, failure)
		case h.silent: // two have heard nothing
			return nil, p.unable(Empty, ErrNothingSaid)
		default:
			h.silent = true
			h.out.add(c.m)
		}
	}
}

// CanTranscribe says whether any model that is configured writes recordings down.
func (p *Pool) CanTranscribe() bool { return len(p.roster.Load().hearers) > 0 || p.chatHears() }

// unable is the pool's failure for a reason of its own.
func (p *Pool) unable(k Kind, why error) error {
	return &Exhausted{Errs: []error{&Error{Provider: p.Name(), Kind: k, Scope: ScopeRequest, Err: why}}}
}

// nextHearer reserves a call of the first model that may be asked, waiting a
// little where that helps; nil where none may be.
func (p *Pool) nextHearer(ctx context.Context, h *hearing) (*attempt, error) {
	for until := time.Now().Add(patience); ; {
		now := time.Now()
		p.mu.Lock()
		next := p.chooseHearer(h, h.out, now)
		p.mu.Unlock()
		late := now.Sub(h.begun) >= hearingTime || h.silent || h.more
		switch {
		case next.ready(now):
			c := &attempt{m: next.m, need: next.n}
			if granted, err := p.reserve(ctx, c); granted || err != nil {
				return c, err
			}
		case next.m == nil || late || next.at.After(until):
			known := p.reloadedAt()
			if err := p.refresh(ctx); err != nil {
				return nil, err
			}
			if known.Equal(p.reloadedAt()) { // else others may have left room meanwhile
				return nil, nil
			}
		default:
			select {
			case <-time.After(next.at.Sub(now)):
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
	}
}

// reloadedAt is when the book was last read.
func (p *Pool) reloadedAt() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.reloaded
}

// hear makes one call that is reserved, and settles it. It returns nothing where
// the caller has left.
func (p *Pool) hear(ctx context.Context, h *hearing, c *attempt) (*Transcript, *Error) {
	own := *h.a
	own.Model = c.m.model.ID
	timed, cancel := context.WithTimeoutCause(ctx, p.hearingLimit(h, c), errSlow)
	defer cancel()
	again := func() bool {
		granted, err := p.reserveAgain(timed, c)
		return granted && err == nil
	}
	begun := time.Now()
	t, err := c.m.client.(Transcriber).Transcribe(context.WithValue(timed, againKey{}, again), &own)
	res := result{took: time.Since(begun), used: Usage{Prompt: c.prompt}}
	if err == nil || errors.Is(err, ErrNothingSaid) {
		res.answer = &Response{} // what it says is in t
		if t != nil {
			t.Provider, t.Model, res.limits = c.m.provider, c.m.model.ID, t.Limits
			if t.Duration > 0 {
				res.used.Prompt = max(leastSeconds, int((t.Duration+time.Second-1)/time.Second))
			}
		}
		p.settle(c, res)
		if err != nil {
			return nil, c.m.failure(err)
		}
		return t, nil
	}
	if ctx.Err() != nil {
		p.settle(c, res)
		return nil, nil
	}
	e := c.m.failure(err)
	if e.Kind == Unavailable && ranOut(timed) {
		e.Kind = TimedOut
	}
	if res.unsent = e.unsent(); res.unsent || e.Status >= 300 && e.Status < 500 {
		res.used = Usage{}
	}
	res.failure, res.limits = p.doubted(c.m, e), e.Limits
	p.settle(c, res)
	p.report(e)
	return nil, e
}

// hearingLimit is how long a call may take: what any answer may, and besides
// what it takes to send the recording and to listen to it.
func (p *Pool) hearingLimit(h *hearing, c *attempt) time.Duration {
	work := time.Duration(len(h.a.Data))*time.Second/uploadRate + time.Duration(c.prompt)*time.Second/heardRate
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	if !h.more && !p.chooseHearer(h, append(slices.Clone(h.out), c.m), now).ready(now) {
		return work + max(lastTime, wholeTime-now.Sub(h.begun))
	}
	if c.probe {
		return work + probeTime
	}
	var wholes []int
	if r := p.seen(c.m.id()); r != nil {
		wholes = r.Latencies
	}
	return work + momentAfter(h.hung, usual(wholes, enoughSamples))
}

// unheard is the pool's failure, with the time when to come again.
func (p *Pool) unheard(h *hearing) error {
	if h.silent { // and nobody was there to hear it better
		return p.unable(Empty, ErrNothingSaid)
	}
	now := time.Now()
	p.mu.Lock()
	fits := slices.ContainsFunc(h.order, func(m *member) bool {
		_, fits := m.hears(p.sees, h.a)
		return fits
	})
	next := p.chooseHearer(h, h.hopeless, now)
	p.mu.Unlock()
	if !fits {
		return p.unable(TooLarge, errTooLarge)
	}
	e := &Exhausted{Limited: p.limited(&job{order: h.order, errs: h.errs}), Errs: h.errs}
	if next.m != nil {
		e.Until = maxTime(next.at, now.Add(time.Second))
	}
	p.log.Warn("no AI model could write a recording down", "until", e.Until, "failures", len(e.Errs))
	return e
}
