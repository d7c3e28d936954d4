package telegram

import (
	"context"
	"fmt"
	"time"
)

// Kind is what an event is about.
type Kind string

// The kinds of event.
const (
	MessageNew     Kind = "new"      // a message, by anybody
	MessageEdited  Kind = "edited"   // a message, its buttons or the reaction to it
	MessageDeleted Kind = "deleted"  // a message
	DraftShown     Kind = "draft"    // the bot's draft; with a nil Draft: it has gone
	ActionShown    Kind = "action"   // the bot is "typing", for 5 seconds or until it writes
	QueryAnswered  Kind = "answered" // the bot's answer to a button that was pressed
)

// Event is something that people see in their apps.
type Event struct {
	Kind    Kind
	ChatID  int64
	At      time.Time
	Message *Message
	Draft   *Draft
	// Action is what the bot is doing.
	Action string
	// PersonID is who pressed the button; Text and Alert are what they are
	// shown, which may be nothing.
	PersonID int64
	Text     string
	Alert    bool
}

// listenerRoom is how many events a listener may lag behind.
const listenerRoom = 4096

type listener struct{ ch chan Event }

// Subscribe returns the events from now on, and what ends them. A listener
// that falls too far behind is cut off: its channel closes, and it has to read
// the chats anew.
func (s *Server) Subscribe() (<-chan Event, func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := &listener{make(chan Event, listenerRoom)}
	s.listeners[l] = true
	return l.ch, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.drop(l)
	}
}

func (s *Server) drop(l *listener) {
	if s.listeners[l] {
		delete(s.listeners, l)
		close(l.ch)
	}
}

// happened tells all who watch.
func (s *Server) happened(c *chat, e Event) {
	e.ChatID, e.At = c.ID, s.now()
	c.changed.ring()
	s.changed.ring()
	for l := range s.listeners {
		select {
		case l.ch <- e:
		default:
			s.drop(l)
		}
	}
}

// Chat returns a chat's messages as they are now, in their order, the deleted
// ones among them. It is empty for a chat that is not known.
func (s *Server) Chat(chatID int64) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.chats[chatID]; c != nil {
		return c.all()
	}
	return nil
}

func (c *chat) all() []Message {
	all := make([]Message, len(c.messages))
	for i, m := range c.messages {
		all[i] = *m
	}
	return all
}

// Message returns one message as it is now.
func (s *Server) Message(chatID, messageID int64) (Message, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.chats[chatID]; c != nil && c.byID[messageID] != nil {
		return *c.byID[messageID], true
	}
	return Message{}, false
}

// Wait waits until a chat's messages are as cond wants them, asking again
// after every change of the chat. When the context ends first, the error says
// how many messages there were.
func (s *Server) Wait(ctx context.Context, chatID int64, cond func([]Message) bool) error {
	for {
		s.mu.Lock()
		c := s.chat(chatID)
		all, ring := c.all(), c.changed.wait()
		s.mu.Unlock()
		if cond(all) {
			return nil
		}
		select {
		case <-ring:
		case <-ctx.Done():
			return fmt.Errorf("telegram: chat %d with %d messages is not as awaited: %w", chatID, len(all), ctx.Err())
		}
	}
}

// WaitReply waits for a message of the bot that comes after a message and
// satisfies cond; a nil cond takes the first.
func (s *Server) WaitReply(ctx context.Context, chatID, after int64, cond func(Message) bool) (Message, error) {
	var found Message
	err := s.Wait(ctx, chatID, func(all []Message) bool {
		for _, m := range all {
			if m.FromBot() && m.ID > after && !m.Deleted && (cond == nil || cond(m)) {
				found = m
				return true
			}
		}
		return false
	})
	return found, err
}

// ChatIDs are the ids of all chats in which something was said.
func (s *Server) ChatIDs() []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []int64
	for id, c := range s.chats {
		if len(c.messages) > 0 {
			ids = append(ids, id)
		}
	}
	return ids
}

// snapshot is a copy that later edits do not reach.
func snapshot(m *Message) *Message {
	copied := *m
	return &copied
}
