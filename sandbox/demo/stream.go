package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

const (
	heartbeat = 15 * time.Second
	// patience is how long a page may take to read what it is sent.
	patience = 30 * time.Second
	// calm is the pause after each look of the panel's: a page needs no more
	// than a few a second.
	calm = 150 * time.Millisecond
)

// snapshot is all that the page shows. Every stream begins with one, and a
// page that fell behind gets another: so nothing is lost on the way, and
// nothing doubled.
type snapshot struct {
	Bot      string              `json:"bot"`
	Username string              `json:"username"`
	Group    int64               `json:"group"`
	Title    string              `json:"title"`
	People   []character         `json:"people"`
	Messages map[int64][]message `json:"messages"`
	Drafts   []draft             `json:"drafts"`
	Panel    json.RawMessage     `json:"panel"`
}

func (d *Demo) snapshot() snapshot {
	bot := d.o.Telegram.Bot()
	s := snapshot{
		Bot: bot.FirstName, Username: bot.Username, Group: d.cast.group, Title: GroupTitle,
		People: d.cast.people, Messages: map[int64][]message{}, Drafts: d.room.drafts(d.cast.people),
	}
	for _, id := range d.cast.chats() {
		s.Messages[id] = d.room.messages(id)
	}
	s.Panel, _ = d.panel.now()
	return s
}

// stream writes server-sent events.
type stream struct {
	w http.ResponseWriter
	c *http.ResponseController
}

// events serves the stream of events to one page.
func (d *Demo) events(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	s := stream{w, http.NewResponseController(w)}
	if s.write("retry: 500\n\n") != nil {
		return
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	for d.follow(ctx, s) {
	}
}

// follow sends a snapshot and all that happens after it. It returns true when
// the page fell so far behind that it needs another.
func (d *Demo) follow(ctx context.Context, s stream) bool {
	happenings, unsubscribe := d.o.Telegram.Subscribe() // before the snapshot, so that nothing falls between
	defer unsubscribe()
	_, bell := d.panel.now()
	if s.send(event{"snapshot", d.snapshot()}) != nil {
		return false
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	var rested <-chan time.Time
	for {
		var err error
		select {
		case h, ok := <-happenings:
			if !ok {
				return ctx.Err() == nil
			}
			if e, shown := d.room.event(h); shown {
				err = s.send(e)
			}
		case <-bell:
			bell, rested = nil, time.After(calm)
		case <-rested:
			var state json.RawMessage
			state, bell = d.panel.now()
			rested = nil
			err = s.send(event{"panel", state})
		case <-beat.C:
			err = s.write(": still here\n\n")
		case <-ctx.Done():
			return false
		}
		if err != nil {
			return false
		}
	}
}

func (s stream) send(e event) error {
	data, err := json.Marshal(e.data)
	if err != nil {
		return err
	}
	return s.write(fmt.Sprintf("event: %s\ndata: %s\n\n", e.name, data))
}

func (s stream) write(text string) error {
	if err := s.c.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.c.Flush()
}
