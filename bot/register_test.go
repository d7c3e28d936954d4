package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/sandbox/telegram"
	"hamzaban/store"
)

// direct serves a client's requests without a network, so that a bubble's clock
// moves.
type direct struct{ http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w.Result(), nil
}

// hook is where the sandbox delivers to.
type hook struct{ bot *Bot }

func (h *hook) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.bot.ServeHTTP(w, r) }

// watched is a bot with a webhook that runs in a bubble until the test ends.
func watched(t *testing.T) (*Bot, *telegram.Server, *bytes.Buffer) {
	t.Helper()
	var h hook
	server := telegram.New(telegram.Options{WebhookClient: &http.Client{Transport: direct{&h}}})
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), "x.db")})
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer // read where all sleeps
	h.bot, err = New(Options{
		Token: server.Token(), ServerURL: "http://telegram.test", Transport: direct{server}, Store: db, Language: "en",
		Webhook: Webhook{URL: "https://bot.example/hook", Secret: "s3cret"}, Log: slog.New(slog.NewTextHandler(&log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- h.bot.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		_ = server.Close()
		_ = db.Close()
	})
	synctest.Wait()
	return h.bot, server, &log
}

// elsewhere makes a call with the bot's token from another program.
func elsewhere(t *testing.T, server *telegram.Server, method string, params map[string]any) {
	t.Helper()
	body, err := json.Marshal(params)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/bot"+server.Token()+"/"+method, bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	if server.ServeHTTP(w, r); w.Code != http.StatusOK {
		t.Fatalf("%s: %s", method, w.Body)
	}
}

// Whatever changes the webhook elsewhere, within the hour it is ours again.
func TestTheWebhookIsLookedAfter(t *testing.T) {
	const url = "https://bot.example/hook"
	set := func(url, secret string, kinds ...string) func(*testing.T, *telegram.Server) {
		return func(t *testing.T, server *telegram.Server) {
			elsewhere(t, server, "setWebhook", map[string]any{"url": url, "secret_token": secret, "allowed_updates": kinds})
		}
	}
	for _, c := range []struct {
		name   string
		change func(*testing.T, *telegram.Server)
		again  int // how often it is set again
	}{
		{"nothing changes", func(*testing.T, *telegram.Server) {}, 0},
		{"removed", func(t *testing.T, server *telegram.Server) { elsewhere(t, server, "deleteWebhook", nil) }, 1},
		{"another address", set("https://other.example/hook", "s3cret", allowedUpdates...), 1},
		{"other updates", set(url, "s3cret", "message"), 1},
		{"another secret", func(t *testing.T, server *telegram.Server) {
			set(url, "another", allowedUpdates...)(t, server)
			server.Say(server.Person(telegram.Person{ID: 5}), 5, "/id") // which shows it
		}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, server, log := watched(t)
				if err := b.Ready(); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Minute)
				server.ForgetCalls()
				c.change(t, server)
				before := registrations(server)
				time.Sleep(24 * time.Hour)
				synctest.Wait()
				if n := registrations(server) - before; n != c.again {
					t.Errorf("it was set again %d times, want %d:\n%s", n, c.again, log)
				}
				if n := server.Pending(); n > 0 || b.Ready() != nil {
					t.Errorf("%d updates wait, ready: %v", n, b.Ready())
				}
				if told := strings.Count(log.String(), "removed or changed"); told != c.again {
					t.Errorf("the operator was told %d times:\n%s", told, log)
				}
			})
		})
	}
}

// As long as the webhook is not ours, the bot is not ready.
func TestNotReadyWithoutTheWebhook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, server, _ := watched(t)
		server.Break("setWebhook", telegram.InternalError())
		elsewhere(t, server, "deleteWebhook", nil)
		time.Sleep(2 * time.Hour)
		if b.Ready() == nil {
			t.Error("it is ready without a webhook")
		}
		server.Mend("setWebhook")
		time.Sleep(time.Minute)
		if err := b.Ready(); err != nil {
			t.Error(err)
		}
	})
}

// Why Telegram cannot deliver is told once, with what to do.
func TestTroubleOfDeliveryIsToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, server, log := watched(t)
		b.Webhook.secretSum.Store(nil) // it refuses all, as a wrong proxy would
		server.Say(server.Person(telegram.Person{ID: 5}), 5, "/id")
		time.Sleep(5 * time.Hour)
		synctest.Wait()
		if told := strings.Count(log.String(), "Telegram cannot deliver updates: see that"); told != 1 {
			t.Errorf("it was told %d times:\n%s", told, log)
		}
	})
}

// A body that breaks off is not the sender's fault in size.
func TestWebhookBodyThatBreaksOff(t *testing.T) {
	server := telegram.New(telegram.Options{})
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	b, db := hooked(t, server, filepath.Join(t.TempDir(), "x.db"))
	registers(t, b, server)
	r := httptest.NewRequest(http.MethodPost, "/hook", brokenOff{})
	r.Header.Set("X-Telegram-Bot-Api-Secret-Token", "s3cret")
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	if b.ServeHTTP(w, r); w.Code != http.StatusBadRequest {
		t.Errorf("answered %d, want 400", w.Code)
	}
	if n := aside(t, db); n != 0 {
		t.Errorf("%d things were put aside", n)
	}
}

// brokenOff is a body whose sender leaves.
type brokenOff struct{}

func (brokenOff) Read([]byte) (int, error) {
	return 0, fmt.Errorf("reading the body: %w", errors.New("the connection was reset"))
}
