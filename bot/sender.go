package bot

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"hamzaban/chat"
)

// sender takes committed messages to Telegram: those of one chat in their
// order, the chats side by side. A message is sent by its first line, whose id
// is stored, and then edited to the whole, so that the instant between a send
// and the reply to it can leave at most a stray first line.
type sender struct {
	client *client
	outbox chat.Outbox
	alarm  *alarm
	log    *slog.Logger
	work   context.Context

	mu      sync.Mutex
	waiting map[int64][]chat.Message // by chat; the first is being sent
	paces   map[int64]*pace
	running sync.WaitGroup

	stopped chan struct{} // closed by stop
	until   time.Time     // once stopped: nothing waits for longer
}

// lastWait is how long messages may wait for their turn once the bot is told to
// stop: enough to write out an answer that is begun. The others are on disk, and
// are sent by the next start.
const lastWait = 3 * time.Second

func newSender(c *client, o chat.Outbox, a *alarm, log *slog.Logger) *sender {
	return &sender{
		client: c, outbox: o, alarm: a, log: log,
		waiting: map[int64][]chat.Message{}, paces: map[int64]*pace{}, stopped: make(chan struct{}),
	}
}

// start lets messages go out for as long as the context lives.
func (s *sender) start(ctx context.Context) { s.work = ctx }

// put queues committed messages.
func (s *sender) put(messages []chat.Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping() {
		return // they are in the outbox: the next start sends them
	}
	for _, m := range messages {
		queue, busy := s.waiting[m.Chat]
		s.waiting[m.Chat] = append(queue, m)
		if !busy {
			s.running.Add(1)
			go s.run(m.Chat)
		}
	}
}

// stop takes nothing more. The returned channel is closed once everything
// that was put is sent, or given up for the next start.
func (s *sender) stop() <-chan struct{} {
	s.mu.Lock()
	s.until = time.Now().Add(lastWait)
	close(s.stopped)
	s.mu.Unlock()
	done := make(chan struct{})
	go func() {
		s.running.Wait()
		close(done)
	}()
	return done
}

// stopping tells whether nothing should be tried again before the next start.
func (s *sender) stopping() bool {
	select {
	case <-s.stopped:
		return true
	default:
		return false
	}
}

// pause waits until a time. It fails where that is not to be waited for any
// more.
func (s *sender) pause(ctx context.Context, until time.Time) error {
	t := time.NewTimer(time.Until(until))
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-s.stopped:
	}
	if until.After(s.until) {
		return errLeft
	}
	sleep(ctx, time.Until(until))
	return ctx.Err()
}

// run sends what waits for a chat.
func (s *sender) run(id int64) {
	defer s.running.Done()
	for {
		s.mu.Lock()
		m, p := s.waiting[id][0], s.paceOf(id)
		s.mu.Unlock()
		d := delivery{sender: s, pace: p, Message: m}
		settled := d.deliver(s.work)
		s.mu.Lock()
		rest := s.waiting[id][1:]
		if len(rest) == 0 || !settled { // nothing overtakes what is left
			delete(s.waiting, id)
			s.mu.Unlock()
			return
		}
		s.waiting[id] = rest
		s.mu.Unlock()
	}
}

// paceOf is the pace of a chat; s.mu is held.
func (s *sender) paceOf(id int64) *pace {
	if p := s.paces[id]; p != nil {
		return p
	}
	if len(s.paces) >= 1000 { // forget those that hold nothing back
		now := time.Now()
		for other, p := range s.paces {
			if p.idle(now) {
				delete(s.paces, other)
			}
		}
	}
	p := newPace(id)
	s.paces[id] = p
	return p
}

// pauseAfter grows with the failures in a row, with some chance in it so that
// chats do not come back all at once.
func pauseAfter(failures int) time.Duration {
	d := min(firstPause<<min(failures, 10), lastPause)
	return d/2 + rand.N(d)
}
