package ai

import (
	"context"
	"net/http"
	"time"
)

const (
	// accountPause is the time from one look at what a provider says that
	// its key has used to the next, accountTime bounds each.
	accountPause = 10 * time.Minute
	accountTime  = 20 * time.Second
)

// ofQuota says whether a refusal is worth a look at what is left.
func (e *Error) ofQuota() bool {
	return e.Status == http.StatusTooManyRequests || e.Status == http.StatusPaymentRequired
}

// askAccounts asks all accounts. It is called whenever the book is read, at the
// start and before anybody is turned away: a limit may have grown meanwhile.
func (p *Pool) askAccounts() {
	for i := range p.accounts {
		p.askAccount(&p.accounts[i])
	}
}

// askAccount asks in the background what the account's key has used, where the
// provider tells that and was not asked of late.
func (p *Pool) askAccount(a *Account) {
	accountant, tells := a.Client.(Accountant)
	if !tells || a.KeyPath == "" {
		return
	}
	p.surveys.Lock()
	defer p.surveys.Unlock()
	now := time.Now()
	if last := p.surveys.accounted[a.Name]; !last.IsZero() && now.Sub(last) < accountPause {
		return
	}
	for _, m := range p.all() {
		if m.account() == a.Name {
			p.surveys.accounted[a.Name] = now
			go p.account(accountant, &attempt{m: m, at: now})
			return
		}
	}
}

// account asks and notes what was told.
func (p *Pool) account(accountant Accountant, c *attempt) {
	ctx, cancel := context.WithTimeout(context.Background(), accountTime)
	defer cancel()
	told := &accounting{c: c}
	p.mu.Lock()
	for i := range c.m.quotas {
		q := &c.m.quotas[i]
		if f := p.flights[q.key]; f != nil {
			told.flying[i], _ = f.amounts(q.Unit)
		}
		told.before[i] = c.m.used(q, p.seen(q.key), c.at)
	}
	p.mu.Unlock()
	limits, err := accountant.Account(ctx)
	if err != nil {
		p.log.Info("what a provider's key has used could not be read", "provider", c.m.provider, "error", err)
		return
	}
	c.over = time.Now()
	for _, o := range limits {
		if c.over.Before(c.m.law.end(o.Window.Per, c.at.Add(-lag))) { // else it may be of a window that is over
			told.limits = append(told.limits, o)
		}
	}
	if len(told.limits) == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.happened(told)
	p.soon(0)
	p.wake()
}

// accounting is the op of what a provider told of its key. The attempt in it is
// none that counts: it stands for the time in which the provider looked.
type accounting struct {
	c      *attempt
	limits []Observation
	// flying is what calls under way had reserved in each quota when it was
	// asked, and before what had been used by then.
	flying, before [mostQuotas]float64
}

func (a *accounting) keys() []string { return a.c.m.keys }

// apply learns what was told. What was under way then and what was reserved
// since may not be counted in it; and since others may use the key, too,
// nothing tells how much of it is: all of it is taken to be missing.
func (a *accounting) apply(records map[string]*Record) {
	for _, o := range a.limits {
		for i := range a.c.m.quotas {
			if q := &a.c.m.quotas[i]; q == a.c.quota(o.Window, o.Pool) && o.Remaining > 0 {
				since := a.c.m.used(q, records[q.key], a.c.over) - a.before[i]
				o.Remaining = max(0, o.Remaining-a.flying[i]-max(0, since))
			}
		}
		a.c.learn(records, o, a.c.res, a.c.over)
	}
}

// used is what counts in a quota.
func (m *member) used(q *quota, r *Record, now time.Time) float64 {
	w := q.state(r)
	limit, _ := q.known(w)
	return m.law.used(w, limit, now)
}
