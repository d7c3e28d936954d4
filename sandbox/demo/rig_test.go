package demo_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"hamzaban/sandbox/demo"
	"hamzaban/sandbox/providers"
	"hamzaban/sandbox/telegram"
)

// patience bounds every wait: machines are slow.
const patience = 30 * time.Second

// program is the real program, built once.
var program string

func TestMain(m *testing.M) { os.Exit(build(m)) }

func build(m *testing.M) int {
	dir, err := os.MkdirTemp("", "hamzaban-page-")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	program = filepath.Join(dir, "hamzaban")
	cmd := exec.Command("go", "build", "-o", program, "../..")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "the program does not build: %v\n%s", err, out)
		return 1
	}
	defer closeBrowser()
	return m.Run()
}

// stage is a demo with all around it, in this process; the bot is the real
// program as a child, or whatever the test plays.
type stage struct {
	*demo.Demo
	t         testing.TB
	telegram  *telegram.Server
	providers *providers.Server
	bot       *childBot
	url       string
}

type setting struct {
	providers providers.Options
	noBot     bool // the test plays the bot
	real      []string
}

func newStage(t testing.TB, with setting) *stage {
	t.Helper()
	s := &stage{
		t: t, telegram: telegram.New(telegram.Options{NoLimits: with.noBot}),
		providers: providers.New(with.providers),
	}
	must(t, s.telegram.Start())
	must(t, s.providers.Start())
	s.bot = newChildBot(t.TempDir(), s.environment())
	var err error
	s.Demo, err = demo.New(demo.Options{
		Addr: "127.0.0.1:0", Telegram: s.telegram, Providers: s.providers, Bot: s.bot, Real: with.real,
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	must(t, err)
	must(t, s.Listen())
	s.url = s.URL()
	served := make(chan error, 1)
	go func() { served <- s.Serve() }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		must(t, s.Close(ctx))
		if err := <-served; err != nil {
			t.Errorf("Serve ended with %v", err)
		}
		must(t, s.bot.Stop())
		_ = s.telegram.Close()
		_ = s.providers.Close()
		if t.Failed() {
			t.Logf("the bot wrote:\n%s", s.bot.written())
		}
	})
	if !with.noBot {
		must(t, s.bot.Start())
	}
	return s
}

func (s *stage) environment() []string {
	env := []string{
		"TELEGRAM_BOT_TOKEN=" + s.telegram.Token(), "TELEGRAM_API_URL=" + s.telegram.URL(), "LISTEN_ADDR=off",
		fmt.Sprintf("ADMIN_IDS=%d", demo.AdminID), "LOG_LEVEL=warn", "HOME=" + os.TempDir(), "PATH=" + os.Getenv("PATH"),
	}
	for _, name := range providers.Names {
		upper := strings.ToUpper(name)
		env = append(env, upper+"_BASE_URL="+s.providers.URL(name), upper+"_API_KEY=test-key")
	}
	return env
}

// until waits for a condition of the Telegram side.
func (s *stage) until(what string, cond func() bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := s.telegram.Until(ctx, cond); err != nil {
		s.t.Fatalf("waited in vain for %s", what)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// childBot is the program's "run" as a process; where it was never started,
// a bot that does not run.
type childBot struct {
	dir string
	env []string

	mu      sync.Mutex
	cmd     *exec.Cmd
	exited  chan struct{}
	changed chan struct{}
	log     strings.Builder
}

func newChildBot(dir string, env []string) *childBot {
	return &childBot{dir: dir, env: env, changed: make(chan struct{})}
}

func (b *childBot) Start() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.cmd != nil {
		return nil
	}
	cmd := exec.Command(program, "run")
	cmd.Dir, cmd.Env, cmd.Stderr = b.dir, b.env, b
	if err := cmd.Start(); err != nil {
		return err
	}
	b.cmd, b.exited = cmd, make(chan struct{})
	b.ring()
	go func(exited chan struct{}) {
		_ = cmd.Wait()
		b.mu.Lock()
		defer b.mu.Unlock()
		b.cmd = nil
		close(exited)
		b.ring()
	}(b.exited)
	return nil
}

func (b *childBot) ring() {
	close(b.changed)
	b.changed = make(chan struct{})
}

// Write takes what the bot writes.
func (b *childBot) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.log.Write(p)
}

func (b *childBot) written() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.log.String()
}

func (b *childBot) Kill() error { return b.signal(os.Kill) }

func (b *childBot) Stop() error { return b.signal(syscall.SIGTERM) }

func (b *childBot) signal(s os.Signal) error {
	b.mu.Lock()
	cmd, exited := b.cmd, b.exited
	b.mu.Unlock()
	if cmd == nil {
		return nil
	}
	if err := cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-exited
	return nil
}

func (b *childBot) Running() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.cmd != nil
}

func (b *childBot) Changed() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.changed
}
