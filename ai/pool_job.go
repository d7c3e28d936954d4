package ai

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"time"
)

// jobTime is how long a request goes on asking one model after another. After
// it only accounts that it has not asked at all are asked, without waiting.
const jobTime = 2 * time.Minute

// job is one request on its way through the pool.
type job struct {
	r      *Request
	prompt int // tokens, about
	texts  int // those of them that are the messages'
	// senses are those that whoever is in order has.
	senses senses
	order  []*member
	// pinned is the model that is asked in the place of its router, which
	// chose it before; empty: none.
	pinned string
	// plain: in one piece and with nothing beside it, as the last resort.
	plain bool
	// out are the members that this job asks no more, hopeless those among
	// them that would never answer this request, slowed those that it may ask
	// once more.
	out, hopeless, slowed memberSet
	errs                  []error
	begun                 time.Time
	asked                 []string // the accounts that were asked
	hung                  int      // how many of the calls took too long
	refusals              []string // the accounts that refused it for what it is
	waiter

	mu sync.Mutex // guards what follows
	// emit shows the answer so far; nil: nobody looks.
	emit  func(string)
	shown int // the length of what was shown
	// doubted is the account that may have given a notice for an answer.
	doubted string
	// empty: a model had nothing to say to it. spared are those who may have
	// failed for what it is: they rest if it is answered.
	empty  bool
	spared []*striking
	race

	// The first call and the first of each list are kept here: most jobs need
	// no more.
	first                   call
	firstAsked              [4]string
	firstOut, firstHopeless [2]*member
	firstErrs               [2]error
	firstRefusals           [2]string
}

// memberSet is a small set: most jobs have nobody in it.
type memberSet []*member

func (s memberSet) has(m *member) bool { return slices.Contains(s, m) }

func (s *memberSet) add(m *member) {
	if !s.has(m) {
		*s = append(*s, m)
	}
}

// newJob puts the members into the order in which they are asked for r.
func newJob(all []*member, r *Request, emit func(string)) *job {
	j := &job{r: r, prompt: promptTokens(r), senses: r.senses(), begun: time.Now(), emit: emit}
	if j.senses != (senses{}) {
		all = having(all, j.senses)
	}
	j.patience = patience
	j.asked, j.errs, j.refusals = j.firstAsked[:0], j.firstErrs[:0], j.firstRefusals[:0]
	j.out, j.hopeless = j.firstOut[:0], j.firstHopeless[:0]
	for i := range r.Messages {
		j.texts += EstimateTokens(r.Messages[i].Text)
	}
	j.order = preferred(all, r, j.prompt)
	if r.Prefer != "" {
		j.last(func(m *member) bool { return !r.prefers(m) })
	}
	if len(r.Avoid) > 0 {
		j.last(func(m *member) bool { return slices.Contains(r.Avoid, m.id()[:strings.Index(m.id(), "/")+1]) })
		j.last(func(m *member) bool { return slices.Contains(r.Avoid, m.id()) })
	}
	return j
}

// show shows the answer so far, unless one that was begun before and broke off
// was longer: an answer begun afresh must first catch up. j.mu is held.
func (j *job) show(soFar string) {
	if j.emit != nil && len(soFar) >= j.shown {
		j.shown = len(soFar)
		j.emit(soFar)
	}
}

// tell shows what a sequel has to say.
func (j *job) tell(soFar string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.show(soFar)
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
	_, doubted := errors.AsType[*doubtful](e)
	if e.Kind == RateLimited && !doubted && !j.slowed.has(m) {
		j.slowed.add(m)
	} else {
		j.out.add(m)
	}
	if doubted { // who speaks for all its models would say it again
		j.last(func(o *member) bool { return o.account() == m.account() })
	}
	switch e.Kind {
	case TimedOut:
		j.hung++
		j.last(func(o *member) bool { return o.account() == m.account() })
	case Filtered, BadRequest, TooLarge:
		j.hopeless.add(m)
		j.refused(m, e.Kind)
	}
}

// silent notes an answer without a text. The first one is the model's fault;
// where others have nothing to say either it is the request's, unless somebody
// answers it after all.
func (j *job) silent(m *member, e *Error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.empty {
		own := *e
		j.spare(m, &own)
		e.Scope = ScopeRequest
	}
	j.empty = true
}

// spare puts off that the member rests for a failure. j.mu is held.
func (j *job) spare(m *member, e *Error) { j.spared = append(j.spared, &striking{m: m, e: e}) }

// spareNot has those rest after all who had no answer to a request that somebody
// has answered.
func (p *Pool) spareNot(j *job) {
	if len(j.spared) == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range j.spared {
		s.at = time.Now()
		p.happened(s)
	}
	p.soon(0)
}

// The most that a request is put to who refuses it for what it is: in all,
// and to models of one account.
const mostRefusals = 5

var refusalsOfOne = map[Kind]int{Filtered: 2, BadRequest: 2, TooLarge: mostRefusals}

// refused notes that the request itself was refused. Another provider may
// take it, another model of the same one rather not; and soon it is plain
// that nobody does.
func (j *job) refused(m *member, k Kind) {
	same := func(o *member) bool { return o.account() == m.account() }
	j.last(same)
	j.refusals = append(j.refusals, m.account())
	ofOne := 0
	for _, account := range j.refusals {
		if account == m.account() {
			ofOne++
		}
	}
	// A second model of an account that filters is asked only as long as no
	// other account has filtered the same.
	agreed := k == Filtered && ofOne < len(j.refusals)
	for _, o := range j.order {
		if len(j.refusals) >= mostRefusals || same(o) && ofOne >= refusalsOfOne[k] || agreed && slices.Contains(j.refusals, o.account()) {
			j.out.add(o)
			j.hopeless.add(o)
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

// chosen is the member that a job asks next, what the call needs and from when
// on it may be made: now, or later. Without a member it may never.
type chosen struct {
	m  *member
	n  need
	at time.Time
}

func (c chosen) ready(now time.Time) bool { return c.m != nil && !c.at.After(now) }

// pick chooses the first member that may be asked now as far as is known, or
// else the one that may be first. It never chooses the one that is kept for
// somebody else. p.mu is held.
func (p *Pool) pick(j *job, kept *member, now time.Time) chosen {
	best := chosen{at: never}
	late := j.late()
	for _, m := range j.order {
		if m == kept || j.out.has(m) || late && slices.Contains(j.asked, m.account()) {
			continue
		}
		if awake := m.awake(p.sees, now, p.mayTry); awake.After(now) && !awake.Before(best.at) {
			continue // it rests for longer
		}
		n, fits := m.size(p.sees, j.r, j.prompt)
		if !fits {
			continue
		}
		at := m.ready(p.sees, n, now, p.mayTry)
		if !at.After(now) {
			return chosen{m, n, now}
		}
		if at.Before(best.at) {
			best = chosen{m, n, at}
		}
	}
	return best
}
