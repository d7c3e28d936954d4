package store_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"gorm.io/gorm"

	"hamzaban/chat"
	"hamzaban/migrations"
	"hamzaban/store"
)

func TestFilesAreForTheirOwnerOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "folder", "bot.db")
	s := open(t, path)
	if err := s.SetNote(t.Context(), "a", "b"); err != nil {
		t.Fatal(err)
	}
	want := func(name string, want fs.FileMode) {
		t.Helper()
		info, err := os.Stat(name)
		if err != nil {
			t.Error(err)
		} else if info.Mode().Perm() != want {
			t.Errorf("%s has the rights %v, want %v", filepath.Base(name), info.Mode().Perm(), want)
		}
	}
	want(filepath.Dir(path), 0o700)
	for _, suffix := range []string{"", "-wal", "-shm"} {
		want(path+suffix, 0o600)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	open(t, path)
	want(path, 0o600)
}

func TestOddPaths(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, path := range []string{"plain.db", "a folder/with spaces?.db", "50%20#1&mode=memory.db", "داده/همزبان.db", "./x/../y.db"} {
		s := open(t, path)
		if err := s.SetNote(t.Context(), "a", path); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if info, err := os.Stat(filepath.Clean(path)); err != nil || info.Size() == 0 {
			t.Errorf("%s was not written: %v", path, err)
		}
	}
}

// unusable are files that cannot serve as the database.
var unusable = []struct {
	name string
	make func(t *testing.T, dir string) (path string)
	want error    // also returned
	says []string // what the error says
}{
	{"a file where the folder should be", func(t *testing.T, dir string) string {
		put(t, filepath.Join(dir, "data"), "x")
		return filepath.Join(dir, "data", "bot.db")
	}, nil, []string{"data/bot.db", "not a directory", "DATABASE_URL"}},
	{"a folder that may not be written", func(t *testing.T, dir string) string {
		if os.Getuid() == 0 {
			return filepath.Join("/proc", "hamzaban", "bot.db") // even for root
		}
		if err := os.Chmod(dir, 0o500); err != nil {
			t.Fatal(err)
		}
		return filepath.Join(dir, "bot.db")
	}, nil, []string{"bot.db", "let the user that runs the bot write", "DATABASE_URL"}},
	{"a folder instead of a file", func(t *testing.T, dir string) string { return dir }, nil,
		[]string{"folder", "DATABASE_URL"}},
	{"no database at all", func(t *testing.T, dir string) string {
		return put(t, filepath.Join(dir, "bot.db"), strings.Repeat("these are words, not tables\n", 1000))
	}, store.ErrDamaged, []string{"left as it is", "backup"}},
	{"a database of another program", func(t *testing.T, dir string) string {
		return filled(t, dir, func(tx *gorm.DB) error {
			return tx.Exec("ALTER TABLE goose_db_version RENAME TO other").Error
		})
	}, nil, []string{"another program", "DATABASE_URL"}},
	{"a newer schema", func(t *testing.T, dir string) string {
		return filled(t, dir, func(tx *gorm.DB) error {
			return tx.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)").Error
		})
	}, store.ErrNewer, []string{"9999", "newer version", backup}},
	{"the first page overwritten", func(t *testing.T, dir string) string {
		path := filled(t, dir, nil)
		overwrite(t, path, 100, 3900)
		return path
	}, store.ErrDamaged, []string{"left as it is", "backup"}},
	{"a page overwritten, found after an unclean stop", func(t *testing.T, dir string) string {
		path := filled(t, dir, nil)
		overwrite(t, path, 5*4096, 4096)
		put(t, path+"-wal", "left over")
		return path
	}, store.ErrDamaged, []string{"left as it is", "-wal", "backup"}},
}

func TestUnusableFiles(t *testing.T) {
	for _, c := range unusable {
		t.Run(c.name, func(t *testing.T) {
			path := c.make(t, t.TempDir())
			before, _ := os.ReadFile(path)
			for _, readOnly := range []bool{false, true} {
				s, err := store.Open(t.Context(), store.Options{Path: path, ReadOnly: readOnly})
				if err == nil {
					s.Close()
					if readOnly {
						continue // reading what may be read harms nobody
					}
					t.Fatal("it was opened")
				}
				if c.want != nil && !errors.Is(err, c.want) {
					t.Errorf("the error is not %q: %v", c.want, err)
				}
				for _, words := range c.says {
					if !readOnly && !strings.Contains(err.Error(), words) {
						t.Errorf("the error does not say %q: %v", words, err)
					}
				}
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Error("the file was changed")
			}
		})
	}
}

func TestUpdateOfTheSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bot.db")
	s := open(t, path)
	if err := s.SetNote(t.Context(), "kept", "through the update"); err != nil {
		t.Fatal(err)
	}
	s.Close()

	broken := with(t, "CREATE TABLE added (id INTEGER PRIMARY KEY) STRICT; INSERT INTO nowhere VALUES (1);")
	if _, err := store.OpenWith(t.Context(), store.Options{Path: path}, broken); err == nil || !strings.Contains(err.Error(), "undone") {
		t.Fatalf("a broken migration: %v", err)
	}
	open(t, path).Close() // nothing of it remains

	better := with(t, "CREATE TABLE added (id INTEGER PRIMARY KEY) STRICT;")
	if _, err := store.OpenWith(t.Context(), store.Options{Path: path, ReadOnly: true}, better); err == nil || !strings.Contains(err.Error(), "older") {
		t.Errorf("reading an older schema: %v", err)
	}
	s, err := store.OpenWith(t.Context(), store.Options{Path: path}, better)
	if err != nil {
		t.Fatal(err)
	}
	if note, err := s.Note(t.Context(), "kept"); err != nil || note != "through the update" {
		t.Errorf("after the update the note is %q, %v", note, err)
	}
	s.Close()

	if _, err := store.Open(t.Context(), store.Options{Path: path}); !errors.Is(err, store.ErrNewer) {
		t.Errorf("going back to the older program: %v, want ErrNewer", err)
	}
	info, err := os.Stat(path + backup)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the backup copy: %v, %v", info, err)
	}
	if note, err := open(t, path+backup).Note(t.Context(), "kept"); err != nil || note != "through the update" {
		t.Errorf("in the backup copy the note is %q, %v", note, err)
	}
}

