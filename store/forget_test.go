package store_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"gorm.io/gorm"

	"hamzaban/chat"
	"hamzaban/migrations"
	"hamzaban/store"
	"hamzaban/translate"
)

// canaries are what somebody wrote, which must not be found in any file once they
// are forgotten.
var canaries = []string{"the heron stands in the reeds", "حواصیل در نیزار ایستاده است"}

// traces tells in which files of the folder the words are, and how often.
func traces(t *testing.T, folder string, words ...string) map[string]int {
	t.Helper()
	found := map[string]int{}
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(folder, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range words {
			if n := bytes.Count(data, []byte(w)); n > 0 {
				found[f.Name()] += n
			}
		}
	}
	return found
}

// crowd has people write, so much and so mixed that SQLite moves rows from page to
// page. Person 3 writes the canaries.
func crowd(t *testing.T, s *store.Store, r *rand.Rand, from, n int) {
	t.Helper()
	words := func(person int64) string {
		w := fmt.Sprintf("words of person %d. ", person)
		if person == 3 {
			w = canaries[r.IntN(len(canaries))] + ". "
		}
		most := 40
		if r.IntN(40) == 0 {
			most = 400 // goes on in pages of its own
		}
		return strings.Repeat(w, 1+r.IntN(most))
	}
	for i := from; i < from+n; i++ {
		person := r.Int64N(10)
		k := chat.Key{Chat: person, Person: person}
		raw, _ := json.Marshal(map[string]any{"text": words(person)})
		got, err := s.Receive(t.Context(), []chat.Update{{ID: int64(i), Lane: "l", Person: person, Raw: raw}}, 0)
		if err != nil {
			t.Fatal(err)
		}
		one, _, _ := strings.Cut(words(person), ".")
		term := one + fmt.Sprint(r.IntN(1000))
		text := words(person)
		payload, _ := json.Marshal(map[string]string{"text": text})
		o := chat.Outcome{
			Key: k, Turns: chat.Exchange(words(person), text, "m", got[0].At), Asked: string(raw),
			Glossary: chat.Glossary{Person: person}, Terms: []chat.Term{{Source: term, Folded: term}},
			Replies: []chat.Reply{{Chat: person, Parts: []json.RawMessage{payload}}},
		}
		messages, err := s.Finish(t.Context(), got[0].Seq, o)
		if err != nil {
			t.Fatal(err)
		}
		if r.IntN(3) > 0 {
			if err := s.Settled(t.Context(), messages[0].ID, 1); err != nil {
				t.Fatal(err)
			}
		}
		shelf := translate.Shelf{Owner: translate.Owner{Person: person}, From: "en", To: "fa"}
		if err := s.Memory().Keep(t.Context(), shelf, []translate.Kept{{Source: words(person), Text: text}}); err != nil {
			t.Fatal(err)
		}
	}
}

