package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-telegram/bot/models"

	"hamzaban/ai"
	"hamzaban/sandbox/telegram"
)

// ears is a model that answers, and hears what a function says.
type ears struct {
	answers
	says  func(*ai.Audio) (string, error)
	heard atomic.Int32
}

func (m *ears) Transcribe(_ context.Context, a *ai.Audio) (*ai.Transcript, error) {
	m.heard.Add(1)
	words, err := m.says(a)
	var spent *ai.Exhausted
	if errors.As(err, &spent) {
		return nil, err
	}
	if err != nil {
		return nil, &ai.Exhausted{Errs: []error{&ai.Error{Provider: "pool", Kind: ai.BadRequest, Err: err}}}
	}
	return &ai.Transcript{Text: words, Provider: "p", Model: "m"}, nil
}

func hearing(words string) *ears {
	return &ears{answers: func(q string) string { return "You said: " + q }, says: func(*ai.Audio) (string, error) { return words, nil }}
}

// A voice note is answered like a text, with its words folded above the answer.
func TestVoiceIsAnswered(t *testing.T) {
	t.Parallel()
	m := hearing("What is the time?")
	m.says = func(a *ai.Audio) (string, error) {
		if a.Name != "voice.ogg" || a.Duration != 7*time.Second || a.Person != "1001" || string(a.Data) != "sound" {
			t.Errorf("the model was given %q of %v from %s: %q", a.Name, a.Duration, a.Person, a.Data)
		}
		return "What is the time?", nil
	}
	s := newScene(t, m)
	s.SayVoice(sara, sara, telegram.File{Data: []byte("sound")}, 7)
	want := "🎤 What is the time?\nYou said: What is the time?"
	s.until("the answer", func() bool { return slices.Contains(s.said(sara), want) })
	for _, msg := range s.Chat(sara) {
		if msg.Text != want {
			continue
		}
		if len(msg.Entities) != 1 || msg.Entities[0].Type != "expandable_blockquote" || msg.Entities[0].Length != 20 {
			t.Errorf("its entities are %+v", msg.Entities)
		}
	}
	if strings.Contains(s.log.String(), "time?") {
		t.Error("what was said stands in the log")
	}
}

// Names that were heard are mentioned no more than written ones.
func TestVoicesMentionNobody(t *testing.T) {
	t.Parallel()
	m := hearing("Ask @durov about it.")
	m.answers = func(string) string { return "I cannot." }
	s := newScene(t, m)
	s.SayVoice(sara, sara, telegram.File{Data: []byte("sound")}, 7)
	s.until("the answer", func() bool { return slices.Contains(s.said(sara), "🎤 Ask @\u200cdurov about it.\nI cannot.") })
}

// The words stay above an answer that is given anew in its place, and are not said
// twice where it stands below.
func TestVoicesAnsweredAgain(t *testing.T) {
	t.Parallel()
	m := hearing("What is the time?")
	var n atomic.Int32
	m.answers = func(q string) string { return fmt.Sprintf("%s It is %d.", q, n.Add(1)) }
	s := newScene(t, m)
	s.met()
	s.SayVoice(sara, sara, telegram.File{Data: []byte("sound")}, 7)
	answer := s.says(sara, "It is 1.")
	s.tap(sara, sara, answer, "↻ Again")
	if got := s.says(sara, "It is 2.").Text; got != "🎤 What is the time?\nWhat is the time? It is 2." {
		t.Errorf("answered again: %q", got)
	}
	s.Say(sara, sara, "/retry")
	if got := s.says(sara, "It is 3.").Text; got != "What is the time? It is 3." {
		t.Errorf("answered below: %q", got)
	}
	if heard := m.heard.Load(); heard != 1 {
		t.Errorf("the recording was heard %d times", heard)
	}
}

// A question that is spoken in reply to a document or a picture is about it, as one
// that is typed.
func TestVoicesAboutWhatTheyReplyTo(t *testing.T) {
	t.Parallel()
	m := hearing("What is in this?")
	m.answers = func(q string) string {
		return fmt.Sprintf("Asked with the file: %v.", strings.Contains(q, "return 42") && strings.Contains(q, "What is in this?"))
	}
	s := newScene(t, m)
	s.met()
	file := s.SayDocument(sara, sara, telegram.File{Name: "a.py", Mime: "text/x-python", Data: []byte("return 42")}, "")
	s.says(sara, "a.py")
	s.Say(sara, sara, "/new")
	s.says(sara, "new")
	s.SayVoice(sara, sara, telegram.File{Data: []byte("sound")}, 3, telegram.ReplyTo(file))
	if got := s.says(sara, "Asked with the file: ").Text; got != "🎤 What is in this?\nAsked with the file: true." {
		t.Errorf("answered %q", got)
	}

	e := event{heard: "What is this?", message: &models.Message{
		Voice: &models.Voice{}, ReplyToMessage: &models.Message{Photo: []models.PhotoSize{{FileID: "p"}}},
	}}
	if got := e.pictures(); len(got) != 1 || got[0].ID != "p" {
		t.Errorf("the pictures are %v", got)
	}
}

