package bot

import (
	"log/slog"
	"slices"
	"sync"
	"time"

	"hamzaban/chat"
)

// lanes runs updates: those of one lane one after the other in their order,
// the lanes side by side, at most so many at a time. An idle lane holds
// nothing, neither a goroutine nor memory; of one that is flooded the most part
// waits on disk. Lanes that overtake wait for nobody.
type lanes struct {
	// work sees an update through. Where it returns false the update is left for the
	// next start, and so is all that comes after it in its lane.
	work func(chat.Update) (through bool)
	// more returns at most n updates of a lane that came after the given one.
	more func(lane string, after int64, n int) ([]chat.Update, error)
	log  *slog.Logger
	slot chan struct{}

	mu      sync.Mutex
	all     map[string]*lane
	stopped bool
	running sync.WaitGroup
}

// lane is one that is at work.
type lane struct {
	name  string
	queue []chat.Update // the first is being worked on
	// last is the Seq of the last one that was ever in the queue, missed how
	// many have come since that wait on disk.
	last   int64
	missed int
	left   bool // until the next start
}

// laneMost is how many updates of one lane wait in memory; rereadAfter is the
// pause after those on disk could not be read.
const (
	laneMost    = 16
	rereadAfter = time.Second
)

func newLanes(most int, work func(chat.Update) bool, more func(string, int64, int) ([]chat.Update, error), log *slog.Logger) *lanes {
	return &lanes{work: work, more: more, log: log, slot: make(chan struct{}, most), all: map[string]*lane{}}
}

// put queues an update that is on disk, and returns how many of its lane are
// not done. After stop it does nothing: what is not begun stays in the inbox for
// the next start.
func (l *lanes) put(u chat.Update) (waiting int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stopped {
		return 0
	}
	ln := l.all[u.Lane]
	if ln == nil {
		ln = &lane{name: u.Lane}
		l.all[u.Lane] = ln
		l.running.Add(1)
		defer func() { go l.run(ln) }()
	}
	switch {
	case ln.left:
	case u.Seq <= ln.last: // it was read from the disk already, or comes late
		ln.insert(u)
	case ln.missed > 0 || len(ln.queue) >= laneMost:
		ln.missed++
	default:
		ln.queue, ln.last = append(ln.queue, u), u.Seq
	}
	return len(ln.queue) + ln.missed
}

// insert puts an update at its place behind the one that is worked on, unless
// it is in the queue. If it is done already that will be seen.
func (ln *lane) insert(u chat.Update) {
	if len(ln.queue) == 0 { // what waits on disk is being read
		ln.queue = append(ln.queue, u)
		return
	}
	i := 1
	for i < len(ln.queue) && ln.queue[i].Seq < u.Seq {
		i++
	}
	if ln.queue[0].Seq != u.Seq && (i == len(ln.queue) || ln.queue[i].Seq != u.Seq) {
		ln.queue = slices.Insert(ln.queue, i, u)
	}
}

func (l *lanes) run(ln *lane) {
	defer l.running.Done()
	overtakes := overtaking(ln.name)
	for {
		if !overtakes {
			l.slot <- struct{}{}
		}
		u, ok := l.first(ln)
		if ok {
			ok = l.next(ln, l.work(u))
		}
		if !overtakes {
			<-l.slot
		}
		if !ok {
			return
		}
	}
}

// first is the update that the lane is to work on.
func (l *lanes) first(ln *lane) (chat.Update, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stopped {
		delete(l.all, ln.name)
		return chat.Update{}, false
	}
	return ln.queue[0], true
}

// next takes the update off the lane, where it is through, and tells whether more
// waits.
func (l *lanes) next(ln *lane, through bool) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !through {
		ln.left, ln.queue = true, nil
		return false
	}
	ln.queue = ln.queue[1:]
	for len(ln.queue) == 0 && ln.missed > 0 && !l.stopped {
		l.refill(ln)
	}
	if len(ln.queue) > 0 && !l.stopped {
		return true
	}
	delete(l.all, ln.name)
	return false
}

// refill reads what waits on disk. l.mu is held, but not meanwhile: what comes
// in that time counts as missed, or was read.
func (l *lanes) refill(ln *lane) {
	missed := ln.missed
	l.mu.Unlock()
	rows, err := l.more(ln.name, ln.last, laneMost)
	l.mu.Lock()
	switch {
	case err != nil:
		l.log.Error("updates that wait cannot be read; trying again", "error", err)
		l.mu.Unlock()
		time.Sleep(rereadAfter)
		l.mu.Lock()
	case len(rows) < laneMost && ln.missed == missed:
		ln.missed = 0
	}
	for _, u := range rows {
		ln.queue, ln.last = append(ln.queue, u), u.Seq
	}
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
