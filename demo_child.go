package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
)

// childBot is the bot as a process that can be killed and started again.
type childBot struct {
	self, dir string
	env       []string
	stderr    io.Writer

	mu      sync.Mutex
	cmd     *exec.Cmd     // nil while none runs
	exited  chan struct{} // closed when cmd has ended
	changed chan struct{} // closed at the next change
}

func newChildBot(self, dir string, env map[string]string, stderr io.Writer) *childBot {
	b := &childBot{self: self, dir: dir, stderr: stderr, changed: make(chan struct{})}
	for name, value := range env {
		b.env = append(b.env, name+"="+value)
	}
	return b
}

// Start starts the bot unless it runs.
func (b *childBot) Start() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.cmd != nil {
		return nil
	}
	cmd := exec.Command(b.self, "run") //nolint:gosec,noctx // our own file; its end is the caller's business
	cmd.Dir, cmd.Env, cmd.Stderr = b.dir, b.env, b.stderr
	bindToParent(cmd)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting the bot: %w", err)
	}
	b.cmd, b.exited = cmd, make(chan struct{})
	b.announce()
	go b.watch(cmd, b.exited)
	return nil
}

func (b *childBot) watch(cmd *exec.Cmd, exited chan struct{}) {
	err := cmd.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() > 0 {
		_, _ = fmt.Fprintf(b.stderr, "the bot ended with exit code %d; the page can start it again\n", exit.ExitCode())
	}
	b.cmd = nil
	close(exited)
	b.announce()
}

// announce wakes those who wait for a change; b.mu is held.
func (b *childBot) announce() {
	close(b.changed)
	b.changed = make(chan struct{})
}

// Kill ends the bot without any chance for last words, Stop as an operator
// would. Both wait for the end.
func (b *childBot) Kill() error { return b.signal(os.Kill) }

// Stop lets the bot finish what runs.
func (b *childBot) Stop() error { return b.signal(syscall.SIGTERM) }

func (b *childBot) signal(s os.Signal) error {
	b.mu.Lock()
	cmd, exited := b.cmd, b.exited
	b.mu.Unlock()
	if cmd == nil {
		return nil
	}
	if err := cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("ending the bot: %w", err)
	}
	<-exited
	return nil
}

// Running tells whether the bot's process lives.
func (b *childBot) Running() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.cmd != nil
}

// Changed is closed when the bot starts or ends the next time.
func (b *childBot) Changed() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.changed
}

// end stops the bot for good.
func (b *childBot) end() { _ = b.Stop() }
