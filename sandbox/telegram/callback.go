package telegram

import (
	"fmt"
	"strconv"
	"time"
)

type query struct {
	chat   *chat
	person int64
	at     time.Time
	done   bool
}

// Press has a person press a button below a message in their private chat
// with the bot and returns the query's id. The data need not be that of a
// button: an app can send any.
func (s *Server) Press(personID, messageID int64, data string) string {
	return s.PressIn(personID, personID, messageID, data)
}

// PressIn is Press in any chat.
func (s *Server) PressIn(personID, chatID, messageID int64, data string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, c := s.person(personID), s.chat(chatID)
	m := s.must(c, messageID)
	if c.private() && c.ID != personID || !c.private() && !c.members[personID] {
		panic(fmt.Sprintf("telegram: %d does not see chat %d", personID, chatID))
	}
	s.querySeq++
	id := strconv.FormatInt(4_400_000_000_000+s.querySeq, 10)
	s.queries[id] = &query{chat: c, person: personID, at: s.now()}
	p.met = true
	s.push("callback_query", chatID, map[string]any{
		"id": id, "from": p.User(), "message": m, "data": data,
		"chat_instance": strconv.FormatInt(7_000_000_000+chatID, 10),
	})
	return id
}

func (s *Server) answerCallbackQuery(c *call) (any, error) {
	q := s.queries[c.str("callback_query_id")]
	switch {
	case q == nil || q.done || s.now().Sub(q.at) > s.opt.QueryLife:
		return nil, badRequest("query is too old and response timeout expired or query ID is invalid")
	case length16(c.str("text")) > 200:
		return nil, badRequest("MESSAGE_TOO_LONG")
	case c.has("url") && !linkable(c.str("url")):
		return nil, badRequest("URL_INVALID")
	}
	q.done = true
	s.happened(q.chat, Event{Kind: QueryAnswered, PersonID: q.person, Text: c.str("text"), Alert: c.boolean("show_alert")})
	return true, nil
}
