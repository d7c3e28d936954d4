package ai

import (
	"context"
	"errors"
	"time"
)

// Time limits of one call. Each bounds what a provider that hangs in its own
// way costs the caller: a moment while somebody else could answer, and less
// with each that has hung already, so that whoever is well is reached.
const (
	// firstToken is for the connection and the first sign of a stream, hidden
	// thinking included: free tiers that work speak within a few seconds.
	firstToken = 8 * time.Second
	// idleTime is for each further sign: a stream that is silent for so long
	// has never been seen to go on.
	idleTime = 10 * time.Second
	// streamTime is for all of a stream: 4,096 tokens at 45 a second.
	streamTime = 90 * time.Second
	// wholeTime is what a job gives, in all, to whoever is its last hope for
	// an answer in one piece, which shows no sign before it is there; but no
	// less than lastTime.
	wholeTime = 45 * time.Second
	lastTime  = 12 * time.Second
	// A long translation takes its time: so much more for each token of the
	// texts beyond the first ones.
	tokenTime = 20 * time.Millisecond
	shortText = 200
	// probeTime is for whoever comes back from a failure.
	probeTime = 8 * time.Second
)

// moments are the limits of an answer in one piece while others could answer
// too, by how many have hung in this job: unknown where the model's own speed
// is not known yet, else so many times its slow answers' time, within bounds.
var moments = []struct {
	unknown, least, most time.Duration
	times                float64
}{
	{12 * time.Second, 8 * time.Second, 30 * time.Second, 3},
	{8 * time.Second, 8 * time.Second, 15 * time.Second, 2},
	{5 * time.Second, 5 * time.Second, 10 * time.Second, 1.5},
}

// enoughSamples is how many answers tell a model's speed.
const enoughSamples = 3

var (
	errSilent = errors.New("no sign of an answer in time; try a proxy or another base URL if it is always so")
	errStall  = errors.New("the answer stood still")
	errSlow   = errors.New("the answer was not whole in time")
)

// ranOut says whether one of these limits ended the context.
func ranOut(ctx context.Context) bool {
	cause := context.Cause(ctx)
	return errors.Is(cause, errSilent) || errors.Is(cause, errStall) || errors.Is(cause, errSlow)
}

// limit is how long a call may take until its answer is whole or, streaming,
// until its first sign.
func (p *Pool) limit(j *job, c *attempt) time.Duration {
	if !p.others(j, c.m) {
		return max(lastTime, wholeTime-time.Since(j.begun))
	}
	step := moments[min(j.hung, len(moments)-1)]
	if j.emit != nil && c.m.streams() {
		return min(firstToken, step.unknown)
	}
	d := step.unknown
	p.mu.Lock()
	if r := p.seen(c.m.id()); r != nil && len(r.Latencies) >= enoughSamples {
		slow := time.Duration(latency(r.Latencies).P95) * time.Millisecond
		d = min(max(time.Duration(step.times*float64(slow)), step.least), step.most)
	}
	p.mu.Unlock()
	if c.probe {
		d = min(d, probeTime)
	}
	if j.r.Task == TaskTranslate && j.hung == 0 {
		d += time.Duration(max(0, j.texts-shortText)) * tokenTime
	}
	return min(d, wholeTime)
}

// others says whether a model of another account could be asked now, be it as
// the last resort.
func (p *Pool) others(j *job, m *member) bool {
	now := time.Now()
	if p.ready(j, m, now) {
		return true
	}
	r := p.lastResort(j)
	return r != nil && r.account() != m.account() && p.resortRested(r, now)
}

// ready says whether a model of another account may be asked now.
func (p *Pool) ready(j *job, m *member, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, o := range j.order {
		if o.account() == m.account() || j.out[o] {
			continue
		}
		if out, fits := o.size(p.seen, j.r, j.prompt); fits && !o.ready(p.seen, j.prompt+out, now, p.forgiven).After(now) {
			return true
		}
	}
	return false
}
