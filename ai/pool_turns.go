package ai

import (
	"cmp"
	"context"
	"slices"
	"time"

	"hamzaban/ai/catalog"
)

// Turns: when no model may be asked for a request it waits a moment, if its
// turn will come within that. As soon as there is room, one of those who wait
// is woken, and the next one when that has taken what it needs: people by
// turns, each person's requests in the order in which they came. A request
// that does not fit yet may be passed by one that does, a few times; then room
// is kept for it.

const (
	// patience is how long a request waits, in all, where a limit will have
	// room within that.
	patience = 8 * time.Second
	// handOver is how long a turn is waited for that is in somebody's hands.
	handOver = 100 * time.Millisecond
	// mostPassed is how often a request may be passed by others.
	mostPassed = 3
	// Smaller ones may take every bit of room before there is enough for a
	// large request. Whoever was turned away for that comes again with a longer
	// patience: by then a bucket has room for anything.
	longPatience = 65 * time.Second
	// knownPeople is how many are remembered at least.
	knownPeople = 1024
)

// hiccup is how long a request waits, in all, for models that have failed: the
// rest after a first failure. Whoever is back after it had a hiccup; whoever
// fails again is down for longer than anybody should wait without a word.
var hiccup = pauses[Unavailable][0]

// turns are those who wait, and when everybody's turn was last. Pool.mu guards
// it.
type turns struct {
	waiting []*job
	// busy: somebody was woken and has not yet taken what there is.
	busy  bool
	timer *time.Timer
	clock uint64
	// people are those who were served or turned away of late, older those
	// before them, who are forgotten next.
	people, older map[string]person
	// promises are when those who were turned away are to come again, in order.
	promises []promise
}

// person is when somebody was last served, by the clock of turns, and whether
// they were turned away since because smaller requests left too little room.
type person struct {
	served uint64
	turned bool
}

// waiter is a job's place among those who wait.
type waiter struct {
	patience time.Duration
	woken    chan struct{}
	arrived  uint64
	passed   int  // how often others went first
	mine     bool // it has the turn
	// nth is which of its person's waiting requests it is, served when that
	// person was.
	nth    int
	served uint64
}

// next reserves a call of the first model that may be asked. It waits a
// little where that helps, and returns nil where none may be asked.
func (p *Pool) next(ctx context.Context, j *job) (*call, error) {
	for {
		c := p.choose(j)
		if c == nil {
			if err := p.refresh(ctx); err != nil {
				return nil, err
			}
			if c = p.venture(j); c == nil {
				if woken, err := p.wait(ctx, j); !woken || err != nil {
					return nil, err
				}
				continue
			}
		}
		granted, err := p.reserve(ctx, &c.attempt)
		p.pass(j, granted, err)
		if granted || j.late() {
			j.note(c.m)
		}
		if granted {
			return c, nil
		}
		if c.m = nil; err != nil {
			return nil, err
		}
	}
}

// choose picks a member, unless it is the turn of others.
func (p *Pool) choose(j *job) *call {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !j.mine && (p.turns.busy || len(p.turns.waiting) > 0) {
		return nil
	}
	now := time.Now()
	if c := p.pick(j, nil, now); c.ready(now) {
		return p.newCall(j, c.m, c.n)
	}
	p.release(j)
	return nil
}

// venture returns a call beyond a limit that may be too low, if that is due
// and no model may be asked within the limits.
func (p *Pool) venture(j *job) *call {
	p.mu.Lock()
	now := time.Now()
	ready := p.pick(j, nil, now).ready(now)
	p.mu.Unlock()
	if ready {
		return nil
	}
	a := p.explore(j)
	if a == nil {
		return nil
	}
	c := p.newCall(j, a.m, a.need)
	c.beyond = a.beyond
	return c
}

// pass lets the next one have the turn when the job has taken what there was.
// If it was not there after all the job may look for more.
func (p *Pool) pass(j *job, granted bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if granted {
		p.turns.clock++
		p.turns.remember(j.r.Person, person{served: p.turns.clock})
		p.turns.came(j.r.Person, time.Now())
	}
	if granted || err != nil {
		p.release(j)
	}
}

