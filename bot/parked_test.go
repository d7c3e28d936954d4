package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/chat"
	"hamzaban/store"
)

// takes brings updates as a poll does.
func (b *Bot) takes(t *testing.T, updates ...string) {
	t.Helper()
	var raws []json.RawMessage
	for _, u := range updates {
		raws = append(raws, json.RawMessage(u))
	}
	if _, err := b.receive(t.Context(), raws, 0); err != nil {
		t.Fatal(err)
	}
	synctest.Wait()
}

// shown settles what is in the outbox, as if it were sent, and returns the
// messages by their ids at Telegram.
func shown(t *testing.T, db *store.Store) map[int64]payload {
	t.Helper()
	messages, err := db.Unsent(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all := map[int64]payload{}
	for _, m := range messages {
		var p payload
		if err := json.Unmarshal(m.Payload, &p); err != nil {
			t.Fatal(err)
		}
		if m.Sent == 0 {
			m.Sent = 700 + m.ID
		}
		all[m.Sent] = p
		if err := db.Settled(t.Context(), m.ID, m.Sent); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// The button to take a question back goes when there is nothing to take back any
// more, however that came.
func TestTheButtonGoes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		capacity time.Duration
		then     func(*testing.T, *Bot)
		says     string
	}{
		{"answered", 3 * time.Hour, func(*testing.T, *Bot) { time.Sleep(4 * time.Hour) }, "At last."},
		{"given up", 20 * time.Hour, func(*testing.T, *Bot) { time.Sleep(13 * time.Hour) }, "twelve hours"},
		{"stopped", 3 * time.Hour, func(t *testing.T, b *Bot) { b.says(t, 2, "/stop") }, "Stopped."},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, db := waitingBot(t, busy{time.Now().Add(c.capacity)})
				b.says(t, 1, "What is the answer?")
				var notice int64
				for id, p := range shown(t, db) {
					if len(p.Buttons) > 0 {
						notice = id
					}
				}
				if notice == 0 {
					t.Fatal("there is no button")
				}
				c.then(t, b)
				synctest.Wait()
				said, bare := "", 0
				for id, p := range shown(t, db) {
					if said += p.Text.Text; p.Bare && id == notice {
						bare++
					}
				}
				if bare != 1 || !strings.Contains(said, c.says) {
					t.Errorf("said %q, and took the button off %d times", said, bare)
				}
			})
		})
	}
}

// noting is a model that has no capacity before a time and notes what it is asked.
type noting struct {
	busy
	mu    sync.Mutex
	asked [][]ai.Message
}

func (n *noting) Generate(ctx context.Context, r *ai.Request) (*ai.Response, error) {
	n.mu.Lock()
	n.asked = append(n.asked, r.Messages)
	n.mu.Unlock()
	return n.busy.Generate(ctx, r)
}

// What was asked before /new and is answered after it is no part of the new
// conversation.
func TestAFreshConversationKnowsNothingOfWhatWaited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		model := &noting{busy: busy{time.Now().Add(time.Hour)}}
		b, db := waitingBot(t, model)
		b.says(t, 1, "An old question")
		b.says(t, 2, "/new")
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		if texts := unsent(t, db); texts[len(texts)-1] != "At last." {
			t.Fatalf("said %q, want the old question answered", texts)
		}
		b.says(t, 3, "A new question")
		last := model.asked[len(model.asked)-1]
		if len(last) != 1 || last[0].Text != "A new question" {
			t.Errorf("the new conversation began with %+v", last)
		}
	})
}

