package ai

import (
	"math"
	"slices"
	"time"

	"hamzaban/ai/catalog"
)

// typicalAnswer is the part of what a call may answer that it mostly does.
const typicalAnswer = 0.25

// comes says whether the job's turn is expected while it is willing to wait.
// p.mu is held.
func (p *Pool) comes(j *job, now time.Time) bool {
	first := p.pick(j, nil, now)
	if first.m == nil {
		return false
	}
	wait, outgrown := first.at.Sub(now), p.outgrown(first, now)
	if outgrown && wait <= longPatience && j.arrived == 0 && p.turns.person(j.r.Person).turned {
		j.patience, j.passed = longPatience, mostPassed
		return true
	}
	if p.outage(j, now) {
		j.patience = min(j.patience, hiccup)
	}
	ahead := p.ahead(j)
	if ahead == 0 && wait <= j.patience || p.takes(j, ahead, now, now.Add(j.patience)) > ahead {
		return true
	}
	if outgrown {
		p.turnedAway(j)
	}
	return false
}

// outage says whether the job can wait for nobody but models that have failed:
// none has reached a limit that will have room while the job is willing to wait.
// p.mu is held.
func (p *Pool) outage(j *job, now time.Time) bool {
	end := now.Add(j.patience)
	return !slices.ContainsFunc(j.order, func(m *member) bool {
		if j.out.has(m) || !p.hindrance(m, now).limit() {
			return false
		}
		n, fits := m.size(p.sees, j.r, j.prompt)
		return fits && !m.ready(p.sees, n, now, p.mayTry).After(end)
	})
}

// outgrown says whether nothing but the size of the call is in its way, in a
// bucket that smaller ones draw on, too. p.mu is held.
func (p *Pool) outgrown(c chosen, now time.Time) bool {
	small := need{prompt: 1}
	return c.at.After(now) && c.m.law.kind == catalog.Bucket && !c.m.ready(p.sees, small, now, p.mayTry).After(now)
}

// turnedAway notes that a request was too large for what was left. p.mu is
// held.
func (p *Pool) turnedAway(j *job) {
	who := p.turns.person(j.r.Person)
	who.turned = true
	p.turns.remember(j.r.Person, who)
}

// ahead is how many of those who wait have their turn before the job. p.mu is
// held.
func (p *Pool) ahead(j *job) int {
	t := &p.turns
	t.sort()
	me := waiter{arrived: math.MaxUint64, served: t.person(j.r.Person).served}
	if j.arrived > 0 {
		me.arrived = j.arrived
	}
	for _, o := range t.waiting {
		if o != j && o.r.Person == j.r.Person && o.arrived < me.arrived {
			me.nth++
		}
	}
	probe := job{waiter: me}
	n := 0
	if t.busy && !j.mine {
		n++
	}
	for _, o := range t.waiting {
		if o != j && o.turn(&probe) < 0 {
			n++
		}
	}
	return n
}

// expected is when the first member that is not hopeless for the job may be
// asked, with those in mind who wait and those who were told to come before, and
// not sooner than in a second; the zero time if none ever may. It is a promise.
func (p *Pool) expected(j *job) time.Time {
	now := time.Now()
	again := &job{r: j.r, prompt: j.prompt, order: j.order, out: j.hopeless, begun: now}
	p.mu.Lock()
	defer p.mu.Unlock()
	first := p.pick(again, nil, now)
	if first.m == nil {
		return time.Time{}
	}
	at := first.at
	p.turns.came(j.r.Person, now)
	if ahead := p.ahead(again); ahead > 0 || len(p.turns.promises) > 0 {
		at = p.roomAt(again, ahead, now, at)
	}
	at = maxTime(at, now.Add(time.Second))
	p.turns.promise(j.r.Person, at, now)
	return at
}

// roomAt is about when there is room for the job and those ahead of it, also
// those who are to come by then, not before the given time. p.mu is held.
func (p *Pool) roomAt(j *job, ahead int, now, from time.Time) time.Time {
	room := func(in time.Duration) bool {
		until := from.Add(in)
		before := ahead + p.turns.promisedUntil(until)
		return p.takes(j, before, now, until) > before
	}
	step := time.Second
	for !room(step) && step < longestRest {
		step *= 2
	}
	low, high := time.Duration(0), step
	for high-low > max(100*time.Millisecond, high/20) {
		if mid := (low + high) / 2; room(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	return from.Add(high)
}

// takes is how many calls like the job's fit until then, or enough more than
// those ahead. p.mu is held.
func (p *Pool) takes(j *job, ahead int, now, until time.Time) int {
	total := 0
	for _, m := range j.order {
		if j.out.has(m) {
			continue
		}
		if n, fits := m.size(p.sees, j.r, j.prompt); fits && !m.awake(p.sees, now, p.mayTry).After(until) {
			total += p.takesOf(m, n, now, until)
		}
		if total > ahead {
			break
		}
	}
	return total
}

// takesOf is how many such calls of the member fit until then. p.mu is held.
func (p *Pool) takesOf(m *member, n need, now, until time.Time) int {
	fit := math.MaxInt32
	typical := need{prompt: n.prompt, out: int(typicalAnswer * float64(n.out))}
	for i := range m.quotas {
		q := &m.quotas[i]
		w := q.state(p.seen(q.key))
		if limit, _ := q.known(w); limit > 0 {
			most, mostly := q.amount(m.tokens(n)), q.amount(m.tokens(typical))
			left := limit - m.law.used(w, limit, now)
			if f := p.flights[q.key]; f != nil && q.Unit == Tokens && !m.promptOnly {
				left += (1 - typicalAnswer) * f.nowTokens // which they give back
			}
			fit = min(fit, m.law.fit(w, limit, left, most, mostly, now, until))
		}
	}
	return fit
}

// fit is how many calls fit under the limit, of which so much is left, until
// then, if each counts mostly so much and for a while the most.
func (l law) fit(w *WindowState, limit, left, most, mostly float64, now, until time.Time) int {
	count := func(left float64) int {
		if left < most {
			return 0
		}
		return 1 + int((left-most)/max(1, mostly))
	}
	if l.drains(w.Per, limit) {
		drained := max(0, until.Sub(maxTime(now, w.At))) // a bucket that was empty drains a little later
		return count(left + limit*drained.Seconds()/w.Per.span().Seconds())
	}
	n, end := count(left), l.end(w.Per, now)
	if !until.Before(end) {
		n += count(limit) * (1 + int(until.Sub(end)/w.Per.span()))
	}
	return n
}
