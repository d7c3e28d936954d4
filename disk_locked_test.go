package main

import (
	"bufio"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// heldVar names the database that a child process is to hold.
const heldVar = "HAMZABAN_TEST_HELD"

// TestHolder is no test but the other program: it keeps everybody else from
// writing until its standard input ends.
func TestHolder(t *testing.T) {
	path := os.Getenv(heldVar)
	if path == "" {
		t.Skip("for TestDatabaseLocked")
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path, RawQuery: "_txlock=immediate&_busy_timeout=5000"}).String())
	if err != nil {
		t.Fatal(err)
	}
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("held")
	bufio.NewScanner(os.Stdin).Scan()
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
}

// hold keeps the database from being written until release is called.
func hold(t *testing.T, path string) (release func()) {
	t.Helper()
	holder := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestHolder$")
	holder.Env = append(os.Environ(), heldVar+"="+path)
	in, err := holder.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() || lines.Text() != "held" {
		t.Fatalf("the database cannot be held: %q", lines.Text())
	}
	return func() {
		_ = in.Close()
		for lines.Scan() {
		}
		if err := holder.Wait(); err != nil {
			t.Error(err)
		}
	}
}

// Another program that holds the database for 6 seconds costs nobody an answer,
// whatever the bot was at.
func TestDatabaseLocked(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	path := filepath.Join(c.dir, "data", "hamzaban.db")
	c.start()
	c.ask(100)
	c.answered()
	c.asking(1000, time.Second)
	release := hold(t, path)
	c.ask(500)
	begun := time.Now()
	if out, _ := c.wants(0, "status", "--json"); !strings.Contains(out, `"groq"`) {
		t.Errorf("the status says %s", out)
	}
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("the status waited %v for the lock", took)
	}
	time.Sleep(6*time.Second - time.Since(begun))
	release()
	begun = time.Now()
	c.answered()
	t.Logf("all are answered %v after the lock's end", time.Since(begun).Round(time.Millisecond))
	if code := c.stop(); code != 0 {
		t.Errorf("the stopped bot exits with %d", code)
	}
}

// A second bot on the database ends at once, says why, and leaves the first one
// alone; what reads may look on.
func TestSecondBot(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	c.start()
	c.ask(100)
	c.answered()
	_, says := c.wants(1, "run")
	for _, words := range []string{"another instance", "hamzaban.db", "DATABASE_URL"} {
		if !strings.Contains(says, words) {
			t.Errorf("the second bot does not say %q: %s", words, says)
		}
	}
	c.wants(0, "status")
	c.ask(100)
	c.answered()
	if code := c.stop(); code != 0 {
		t.Errorf("the first bot exits with %d", code)
	}
	c.start() // the lock went with it
	c.ask(100)
	c.answered()
}
