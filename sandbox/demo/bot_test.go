package demo_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"

	"hamzaban/sandbox/demo"
	"hamzaban/sandbox/telegram"
)

// m is a JSON object.
type m = map[string]any

// call plays the bot: it calls a method of the Bot API and returns its
// result.
func (s *stage) call(method string, params m) json.RawMessage {
	s.t.Helper()
	body, err := json.Marshal(params)
	must(s.t, err)
	resp, err := http.Post(s.telegram.URL()+"/bot"+s.telegram.Token()+"/"+method, "application/json", bytes.NewReader(body))
	must(s.t, err)
	defer resp.Body.Close()
	var answer struct {
		OK          bool
		Description string
		Result      json.RawMessage
	}
	must(s.t, json.NewDecoder(resp.Body).Decode(&answer))
	if !answer.OK {
		s.t.Fatalf("%s: %s", method, answer.Description)
	}
	return answer.Result
}

// send sends a text to the English speaker and returns the message's id.
func (s *stage) send(text string) int64 {
	s.t.Helper()
	return s.id(s.call("sendMessage", m{"chat_id": demo.EnglishID, "text": text}))
}

// lastUpdate waits for updates, confirms them, and reads the last one.
func (s *stage) lastUpdate(into any) {
	s.t.Helper()
	s.until("a button's update", func() bool { return s.telegram.Pending() > 0 })
	var id struct {
		ID int64 `json:"update_id"`
	}
	for s.telegram.Pending() > 0 {
		var list []json.RawMessage
		must(s.t, json.Unmarshal(s.call("getUpdates", m{"offset": id.ID + 1}), &list))
		if len(list) == 0 {
			return
		}
		must(s.t, json.Unmarshal(list[len(list)-1], &id))
		must(s.t, json.Unmarshal(list[len(list)-1], into))
	}
}

func (s *stage) id(result json.RawMessage) int64 {
	s.t.Helper()
	var message telegram.Message
	must(s.t, json.Unmarshal(result, &message))
	return message.ID
}

func personNamed(name string) telegram.Person {
	return telegram.Person{ID: demo.EnglishID, FirstName: name, LanguageCode: "en"}
}

func fileNamed(name string) telegram.File {
	return telegram.File{Name: name, Mime: "text/html", Data: []byte("<script>top.pwned=1</script>")}
}

func itoa(n int) string { return strconv.Itoa(n) }
