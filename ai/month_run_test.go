package ai_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
	"hamzaban/sandbox/providers"
)

// monthBegin is a midnight, UTC, whose next day is in another month.
var monthBegin = time.Date(2000, time.January, 31, 0, 0, 0, 0, time.UTC)

// month is what is to be simulated, and then what came of it.
type month struct {
	days int
	// times is how much more is asked than usual.
	times float64
	// hours is how many of each evening; 0: the whole day.
	hours int
	// truth and catalogue are how many times the usual limits the providers
	// have, and the pool is told; changes come while it goes on.
	truth, catalogue float64
	changes          []change

	best, pool *tally
}

// check checks that no refusal was provoked, and from a day on that all is
// used.
func (m *month) check(t *testing.T, from int, least float64) {
	t.Helper()
	for day := range m.best.waits {
		if share := m.pool.share(m.best, day); share < least && day >= from {
			t.Errorf("day %d: the pool served %.2f%% of what is allowed at saturation, want %.0f%%", day+1, 100*share, 100*least)
		}
		if n := m.pool.provoked[day]; n > 0 {
			t.Errorf("day %d: %d refusals were provoked", day+1, n)
		}
	}
}

func simulate(t *testing.T, m month) *month {
	seed := *monthSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("seed %d (-monthseed)", seed)
	n := newPipes()
	n.client.MaxIdleConnsPerHost = 1000
	accounts := builtin(t, n, names...)
	mistake(accounts, m.catalogue)
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(monthBegin))
		all := demand(seed, monthBegin, time.Duration(m.days)*24*time.Hour, m.times)
		if m.hours > 0 {
			all = evenings(all, m.hours)
		}
		m.pool = newTally("pool", all)
		o := newObserver(m.pool, all)
		srv := providers.New(providers.Options{Calls: -1, Limits: scaled(m.truth), Ended: o.ended, Answer: simulated(all)})
		models := func() []*ruled { return truth(srv, accounts, monthBegin) }
		m.best = allowed(models(), all, m.changes)
		others := []*tally{m.pool, failOver("order and fail-over", models(), all, m.changes),
			failOver("one Gemini model", only(models(), "gemini/gemini-2.5-flash"), all, m.changes), unfair(models(), all, m.changes)}
		n.open(t, srv)
		p := &player{T: t, accounts: accounts, book: ai.NewMemoryBook(), tally: m.pool}
		events := p.restarts(seed, monthBegin, m.days)
		for _, c := range m.changes {
			events = append(events, happening{c.at, func() { srv.Limit(c.provider, c.limits); o.changed(c.provider) }})
		}
		p.play(all, events)
		synctest.Wait() // for what the providers still do
		contrast(t, m.best, others...)
		printModels(t, m.best, m.pool, models(), all)
		o.report(t)
	})
	return &m
}

// scaled are the providers' limits, so many times what they are.
func scaled(times float64) map[string]providers.Limits {
	all := map[string]providers.Limits{}
	for _, p := range providers.New(providers.Options{}).State() {
		for _, m := range p.Models {
			own, shared := all[p.Name+"/"+m.Model], all[p.Name]
			for _, w := range m.Windows {
				l := &own
				if w.Shared {
					l = &shared
				}
				n := max(1, int(w.Limit*times))
				switch w.Unit + " " + w.Per {
				case "requests minute":
					l.RPM = n
				case "requests day":
					l.RPD = n
				case "requests month":
					l.RPMonth = n
				case "tokens minute":
					l.TPM = n
				case "tokens day":
					l.TPD = n
				}
			}
			all[p.Name+"/"+m.Model], all[p.Name] = own, shared
		}
	}
	return all
}

// mistake makes the accounts' limits so many times what the catalogue says.
func mistake(accounts []ai.Account, times float64) {
	scale := func(l *catalog.Limits) {
		for _, n := range []*int{&l.RPM, &l.RPD, &l.RPMonth, &l.TPM, &l.TPD} {
			*n = int(float64(*n) * times)
		}
	}
	for i := range accounts {
		accounts[i].Pools = slices.Clone(accounts[i].Pools)
		for j := range accounts[i].Pools {
			scale(&accounts[i].Pools[j].Limits)
		}
		for j := range accounts[i].Models {
			scale(&accounts[i].Models[j].Limits)
		}
	}
}

func only(models []*ruled, id string) []*ruled {
	return slices.DeleteFunc(models, func(m *ruled) bool { return m.id != id })
}
