package bot

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hamzaban/ai"
	"hamzaban/chat"
	"hamzaban/sandbox/telegram"
	"hamzaban/store"
)

func TestMain(m *testing.M) {
	// Tests wait more than they compute, less so under the race detector, whose are
	// the short ones; -parallel, where it is given, goes before this.
	many := "6"
	if slices.Contains(os.Args, "-test.short=true") {
		many = "4"
	}
	_ = flag.Set("test.parallel", many)
	os.Exit(m.Run())
}

// answers is a model that a function speaks for.
type answers func(question string) string

func (answers) Name() string { return "answers" }

func (a answers) Generate(_ context.Context, r *ai.Request) (*ai.Response, error) {
	return &ai.Response{Text: a(r.Messages[len(r.Messages)-1].Text), Model: "m", Provider: "p"}, nil
}

// scene is a Bot API, one person, and a bot that can be stopped and started on
// the same file.
type scene struct {
	*testing.T
	*telegram.Server
	path   string
	model  ai.Provider
	admins map[int64]bool
	log    *lines
	rich   string            // as RICH_MESSAGES
	way    http.RoundTripper // to the Bot API; nil: the usual one
	bot    *Bot              // the one that runs, or ran last
	end    func()
}

const sara = 1001

// lines is a log that can be read meanwhile.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func newScene(t *testing.T, model ai.Provider) *scene {
	t.Helper()
	return newSceneAt(t, model, telegram.Options{}, "")
}

// newSceneAt is newScene with a certain server, and rich messages as told.
func newSceneAt(t *testing.T, model ai.Provider, o telegram.Options, rich string) *scene {
	t.Helper()
	s := &scene{T: t, Server: telegram.New(o), rich: rich, path: filepath.Join(t.TempDir(), "x.db"), model: model, log: &lines{}}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	s.Person(telegram.Person{ID: sara, FirstName: "Sara", LanguageCode: "en"})
	s.begin()
	t.Cleanup(func() {
		s.end()
		_ = s.Close()
		if t.Failed() {
			t.Logf("the bot wrote:\n%s", s.log)
		}
	})
	return s
}

// begin starts the bot; s.end stops it.
func (s *scene) begin() {
	s.Helper()
	db, err := store.Open(context.WithoutCancel(s.Context()), store.Options{Path: s.path})
	if err != nil {
		s.Fatal(err)
	}
	hears, _ := s.model.(ai.Transcriber)
	way := s.way
	if way == nil {
		way = http.DefaultTransport
	}
	b, err := New(Options{
		Transcriber: hears, Admins: s.admins, Token: s.Token(), ServerURL: s.URL(), Transport: way, Store: db, Language: "en", Rich: s.rich,
		Assistant: &chat.Assistant{Model: s.model, History: db, Messages: 20, Tokens: 1500}, Log: slog.New(slog.NewTextHandler(s.log, nil)),
	})
	if err != nil {
		s.Fatal(err)
	}
	s.bot = b
	ctx, stop := context.WithCancel(context.WithoutCancel(s.Context()))
	done := make(chan error)
	go func() { done <- b.Run(ctx) }()
	s.end = sync.OnceFunc(func() {
		stop()
		if err := <-done; err != nil && !errors.Is(err, context.Canceled) { // in the midst of the start
			s.Error(err)
		}
		_ = db.Close()
	})
}

func (s *scene) until(what string, cond func() bool) {
	s.Helper()
	ctx, cancel := context.WithTimeout(s.Context(), 20*time.Second)
	defer cancel()
	if s.Until(ctx, cond) != nil {
		s.Fatalf("waited in vain for %s; the chat is %q", what, s.said(sara))
	}
}

