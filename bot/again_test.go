package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hamzaban/ai"
	"hamzaban/chat"
	"hamzaban/sandbox/telegram"
)

// counts is a model that tells what it was asked and the how manieth answer that is,
// and remembers every request. It waits while it is held.
type counts struct {
	mu    sync.Mutex
	asked []*ai.Request
	held  chan struct{} // nil: it is not
	fail  error
}

func (*counts) Name() string { return "counts" }

func (c *counts) Generate(ctx context.Context, r *ai.Request) (*ai.Response, error) {
	c.mu.Lock()
	c.asked = append(c.asked, r)
	n, held, fail := len(c.asked), c.held, c.fail
	c.mu.Unlock()
	if held != nil {
		select {
		case <-held:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if fail != nil {
		return nil, fail
	}
	said := r.Messages[len(r.Messages)-1].Text
	return &ai.Response{Text: fmt.Sprintf("%s Answer %d.", said, n), Provider: "p", Model: fmt.Sprintf("m%d", n)}, nil
}

func (c *counts) requests() []*ai.Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.asked)
}

// says waits for the bot's last message in a chat to have this in it and to be on
// record: nobody replies sooner. It returns it.
func (s *scene) says(where int64, text string) (m telegram.Message) {
	s.Helper()
	s.until(fmt.Sprintf("%q", text), func() bool {
		all := slices.DeleteFunc(s.Chat(where), func(m telegram.Message) bool { return !m.FromBot() || m.Deleted })
		if len(all) == 0 {
			return false
		}
		m = all[len(all)-1]
		sender := s.bot.sender
		sender.mu.Lock()
		defer sender.mu.Unlock()
		return len(sender.lineOf(where).waiting) == 0 && strings.Contains(m.Text, text)
	})
	return m
}

// tap presses a button by its label, which has to be there.
func (s *scene) tap(person, where int64, m telegram.Message, label string) {
	s.Helper()
	var data string
	s.until("the button "+label, func() bool {
		now, ok := s.Message(where, m.ID)
		if ok {
			button, found := now.Button(label)
			data, ok = button.Data, found
		}
		return ok
	})
	s.PressIn(person, where, m.ID, data)
}

// answered waits until so many presses were answered, and returns what was said on
// the last one.
func (s *scene) answered(n int) (text string, alert bool) {
	s.Helper()
	var calls []telegram.Call
	s.until(fmt.Sprintf("the answer to press %d", n), func() bool {
		calls = slices.DeleteFunc(s.Calls(), func(c telegram.Call) bool { return c.Method != "answerCallbackQuery" || c.Done.IsZero() })
		return len(calls) >= n
	})
	last := calls[len(calls)-1].Params
	return last["text"], last["show_alert"] == "true"
}

// Pages are turned while something else is being answered.
func TestPagesDoNotWait(t *testing.T) {
	t.Parallel()
	m := &counts{}
	s := newScene(t, m)
	s.known()
	s.Say(sara, sara, "Why?")
	first := s.says(sara, "Why? Answer 1.")
	s.Say(sara, sara, "/settings")
	settings := s.says(sara, "Settings")
	m.mu.Lock()
	m.held = make(chan struct{})
	m.mu.Unlock()
	s.Say(sara, sara, "How?")
	poll(t, "a question to be asked", func() bool { return len(m.requests()) == 2 })
	s.tap(sara, sara, first, "⋯")
	s.tap(sara, sara, first, "Which model?")
	if said, _ := s.answered(2); !strings.Contains(said, "m1") {
		t.Errorf("the second press is told %q", said)
	}
	s.tap(sara, sara, settings, "🔢 Digits")
	s.tap(sara, sara, settings, "‹ Back")
	s.tap(sara, sara, settings, "🔢 Digits")
	close(m.held)
	s.says(sara, "How? Answer 2.")
	s.kept()
}

// A page's button that is pressed below another message changes nothing there.
func TestPagesStayWhereTheyAre(t *testing.T) {
	t.Parallel()
	s := newScene(t, &counts{})
	s.known()
	s.Say(sara, sara, "Why?")
	answer := s.says(sara, "Why? Answer 1.")
	s.Say(sara, sara, "/settings")
	page := s.says(sara, "Settings")
	before := len(s.Calls())
	s.PressIn(sara, sara, answer.ID, page.Keyboard.Rows[0][0].Data)
	s.until("the press to be answered", func() bool {
		return slices.ContainsFunc(s.Calls()[before:], func(c telegram.Call) bool { return c.Method == "answerCallbackQuery" })
	})
	if text, _ := s.answered(1); !strings.Contains(text, "no longer works") {
		t.Errorf("the press is told %q", text)
	}
	if now, _ := s.Message(sara, answer.ID); now.Text != answer.Text {
		t.Errorf("the answer became %q", now.Text)
	}
}

