package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Pages that are overwritten while the bot runs: at the first that it reads it
// ends, says how to restore, and takes nothing more that it could not keep.
func TestPagesOverwrittenWhileItRuns(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	c.start()
	for range 3 {
		c.ask(3000)
		c.answered()
	}
	if code := c.stop(); code != 0 { // so that all of it is in the file
		t.Fatalf("it stopped with %d", code)
	}
	c.telegram.ForgetCalls()
	c.start()
	if !c.comesUp() {
		t.Fatal("it does not come up")
	}
	path := filepath.Join(c.dir, "data", "hamzaban.db")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt(bytes.Repeat([]byte{0xff}, len(data)-diskPage), diskPage); err != nil {
		t.Fatal(err)
	}
	_ = f.Close()
	c.ask(3000)
	code := c.child.exit(t)
	_, says := c.child.output()
	c.child = nil
	last := says[strings.LastIndex(strings.TrimSpace(says), "\n")+1:]
	if code != 1 || !strings.HasPrefix(last, "hamzaban: database ") || !strings.Contains(last, "damaged") || !strings.Contains(last, ".bak-") {
		t.Errorf("exit code %d, its last word %q", code, last)
	}
}
