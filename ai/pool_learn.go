package ai

import (
	"time"

	"hamzaban/ai/catalog"
)

// What calls teach of limits. What a provider says goes before what it does,
// and that before any figure of the catalogue; what was configured is never
// passed.

const (
	// least of what was believed a refusal must have let through, for it to
	// tell of a lower limit: else somebody else uses the account too.
	leastOfLimit = 1.0 / 4
	// leastCount is the same where nothing was believed.
	leastCount = 5
	// unlikely is how much less than what was believed a bucket must have let
	// through to tell of its limit; short of that it is a step lower.
	unlikely = 0.7
	step     = 0.9
	// confirms is the part of what was believed that a refusal confirms.
	confirms = 0.9
	// weighty is from how many tokens on a prompt tells how its provider counts,
	// forget how fast a heavier one is forgotten, allowance what is added to
	// the heaviest, since the next one may be heavier still.
	weighty   = 50
	forget    = 0.002
	allowance = 0.01
	heaviest  = 4.0
	// surely is how many times what was believed a call must have gone beyond
	// it, for it to tell of a higher limit: what has drained of a bucket, and
	// what a provider counted of earlier calls, is not known exactly, and the
	// less so the longer the window.
	surely     = 1.05
	surelyLong = 1.25
)

// learned takes over a limit that a provider has told.
func (w *WindowState) learned(limit float64, s Source, now time.Time) {
	w.Limit, w.Source, w.Guessed, w.Doubt, w.LearnedAt = limit, s, false, 0, time.Time{}
	if s == FromBody {
		w.LearnedAt = now
	}
}

// infer learns from how the call ended what nobody has told in words.
func (c *attempt) infer(records map[string]*Record) {
	if c.res.answer != nil {
		c.weigh(records[c.m.id()])
		c.clear(records)
		c.raise(records)
		return
	}
	e := c.res.failure
	if e == nil || e.Kind != RateLimited && e.Kind != QuotaSpent {
		return
	}
	for _, o := range c.res.limits {
		if o.Window == e.Window && o.Limit > 0 {
			return
		}
	}
	if q := c.quota(e.Window, ""); q != nil {
		c.guess(q, records[q.key].window(q.Window))
	}
}

// guess reckons the limit from a refusal that does not name it: what was let
// through before is taken, if that is likely, and unless what had been believed
// agrees with it. What was under way may have been let through as well: see
// clear. Of a bucket, of which that tells little, a call beyond what was
// believed confirms the belief. Where the guess is not about what had been
// believed it is marked: to be tried again soon.
func (c *attempt) guess(q *quota, w *WindowState) {
	limit, source := q.known(w)
	if source == FromConfigured || source == FromHeader {
		return
	}
	through, doubt := c.m.law.used(w, limit, c.over)-q.amount(c.tokens()), 0.0
	for i := range c.m.quotas {
		if &c.m.quotas[i] != q {
			continue
		}
		doubt = c.flying[i]
		through -= doubt
		if q.reveals(c.m.law) { // how much has drained is as uncertain as the limit
			through, doubt = float64(c.through[i]), 0
			switch {
			case c.beyond[i]:
				through = limit
			case through == 0 || limit > 0 && through > limit*unlikely:
				through = limit * step
			}
		}
	}
	enough := leastCount * q.amount(c.tokens())
	if limit > 0 {
		enough = limit * leastOfLimit
	}
	if through < enough {
		return
	}
	switch {
	case w.Source != FromBody || through+doubt < limit:
		w.Limit, w.Source, w.Doubt = through, FromBody, doubt
	case through < limit:
		w.Doubt = max(0, through+doubt-limit)
	}
	w.LearnedAt, w.Guessed = c.over, limit <= 0 || through < limit*confirms-slack
}

// clear raises guessed limits by what was under way when they were guessed and
// has been let through now. A window that has begun since says nothing of that.
func (c *attempt) clear(records map[string]*Record) {
	for i := range c.m.quotas {
		q := &c.m.quotas[i]
		w := records[q.key].window(q.Window)
		more := min(w.Doubt, q.amount(c.tokens()))
		if more <= 0 || w.LearnedAt.Before(c.at) || c.m.law.used(w, w.Limit, c.over) < w.Limit+more {
			continue
		}
		w.Limit, w.Doubt = w.Limit+more, w.Doubt-more
	}
}

