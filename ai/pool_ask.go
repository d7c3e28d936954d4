package ai

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"
)

// Time limits of one call. Each bounds what a provider that hangs in its own
// way costs the caller.
const (
	// firstToken is for the connection and the first sign of an answer: free
	// tiers that work speak within a few seconds.
	firstToken = 15 * time.Second
	// idleTime is for each further sign: a stream that is silent for so long
	// has never been seen to go on.
	idleTime = 15 * time.Second
	// streamTime is for all of a stream: 4,096 tokens at 45 a second.
	streamTime = 90 * time.Second
	// An answer that comes in one piece shows no sign before it is whole. It
	// gets firstToken and tokenTime for each token that it may have, at most
	// wholeTime: at 50 tokens a second, since few are half as long as they
	// may be.
	tokenTime = 10 * time.Millisecond
	wholeTime = 60 * time.Second
)

var (
	errSilent = errors.New("no sign of an answer in time; try a proxy or another base URL if it is always so")
	errStall  = errors.New("the answer stood still")
	errSlow   = errors.New("the answer was not whole in time")
)

// ask makes the call and settles it. Its error is the context's own where
// that ended.
func (p *Pool) ask(ctx context.Context, j *job, c *attempt) (*Response, error) {
	r := *j.r
	r.Model, r.MaxTokens = c.m.model.ID, c.out
	begun := time.Now()
	resp, seen, err := c.m.send(ctx, &r, j.emit)
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

// send asks the member's client within the time limits. seen is about how many
// tokens were shown before it failed, -1 where that cannot be told.
func (m *member) send(ctx context.Context, r *Request, emit func(string)) (resp *Response, seen int, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s, streams := m.client.(Streamer)
	if emit != nil && streams {
		resp, seen, err = m.stream(ctx, cancel, s, r, emit)
	} else {
		limit := min(wholeTime, firstToken+time.Duration(r.MaxTokens)*tokenTime)
		timer := time.AfterFunc(limit, func() { cancel(errSlow) })
		defer timer.Stop()
		seen = -1
		resp, err = m.client.Generate(ctx, r)
	}
	switch cause := context.Cause(ctx); {
	case err != nil && (errors.Is(cause, errSilent) || errors.Is(cause, errStall) || errors.Is(cause, errSlow)):
		err = &Error{Kind: TimedOut, Scope: ScopeModel, Err: cause}
	case err == nil && (resp == nil || strings.TrimSpace(resp.Text) == ""):
		err = &Error{Kind: Empty, Scope: ScopeModel}
	}
	if err != nil {
		return nil, seen, err
	}
	resp.Provider, resp.Model = m.provider, m.model.ID
	return resp, seen, nil
}

func (m *member) stream(ctx context.Context, cancel context.CancelCauseFunc, s Streamer, r *Request, emit func(string)) (*Response, int, error) {
	whole := time.AfterFunc(streamTime, func() { cancel(errSlow) })
	defer whole.Stop()
	first := time.AfterFunc(firstToken, func() { cancel(errSilent) })
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