// The button to stop an answer that is written anew stays, whatever is pressed.
func TestPagesKeepTheStopButton(t *testing.T) {
	t.Parallel()
	s := newScene(t, &writes{text: tale(6), every: 40 * time.Millisecond})
	s.known()
	s.Say(sara, sara, "Tell me.")
	first := s.says(sara, "Lantern 6")
	s.until("the buttons", func() bool {
		now, _ := s.Message(sara, first.ID)
		_, ok := now.Button("⋯")
		first = now
		return ok
	})
	more, _ := first.Button("⋯")
	stopped := func() bool {
		now, _ := s.Message(sara, first.ID)
		_, ok := now.Button("⏹ Stop")
		return ok
	}
	s.tap(sara, sara, first, "↻ Again")
	s.until("the button to stop", stopped)
	s.ForgetCalls()
	s.PressIn(sara, sara, first.ID, more.Data)
	s.until("the press to be answered", func() bool {
		return slices.ContainsFunc(s.Calls(), func(c telegram.Call) bool { return c.Method == "answerCallbackQuery" })
	})
	s.says(sara, "Lantern 6")
	if n := len(s.calls("editMessageReplyMarkup", sara)); n != 0 {
		t.Errorf("the buttons were changed %d times", n)
	}
}

func TestAnsweredAgainInPlace(t *testing.T) {
	t.Parallel()
	m := &counts{}
	s := newScene(t, m)
	s.known()
	s.Say(sara, sara, "Why?")
	first := s.says(sara, "Why? Answer 1.")
	if row := first.Keyboard.Rows; len(row) != 1 || len(row[0]) != 4 {
		t.Fatalf("below the answer is %v", row)
	}
	used := first.Keyboard.Rows[0][0].Data
	s.ForgetCalls()
	s.tap(sara, sara, first, "↻ Again")
	if again := s.says(sara, "Why? Answer 2."); again.ID != first.ID {
		t.Errorf("the answer is message %d now, was %d", again.ID, first.ID)
	}
	if n := len(s.calls("sendMessage", sara)); n != 0 {
		t.Errorf("%d messages were sent for an answer in place", n)
	}
	s.tap(sara, sara, first, "Shorter")
	s.says(sara, "much shorter")
	s.Press(sara, first.ID, used)
	if text, _ := s.answered(3); !strings.Contains(text, "no longer works") {
		t.Errorf("a button that was used says %q", text)
	}
	s.tap(sara, sara, first, "⋯")
	s.tap(sara, sara, first, "Which model?")
	if text, alert := s.answered(5); !alert || text != "Written by m3 (p)." {
		t.Errorf("asked for its model it says %q", text)
	}
	s.tap(sara, sara, first, "Another model")
	s.says(sara, "Why? Answer 4.")
	s.tap(sara, sara, first, "⋯")
	s.tap(sara, sara, first, "Another model")
	s.says(sara, "Why? Answer 5.")
	asked := m.requests()
	if one, both := asked[3].Avoid, asked[4].Avoid; !slices.Equal(one, []string{"p/m3"}) || !slices.Equal(both, []string{"p/m3", "p/m4"}) {
		t.Errorf("avoided were %v, then %v", one, both)
	}
	if got := asked[2].Messages; len(got) != 3 || got[1].Text != "Why? Answer 2." {
		t.Errorf("for a shorter answer was asked with %v", got)
	}
	db := s.reader()
	turns, err := db.Recent(t.Context(), chat.Key{Chat: sara, Person: sara}, 9)
	if err != nil || len(turns) != 2 || turns[0].Text != "Why?" || turns[1].Text != "Why? Answer 5." {
		t.Errorf("remembered is %v, %v", turns, err)
	}
	s.kept()
}

// Where all models were tried, they are gone through anew.
func TestModelsThatWereTried(t *testing.T) {
	var c enclosed
	for _, step := range []struct {
		wrote string
		tried []string
	}{
		{"a", []string{"a"}},
		{"", []string{"a"}},
		{"b", []string{"a", "b"}},
		{"a", []string{"a"}},
		{"b", []string{"a", "b"}},
	} {
		if c.tried(step.wrote); !slices.Equal(c.Tried, step.tried) {
			t.Errorf("after %q tried are %q, want %q", step.wrote, c.Tried, step.tried)
		}
	}
}

// Where Telegram asks to wait just then, other buttons come a second later, with the
// one press.
func TestOtherButtonsWait(t *testing.T) {
	t.Parallel()
	s := newScene(t, &counts{})
	s.known()
	s.Say(sara, sara, "Why?")
	m := s.says(sara, "Why? Answer 1.")
	s.Script("editMessageReplyMarkup", telegram.Flood(1))
	s.tap(sara, sara, m, "⋯")
	s.tap(sara, sara, m, "Which model?")
	if text, _ := s.answered(2); text != "Written by m1 (p)." {
		t.Errorf("asked for its model it says %q", text)
	}
}

