package ai

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"
)

// call is one call of one model, with its time limits. It is the context of
// the call, too, which tells a client whether it may be sent once more.
type call struct {
	attempt
	context.Context // ends with the caller's, or when a limit is over

	p      *Pool
	j      *job
	r      Request         // as the client gets it
	caller context.Context // whoever wants the answer
	cancel context.CancelCauseFunc
	begun  time.Time
	// streamed: its answer is heard piece by piece. limit is the time until
	// its first sign, late the time after which another call is made beside
	// it, 0: never.
	streamed    bool
	limit, late time.Duration

	// What follows is guarded by j.mu.
	timer      *time.Timer
	ended      bool
	sign, last time.Time // the first sign, and the last one
	said       string    // so far
	tempo      tempo
	thought    bool          // it showed that it was thinking
	done       chan struct{} // closed when a second call is over
	answer     *Response     // how it ended
	failed     *Error
}

// newCall prepares a call that was chosen.
func (p *Pool) newCall(j *job, m *member, n need) *call {
	c := &j.first
	if c.m != nil { // it has been used
		c = &call{}
	}
	c.p, c.j, c.attempt = p, j, attempt{m: m, need: n}
	return c
}

// open makes the call's context.
func (c *call) open(ctx context.Context) {
	c.caller = ctx
	c.Context, c.cancel = context.WithCancelCause(ctx)
	c.r = *c.j.r
	c.r.Model, c.r.MaxTokens = cmp.Or(c.j.pinned, c.m.model.ID), c.out
	c.p.bound(c)
}

// Value implements [context.Context].
func (c *call) Value(key any) any {
	if key == any(againKey{}) {
		return c.again
	}
	return c.Context.Value(key)
}

// again says whether the call may be sent once more, and enters it if so.
func (c *call) again() bool {
	granted, err := c.p.reserveAgain(c.Context, &c.attempt)
	return granted && err == nil
}

// send asks the member's client within the time limits.
func (c *call) send() (*Response, error) {
	defer c.cancel(nil)
	c.start()
	var resp *Response
	var err error
	if c.streamed {
		resp, err = c.m.client.(Streamer).Stream(c, &c.r, c.hear)
	} else {
		resp, err = c.m.client.Generate(c, &c.r)
	}
	if err != nil {
		resp, err = c.j.believe(c.m, err)
	}
	_, known := errors.AsType[*Error](err)
	switch {
	case err != nil && ranOut(c.Context) && !known:
		scope := ScopeProvider // who says nothing at all hangs for everybody
		if c.said != "" {
			scope = ScopeModel
		}
		err = &Error{Kind: TimedOut, Scope: scope, Err: context.Cause(c.Context)}
	case err == nil && (resp == nil || strings.TrimSpace(resp.Text) == ""):
		err = &Error{Kind: Empty, Scope: ScopeModel}
	}
	if !c.end(err == nil) && err == nil {
		err = errOvertaken
	}
	if err != nil {
		return nil, err
	}
	resp.Provider, resp.Model = c.m.provider, c.m.model.ID
	resp.Chosen = cmp.Or(resp.Chosen, c.j.pinned)
	return resp, nil
}

// start sets the clock going.
func (c *call) start() {
	c.j.mu.Lock()
	defer c.j.mu.Unlock()
	c.begun = time.Now()
	at, _ := c.due()
	c.timer = time.AfterFunc(at.Sub(c.begun), c.watch)
}

// end stops the clock. It says whether the call has the floor, which an answer
// takes where nobody has it.
func (c *call) end(answered bool) bool {
	c.j.mu.Lock()
	defer c.j.mu.Unlock()
	c.ended = true
	c.timer.Stop()
	return answered && c.j.speaks(c)
}

// hear takes a sign of life, or a piece of the answer.
func (c *call) hear(soFar string) {
	c.j.mu.Lock()
	defer c.j.mu.Unlock()
	if c.ended || c.Err() != nil {
		return
	}
	c.last = time.Now()
	c.tempo.sign(soFar, c.last)
	if c.sign.IsZero() {
		c.sign = c.last
	}
	if soFar == "" {
		c.thought = true
		return
	}
	c.said = soFar
	if c.j.speaks(c) {
		c.j.show(soFar)
	}
}

// due is when the next limit is over, and which. j.mu is held.
func (c *call) due() (time.Time, error) {
	if c.last.IsZero() {
		if c.late > 0 && c.late < c.limit {
			return c.begun.Add(c.late), errLate
		}
		if c.streamed {
			return c.begun.Add(c.limit), errSilent
		}
		return c.begun.Add(c.limit), errSlow
	}
	at, why := c.begun.Add(streamTime), errSlow
	if idle := c.last.Add(idleTime); idle.Before(at) {
		at, why = idle, errStall
	}
	if due := c.tempo.due; !due.IsZero() && due.Before(at) {
		at, why = due, errDrips
	}
	return at, why
}

// watch ends the call when a limit is over, or makes another beside it. There
// is one clock for all limits, so that a sign of life costs nothing.
func (c *call) watch() {
	c.j.mu.Lock()
	at, why := c.due()
	wait := time.Until(at)
	var second *call
	switch {
	case c.ended:
	case wait > 0:
		c.timer.Reset(wait)
	case errors.Is(why, errDrips) && c.tempo.kept():
		at, _ = c.due()
		c.timer.Reset(time.Until(at))
	case errors.Is(why, errLate):
		c.late = 0
		at, _ = c.due()
		c.timer.Reset(time.Until(at))
		second = c.p.double(c)
	default:
		defer c.cancel(why)
	}
	c.j.mu.Unlock()
	if second != nil {
		c.p.runBeside(second)
	}
}

// firstSign is how long the first sign took, or for an answer in one piece 0.
func (c *call) firstSign() time.Duration {
	if c.sign.IsZero() {
		return 0
	}
	return max(1, c.sign.Sub(c.begun))
}

// failure makes an *Error of whatever a client failed with.
func (m *member) failure(err error) *Error {
	e := Error{Kind: Unavailable, Scope: ScopeModel, Err: err}
	if known, ok := errors.AsType[*Error](err); ok {
		e = *known
	}
	e.Provider, e.Model = m.provider, m.model.ID
	return &e
}
