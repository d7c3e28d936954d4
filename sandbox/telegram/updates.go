package telegram

import (
	"encoding/json"
	"errors"
	"slices"
	"time"
)

// keepUpdates is how long updates wait for the bot.
const keepUpdates = 24 * time.Hour

// notByDefault are the types of update that must be asked for by name.
var notByDefault = []string{"chat_member", "message_reaction", "message_reaction_count"}

// queue holds the updates that the bot has not confirmed, in the order in
// which they happened, which is not always that of their ids.
type queue struct {
	items   []*update
	next    int64
	allowed []string // nil: all but notByDefault
	news    bell
	poll    int    // counts polls, so that an older one sees a newer
	ended   string // what ended the poll of that number
}

type update struct {
	id   int64
	raw  json.RawMessage
	at   time.Time
	lane int64 // the chat: deliveries keep the order within it
	// For webhooks.
	flying  bool
	tries   int
	notTill time.Time
}

// push queues an update if the bot wants its type.
func (s *Server) push(kind string, lane int64, value any) {
	if !s.wanted(kind) {
		return
	}
	raw, err := json.Marshal(map[string]any{"update_id": s.updates.next, kind: value})
	if err != nil { // cannot be: all values are ours
		panic(err)
	}
	s.queue(&update{id: s.updates.next, raw: raw, lane: lane})
	s.updates.next++
}

func (s *Server) queue(u *update) {
	u.at = s.now()
	s.updates.items = append(s.updates.items, u)
	s.updates.news.ring()
	s.changed.ring()
}

func (s *Server) wanted(kind string) bool {
	if s.updates.allowed == nil {
		return !slices.Contains(notByDefault, kind)
	}
	return slices.Contains(s.updates.allowed, kind)
}

// Inject queues an update as it is given, whatever it says, and returns its
// id: its own update_id, which may be any, or the next where it has none. It
// fails for what is no JSON object.
func (s *Server) Inject(raw []byte) (int64, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil || fields == nil {
		return 0, errors.New("telegram: an update to inject must be a JSON object")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u := &update{raw: slices.Clone(raw)}
	if json.Unmarshal(fields["update_id"], &u.id) != nil {
		u.id = s.updates.next
		s.updates.next++
		fields["update_id"], _ = json.Marshal(u.id)
		u.raw, _ = json.Marshal(fields)
	}
	s.queue(u)
	return u.id, nil
}

// SetNextUpdateID chooses the next update's id, lower ones too: Telegram
// starts anew after a quiet week.
func (s *Server) SetNextUpdateID(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.updates.next = id
}

// Pending is how many updates the bot has not confirmed.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	return len(s.updates.items)
}

// expire forgets what is too old and callback queries with it.
func (s *Server) expire() {
	limit := s.now().Add(-keepUpdates)
	s.updates.items = slices.DeleteFunc(s.updates.items, func(u *update) bool { return u.at.Before(limit) })
}

// confirm forgets the updates that an offset says have arrived. An offset from
// before the ids started anew says nothing about the new ones.
func (q *queue) confirm(offset int64) {
	if offset < 0 {
		q.items = q.items[max(0, len(q.items)+int(max(offset, -1<<20))):]
		return
	}
	for i, u := range slices.Backward(q.items) {
		if u.id == offset-1 {
			q.items = q.items[i+1:]
			return
		}
	}
	if offset > q.next {
		return
	}
	q.items = slices.DeleteFunc(q.items, func(u *update) bool { return u.id < offset })
}

// getUpdates waits for updates. Only one poll can be: a newer one, or a
// webhook, ends it.
func (s *Server) getUpdates(c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := &s.updates
	if s.webhook != nil {
		return nil, conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	}
	if err := s.allow(c); err != nil {
		return nil, err
	}
	limit := int(c.integer("limit"))
	if limit < 1 || limit > 100 {
		limit = 100
	}
	s.endPoll("terminated by other getUpdates request; make sure that only one bot instance is running")
	mine := q.poll
	s.expire()
	q.confirm(c.integer("offset"))
	s.changed.ring()
	wait := time.NewTimer(time.Duration(min(max(c.integer("timeout"), 0), 50)) * time.Second)
	defer wait.Stop()
	for over := false; ; {
		if q.poll != mine {
			return nil, conflict(q.ended)
		}
		if len(q.items) > 0 || over {
			return q.batch(limit), nil
		}
		news := q.news.wait()
		s.mu.Unlock()
		select {
		case <-news:
		case <-wait.C:
			over = true
		case <-c.ctx.Done():
			over = true
		case <-s.done:
			over = true
		}
		s.mu.Lock()
	}
}

func (q *queue) batch(limit int) []json.RawMessage {
	batch := []json.RawMessage{}
	for _, u := range q.items[:min(limit, len(q.items))] {
		batch = append(batch, u.raw)
	}
	return batch
}

// endPoll ends the poll that is running, if any, with a conflict.
func (s *Server) endPoll(why string) {
	s.updates.poll++
	s.updates.ended = why
	s.updates.news.ring()
}

// allow remembers allowed_updates where a call has it; an empty list means
// the default.
func (s *Server) allow(c *call) error {
	var kinds []string
	given, err := s.object(c, "allowed_updates", "allowed updates", &kinds)
	if err != nil || !given {
		return err
	}
	s.updates.allowed = nil
	if len(kinds) > 0 {
		s.updates.allowed = kinds
	}
	return nil
}
