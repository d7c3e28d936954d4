// Package bot is the Telegram side: it receives updates into the inbox, runs
// one lane a conversation, turns updates into outcomes by its commands, and
// takes what the outbox holds to Telegram, within Telegram's limits.
//
// Nothing is confirmed to Telegram before it is on disk, and nothing is sent
// before it is committed: whatever happens to the process, an update is
// answered, once.
package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-telegram/bot/models"

	"hamzaban/ai"
	"hamzaban/bot/locale"
	"hamzaban/chat"
	"hamzaban/translate"
)

// Store is where the bot keeps everything.
type Store interface {
	chat.Inbox
	chat.Outbox
	chat.Exchanges
	chat.People
	chat.Notes
}

// Provider is what people are told of an AI provider.
type Provider struct {
	// Name is the catalogue's, Title the one for people.
	Name, Title string
	// Trains says whether it may train on what it is sent: "yes", "no" or
	// "unknown".
	Trains string
	// Terms is the address of its terms.
	Terms string
	// Models are the ids of its models.
	Models []string
}

// Options are what a [Bot] is made of. All but the maps, Transcriber and Log are
// needed.
type Options struct {
	Token, ServerURL string
	Transport        http.RoundTripper
	Store            Store
	Assistant        *chat.Assistant
	Translator       *translate.Engine
	// Transcriber writes recordings down; nil: nobody does.
	Transcriber ai.Transcriber
	// Status reads the providers' quotas for admins.
	Status    func(context.Context) (*ai.Status, error)
	Providers []Provider
	Admins    map[int64]bool
	// Allowed are the people and chats that may use the bot; empty: all.
	Allowed map[int64]bool
	// Language is the interface's for people whose own is not translated.
	Language string
	// Rich is when answers are sent as rich messages: "auto" (in private, where the
	// server knows them), "on" (in groups, too) or "off", as also where it is empty.
	Rich string
	// DailyLimit is how many answers a person may have a day; 0: any number.
	DailyLimit int
	// RetentionDays is how long messages are kept; 0: for ever.
	RetentionDays int
	// Crashed says that the last run ended by a crash of its own.
	Crashed bool
	Webhook Webhook
	Log     *slog.Logger
}

// workers bounds how many updates are handled at a time. Most of that time is
// waiting for a provider.
const workers = 1024

// drainTime is how long running answers may take once the bot is told to stop:
// 20 seconds are promised, and closing takes its part.
const drainTime = 19500 * time.Millisecond

// Bot is the Telegram bot.
type Bot struct {
	Options
	client    *client
	store     Store
	bundle    *locale.Bundle
	lanes     *lanes
	sender    *sender
	suspect   sync.Mutex // is held by the one update at work that may end the process
	alarm     *alarm
	atWork    atWork
	fence     fence
	spent     spent
	folds     folds
	rewritten sync.Map      // the messages in which an answer is being written anew
	noDrafts  respite       // the server refuses them
	draftless atomic.Int64  // the chat that was refused one, if none was shown since
	parked    chan struct{} // holds a token where something was parked of late
	resumed   sync.WaitGroup
	log       *slog.Logger
	table     []command
	commands  map[string]command
	buttons   map[string]button
	pages     []setting
	taps      taps

	me    *models.User
	known chan struct{} // closed once me is known

	// work outlives the context of Run, so that what runs can finish;
	// serving ends with it, so that nothing is begun anew. Both are there once
	// begun is closed.
	work, serving context.Context
	begun         chan struct{}
	since         time.Time // when Run began

	mu       sync.Mutex
	lastPoll time.Time
	lastErr  error

	// transcripts are those of updates at work, loads holds a token for each file
	// that is fetched.
	transcripts transcripts
	loads       chan struct{}
}

type printer = *locale.Printer

