package ai_test

import (
	"math"
	"strings"
	"time"

	"hamzaban/ai"
	"hamzaban/sandbox/providers"
)

// The vendors' laws once more, from their pages and not from the code that is
// judged: what a scheduler that knows everything has to keep to.

// limit is one limit of a model or of several models together.
type limit struct {
	tokens bool
	per    string
	most   float64
	zone   *time.Location // where its windows begin; nil: it drains without pause
	used   float64
	at     time.Time // when that much was used
	ends   time.Time // when the window is over
}

// bring brings the limit to now.
func (l *limit) bring(now time.Time) {
	switch {
	case l.zone == nil:
		l.used = max(0, l.used-l.most*float64(now.Sub(l.at))/float64(l.span()))
		l.at = now
	case !now.Before(l.ends):
		l.used, l.ends = 0, l.end(now)
	}
}

func (l *limit) span() time.Duration {
	if l.per == "minute" {
		return time.Minute
	}
	return 24 * time.Hour
}

func (l *limit) end(now time.Time) time.Time {
	t := now.In(l.zone)
	switch l.per {
	case "minute":
		return t.Truncate(time.Minute).Add(time.Minute)
	case "day":
		return time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, l.zone)
	default:
		return time.Date(t.Year(), t.Month()+1, 1, 0, 0, 0, 0, l.zone)
	}
}

func (l *limit) cost(tokens int) float64 {
	if l.tokens {
		return float64(tokens)
	}
	return 1
}

const never = time.Duration(math.MaxInt64)

// wait is how long it takes until so much more fits.
func (l *limit) wait(now time.Time, n float64) time.Duration {
	l.bring(now)
	over := l.used + n - l.most
	switch {
	case n > l.most:
		return never
	case over <= 1e-6:
		return 0
	case l.zone == nil:
		return time.Duration(math.Ceil(over*float64(l.span())/l.most)) + 1
	}
	return l.ends.Sub(now)
}

// ruled is a model with the limits that it truly has.
type ruled struct {
	id string
	// thinks is how many hidden tokens go before its answers; counts: what it
	// answers counts against its limits as the prompt does.
	thinks int
	counts bool
	limits []*limit
}

// cost is what the wish uses in the end.
func (m *ruled) cost(w *wish) int {
	if m.counts {
		return w.prompt() + w.answer + m.thinks
	}
	return w.prompt()
}

func (m *ruled) wait(now time.Time, tokens int) time.Duration {
	longest := time.Duration(0)
	for _, l := range m.limits {
		longest = max(longest, l.wait(now, l.cost(tokens)))
	}
	return longest
}

func (m *ruled) take(tokens int) {
	for _, l := range m.limits {
		l.used += l.cost(tokens)
	}
}

// Thinking that goes before an answer at the effort that the catalogue asks
// for, where answers count.
var thinkers = map[string]int{"groq/openai/gpt-oss-120b": 24, "groq/openai/gpt-oss-20b": 24, "cerebras/gpt-oss-120b": 24}

// truth is the models of the accounts in their order, with the limits that
// the providers have in truth and have not begun to use.
func truth(srv *providers.Server, accounts []ai.Account, begin time.Time) []*ruled {
	pacific, _ := time.LoadLocation("America/Los_Angeles")
	zones := map[string]*time.Location{"gemini": pacific, "openrouter": time.UTC, "cohere": time.UTC}
	windows := map[string][]providers.WindowState{}
	for _, p := range srv.State() {
		for _, m := range p.Models {
			windows[p.Name+"/"+m.Model] = m.Windows
		}
	}
	shared := map[string]*limit{}
	var all []*ruled
	for _, a := range accounts {
		for _, model := range a.Models {
			m := &ruled{id: a.Name + "/" + model.ID, counts: a.Name == "groq" || a.Name == "cerebras"}
			m.thinks = thinkers[m.id]
			for _, w := range windows[m.id] {
				l := &limit{tokens: w.Unit == "tokens", per: w.Per, most: w.Limit, zone: zones[a.Name], at: begin}
				if w.Shared {
					key := strings.Join([]string{a.Name, w.Unit, w.Per}, " ")
					if shared[key] == nil {
						shared[key] = l
					}
					l = shared[key]
				}
				m.limits = append(m.limits, l)
			}
			all = append(all, m)
		}
	}
	return all
}

// fluid is the most that a model could answer in a day if requests were a
// fluid of the demand's mean size; first: the buckets are full besides.
func (m *ruled) fluid(all []*wish, first bool) int {
	tokens := 0.0
	for _, w := range all {
		tokens += float64(m.cost(w)) / float64(len(all))
	}
	least := math.Inf(1)
	for _, l := range m.limits {
		n := l.most
		switch {
		case l.per == "minute":
			n *= 24 * 60
		case l.zone == nil && first:
			n *= 2
		}
		least = min(least, n/l.cost(int(tokens)))
	}
	return int(least)
}

// change is new limits for all models of a provider from some time on, which
// begins to count anew then.
type change struct {
	at       time.Time
	provider string
	limits   providers.Limits
}

func (c change) apply(models []*ruled) {
	for _, m := range models {
		if name, _, _ := strings.Cut(m.id, "/"); name != c.provider {
			continue
		}
		for _, l := range m.limits {
			l.used, l.at = 0, c.at
			l.most = float64(c.most(l.tokens, l.per))
		}
	}
}

func (c change) most(tokens bool, per string) int {
	switch {
	case tokens && per == "minute":
		return c.limits.TPM
	case tokens:
		return c.limits.TPD
	case per == "minute":
		return c.limits.RPM
	case per == "day":
		return c.limits.RPD
	}
	return c.limits.RPMonth
}
