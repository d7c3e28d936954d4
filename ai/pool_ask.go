package ai

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"
)

// ask makes the call and settles it. Its error is the context's own where
// that ended.
func (p *Pool) ask(ctx context.Context, j *job, c *attempt) (*Response, error) {
	r := *j.r
	r.Model, r.MaxTokens = c.m.model.ID, c.out
	begun := time.Now()
	resp, seen, err := c.m.send(p.sparing(ctx, c), &r, j.emit, p.limit(j, c))
	res := result{took: time.Since(begun)}
	if err == nil {
		res.answer, res.limits, res.tokens = resp, resp.Limits, c.used(resp)
		p.settle(c, res)
		return resp, nil
	}
	res.tokens = c.tokens() // it may have been written to its end
	if seen >= 0 {
		res.tokens = min(c.tokens(), c.prompt+seen)
	}
	if ctx.Err() != nil { // the caller left: nobody's fault
		p.settle(c, res)
		return nil, ctx.Err()
	}
	e := c.m.failure(err)
	res.failure, res.limits, res.unsent = e, e.Limits, e.unsent()
	if res.unsent || e.Status >= 400 {
		res.tokens = 0
	}
	p.settle(c, res)
	j.failed(c.m, e)
	p.report(e)
	return nil, e
}

// report tells whoever runs the pool of a failure: loudly where it will not
// pass by itself.
func (p *Pool) report(e *Error) {
	level := slog.LevelInfo
	switch e.Kind {
	case BadKey, NoAccess, NoCredit, NoModel:
		level = slog.LevelWarn
	}
	p.log.Log(context.Background(), level, "an AI model failed", "error", e)
}

// used is how many tokens the answer cost.
func (c *attempt) used(resp *Response) int {
	if n := resp.Usage.Prompt + resp.Usage.Output; n > 0 {
		return n
	}
	return c.prompt + EstimateTokens(resp.Text)
}

// streams says whether the member's client can show an answer in the making.
func (m *member) streams() bool {
	_, ok := m.client.(Streamer)
	return ok
}

// send asks the member's client within the time limits. seen is about how many
// tokens were shown before it failed, -1 where that cannot be told.
func (m *member) send(ctx context.Context, r *Request, emit func(string), limit time.Duration) (resp *Response, seen int, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if s, ok := m.client.(Streamer); ok && emit != nil {
		resp, seen, err = m.stream(ctx, cancel, s, r, emit, limit)
	} else {
		timer := time.AfterFunc(limit, func() { cancel(errSlow) })
		defer timer.Stop()
		seen = -1
		resp, err = m.client.Generate(ctx, r)
	}
	var known *Error
	switch {
	case err != nil && ranOut(ctx) && !errors.As(err, &known):
		scope := ScopeProvider // who says nothing at all hangs for everybody
		if seen > 0 {
			scope = ScopeModel
		}
		err = &Error{Kind: TimedOut, Scope: scope, Err: context.Cause(ctx)}
	case err == nil && (resp == nil || strings.TrimSpace(resp.Text) == ""):
		err = &Error{Kind: Empty, Scope: ScopeModel}
	}
	if err != nil {
		return nil, seen, err
	}
	resp.Provider, resp.Model = m.provider, m.model.ID
	return resp, seen, nil
}

func (m *member) stream(ctx context.Context, cancel context.CancelCauseFunc, s Streamer, r *Request, emit func(string), limit time.Duration) (*Response, int, error) {
	whole := time.AfterFunc(streamTime, func() { cancel(errSlow) })
	defer whole.Stop()
	first := time.AfterFunc(limit, func() { cancel(errSilent) })
	defer first.Stop()
	idle := time.AfterFunc(streamTime, func() { cancel(errStall) })
	defer idle.Stop()
	last := ""
	resp, err := s.Stream(ctx, r, func(soFar string) {
		first.Stop()
		idle.Reset(idleTime)
		if ctx.Err() == nil && soFar != "" {
			last = soFar
			emit(soFar)
		}
	})
	return resp, EstimateTokens(last), err
}

// failure makes an *Error of whatever a client failed with.
func (m *member) failure(err error) *Error {
	e := &Error{Kind: Unavailable, Scope: ScopeModel, Err: err}
	var known *Error
	if errors.As(err, &known) {
		copied := *known
		e = &copied
	}
	e.Provider, e.Model = m.provider, m.model.ID
	return e
}
