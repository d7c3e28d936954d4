// Package demo is the page in which people try the bot without an account: a
// messenger in the browser, played on the sandbox's Telegram, and beside it a
// panel with the providers and the switches that break them.
//
// The bot is the real one; the demo only starts and ends it, through [Bot].
// What people and models write is sent to the page as data and shown as text:
// the page's rules forbid every script but its own.
package demo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"

	"hamzaban/sandbox/providers"
	"hamzaban/sandbox/telegram"
)

// DefaultAddr is where the demo listens when nothing else is asked for.
const DefaultAddr = "127.0.0.1:8090"

// Bot is the bot's process as the panel's buttons need it.
type Bot interface {
	// Start starts it; one that runs stays.
	Start() error
	// Kill ends it at once, as kill -9 does.
	Kill() error
	// Stop asks it to end, as SIGTERM does. It may return before the end.
	Stop() error
	Running() bool
	// Changed returns a channel that tells of the next start or end: by a
	// value, or by being closed and replaced.
	Changed() <-chan struct{}
}

// Options are what the demo is made of.
type Options struct {
	// Addr is host:port; empty: DefaultAddr. A port alone (":8090") is one
	// of 127.0.0.1: other machines are let in only by naming an address.
	Addr string
	// Telegram and Providers are the outside world.
	Telegram  *telegram.Server
	Providers *providers.Server
	// Real are the names of the providers for which there are real keys. The
	// page shows them as such, without switches.
	Real []string
	Bot  Bot
	// Log is for the operator; nil: nowhere.
	Log *slog.Logger
}

// Demo serves the page. Its methods may be called from any goroutine.
type Demo struct {
	o     Options
	cast  cast
	room  room
	panel *panel
	sent  nonces
	botMu sync.Mutex // one press of the bot's buttons at a time

	ctx  context.Context // ends with Close: streams of events see it
	end  context.CancelFunc
	http *http.Server
	ln   net.Listener
}

// New brings the people into the sandbox and returns a demo that does not
// listen yet.
func New(o Options) (*Demo, error) {
	if o.Telegram == nil || o.Providers == nil || o.Bot == nil {
		return nil, errors.New("demo: Telegram, Providers and Bot are required")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	addr, err := address(o.Addr)
	if err != nil {
		return nil, err
	}
	o.Addr = addr
	d := &Demo{o: o, cast: enter(o.Telegram)}
	d.ctx, d.end = context.WithCancel(context.Background())
	d.room.telegram = o.Telegram
	d.panel = newPanel(o)
	d.http = &http.Server{
		Handler:           d.handler(),
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return d.ctx },
		ErrorLog:          slog.NewLogLogger(o.Log.Handler(), slog.LevelWarn),
	}
	return d, nil
}

// address fills in what an address leaves out.
func address(addr string) (string, error) {
	if addr == "" {
		return DefaultAddr, nil
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", fmt.Errorf("the demo's address %q cannot be used: write host:port, such as --addr %s", addr, DefaultAddr)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}

// Listen takes the port and begins to watch the outside world. It warns when
// other machines can reach the demo, which knows no passwords.
func (d *Demo) Listen() error {
	ln, err := (&net.ListenConfig{}).Listen(d.ctx, "tcp", d.o.Addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("the demo cannot listen on %s: the port is taken, perhaps by another demo; stop that one, or choose another port with --addr 127.0.0.1:0", d.o.Addr)
	case err != nil:
		return fmt.Errorf("the demo cannot listen on %s: choose another address with --addr %s: %w", d.o.Addr, DefaultAddr, err)
	}
	d.ln = ln
	if a, ok := ln.Addr().(*net.TCPAddr); !ok || !a.IP.IsLoopback() {
		d.o.Log.Warn("other machines can reach the demo, and it asks for no password: anyone there can write as any of its people", "addr", ln.Addr().String())
	}
	d.panel.watch(d.ctx)
	return nil
}

// URL is where the page is; empty before Listen.
func (d *Demo) URL() string {
	if d.ln == nil {
		return ""
	}
	a, ok := d.ln.Addr().(*net.TCPAddr)
	if !ok || !a.IP.IsUnspecified() {
		return "http://" + d.ln.Addr().String() + "/"
	}
	return fmt.Sprintf("http://127.0.0.1:%d/", a.Port)
}

// Serve serves until Close, and then returns nil.
func (d *Demo) Serve() error {
	if d.ln == nil {
		return errors.New("demo: Serve comes after Listen")
	}
	if err := d.http.Serve(d.ln); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("the demo's page: %w", err)
	}
	return nil
}

// Close ends the streams of events, lets other requests finish until the
// context ends, and gives the port back. The bot is left to its owner.
func (d *Demo) Close(ctx context.Context) error {
	d.end()
	err := d.http.Shutdown(ctx)
	if err != nil {
		return errors.Join(err, d.http.Close())
	}
	if d.ln != nil {
		_ = d.ln.Close() // where Serve was never called
	}
	return nil
}
