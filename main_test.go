package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"hamzaban/sandbox/providers"
	"hamzaban/sandbox/telegram"
)

// childMark makes the test binary be the program itself.
const childMark = "HAMZABAN_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childMark) != "" {
		main()
		return
	}
	// Tests wait more than they compute, less so under the race detector, whose are
	// the short ones; -parallel, where it is given, goes before this.
	many := "6"
	if slices.Contains(os.Args, "-test.short=true") {
		many = "4"
	}
	_ = flag.Set("test.parallel", many)
	os.Exit(m.Run())
}

// patience bounds every wait of a test. It is long because machines are slow,
// not because anything takes that long.
const patience = 30 * time.Second

// manyHanded are the stories in which the program does several things at once: those
// that the race detector is to see in the short form.
var manyHanded = []string{
	"chat", "crash", "edited", "files", "forget", "groups", "later", "paste", "photo", "restarts", "retry", "rich", "stop", "translating", "voice",
}

// TestDialogues plays every story of testdata/dialogue against the real
// program, run as a child process on a real database, with the sandbox as the
// outside world.
func TestDialogues(t *testing.T) {
	stories, err := filepath.Glob("testdata/dialogue/*.txtar")
	if err != nil || len(stories) == 0 {
		t.Fatalf("no stories were found (%v)", err)
	}
	for _, path := range stories {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			if testing.Short() && !slices.Contains(manyHanded, strings.TrimSuffix(filepath.Base(path), ".txtar")) {
				t.Skip("it is played in the long form")
			}
			t.Parallel()
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			w := newWorld(t)
			for _, f := range archive.Files {
				if err := os.WriteFile(filepath.Join(w.dir, f.Name), f.Data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			newStory(w).play(string(archive.Comment))
		})
	}
}

// world is the outside world of one test and the program in it.
type world struct {
	t         *testing.T
	dir       string
	telegram  *telegram.Server
	providers *providers.Server
	env       map[string]string
	child     *child
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return worldOf(t, providers.Options{})
}

// worldOf is a world with such providers.
func worldOf(t *testing.T, o providers.Options) *world {
	t.Helper()
	w := &world{
		t: t, dir: t.TempDir(),
		telegram:  telegram.New(telegram.Options{PlainWebhooks: true, Topics: true}),
		providers: providers.New(o),
	}
	if err := w.telegram.Start(); err != nil {
		t.Fatal(err)
	}
	if err := w.providers.Start(); err != nil {
		t.Fatal(err)
	}
	w.env = map[string]string{
		"TELEGRAM_BOT_TOKEN": w.telegram.Token(),
		"TELEGRAM_API_URL":   w.telegram.URL(),
		"LISTEN_ADDR":        "off",
		"LOG_LEVEL":          "debug",
	}
	for _, name := range providers.Names {
		upper := strings.ToUpper(name)
		w.env[upper+"_BASE_URL"] = w.providers.URL(name)
		w.env[upper+"_API_KEY"] = "test-key"
	}
	t.Cleanup(func() {
		w.stop()
		_ = w.telegram.Close()
		_ = w.providers.Close()
	})
	return w
}

// child is the program as a process.
type child struct {
	cmd  *exec.Cmd
	done chan struct{}
	err  error // once done

	mu             sync.Mutex
	stdout, stderr bytes.Buffer
}

type lockedWriter struct {
	mu *sync.Mutex
	b  *bytes.Buffer
}

func (w lockedWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(p)
}

// command starts the program with the arguments in the world's folder.
func (w *world) command(args ...string) *child {
	w.t.Helper()
	c := &child{done: make(chan struct{})}
	c.cmd = exec.Command(os.Args[0], args...)
	c.cmd.Dir = w.dir
	c.cmd.Env = []string{childMark + "=1", "HOME=" + w.dir, "TMPDIR=" + os.TempDir(), "PATH=" + os.Getenv("PATH")}
	for name, value := range w.env {
		c.cmd.Env = append(c.cmd.Env, name+"="+value)
	}
	c.cmd.Stdout, c.cmd.Stderr = lockedWriter{&c.mu, &c.stdout}, lockedWriter{&c.mu, &c.stderr}
	if err := c.cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	go func() {
		c.err = c.cmd.Wait()
		close(c.done)
	}()
	return c
}

func (c *child) output() (stdout, stderr string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stdout.String(), c.stderr.String()
}

// awake waits for the first word that the program writes, or its end: a process that
// has only begun is ended by a signal rather than told of it.
func (c *child) awake() {
	for late := time.Now().Add(5 * time.Second); time.Now().Before(late); time.Sleep(time.Millisecond) {
		select {
		case <-c.done:
			return
		default:
		}
		if out, says := c.output(); out != "" || says != "" {
			return
		}
	}
}

// exit waits for the end and returns the exit code.
func (c *child) exit(t *testing.T) int {
	t.Helper()
	select {
	case <-c.done:
	case <-time.After(patience):
		_ = c.cmd.Process.Kill()
		_, stderr := c.output()
		t.Fatalf("the program does not end; it wrote:\n%s", stderr)
	}
	return c.cmd.ProcessState.ExitCode()
}

// start runs the bot.
func (w *world) start() { w.child = w.command("run") }

// stop ends the bot as an operator would and returns its exit code.
func (w *world) stop() int {
	if w.child == nil {
		return 0
	}
	w.child.awake()
	_ = w.child.cmd.Process.Signal(syscall.SIGTERM)
	code := w.child.exit(w.t)
	if w.t.Failed() {
		_, stderr := w.child.output()
		w.t.Logf("the bot wrote:\n%s", stderr)
	}
	w.child = nil
	return code
}

// crash ends the bot without any chance for last words.
func (w *world) crash() {
	_ = w.child.cmd.Process.Kill()
	<-w.child.done
	w.child = nil
}

// until waits for a condition of the Telegram side.
func (w *world) until(what string, cond func() bool) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := w.telegram.Until(ctx, cond); err != nil {
		stderr := ""
		if w.child != nil {
			_, stderr = w.child.output()
		}
		w.t.Fatalf("waited in vain for %s; the bot wrote:\n%s", what, stderr)
	}
}
