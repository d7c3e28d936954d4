package ai_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// tally counts what becomes of a demand.
type tally struct {
	name  string
	begin time.Time
	// By the hour in which was asked: all requests, those turned away, those
	// that each model answered.
	mu            sync.Mutex
	asked, turned []int
	served        map[string][]int
	tokens        []int // of what was served
	// By day: how long the served waited, and how often a provider refused:
	// where it need not have been asked, and where that taught a limit.
	waits              [][]time.Duration
	provoked, learning []int
}

func newTally(name string, all []*wish) *tally {
	t := &tally{name: name, begin: all[0].at.Truncate(24 * time.Hour), served: map[string][]int{}}
	hours := t.hour(all[len(all)-1].at) + 1
	hours += (24 - hours%24) % 24
	t.asked, t.turned, t.tokens = make([]int, hours), make([]int, hours), make([]int, hours)
	t.waits, t.provoked, t.learning = make([][]time.Duration, hours/24), make([]int, hours/24+1), make([]int, hours/24+1)
	for _, w := range all {
		t.asked[t.hour(w.at)]++
	}
	return t
}

func (t *tally) hour(at time.Time) int { return int(at.Sub(t.begin) / time.Hour) }

func (t *tally) serve(w *wish, id string, wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.served[id] == nil {
		t.served[id] = make([]int, len(t.asked))
	}
	h := t.hour(w.at)
	t.served[id][h]++
	t.tokens[h] += w.prompt() + w.answer
	t.waits[h/24] = append(t.waits[h/24], wait)
}

func (t *tally) turnAway(w *wish) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.turned[t.hour(w.at)]++
}

func (t *tally) refuse(at time.Time, taught bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if day := t.hour(at) / 24; taught {
		t.learning[day]++
	} else {
		t.provoked[day]++
	}
}

// answers counts what was served by a model, or by all for an empty id, in the
// hours of a day that which chooses.
func (t *tally) answers(id string, day int, which func(hour int) bool) int {
	sum := 0
	for one, hours := range t.served {
		for h := 24 * day; h < 24*day+24 && (one == id || id == ""); h++ {
			if which(h) {
				sum += hours[h]
			}
		}
	}
	return sum
}

func always(int) bool { return true }

// saturated chooses the hours in which more was asked than this one served.
func (t *tally) saturated(h int) bool { return t.turned[h] > 0 }

// share is how much of what is allowed was served in the saturated hours of a
// day, 1 where there were none.
func (t *tally) share(best *tally, day int) float64 {
	most := best.answers("", day, best.saturated)
	if most == 0 {
		return 1
	}
	return float64(t.answers("", day, best.saturated)) / float64(most)
}

// tokenShare is the same of the tokens: who serves the small requests only has
// more answers.
func (t *tally) tokenShare(best *tally, day int) float64 {
	mine, most := 0, 0
	for h := 24 * day; h < 24*day+24; h++ {
		if best.saturated(h) {
			mine, most = mine+t.tokens[h], most+best.tokens[h]
		}
	}
	return float64(mine) / float64(max(1, most))
}

func (t *tally) wait(day int, percent int) time.Duration {
	all := t.waits[day]
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[len(all)*percent/100].Round(10 * time.Millisecond)
}

// contrast shows all of them beside each other, day by day, and the models' part
// in the saturated hours.
func contrast(t *testing.T, best *tally, others ...*tally) {
	var b strings.Builder
	for day := range best.waits {
		asked, hours := 0, 0
		for h := 24 * day; h < 24*day+24; h++ {
			asked += best.asked[h]
			if best.saturated(h) {
				hours++
			}
		}
		fmt.Fprintf(&b, "\nday %d (from %s): %d requests, %d hours saturated\n%-22s%9s%9s%12s%9s%9s%9s%9s%9s%9s\n", day+1,
			best.begin.Add(time.Duration(day)*24*time.Hour).Format(time.DateTime), asked, hours,
			"", "answers", "turned", "saturated", "share", "tokens", "429s", "learning", "p50", "p95")
		for _, one := range append([]*tally{best}, others...) {
			turned := 0
			for _, n := range one.turned[24*day : 24*day+24] {
				turned += n
			}
			fmt.Fprintf(&b, "%-22s%9d%9d%12d%8.2f%%%8.2f%%%9d%9d%9s%9s\n", one.name, one.answers("", day, always), turned,
				one.answers("", day, best.saturated), 100*one.share(best, day), 100*one.tokenShare(best, day), one.provoked[day], one.learning[day],
				one.wait(day, 50), one.wait(day, 95))
		}
	}
	t.Log(b.String())
}

// printModels shows where one differs from what is allowed.
func printModels(t *testing.T, best, one *tally, models []*ruled, all []*wish) {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%-40s%9s%9s%9s%12s%12s%9s\n", "answers at saturation; of the whole day", "allowed", one.name, "lost", "allowed", one.name, "fluid")
	for day := range best.waits {
		fmt.Fprintf(&b, "day %d\n", day+1)
		for _, m := range models {
			a, o := best.answers(m.id, day, best.saturated), one.answers(m.id, day, best.saturated)
			fmt.Fprintf(&b, "  %-38s%9d%9d%9d%12d%12d%9d\n", m.id, a, o, a-o,
				best.answers(m.id, day, always), one.answers(m.id, day, always), m.fluid(all, day == 0))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(one.served)) {
		if !slices.ContainsFunc(models, func(m *ruled) bool { return m.id == id }) {
			fmt.Fprintf(&b, "  %s is not among the models\n", id)
		}
	}
	t.Log(b.String())
}