// New makes a bot. It speaks to nobody before [Bot.Run].
func New(o Options) (*Bot, error) {
	c, err := newClient(o.ServerURL, o.Token, o.Transport)
	if err != nil {
		return nil, fmt.Errorf("making the Telegram client: %w", err)
	}
	bundle, err := locale.Load(o.Language)
	if err != nil {
		return nil, fmt.Errorf("loading the languages: %w", err)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	b := &Bot{
		Options: o, client: c, store: o.Store, bundle: bundle, log: o.Log,
		known: make(chan struct{}), begun: make(chan struct{}), parked: make(chan struct{}, 1),
		loads: make(chan struct{}, loadsAtOnce),
	}
	b.Webhook = newWebhook(o.Webhook)
	b.table = commandTable()
	b.commands = index(b.table)
	b.pages = settingPages()
	b.buttons = indexButtons(buttonTable())
	b.lanes = newLanes(workers, b.handle, b.waiting, o.Log)
	b.alarm = newAlarm(o.Log, b.warnAdmins)
	b.sender = newSender(c, o.Store, b.alarm, o.Log)
	b.sender.rich.mode = o.Rich
	return b, nil
}

// Check asks the Bot API who this bot is and returns its name.
func (b *Bot) Check(ctx context.Context) (string, error) {
	me, err := b.client.me(ctx)
	if err != nil {
		return "", err
	}
	return me.Username, nil
}

// Run serves until the context ends; then it takes no more updates, lets
// running answers finish for at most 20 seconds, and returns nil, or the cause
// of its end where it is an error. What is
// unfinished by then is taken up at the next start.
func (b *Bot) Run(ctx context.Context) error {
	work, cancelWork := context.WithCancel(context.WithoutCancel(ctx))
	defer cancelWork()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	b.work, b.serving, b.since = work, ctx, time.Now()
	b.sender.start(work)
	if err := b.resume(ctx); err != nil {
		return err
	}
	close(b.begun) // what is announced from now on was not resumed
	var setup sync.WaitGroup
	b.resumed.Go(func() { b.resumeParked(ctx) })
	setup.Go(func() {
		if err := b.introduce(ctx); err != nil {
			stop(err)
		}
	})
	err := b.listen(ctx)
	if cause := context.Cause(ctx); err == nil && cause != nil && !errors.Is(cause, context.Canceled) {
		err = cause
	}
	stop(nil)
	if errors.Is(err, chat.ErrDamaged) {
		cancelWork() // nothing that comes of it could be kept
	}
	b.drain(cancelWork)
	b.keepPace()
	setup.Wait()
	return err
}

// listen receives updates until the context ends.
func (b *Bot) listen(ctx context.Context) error {
	if b.Webhook.URL != "" {
		return b.serveWebhook(ctx)
	}
	return b.poll(ctx)
}

// resume sets to work what an earlier run left unfinished.
func (b *Bot) resume(ctx context.Context) error {
	if err := b.store.Adopt(ctx, b.client.ID()); err != nil {
		return fmt.Errorf("reading whose updates the database has: %w", err)
	}
	if err := b.recallPace(ctx); err != nil {
		return fmt.Errorf("reading the pace of the last run: %w", err)
	}
	unsent, err := b.sender.resume(ctx)
	if err != nil {
		return fmt.Errorf("reading the outbox: %w", err)
	}
	taken := 0
	for after := int64(0); ; {
		page, err := b.store.Unfinished(ctx, "", after, resumePage)
		if err != nil {
			return fmt.Errorf("reading the inbox: %w", err)
		}
		for _, u := range page {
			b.put(u)
			after = u.Seq
		}
		if taken += len(page); len(page) < resumePage {
			break
		}
	}
	if taken+unsent > 0 {
		b.log.Info("taking up what the last run left", "updates", taken, "messages", unsent)
	}
	return nil
}

// resumePage is how many updates are read at a time.
const resumePage = 500

// waiting reads what waits on disk in a lane.
func (b *Bot) waiting(lane string, after int64, n int) ([]chat.Update, error) {
	return b.store.Unfinished(b.work, lane, after, n)
}

func (b *Bot) drain(cancelWork func()) {
	b.alarm.stop()
	deadline := time.NewTimer(drainTime)
	defer deadline.Stop()
	handled := make(chan struct{})
	lanes := b.lanes.stop()
	go func() {
		<-lanes
		b.resumed.Wait()
		close(handled)
	}()
	select {
	case <-handled:
	case <-deadline.C:
		b.log.Warn("answers that take longer than the stop may are given after the next start")
		cancelWork()
		<-handled
	}
	sent := b.sender.stop()
	select {
	case <-sent:
	case <-deadline.C:
		cancelWork()
		<-sent
	}
}

// polled notes how the last poll went.
func (b *Bot) polled(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err == nil {
		b.lastPoll = time.Now()
	}
	b.lastErr = err
}

// Ready tells whether updates arrive: nil, or what is in the way.
func (b *Bot) Ready() error {
	if b.alarm.raised() != nil {
		return chat.ErrFull
	}
	if b.Webhook.URL != "" {
		return b.webhookReady()
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.lastErr != nil:
		return fmt.Errorf("updates cannot be received: %w", b.lastErr)
	case b.lastPoll.IsZero():
		return errors.New("the first poll is not through yet")
	case time.Since(b.lastPoll) > pollTimeout+2*callTimeout:
		return fmt.Errorf("no poll came through since %s", b.lastPoll.UTC().Format(time.RFC3339))
	}
	return nil
}