// What an older program had on its way goes out all the same, and no message
// gets the number of another.
func TestUpdateKeepsTheOutbox(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bot.db")
	first, err := fs.ReadFile(migrations.FS, "0001_begin.sql")
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.OpenWith(t.Context(), store.Options{Path: path}, fstest.MapFS{"0001_begin.sql": {Data: first}})
	if err != nil {
		t.Fatal(err)
	}
	parts := []json.RawMessage{[]byte(`{"text":"a"}`), []byte(`{"text":"b"}`)}
	before := []chat.Message{
		{ID: 1, Reply: 1, Part: 0, Of: 2, Chat: 7, Payload: parts[0]},
		{ID: 2, Reply: 1, Part: 1, Of: 2, Chat: 7, Payload: parts[1]},
	}
	err = s.Write(t.Context(), func(tx *gorm.DB) error { // as that program wrote it
		tx = tx.Exec("INSERT INTO updates (seq, update_id, lane, raw, state, at, done_at) VALUES (1, 1, 'l', '', 'done', 1, 1)")
		for _, m := range before {
			tx = tx.Exec("INSERT INTO outbox (id, update_seq, reply, part, parts, person, chat, thread, reply_to, payload, at) VALUES (?, 1, ?, ?, ?, 7, ?, 0, 0, ?, 1)",
				m.ID, m.Reply, m.Part, m.Of, m.Chat, string(m.Payload))
		}
		return tx.Exec("UPDATE outbox SET state = 'sent', payload = '', sent = 1, done_at = 1 WHERE id = ?", before[0].ID).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()

	s = open(t, path)
	if unsent, err := s.Unsent(t.Context()); err != nil || !reflect.DeepEqual(unsent, before[1:]) {
		t.Errorf("unsent after the update is %v, %v, want %v", unsent, err, before[1:])
	}
	after, err := s.Announce(t.Context(), "topic", "event", []chat.Reply{{Chat: 7, Parts: parts[:1]}})
	if err != nil || len(after) != 1 || after[0].ID <= before[1].ID {
		t.Errorf("after message %d came %v, %v", before[1].ID, after, err)
	}
}

func TestReadingBesideARunningBot(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bot.db")
	if _, err := store.Open(t.Context(), store.Options{Path: path, ReadOnly: true}); err == nil || !strings.Contains(err.Error(), "start the bot once") {
		t.Errorf("reading a file that is not there: %v", err)
	}
	bot := open(t, path)
	status, err := store.Open(t.Context(), store.Options{Path: path, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := bot.SetNote(t.Context(), "a", "written later"); err != nil {
		t.Fatal(err)
	}
	if note, err := status.Note(t.Context(), "a"); err != nil || note != "written later" {
		t.Errorf("the note is %q, %v", note, err)
	}
	if err := status.SetNote(t.Context(), "a", "b"); err == nil {
		t.Error("a store opened for reading could write")
	}
	if _, err := status.Person(t.Context(), 1); !errors.Is(err, chat.ErrNotFound) {
		t.Error(err)
	}
	bot.Close()
	status.Close()

	status, err = store.Open(t.Context(), store.Options{Path: path, ReadOnly: true})
	if err != nil {
		t.Fatalf("after the bot has ended: %v", err)
	}
	defer status.Close()
	if note, err := status.Note(t.Context(), "a"); err != nil || note != "written later" {
		t.Errorf("after the bot has ended the note is %q, %v", note, err)
	}
}

// filled makes a database with something in it, changes it by fn and closes
// it.
func filled(t *testing.T, dir string, fn func(tx *gorm.DB) error) (path string) {
	t.Helper()
	path = filepath.Join(dir, "bot.db")
	s := open(t, path)
	for i := range int64(200) {
		if _, err := s.Receive(t.Context(), []chat.Update{{ID: i, Lane: "l", Raw: []byte(`{"text":"` + question + `"}`)}}, i); err != nil {
			t.Fatal(err)
		}
	}
	if fn != nil {
		if err := s.Write(t.Context(), fn); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func put(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func overwrite(t *testing.T, path string, at int64, n int) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt(bytes.Repeat([]byte{0xa5}, n), at); err != nil {
		t.Fatal(err)
	}
}

// with returns the program's migrations and one more.
func with(t *testing.T, sql string) fs.FS {
	t.Helper()
	all := fstest.MapFS{"9000_next.sql": {Data: []byte("-- +goose Up\n" + sql)}}
	names, _ := fs.Glob(migrations.FS, "*.sql")
	for _, name := range names {
		data, err := fs.ReadFile(migrations.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = &fstest.MapFile{Data: data}
	}
	return all
}

// backup ends the name of the copy that is made before this schema is changed.
var backup = func() string {
	names, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil || len(names) == 0 {
		panic("there are no migrations")
	}
	version, _, _ := strings.Cut(names[len(names)-1], "_")
	return ".bak-" + strings.TrimLeft(version, "0")
}()
