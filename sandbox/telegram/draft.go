package telegram

import (
	"slices"
	"time"
)

// draftLife is how long a draft is shown.
const draftLife = 30 * time.Second

// Draft is what the bot shows of an answer while it writes it.
type Draft struct {
	ID        int64
	Thread    int64
	Text      string
	Entities  []Entity
	Rich      *RichMessage
	RichInput *RichInput
	// CanStop shows the person a button to stop it.
	CanStop bool
	At      time.Time
	keep    bool
	stopped bool
}

func (s *Server) sendMessageDraft(c *call) (any, error) {
	t, d, err := s.drafted(c)
	if err != nil {
		return nil, err
	}
	d.Text, d.Entities, err = s.formatted(c, "text", "entities")
	if err != nil {
		return nil, err
	}
	if length16(d.Text) > maxText {
		return nil, badRequest("message is too long")
	}
	return s.showDraft(t, d)
}

func (s *Server) sendRichMessageDraft(c *call) (any, error) {
	t, d, err := s.drafted(c)
	if err != nil {
		return nil, err
	}
	var m Message
	if err := s.setRich(c, &m); err != nil {
		return nil, err
	}
	d.Rich, d.RichInput = m.Rich, m.RichInput
	return s.showDraft(t, d)
}

func (s *Server) drafted(c *call) (*chat, *Draft, error) {
	t, err := s.target(c)
	switch {
	case err != nil:
		return nil, nil, err
	case !t.private():
		return nil, nil, badRequest("TEXTDRAFT_PEER_INVALID")
	case c.integer("draft_id") == 0:
		return nil, nil, badRequest("draft identifier must be non-zero")
	}
	return t, &Draft{
		ID: c.integer("draft_id"), Thread: c.integer("message_thread_id"),
		CanStop: c.boolean("can_stop"), keep: c.boolean("keep_on_stop"), At: s.now(),
	}, nil
}

// showDraft shows a draft, unless the person stopped the one of that id.
func (s *Server) showDraft(t *chat, d *Draft) (any, error) {
	if err := s.admit(t); err != nil {
		return nil, err
	}
	if t.draft != nil && t.draft.ID == d.ID && t.draft.stopped {
		return true, nil
	}
	t.draft = d
	shown := *d
	s.happened(t, Event{Kind: DraftShown, Draft: &shown})
	return true, nil
}

func (s *Server) clearDraft(t *chat) {
	if t.draft != nil {
		t.draft = nil
		s.happened(t, Event{Kind: DraftShown})
	}
}

// Draft returns the draft that a person sees, if there is one.
func (s *Server) Draft(personID int64) (Draft, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.chat(personID).draft
	if d == nil || d.stopped && !d.keep || s.now().Sub(d.At) > draftLife {
		return Draft{}, false
	}
	return *d, true
}

// Stop has a person press the button that stops the draft. It says whether
// there was such a button.
func (s *Server) Stop(personID int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chat(personID)
	d := c.draft
	if d == nil || !d.CanStop || d.stopped || s.now().Sub(d.At) > draftLife {
		return false
	}
	d.stopped = true
	stop := map[string]any{"chat": c.Chat, "draft_id": d.ID}
	if d.Thread != 0 {
		stop["message_thread_id"] = d.Thread
	}
	if !d.keep {
		s.happened(c, Event{Kind: DraftShown})
	}
	s.push("stopped_message_generation", c.ID, stop)
	return true
}

// The actions of sendChatAction.
var actions = []string{
	"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
	"upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}

func (s *Server) sendChatAction(c *call) (any, error) {
	t, err := s.target(c)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(actions, c.str("action")) {
		return nil, badRequest("wrong parameter action in request")
	}
	if thread := c.integer("message_thread_id"); thread != 0 && !t.topics[thread] {
		return nil, badRequest("message thread not found")
	}
	s.happened(t, Event{Kind: ActionShown, Action: c.str("action")})
	return true, nil
}
