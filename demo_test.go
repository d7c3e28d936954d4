package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

var demoAddress = regexp.MustCompile(`http://[0-9.:]+/`)

// startDemo starts a demo in the world's folder and waits for its address.
func (w *world) startDemo() *child {
	w.t.Helper()
	c := w.command("demo", "--addr", "127.0.0.1:0")
	w.t.Cleanup(func() {
		_ = c.cmd.Process.Signal(syscall.SIGTERM)
		if code := c.exit(w.t); code != 0 {
			w.t.Errorf("the demo ended with %d", code)
		}
	})
	for late := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		out, errs := c.output()
		if demoAddress.MatchString(out) {
			return c
		}
		if time.Now().After(late) {
			w.t.Fatalf("the demo prints no address but:\n%s\n%s", out, errs)
		}
	}
}

// inVain starts a demo that cannot run, and checks that it says so instead of
// printing an address.
func (w *world) inVain(says ...string) {
	w.t.Helper()
	c := w.command("demo", "--addr", "127.0.0.1:0")
	code := c.exit(w.t)
	out, errs := c.output()
	if code != 1 || demoAddress.MatchString(out) {
		w.t.Errorf("exit code %d, it printed %q", code, out)
	}
	for _, s := range says {
		if !strings.Contains(errs, s) {
			w.t.Errorf("it does not say %q: %s", s, errs)
		}
	}
}

func newDemoFolder(t *testing.T) *world {
	w := newWorld(t)
	w.env = map[string]string{}
	return w
}

// TestDemoThatCannotRun: there is no page without a bot.
func TestDemoThatCannotRun(t *testing.T) {
	t.Run("a second one in the folder", func(t *testing.T) {
		w := newDemoFolder(t)
		w.startDemo()
		w.inVain("another folder", "demo.db")
	})
	t.Run("a broken database", func(t *testing.T) {
		w := newDemoFolder(t)
		if err := os.MkdirAll(filepath.Join(w.dir, "data"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(w.dir, "data", "demo.db"), []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
			t.Fatal(err)
		}
		w.inVain("demo.db", "move it away")
	})
}

// TestOtherCommandsInTheDemosWorld: its settings are there while it runs, for
// trying the rest of the program, and hold no real key.
func TestOtherCommandsInTheDemosWorld(t *testing.T) {
	w := newDemoFolder(t)
	w.env["GROQ_API_KEY"], w.env["GROQ_BASE_URL"] = "test-key", w.providers.URL("groq")
	w.startDemo()
	delete(w.env, "GROQ_API_KEY")
	delete(w.env, "GROQ_BASE_URL")
	lines, err := os.ReadFile(filepath.Join(w.dir, "data", "demo.env"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(lines), "test-key") {
		t.Error("a real provider's key is among the settings")
	}
	for line := range strings.Lines(string(lines)) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
			w.env[name] = strings.Trim(value, "'")
		}
	}
	if err := os.WriteFile(filepath.Join(w.dir, "note.txt"), []byte("Good morning"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ args, out string }{
		{"check", "4 of 4 providers answer"}, {"check --translate", "are simulated"}, {"translate --to fa note.txt", "صبح"}, {"status", "cerebras"},
	} {
		run := w.command(strings.Fields(c.args)...)
		code := run.exit(t)
		if out, errs := run.output(); code != 0 || !strings.Contains(out, c.out) {
			t.Errorf("%s: exit code %d, want %q in:\n%s\n%s", c.args, code, c.out, out, errs)
		}
	}
}
