package ai

import (
	"context"
	"slices"
	"time"
)

// patience is how long a request waits, in all, where every model is expected
// back shortly.
const patience = 8 * time.Second

// jobTime is how long a request goes on asking one model after another. After
// it only accounts that it has not asked at all are asked, without waiting.
const jobTime = 2 * time.Minute

// job is one request on its way through the pool.
type job struct {
	r      *Request
	prompt int // tokens, about
	texts  int // those of them that are the messages'
	order  []*member
	// emit shows the answer so far; nil: nobody looks.
	emit  func(string)
	shown int // the length of what was shown
	// out are the members that this job asks no more, hopeless those among
	// them that would never answer this request.
	out, hopeless map[*member]bool
	errs          []error
	patience      time.Duration
	begun         time.Time
	asked         []string       // the accounts that were asked
	hung          int            // how many of the calls took too long
	refusals      map[string]int // refused for what it is, by account
}

// newJob puts the members into the order in which they are asked for r.
func newJob(all []*member, r *Request, emit func(string)) *job {
	j := &job{r: r, prompt: promptTokens(r), order: all, patience: patience, begun: time.Now()}
	for i := range r.Messages {
		j.texts += EstimateTokens(r.Messages[i].Text)
	}
	if emit != nil {
		j.emit = func(soFar string) {
			if len(soFar) >= j.shown { // an answer begun afresh must first catch up
				j.shown = len(soFar)
				emit(soFar)
			}
		}
	}
	if len(r.Avoid) > 0 {
		j.last(func(m *member) bool { return slices.Contains(r.Avoid, m.id()) })
	}
	return j
}

// note notes that the member's account was asked.
func (j *job) note(m *member) {
	if !slices.Contains(j.asked, m.account()) {
		j.asked = append(j.asked, m.account())
	}
}

// failed notes a failure. Who only had to be asked more slowly may be asked
// by this job once more. Of a provider that hangs the other models come last,
// for they may hang as well.
func (j *job) failed(m *member, e *Error) {
	j.errs = append(j.errs, e)
	if j.out == nil {
		j.out, j.hopeless = map[*member]bool{}, map[*member]bool{}
	}
	_, again := j.out[m]
	j.out[m] = again || e.Kind != RateLimited
	switch e.Kind {
	case TimedOut:
		j.hung++
		j.last(func(o *member) bool { return o.account() == m.account() })
	case Filtered, BadRequest, TooLarge:
		j.hopeless[m] = true
		j.refused(m, e.Kind)
	}
}

// The most that a request is put to who refuses it for what it is: in all,
// and to models of one account.
const mostRefusals = 5

var refusalsOfOne = map[Kind]int{Filtered: 1, BadRequest: 2, TooLarge: mostRefusals}

// refused notes that the request itself was refused. Another provider may
// take it, another model of the same one rather not; and soon it is plain
// that nobody does.
func (j *job) refused(m *member, k Kind) {
	same := func(o *member) bool { return o.account() == m.account() }
	j.last(same)
	if j.refusals == nil {
		j.refusals = map[string]int{}
	}
	j.refusals[m.account()]++
	total := 0
	for _, n := range j.refusals {
		total += n
	}
	for _, o := range j.order {
		if total >= mostRefusals || same(o) && j.refusals[m.account()] >= refusalsOfOne[k] {
			j.out[o], j.hopeless[o] = true, true
		}
	}
}

// last puts some members behind the others.
func (j *job) last(which func(*member) bool) {
	order := slices.DeleteFunc(slices.Clone(j.order), which)
	for _, m := range j.order {
		if which(m) {
			order = append(order, m)
		}
	}
	j.order = order
}

// late says that the job has taken so long that it shall come to an end.
func (j *job) late() bool { return time.Since(j.begun) >= jobTime }

// wait waits until then, or until something has changed, and says whether it
// did: not, where it would take too long or the context ends (its error).
func (j *job) wait(ctx context.Context, until time.Time, changed <-chan struct{}) (bool, error) {
	now := time.Now()
	d := until.Sub(now)
	if until.IsZero() || d > j.patience || j.late() {
		return false, nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-changed:
	case <-ctx.Done():
		return false, ctx.Err()
	}
	j.patience -= time.Since(now)
	return true, nil
}

// attempt is one call of one model, from its reservation to its settlement.
type attempt struct {
	m           *member
	prompt, out int // tokens reserved
	at          time.Time
	// probe: it tries whether a rest is over.
	probe bool
	// others is what other calls had reserved in each quota when this one
	// did, and what all had ever reserved by then.
	others, ever []float64
}

func (c *attempt) tokens() int { return c.prompt + c.out }

// pick chooses the first member that may be asked now as far as is known.
// Where there is none it returns when the first one may be, the zero time if
// never, and a channel that is closed when more is known.
func (p *Pool) pick(j *job) (*attempt, time.Time, <-chan struct{}) {
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	first := never
	late := j.late()
	for _, m := range j.order {
		if j.out[m] || late && slices.Contains(j.asked, m.account()) {
			continue
		}
		out, fits := m.size(p.seen, j.r, j.prompt)
		if !fits {
			continue
		}
		at := m.ready(p.seen, j.prompt+out, now, p.forgiven)
		if !at.After(now) {
			return &attempt{m: m, prompt: j.prompt, out: out}, now, nil
		}
		if at.Before(first) {
			first = at
		}
	}
	if first.Equal(never) {
		first = time.Time{}
	}
	return nil, first, p.changed
}

// expected is when the first member that is not hopeless for the job may be
// asked, not sooner than in a second; the zero time if none ever may.
func (p *Pool) expected(j *job) time.Time {
	again := &job{r: j.r, prompt: j.prompt, order: j.order, out: j.hopeless}
	_, at, _ := p.pick(again)
	if soonest := time.Now().Add(time.Second); !at.IsZero() && at.Before(soonest) {
		return soonest
	}
	return at
}
