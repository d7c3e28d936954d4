package telegram

import "fmt"

// Person is somebody who may write to the bot.
type Person struct {
	ID                            int64
	FirstName, LastName, Username string
	// LanguageCode is what their app tells the bot, "fa" or "en" for
	// instance; empty: nothing.
	LanguageCode string
}

type person struct {
	Person
	// started: they wrote to the bot in private, so it may write to them.
	started bool
	// met: the bot has seen them, at least in a group.
	met     bool
	blocked bool
}

// User is the person as the API shows them.
func (p Person) User() User {
	return User{ID: p.ID, FirstName: p.FirstName, LastName: p.LastName, Username: p.Username, LanguageCode: p.LanguageCode}
}

// chat is a private chat (its id is the person's) or a group.
type chat struct {
	Chat
	members  map[int64]bool // of groups
	botGone  string         // why the bot may not write here, "" if it may
	topics   map[int64]bool
	messages []*Message
	byID     map[int64]*Message
	seq      int64 // of groups
	draft    *Draft
	pace     pace
	changed  bell
}

func (c *chat) private() bool { return c.Type == "private" }

// Person makes a person known, or changes one, and returns their id. It panics
// for an id that is not positive: that is a mistake of the test.
func (s *Server) Person(p Person) int64 {
	if p.ID <= 0 {
		panic(fmt.Sprintf("telegram: a person's id must be positive, not %d", p.ID))
	}
	if p.FirstName == "" {
		p.FirstName = fmt.Sprintf("Person %d", p.ID)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.people[p.ID]; known != nil {
		known.Person = p
		return p.ID
	}
	s.people[p.ID] = &person{Person: p}
	s.chats[p.ID] = &chat{
		Chat:   Chat{ID: p.ID, Type: "private", FirstName: p.FirstName, LastName: p.LastName, Username: p.Username},
		topics: map[int64]bool{}, byID: map[int64]*Message{},
	}
	return p.ID
}

// Group makes a supergroup of the people and the bot, which is told of it as
// Telegram does, and returns the group's id.
func (s *Server) Group(title string, people ...int64) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.groupSeq++
	id := -1000000000000 - s.groupSeq
	g := &chat{
		Chat:    Chat{ID: id, Type: "supergroup", Title: title},
		members: map[int64]bool{}, topics: map[int64]bool{}, byID: map[int64]*Message{},
	}
	s.chats[id] = g
	for _, p := range people {
		s.person(p).met = true
		g.members[p] = true
	}
	if len(people) > 0 {
		s.botMember(g, people[0], "left", "member")
		s.arrive(g, people[0], &Message{NewMembers: []User{s.bot}})
	}
	return id
}

// Topic opens a topic in a group, which thereby is a forum, or in a private
// chat of a bot that has [Options.Topics], and returns its id, to be given to
// [InThread].
func (s *Server) Topic(chatID int64) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chat(chatID)
	seq := &c.seq
	if c.private() {
		if !s.opt.Topics {
			panic("telegram: private chats have no topics without Options.Topics")
		}
		seq = &s.privateSeq
	} else {
		c.IsForum = true
	}
	*seq++
	c.topics[*seq] = true
	return *seq
}

// Block has a person block the bot.
func (s *Server) Block(personID int64) { s.setBlocked(personID, true) }

// Unblock has a person let the bot write again, as writing to it does too.
func (s *Server) Unblock(personID int64) { s.setBlocked(personID, false) }

func (s *Server) setBlocked(personID int64, blocked bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.block(s.person(personID), blocked)
}

func (s *Server) block(p *person, blocked bool) {
	if p.blocked == blocked {
		return
	}
	p.blocked = blocked
	was, is := "member", "kicked"
	if !blocked {
		was, is = is, was
	}
	s.botMember(s.chat(p.ID), p.ID, was, is)
}

// Join has a person enter a group.
func (s *Server) Join(personID, chatID int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, g := s.person(personID), s.chat(chatID)
	g.members[personID] = true
	s.arrive(g, personID, &Message{NewMembers: []User{p.User()}})
}

// Leave has a person leave a group.
func (s *Server) Leave(personID, chatID int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, g := s.person(personID).User(), s.chat(chatID)
	s.arrive(g, personID, &Message{LeftMember: &u})
	delete(g.members, personID)
}

// Kick has a person throw the bot out of a group.
func (s *Server) Kick(byPersonID, chatID int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.chat(chatID)
	s.botMember(g, byPersonID, "member", "kicked")
	g.botGone = "bot was kicked from the supergroup chat"
}

// botMember tells the bot that its place in a chat changed.
func (s *Server) botMember(c *chat, by int64, was, is string) {
	member := func(status string) map[string]any {
		m := map[string]any{"user": s.bot, "status": status}
		if status == "kicked" {
			m["until_date"] = 0
		}
		return m
	}
	s.push("my_chat_member", c.ID, map[string]any{
		"chat": c.Chat, "from": s.person(by).User(), "date": s.now().Unix(),
		"old_chat_member": member(was), "new_chat_member": member(is),
	})
}

// person panics for somebody unknown: that is a mistake of the test.
func (s *Server) person(id int64) *person {
	if p := s.people[id]; p != nil {
		return p
	}
	panic(fmt.Sprintf("telegram: nobody has the id %d: call Person first", id))
}

func (s *Server) chat(id int64) *chat {
	if c := s.chats[id]; c != nil {
		return c
	}
	panic(fmt.Sprintf("telegram: no chat has the id %d: call Person or Group first", id))
}
