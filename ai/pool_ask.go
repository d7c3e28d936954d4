package ai

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// ask makes the call, with a second one beside it where that helps, and
// returns who answered. It fails with the context's own error where that
// ended, else with nothing: why is in the job.
func (p *Pool) ask(ctx context.Context, j *job, c *call) (*call, error) {
	p.earn()
	c.open(ctx)
	j.mu.Lock()
	j.race = race{primary: c}
	j.mu.Unlock()
	resp, failure := p.place(c)
	if failure != nil {
		j.failed(c.m, failure)
	}
	j.mu.Lock()
	second := j.beside // there will be none any more
	j.mu.Unlock()
	if second != nil {
		<-second.done
		j.note(second.m)
		if second.failed != nil {
			j.failed(second.m, second.failed)
		}
		if resp == nil && second.answer != nil {
			return second, nil
		}
	}
	if resp == nil {
		return nil, ctx.Err()
	}
	c.answer = resp
	return c, nil
}

// place makes one call that is reserved, and settles it. It returns nothing
// where nobody is to blame: the caller has left, or another was faster.
func (p *Pool) place(c *call) (*Response, *Error) {
	p.calls.Add(1)
	defer p.calls.Add(-1)
	resp, err := c.send()
	res := result{took: time.Since(c.begun)}
	if err == nil {
		res.answer, res.first, res.limits, res.used = resp, c.firstSign(), resp.Limits, c.used(resp)
		p.settle(&c.attempt, res)
		return resp, nil
	}
	res.used = Usage{Prompt: c.prompt, Output: c.out} // it may have been written to its end
	e := c.m.failure(err)
	if c.j.pinned != "" && e.Scope == ScopeModel { // the router may choose others
		e.Scope = ScopeRequest
	}
	if e.Kind == Empty {
		c.j.silent(c.m, e)
	}
	overtaken := errors.Is(context.Cause(c.Context), errOvertaken)
	if c.caller.Err() != nil || overtaken && e.Status < 400 {
		if overtaken && c.streamed {
			res.first = res.took // at least
		}
		if overtaken && !c.thought { // it waited in a queue, which it has left
			res.used.Output = min(c.out, EstimateTokens(c.said))
		}
		p.settle(&c.attempt, res)
		return nil, nil
	}
	res.failure, res.limits, res.unsent = p.doubted(c.m, e), e.Limits, e.unsent()
	if c.streamed && !c.thought { // what broke off is no longer than what was heard
		res.used.Output = min(c.out, EstimateTokens(c.said))
	}
	switch {
	case res.unsent, e.Status >= 300 && e.Status < 500 && c.said == "":
		res.used = Usage{}
	case e.Status >= 500 && c.said == "": // it had read the question when it failed
		res.used.Output = 0
	}
	p.settle(&c.attempt, res)
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
	if p.log.Enabled(context.Background(), level) {
		p.log.Log(context.Background(), level, "an AI model failed", "error", e)
	}
}

// used is how many tokens the answer cost.
func (c *attempt) used(resp *Response) Usage {
	if resp.Usage.Prompt+resp.Usage.Output > 0 {
		return resp.Usage
	}
	return Usage{Prompt: c.prompt, Output: EstimateTokens(resp.Text)}
}
