package store_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"hamzaban/chat"
	"hamzaban/store"
)

// occupy holds the writer until release is called, so that what is written
// meanwhile shares one transaction.
func occupy(t *testing.T, s *store.Store) (release func()) {
	t.Helper()
	begun, end := make(chan struct{}), make(chan struct{})
	var done sync.WaitGroup
	done.Go(func() {
		if err := s.Write(t.Context(), func(*gorm.DB) error { close(begun); <-end; return nil }); err != nil {
			t.Error(err)
		}
	})
	<-begun
	return func() { close(end); done.Wait() }
}

func TestOneFailureInAGroupCostsTheOthersNothing(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "bot.db"))
	release := occupy(t, s)
	errNo := errors.New("no")
	var all sync.WaitGroup
	for i := range 30 {
		all.Go(func() {
			err := s.Write(t.Context(), func(tx *gorm.DB) error {
				if err := tx.Exec("INSERT INTO notes (key, value) VALUES (?, '')", fmt.Sprint(i)).Error; err != nil {
					return err
				}
				if i%3 == 0 {
					return errNo
				}
				return nil
			})
			if want := i%3 == 0; errors.Is(err, errNo) != want || !want && err != nil {
				t.Errorf("write %d: %v", i, err)
			}
		})
	}
	all.Go(func() {
		defer func() {
			if recover() == nil {
				t.Error("a panic did not reach its own goroutine")
			}
		}()
		_ = s.Write(t.Context(), func(tx *gorm.DB) error {
			_ = tx.Exec("INSERT INTO notes (key, value) VALUES ('panic', '')")
			panic("in a handler")
		})
	})
	release()
	all.Wait()
	var keys []string
	err := s.Read(t.Context()).Raw("SELECT key FROM notes").Scan(&keys).Error
	if err != nil || len(keys) != 20 || slices.Contains(keys, "0") || slices.Contains(keys, "panic") {
		t.Errorf("kept are %q (%v), want the 20 that did not fail", keys, err)
	}
}

func TestWithdrawnWritesAreNotMade(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "bot.db"))
	release := occupy(t, s)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := s.SetNote(ctx, "a", "withdrawn"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("waiting for the writer: %v, want DeadlineExceeded", err)
	}
	release()
	if err := s.SetNote(t.Context(), "b", "made"); err != nil {
		t.Error(err)
	}
	if note, err := s.Note(t.Context(), "a"); err != nil || note != "" {
		t.Errorf("the note is %q, %v, want none", note, err)
	}
}

func TestAFullDisk(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "bot.db"))
	limit := func(pages int) {
		t.Helper()
		var got int // a pragma has no parameters
		err := s.Write(t.Context(), func(tx *gorm.DB) error {
			return tx.Raw(fmt.Sprintf("PRAGMA max_page_count = %d", pages)).Scan(&got).Error
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	limit(60)
	words := "words that no error may repeat "
	raw, _ := json.Marshal(strings.Repeat(words, 300))
	received, err := int64(0), error(nil)
	for err == nil && received < 100 {
		received++
		_, err = s.Receive(t.Context(), []chat.Update{{ID: received, Lane: "l", Raw: raw}}, received)
	}
	if err == nil || !strings.Contains(err.Error(), "full") || strings.Contains(err.Error(), words) {
		t.Fatalf("after %d updates: %v, want a word about the disk and none of the update", received, err)
	}
	if cursor, err := s.Cursor(t.Context()); err != nil || cursor != received-1 {
		t.Errorf("the cursor is %d (%v), want %d, what was kept last", cursor, err, received-1)
	}
	limit(10_000)
	if got, err := s.Receive(t.Context(), []chat.Update{{ID: received, Lane: "l", Raw: raw}}, received); err != nil || len(got) != 1 {
		t.Errorf("with room again: %d new, %v", len(got), err)
	}
}

func TestWhatIsDoneLeavesNoWords(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bot.db")
	s := open(t, path)
	secret := "a person's words"
	long, _ := json.Marshal(strings.Repeat(secret+" ", 2000))
	for id := range int64(20) {
		got, err := s.Receive(t.Context(), []chat.Update{{ID: id, Lane: "l", Raw: long}}, id)
		if err != nil {
			t.Fatal(err)
		}
		ms, err := s.Finish(t.Context(), got[0].Seq, chat.Outcome{
			Turns:   []chat.Turn{{Role: "user", Text: string(long), At: time.Now().AddDate(0, 0, -2)}},
			Replies: []chat.Reply{{Parts: []json.RawMessage{long}}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Settled(t.Context(), ms[0].ID, 1); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := s.Prune(t.Context(), time.Now(), 1); err != nil || n != 20 {
		t.Fatalf("%d pruned, %v", n, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(path + "*")
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(data, []byte(secret)); n > 0 {
			t.Errorf("%s holds the words %d times", filepath.Base(name), n)
		}
	}
}

// The ids of messages that are out go to disk before outcomes that wait: until then
// a kill has them sent again.
func TestIDsAreWrittenFirst(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "bot.db"))
	got, err := s.Receive(t.Context(), []chat.Update{{ID: 1, Lane: "x", Raw: json.RawMessage(`{"update_id": 1}`)}}, 2)
	if err != nil {
		t.Fatal(err)
	}
	reply := chat.Reply{Chat: 1, Parts: []json.RawMessage{json.RawMessage(`{}`)}}
	out, err := s.Finish(t.Context(), got[0].Seq, chat.Outcome{Key: chat.Key{Chat: 1, Person: 1}, Replies: []chat.Reply{reply}})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	var before atomic.Int64 // outcomes that were written while the id was not
	release := occupy(t, s)
	for range 40 {
		all.Go(func() {
			err := s.Write(t.Context(), func(tx *gorm.DB) error {
				var sent int64
				err := tx.Raw("SELECT sent FROM outbox").Scan(&sent).Error
				if sent == 0 {
					before.Add(1)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	queued := func(n int) {
		t.Helper()
		for end := time.Now().Add(10 * time.Second); s.Queued() < n; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%d writes wait, want %d", s.Queued(), n)
			}
		}
	}
	queued(40)
	all.Go(func() {
		if err := s.Begun(t.Context(), out[0].ID, 7); err != nil {
			t.Error(err)
		}
	})
	queued(41)
	release()
	all.Wait()
	if n := before.Load(); n > 0 {
		t.Errorf("%d outcomes were written before the id", n)
	}
}
