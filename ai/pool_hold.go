package ai

import "time"

// Holding: where calls of a model come quickly, each transaction sets room
// aside for about the next half second of them, so that most calls need not
// wait for the disk. What is held is given back as soon as the calls stop; if
// the process is killed it counts as used.

const (
	// holdAhead is how long what is held lasts at the rate of the last calls;
	// second is what a rate is reckoned over, at least.
	holdAhead = 500 * time.Millisecond
	second    = time.Second
	// fewest is how many calls it must be good for, to be worth the while.
	fewest = 2
	// share is the most that is held of what a day or a month has, left and in
	// all, so that being killed costs little. Of a minute it may be all.
	shareLeft = 1.0 / 8
	shareAll  = 1.0 / 50
	// holdTime is how long it is good unless it is held anew, releaseAfter
	// how soon it is looked at again.
	holdTime     = 30 * time.Second
	releaseAfter = time.Second
)

// windowKey is a window of a record.
type windowKey struct {
	key string
	Window
}

func (q *quota) windowKey() windowKey { return windowKey{q.key, q.Window} }

// flow is how much the calls of this process have taken of a window since the
// last transaction, in a second.
type flow struct {
	q         *quota
	law       law
	perSecond float64
}

// mark is what all calls had ever taken of a window at some time, and how much
// in a second before that.
type mark struct {
	ever, perSecond float64
	at              time.Time
}

// rate is how much the calls take of a window in a second, of which they have
// ever taken so much by now. It moves the mark on.
func (m *mark) rate(ever float64, now time.Time) float64 {
	elapsed := now.Sub(m.at)
	rate := max(0, ever-m.ever) // since the last mark, less than a second ago
	if elapsed < 2*second {
		rate = max(rate, m.perSecond)
	}
	if elapsed >= second {
		rate = (ever - m.ever) / elapsed.Seconds()
		*m = mark{ever, rate, now}
	}
	return rate
}

// holding returns the keys of the records in which something is held. p.mu is
// held.
func (p *Pool) holding() []string {
	keys := make([]string, 0, 16)
	for k := range p.holds {
		keys = append(keys, k.key)
	}
	return keys
}

// flows returns the windows of the members that were asked often since the last
// time. p.mu is held.
func (p *Pool) flows(now time.Time) []flow {
	var all []flow
	known := map[windowKey]bool{}
	for _, m := range p.asked {
		m.asked = false
		often := false
		for i := range m.quotas {
			q := &m.quotas[i]
			_, ever := p.flights[q.key].amounts(q.Unit)
			last := p.marks[q.windowKey()]
			rate := last.rate(ever, now)
			p.marks[q.windowKey()] = last
			if q.Unit == Requests && rate*holdAhead.Seconds() >= fewest {
				often = true
			}
			if often && !known[q.windowKey()] {
				known[q.windowKey()] = true
				all = append(all, flow{q, m.law, rate})
			}
		}
	}
	p.asked = p.asked[:0]
	return all
}

// setAside holds room in the records for calls to come at these flows, and
// returns what it held.
func setAside(records map[string]*Record, flows []flow, now time.Time) map[windowKey]float64 {
	var holds map[windowKey]float64
	for i := range flows {
		q := flows[i].q
		if records[q.key] == nil {
			continue
		}
		w := records[q.key].window(q.Window)
		limit, _ := q.known(w)
		if limit <= 0 {
			continue
		}
		free := limit - flows[i].law.taken(w, limit, now)
		if q.Per != Minute {
			free = min(free*shareLeft, limit*shareAll)
		}
		amount := min(flows[i].perSecond*holdAhead.Seconds(), free)
		if amount < 1 {
			continue
		}
		flows[i].law.hold(w, limit, amount, now)
		if holds == nil {
			holds = map[windowKey]float64{}
		}
		holds[q.windowKey()] = amount
	}
	return holds
}

// giveBack takes what this process holds out of the records, and says whether
// that was anything. p.writing is held.
func (p *Pool) giveBack(records map[string]*Record) bool {
	for k, amount := range p.holds {
		if r := records[k.key]; r != nil {
			r.release(k.Window, amount)
		}
	}
	return len(p.holds) > 0
}

// withoutOwn takes what this process holds out of one record. p.mu is held.
func (p *Pool) withoutOwn(key string, r *Record) *Record {
	for k, amount := range p.holds {
		if k.key == key {
			r.release(k.Window, amount)
		}
	}
	return r
}

func (r *Record) release(w Window, amount float64) {
	s := r.window(w)
	if s.Held -= amount; s.Held < slack {
		s.Held, s.HeldUntil = 0, time.Time{}
	}
}

// covers says whether the book on disk has room for the call, and whether what
// is held for others after it runs low. p.mu is held.
func (p *Pool) covers(c *attempt, now time.Time) (covered, low bool) {
	for _, key := range c.m.keys {
		if r := p.view[key]; r != nil && r.Strikes > 0 {
			return false, false // a probe: other processes shall see it
		}
	}
	for i := range c.m.quotas {
		q := &c.m.quotas[i]
		w := q.state(p.view[q.key])
		limit, _ := q.known(w)
		if limit <= 0 {
			continue
		}
		room := c.m.law.room(q.state(p.durable[q.key]), limit, now) - c.m.law.taken(w, limit, now) - q.amount(c.tokens())
		if room < 0 {
			return false, false
		}
		if held := p.holds[q.windowKey()]; room < held/2 {
			low = true
		}
	}
	return true, low
}

// room is what the book has room for on disk: what is used and held there.
// Shortly before a window's end it has none, for a call may be counted in the
// next one.
func (l law) room(w *WindowState, limit float64, now time.Time) float64 {
	if !l.drains(w.Per, limit) && !now.Add(lag).Before(l.end(w.Per, w.At)) {
		return 0
	}
	if w.Held > 0 && !now.Add(lag).Before(w.HeldUntil) { // others may take it for used soon
		return 0
	}
	return l.taken(w, limit, now)
}
