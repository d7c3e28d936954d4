package bot

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hamzaban/chat"
	"hamzaban/sandbox/telegram"
	"hamzaban/store"
)

// hooked is a bot that waits for updates by webhook, on a real database, with
// the sandbox as its Bot API.
func hooked(t *testing.T, server *telegram.Server, path string) (*Bot, *store.Store) {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	b, err := New(Options{
		Token: server.Token(), ServerURL: server.URL(), Transport: http.DefaultTransport, Store: db, Language: "en",
		Webhook: Webhook{URL: "https://bot.example/hook", Secret: "s3cret"}, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return b, db
}

// registers runs the bot until it is ready.
func registers(t *testing.T, b *Bot, server *telegram.Server) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- b.Run(ctx) }()
	for deadline := time.Now().Add(10 * time.Second); b.Ready() != nil; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal(b.Ready())
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestWebhook(t *testing.T) {
	server := telegram.New(telegram.Options{})
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	path := filepath.Join(t.TempDir(), "x.db")
	b, db := hooked(t, server, path)
	if status := posted(b, http.MethodPost, "s3cret", "application/json", "{}"); status != http.StatusServiceUnavailable {
		t.Errorf("before the secret is known it answers %d, want 503: 401 has the webhook set again", status)
	}
	registers(t, b, server)

	const update = `{"update_id":7,"message":{"message_id":1,"date":1,"text":"hello","from":{"id":5},"chat":{"id":5,"type":"private"}}}`
	for _, c := range []struct {
		name, method, secret, kind, body string
		status                           int
	}{
		{"not by POST", "GET", "s3cret", "application/json", "", 405},
		{"without the secret", "POST", "", "application/json", update, 401},
		{"with a wrong secret", "POST", "s3cres", "application/json", update, 401},
		{"not JSON by its type", "POST", "s3cret", "text/plain", update, 415},
		{"too large", "POST", "s3cret", "application/json", strings.Repeat(" ", maxWebhookBody+1), 413},
		{"an update", "POST", "s3cret", "application/json; charset=utf-8", update, 200},
		{"the update again", "POST", "s3cret", "application/json", update, 200},
		{"no update at all", "POST", "s3cret", "application/json", `[]`, 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			if status := posted(b, c.method, c.secret, c.kind, c.body); status != c.status {
				t.Errorf("answered %d, want %d", status, c.status)
			}
		})
	}
	kept, err := db.Unfinished(t.Context(), "", 0, 100000)
	if err != nil || len(kept) != 1 || kept[0].ID != 7 {
		t.Errorf("kept %+v (%v), want the one update, once", kept, err)
	}
	if _, err := db.Finish(t.Context(), kept[0].Seq, chat.Outcome{}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	again, db := hooked(t, server, path)
	registers(t, again, server)
	if n := registrations(server); n != 1 {
		t.Errorf("the webhook was registered %d times, want once for two starts", n)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	polling, db := hooked(t, server, path)
	polling.Webhook.URL = ""
	registers(t, polling, server)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	back, _ := hooked(t, server, path)
	registers(t, back, server)
	if n := registrations(server); n != 2 {
		t.Errorf("back from polling, the webhook was registered %d times in all, want 2", n)
	}
}

// posted is the status that a request to the webhook is answered with.
func posted(b *Bot, method, secret, kind, body string) int {
	r := httptest.NewRequest(method, "/hook", strings.NewReader(body))
	r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	b.ServeHTTP(w, r)
	return w.Code
}

func registrations(server *telegram.Server) (n int) {
	for _, call := range server.Calls() {
		if call.Method == "setWebhook" {
			n++
		}
	}
	return n
}
