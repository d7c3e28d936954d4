package telegram

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
)

// maxText is the most UTF-16 units of a text.
const maxText = 4096

// Option changes how a person says something.
type Option func(s *Server, c *chat, m *Message)

// ReplyTo makes it a reply to a message of the same chat.
func ReplyTo(messageID int64) Option {
	return func(s *Server, c *chat, m *Message) { m.ReplyTo = s.original(c, messageID) }
}

// Quoting makes it a reply that quotes a part of the message.
func Quoting(messageID int64, part string) Option {
	return func(s *Server, c *chat, m *Message) {
		m.ReplyTo = s.original(c, messageID)
		before, _, _ := strings.Cut(m.ReplyTo.Text, part)
		m.Quote = &Quote{Text: part, Position: length16(before), IsManual: true}
	}
}

// InThread says it in a topic of a forum or of a private chat.
func InThread(topic int64) Option {
	return func(_ *Server, c *chat, m *Message) {
		if !c.topics[topic] {
			panic(fmt.Sprintf("telegram: chat %d has no topic %d: call Topic first", c.ID, topic))
		}
		m.Thread, m.IsTopicMessage = topic, true
	}
}

// ForwardedFrom makes it somebody else's words, passed on. The origin need not
// be known to the bot; an id of 0 is one who hides their account.
func ForwardedFrom(id int64, name string) Option {
	return func(s *Server, _ *chat, m *Message) {
		m.ForwardOrigin = &Origin{Type: "hidden_user", Date: s.now().Unix(), SenderName: name}
		if id != 0 {
			m.ForwardOrigin = &Origin{Type: "user", Date: s.now().Unix(), Sender: &User{ID: id, FirstName: name}}
		}
	}
}

// Formatted adds formatting that the person chose in their app, to a text or a
// caption. Of a text that becomes several messages each has its part.
func Formatted(entities ...Entity) Option {
	return func(_ *Server, _ *chat, m *Message) {
		switch {
		case m.Text != "":
			m.Entities = append(m.Entities, entities...)
		case m.Caption != "":
			m.CaptionEntities = append(m.CaptionEntities, entities...)
		}
	}
}

// part keeps of a message's formatting what lies within its text, which began
// at so many units of the whole.
func part(at int) Option {
	return func(_ *Server, _ *chat, m *Message) {
		var kept []Entity
		for _, e := range m.Entities {
			from, to := max(e.Offset-at, 0), min(e.end()-at, length16(m.Text))
			if e.Offset, e.Length = from, to-from; e.Length > 0 {
				kept = append(kept, e)
			}
		}
		m.Entities = kept
	}
}

// Say has a person write a text into their private chat (whose id is theirs)
// or into a group. White space at its ends goes and a text of more than 4,096
// units becomes several messages, as in people's apps. It returns the first
// message's id.
func (s *Server) Say(personID, chatID int64, text string, opts ...Option) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	var first int64
	at := 0
	for _, piece := range split16(text, maxText) {
		m := &Message{Text: strings.TrimSpace(piece)}
		if m.Text == "" {
			at += length16(piece)
			continue
		}
		lead := length16(piece) - length16(strings.TrimLeftFunc(piece, unicode.IsSpace))
		id := s.arrive(s.chat(chatID), personID, m, append(slices.Clone(opts), part(at+lead))...)
		at += length16(piece)
		if first == 0 {
			first = id
		}
	}
	return first
}

// Edit has a person change a message of theirs: its text, or the caption of
// what it shows.
func (s *Server) Edit(personID, chatID, messageID int64, text string, opts ...Option) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chat(chatID)
	m := s.must(c, messageID)
	if m.From.ID != personID {
		panic(fmt.Sprintf("telegram: message %d is not by %d", messageID, personID))
	}
	if m.captioned() {
		m.Caption, m.CaptionEntities = strings.TrimSpace(text), nil
	} else {
		m.Text, m.Entities = strings.TrimSpace(text), nil
	}
	for _, o := range opts {
		o(s, c, m)
	}
	m.Entities = merge(m.Entities, detect(m.Text))
	m.CaptionEntities = merge(m.CaptionEntities, detect(m.Caption))
	m.EditDate = s.now().Unix()
	m.Edits++
	s.happened(c, Event{Kind: MessageEdited, Message: snapshot(m)})
	if s.shown(c, m) {
		s.push("edited_message", chatID, m)
	}
}

