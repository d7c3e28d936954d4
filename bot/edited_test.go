package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/chat"
)

// An edited question is answered anew in the place of its answer, with the
// conversation as it was before it; the one that changes no words is not.
func TestEditedQuestion(t *testing.T) {
	t.Parallel()
	m := &counts{}
	s := newScene(t, m)
	s.known()
	s.Say(sara, sara, "Who?")
	s.says(sara, "Who? Answer 1.")
	asked := s.Say(sara, sara, "Whyy?")
	first := s.says(sara, "Whyy? Answer 2.")
	s.Say(sara, sara, "And?")
	s.says(sara, "And? Answer 3.")
	s.Edit(sara, sara, asked, "Whyy?")
	s.Edit(sara, sara, asked, "Why?")
	s.until("the answer to the edited question", func() bool { m, _ := s.Message(sara, first.ID); return m.Text == "Why? Answer 4." })
	if got := m.requests()[3].Messages; len(got) != 3 || got[0].Text != "Who?" || got[2].Text != "Why?" {
		t.Errorf("it was asked with %v", got)
	}
	s.Edit(sara, sara, asked, "/help")
	s.Say(sara, sara, "Then?")
	s.says(sara, "Then? Answer 5.")
	db := s.reader()
	turns, err := db.Recent(t.Context(), chat.Key{Chat: sara, Person: sara}, 9)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, turn := range turns {
		said = append(said, turn.Text)
	}
	want := []string{"Who?", "Who? Answer 1.", "Why?", "Why? Answer 4.", "And?", "And? Answer 3.", "Then?", "Then? Answer 5."}
	if !slices.Equal(said, want) {
		t.Errorf("remembered is %q, want %q", said, want)
	}
	s.kept()
}

// An edit ends what is being done about the question, wherever that is.
func TestEditedBeforeItsAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		first []string // questions asked before it
	}{{"being answered", nil}, {"waiting", []string{"Who?"}}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := &counts{held: make(chan struct{})}
			s := newScene(t, m)
			s.known()
			var want []string
			for _, q := range c.first {
				s.Say(sara, sara, q)
				want = append(want, q+" Answer 1.")
			}
			asked := s.Say(sara, sara, "Whyy?")
			poll(t, "a question to be asked", func() bool { return len(m.requests()) == 1 && s.Pending() == 0 })
			s.Edit(sara, sara, asked, "Why?")
			poll(t, "the edit to be taken", func() bool { return s.Pending() == 0 && (c.first != nil || len(m.requests()) == 2) })
			close(m.held)
			want = append(want, "Why? Answer 2.")
			s.says(sara, "Why? Answer 2.")
			if said := s.said(sara); !slices.Equal(said, want) {
				t.Errorf("the answers are %q, want %q", said, want)
			}
			s.kept()
		})
	}
}

// Admins who hide behind their group may edit what they asked in its name.
func TestEditedByHiddenAdmins(t *testing.T) {
	const (
		hidden = `"from":{"id":1087968824,"is_bot":true},"sender_chat":{"id":-100,"type":"supergroup"},"chat":{"id":-100,"type":"supergroup"}`
		update = `{"update_id":%d,"%s":{"message_id":1,"date":1,"text":"@test_bot %s",` + hidden + `}}`
	)
	synctest.Test(t, func(t *testing.T) {
		b, db := waitingBot(t, &counts{})
		b.takes(t, fmt.Sprintf(update, 1, "message", "One?"))
		answered := shown(t, db)
		b.takes(t, fmt.Sprintf(update, 2, "edited_message", "Two?"))
		for id, p := range shown(t, db) {
			if _, first := answered[id]; first && p.Text.Text == "Two? Answer 2." {
				return
			}
		}
		t.Errorf("the edited question is not answered in the place of the first answer, among %v", answered)
	})
}

// While an answer is shown in a group, the edited question's answer takes over the
// message; an edit of what was not for the bot is none of its business.
func TestEditedInGroups(t *testing.T) {
	t.Parallel()
	m := &writes{text: tale(20), every: 50 * time.Millisecond}
	s := newScene(t, m)
	team := s.Group("team", sara)
	s.known()
	other := s.Say(sara, team, "Between us.")
	asked := s.Say(sara, team, "@hamzaban_bot Tell me.")
	s.until("the first words", func() bool { return len(s.said(team)) == 1 && strings.HasPrefix(s.said(team)[0], "Lantern 1") })
	m.mu.Lock()
	m.text = "Well. " + tale(2)
	m.mu.Unlock()
	s.Edit(sara, team, other, "Between the two of us.")
	s.Edit(sara, team, asked, "@hamzaban_bot Tell me more.")
	s.until("the answer", func() bool { said := s.said(team); return said[0] == "Well. "+told(2) })
	if said := s.said(team); len(said) != 1 {
		t.Errorf("said is %q, want one answer", said)
	}
	s.kept()
}

// What is kept for later is replaced there: the promise is made once, and the answer
// is to the words as they are now.
func TestEditedWhileKeptForLater(t *testing.T) {
	t.Parallel()
	m := &counts{fail: &ai.Exhausted{Until: time.Now().Add(2 * time.Hour), Limited: true}}
	s := newScene(t, m)
	s.known()
	asked := s.Say(sara, sara, "Whyy?")
	promise := s.says(sara, "I keep your question")
	s.Edit(sara, sara, asked, "Why not?")
	poll(t, "the edited question to be asked", func() bool { return len(m.requests()) == 2 })
	m.mu.Lock()
	m.fail = nil
	m.mu.Unlock()
	s.Edit(sara, sara, asked, "Why?")
	if got := s.says(sara, "Why? Answer 3."); got.ID != promise.ID {
		t.Error("the answer is not in the place of the promise")
	}
	if said := s.said(sara); len(said) != 1 {
		t.Errorf("said is %q", said)
	}
	s.kept()
}