// Of a long recording no more stands above the answer than shows what was understood.
func TestLongVoicesAreShownInPart(t *testing.T) {
	t.Parallel()
	m := hearing(strings.Repeat("And so we went on. ", 700) + "Why?")
	m.answers = func(q string) string {
		return fmt.Sprintf("The last word was %q.", q[strings.LastIndexByte(q, ' ')+1:])
	}
	s := newScene(t, m)
	s.met()
	s.SayVoice(sara, sara, telegram.File{Data: []byte("sound")}, 600)
	answer := s.says(sara, `The last word was "Why?".`)
	shown, _, _ := strings.Cut(answer.Text, "\n")
	if n := len(s.said(sara)); n != 4 || len(shown) < 1000 || len(shown) > 1600 || !strings.HasSuffix(shown, "on.…") {
		t.Errorf("%d messages were sent, the last one begins with %d bytes: %q", n-3, len(shown), shown)
	}
}

// In a group nobody's voice is written down unless it is meant for the bot.
func TestVoicesInGroups(t *testing.T) {
	t.Parallel()
	m := hearing("Hello there")
	s := newScene(t, m)
	team := s.Group("team", sara)
	note := s.SayVoice(sara, team, telegram.File{Data: []byte("x")}, 3)
	s.Say(sara, team, "/id")
	s.until("the bot's id", func() bool { return len(s.said(team)) == 1 })
	if n := m.heard.Load(); n != 0 {
		t.Errorf("%d recordings were written down that were not meant for it", n)
	}
	s.Say(sara, team, "@hamzaban_bot what does she say?", telegram.ReplyTo(note))
	s.until("an answer about it", func() bool {
		return slices.ContainsFunc(s.said(team), func(text string) bool {
			return strings.HasPrefix(text, "🎤 Hello there\n") && strings.Contains(text, "what does she say?")
		})
	})
	s.SayVoice(sara, team, telegram.File{Data: []byte("x")}, 3, telegram.ReplyTo(s.Chat(team)[len(s.Chat(team))-1].ID))
	s.until("an answer to a voice that replies to it", func() bool {
		last := s.said(team)[len(s.said(team))-1]
		return strings.HasPrefix(last, "🎤 Hello there\n") && strings.HasSuffix(last, "Hello there")
	})
}

// What cannot be heard gets a kind word, at once where that is known before.
func TestVoicesThatCannotBeHeard(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		deaf    bool
		err     error
		bytes   int
		seconds int
		fault   *telegram.Fault
		want    string
		fetched bool
	}{
		{name: "nobody to hear it", deaf: true, want: "none of my AI providers"},
		{name: "none of them hears", err: ai.ErrCannotHear, want: "none of my AI providers", fetched: true},
		{name: "half an hour", seconds: 1800, want: "up to 20 minutes"},
		{name: "too large", bytes: 20<<20 + 1, want: "up to 20 MB"},
		{name: "of another kind", err: ai.ErrAudioType, want: "files of that kind", fetched: true},
		{name: "silence", err: ai.ErrNothingSaid, want: "could not make out any words", fetched: true},
		{name: "no room for it", err: &ai.Exhausted{Until: time.Now().Add(time.Hour), Limited: true}, want: "I keep your question", fetched: true},
		{name: "gone", fault: ptr(telegram.Refuse(400, "Bad Request: wrong file_id or the file is temporarily unavailable")), want: "any more"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var model ai.Provider = answers(func(string) string { return "?" })
			if !c.deaf {
				m := hearing("words")
				m.says = func(*ai.Audio) (string, error) { return "words", c.err }
				model = m
			}
			s := newScene(t, model)
			if c.fault != nil {
				s.Script("getFile", *c.fault)
			}
			s.SayVoice(sara, sara, telegram.File{Data: make([]byte, max(c.bytes, 1))}, max(c.seconds, 1))
			s.until("a kind word", func() bool {
				return slices.ContainsFunc(s.said(sara), func(text string) bool { return strings.Contains(text, c.want) })
			})
			if fetched := len(s.Calls()) > 0 && slices.ContainsFunc(s.Calls(), func(c telegram.Call) bool { return c.Method == telegram.Download }); fetched != c.fetched {
				t.Errorf("the file was fetched: %v", fetched)
			}
		})
	}
}

func ptr[T any](v T) *T { return &v }

// A download that is cut is made again, and what was heard is not heard again where
// the answer has to wait.
func TestVoicesAreHeardOnce(t *testing.T) {
	t.Parallel()
	m := hearing("How are you?")
	asked := 0
	m.answers = func(string) string {
		if asked++; asked == 1 {
			panic("it fails")
		}
		return "Fine."
	}
	s := newScene(t, m)
	s.Script(telegram.Download, telegram.AcceptedThenCut())
	s.SayVoice(sara, sara, telegram.File{Data: []byte("some sound")}, 2)
	s.until("the answer", func() bool { return slices.Contains(s.said(sara), "🎤 How are you?\nFine.") })
	if n := m.heard.Load(); n != 1 {
		t.Errorf("it was heard %d times", n)
	}
}
