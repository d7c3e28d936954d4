package bot

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// Registering: Telegram is told of the webhook when it does not have it just so.
// Whoever has the token can change that at any time, so it is looked after at the
// start and from then on now and again.

// webhookNote is where the notes keep what Telegram was last told.
const webhookNote = "webhook"

// webhookEvery is how often it is looked whether Telegram still has the webhook.
const webhookEvery = time.Hour

// errTaken says that the webhook was changed as soon as it was set.
var errTaken = errors.New("another program with this bot's token sets another webhook: stop it, or make a second bot for it with @BotFather")

// registration is what Telegram was told of the webhook.
type registration struct {
	// Sum is of all that it was told, the secret too, which it does not show.
	Sum string `json:"sum"`
	// Kinds are the updates that it showed then: a server may not know all that
	// we ask for.
	Kinds []string  `json:"kinds"`
	At    time.Time `json:"at"`
	// Begun: it was about to be told, and had another webhook, or none. Where it
	// has ours by now, it was told.
	Begun bool `json:"begun,omitempty"`
}

// serveWebhook sees to it that Telegram has the webhook until the context ends.
// The updates come by [Bot.ServeHTTP].
func (b *Bot) serveWebhook(ctx context.Context) error {
	secret, err := b.webhookSecret(ctx)
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(secret))
	b.Webhook.secretSum.Store(&sum)
	for failures := 0; ctx.Err() == nil; {
		pause := webhookEvery
		err := b.register(ctx, secret)
		switch {
		case errors.Is(err, tg.ErrorUnauthorized) || errors.Is(err, tg.ErrorNotFound):
			return ErrToken
		case err == nil:
			failures = 0
		case ctx.Err() == nil:
			pause = max(refused(err).after, pauseAfter(failures))
			b.log.Warn("whether Telegram has the webhook cannot be seen to; trying again", "pause", pause, "error", err)
			failures++
		}
		sleep(ctx, pause)
	}
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

// register sets the webhook unless Telegram has it just so.
func (b *Bot) register(ctx context.Context, secret string) error {
	sum := sha256.Sum256(fmt.Append(nil, b.client.ID(), b.Webhook.URL, "\n", secret, "\n", allowedUpdates))
	r := registration{Sum: hex.EncodeToString(sum[:])}
	was, err := b.registration(ctx)
	if err != nil {
		return err
	}
	info, err := b.client.webhook(ctx)
	if err != nil {
		return err
	}
	b.tellTrouble(info)
	switch {
	case was.Sum == r.Sum && was.Begun && info.URL == b.Webhook.URL:
		return b.told(ctx, was, info)
	case was.Sum == r.Sum && was.holds(b.Webhook.URL, info):
		b.Webhook.registered.Store(true)
		return nil
	}
	b.Webhook.registered.Store(false)
	r.At = time.Now()
	if info.URL != b.Webhook.URL {
		r.Begun = true
		if err := b.noteRegistration(ctx, r); err != nil {
			return err
		}
	}
	if was.Sum == r.Sum && !was.Begun {
		b.log.Warn("the webhook was removed or changed, by hand or by another program with this bot's token; setting it again", "url", info.URL)
	}
	_, err = call(ctx, b.client, b.client.SetWebhook, &tg.SetWebhookParams{
		URL: b.Webhook.URL, SecretToken: secret, AllowedUpdates: allowedUpdates,
	})
	if err != nil {
		return err
	}
	r.At = time.Now()
	if info, err = b.client.webhook(ctx); err != nil {
		return err
	}
	if info.URL != b.Webhook.URL {
		return errTaken
	}
	return b.told(ctx, r, info)
}

// told takes down that Telegram has the webhook as it was told.
func (b *Bot) told(ctx context.Context, r registration, info *models.WebhookInfo) error {
	r.Begun, r.Kinds = false, slices.Sorted(slices.Values(info.AllowedUpdates))
	if err := b.noteRegistration(ctx, r); err != nil {
		return err
	}
	b.Webhook.registered.Store(true)
	return nil
}

func (b *Bot) noteRegistration(ctx context.Context, r registration) error {
	note, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return b.store.SetNote(ctx, webhookNote, string(note))
}

// registration reads what Telegram was last told; the zero value where that is
// nothing, or kept in another form.
func (b *Bot) registration(ctx context.Context) (r registration, err error) {
	note, err := b.store.Note(ctx, webhookNote)
	if err != nil {
		return r, fmt.Errorf("reading what Telegram was told: %w", err)
	}
	if json.Unmarshal([]byte(note), &r) != nil {
		return registration{}, nil
	}
	return r, nil
}

// holds tells whether what Telegram shows is what it was told. That it sends
// another secret shows by our refusing it.
func (r registration) holds(url string, info *models.WebhookInfo) bool {
	refused := strings.Contains(info.LastErrorMessage, "401") && time.Unix(int64(info.LastErrorDate), 0).After(r.At)
	return info.URL == url && slices.Equal(slices.Sorted(slices.Values(info.AllowedUpdates)), r.Kinds) && !refused
}

// webhook asks Telegram what webhook it has.
func (c *client) webhook(ctx context.Context) (*models.WebhookInfo, error) {
	return call(ctx, c, func(ctx context.Context, _ any) (*models.WebhookInfo, error) { return c.GetWebhookInfo(ctx) }, any(nil))
}

// tellTrouble tells the operator why Telegram cannot deliver, once as long as it
// is the same. What is over is none.
func (b *Bot) tellTrouble(info *models.WebhookInfo) {
	at, trouble := time.Unix(int64(info.LastErrorDate), 0), info.LastErrorMessage
	if info.PendingUpdateCount == 0 && time.Since(at) > webhookEvery {
		trouble = ""
	}
	if trouble != "" && trouble != b.Webhook.trouble {
		b.log.Warn("Telegram cannot deliver updates: "+advice(trouble), "error", trouble, "at", at.UTC(), "waiting", info.PendingUpdateCount)
	}
	b.Webhook.trouble = trouble
}

// advice is what to do about trouble as Telegram words it.
func advice(trouble string) string {
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(strings.ToLower(trouble), w) })
	}
	switch {
	case has("certificate", "ssl"):
		return "WEBHOOK_URL needs a certificate that Telegram trusts, with all of its chain"
	case has("wrong response"):
		return "see that what stands before the bot passes the path of WEBHOOK_URL on to LISTEN_ADDR, with its headers, and look for errors above"
	case has("refused", "timed out", "timeout", "resolve", "unreachable", "reset"):
		return "nothing answers at WEBHOOK_URL: see to its name, its port (443, 80, 88 or 8443), the firewall and the proxy"
	}
	return "see that WEBHOOK_URL leads to LISTEN_ADDR"
}
