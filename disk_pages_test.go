package main

import (
	"bytes"
	"context"
	"database/sql"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	pagesSeed   = flag.Uint64("pages-seed", 0, "which pages are overwritten; 0: others each time")
	pagesRounds = flag.Int("pages", 50, "how often pages are overwritten")
)

const diskPage = 4096

// Whole pages overwritten at random after kill -9: each time the bot either
// refuses the database, untouched, and names the way to restore it, or works,
// and then everything is there.
func TestPagesOverwritten(t *testing.T) {
	t.Parallel()
	seed := *pagesSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d: -pages-seed=%[1]d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	c := newCompany(t)
	c.start()
	for length := range 5 {
		c.ask(100 + 900*length)
		c.answered()
	}
	_ = c.stop() // so that part of it is in the file, and part in the WAL
	c.start()
	for length := range 2 {
		c.ask(100 + 1500*length)
		c.answered()
	}
	c.until("nothing to be under way", func() bool { return c.telegram.Pending() == 0 })
	time.Sleep(500 * time.Millisecond) // the last is settled, the quota book written
	c.crash()
	path := filepath.Join(c.dir, "data", "hamzaban.db")
	whole := diskFiles(t, path)
	want := diskRows(t, path, whole)
	refused, fooled := 0, 0
	for round := range *pagesRounds {
		files, what := overwritten(random, whole)
		t.Logf("round %d: %s", round, what)
		restore(t, path, files)
		_, says := c.looksOn(&fooled, want.calls)
		c.telegram.ForgetCalls()
		c.start()
		if c.comesUp() {
			_ = c.stop()
			if got := diskRows(t, path, diskFiles(t, path)); got.rows != want.rows {
				t.Errorf("round %d, %s: it works, on other data:\n%s\nwant\n%s", round, what, got.rows, want.rows)
			}
			continue
		}
		refused++
		if says == "" {
			t.Errorf("round %d, %s: the status takes what the bot refuses", round, what)
		}
		code := c.child.exit(t)
		_, says = c.child.output()
		c.child = nil
		if code != 1 || !strings.Contains(says, "damaged") || !strings.Contains(says, ".bak-") {
			t.Errorf("round %d, %s: exit code %d without the way to restore: %s", round, what, code, says)
		}
		after := diskFiles(t, path)
		for _, suffix := range []string{"", "-wal"} {
			if !bytes.Equal(after[suffix], files[suffix]) {
				t.Errorf("round %d, %s: refused, but the file %q was changed", round, what, suffix)
			}
		}
	}
	t.Logf("%d of %d refused untouched, the others work with all data; the status told what is not true %d times", refused, *pagesRounds, fooled)
}

// looksOn asks for the status, which tells the calls as they were or refuses.
func (c *company) looksOn(fooled *int, calls string) (stdout, refusal string) {
	c.t.Helper()
	command := c.command("status", "--json")
	code := command.exit(c.t)
	stdout, stderr := command.output()
	switch {
	case code == 0 && strings.Contains(stdout, calls):
		return stdout, ""
	case code == 1 && strings.Contains(stderr, "damaged"):
		return "", stderr
	}
	*fooled++
	c.t.Errorf("the status ends with %d and says %s%s, want %s", code, stdout, stderr, calls)
	return stdout, stderr
}

// comesUp tells whether the bot polls, and does not end.
func (c *company) comesUp() bool {
	c.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		select {
		case <-c.child.done:
			return false
		default:
		}
		for _, call := range c.telegram.Calls() {
			if call.Method == "getUpdates" {
				return true
			}
		}
		if time.Now().After(deadline) {
			c.t.Fatal("the bot neither polls nor ends")
		}
	}
}

// diskFiles reads the database with what stands beside it.
func diskFiles(t *testing.T, path string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		data, err := os.ReadFile(path + suffix)
		if err == nil {
			files[suffix] = data
		} else if !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	return files
}

// restore puts the files in place of those that are there.
func restore(t *testing.T, path string, files map[string][]byte) {
	t.Helper()
	for _, suffix := range []string{"", "-wal", "-shm"} {
		_ = os.Remove(path + suffix)
		if data, ok := files[suffix]; ok {
			if err := os.WriteFile(path+suffix, data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// overwritten returns the files with one or two whole pages of the database
// or its WAL overwritten by noise, and says which.
func overwritten(random *rand.Rand, whole map[string][]byte) (files map[string][]byte, what string) {
	files = map[string][]byte{}
	for suffix, data := range whole {
		files[suffix] = bytes.Clone(data)
	}
	for range 1 + random.IntN(2) {
		suffix := []string{"", "-wal"}[random.IntN(2)]
		n := random.IntN(len(files[suffix]) / diskPage)
		page := files[suffix][n*diskPage:][:diskPage]
		for i := range page {
			page[i] = byte(random.Uint32())
		}
		what += fmt.Sprintf("page %d of %q; ", n, "bot.db"+suffix)
	}
	return files, what
}

// diskContent is what a database holds: its rows, but for what a start may
// write, and the calls as the status names them.
type diskContent struct{ rows, calls string }

// diskRows reads a copy of a database, and fails unless SQLite finds it sound.
func diskRows(t *testing.T, path string, files map[string][]byte) (c diskContent) {
	t.Helper()
	reading := filepath.Join(t.TempDir(), filepath.Base(path))
	restore(t, reading, files)
	db, err := sql.Open("sqlite", reading)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	strs := func(query string) (list []string) {
		rows, err := db.QueryContext(context.Background(), query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var s string
			if err := rows.Scan(&s); err != nil {
				t.Fatal(err)
			}
			list = append(list, s)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return list
	}
	if word := strs("PRAGMA integrity_check"); !slices.Equal(word, []string{"ok"}) {
		t.Errorf("the check of the database says %q", word)
	}
	var all strings.Builder
	for _, table := range strs("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'quota' ORDER BY name") {
		columns := strs("SELECT 'quote(' || name || ')' FROM pragma_table_info('" + table + "')")
		for _, row := range strs("SELECT " + strings.Join(columns, " || ',' || ") + " FROM " + table + " ORDER BY 1") {
			fmt.Fprintf(&all, "%s: %.200s, %d bytes\n", table, row, len(row))
		}
	}
	c.rows = all.String()
	requests := strs(`SELECT sum(json_extract(record, '$.requests')) FROM quota WHERE key LIKE 'groq/%'`)
	c.calls = fmt.Sprintf(`"requests":%s,`, requests[0])
	return c
}
