package bot

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"hamzaban/sandbox/telegram"
)

// All that is shown and said of a question in a topic is in that topic: that it is
// being written, the drafts, the answer, and what a stop leaves.
func TestWhatIsShownStaysInItsTopic(t *testing.T) {
	t.Parallel()
	m := &writes{text: tale(12), every: 40 * time.Millisecond}
	s := newSceneAt(t, m, telegram.Options{Topics: true}, "")
	s.known()
	topic := s.Topic(sara)
	in := func(methods ...string) (calls int) {
		for _, method := range methods {
			for _, c := range s.calls(method, sara) {
				if calls++; fmt.Sprint(c.Params["message_thread_id"]) != fmt.Sprint(topic) {
					t.Errorf("%s is for topic %v, want %d", method, c.Params["message_thread_id"], topic)
				}
			}
		}
		return calls
	}
	s.Say(sara, sara, "Tell me.", telegram.InThread(topic))
	s.until("an answer", func() bool { return slices.Contains(s.said(sara), told(12)) })
	if n := in("sendMessageDraft"); n < 2 {
		t.Errorf("%d drafts were shown", n)
	}
	m.mu.Lock()
	m.hang = 20
	m.mu.Unlock()
	s.Say(sara, sara, "And again.", telegram.InThread(topic))
	s.until("a draft that can be stopped", func() bool { return s.Stop(sara) })
	s.until("what was written of it", func() bool { return len(s.said(sara)) == 2 })
	if n := in("sendMessage", "sendRichMessage", "sendMessageDraft", "sendChatAction"); n < 5 {
		t.Errorf("%d calls in all", n)
	}
	for _, msg := range s.Chat(sara) {
		if msg.FromBot() && msg.Thread != topic {
			t.Errorf("%q stands in topic %d", msg.Text, msg.Thread)
		}
	}
}