// /retry is answered below itself, and the old answer keeps no buttons; it is about
// the last question, or the one that it replies to. After /new there is nothing to
// retry.
func TestRetry(t *testing.T) {
	t.Parallel()
	m := &counts{}
	s := newScene(t, m)
	s.known()
	s.Say(sara, sara, "/retry")
	s.says(sara, "no question here")
	s.Say(sara, sara, "Why?")
	first := s.says(sara, "Why? Answer 1.")
	s.Say(sara, sara, "/retry")
	second := s.says(sara, "Why? Answer 2.")
	if first.ID == second.ID {
		t.Error("what was written was answered above it")
	}
	s.until("the first answer's buttons to go", func() bool { m, _ := s.Message(sara, first.ID); return m.Keyboard == nil })
	if got := m.requests()[1].Avoid; !slices.Equal(got, []string{"p/m1"}) {
		t.Errorf("avoided were %v", got)
	}
	s.tap(sara, sara, second, "↻ Again")
	if third := s.says(sara, "Why? Answer 3."); third.ID != second.ID {
		t.Error("the new answer's button changed another message")
	}
	s.Say(sara, sara, "When?")
	s.says(sara, "When? Answer 4.")
	s.Say(sara, sara, "/retry", telegram.ReplyTo(second.ID))
	s.says(sara, "Why? Answer 5.")
	s.Say(sara, sara, "/new")
	s.says(sara, "new")
	s.Say(sara, sara, "/retry")
	s.says(sara, "no question here")
	s.kept()
}

// Where no model can answer anew, the old answer stays and the person is told.
func TestAnsweredAgainInVain(t *testing.T) {
	t.Parallel()
	m := &counts{}
	s := newScene(t, m)
	s.known()
	s.Say(sara, sara, "Why?")
	first := s.says(sara, "Why? Answer 1.")
	m.mu.Lock()
	m.fail = &ai.Exhausted{Until: time.Now().Add(2 * time.Hour), Limited: true}
	m.mu.Unlock()
	s.tap(sara, sara, first, "↻ Again")
	s.says(sara, "stays as it is")
	if now, _ := s.Message(sara, first.ID); now.Text != "Why? Answer 1." || len(now.Keyboard.Rows[0]) != 4 {
		t.Errorf("the old answer is %q with %v", now.Text, now.Keyboard)
	}
}

// What a preview wrote over is put back where the model fails after all.
func TestWhatWasShownIsPutBack(t *testing.T) {
	t.Parallel()
	m := &writes{text: tale(3), every: 10 * time.Millisecond}
	s := newScene(t, m)
	s.known()
	s.Say(sara, sara, "Tell me.")
	first := s.says(sara, told(3))
	m.mu.Lock()
	m.text, m.every, m.hang, m.fail = "Another "+tale(9), 100*time.Millisecond, 20, &ai.Exhausted{Until: time.Now().Add(time.Hour)}
	m.mu.Unlock()
	s.tap(sara, sara, first, "↻ Again")
	s.until("the preview in place", func() bool { m, _ := s.Message(sara, first.ID); return strings.HasPrefix(m.Text, "Another") })
	if _, ok := s.Draft(sara); ok {
		t.Error("there is a draft for an answer in place")
	}
	s.until("the old answer", func() bool { m, _ := s.Message(sara, first.ID); return m.Text == told(3) })
	s.says(sara, "stays as it is")
	s.kept()
}

// Nobody presses another's buttons, and who signs their answers sees the model's
// name, which is not remembered.
func TestButtonsAreTheAskers(t *testing.T) {
	t.Parallel()
	s := newScene(t, &counts{})
	ali := s.Person(telegram.Person{ID: 1002, FirstName: "Ali", LanguageCode: "en"})
	team := s.Group("team", sara, ali)
	s.known()
	s.Say(sara, team, "@hamzaban_bot Why?")
	first := s.says(team, "Why? Answer 1.")
	s.tap(ali, team, first, "↻ Again")
	if text, _ := s.answered(1); text != "These are not your buttons." {
		t.Errorf("another's press is answered with %q", text)
	}
	for _, forged := range []string{"answer:1:again=1", "answer:999:again=999", "answer:x", "answer:1:again", "answer:0:again=0"} {
		s.PressIn(sara, team, first.ID, forged)
	}
	if text, _ := s.answered(6); text != "This button no longer works." {
		t.Errorf("a forged button says %q", text)
	}
	s.tap(sara, team, first, "↻ Again")
	if again := s.says(team, "Why? Answer 2."); again.ID != first.ID {
		t.Error("in the group it is another message")
	}
	s.kept()
}