// said are the bot's messages that stand in a chat.
func (s *scene) said(where int64) (texts []string) {
	for _, m := range s.Chat(where) {
		if m.FromBot() && !m.Deleted {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

// met has the person's first contact over.
func (s *scene) met() {
	s.Helper()
	s.Say(sara, sara, "/id")
	s.Say(sara, sara, "/help")
	s.until("the first contact", func() bool { return len(s.said(sara)) == 3 })
}

// calls are those of a method, to the chat.
func (s *scene) calls(method string, chat int64) []telegram.Call {
	return slices.DeleteFunc(s.Calls(), func(c telegram.Call) bool { return c.Method != method || c.Chat() != chat })
}

// waitFor waits for a number of calls of a method.
func (s *scene) waitFor(method string, n int) []telegram.Call {
	s.Helper()
	s.until(fmt.Sprintf("call %d of %s", n, method), func() bool {
		list := s.calls(method, sara)
		return len(list) >= n && !list[n-1].Done.IsZero()
	})
	return s.calls(method, sara)
}

const twoLines = "The **first** line.\n\nThe second line."

// begunAs waits for the nth message of an answer after so many others, and
// fails unless it begins as its first line.
func (s *scene) begunAs(n int) telegram.Call {
	s.Helper()
	m := s.waitFor("sendMessage", n)[n-1]
	if text := m.Params["text"]; text != "The first line." {
		s.Fatalf("a message begins as %q, want its first line only", text)
	}
	return m
}

// A message that is deleted before it is whole is replaced, as it was begun: by
// its first line, whose id is kept before the rest is edited in.
func TestWhatIsDeletedIsReplaced(t *testing.T) {
	t.Parallel()
	s := newScene(t, answers(func(string) string { return twoLines }))
	s.met()
	before := len(s.calls("sendMessage", sara))
	s.Script("editMessageText", telegram.Flood(1))
	s.Say(sara, sara, "Tell me.")
	m := s.begunAs(before + 1)
	s.waitFor("editMessageText", 1)
	s.Erase(sara, m.MessageID)
	s.begunAs(before + 2)
	s.until("the whole answer", func() bool { return slices.Contains(s.said(sara), "The first line.\n\nThe second line.") })
}

// It is replaced once, also over a restart; what comes after goes out.
func TestWhatIsDeletedTwiceIsLetGo(t *testing.T) {
	t.Parallel()
	s := newScene(t, answers(func(string) string { return twoLines }))
	s.met()
	before := len(s.calls("sendMessage", sara))
	s.Script("editMessageText", telegram.Flood(1), telegram.Pass(), telegram.Flood(5))
	s.Say(sara, sara, "Tell me.")
	m := s.begunAs(before + 1)
	s.waitFor("editMessageText", 1)
	s.Erase(sara, m.MessageID)
	m = s.begunAs(before + 2)
	s.waitFor("editMessageText", 3)
	s.end()
	s.Erase(sara, m.MessageID)
	s.Say(sara, sara, "/id")
	s.begin()
	s.until("what was said after", func() bool {
		texts := s.said(sara)
		return strings.Contains(texts[len(texts)-1], "1001")
	})
	if n := len(s.calls("sendMessage", sara)) - before; n != 3 {
		t.Errorf("%d messages were sent, want the answer's two and the one after", n)
	}
}

// A 429 of any call freezes the chat for all of them.
func TestFrozenChatsAreLeftAlone(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"sendMessage", "editMessageText", "sendChatAction"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, answers(func(question string) string {
				if strings.Contains(question, "slow") {
					time.Sleep(10 * typingAfter)
				}
				return twoLines
			}))
			s.met()
			s.ForgetCalls()
			s.Script(method, telegram.Flood(3))
			s.Say(sara, sara, "slow")
			frozen := s.waitFor(method, 1)[0]
			s.Say(sara, sara, "slow")
			s.until("both answers", func() bool { return len(s.said(sara)) == 5 && len(s.calls("editMessageText", sara)) > 1 })
			for _, c := range s.Calls() {
				if wait := c.At.Sub(frozen.Done); c.Chat() == sara && c.Seq > frozen.Seq && wait < 3*time.Second {
					t.Errorf("%s was called %v after the 429", c.Method, wait)
				}
			}
		})
	}
}

