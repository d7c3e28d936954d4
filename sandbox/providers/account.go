package providers

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// account is one provider with the state of one customer's account.
type account struct {
	*vendor
	models   []model
	keys     []string
	shared   []*gauge
	own      map[string][]*gauge
	counts   map[string]int
	standing []Fault
	script   []Fault
	say      []string
	// prompts are the last ones of each model, for its cache.
	prompts map[string][]string
}

func newAccount(v *vendor, o Options) *account {
	a := &account{vendor: v, keys: o.Keys[v.name], own: map[string][]*gauge{}, counts: map[string]int{},
		prompts: map[string][]string{}}
	a.models = v.models
	if ids := o.Models[v.name]; ids != nil {
		a.models = nil
		for _, id := range ids {
			a.models = append(a.models, v.model(id))
		}
	}
	a.limit(o.Limits)
	return a
}

// model finds what is known of a model; of an unknown one, little is.
func (v *vendor) model(id string) model {
	for _, m := range v.models {
		if m.id == id {
			return m
		}
	}
	m := v.models[0]
	return model{id: id, context: 131072, output: 16384, limits: m.limits}
}

// serves returns the model of that id, nil if there is none.
func (a *account) serves(id string) *model {
	for i := range a.models {
		if a.models[i].id == id {
			return &a.models[i]
		}
	}
	return nil
}

// limit makes the gauges anew.
func (a *account) limit(limits map[string]Limits) {
	shared, all := a.vendor.shared, (*Limits)(nil)
	if l, ok := limits[a.name]; ok {
		shared, all = a.share(l), &l
	}
	a.shared = gauges(shared, a.law)
	for _, m := range a.models {
		l := m.limits
		if all != nil {
			l = a.each(*all)
		}
		if one, ok := limits[a.name+"/"+m.id]; ok {
			l = one
		}
		a.own[m.id] = gauges(l, a.law)
	}
	if a.speech == nil {
		return
	}
	for _, m := range a.speech.models { // whose limits are apart from the others'
		l := m.limits
		if all != nil && *all == (Limits{}) {
			l = *all
		}
		if one, ok := limits[a.name+"/"+m.id]; ok {
			l = one
		}
		a.own[m.id] = gauges(l, a.law)
	}
}

// share is the part of an account's limits that its models draw on together:
// all of OpenRouter's, the month of Cohere's.
func (a *account) share(l Limits) Limits {
	switch a.name {
	case "openrouter":
		return l
	case "cohere":
		return Limits{RPMonth: l.RPMonth, RPD: l.RPD, TPD: l.TPD}
	}
	return Limits{}
}

// each is the rest, counted by model.
func (a *account) each(l Limits) Limits {
	switch a.name {
	case "openrouter":
		return Limits{}
	case "cohere":
		return Limits{RPM: l.RPM, TPM: l.TPM}
	}
	return l
}

// gauges are all that a call to the model counts on.
func (a *account) gauges(model string) []*gauge {
	return append(slices.Clone(a.own[model]), a.shared...)
}

// accepts says whether the key is a good one.
func (a *account) accepts(key string) bool {
	return key != "" && (len(a.keys) == 0 || slices.Contains(a.keys, key))
}

// tokens is about how many tokens a text has.
func tokens(s string) int { return (utf8.RuneCountInString(s) + 3) / 4 }

// promptTokens is how many tokens a question has, and how many of them its
// model has seen at the beginning of an earlier one.
func (a *account) promptTokens(c *chat) (all, cached int) {
	if c.recording != nil {
		return c.recording.billed(), 0
	}
	var b strings.Builder
	b.WriteString(c.system)
	n := tokens(c.system) + c.imageTokens + c.voice.tokens()
	for _, m := range c.messages {
		n += tokens(m.Text) + 4
		b.WriteString("\x00" + m.Role + "\x00" + m.Text)
	}
	if !a.cache {
		return n, 0
	}
	text := b.String()
	best := 0
	for _, p := range a.prompts[c.model] {
		best = max(best, commonPrefix(p, text))
	}
	seen := append(a.prompts[c.model], text)
	a.prompts[c.model] = seen[max(0, len(seen)-8):]
	cached = tokens(strings.ToValidUTF8(text[:best], "")) / 128 * 128
	if cached < 1024 {
		cached = 0
	}
	return n, min(cached, n)
}

func commonPrefix(a, b string) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// Spend empties the provider's quota: its longest window of requests, or of
// tokens where requests are unlimited. An unlimited provider is broken with
// [QuotaSpent] until Mend.
func (s *Server) Spend(name string) {
	a := s.account(name)
	s.mu.Lock()
	now, spent := s.o.Now(), false
	for _, m := range a.models {
		if g := longest(a.gauges(m.id)); g != nil {
			g.count(now, g.limit-g.law.left(g, now))
			spent = true
		}
	}
	s.mu.Unlock()
	if !spent {
		s.Break(name, QuotaSpent)
		return
	}
	s.announce(name)
}

// Refill makes the provider's quota as on the first day.
func (s *Server) Refill(name string) {
	a := s.account(name)
	s.mu.Lock()
	now := s.o.Now()
	for _, gs := range append([][]*gauge{a.shared}, values(a.own)...) {
		for _, g := range gs {
			g.used, g.at = 0, now
		}
	}
	s.mu.Unlock()
	s.announce(name)
}

// Limit changes the provider's limits from now on, as Options.Limits do, and
// forgets what was used.
func (s *Server) Limit(name string, l Limits) {
	a := s.account(name)
	s.mu.Lock()
	a.limit(map[string]Limits{name: l})
	s.mu.Unlock()
	s.announce(name)
}

// Say makes the next answers of the provider these texts, word for word, one
// each.
func (s *Server) Say(name string, texts ...string) {
	a := s.account(name)
	s.mu.Lock()
	defer s.mu.Unlock()
	a.say = append(a.say, texts...)
}

func longest(gs []*gauge) *gauge {
	rank := map[string]int{"minute": 1, "day": 2, "month": 3}
	var best *gauge
	for _, g := range gs {
		if best == nil || g.unit == best.unit && rank[g.per] > rank[best.per] || g.unit == "requests" && best.unit == "tokens" {
			best = g
		}
	}
	return best
}

func values(m map[string][]*gauge) [][]*gauge {
	var vs [][]*gauge
	for _, v := range m {
		vs = append(vs, v)
	}
	return vs
}

// seconds writes a duration as a number of seconds, rounded up.
func seconds(d time.Duration) string { return itoa(int((d + time.Second - 1) / time.Second)) }
