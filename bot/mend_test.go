package bot

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"hamzaban/ai"
	"hamzaban/sandbox/telegram"
)

// Where Telegram refuses to edit a message, the answer comes whole in another,
// and what was begun of it does not stay.
func TestWhatCannotBeEdited(t *testing.T) {
	const whole = "The first line.\n\nThe second line."
	never := telegram.Refuse(http.StatusBadRequest, "message can't be edited")
	odd := telegram.Refuse(http.StatusBadRequest, "MESSAGE_AUTHOR_REQUIRED")
	for _, c := range []struct {
		name   string
		model  ai.Provider
		fault  telegram.Fault
		rich   string
		group  bool
		want   string
		styled bool
	}{
		{"it says so", says(twoLines), never, "", false, whole, true},
		{"in a group", says(twoLines), never, "", true, whole, true},
		{"for a reason that nobody knows", says(twoLines), odd, "", false, whole, false},
		{"what was shown while it was written", &writes{text: tale(4), every: 60 * time.Millisecond}, never, "", true, told(4), true},
		{"the same, for a reason that nobody knows", &writes{text: tale(4), every: 60 * time.Millisecond}, odd, "", true, told(4), false},
		{"what would be rich", says(aTable), never, "auto", false, asOrdinary, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSceneAt(t, c.model, telegram.Options{}, c.rich)
			s.known()
			where, question := int64(sara), "Tell me."
			if c.group {
				where, question = s.Group("friends", sara), "@hamzaban_bot Tell us."
			}
			s.Break("editMessageText", c.fault)
			s.Say(sara, where, question)
			s.until("the answer alone", func() bool { return slices.Equal(s.said(where), []string{c.want}) })
			s.Say(sara, where, "/id@hamzaban_bot")
			s.until("what was said after", func() bool { return len(s.said(where)) == 2 })
			if got := s.said(where)[0]; got != c.want {
				t.Errorf("the answer became %q", got)
			}
			answer := s.Chat(where)[0]
			for _, m := range s.Chat(where) {
				if m.FromBot() && m.Text == c.want {
					answer = m
				}
			}
			if len(answer.Entities) > 0 != c.styled || answer.Keyboard == nil {
				t.Errorf("the answer has the entities %v and the buttons %v", answer.Entities, answer.Buttons())
			}
			s.lawful()
		})
	}
}

// The same over a restart between the refusal and the deletion.
func TestWhatCannotBeEditedOverARestart(t *testing.T) {
	t.Parallel()
	s := newScene(t, says(twoLines))
	s.known()
	s.Break("editMessageText", telegram.Refuse(http.StatusBadRequest, "message can't be edited"))
	s.Script("deleteMessage", telegram.Flood(2))
	s.Say(sara, sara, "Tell me.")
	s.waitFor("deleteMessage", 1)
	s.end()
	s.begin()
	s.until("the answer alone", func() bool { return slices.Equal(s.said(sara), []string{"The first line.\n\nThe second line."}) })
}

// A rich message at which the server fails whenever it is tried goes on as an
// ordinary one, and holds nothing up.
func TestARichMessageThatFailsForever(t *testing.T) {
	t.Parallel()
	s := newSceneAt(t, says(aTable), telegram.Options{}, "auto")
	s.known()
	s.Meddle(func(c telegram.Call) *telegram.Fault {
		if c.Method != "editMessageText" || c.Params["rich_message"] == "" {
			return nil
		}
		fault := telegram.InternalError()
		return &fault
	})
	s.Say(sara, sara, "Prices?")
	s.until("the answer", func() bool { return slices.Equal(s.said(sara), []string{asOrdinary}) })
	if s.log.String() == "" {
		t.Error("nothing was logged")
	}
}

// A message that goes out without its formatting still mentions nobody.
func TestWhatIsSentPlainMentionsNobody(t *testing.T) {
	t.Parallel()
	s := newScene(t, says("Ask **@durov** or `@admin_x`."))
	s.known()
	s.Script("sendMessage", telegram.Refuse(http.StatusBadRequest, "Bad Request: can't parse entities"))
	s.Say(sara, sara, "Whom?")
	want := "Ask @\u200cdurov or @\u200cadmin_x."
	s.until("the answer", func() bool { return slices.Contains(s.said(sara), want) })
	for _, m := range s.Chat(sara) {
		if m.Text == want && len(m.Entities) > 0 {
			t.Errorf("it has the entities %+v", m.Entities)
		}
	}
}

// Where that makes a full message too long, the rest of it comes in another.
func TestWhatIsSentPlainIsWhole(t *testing.T) {
	t.Parallel()
	text := "`" + strings.TrimSpace(strings.Repeat("@durov_x ", 450)) + "`" // 4,049 units, as code
	s := newScene(t, says(text))
	s.known()
	s.Script("sendMessage", telegram.Refuse(http.StatusBadRequest, "Bad Request: can't parse entities"))
	s.Say(sara, sara, "Who?")
	s.until("the answer", func() bool { return strings.Count(strings.Join(s.said(sara), " "), "@\u200cdurov_x") == 450 })
	s.kept()
}
