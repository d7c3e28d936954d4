package ai

import (
	"slices"
	"time"
)

// Whoever is turned away is told when to come again, and then takes a place that
// nobody else may be told of: so promises are remembered until they are kept or
// were not taken up.

const (
	// takenUp is how long after its time a promise is taken up, if at all.
	takenUp = 10 * time.Second
	// mostPromises bounds what is remembered.
	mostPromises = 4096
)

// promise is when somebody was told to come again.
type promise struct {
	at     time.Time
	person string
}

// promise remembers one.
func (t *turns) promise(person string, at, now time.Time) {
	t.promises = slices.DeleteFunc(t.promises, func(p promise) bool { return now.Sub(p.at) > takenUp })
	if len(t.promises) >= mostPromises {
		return
	}
	t.promises = slices.Insert(t.promises, t.promisedUntil(at), promise{at, person})
}

// promisedUntil is how many are to come by then.
func (t *turns) promisedUntil(at time.Time) int {
	n, _ := slices.BinarySearchFunc(t.promises, at, func(p promise, at time.Time) int {
		if p.at.After(at) {
			return 1
		}
		return -1
	})
	return n
}

// came forgets the promise of somebody who has come again. Of people without a
// name it is the first that is due.
func (t *turns) came(person string, now time.Time) {
	if len(t.promises) == 0 {
		return
	}
	i := slices.IndexFunc(t.promises, func(p promise) bool { return p.person == person })
	if i >= 0 && (person != "" || !t.promises[i].at.After(now)) {
		t.promises = slices.Delete(t.promises, i, i+1)
	}
}
