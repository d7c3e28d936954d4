package ai

import (
	"context"
	"errors"
	"time"
)

// Time limits of one call. Each bounds what a provider that hangs in its own
// way costs the caller: a moment while somebody else could answer, and less
// with each that has hung already, so that whoever is well is reached. The
// connection has limits of its own, in the client's transport.
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
	// the first sign, be it an answer in one piece; but no less than lastTime.
	wholeTime = 45 * time.Second
	lastTime  = 12 * time.Second
	// A long translation takes its time: so much more for each token of the
	// texts beyond the first ones.
	tokenTime = 20 * time.Millisecond
	shortText = 200
	// probeTime is for whoever comes back from a failure.
	probeTime = 8 * time.Second
)

// moments are the limits of the first sign while others could answer too, by
// how many have hung in this job: unknown where the model's own speed is not
// known yet, else so many times what is usual for it, within bounds. An answer
// in one piece shows no sign before it is whole.
var moments = []struct {
	unknown, least, most time.Duration
	times                float64
}{
	{12 * time.Second, 8 * time.Second, 30 * time.Second, 3},
	{8 * time.Second, 8 * time.Second, 15 * time.Second, 2},
	{5 * time.Second, 5 * time.Second, 10 * time.Second, 1.5},
}

// Answers in one piece and streamed ones. A stream shows that it lives, so that
// an answer may take its time and yet a provider that hangs is soon given up.
// It also costs more: about ten times as much of our own time for an answer of
// 300 tokens (1.4 ms to 0.1 ms, measured on loopback). So where nobody looks on,
// a stream is asked for unless the answer is bound to be short, or the model's
// answers have been whole before there was time to see anything.
const (
	// shortAnswer is how many tokens an answer may have to be short.
	shortAnswer = 1024
	// atOnce is how soon answers are whole that are hardly worth a stream.
	atOnce = 250 * time.Millisecond
	// crowd is how many calls are under way where the time that a stream costs
	// is others' time.
	crowd = 64
)

// enoughSamples is how many answers tell a model's speed.
const enoughSamples = 3

var (
	errSilent = errors.New("no sign of an answer in time; try a proxy or another base URL if it is always so")
	errStall  = errors.New("the answer stood still")
	errDrips  = errors.New("the answer hardly went on")
	errSlow   = errors.New("the answer was not whole in time")
)

// ranOut says whether one of these limits ended the context.
func ranOut(ctx context.Context) bool {
	cause := context.Cause(ctx)
	return errors.Is(cause, errSilent) || errors.Is(cause, errStall) || errors.Is(cause, errDrips) || errors.Is(cause, errSlow)
}

// usual is the 95th percentile of the last samples, given in milliseconds; 0
// where there are fewer than enough.
func usual(ms []int, enough int) time.Duration {
	if len(ms) < enough {
		return 0
	}
	ms = ms[max(0, len(ms)-latencySamples):]
	var slowest [latencySamples/20 + 1]int // in falling order
	beyond := len(ms) - (95*len(ms)+99)/100
	for _, n := range ms {
		for i := range slowest[:beyond+1] {
			if n > slowest[i] {
				n, slowest[i] = slowest[i], n
			}
		}
	}
	return time.Duration(slowest[beyond]) * time.Millisecond
}

// bound decides how the call is made and sets its limits.
func (p *Pool) bound(c *call) {
	j := c.j
	others := p.others(j, c.m)
	p.mu.Lock()
	defer p.mu.Unlock()
	var firsts, wholes []int
	if r := p.seen(c.m.id()); r != nil {
		firsts, wholes = r.FirstTokens, r.Latencies
	}
	c.streamed = c.streams(usual(wholes, enoughSamples))
	samples := wholes
	if c.streamed {
		samples = firsts
	}
	if !others {
		c.limit = max(lastTime, wholeTime-time.Since(j.begun))
		return
	}
	c.limit = j.moment(c, usual(samples, enoughSamples))
	if late := usual(samples, enoughToDouble); late > 0 && !j.plain {
		c.late = max(late+late/10, soonestDouble)
	}
}

// streams says whether the call is made as a stream, given how long the model
// usually takes for a whole answer (0: unknown).
func (c *call) streams(whole time.Duration) bool {
	if _, ok := c.m.client.(Streamer); !ok || c.j.plain {
		return false
	}
	if c.j.emit != nil {
		return true
	}
	// Some vendors do not stream what must be of a given shape.
	return c.r.Schema == nil && c.out > shortAnswer && (whole == 0 || whole > atOnce) && c.p.calls.Load() <= crowd
}

// moment is how long the call may take until its first sign, given what is
// usual (0: unknown), while others could answer too.
func (j *job) moment(c *call, usual time.Duration) time.Duration {
	d := momentAfter(j.hung, usual)
	if c.streamed && usual <= firstToken/2 {
		d = min(d, firstToken)
	}
	if c.probe {
		d = min(d, probeTime)
	}
	if !c.streamed && j.r.Task == TaskTranslate && j.hung == 0 {
		d += time.Duration(max(0, j.texts-shortText)) * tokenTime
	}
	return min(d, wholeTime)
}

// momentAfter is the moment after so many calls that hung.
func momentAfter(hung int, usual time.Duration) time.Duration {
	step := moments[min(hung, len(moments)-1)]
	if usual <= 0 {
		return step.unknown
	}
	return min(max(time.Duration(step.times*float64(usual)), step.least), step.most)
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
		if o.account() == m.account() || j.out.has(o) || o.awake(p.sees, now, p.mayTry).After(now) {
			continue
		}
		if n, fits := o.size(p.sees, j.r, j.prompt); fits && !o.ready(p.sees, n, now, p.mayTry).After(now) {
			return true
		}
	}
	return false
}
