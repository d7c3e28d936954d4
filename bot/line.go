package bot

import (
	"context"
	"maps"
	"slices"
	"sync"

	"hamzaban/chat"
)

// line is what waits for one chat, and its pace.
type line struct {
	pace
	// waiting has the message being sent first. The sender's mu guards it and
	// left.
	waiting []chat.Message
	// left is set where the first was left for the next start: so is all that
	// comes after it.
	left bool

	// gate guards what follows. It is held while messages are taken back, so
	// that each is either begun or taken back, and while one is cut anew.
	gate    sync.Mutex
	begun   int64   // the message that is being begun; 0: none
	revoked []int64 // those taken back that may still wait
}

// newLine is the line of a chat; a group has a negative id.
func newLine(chat int64) *line { return &line{pace: pace{group: chat < 0}} }

// begin tells whether a message may go out: not where it was taken back. From
// then on, until end, it cannot be.
func (l *line) begin(message int64) bool {
	l.gate.Lock()
	defer l.gate.Unlock()
	if slices.Contains(l.revoked, message) {
		return false
	}
	l.begun = message
	return true
}

// end says that what was begun is on disk, or refused.
func (l *line) end() {
	l.gate.Lock()
	defer l.gate.Unlock()
	l.begun = 0
}

// gone tells whether a message was taken back.
func (l *line) gone(message int64) bool {
	l.gate.Lock()
	defer l.gate.Unlock()
	return slices.Contains(l.revoked, message)
}

// dropTaken takes what waits and was settled meanwhile out of the lines, since whoever it
// was for had all deleted. What is being sent at that moment is sent.
func (s *sender) dropTaken(ctx context.Context) {
	s.mu.Lock()
	lines := slices.Collect(maps.Values(s.lines))
	s.mu.Unlock()
	waiting := map[*line][]int64{}
	for _, l := range lines {
		l.gate.Lock() // what is on disk of a message cut anew waits, too
		s.mu.Lock()
		for _, m := range l.waiting {
			waiting[l] = append(waiting[l], m.ID)
		}
		s.mu.Unlock()
		l.gate.Unlock()
	}
	unsent, err := s.outbox.Unsent(ctx)
	if err != nil {
		s.log.Warn("what somebody had deleted may still reach them", "error", err)
		return
	}
	for _, m := range unsent {
		for l := range waiting {
			waiting[l] = slices.DeleteFunc(waiting[l], func(id int64) bool { return id == m.ID })
		}
	}
	for l, ids := range waiting {
		l.gate.Lock()
		l.revoked = append(l.revoked, ids...) // the next revoke drops those that wait no more
		l.gate.Unlock()
	}
}

// revoke takes back what is not begun of the answers to a conversation's updates
// before stop, an update itself. It returns how many messages that were.
func (s *sender) revoke(ctx context.Context, k chat.Key, stop int64) (int, error) {
	l := s.line(k.Chat)
	l.gate.Lock()
	defer l.gate.Unlock()
	ids, err := s.outbox.Revoke(ctx, k, stop, l.begun)
	if err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	l.revoked = slices.DeleteFunc(append(l.revoked, ids...), func(id int64) bool {
		return !slices.ContainsFunc(l.waiting, func(m chat.Message) bool { return m.ID == id })
	})
	return len(ids), nil
}
