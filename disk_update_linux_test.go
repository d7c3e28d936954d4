package main

import (
	"bytes"
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hamzaban/migrations"
)

// firstSchema makes a database as the first version of the program left it, with
// an update that it did not get to, and a few hundred KB of others.
func firstSchema(t *testing.T, path string, update string) {
	t.Helper()
	first, err := fs.ReadFile(migrations.FS, "0001_begin.sql")
	if err != nil {
		t.Fatal(err)
	}
	_, up, _ := strings.Cut(string(first), "-- +goose Up")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{
		"PRAGMA journal_mode=WAL", up,
		"CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER NOT NULL, is_applied INTEGER NOT NULL, tstamp TIMESTAMP DEFAULT (datetime('now')))",
		"INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1), (1, 1)",
		"INSERT INTO aside (raw, reason, at) VALUES (zeroblob(400000), 'much', 1)",
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Exec("INSERT INTO updates (update_id, lane, raw, at) VALUES (1, '100:0:100', ?, 1)", update); err != nil {
		t.Fatal(err)
	}
}

// A full disk leaves no room for the copy before an update of the schema: the
// database is left as it was, and updated once there is room.
func TestDiskFullAtAnUpdate(t *testing.T) {
	t.Parallel()
	folder := onSmallDisk(t, 3<<20)
	if folder == "" {
		return
	}
	c := newCompany(t)
	path := filepath.Join(folder, "bot.db")
	c.env["DATABASE_URL"] = path
	firstSchema(t, path, `{"update_id":1,"message":{"message_id":1,"date":1,"text":"question 0","from":{"id":100,"language_code":"en"},"chat":{"id":100,"type":"private"}}}`)
	c.asked[100] = []string{"question 0"}
	c.ask(100)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}

	empty := fill(t, folder, 40) // for all but the copy
	_, says := c.wants(1, "run")
	for _, words := range []string{"disk is full", "no backup copy", "left as it is", "make room"} {
		if !strings.Contains(says, words) {
			t.Errorf("the refusal does not say %q: %s", words, says)
		}
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the database was changed (%v)", err)
	}
	if left, _ := filepath.Glob(path + ".bak*"); len(left) > 0 {
		t.Errorf("what was written of the copy takes room: %q", left)
	}

	empty()
	c.start()
	c.answered()
	if _, err := os.Stat(path + ".bak-1"); err != nil {
		t.Error(err)
	}
	if code := c.stop(); code != 0 {
		t.Errorf("the stopped bot exits with %d", code)
	}
}
