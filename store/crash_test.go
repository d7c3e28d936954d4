package store_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"hamzaban/ai"
	"hamzaban/chat"
	"hamzaban/store"
)

// crashVar names the database of a child process that works until it is
// killed; see TestKilled.
const crashVar = "HAMZABAN_TEST_CRASH"

func TestMain(m *testing.M) {
	if path := os.Getenv(crashVar); path != "" {
		workUntilKilled(path)
	}
	os.Exit(m.Run())
}

// workUntilKilled receives updates, finishes four of five, and tells each
// step once it is kept.
func workUntilKilled(path string) {
	ctx := context.Background()
	fail := func(err error) {
		if err != nil {
			fmt.Println("fail", err)
			os.Exit(1)
		}
	}
	s, err := store.Open(ctx, store.Options{Path: path})
	fail(err)
	id, err := s.Cursor(ctx)
	fail(err)
	key := chat.Key{Chat: 1, Person: 1}
	for {
		id++
		got, err := s.Receive(ctx, []chat.Update{{ID: id, Lane: "l", Raw: json.RawMessage(`{}`)}}, id)
		fail(err)
		fmt.Println("received", id)
		if id%5 == 0 {
			continue
		}
		_, err = s.Finish(ctx, got[0].Seq, chat.Outcome{
			Key: key, Used: chat.Usage{Answers: 1}, Turns: []chat.Turn{{Role: ai.User, Text: fmt.Sprint(id)}},
			Replies: []chat.Reply{{Parts: []json.RawMessage{json.RawMessage(fmt.Sprint(id))}}},
		})
		fail(err)
		fmt.Println("finished", id)
	}
}

// What a store has reported as kept is there after kill -9, and an outcome is
// there as a whole or not at all.
func TestKilled(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	path := filepath.Join(t.TempDir(), "bot.db")
	var received, finished []int64
	for range 10 {
		r, f := killed(t, path, 1+random.IntN(200))
		received, finished = append(received, r...), append(finished, f...)

		s := open(t, path)
		last := received[len(received)-1]
		cursor, err := s.Cursor(t.Context())
		if err != nil || cursor < last || cursor > last+1 {
			t.Fatalf("the cursor is %d (%v), want %d or the one after", cursor, err, last)
		}
		unfinished, err := s.Unfinished(t.Context(), "", 0, 100000)
		if err != nil {
			t.Fatal(err)
		}
		open := map[int64]bool{}
		for _, u := range unfinished {
			open[u.ID] = true
		}
		done := map[int64]bool{}
		turns, err := s.Recent(t.Context(), chat.Key{Chat: 1, Person: 1}, 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		for _, turn := range turns {
			var id int64
			_, _ = fmt.Sscan(turn.Text, &id)
			done[id] = true
		}
		for id := int64(1); id <= cursor; id++ {
			if open[id] == done[id] {
				t.Errorf("update %d: open %v, done %v, want one of them", id, open[id], done[id])
			}
			if slices.Contains(finished, id) && !done[id] {
				t.Errorf("update %d was finished, which is forgotten", id)
			}
		}
		messages, err := s.Unsent(t.Context())
		if err != nil || len(messages) != len(done) {
			t.Errorf("%d messages wait (%v), want one for each of %d answers", len(messages), err, len(done))
		}
		_, total, err := s.Usage(t.Context(), 1, time.Now())
		if err != nil || total.Answers != len(done) {
			t.Errorf("%d answers are counted (%v), want %d", total.Answers, err, len(done))
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d updates received, %d finished", len(received), len(finished))
}

// killed lets a child work and kills it after so many steps. It returns what
// the child has told.
func killed(t *testing.T, path string, steps int) (received, finished []int64) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), crashVar+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		var what string
		var id int64
		if _, err := fmt.Sscan(lines.Text(), &what, &id); err != nil {
			t.Fatalf("the child said %q", lines.Text())
		}
		if what == "received" {
			received = append(received, id)
		} else {
			finished = append(finished, id)
		}
		if n == steps {
			_ = child.Process.Kill()
		}
	}
	_ = child.Wait()
	return received, finished
}
