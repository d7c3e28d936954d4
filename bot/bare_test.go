package bot

import (
	"encoding/json"
	"fmt"
	"testing"

	"hamzaban/chat"
	"hamzaban/store"
)

// The button goes also where what bears it was not sent yet when there was nothing to
// take back any more.
func TestTheButtonGoesFromWhatIsStillOnItsWay(t *testing.T) {
	t.Parallel()
	s := newScene(t, answers(func(string) string { return "ok" }))
	s.Say(sara, sara, "Hello")
	s.until("the answer", func() bool { return len(s.Chat(sara)) == 3 }) // with the notice
	s.end()
	db, err := store.Open(t.Context(), store.Options{Path: s.path})
	if err != nil {
		t.Fatal(err)
	}
	k := chat.Key{Chat: sara, Person: sara}
	says := func(id int64, p payload) []chat.Message {
		t.Helper()
		raw := json.RawMessage(fmt.Sprintf(`{"update_id": %d}`, id))
		got, err := db.Receive(t.Context(), []chat.Update{{ID: id, Lane: "x", Raw: raw}}, id+1)
		if err != nil {
			t.Fatal(err)
		}
		sent, err := db.Finish(t.Context(), got[0].Seq, chat.Outcome{Key: k, Replies: []chat.Reply{{Chat: sara, Parts: []json.RawMessage{frozen(p)}}}})
		if err != nil {
			t.Fatal(err)
		}
		return sent
	}
	promise := payload{Buttons: [][]chat.Button{{{Label: "Never mind", Data: "withdraw:9"}}}}
	promise.Text.Text = "Later."
	waits := says(900_000_001, promise)
	says(900_000_002, payload{Bare: true, Earlier: waits[0].ID})
	says(900_000_003, payload{Bare: true, Earlier: 9999})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s.begin()
	s.until("the button is gone", func() bool {
		for _, m := range s.Chat(sara) {
			if _, button := m.Button("Never mind"); m.Text == "Later." && !button && m.Edits > 0 {
				return true
			}
		}
		return false
	})
	s.end()
	if db, err = store.Open(t.Context(), store.Options{Path: s.path}); err != nil {
		t.Fatal(err)
	}
	if left, err := db.Unsent(t.Context()); err != nil || len(left) > 0 {
		t.Errorf("the outbox still has %d messages (%v)", len(left), err)
	}
	_ = db.Close()
}
