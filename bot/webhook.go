package bot

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"sync/atomic"
	"time"

	"hamzaban/chat"
)

// maxWebhookBody bounds what is read of one update.
const maxWebhookBody = 1 << 20

// Webhook is where Telegram shall send updates to; without a URL they are
// polled for.
type Webhook struct {
	// URL is the public https address, Secret what Telegram proves itself
	// with; empty: one is made once and kept.
	URL, Secret string

	registered *atomic.Bool // as far as is known
	trouble    string       // that the operator was told of
	secretSum  *atomic.Pointer[[sha256.Size]byte]
}

func newWebhook(w Webhook) Webhook {
	w.registered, w.secretSum = new(atomic.Bool), new(atomic.Pointer[[sha256.Size]byte])
	return w
}

func (b *Bot) webhookReady() error {
	if !b.Webhook.registered.Load() {
		return errors.New("the webhook is not at Telegram, as far as is known: it is being registered")
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
	case b.Webhook.secretSum.Load() == nil: // a refusal would mean that Telegram has another secret
		http.Error(w, "starting", http.StatusServiceUnavailable)
		return
	case !b.authentic(r):
		http.Error(w, "wrong secret", http.StatusUnauthorized)
		return
	case kind != "application/json":
		http.Error(w, "JSON only", http.StatusUnsupportedMediaType)
		return
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxWebhookBody))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	}
	if err != nil {
		http.Error(w, "broken off", http.StatusBadRequest)
		return
	}
	err = b.admit(r.Context(), raw)
	if b.alarm.note("receiving", err); err != nil {
		b.log.Error("an update cannot be kept; Telegram will bring it again", "error", err)
		http.Error(w, "not now", http.StatusServiceUnavailable)
	}
}

// authentic compares in constant time, by sums of equal length. The secret is
// known.
func (b *Bot) authentic(r *http.Request) bool {
	want := b.Webhook.secretSum.Load()
	got := sha256.Sum256([]byte(r.Header.Get("X-Telegram-Bot-Api-Secret-Token")))
	return subtle.ConstantTimeCompare(want[:], got[:]) == 1
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
