package ai

import (
	"time"

	"hamzaban/ai/catalog"
)

// member is one model of one account, as the pool works with it.
type member struct {
	provider string
	model    catalog.Model
	client   Provider
	law      law
	// keys are those of its records: its own, its shared pool's if it has
	// one, its account's.
	keys   []string
	quotas []quota
}

// quota is one window that a member's calls count in.
type quota struct {
	key string
	Window
	// limit is the catalogue's or the configured figure, 0: none.
	limit  float64
	source Source
}

func (m *member) id() string      { return m.keys[0] }
func (m *member) account() string { return m.keys[len(m.keys)-1] }

// pool is the key of its shared pool's record, empty where it has none.
func (m *member) pool() string {
	if len(m.keys) == 3 {
		return m.keys[1]
	}
	return ""
}

// members are the account's models in their order.
func members(a *Account) []*member {
	l := law{a.Law, a.Location()}
	all := make([]*member, 0, len(a.Models))
	for _, model := range a.Models {
		m := &member{provider: a.Name, model: model, client: a.Client, law: l, keys: []string{a.Name + "/" + model.ID}}
		m.quotas = quotas(m.id(), model.Limits, Window{Requests, Minute}, Window{Tokens, Minute}, Window{Requests, Day}, Window{Tokens, Day})
		for _, s := range a.Pools {
			if s.Name == model.Pool && s.Name != "" {
				m.keys = append(m.keys, a.Name+":"+s.Name)
				m.quotas = append(m.quotas, quotas(m.keys[1], s.Limits, Window{Requests, Minute}, Window{Requests, Day}, Window{Requests, Month})...)
			}
		}
		m.keys = append(m.keys, a.Name)
		all = append(all, m)
	}
	return all
}

// quotas are the windows that have a figure and those that are always counted.
func quotas(key string, l catalog.Limits, always ...Window) []quota {
	source := FromCatalogue
	if l.Configured {
		source = FromConfigured
	}
	var qs []quota
	for _, w := range []struct {
		Window
		limit int
	}{
		{Window{Requests, Minute}, l.RPM}, {Window{Tokens, Minute}, l.TPM},
		{Window{Requests, Day}, l.RPD}, {Window{Tokens, Day}, l.TPD},
		{Window{Requests, Month}, l.RPMonth}, {Window{Tokens, Month}, l.TPMonth},
	} {
		counted := w.limit > 0
		for _, a := range always {
			counted = counted || a == w.Window
		}
		if counted {
			qs = append(qs, quota{key: key, Window: w.Window, limit: float64(w.limit), source: source})
		}
	}
	return qs
}

// known is the limit that holds, and where it is from. What the provider said
// goes before the catalogue; what was configured is never passed, but the
// provider may have said less.
func (q *quota) known(w *WindowState) (float64, Source) {
	switch {
	case w.Limit > 0 && (q.limit <= 0 || q.source != FromConfigured || w.Limit < q.limit):
		return w.Limit, w.Source
	case q.limit > 0:
		return q.limit, q.source
	}
	return 0, FromCount
}

// amount is what a call of so many tokens counts in the window.
func (q *quota) amount(tokens int) float64 {
	if q.Unit == Tokens {
		return float64(tokens)
	}
	return 1
}

// state returns the window's state for reading; the record may be nil.
func (q *quota) state(r *Record) *WindowState {
	if r != nil {
		for i := range r.Windows {
			if r.Windows[i].Window == q.Window {
				return &r.Windows[i]
			}
		}
	}
	return &WindowState{Window: q.Window}
}

// ready is from when a call of so many tokens may be made: now, later, or
// [never].
func (m *member) ready(records func(string) *Record, tokens int, now time.Time, forgiven func(string) bool) time.Time {
	at := now
	for _, key := range m.keys {
		if r := records(key); r != nil {
			at = maxTime(at, r.awake(now, forgiven(key)))
		}
	}
	for i := range m.quotas {
		q := &m.quotas[i]
		w := q.state(records(q.key))
		limit, _ := q.known(w)
		at = maxTime(at, m.law.ready(w, limit, q.amount(tokens), now))
	}
	return at
}

// size returns how many tokens the answer to a request may have, or false
// where the request is too large for the model.
func (m *member) size(records func(string) *Record, r *Request, prompt int) (int, bool) {
	tightest := 0.0
	for i := range m.quotas {
		q := &m.quotas[i]
		if q.Unit != Tokens {
			continue
		}
		if limit, _ := q.known(q.state(records(q.key))); limit > 0 && (tightest == 0 || limit < tightest) {
			tightest = limit
		}
	}
	n := answerTokens(r, prompt, tightest)
	if m.model.MaxOutput > 0 {
		n = min(n, m.model.MaxOutput)
	}
	room := n
	if m.model.Context > 0 {
		room = min(room, m.model.Context-prompt)
	}
	if tightest > 0 {
		room = min(room, int(tightest)-prompt)
	}
	return room, room >= min(n, smallestAnswer)
}
