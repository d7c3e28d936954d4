package providers

import (
	"math"
	"time"
)

// Limits are the most requests, tokens and seconds of recordings in a span; 0:
// no limit.
type Limits struct{ RPM, RPD, RPMonth, TPM, TPD, AudioHour, AudioDay int }

// law is how a gauge's limit comes back.
type law interface {
	// left is what at now still counts of what was used at g.at.
	left(g *gauge, now time.Time) float64
	// wait is how long after now a call may come back that goes over the
	// limit by so much.
	wait(g *gauge, now time.Time, over float64) time.Duration
	// full is how long after now nothing is used any more.
	full(g *gauge, now time.Time) time.Duration
}

// gauge counts requests, tokens or seconds against one limit.
type gauge struct {
	unit, per string
	limit     float64
	law       law
	used      float64
	at        time.Time
}

// bucket refills without pause, one unit every span/limit.
type bucket struct{}

func (bucket) left(g *gauge, now time.Time) float64 {
	elapsed := now.Sub(g.at)
	if elapsed <= 0 {
		return g.used
	}
	return math.Max(0, g.used-g.limit*float64(elapsed)/float64(span(g.per)))
}

func (bucket) wait(g *gauge, _ time.Time, over float64) time.Duration {
	return time.Duration(math.Ceil(over * float64(span(g.per)) / g.limit))
}

func (b bucket) full(g *gauge, now time.Time) time.Duration {
	return b.wait(g, now, b.left(g, now))
}

// calendar starts afresh with each minute, day and month of a time zone.
type calendar struct{ zone *time.Location }

func (c calendar) left(g *gauge, now time.Time) float64 {
	if c.start(g.per, now).After(g.at) {
		return 0
	}
	return g.used
}

func (c calendar) wait(g *gauge, now time.Time, _ float64) time.Duration {
	return c.full(g, now)
}

func (c calendar) full(g *gauge, now time.Time) time.Duration {
	return c.next(g.per, now).Sub(now)
}

func (c calendar) start(per string, t time.Time) time.Time {
	t = t.In(c.zone)
	switch per {
	case "minute":
		return t.Truncate(time.Minute)
	case "hour":
		return t.Truncate(time.Hour)
	case "day":
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, c.zone)
	default:
		return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, c.zone)
	}
}

func (c calendar) next(per string, t time.Time) time.Time {
	s := c.start(per, t)
	switch per {
	case "minute":
		return s.Add(time.Minute)
	case "hour":
		return s.Add(time.Hour)
	case "day": // not 24 hours where the clocks change
		return time.Date(s.Year(), s.Month(), s.Day()+1, 0, 0, 0, 0, c.zone)
	default:
		return s.AddDate(0, 1, 0)
	}
}

func span(per string) time.Duration {
	switch per {
	case "minute":
		return time.Minute
	case "hour":
		return time.Hour
	}
	return 24 * time.Hour
}

// count brings the gauge to now and adds n, which may be negative.
func (g *gauge) count(now time.Time, n float64) {
	g.used = math.Max(0, g.law.left(g, now)+n)
	if now.After(g.at) {
		g.at = now
	}
}

// gauges makes the gauges that the limits ask for.
func gauges(l Limits, law law) []*gauge {
	var gs []*gauge
	add := func(unit, per string, limit int) {
		if limit > 0 {
			gs = append(gs, &gauge{unit: unit, per: per, limit: float64(limit), law: law})
		}
	}
	add("requests", "minute", l.RPM)
	add("requests", "day", l.RPD)
	add("requests", "month", l.RPMonth)
	add("tokens", "minute", l.TPM)
	add("tokens", "day", l.TPD)
	add("seconds", "hour", l.AudioHour)
	add("seconds", "day", l.AudioDay)
	return gs
}

// hit is a limit that refuses a call.
type hit struct {
	unit, per              string
	limit, used, requested float64
	// wait is how long the call must wait; never where it can never fit.
	wait  time.Duration
	never bool
	// reset is when the window starts afresh.
	reset time.Time
}

// admit counts a call of so many tokens, or seconds, on all gauges, or on none: then it
// returns the limit that refuses the call for the longest time.
func admit(gs []*gauge, now time.Time, tokens float64) *hit {
	var worst *hit
	for _, g := range gs {
		n := g.amount(tokens)
		used := g.law.left(g, now)
		if used+n <= g.limit {
			continue
		}
		h := &hit{unit: g.unit, per: g.per, limit: g.limit, used: used, requested: n,
			wait: g.law.wait(g, now, used+n-g.limit), never: n > g.limit, reset: now.Add(g.law.full(g, now))}
		if worst == nil || h.never && !worst.never || h.never == worst.never && h.wait > worst.wait {
			worst = h
		}
	}
	if worst != nil {
		return worst
	}
	for _, g := range gs {
		g.count(now, g.amount(tokens))
	}
	return nil
}

// settle puts what was really used in the place of what was reserved at the
// time reserved.
func settle(gs []*gauge, reserved, now time.Time, before, after float64) {
	for _, g := range gs {
		if g.unit != "tokens" {
			continue
		}
		if c, ok := g.law.(calendar); ok && c.start(g.per, now).After(reserved) {
			continue // it was counted in a window that is over
		}
		g.count(now, after-before)
	}
}

func (g *gauge) amount(tokens float64) float64 {
	if g.unit == "requests" {
		return 1
	}
	return tokens
}
