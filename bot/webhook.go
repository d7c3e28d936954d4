package bot

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"sync/atomic"
	"time"

	tg "github.com/go-telegram/bot"

	"hamzaban/chat"
)

// maxWebhookBody bounds what is read of one update.
const maxWebhookBody = 1 << 20

// webhookNote is where the notes keep what Telegram was last told.
const webhookNote = "webhook"

// Webhook is where Telegram shall send updates to; without a URL they are
// polled for.
type Webhook struct {
	// URL is the public https address, Secret what Telegram proves itself
	// with; empty: one is made once and kept.
	URL, Secret string

	registered *atomic.Bool
	secretSum  *atomic.Pointer[[sha256.Size]byte]
}

func newWebhook(w Webhook) Webhook {
	w.registered, w.secretSum = new(atomic.Bool), new(atomic.Pointer[[sha256.Size]byte])
	return w
}

// serveWebhook registers the webhook, unless Telegram has it just so, and
// waits for the context's end. The updates come by [Bot.ServeHTTP].
func (b *Bot) serveWebhook(ctx context.Context) error {
	secret, err := b.webhookSecret(ctx)
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(secret))
	b.Webhook.secretSum.Store(&sum)
	told := sha256.Sum256(fmt.Append(nil, b.client.ID(), b.Webhook.URL, "\n", secret, "\n", allowedUpdates))
	note := hex.EncodeToString(told[:])
	was, err := b.store.Note(ctx, webhookNote)
	if err != nil {
		return fmt.Errorf("reading what Telegram was told: %w", err)
	}
	for failures := 0; was != note && ctx.Err() == nil; failures++ {
		_, err := call(ctx, b.client, b.client.SetWebhook, &tg.SetWebhookParams{
			URL: b.Webhook.URL, SecretToken: secret, AllowedUpdates: allowedUpdates,
		})
		if err == nil {
			was = note
			err = b.store.SetNote(ctx, webhookNote, note)
		}
		if errors.Is(err, tg.ErrorUnauthorized) || errors.Is(err, tg.ErrorNotFound) {
			return ErrToken
		}
		if err != nil {
			b.log.Warn("the webhook cannot be registered; trying again", "error", err)
			sleep(ctx, pauseAfter(failures))
		}
	}
	b.Webhook.registered.Store(true)
	<-ctx.Done()
	return nil
}

func (b *Bot) webhookSecret(ctx context.Context) (string, error) {
	if b.Webhook.Secret != "" {
		return b.Webhook.Secret, nil
	}
	const key = "webhook.secret"
	secret, err := b.store.Note(ctx, key)
	if err != nil {
		return "", fmt.Errorf("reading the webhook's secret: %w", err)
	}
	if secret == "" {
		secret = rand.Text()
		if err := b.store.SetNote(ctx, key, secret); err != nil {
			return "", fmt.Errorf("keeping the webhook's secret: %w", err)
		}
	}
	return secret, nil
}

func (b *Bot) webhookReady() error {
	if !b.Webhook.registered.Load() {
		return errors.New("the webhook is not registered yet")
	}
	return nil
}

// ServeHTTP takes one update from Telegram. It answers 200 only once the
// update is on disk.
func (b *Bot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "POST only", http.StatusMethodNotAllowed)
		return
	case !b.authentic(r):
		http.Error(w, "wrong secret", http.StatusUnauthorized)
		return
	case kind != "application/json":
		http.Error(w, "JSON only", http.StatusUnsupportedMediaType)
		return
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxWebhookBody))
	if err != nil {
		http.Error(w, "too large, or broken off", http.StatusRequestEntityTooLarge)
		return
	}
	err = b.admit(r.Context(), raw)
	if b.alarm.note("receiving", err); err != nil {
		b.log.Error("an update cannot be kept; Telegram will bring it again", "error", err)
		http.Error(w, "not now", http.StatusServiceUnavailable)
	}
}

// authentic compares in constant time, by sums of equal length.
func (b *Bot) authentic(r *http.Request) bool {
	want := b.Webhook.secretSum.Load()
	got := sha256.Sum256([]byte(r.Header.Get("X-Telegram-Bot-Api-Secret-Token")))
	return want != nil && subtle.ConstantTimeCompare(want[:], got[:]) == 1
}

// admit keeps one update that was brought and sets it to work.
func (b *Bot) admit(ctx context.Context, raw json.RawMessage) error {
	u, err := read(raw, time.Now())
	if err != nil {
		return b.putAside(ctx, raw, err)
	}
	cursor, err := b.store.Cursor(ctx) // of no use here, but kept for a return to polling
	if err != nil {
		return err
	}
	fresh, err := b.store.Receive(ctx, []chat.Update{u}, cursor)
	if err != nil {
		return err
	}
	for _, u := range fresh {
		b.put(u)
	}
	return nil
}