// Two conversations of one person that begin at a time tell them once.
func TestFirstContactInTwoLanesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, db := waitingBot(t, slow{})
		in := func(id int, chat string) string {
			return fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%[1]d,"date":1,"text":"@test_bot hello","from":{"id":5},"chat":%s}}`, id, chat)
		}
		b.takes(t, in(1, `{"id":5,"type":"private"}`), in(2, `{"id":-100,"type":"supergroup"}`))
		time.Sleep(time.Minute)
		texts := unsent(t, db)
		if n := strings.Count(strings.Join(texts, "\n"), "outside AI providers"); n != 1 || len(texts) != 3 {
			t.Errorf("said %q, want two answers and one notice", texts)
		}
	})
}

// What can never be read is not said to have been tried three times.
func TestBuriedByTheTrueNumber(t *testing.T) {
	for _, c := range []struct {
		name, update, want string
		kills              int
	}{
		{"cannot be read", `{"update_id":1,"message":"x"}`, "at the first attempt", 0},
		{"ends the process", `{"update_id":1,"message":{"message_id":1,"date":1,"text":"/id","from":{"id":5},"chat":{"id":5,"type":"private"}}}`, "in 10 attempts", 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, db := waitingBot(t, slow{})
				b.Admins = map[int64]bool{9: true}
				got, err := db.Receive(t.Context(), []chat.Update{{ID: 1, Lane: "l", Raw: []byte(c.update)}}, 1)
				if err != nil {
					t.Fatal(err)
				}
				got[0].Attempts = c.kills
				time.Sleep(killsWithin)
				b.put(got[0])
				synctest.Wait()
				if texts := unsent(t, db); !slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(s, c.want) }) {
					t.Errorf("said %q, want %q", texts, c.want)
				}
			})
		})
	}
}

// group is a Bot API that knows one admin of the group, 6, and counts presses
// answered.
type group struct{ answered []string }

func (g *group) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseMultipartForm(1 << 20)
	w.Header().Set("Content-Type", "application/json")
	switch {
	case strings.HasSuffix(r.URL.Path, "/getChatMember") && r.FormValue("user_id") == "6":
		fmt.Fprint(w, `{"ok":true,"result":{"status":"administrator","user":{"id":6}}}`)
	case strings.HasSuffix(r.URL.Path, "/getChatMember"):
		fmt.Fprint(w, `{"ok":true,"result":{"status":"member","user":{"id":7}}}`)
	default:
		g.answered = append(g.answered, r.FormValue("text"))
		fmt.Fprint(w, `{"ok":true,"result":true}`)
	}
}

// at has the bot speak to a Bot API without a network.
func (b *Bot) at(t *testing.T, api http.Handler) {
	t.Helper()
	c, err := newClient("http://telegram.test", "1:test-token", direct{api})
	if err != nil {
		t.Fatal(err)
	}
	b.client = c
}

// Admins who hide behind their group are one person: what one asks in its name
// another may stop or take back, and nobody else.
func TestHiddenAdmins(t *testing.T) {
	const hidden = `"from":{"id":1087968824,"is_bot":true},"sender_chat":{"id":-100,"type":"supergroup"},"chat":{"id":-100,"type":"supergroup"}`
	press := func(id, from int) string {
		return fmt.Sprintf(`{"update_id":%d,"callback_query":{"id":"%[1]d","from":{"id":%d},"data":"withdraw:1","message":{"message_id":702,"date":1,"chat":{"id":-100,"type":"supergroup"}}}}`, id, from)
	}
	for _, c := range []struct {
		name, update, want string
		waits              bool
	}{
		{"another hidden one stops", `{"update_id":2,"message":{"message_id":2,"date":1,"text":"/stop@test_bot",` + hidden + `}}`, "Stopped.", false},
		{"an admin takes it back", press(2, 6), "dropped your question", false},
		{"somebody else presses", press(2, 7), "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, db := waitingBot(t, busy{time.Now().Add(3 * time.Hour)})
				var api group
				b.at(t, &api)
				b.takes(t, `{"update_id":1,"message":{"message_id":1,"date":1,"text":"@test_bot hello",`+hidden+`}}`)
				shown(t, db)
				b.takes(t, c.update)
				texts := unsent(t, db)
				if c.want != "" && !strings.Contains(strings.Join(texts, "\n"), c.want) {
					t.Errorf("said %q, want %q", texts, c.want)
				}
				kept, err := db.ParkedBy(t.Context(), chat.Key{Chat: -100, Person: -100})
				if err != nil || (len(kept) > 0) != c.waits {
					t.Errorf("%v is kept for later (%v)", kept, err)
				}
				if open, err := db.Unfinished(t.Context(), "", 0, 9); err != nil || len(open) > 0 {
					t.Errorf("left open: %v (%v)", open, err)
				}
				if strings.Contains(c.update, "callback") && len(api.answered) != 1 {
					t.Errorf("the press was answered by %q", api.answered)
				}
			})
		})
	}
}

// Telegram's button to stop an answer leaves what was promised for later.
func TestTheStopButtonLeavesWhatIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, db := waitingBot(t, busy{time.Now().Add(time.Hour)})
		b.says(t, 1, "hello")
		b.takes(t, `{"update_id":2,"stopped_message_generation":{"chat":{"id":5,"type":"private"},"draft_id":9}}`)
		if kept, err := db.ParkedBy(t.Context(), chat.Key{Chat: 5, Person: 5}); err != nil || len(kept) != 1 {
			t.Errorf("%d questions are kept (%v), want 1", len(kept), err)
		}
	})
}

// Every press is answered, whatever became of the message with the button and
// whoever pressed.
func TestEveryPressIsAnswered(t *testing.T) {
	t.Parallel()
	const from = `{"update_id":7,"callback_query":{"id":"7","chat_instance":"1","from":{"id":5,"first_name":"Ali"},`
	for _, c := range []struct {
		name, update string
		denied       bool
		word         string
		said         int
	}{
		{"out of reach", from + `"data":"nothing","message":{"message_id":3,"date":0,"chat":{"id":5,"type":"private"}}}}`, false, "no longer works", 0},
		{"out of reach, and it can be done", from + `"data":"set:1:language=fa","message":{"message_id":701,"date":0,"chat":{"id":5,"type":"private"}}}}`, false, "", 1},
		{"sent by way of the bot", from + `"data":"lang:fa","inline_message_id":"x"}}`, false, "no longer works", 0},
		{"a question taken back there", from + `"data":"withdraw:1","inline_message_id":"x"}}`, false, "no longer works", 0},
		{"a game", from + `"game_short_name":"chess","inline_message_id":"x"}}`, false, "no longer works", 0},
		{"by somebody whom the bot is not for", from + `"data":"lang:fa","message":{"message_id":3,"date":1,"chat":{"id":5,"type":"private"}}}}`, true, "private", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, db := waitingBot(t, slow{})
				var api group
				b.at(t, &api)
				b.says(t, 1, "/settings")
				shown(t, db)
				if c.denied {
					b.Allowed = map[int64]bool{1: true}
				}
				b.takes(t, c.update)
				if len(api.answered) != 1 || !strings.Contains(api.answered[0], c.word) || len(api.answered[0]) > 200 {
					t.Errorf("answered by %q, want once, with %q", api.answered, c.word)
				}
				if texts := unsent(t, db); len(texts) != c.said {
					t.Errorf("said %q, want %d messages", texts, c.said)
				}
				if open, err := db.Unfinished(t.Context(), "", 0, 9); err != nil || len(open) > 0 {
					t.Errorf("left open: %v (%v)", open, err)
				}
			})
		})
	}
}

// endless is a model that answers when whoever asked has left.
type endless struct{}

func (endless) Name() string { return "endless" }

func (endless) Generate(ctx context.Context, _ *ai.Request) (*ai.Response, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// A stop leaves nothing at work of what waited behind the one that it ended: the
// next may begin before the stop is on disk.
func TestAStopLeavesNothingAtWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, db := waitingBot(t, endless{})
		id := int64(0)
		for range 20 {
			for range 4 {
				id++
				b.says(t, id, "Tell me a long story.")
			}
			id++
			b.says(t, id, "/stop")
			b.atWork.mu.Lock()
			left := len(b.atWork.all)
			b.atWork.mu.Unlock()
			if left > 0 {
				t.Fatalf("%d updates are still worked on", left)
			}
		}
		if open, err := db.Unfinished(t.Context(), "", 0, 9); err != nil || len(open) > 0 {
			t.Errorf("left open: %v (%v)", open, err)
		}
	})
}
