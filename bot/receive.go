package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	tg "github.com/go-telegram/bot"
)

// pollTimeout is how long the Bot API holds a poll open while nothing comes.
const pollTimeout = 50 * time.Second

// The pauses after polls that failed.
const (
	firstPause = 500 * time.Millisecond
	lastPause  = 30 * time.Second
)

// ErrToken says that the Bot API does not know the token: nothing can be done
// but to give another one.
var ErrToken = errors.New("the Bot API refuses TELEGRAM_BOT_TOKEN (401 Unauthorized): copy the token anew from @BotFather")

// poll receives updates until the context ends. An update's arrival is
// confirmed, by the offset of the next poll, only once it is on disk.
func (b *Bot) poll(ctx context.Context) error {
	cursor, err := b.store.Cursor(ctx)
	if err != nil {
		return fmt.Errorf("reading the poll's cursor: %w", err)
	}
	pause := firstPause
	wait := time.Duration(0) // the first poll tells at once whether polling works
	for ctx.Err() == nil {
		raws, err := b.client.updates(ctx, cursor, wait)
		b.polled(err)
		if err == nil {
			cursor, err = b.receive(ctx, raws, cursor)
			b.alarm.note("receiving", err)
		}
		switch {
		case ctx.Err() != nil:
			return nil
		case err == nil:
			pause, wait = firstPause, pollTimeout
			continue
		}
		wait = 0
		var refused *apiError
		if errors.As(err, &refused) {
			if refused.Code == http.StatusUnauthorized || refused.Code == http.StatusNotFound {
				return ErrToken
			}
			if refused.Parameters.RetryAfter > 0 {
				pause = time.Duration(refused.Parameters.RetryAfter) * time.Second
			}
			b.conflict(ctx, refused)
		}
		b.log.Warn("updates cannot be received; trying again", "pause", pause, "error", err)
		sleep(ctx, pause+rand.N(pause/4))
		pause = min(2*pause, pauseMost(err))
	}
	return nil
}

// conflict mends what can be mended about a poll that something else is in
// the way of.
func (b *Bot) conflict(ctx context.Context, refused *apiError) {
	if refused.Code != http.StatusConflict {
		return
	}
	info, err := b.client.webhook(ctx)
	if err != nil || info.URL == "" {
		b.log.Error("another program polls with this bot's token: stop it, or make a second bot for it with @BotFather")
		return
	}
	if _, err := call(ctx, b.client, b.client.DeleteWebhook, &tg.DeleteWebhookParams{}); err != nil {
		b.log.Error("the webhook of an earlier set-up is in the way and cannot be removed", "error", err)
		return
	}
	if err := b.store.SetNote(ctx, webhookNote, ""); err != nil {
		b.log.Error("the database cannot be written", "error", err)
	}
	b.log.Info("removed the webhook of an earlier set-up, since WEBHOOK_URL is empty")
}

// receive commits what a poll brought and sets it to work. It returns the new
// cursor: the last update received, plus one. Telegram may restart the ids
// lower, so it is not the greatest.
func (b *Bot) receive(ctx context.Context, raws []json.RawMessage, cursor int64) (int64, error) {
	if len(raws) == 0 {
		return cursor, nil
	}
	updates, next, unconfirmed := b.sift(ctx, raws, cursor)
	if unconfirmed != nil && !errors.Is(unconfirmed, errNoID) {
		return cursor, fmt.Errorf("putting aside: %w", unconfirmed)
	}
	fresh, err := b.store.Receive(ctx, updates, next)
	if err != nil {
		return cursor, fmt.Errorf("keeping the updates: %w", err)
	}
	for _, u := range fresh {
		b.put(u)
	}
	return next, unconfirmed
}

// sleep waits, or until the context ends.
func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