// raise notes that more was let through than was believed.
func (c *attempt) raise(records map[string]*Record) {
	for i := range c.m.quotas {
		q := &c.m.quotas[i]
		if !c.beyond[i] {
			continue
		}
		w := records[q.key].window(q.Window)
		limit, _ := q.known(w)
		if !w.LearnedAt.Before(c.at) {
			continue // another call that came after this one was refused
		}
		margin := surely
		if q.Per != Minute {
			margin = surelyLong
		}
		if used := c.m.law.used(w, limit, c.over); used > limit*margin {
			w.Limit, w.Source, w.Guessed, w.Doubt, w.LearnedAt = used, FromCount, false, 0, time.Time{}
		}
	}
}

// weigh learns by how much the provider counts more tokens than were reckoned.
func (c *attempt) weigh(own *Record) {
	told := c.res.answer.Usage.Prompt
	if told <= 0 || c.reckoned < weighty {
		return
	}
	weight := min(float64(told)/float64(c.reckoned)+allowance, heaviest)
	if before := max(own.Weight, 1); weight < before {
		weight = before - (before-weight)*forget
	}
	own.Weight = max(weight, 1)
}

// spend marks the window that a refusal named as used up, so that what is
// left is told rightly.
func (c *attempt) spend(records map[string]*Record, e *Error, now time.Time) {
	q := c.quota(e.Window, "")
	if q == nil {
		return
	}
	w := records[q.key].window(q.Window)
	limit, _ := q.known(w)
	if limit <= 0 {
		return
	}
	used := limit
	if c.m.law.drains(q.Per, limit) { // the call would fit when it may be made again
		used = min(limit, limit+limit*e.RetryAfter.Seconds()/q.Per.span().Seconds()-q.amount(c.tokens()))
	}
	if more := used - c.m.law.used(w, limit, now); more > 0 {
		c.m.law.add(w, limit, more, now)
	}
}

// learn takes over what the provider told of one limit. What it has left was
// told when it may not have counted yet what other calls had reserved, and may
// have counted all that this one had: between these two the truth lies. Where
// it says that nothing is left until a time, that holds, unless its refusal
// names a time of its own. That a bucket is whole again at a time is no reason
// to wait for it: there is room for the next call long before.
func (c *attempt) learn(records map[string]*Record, o Observation, res result, now time.Time) {
	q := c.quota(o.Window, o.Pool)
	if q == nil {
		return
	}
	w := records[q.key].window(q.Window)
	limit, _ := q.known(w)
	c.m.law.add(w, limit, 0, now)
	if o.Limit > 0 {
		w.learned(o.Limit, o.Source, now)
		limit = o.Limit
	}
	own := res.failure != nil && res.failure.Named > 0 && (o.Window.Per.span() <= time.Hour || c.m.law.kind == catalog.Bucket)
	if o.spent() && !own && !c.m.law.untilWhole(&o, limit) {
		kind := QuotaSpent
		if o.Window.Per.span() <= time.Hour {
			kind = RateLimited
		}
		records[q.key].named(kind, o.ResetIn, now)
	}
	if o.Remaining < 0 || limit <= 0 {
		return
	}
	least := limit - o.Remaining
	most := least + 1 // it was rounded
	for i := range c.m.quotas {
		if &c.m.quotas[i] == q {
			most += c.others[i]
		}
	}
	if refused := res.failure != nil && res.failure.Status >= 400; q.Unit != Requests && !refused && !o.spent() {
		least -= float64(max(0, c.tokens()-c.m.counted(res.used)))
		most += float64(c.m.counted(res.used))
	}
	w.Used = max(0, least, min(w.Used, most))
}

// quota finds the quota of a window: the pool's if one is named, else the
// member's own unless only the pool has a figure for it. It is nil for a
// window that is not counted.
func (c *attempt) quota(w Window, pool string) *quota {
	var found *quota
	for i := range c.m.quotas {
		q := &c.m.quotas[i]
		if q.Window != w {
			continue
		}
		shared := q.key == c.m.pool()
		if found == nil || shared && (pool != "" || found.limit == 0 && q.limit > 0) {
			found = q
		}
	}
	return found
}
