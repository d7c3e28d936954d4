package telegram

import (
	"encoding/json"
	"strings"
)

// target finds the chat that a call writes to, if the bot may write there.
func (s *Server) target(c *call) (*chat, error) {
	t, err := s.lookUp(c)
	if err != nil {
		return nil, err
	}
	if t.botGone != "" {
		return nil, forbidden(t.botGone)
	}
	if p := s.people[t.ID]; p != nil {
		switch {
		case p.blocked:
			return nil, forbidden("bot was blocked by the user")
		case !p.started && p.met:
			return nil, forbidden("bot can't initiate conversation with a user")
		case !p.started:
			return nil, badRequest("chat not found")
		}
	}
	return t, nil
}

func (s *Server) lookUp(c *call) (*chat, error) {
	if !c.has("chat_id") {
		return nil, badRequest("chat_id is empty")
	}
	t := s.chats[c.integer("chat_id")]
	if t == nil || t.private() && !s.people[t.ID].met {
		return nil, badRequest("chat not found")
	}
	return t, nil
}

// outgoing begins a message of the bot: whom to, in reply to what, with which
// buttons.
func (s *Server) outgoing(c *call) (*chat, *Message, error) {
	t, err := s.target(c)
	if err != nil {
		return nil, nil, err
	}
	bot := s.bot
	m := &Message{From: &bot, Silent: c.boolean("disable_notification")}
	if thread := c.integer("message_thread_id"); thread != 0 {
		if !t.topics[thread] {
			return nil, nil, badRequest("message thread not found")
		}
		m.Thread, m.IsTopicMessage = thread, true
	}
	if err := s.reply(c, t, m); err != nil {
		return nil, nil, err
	}
	m.Keyboard, m.Reply, err = s.markup(c, false)
	return t, m, err
}

type replyParameters struct {
	MessageID    int64           `json:"message_id"`
	ChatID       json.RawMessage `json:"chat_id"`
	Ephemeral    int64           `json:"ephemeral_message_id"`
	AllowWithout bool            `json:"allow_sending_without_reply"`
	Quote        string          `json:"quote"`
	QuoteMode    string          `json:"quote_parse_mode"`
	QuoteMarks   []Entity        `json:"quote_entities"`
	Position     int             `json:"quote_position"`
	Task         int             `json:"checklist_task_id"`
	PollOption   string          `json:"poll_option_id"`
}

// reply reads reply_parameters.
func (s *Server) reply(c *call, t *chat, m *Message) error {
	var r replyParameters
	given, err := s.object(c, "reply_parameters", "reply parameters", &r)
	if err != nil || !given {
		return err
	}
	o := t.byID[r.MessageID]
	if elsewhere := strings.Trim(string(r.ChatID), `"`); elsewhere != "" && elsewhere != c.str("chat_id") {
		s.violate(c, "reply across chats", "not played here")
		o = nil
	}
	if o == nil || o.Deleted {
		if r.AllowWithout {
			return nil
		}
		return badRequest("message to be replied not found")
	}
	m.ReplyTo = s.original(t, o.ID)
	if !t.private() && m.Thread == 0 {
		m.Thread, m.IsTopicMessage = o.Thread, o.IsTopicMessage
		if m.Thread == 0 {
			m.Thread = o.ID
		}
	}
	if r.Quote == "" {
		return nil
	}
	before, _, found := strings.Cut(o.Text+o.Caption, r.Quote)
	if !found || length16(r.Quote) > 1024 {
		return badRequest("QUOTE_TEXT_INVALID")
	}
	m.Quote = &Quote{Text: r.Quote, Position: length16(before), IsManual: true}
	return nil
}

// deliver enters the bot's message. What the bot was doing, and its draft, end
// with it.
func (s *Server) deliver(c *call, t *chat, m *Message) (any, error) {
	if err := s.admit(t); err != nil {
		return nil, err
	}
	s.clearDraft(t)
	s.enter(t, m)
	c.log.MessageID = m.ID
	return snapshot(m), nil
}

func (s *Server) sendMessage(c *call) (any, error) {
	t, m, err := s.outgoing(c)
	if err != nil {
		return nil, err
	}
	if err := s.setText(c, m); err != nil {
		return nil, err
	}
	return s.deliver(c, t, m)
}

type linkPreview struct {
	Disabled bool   `json:"is_disabled"`
	URL      string `json:"url"`
	Small    bool   `json:"prefer_small_media"`
	Large    bool   `json:"prefer_large_media"`
	Above    bool   `json:"show_above_text"`
}

// setText reads a text with its formatting into a message.
func (s *Server) setText(c *call, m *Message) error {
	text, entities, err := s.formatted(c, "text", "entities")
	switch {
	case err != nil:
		return err
	case text == "":
		return badRequest("message text is empty")
	case length16(text) > maxText:
		return badRequest("message is too long")
	}
	var preview linkPreview
	given, err := s.object(c, "link_preview_options", "link preview options", &preview)
	if err != nil {
		return err
	}
	m.Text, m.Entities, m.LinkPreview = text, entities, nil
	if given {
		m.LinkPreview = json.RawMessage(c.str("link_preview_options"))
	}
	return nil
}
