package ai

import (
	"math"
	"time"

	"hamzaban/ai/catalog"
)

// member is one model of one account, as the pool works with it.
type member struct {
	provider string
	model    catalog.Model
	// speech is set of those that write recordings down, and of them alone.
	speech *catalog.SpeechModel
	client Provider
	law    law
	// promptOnly: its limits of tokens count the prompt alone; cachedFree:
	// what of it was cached does not count.
	promptOnly, cachedFree bool
	// keys are those of its records: its own, its shared pool's if it has
	// one, its account's.
	keys   []string
	quotas []quota
	// asked: since the last transaction. The pool's mutex guards it.
	asked bool
}

// quota is one window that a member's calls count in.
type quota struct {
	key string
	Window
	// limit is the catalogue's or the configured figure, 0: none.
	limit  float64
	source Source
	none   WindowState // before anything was counted
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
		m := &member{provider: a.Name, model: model, client: a.Client, law: l,
			promptOnly: a.PromptTokens, cachedFree: a.CachedFree, keys: []string{a.Name + "/" + model.ID}}
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
			qs = append(qs, quota{key: key, Window: w.Window, limit: float64(w.limit), source: source, none: WindowState{Window: w.Window}})
		}
	}
	return qs
}

// need is what a call takes: the tokens of its prompt, as the provider is
// thought to count them and as they were reckoned, and the most of its answer.
// Of whoever writes recordings down it is the seconds, as the prompt.
type need struct{ prompt, out, reckoned int }

// tokens is what counts against limits of tokens.
func (m *member) tokens(n need) int {
	if m.promptOnly {
		return n.prompt
	}
	return n.prompt + n.out
}

// counted is what of an answer's usage counts against limits of tokens.
func (m *member) counted(u Usage) int {
	n := u.Prompt
	if m.cachedFree {
		n -= min(n, u.Cached)
	}
	if !m.promptOnly {
		n += u.Output
	}
	return n
}

// known is the limit that holds, and where it is from. What the provider said
// goes before the catalogue; what was configured is never passed, but the
// provider may have said less.
func (q *quota) known(w *WindowState) (float64, Source) {
	switch {
	case w.Source == FromCount && w.Limit < q.limit: // the catalogue knows better by now
		return q.limit, q.source
	case w.Limit > 0 && (q.limit <= 0 || q.source != FromConfigured || w.Limit < q.limit):
		return w.Limit, w.Source
	case q.limit > 0:
		return q.limit, q.source
	}
	return 0, FromCount
}

// amount is what a call that counts so many tokens, or seconds, counts in the
// window.
func (q *quota) amount(tokens int) float64 {
	if q.Unit == Requests {
		return 1
	}
	return float64(tokens)
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
	return &q.none
}

// ready is from when a call may be made: now, later, or [never].
func (m *member) ready(records func(string) *Record, n need, now time.Time, forgiven func(string) bool) time.Time {
	return m.readyBeyond(records, n, nil, now, forgiven)
}

// readyBeyond is ready, where some of the quotas (nil: none) do not matter.
func (m *member) readyBeyond(records func(string) *Record, n need, beyond *[mostQuotas]bool, now time.Time, forgiven func(string) bool) time.Time {
	at := m.awake(records, now, forgiven)
	for i := range m.quotas {
		if beyond != nil && beyond[i] {
			continue
		}
		q := &m.quotas[i]
		w := q.state(records(q.key))
		limit, _ := q.known(w)
		at = maxTime(at, m.law.ready(w, limit, q.amount(m.tokens(n)), now))
	}
	return at
}

// awake is from when the member may be asked as far as rests go.
func (m *member) awake(records func(string) *Record, now time.Time, forgiven func(string) bool) time.Time {
	at := now
	for _, key := range m.keys {
		if r := records(key); r != nil {
			at = maxTime(at, r.awake(now, forgiven(key)))
		}
	}
	return at
}

// strayTokens is what a provider may count more in any prompt, however short.
const strayTokens = 8

// size returns what a call needs, or false where the request, of so many
// tokens as we reckon them, is too large for the model.
func (m *member) size(records func(string) *Record, r *Request, prompt int) (need, bool) {
	reckoned := prompt
	if r.senses() != (senses{}) {
		reckoned = 0 // how pictures are counted tells nothing of texts
	}
	if own := records(m.id()); own != nil && own.Weight > 0 {
		prompt = int(math.Ceil(float64(prompt)*own.Weight)) + strayTokens
	}
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
	if m.promptOnly {
		if tightest > 0 && prompt > int(tightest) {
			return need{}, false
		}
		tightest = 0 // the answer counts against nothing
	}
	n := answerTokens(r, tightest)
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
	return need{prompt, room, reckoned}, room >= min(n, smallestAnswer)
}
