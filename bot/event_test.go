package bot

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/go-telegram/bot/models"

	"hamzaban/chat"
)

var self = &models.User{ID: 42, IsBot: true, Username: "hamzaban_bot"}

// inGroup is an update with a text in a group.
func inGroup(text, extra string) chat.Update {
	quoted, _ := json.Marshal(text)
	return chat.Update{Raw: fmt.Appendf(nil, `{"update_id":1,"message":{"message_id":7,"date":1,"text":%s,
		"from":{"id":5,"first_name":"Ali"},"chat":{"id":-100,"type":"supergroup"}%s}}`, quoted, extra)}
}

func TestDecode(t *testing.T) {
	for _, c := range []struct {
		name, text, extra   string
		command, args, rest string
		called              bool
	}{
		{name: "plain text", text: "hello", rest: "hello"},
		{name: "command", text: "/help", command: "help", rest: "/help"},
		{name: "command in capitals", text: "/Help me", command: "help", args: "me", rest: "/Help me"},
		{name: "our command by name", text: "/help@Hamzaban_Bot now", command: "help", args: "now", called: true, rest: "/help@Hamzaban_Bot now"},
		{name: "another bot's command", text: "/help@other_bot"},
		{name: "command with lines", text: "/tr fa\nGood\nmorning", command: "tr", args: "fa\nGood\nmorning", rest: "/tr fa\nGood\nmorning"},
		{name: "a path is no command", text: "/etc/passwd is a file", rest: "/etc/passwd is a file"},
		{name: "mention before", text: "@hamzaban_bot hello", called: true, rest: "hello"},
		{name: "mention within, Persian", text: "سلام @HAMZABAN_BOT خوبی؟", called: true, rest: "سلام  خوبی؟"},
		{name: "a longer name is another", text: "@hamzaban_bot2 hello", rest: "@hamzaban_bot2 hello"},
		{name: "an address is no mention", text: "mail x@hamzaban_bot now", rest: "mail x@hamzaban_bot now"},
		{name: "reply to the bot", text: "and now?", called: true, rest: "and now?",
			extra: `,"reply_to_message":{"message_id":3,"date":1,"from":{"id":42,"is_bot":true},"chat":{"id":-100},"text":"x"}`},
		{name: "reply to somebody", text: "and now?", rest: "and now?",
			extra: `,"reply_to_message":{"message_id":3,"date":1,"from":{"id":6},"chat":{"id":-100},"text":"x"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, err := decode(inGroup(c.text, c.extra), self)
			if err != nil {
				t.Fatal(err)
			}
			if e.command != c.command || e.args != c.args || e.called != c.called || e.text != c.rest {
				t.Errorf("got command %q, args %q, called %v, text %q", e.command, e.args, e.called, e.text)
			}
		})
	}
}

func TestDecodeOtherUpdates(t *testing.T) {
	for name, c := range map[string]struct {
		raw   string
		fails bool
	}{
		"unknown kind":         {raw: `{"update_id":1,"shiny":{}}`},
		"channel post":         {raw: `{"update_id":1,"channel_post":{"message_id":1,"date":1,"chat":{"id":-1,"type":"channel"}}}`},
		"message of a bot":     {raw: `{"update_id":1,"message":{"message_id":1,"date":1,"from":{"id":9,"is_bot":true},"chat":{"id":9}}}`},
		"message of nobody":    {raw: `{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":9}}}`},
		"message is a string":  {raw: `{"update_id":1,"message":"x"}`, fails: true},
		"message id is a word": {raw: `{"update_id":1,"message":{"message_id":"x"}}`, fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := decode(chat.Update{Raw: []byte(c.raw)}, self)
			if (err != nil) != c.fails || e != nil {
				t.Errorf("got %+v, %v", e, err)
			}
		})
	}
}

func TestEnvelop(t *testing.T) {
	for name, c := range map[string]struct {
		raw, lane string
		person    int64
		fails     bool
	}{
		"private":       {raw: `{"update_id":7,"message":{"from":{"id":5},"chat":{"id":5}}}`, lane: "5:0:5", person: 5},
		"topic":         {raw: `{"update_id":7,"message":{"message_thread_id":3,"is_topic_message":true,"from":{"id":5},"chat":{"id":-1}}}`, lane: "-1:3:5", person: 5},
		"reply thread":  {raw: `{"update_id":7,"message":{"message_thread_id":3,"from":{"id":5},"chat":{"id":-1}}}`, lane: "-1:0:5", person: 5},
		"press":         {raw: `{"update_id":7,"callback_query":{"from":{"id":6},"message":{"from":{"id":42},"chat":{"id":-1}}}}`, lane: "-1:0:6", person: 6},
		"hidden admin":  {raw: `{"update_id":7,"message":{"from":{"id":1087968824},"sender_chat":{"id":-1},"chat":{"id":-1}}}`, lane: "-1:0:-1", person: -1},
		"a channel's":   {raw: `{"update_id":7,"message":{"from":{"id":136817688},"sender_chat":{"id":-2},"chat":{"id":-1}}}`, lane: "-1:0:136817688", person: 136817688},
		"press inline":  {raw: `{"update_id":7,"callback_query":{"from":{"id":6},"inline_message_id":"x"}}`, lane: "0:0:6", person: 6},
		"unknown kind":  {raw: `{"update_id":7,"shiny":{}}`, lane: "none"},
		"wrong inside":  {raw: `{"update_id":7,"message":"x"}`, lane: "none"},
		"no id":         {raw: `{"message":{}}`, fails: true},
		"a list":        {raw: `[1,2]`, fails: true},
		"id is a word":  {raw: `{"update_id":"x"}`, fails: true},
		"not even JSON": {raw: `{"upda`, fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			u, err := envelop([]byte(c.raw), time.Now())
			if (err != nil) != c.fails {
				t.Fatalf("error %v", err)
			}
			if err == nil && (u.ID != 7 || u.Lane != c.lane || u.Person != c.person) {
				t.Errorf("got %+v", u)
			}
		})
	}
}