// Forward has a person pass a message on to another chat with the bot.
func (s *Server) Forward(personID, fromChat, messageID, toChat int64) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.must(s.chat(fromChat), messageID)
	m := &Message{
		Text: o.Text, Entities: o.Entities, Rich: o.Rich, RichInput: o.RichInput, Document: o.Document, Photo: o.Photo,
		Voice: o.Voice, Audio: o.Audio, Sticker: o.Sticker, Video: o.Video, VideoNote: o.VideoNote,
		Location: o.Location, Contact: o.Contact, Dice: o.Dice, Caption: o.Caption, CaptionEntities: o.CaptionEntities,
		ForwardOrigin: &Origin{Type: "user", Date: o.Date, Sender: o.From},
	}
	if o.ForwardOrigin != nil { // who wrote it first stays
		m.ForwardOrigin = o.ForwardOrigin
	}
	return s.arrive(s.chat(toChat), personID, m)
}

// Erase deletes a message for everyone. The bot is not told: it is never told.
func (s *Server) Erase(chatID, messageID int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chat(chatID)
	s.remove(c, s.must(c, messageID))
}

// arrive enters a person's message and tells the bot if it may know.
func (s *Server) arrive(c *chat, personID int64, m *Message, opts ...Option) int64 {
	p := s.person(personID)
	switch {
	case c.private() && c.ID != personID:
		panic(fmt.Sprintf("telegram: %d can't write in the private chat of %d", personID, c.ID))
	case c.private():
		p.started = true
		s.block(p, false)
	case !c.members[personID]:
		panic(fmt.Sprintf("telegram: %d is not in the group %d", personID, c.ID))
	}
	p.met = true
	from := p.User()
	m.From = &from
	for _, o := range opts {
		o(s, c, m)
	}
	if m.Thread == 0 && !c.private() && m.ReplyTo != nil {
		// A reply in a supergroup bears the number of its thread, though it
		// is in no topic.
		m.Thread, m.IsTopicMessage = max(m.ReplyTo.Thread, 0), m.ReplyTo.IsTopicMessage
		if m.Thread == 0 {
			m.Thread = m.ReplyTo.ID
		}
	}
	m.Entities = merge(m.Entities, detect(m.Text))
	m.CaptionEntities = merge(m.CaptionEntities, detect(m.Caption))
	s.enter(c, m)
	if s.shown(c, m) {
		s.push("message", c.ID, m)
	}
	return m.ID
}

// enter gives a message its number and its place in the chat.
func (s *Server) enter(c *chat, m *Message) {
	seq := &c.seq
	if c.private() {
		seq = &s.privateSeq
	}
	*seq++
	m.ID, m.Date, m.Chat = *seq, s.now().Unix(), c.Chat
	c.messages = append(c.messages, m)
	c.byID[m.ID] = m
	s.happened(c, Event{Kind: MessageNew, Message: snapshot(m)})
}

// original is a message as a reply to it shows it: without its own original.
func (s *Server) original(c *chat, id int64) *Message {
	m := snapshot(s.must(c, id))
	m.ReplyTo = nil
	return m
}

func (s *Server) must(c *chat, id int64) *Message {
	if m := c.byID[id]; m != nil && !m.Deleted {
		return m
	}
	panic(fmt.Sprintf("telegram: chat %d has no message %d", c.ID, id))
}

// shown says whether the bot gets to see what was said in a chat.
func (s *Server) shown(c *chat, m *Message) bool {
	service := m.NewMembers != nil || m.LeftMember != nil
	return c.private() || c.botGone == "" && (!s.opt.PrivacyMode || service || s.meant(m))
}

// meant says whether something said in a group is for the bot: a command, a
// mention of it or a reply to it.
func (s *Server) meant(m *Message) bool {
	if m.ReplyTo != nil && m.ReplyTo.From != nil && m.ReplyTo.From.ID == s.bot.ID {
		return true
	}
	text, entities := m.Text+m.Caption, slices.Concat(m.Entities, m.CaptionEntities)
	units := utf16.Encode([]rune(text))
	for _, e := range entities {
		word := string(utf16.Decode(units[e.Offset:e.end()]))
		_, to, named := strings.Cut(word, "@")
		mine := strings.EqualFold(to, s.bot.Username)
		if e.Type == "bot_command" && (!named || mine) || e.Type == "mention" && mine {
			return true
		}
	}
	return false
}
