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
}

func newAlarm(log *slog.Logger, tell func()) *alarm {
	return &alarm{log: log, tell: tell, refused: map[any]bool{}}
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

// wait returns once the disk refuses nothing, or the context ends.
func (a *alarm) wait(ctx context.Context) {
	for cleared := a.raised(); cleared != nil && ctx.Err() == nil; cleared = a.raised() {
		select {
		case <-cleared:
		case <-ctx.Done():
		}
	}
}

// persist writes, however long the disk refuses. Its error says that it was not
// written: [chat.ErrNotFound], or any once the context has ended.
func (a *alarm) persist(ctx context.Context, what string, write func() error) error {
	key := &what
	defer a.note(key, nil)
	for failures := 0; ; failures++ {
		err := write()
		if err == nil || ctx.Err() != nil || errors.Is(err, chat.ErrNotFound) {
			return err
		}
		if a.note(key, err); failures == 0 {
			a.log.Error("something cannot be written to the database; trying until it can", "what", what, "error", err)
		}
		sleep(ctx, min(pauseAfter(failures), rewriteMost))
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
	for failures := 0; ctx.Err() == nil; failures++ {
		_, err := call(ctx, b.client, b.client.SendMessage, params)
		if err == nil {
			return
		}
		r := refused(err)
		if r.gone || r.wrong {
			b.log.Warn("an admin cannot be told of it", "admin", id, "error", err)
			return
		}
		sleep(ctx, max(r.after, pauseAfter(failures)))
	}
}
