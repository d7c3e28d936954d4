package ai

import (
	"math"
	"time"
)

// Roomy is the optional power of a [Provider] to tell how much more of a
// conversation is reasonable to send along with a request, so that a long
// history does not use up what others need.
type Roomy interface {
	// Room returns how many tokens the request's prompt may well have beside
	// what is in it already. It is not bounded where no limit of tokens is
	// known. The answer is good for a request made at once, and it is advice:
	// nothing keeps the caller from sending more.
	Room(r *Request) (tokens int, bounded bool)
}

// The parts of what is left of a limit of tokens that a prompt may well have:
// so many others of its kind should still fit. As less is left, less goes
// along, and more requests are served.
var roomParts = map[Per]float64{Minute: 4, Day: 100, Month: 3000}

// Room implements [Roomy]: it is the room of the model that would be asked for
// the request now, and none where every model rests or is spent, since what
// comes free then should not go to histories.
func (p *Pool) Room(r *Request) (tokens int, bounded bool) {
	j := newJob(p.all(), r, nil)
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range j.order {
		n, fits := m.size(p.sees, r, j.prompt)
		if fits && !m.ready(p.sees, n, now, p.mayTry).After(now) {
			return m.room(p.sees, n.prompt, now)
		}
	}
	return 0, true
}

// room is how much more than prompt a prompt may well have.
func (m *member) room(records func(string) *Record, prompt int, now time.Time) (tokens int, bounded bool) {
	room := math.Inf(1)
	if m.model.Context > 0 {
		room = float64(m.model.Context) / 2
	}
	for i := range m.quotas {
		q := &m.quotas[i]
		w := q.state(records(q.key))
		if limit, _ := q.known(w); q.Unit == Tokens && limit > 0 {
			room = min(room, max(0, limit-m.law.used(w, limit, now))/roomParts[q.Per])
		}
	}
	if math.IsInf(room, 1) {
		return 0, false
	}
	return max(0, int(room)-prompt), true
}
