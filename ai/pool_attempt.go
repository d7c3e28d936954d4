package ai

import "time"

// attempt is one call of one model, from its reservation to its settlement.
type attempt struct {
	m    *member
	need // reserved
	at   time.Time
	// probe: it tries whether a rest is over.
	probe bool
	// inSpite: it is made in spite of a rest.
	inSpite bool
	// others is what other calls had reserved in each quota when this one
	// did and, once it is over, what the provider may not have counted of them
	// when it answered; ever is what all had ever reserved by then.
	others, ever [mostQuotas]float64
	// flying is what other calls had reserved that were under way when this one
	// was over: nobody knows yet whether they are let through.
	flying [mostQuotas]float64
	// beyond: these quotas' limits may be too low and are passed on purpose.
	beyond [mostQuotas]bool
	// through is the limit that what was let through before tells of, once it
	// was refused; 0 where that tells nothing.
	through [mostQuotas]int
	// res is how it ended, at the time over.
	res  result
	over time.Time
}

// tokens is what it reserved of limits of tokens.
func (c *attempt) tokens() int { return c.m.tokens(c.need) }

// ready is from when the call may be made.
func (c *attempt) ready(records func(string) *Record, now time.Time, forgiven func(string) bool) time.Time {
	return c.m.readyBeyond(records, c.need, &c.beyond, now, forgiven)
}
