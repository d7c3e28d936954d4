package ai_test

import (
	"time"
)

// Three ways to serve the demand without a network, under the laws of
// month_law_test.go.

const (
	// monthPatience is how long people wait for a model, as they do in the
	// pool.
	monthPatience = 8 * time.Second
	// plainAnswer is what providers reserve for an answer where nothing is
	// said of its length.
	plainAnswer = 1024
)

// allowed is what a scheduler that knows everything serves: the true limits
// and, to the token, what is used of them at every moment, also of answers
// that are not finished. It prefers the same models in the same order. As soon
// as any who waits, first come first, can be served by any model, that
// happens.
//
// One thing it does not use: that it knows whose answer will be short. Where
// tokens are scarce, who serves those first has more answers (some 4 % here)
// and leaves the others without; the tokens are served "at the demand's own
// sizes" only where all are let in on the same terms, with room for the longest
// answer. How long that is makes no difference. The scheduler without this
// scruple stands beside it.
func allowed(models []*ruled, all []*wish, changes []change) *tally {
	return greedy("allowed", models, all, changes, func(m *ruled, w *wish) int {
		if m.counts {
			return w.prompt() + longestAnswer + m.thinks
		}
		return w.prompt()
	})
}

// unfair is the scheduler that lets in first whose answer will be short.
func unfair(models []*ruled, all []*wish, changes []change) *tally {
	return greedy("short answers first", models, all, changes, (*ruled).cost)
}

// greedy lets a wish go as soon as a model has the room that it needs.
func greedy(name string, models []*ruled, all []*wish, changes []change, need func(*ruled, *wish) int) *tally {
	t := newTally(name, all)
	var waiting []*wish
	wake := all[0].at
	for i := 0; i < len(all) || len(waiting) > 0; {
		now := wake
		if len(waiting) == 0 || i < len(all) && all[i].at.Before(now) {
			now = all[i].at
		}
		for ; len(changes) > 0 && !changes[0].at.After(now); changes = changes[1:] {
			changes[0].apply(models)
		}
		for ; i < len(all) && !all[i].at.After(now); i++ {
			waiting = append(waiting, all[i])
		}
		wake = now.Add(time.Hour)
		still := waiting[:0]
		for _, w := range waiting {
			m, at := soonest(models, w, now, need)
			switch {
			case !at.After(now):
				m.take(m.cost(w))
				t.serve(w, m.id, now.Sub(w.at)+w.took)
			case at.Sub(w.at) > monthPatience:
				t.turnAway(w) // it can only become later
			default:
				still = append(still, w)
				if at.Before(wake) {
					wake = at
				}
			}
		}
		waiting = still
	}
	return t
}

// soonest is the first model that could serve the wish now, else the one that
// can soonest, and when.
func soonest(models []*ruled, w *wish, now time.Time, need func(*ruled, *wish) int) (*ruled, time.Time) {
	var best *ruled
	least := never
	for _, m := range models {
		if d := m.wait(now, need(m, w)); d < least {
			best, least = m, d
			if d == 0 {
				break
			}
		}
	}
	if best == nil {
		return nil, now.Add(24 * time.Hour)
	}
	return best, now.Add(least)
}

// failOver asks one model after the other until one does not refuse, and keeps
// no book. With one model it is what one key alone can do.
func failOver(name string, models []*ruled, all []*wish, changes []change) *tally {
	t := newTally(name, all)
	for _, w := range all {
		for ; len(changes) > 0 && !changes[0].at.After(w.at); changes = changes[1:] {
			changes[0].apply(models)
		}
		if !t.ask(models, w) {
			t.turnAway(w)
		}
	}
	return t
}

func (t *tally) ask(models []*ruled, w *wish) bool {
	for _, m := range models {
		reserved := w.prompt()
		if m.counts {
			reserved += plainAnswer
		}
		if m.wait(w.at, reserved) == 0 {
			m.take(m.cost(w))
			t.serve(w, m.id, w.took)
			return true
		}
		t.refuse(w.at, false)
	}
	return false
}
