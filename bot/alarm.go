package bot

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	tg "github.com/go-telegram/bot"

	"hamzaban/bot/render"
	"hamzaban/chat"
)

// rewriteMost is the longest pause before what the disk refused is tried again:
// it is near, and people wait.
const rewriteMost = 5 * time.Second

// sameEvent is how long after its last failure a disk that fails again is no
// news: there may be room for little things in between.
const sameEvent = 10 * time.Second

// lastWrites is how long the disk is tried once the bot is told to stop. What
// is not written by then is left to the next start.
const lastWrites = time.Second

// alarm knows whether the disk takes what has to be kept. The first refusal of
// an event is told to the admins; meanwhile nothing is sent whose sending could
// not be kept, and would be repeated after a crash.
type alarm struct {
	log  *slog.Logger
	tell func() // returns at once

	mu      sync.Mutex
	refused map[any]bool // what waits to be written
	clear   chan struct{}
	last    time.Time

	stopped chan struct{} // closed by stop
	since   time.Time     // once stopped
}

func newAlarm(log *slog.Logger, tell func()) *alarm {
	return &alarm{log: log, tell: tell, refused: map[any]bool{}, stopped: make(chan struct{})}
}

// note takes down how the writing of something went. What is compared only.
func (a *alarm) note(what any, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case errors.Is(err, chat.ErrFull):
		if len(a.refused) == 0 {
			a.clear = make(chan struct{})
			if time.Since(a.last) > sameEvent {
				a.log.Error("the database cannot be written: see to the disk's space, its health and the file's permissions; all goes on by itself", "error", err)
				a.tell()
			}
		}
		a.refused[what], a.last = true, time.Now()
	case a.refused[what]:
		if delete(a.refused, what); len(a.refused) == 0 {
			close(a.clear)
			a.log.Info("the database can be written again")
		}
	}
}

// raised tells whether the disk refuses something: nil, or what is closed once
// it does not any more.
func (a *alarm) raised() <-chan struct{} {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.refused) == 0 {
		return nil
	}
	return a.clear
}

// stop has nothing wait for the disk any more, once lastWrites are over.
func (a *alarm) stop() {
	a.since = time.Now()
	close(a.stopped)
}

// wait returns once the disk refuses nothing. It fails where the context ends,
// or the bot is stopped, before.
func (a *alarm) wait(ctx context.Context) error {
	for cleared := a.raised(); cleared != nil; cleared = a.raised() {
		select {
		case <-cleared:
		case <-a.stopped:
			return errLeft
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return ctx.Err()
}

// persist writes, however long the disk refuses, but where the bot is stopped for
// no more than lastWrites. Its error says that it was not written:
// [chat.ErrNotFound], [chat.ErrDamaged], or any once the context has ended or the bot is stopped.
func (a *alarm) persist(ctx context.Context, what string, write func() error) error {
	key, begun := &what, time.Now()
	for failures := 0; ; failures++ {
		err := write()
		if err == nil || errors.Is(err, chat.ErrNotFound) || errors.Is(err, chat.ErrDamaged) {
			a.note(key, nil)
			return err
		}
		if errors.Is(err, chat.ErrFull) {
			a.note(key, err)
		}
		if ctx.Err() != nil {
			return err
		}
		if a.over(begun) {
			a.log.Error("something cannot be written to the database and is left to the next start", "what", what, "error", err)
			return err
		}
		if failures == 0 {
			a.log.Error("something cannot be written to the database; trying until it can", "what", what, "error", err)
		}
		a.rest(ctx, min(pauseAfter(failures), rewriteMost))
	}
}

// over tells whether what was begun to be written then is to be left.
func (a *alarm) over(begun time.Time) bool {
	select {
	case <-a.stopped:
		return time.Since(later(begun, a.since)) >= lastWrites
	default:
		return false
	}
}

// rest waits before the next try, for less and less long once the bot stops.
func (a *alarm) rest(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	case <-a.stopped:
		sleep(ctx, min(d, lastWrites/4))
	}
}

// warnAdmins tells the admins, in their language, that the disk is full. It
// goes past the outbox, which cannot be written.
func (b *Bot) warnAdmins() {
	for _, id := range slices.Sorted(maps.Keys(b.Admins)) {
		go b.warn(b.serving, id)
	}
}

func (b *Bot) warn(ctx context.Context, id int64) {
	say, err := b.speaks(ctx, id)
	if err != nil {
		say = b.bundle.For()
	}
	text := render.Markdown(say.Say("alarm.full", nil))
	params := &tg.SendMessageParams{ChatID: id, Text: text.Text, Entities: entities(text), LinkPreviewOptions: noPreview()}
	for failures := 0; b.sender.turn(ctx, id) == nil; failures++ {
		_, err := call(ctx, b.client, b.client.SendMessage, params)
		if err == nil {
			return
		}
		r := b.sender.heed(ctx, id, err)
		if r.gone || r.wrong {
			b.log.Warn("an admin cannot be told of it", "admin", id, "error", err)
			return
		}
		if r.after == 0 {
			sleep(ctx, pauseAfter(failures))
		}
	}
}
