package telegram

import (
	"reflect"
	"time"
)

// changeable is how long messages can be deleted.
const changeable = 48 * time.Hour

const notModified = "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"

// own finds the bot's message that a call edits.
func (s *Server) own(c *call) (*chat, *Message, error) {
	if c.has("inline_message_id") {
		return nil, nil, badRequest("MESSAGE_ID_INVALID")
	}
	t, err := s.target(c)
	if err != nil {
		return nil, nil, err
	}
	if c.integer("message_id") == 0 {
		return nil, nil, badRequest("message identifier is not specified")
	}
	m := t.byID[c.integer("message_id")]
	switch {
	case m == nil || m.Deleted:
		return nil, nil, badRequest("message to edit not found")
	case !m.FromBot():
		return nil, nil, badRequest("message can't be edited")
	}
	c.log.MessageID = m.ID
	return t, m, nil
}

func (s *Server) editMessageText(c *call) (any, error) {
	t, m, err := s.own(c)
	if err != nil {
		return nil, err
	}
	changed := snapshot(m)
	if changed.Keyboard, _, err = s.markup(c, true); err != nil {
		return nil, err
	}
	switch {
	case m.Text == "" && m.Rich == nil:
		err = badRequest("there is no text in the message to edit")
	case c.has("rich_message") && !s.opt.NoRich:
		changed.Text, changed.Entities = "", nil
		err = s.setRich(c, changed)
	default:
		changed.Rich, changed.RichInput = nil, nil
		err = s.setText(c, changed)
	}
	if err != nil {
		return nil, err
	}
	return s.change(t, m, changed)
}

func (s *Server) editMessageReplyMarkup(c *call) (any, error) {
	t, m, err := s.own(c)
	if err != nil {
		return nil, err
	}
	changed := snapshot(m)
	if changed.Keyboard, _, err = s.markup(c, true); err != nil {
		return nil, err
	}
	return s.change(t, m, changed)
}

// change puts a changed message in the place of what it was.
func (s *Server) change(t *chat, m, changed *Message) (any, error) {
	if same(m, changed) {
		return nil, badRequest(notModified)
	}
	if err := s.admit(t); err != nil {
		return nil, err
	}
	changed.EditDate = s.now().Unix()
	changed.Edits++
	*m = *changed
	s.happened(t, Event{Kind: MessageEdited, Message: snapshot(m)})
	return snapshot(m), nil
}

// same says whether people would see no difference.
func same(a, b *Message) bool {
	return a.Text == b.Text && reflect.DeepEqual(a.Entities, b.Entities) &&
		a.Caption == b.Caption && reflect.DeepEqual(a.CaptionEntities, b.CaptionEntities) &&
		reflect.DeepEqual(a.Document, b.Document) && reflect.DeepEqual(a.Photo, b.Photo) &&
		reflect.DeepEqual(a.RichInput, b.RichInput) && reflect.DeepEqual(a.Keyboard, b.Keyboard)
}

func (s *Server) deleteMessage(c *call) (any, error) {
	t, err := s.target(c)
	if err != nil {
		return nil, err
	}
	m := t.byID[c.integer("message_id")]
	if m == nil || m.Deleted {
		return nil, badRequest("message to delete not found")
	}
	c.log.MessageID = m.ID
	if !s.deletable(t, m) {
		return nil, badRequest("message can't be deleted")
	}
	s.remove(t, m)
	return true, nil
}

func (s *Server) deleteMessages(c *call) (any, error) {
	t, err := s.target(c)
	if err != nil {
		return nil, err
	}
	var ids []int64
	if _, err := s.object(c, "message_ids", "message identifiers", &ids); err != nil {
		return nil, err
	}
	if len(ids) == 0 || len(ids) > 100 {
		return nil, badRequest("message identifiers are not specified")
	}
	for _, id := range ids {
		if m := t.byID[id]; m != nil && !m.Deleted && s.deletable(t, m) {
			s.remove(t, m)
		}
	}
	return true, nil
}

func (s *Server) deletable(t *chat, m *Message) bool {
	young := s.now().Sub(time.Unix(m.Date, 0)) < changeable
	return young && (m.FromBot() || t.private())
}

func (s *Server) remove(t *chat, m *Message) {
	m.Deleted = true
	s.happened(t, Event{Kind: MessageDeleted, Message: snapshot(m)})
}
