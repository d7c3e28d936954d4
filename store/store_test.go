package store_test

import (
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/chat"
	"hamzaban/store"
	"hamzaban/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T, path string) storetest.Store {
		t.Helper()
		return open(t, path)
	})
}

func open(t *testing.T, path string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// A store works on a virtual clock, and leaves no goroutine behind (the
// bubble would not end).
func TestInABubble(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bot.db")
	synctest.Test(t, func(t *testing.T) {
		s := open(t, path)
		for day := range int64(3) {
			got, err := s.Receive(t.Context(), []chat.Update{{ID: day, Lane: "l", Raw: []byte("{}")}}, day)
			if err != nil {
				t.Fatal(err)
			}
			_, err = s.Finish(t.Context(), got[0].Seq, chat.Outcome{Key: chat.Key{Person: 1}, Used: chat.Usage{Answers: 1}})
			if err != nil {
				t.Fatal(err)
			}
			today, total, err := s.Usage(t.Context(), 1, time.Now())
			if err != nil || today.Answers != 1 || total.Answers != int(day)+1 {
				t.Errorf("on day %d %d answers are counted, %d in all (%v)", day, today.Answers, total.Answers, err)
			}
			time.Sleep(25 * time.Hour)
		}
		if n, err := s.Prune(t.Context(), time.Now(), 0); err != nil || n != 2 {
			t.Errorf("%d rows were pruned (%v), want the updates of the first two days", n, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}
