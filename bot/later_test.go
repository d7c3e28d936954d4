package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-telegram/bot/models"

	"hamzaban/ai"
	"hamzaban/chat"
	"hamzaban/store"
)

// busy is a pool that has no capacity before a time.
type busy struct{ until time.Time }

func (busy) Name() string { return "busy" }

func (p busy) Generate(context.Context, *ai.Request) (*ai.Response, error) {
	if wait := time.Until(p.until); wait > 0 {
		return nil, &ai.Exhausted{Until: time.Now().Add(min(wait, time.Hour)), Limited: true}
	}
	return &ai.Response{Text: "At last.", Model: "m", Provider: "p"}, nil
}

// waitingBot is a bot whose messages stay in the outbox. It works on what is
// parked until the test ends.
func waitingBot(t *testing.T, p ai.Provider) (*Bot, *store.Store) {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), "bot.db")})
	if err != nil {
		t.Fatal(err)
	}
	b, err := New(Options{
		Token: "1:test-token", ServerURL: "http://127.0.0.1:1", Transport: http.DefaultTransport, Store: db, Language: "en",
		Assistant: &chat.Assistant{Model: p, History: db, Messages: 20, Tokens: 1500},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	b.work, b.serving, b.me = ctx, ctx, &models.User{ID: 1, IsBot: true, Username: "test_bot"}
	close(b.known)
	b.sender.stop()
	b.resumed.Go(func() { b.resumeParked(ctx) })
	t.Cleanup(func() {
		stop()
		<-b.lanes.stop()
		b.resumed.Wait()
		_ = db.Close()
	})
	return b, db
}

// says brings a message of a person in their private chat.
func (b *Bot) says(t *testing.T, id int64, text string) {
	t.Helper()
	raw, err := json.Marshal(map[string]any{"update_id": id, "message": map[string]any{
		"message_id": id, "date": 1, "text": text,
		"from": map[string]any{"id": 5, "first_name": "Ali"}, "chat": map[string]any{"id": 5, "type": "private"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.receive(t.Context(), []json.RawMessage{raw}, 0); err != nil {
		t.Fatal(err)
	}
	synctest.Wait()
}

// unsent are the texts of what is said in the outbox.
func unsent(t *testing.T, db *store.Store) (texts []string) {
	t.Helper()
	messages, err := db.Unsent(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range messages {
		var p payload
		if err := json.Unmarshal(m.Payload, &p); err != nil {
			t.Fatal(err)
		}
		if !p.Bare { // which says nothing
			texts = append(texts, p.Text.Text)
		}
	}
	return texts
}

func TestWhatIsKeptForLater(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		capacity time.Duration // from now
		passes   time.Duration
		said     []string
	}{
		{"is answered when capacity is back", 3 * time.Hour, 3*time.Hour + latest, []string{"AI providers", "I keep your question", "At last."}},
		{"is answered once", 3 * time.Hour, 30 * time.Hour, []string{"AI providers", "I keep your question", "At last."}},
		{"is promised once", 20 * time.Hour, 11 * time.Hour, []string{"AI providers", "I keep your question"}},
		{"is given up in the end", 20 * time.Hour, 30 * time.Hour, []string{"AI providers", "I keep your question", "twelve hours"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, db := waitingBot(t, busy{time.Now().Add(c.capacity)})
				b.says(t, 1, "What is the answer?")
				time.Sleep(c.passes)
				synctest.Wait()
				got := unsent(t, db)
				if len(got) != len(c.said) {
					t.Fatalf("said %q, want %d messages", got, len(c.said))
				}
				for i, want := range c.said {
					if !strings.Contains(got[i], want) {
						t.Errorf("message %d is %q, want %q in it", i+1, got[i], want)
					}
				}
			})
		})
	}
}

func TestStopEndsWhatIsKeptForLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, db := waitingBot(t, busy{time.Now().Add(3 * time.Hour)})
		b.says(t, 1, "What is the answer?")
		b.says(t, 2, "/stop")
		b.says(t, 3, "/stop")
		time.Sleep(24 * time.Hour)
		got := strings.Join(unsent(t, db)[2:], "\n")
		if want := "Stopped.\nThere is nothing to stop."; got != want {
			t.Errorf("said %q, want %q", got, want)
		}
	})
}

// Whoever sends much at once is told, once, that all of it is answered.
func TestAFloodIsSoothedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, db := waitingBot(t, slow{})
		var raws []json.RawMessage
		for id := range 40 {
			raws = append(raws, fmt.Appendf(nil, `{"update_id":%d,"message":{"message_id":%[1]d,"date":1,"text":"q","from":{"id":5},"chat":{"id":5,"type":"private"}}}`, id+1))
		}
		if _, err := b.receive(t.Context(), raws, 0); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		answers, words, notices := 0, 0, 0
		texts := unsent(t, db)
		for _, text := range texts {
			switch {
			case text == "Here.":
				answers++
			case strings.Contains(text, "one after the other"):
				words++
			case strings.Contains(text, "outside AI providers"):
				notices++
			}
		}
		if answers != 40 || words != 1 || notices != 1 {
			t.Errorf("%d answers, %d words of it and %d notices, want 40, 1 and 1", answers, words, notices)
		}
		if !strings.Contains(texts[0], "outside AI providers") {
			t.Errorf("at the first contact they were first told %q", texts[0])
		}
	})
}

// slow takes a second for an answer.
type slow struct{}

func (slow) Name() string { return "slow" }

func (slow) Generate(context.Context, *ai.Request) (*ai.Response, error) {
	time.Sleep(time.Second)
	return &ai.Response{Text: "Here.", Model: "m", Provider: "p"}, nil
}