func forget(t *testing.T, s *store.Store, id, person int64) {
	t.Helper()
	got, err := s.Receive(t.Context(), []chat.Update{{ID: id, Lane: "l", Person: person, Raw: json.RawMessage(`{}`)}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Finish(t.Context(), got[0].Seq, chat.Outcome{Key: chat.Key{Chat: person, Person: person}, Forget: true}); err != nil {
		t.Fatal(err)
	}
}

// TestForgottenIsGoneFromTheFile, also while it is open and with its journal.
func TestForgottenIsGoneFromTheFile(t *testing.T) {
	folder := t.TempDir()
	s := open(t, filepath.Join(folder, "bot.db"))
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	many := 1500
	if testing.Short() {
		many = 400
	}
	crowd(t, s, rand.New(rand.NewPCG(seed, 0)), 1, many)
	if len(traces(t, folder, canaries...)) == 0 {
		t.Fatal("the words were never there")
	}
	forget(t, s, 1_000_000, 3)
	if found := traces(t, folder, canaries...); len(found) > 0 {
		t.Errorf("words are left: %v", found)
	}
	if n := traces(t, folder, "words of person 4")["bot.db"]; n < many*2/3 {
		t.Errorf("another's words are there %d times", n)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if found := traces(t, folder, canaries...); len(found) > 0 {
		t.Errorf("words are left in the closed file: %v", found)
	}
	s = open(t, filepath.Join(folder, "bot.db"))
	var word string
	if err := s.Read(t.Context()).Raw("PRAGMA integrity_check").Scan(&word).Error; err != nil || word != "ok" {
		t.Errorf("the file is %q, %v", word, err)
	}
}

// TestForgottenByNumber: nothing tells any more that the person was there, once the
// times of the last minute's messages are not needed.
func TestForgottenByNumber(t *testing.T) {
	const person = 3
	path := filepath.Join(t.TempDir(), "bot.db")
	synctest.Test(t, func(t *testing.T) {
		s := open(t, path)
		defer func() { _ = s.Close() }()
		crowd(t, s, rand.New(rand.NewPCG(1, 0)), 1, 60)
		open, err := s.Receive(t.Context(), []chat.Update{{ID: 500, Lane: "l", Person: person, Raw: json.RawMessage(`{}`)}}, 0)
		if err != nil {
			t.Fatal(err)
		}
		k := chat.Key{Chat: person, Person: person}
		if _, err := s.Park(t.Context(), open[0].Seq, chat.Parked{Due: time.Now(), Expires: time.Now()}, chat.Outcome{Key: k}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Remark(t.Context(), k, "topic", "event", nil); err != nil {
			t.Fatal(err)
		}
		unsent, err := s.Unsent(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range unsent {
			if err := s.Settled(t.Context(), m.ID, 1); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(2 * time.Minute)
		forget(t, s, 1_000_000, person)
		var columns []struct{ Tab, Col string }
		err = s.Read(t.Context()).Raw(`SELECT t.name AS tab, c.name AS col FROM sqlite_schema t, pragma_table_info(t.name) c
			WHERE t.type = 'table' AND (c.name IN ('person', 'chat') OR t.name = 'people' AND c.name = 'id')`).Scan(&columns).Error
		if err != nil || len(columns) < 15 {
			t.Fatalf("%d columns, %v", len(columns), err)
		}
		for _, c := range columns {
			var mine int
			q := fmt.Sprintf("SELECT coalesce(sum(%s = 3), 0) FROM %s", c.Col, c.Tab)
			if err := s.Read(t.Context()).Raw(q).Row().Scan(&mine); err != nil || mine > 0 {
				t.Errorf("%s.%s has the person %d times (%v)", c.Tab, c.Col, mine, err)
			}
		}
	})
}

// TestForgottenAfterAKill: the rows were deleted, and the process was killed
// before they were wiped from the files.
func TestForgottenAfterAKill(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "bot.db")
	s := open(t, path)
	crowd(t, s, rand.New(rand.NewPCG(1, 0)), 1, 300)
	err := s.Write(t.Context(), func(tx *gorm.DB) error { return store.Forget(tx, 3, 1_000_000) })
	if err != nil {
		t.Fatal(err)
	}
	after := filepath.Join(t.TempDir(), "killed")
	if err := os.CopyFS(after, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	if len(traces(t, after, canaries...)) == 0 {
		t.Fatal("the words were gone already")
	}
	s = open(t, filepath.Join(after, "bot.db"))
	if found := traces(t, after, canaries...); len(found) > 0 {
		t.Errorf("words are left after the next start: %v", found)
	}
	var notes int
	if err := s.Read(t.Context()).Raw("SELECT count(*) FROM notes WHERE key LIKE 'forgotten%'").Scan(&notes).Error; err != nil || notes != 0 {
		t.Errorf("%d notes of it are left (%v)", notes, err)
	}
}

// TestForgottenInBackups: what updates of the program left behind has nothing of
// the person any more, and all else.
func TestForgottenInBackups(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "bot.db")
	s := openWith(t, path, until(t, "0002"))
	err := s.Write(t.Context(), func(tx *gorm.DB) error {
		for person := range 5 {
			words := canaries[1]
			if person != 3 {
				words = "words of another"
			}
			for _, st := range []string{
				fmt.Sprintf("INSERT INTO conversations (chat, thread, person) VALUES (%d, 0, %[1]d)", person),
				fmt.Sprintf("INSERT INTO turns (conversation, role, text, tokens, at) SELECT id, 'user', '%s', 1, 1 FROM conversations WHERE person = %d", words, person),
				fmt.Sprintf("INSERT INTO updates (update_id, lane, person, raw, at) VALUES (%d, 'l', %[1]d, '%s', 1)", person, words),
				fmt.Sprintf("INSERT INTO aside (raw, reason, at) VALUES (CAST('{%d %s' AS BLOB), '', 1)", person, words),
			} {
				if err := tx.Exec(st).Error; err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path) // with the program's own migrations: leaves a backup
	if n := traces(t, folder, canaries[1])["bot.db.bak-2"]; n != 3 {
		t.Fatalf("the backup has the words %d times, want 3", n)
	}
	if err := os.WriteFile(path+".bak-1.tmp", []byte(canaries[1]), 0o600); err != nil { // of a copy that was killed
		t.Fatal(err)
	}
	forget(t, s, 100, 3)
	if found := traces(t, folder, canaries...); len(found) > 0 {
		t.Errorf("words are left: %v", found)
	}
	back := openWith(t, path+".bak-2", until(t, "0002"))
	var turns int
	err = back.Read(t.Context()).Raw("SELECT count(*) FROM turns WHERE text = 'words of another'").Scan(&turns).Error
	if err != nil || turns != 4 {
		t.Errorf("the backup has %d turns of others (%v), want 4", turns, err)
	}
	if info, err := os.Stat(path + ".bak-2"); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup is %v, %v", info.Mode(), err)
	}
}

// until are the program's migrations up to one.
func until(t *testing.T, last string) fs.FS {
	t.Helper()
	some := fstest.MapFS{}
	names, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if data, err := fs.ReadFile(migrations.FS, name); err == nil && name[:4] <= last {
			some[name] = &fstest.MapFile{Data: data}
		}
	}
	return some
}

func openWith(t *testing.T, path string, m fs.FS) *store.Store {
	t.Helper()
	s, err := store.OpenWith(context.Background(), store.Options{Path: path}, m)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}
