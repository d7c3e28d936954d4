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

	rich     richness
	overall  overall
	previews sync.Mutex // one call that may as well not be made at a time looks for room

	mu      sync.Mutex
	lines   map[int64]*line // by chat
	running sync.WaitGroup

	stopped chan struct{} // closed by stop
	until   time.Time     // once stopped: nothing waits for longer
	over    chan struct{} // closed at that time
}

// lastWait is how long messages may wait for their turn once the bot is told to
// stop: enough to write out an answer that is begun. The others are on disk, and
// are sent by the next start.
const lastWait = 3 * time.Second

func newSender(c *client, o chat.Outbox, a *alarm, log *slog.Logger) *sender {
	return &sender{
		client: c, outbox: o, alarm: a, log: log,
		lines: map[int64]*line{}, stopped: make(chan struct{}), over: make(chan struct{}),
	}
}

// start lets messages go out for as long as the context lives.
func (s *sender) start(ctx context.Context) { s.work = ctx }

// resume sends what an earlier run left, and keeps the limits that it met. It
// returns how many messages it found.
func (s *sender) resume(ctx context.Context) (int, error) {
	lately, err := s.outbox.Lately(ctx, time.Now().Add(-groupWithin))
	if err != nil {
		return 0, err
	}
	unsent, err := s.outbox.Unsent(ctx)
	if err != nil {
		return 0, err
	}
	for _, t := range lately {
		l := s.line(t.Chat)
		l.recall(t.Calls)
		l.freeze(t.Frozen)
	}
	// Of each chat's first message it is not known whether it was being sent.
	seen := map[int64]bool{}
	for _, m := range unsent {
		if !seen[m.Chat] {
			s.line(m.Chat).recall([]time.Time{time.Now()})
		}
		seen[m.Chat] = true
	}
	s.put(unsent)
	return len(unsent), nil
}

// put queues committed messages.
func (s *sender) put(messages []chat.Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping() {
		return // they are in the outbox: the next start sends them
	}
	for _, m := range messages {
		l := s.lineOf(m.Chat)
		if l.left {
			continue
		}
		l.waiting = append(l.waiting, m)
		if len(l.waiting) == 1 {
			s.running.Add(1)
			go s.run(l)
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
	time.AfterFunc(lastWait, func() { close(s.over) })
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
func (s *sender) run(l *line) {
	defer s.running.Done()
	for {
		s.mu.Lock()
		m := l.waiting[0]
		s.mu.Unlock()
		d := delivery{sender: s, line: l, Message: m}
		settled := d.deliver(s.work)
		s.mu.Lock()
		if l.waiting = l.waiting[1:]; len(l.waiting) == 0 || !settled {
			l.waiting, l.left = nil, !settled
			s.mu.Unlock()
			return
		}
		s.mu.Unlock()
	}
}

// turn waits until a call may be made in a chat, and takes its place: in the
// chat's pace, and in that of all chats together.
func (s *sender) turn(ctx context.Context, id int64) error {
	for l := s.line(id); ; {
		if err := s.pause(ctx, l.wait(time.Now())); err != nil {
			return err
		}
		if err := s.overall.await(ctx, s.over); err != nil {
			return err
		}
		if l.take(time.Now()) {
			return nil
		}
		s.overall.giveBack() // the chat was frozen meanwhile, or its place taken
	}
}

// preview takes a place for a preview in a chat, to be made now, or returns how
// long to wait before it is tried again: what is committed goes first.
func (s *sender) preview(id int64, first bool) (wait time.Duration) {
	s.mu.Lock()
	l := s.lineOf(id)
	busy := len(l.waiting) > 0
	s.mu.Unlock()
	if busy {
		return previewAgain
	}
	now := time.Now()
	s.previews.Lock()
	defer s.previews.Unlock()
	kept := keptForFirst
	if first {
		kept = keptForAnswers
	}
	if wait := s.overall.spare(now, kept); wait > 0 {
		return wait
	}
	if wait := l.preview(now, first); wait > 0 {
		return wait
	}
	s.overall.take(now)
	return 0
}

// heed sorts a failed call. Where Telegram asks to wait, the chat is frozen for
// everything, also over a restart.
func (s *sender) heed(ctx context.Context, id int64, err error) refusal {
	r := refused(err)
	if r.after == 0 {
		return r
	}
	now := time.Now()
	if s.overall.refused(now, id) {
		s.log.Warn("Telegram asks several chats to wait: all calls together slow down")
	}
	until := now.Add(r.after)
	if !s.line(id).freeze(until) {
		return r
	}
	s.log.Warn("Telegram asks to wait", "chat", id, "wait", r.after)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := s.outbox.Freeze(ctx, id, until); err != nil {
		s.log.Warn("a restart will not know of that", "chat", id, "error", err)
	}
	return r
}

// courtesy takes a place in what all chats take together for a call that may as
// well not be made, where there is plenty.
func (s *sender) courtesy(now time.Time) bool {
	s.previews.Lock()
	defer s.previews.Unlock()
	if s.overall.spare(now, keptForFirst) > 0 {
		return false
	}
	s.overall.take(now)
	return true
}

// act makes a call that is only a courtesy, where the chat has room for it. It
// tells whether it was made.
func (s *sender) act(ctx context.Context, id int64, do func(context.Context) error) bool {
	now := time.Now()
	if !s.line(id).spare(now) || !s.courtesy(now) {
		return false
	}
	if err := do(ctx); err != nil {
		s.heed(ctx, id, err)
	}
	return true
}

// line is the line of a chat.
func (s *sender) line(id int64) *line {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lineOf(id)
}

// lineOf is line where s.mu is held.
func (s *sender) lineOf(id int64) *line {
	if l := s.lines[id]; l != nil {
		return l
	}
	if len(s.lines) >= 1000 { // forget those that hold nothing back
		now := time.Now()
		for other, l := range s.lines {
			if len(l.waiting) == 0 && !l.left && l.idle(now) {
				delete(s.lines, other)
			}
		}
	}
	l := newLine(id)
	s.lines[id] = l
	return l
}

// pauseAfter grows with the failures in a row, with some chance in it so that
// chats do not come back all at once.
func pauseAfter(failures int) time.Duration {
	d := min(firstPause<<min(failures, 10), lastPause)
	return d/2 + rand.N(d)
}