// release gives the turn back. p.mu is held.
func (p *Pool) release(j *job) {
	if j.mine {
		j.mine, p.turns.busy = false, false
		p.wake()
	}
}

// wait returns true when it is the job's turn, and false when that would take
// too long.
func (p *Pool) wait(ctx context.Context, j *job) (bool, error) {
	begun := time.Now()
	if j.late() {
		j.patience = 0
	}
	p.mu.Lock()
	if !p.comes(j, begun) {
		p.mu.Unlock()
		return false, nil
	}
	if j.woken == nil {
		p.turns.clock++
		j.woken, j.arrived = make(chan struct{}, 1), p.turns.clock
	}
	p.turns.waiting = append(p.turns.waiting, j)
	p.wake()
	p.mu.Unlock()

	timer := time.NewTimer(max(j.patience, handOver))
	defer timer.Stop()
	var err error
	select {
	case <-j.woken:
	case <-timer.C:
	case <-ctx.Done():
		err = ctx.Err()
	}
	j.patience = max(0, j.patience-time.Since(begun))

	p.mu.Lock()
	defer p.mu.Unlock()
	if !j.mine {
		p.turns.leave(j)
		if err == nil && j.passed > 0 {
			p.turnedAway(j)
		}
		p.wake()
		return false, err
	}
	if err != nil {
		p.release(j)
	}
	return err == nil, err
}

// wake gives the turn to the first of those who wait that may ask a model now.
// It is called when there may be room: calls were settled, a time has come, or
// somebody has taken a turn or left. p.mu is held.
func (p *Pool) wake() {
	t := &p.turns
	if t.busy || len(t.waiting) == 0 {
		return
	}
	now := time.Now()
	t.sort()
	var kept *member
	soonest := never
	for i, j := range t.waiting {
		c := p.pick(j, kept, now)
		if c.ready(now) {
			for _, passed := range t.waiting[:i] {
				passed.passed++
			}
			t.leave(j)
			t.busy, j.mine = true, true
			j.woken <- struct{}{}
			return
		}
		if c.at.Before(soonest) {
			soonest = c.at
		}
		if kept == nil && j.passed >= mostPassed && c.m != nil && c.m.law.kind == catalog.Bucket {
			kept = c.m // what others take now it would have to wait for anew
		}
	}
	if soonest.Equal(never) {
		return
	}
	if t.timer == nil {
		t.timer = time.AfterFunc(soonest.Sub(now), func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.wake()
		})
		return
	}
	t.timer.Reset(soonest.Sub(now))
}

// sort puts those who wait into the order of their turns: everybody's first
// request before anybody's second, and first whoever was served longest ago.
func (t *turns) sort() {
	slices.SortFunc(t.waiting, func(a, b *job) int { return cmp.Compare(a.arrived, b.arrived) })
	count := make(map[string]int, len(t.waiting))
	for _, j := range t.waiting {
		j.nth, j.served = count[j.r.Person], t.person(j.r.Person).served
		count[j.r.Person]++
	}
	slices.SortFunc(t.waiting, (*job).turn)
}

// turn is negative where it is the job's turn before the other's.
func (j *job) turn(o *job) int {
	return cmp.Or(cmp.Compare(j.nth, o.nth), cmp.Compare(j.served, o.served), cmp.Compare(j.arrived, o.arrived))
}

// leave takes the job out of those who wait.
func (t *turns) leave(j *job) {
	if i := slices.Index(t.waiting, j); i >= 0 {
		t.waiting = slices.Delete(t.waiting, i, i+1)
	}
}

func (t *turns) person(name string) person {
	if p, ok := t.people[name]; ok {
		return p
	}
	return t.older[name]
}

func (t *turns) remember(name string, p person) {
	if _, known := t.people[name]; !known && len(t.people) >= knownPeople || t.people == nil {
		t.older, t.people = t.people, map[string]person{}
	}
	t.people[name] = p
}