// An action is shown where there is room, and not where messages wait for theirs.
func TestActionsGiveWay(t *testing.T) {
	for _, c := range []struct {
		name           string
		waiting, shown int
	}{{"room", 0, 1}, {"none", 4, 0}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, answers(func(string) string {
				time.Sleep(10 * typingAfter)
				return "Here."
			}))
			s.met()
			s.ForgetCalls()
			for range c.waiting {
				s.Say(sara, sara, "/id")
			}
			s.until("the numbers", func() bool { return s.Pending() == 0 && len(s.calls("sendMessage", sara)) >= min(c.waiting, 2) })
			s.Say(sara, sara, "Tell me.")
			s.until("the answer", func() bool { return slices.Contains(s.said(sara), "Here.") })
			if n := len(s.calls("sendChatAction", sara)); n != c.shown {
				t.Errorf("%d actions were sent, want %d", n, c.shown)
			}
		})
	}
}

// What Telegram asked for, and what it took of late, is known after a restart.
func TestRestartsKeepTheLimits(t *testing.T) {
	t.Parallel()
	t.Run("a freeze", func(t *testing.T) {
		t.Parallel()
		s := newScene(t, answers(func(string) string { return twoLines }))
		s.met()
		s.Script("sendMessage", telegram.Flood(4))
		n := len(s.calls("sendMessage", sara))
		s.Say(sara, sara, "Tell me.")
		frozen := s.waitFor("sendMessage", n+1)[n]
		for range 3 {
			s.end()
			s.begin()
		}
		sent := s.waitFor("sendMessage", n+2)[n+1]
		if wait := sent.At.Sub(frozen.Done); wait < 4*time.Second {
			t.Errorf("after a 429 with 4 s the next message was sent after %v", wait)
		}
	})
	t.Run("a burst", func(t *testing.T) {
		t.Parallel()
		s := newScene(t, answers(func(string) string { return twoLines }))
		s.met()
		for range 3 {
			for range 3 {
				s.Say(sara, sara, "/id")
			}
			n := len(s.calls("sendMessage", sara))
			s.waitFor("sendMessage", n+2)
			s.end()
			s.begin()
		}
		s.until("all answers", func() bool { return len(s.said(sara)) == 3+9 })
		for _, c := range s.Calls() {
			if c.Status == http.StatusTooManyRequests {
				t.Errorf("call %d, %s, was one too many: %s", c.Seq, c.Method, c.Description)
			}
		}
	})
	t.Run("a group's minute", func(t *testing.T) {
		t.Parallel()
		s := newScene(t, answers(func(string) string { return twoLines }))
		team := s.Group("team", sara)
		s.met()
		s.end()
		s.spend(team, groupMost)
		s.ForgetCalls()
		s.Say(sara, team, "/id")
		s.begin()
		s.Say(sara, sara, "/id")
		s.until("the private answer", func() bool { return len(s.said(sara)) == 4 })
		time.Sleep(time.Second)
		if n := len(s.calls("sendMessage", team)); n > 0 {
			t.Errorf("%d messages went to a group that has had its minute's", n)
		}
	})
}

// spend has the outbox know of so many messages that were sent to a chat.
func (s *scene) spend(where int64, n int) {
	s.Helper()
	db, err := store.Open(s.Context(), store.Options{Path: s.path})
	if err != nil {
		s.Fatal(err)
	}
	defer db.Close()
	for i := range int64(n) {
		ms, err := db.Announce(s.Context(), "test", fmt.Sprint(i), []chat.Reply{{Chat: where, Parts: []json.RawMessage{[]byte("{}")}}})
		if err == nil {
			err = db.Settled(s.Context(), ms[0].ID, i+1)
		}
		if err != nil {
			s.Fatal(err)
		}
	}
}
