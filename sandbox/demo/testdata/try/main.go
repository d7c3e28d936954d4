// Command try runs the demo by hand: try ADDR BOT DIR.
package main

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"hamzaban/sandbox/demo"
	"hamzaban/sandbox/providers"
	"hamzaban/sandbox/telegram"
)

type bot struct {
	mu   sync.Mutex
	cmd  *exec.Cmd
	path, dir string
	env  []string
	bell chan struct{}
}

func (b *bot) Start() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.cmd != nil {
		return nil
	}
	c := exec.Command(b.path, "run")
	c.Dir, c.Env = b.dir, b.env
	c.Stderr = os.Stderr
	if err := c.Start(); err != nil {
		return err
	}
	b.cmd = c
	b.ring()
	go func() {
		c.Wait()
		b.mu.Lock()
		b.cmd = nil
		b.ring()
		b.mu.Unlock()
	}()
	return nil
}
func (b *bot) ring() { close(b.bell); b.bell = make(chan struct{}) }
func (b *bot) sig(s os.Signal) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.cmd == nil {
		return nil
	}
	return b.cmd.Process.Signal(s)
}
func (b *bot) Kill() error   { return b.sig(os.Kill) }
func (b *bot) Stop() error   { return b.sig(syscall.SIGTERM) }
func (b *bot) Running() bool { b.mu.Lock(); defer b.mu.Unlock(); return b.cmd != nil }
func (b *bot) Changed() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bell
}

func main() {
	t := telegram.New(telegram.Options{FirstUpdateID: time.Now().Unix()})
	l := providers.Limits{RPM: 10, RPD: 30, TPM: 8000}
	p := providers.New(providers.Options{Latency: 400 * time.Millisecond, Limits: map[string]providers.Limits{
		"groq": l, "cerebras": l, "gemini": l, "openrouter": {RPM: 10, RPD: 20}, "cohere": {RPM: 10, RPMonth: 100}}})
	must(t.Start())
	must(p.Start())
	env := []string{"TELEGRAM_BOT_TOKEN=" + t.Token(), "TELEGRAM_API_URL=" + t.URL(), "LISTEN_ADDR=off",
		"ADMIN_IDS=" + strconv.Itoa(int(demo.AdminID)), "HOME=" + os.Args[3], "LOG_LEVEL=warn"}
	for _, n := range providers.Names {
		u := strings.ToUpper(n)
		env = append(env, u+"_BASE_URL="+p.URL(n), u+"_API_KEY=test-key")
	}
	b := &bot{path: os.Args[2], dir: os.Args[3], env: env, bell: make(chan struct{})}
	must(b.Start())
	d, err := demo.New(demo.Options{Addr: os.Args[1], Telegram: t, Providers: p, Bot: b,
		Log: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	must(err)
	must(d.Listen())
	println(d.URL())
	go d.Serve()
	c := make(chan os.Signal, 1)
	<-c
	d.Close(context.Background())
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
