package ai

import (
	"slices"
	"time"

	"hamzaban/ai/catalog"
)

// hearers are the account's models that write recordings down, in their order.
// Each is a member like others, with a record and limits of its own; what counts
// in it are requests and seconds. A key that is refused, or a provider that is
// down, makes them rest along with those that answer.
func hearers(a *Account) []*member {
	all := make([]*member, 0, len(a.Speech))
	for i := range a.Speech {
		s := &a.Speech[i]
		m := &member{provider: a.Name, model: catalog.Model{ID: s.ID}, speech: s, client: a.Client, law: law{a.Law, a.Location()},
			promptOnly: true, keys: []string{a.Name + "/" + s.ID, a.Name}}
		m.quotas = quotas(m.id(), s.Limits, Window{Requests, Minute}, Window{Requests, Day})
		for _, w := range []struct {
			per   Per
			limit int
		}{{Hour, s.AudioHour}, {Day, s.AudioDay}} {
			if w.limit > 0 {
				window := Window{Seconds, w.per}
				m.quotas = append(m.quotas, quota{key: m.id(), Window: window, limit: float64(w.limit), source: FromCatalogue, none: WindowState{Window: window}})
			}
		}
		all = append(all, m)
	}
	return all
}

// takesType says whether the member writes down files of the type. Where the
// catalogue does not say which it takes, all are tried.
func (m *member) takesType(format string) bool {
	return len(m.speech.Types) == 0 || slices.Contains(m.speech.Types, format)
}

// hears returns what a call for the recording needs, or false where it is more
// than the member ever takes at once. A length that was only reckoned from the
// file's size is no reason.
func (m *member) hears(records func(string) *Record, a *Audio) (need, bool) {
	if m.speech.MaxMB > 0 && len(a.Data) > m.speech.MaxMB<<20 {
		return need{}, false
	}
	seconds := a.seconds()
	for i := range m.quotas {
		q := &m.quotas[i]
		if limit, _ := q.known(q.state(records(q.key))); q.Unit == Seconds && limit > 0 && float64(seconds) > limit {
			if a.Duration > 0 {
				return need{}, false
			}
			seconds = int(limit)
		}
	}
	return need{prompt: seconds}, true
}

// hearing is one recording on its way through the pool.
type hearing struct {
	a     *Audio
	order []*member
	// out are those that it asks no more, hopeless those among them that would
	// never take it.
	out, hopeless memberSet
	errs          []error
	begun         time.Time
	hung          int
	// more: models that answer may hear it where none of these does, so that nobody
	// is waited for.
	more bool
	// silent: a model heard nothing in it.
	silent bool
}

// failed notes a failure.
func (h *hearing) failed(m *member, e *Error) {
	h.errs = append(h.errs, e)
	h.out.add(m)
	switch e.Kind {
	case TimedOut:
		h.hung++
	case Filtered, BadRequest, TooLarge:
		h.hopeless.add(m)
	}
}

// choose returns the first member that may be asked now, or else the one that
// may be first. p.mu is held.
func (p *Pool) chooseHearer(h *hearing, out memberSet, now time.Time) chosen {
	best := chosen{at: never}
	for _, m := range h.order {
		n, fits := m.hears(p.sees, h.a)
		if out.has(m) || !fits {
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
