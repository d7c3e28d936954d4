package bot

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"hamzaban/chat"
	"hamzaban/sandbox/telegram"
	"hamzaban/store"
)

// long is a text of so many messages, each of one letter.
func long(letters string) string {
	var pages []string
	for _, l := range letters {
		pages = append(pages, strings.Repeat(string(l)+" ", maxText/2-100))
	}
	return strings.Join(pages, "\n\n")
}

// pages are the letters that the bot's messages after the first contact begin with,
// in their order.
func (s *scene) pages() (letters string) {
	for _, text := range s.said(sara)[3:] {
		letters += strings.Replace(text, "…", ".", 1)[:1]
	}
	return letters
}

// commits commits replies as an update's outcome, for the next start to send.
func (s *scene) commits(update int64, replies ...chat.Reply) []chat.Message {
	s.Helper()
	db, err := store.Open(s.Context(), store.Options{Path: s.path})
	if err != nil {
		s.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	b, err := New(Options{
		Token: s.Token(), ServerURL: s.URL(), Transport: http.DefaultTransport, Store: db, Language: "en",
		Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		s.Fatal(err)
	}
	if err := db.Adopt(s.Context(), b.client.ID()); err != nil {
		s.Fatal(err)
	}
	got, err := db.Receive(s.Context(), []chat.Update{{ID: update, Lane: "l", Raw: json.RawMessage("{}")}}, 0)
	if err != nil {
		s.Fatal(err)
	}
	messages, err := db.Finish(s.Context(), got[0].Seq, b.freeze(chat.Outcome{Replies: replies}))
	if err != nil {
		s.Fatal(err)
	}
	return messages
}

// An answer takes the place of another, whatever has become of the messages of
// that one, and whether it needs as many as that.
func TestAnswersTakeEachOthersPlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name        string
		before, now string
		erase       int    // this many of the earlier messages were deleted
		method      string // the first call of it fails so
		fault       telegram.Fault
		want        string
	}{
		{"fewer", "ab", "x", 0, "", telegram.Fault{}, "x"},
		{"more", "a", "xy", 0, "", telegram.Fault{}, "xy"},
		{"the first is gone", "ab", "xy", 1, "", telegram.Fault{}, "yx"},
		{"too old to be deleted", "ab", "x", 0, "deleteMessage", telegram.Refuse(http.StatusBadRequest, "Bad Request: message can't be deleted"), "x."},
		{"an edit is cut off", "ab", "x", 0, "editMessageText", telegram.AcceptedThenCut(), "x"},
		{"a deletion is cut off", "ab", "x", 0, "deleteMessage", telegram.AcceptedThenCut(), "x"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, answers(func(string) string { return "?" }))
			s.met()
			s.end()
			first := s.commits(1, chat.Reply{Chat: sara, Text: long(c.before), Plain: true})
			db := s.reader()
			s.begin()
			s.until("the first answer", func() bool { return s.pages() == c.before })
			awaitSettled(t, db)
			s.end()
			places := settled(t, db, first)
			for _, id := range places[:c.erase] {
				s.Erase(sara, id)
			}
			if c.method != "" {
				s.Script(c.method, c.fault)
			}
			s.commits(2, chat.Reply{Chat: sara, Text: long(c.now), Plain: true, Edit: places[0], Over: places[1:]})
			s.begin()
			s.until("the second answer", func() bool { return s.pages() == c.want })
			awaitSettled(t, db)
			if got := s.pages(); got != c.want {
				t.Errorf("in the end the messages are %q, want %q", got, c.want)
			}
			s.kept()
		})
	}
}

// reader reads the file beside the bot.
func (s *scene) reader() *store.Store {
	s.Helper()
	db, err := store.Open(context.WithoutCancel(s.Context()), store.Options{Path: s.path, ReadOnly: true})
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { _ = db.Close() })
	return db
}

// settled are the ids at Telegram of those messages that are there.
func settled(t *testing.T, db *store.Store, messages []chat.Message) (ids []int64) {
	t.Helper()
	for _, m := range messages {
		if sent, err := db.SentAs(t.Context(), m.ID); err == nil && sent != 0 {
			ids = append(ids, sent)
		}
	}
	return ids
}

// awaitSettled waits until nothing is on its way any more.
func awaitSettled(t *testing.T, db *store.Store) {
	t.Helper()
	poll(t, "all to be sent", func() bool { unsent, err := db.Unsent(t.Context()); return err == nil && len(unsent) == 0 })
}

// poll waits for what the Bot API knows nothing of.
func poll(t *testing.T, what string, cond func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !cond(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}
