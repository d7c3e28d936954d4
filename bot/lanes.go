package bot

import (
	"sync"

	"hamzaban/chat"
)

// lanes runs updates: those of one lane one after the other in their order,
// the lanes side by side, at most so many at a time. An idle lane holds
// nothing, neither a goroutine nor memory.
type lanes struct {
	work func(chat.Update)
	slot chan struct{}

	mu      sync.Mutex
	waiting map[string][]chat.Update // the first is being worked on
	stopped bool
	running sync.WaitGroup
}

func newLanes(most int, work func(chat.Update)) *lanes {
	return &lanes{work: work, slot: make(chan struct{}, most), waiting: map[string][]chat.Update{}}
}

// put queues an update. After stop it does nothing: what is not begun stays in
// the inbox for the next start.
func (l *lanes) put(u chat.Update) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stopped {
		return
	}
	queue, busy := l.waiting[u.Lane]
	l.waiting[u.Lane] = append(queue, u)
	if !busy {
		l.running.Add(1)
		go l.run(u.Lane)
	}
}

func (l *lanes) run(lane string) {
	defer l.running.Done()
	for {
		l.slot <- struct{}{}
		u, ok := l.first(lane)
		if ok {
			l.work(u)
			ok = l.next(lane)
		}
		<-l.slot
		if !ok {
			return
		}
	}
}

// first is the update that the lane is to work on.
func (l *lanes) first(lane string) (chat.Update, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stopped {
		delete(l.waiting, lane)
		return chat.Update{}, false
	}
	return l.waiting[lane][0], true
}

// next takes the finished update off the lane and tells whether more waits.
func (l *lanes) next(lane string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	rest := l.waiting[lane][1:]
	if len(rest) == 0 || l.stopped {
		delete(l.waiting, lane)
		return false
	}
	l.waiting[lane] = rest
	return true
}

// stop begins no further update. The returned channel is closed once those
// that run are through.
func (l *lanes) stop() <-chan struct{} {
	l.mu.Lock()
	l.stopped = true
	l.mu.Unlock()
	done := make(chan struct{})
	go func() {
		l.running.Wait()
		close(done)
	}()
	return done
}
