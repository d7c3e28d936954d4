package bot

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"hamzaban/chat"
)

// fence holds a person's updates back while all that is kept of them is being
// deleted. What comes after the press that has it deleted must not be answered
// from what was there before.
type fence struct {
	mu sync.Mutex
	// up are the presses by the person whom they are about, and then by Seq. A
	// channel is closed once its press is through.
	up map[int64]map[int64]chan struct{}
}

// forgetLane begins, after overtakingLane, the lanes of these presses.
const forgetLane = "forget:"

// fenceMost is how long the fence holds anybody: a press takes a moment.
const fenceMost = time.Minute

// abouts are the people whom an update is about where it has everything deleted:
// whoever pressed, or, in their group, the group's hidden admins.
func abouts(u chat.Update) (people []int64) {
	rest, ok := strings.CutPrefix(u.Lane, overtakingLane+forgetLane)
	if !ok {
		return nil
	}
	group, _, _ := strings.Cut(rest, ":")
	if id, err := strconv.ParseInt(group, 10, 64); err == nil && id != u.Person {
		people = append(people, id)
	}
	return append(people, u.Person)
}

// raise puts the fence up where the update is such a press. It is called for
// updates in their order, before they are worked on.
func (f *fence) raise(u chat.Update) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, person := range abouts(u) {
		if f.up == nil {
			f.up = map[int64]map[int64]chan struct{}{}
		}
		if f.up[person] == nil {
			f.up[person] = map[int64]chan struct{}{}
		}
		if f.up[person][u.Seq] == nil {
			f.up[person][u.Seq] = make(chan struct{})
		}
	}
}

// lower takes it down once the press is through.
func (f *fence) lower(u chat.Update) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, person := range abouts(u) {
		f.take(person, u.Seq)
	}
}

// take takes one press's part down where f.mu is held.
func (f *fence) take(person, seq int64) {
	if c := f.up[person][seq]; c != nil {
		close(c)
		delete(f.up[person], seq)
	}
	if len(f.up[person]) == 0 {
		delete(f.up, person)
	}
}

// ahead is a press that the update has to wait for; 0: none. Presses wait for
// earlier ones only.
func (f *fence) ahead(u chat.Update) (seq int64, through chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	press := len(abouts(u)) > 0
	for seq, through := range f.up[u.Person] {
		if seq != u.Seq && (!press || seq < u.Seq) {
			return seq, through
		}
	}
	return 0, nil
}

// pass waits until nothing is in the way of the update. It tells whether it may be
// worked on: not where ctx ended before that.
func (f *fence) pass(ctx context.Context, u chat.Update) bool {
	for {
		seq, through := f.ahead(u)
		if through == nil {
			return true
		}
		t := time.NewTimer(fenceMost)
		select {
		case <-through:
		case <-ctx.Done():
		case <-t.C:
			f.mu.Lock()
			f.take(u.Person, seq)
			f.mu.Unlock()
		}
		t.Stop()
		if ctx.Err() != nil {
			return false
		}
	}
}
