package ai

import (
	"slices"
	"time"
)

// Notice is what whoever runs the pool should be told, because it does not
// pass by itself: a model that its provider has retired ([NoModel]), a key that
// is refused ([BadKey]), credit that is gone ([NoCredit]), a place or an account
// that is not served ([NoAccess]).
type Notice struct {
	Provider string
	// Model is empty where the whole account is concerned.
	Model string
	Kind  Kind
	// Since is when it began. One event keeps its Since over restarts, so that
	// whoever is told twice can know it.
	Since time.Time
	// Instead is the model of the same provider that is asked from now on in
	// the place of Model; empty where there is none.
	Instead string
}

// tell gives notice of what does not pass by itself in the records, as soon as
// it is in the book: of what an earlier process saw, too, which may have ended
// before anybody was told. p.mu is held.
func (p *Pool) tell(records map[string]*Record) {
	if p.notice == nil {
		return
	}
	now := time.Now()
	for key, r := range records {
		if r.state(now) != Out || r.Since.Equal(p.told[key]) {
			continue
		}
		p.told[key] = r.Since
		if n, ours := p.noticeOf(key, r, now); ours {
			go p.notice(n)
		}
	}
}

// noticeOf makes the notice of a record that is out, unless none of the pool's
// members is concerned. p.mu is held.
func (p *Pool) noticeOf(key string, r *Record, now time.Time) (n Notice, ours bool) {
	all := p.all()
	if hearers := p.roster.Load().hearers; slices.ContainsFunc(hearers, func(m *member) bool { return m.id() == key }) {
		all = hearers
	}
	for _, m := range all {
		switch {
		case m.id() == key:
			n.Provider, n.Model, ours = m.provider, m.model.ID, true
		case slices.Contains(m.keys, key):
			n.Provider, ours = m.provider, true
		}
	}
	n.Kind, n.Since = r.Reason, r.Since
	for _, m := range all {
		if n.Kind == NoModel && m.provider == n.Provider && m.id() != key && p.seen(m.id()).clone().state(now) != Out {
			n.Instead = m.model.ID
			break
		}
	}
	return n, ours
}
