package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime"
	"runtime/debug"
	"time"

	"hamzaban/ai"
	"hamzaban/bot"
	"hamzaban/store"
	"hamzaban/translate"
	"hamzaban/web"
)

// pruneEvery is how often what is too old is deleted.
const pruneEvery = time.Hour

// softLimit is how much memory is taken before more effort is made to do with
// it: a thousand people who ask at once need less, but leave as much to be
// collected.
const softLimit = 96 << 20

// serve runs the bot until the context ends.
func (p *program) serve(ctx context.Context) error {
	err := p.serveUntil(ctx)
	if ctx.Err() != nil { // told to stop, maybe in the midst of the start
		return nil
	}
	return err
}

func (p *program) serveUntil(ctx context.Context) error {
	if err := p.flags(flag.NewFlagSet("run", flag.ContinueOnError), 0); err != nil {
		return err
	}
	c, err := p.config(Needs{Telegram: true, Providers: true, Database: true})
	if err != nil {
		return err
	}
	log := p.logger(c)
	for _, w := range c.Warnings {
		log.Warn(w)
	}
	release, err := store.Lock(c.Database)
	if err != nil {
		return err
	}
	defer release()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	db, err := store.Open(ctx, store.Options{Path: c.Database, Damaged: stop, Log: log})
	if err != nil {
		return err
	}
	defer closing(log, "the database", db.Close)
	crashed, err := watchCrashes(c.Database + ".crash")
	if err != nil {
		return err
	}
	var b *bot.Bot // the pool is asked by nobody else, so not before it is there
	pool, err := c.pool(db, log, func(n ai.Notice) { b.Attention(n) })
	if err != nil {
		return err
	}
	defer closing(log, "the quota book", func() error { return pool.Flush(context.WithoutCancel(ctx)) })
	if b, err = c.bot(db, pool, log, crashed); err != nil {
		return err
	}
	server, err := c.listen(b, pool, log)
	if err != nil {
		return err
	}
	if server != nil {
		defer closing(log, "the HTTP side", func() error {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			return server.Close(ctx)
		})
	}
	defer p.frugal()()
	pruning, stopPruning := context.WithCancel(ctx)
	defer stopPruning()
	go prune(pruning, db, c.RetentionDays, log)
	err = b.Run(ctx)
	if cause := context.Cause(ctx); errors.Is(cause, store.ErrDamaged) {
		err = cause
	}
	if err != nil {
		return err
	}
	log.Info("stopped")
	return nil
}

// frugal keeps the memory small until the returned function is called.
func (p *program) frugal() (stop func() bool) {
	if p.getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softLimit)
	}
	return time.AfterFunc(time.Second, giveBack).Stop
}

// giveBack returns the memory that the start took, rather than keep it while
// idle. What lies in pools survives one collection, so there are two.
func giveBack() {
	runtime.GC()
	debug.FreeOSMemory()
}

func closing(log *slog.Logger, what string, f func() error) {
	if err := f(); err != nil {
		log.Error("closing "+what, "error", err)
	}
}

// mostCalls is how many calls of the Bot API are made at a time: at its usual
// tenth of a second, more than a thousand a second.
const mostCalls = 128

func (c *Config) bot(db *store.Store, pool *ai.Pool, log *slog.Logger, crashed bool) (*bot.Bot, error) {
	var told []bot.Provider
	for _, p := range c.Providers {
		one := bot.Provider{Name: p.Name, Title: p.Title, Trains: trains(p), Terms: p.Terms.URL}
		for _, m := range p.Models {
			one.Models = append(one.Models, m.ID)
		}
		told = append(told, one)
	}
	telegram := c.transport(c.TelegramProxy)
	telegram.MaxConnsPerHost = mostCalls
	return bot.New(bot.Options{
		Token: c.Token, ServerURL: c.TelegramURL, Transport: telegram,
		Store:       db,
		Assistant:   c.assistant(pool, db),
		Translator:  &translate.Engine{Provider: pool, Memory: db.Memory(), Log: log},
		Status:      pool.Status,
		Transcriber: transcriber(pool),
		Providers:   told,
		Admins:      c.Admins, Allowed: c.Allowed,
		Language: c.DefaultLanguage, DailyLimit: c.UserDailyLimit, RetentionDays: c.RetentionDays,
		Rich:    c.RichMessages,
		Webhook: bot.Webhook{URL: c.WebhookURL, Secret: c.WebhookSecret},
		Log:     log, Crashed: crashed,
	})
}

// trains is the least favourable answer among the provider's models.
func trains(p ProviderConfig) (worst string) {
	rank := map[string]int{"no": 0, "unknown": 1, "yes": 2}
	worst = "no"
	for i := range p.Models {
		if a := string(p.TrainsOn(&p.Models[i])); rank[a] > rank[worst] {
			worst = a
		}
	}
	return worst
}

// listen opens the HTTP side; nil where it is off.
func (c *Config) listen(b *bot.Bot, pool *ai.Pool, log *slog.Logger) (*web.Server, error) {
	if c.ListenAddr == "off" {
		return nil, nil
	}
	o := web.Options{
		Addr:  c.ListenAddr,
		Ready: func(context.Context) error { return b.Ready() },
		Metrics: web.Metrics(func(ctx context.Context) ([]web.Sample, error) {
			s, err := pool.Status(ctx)
			if err != nil {
				return nil, err
			}
			return samples(s), nil
		}),
		Log: log,
	}
	if u, err := url.Parse(c.WebhookURL); c.WebhookURL != "" && err == nil {
		o.Extra = map[string]http.Handler{"/" + trimSlash(u.Path): b}
	}
	server, err := web.Listen(o)
	if err != nil {
		return nil, err
	}
	go func() {
		if err := server.Serve(); err != nil {
			log.Error("the HTTP side ended", "error", err)
		}
	}()
	return server, nil
}

func trimSlash(path string) string {
	for len(path) > 0 && path[0] == '/' {
		path = path[1:]
	}
	return path
}

// prune deletes what is too old, now and then.
func prune(ctx context.Context, db *store.Store, days int, log *slog.Logger) {
	// Not at once: a start has better things to do.
	for t := time.NewTimer(time.Minute); ; t.Reset(pruneEvery) {
		select {
		case <-ctx.Done():
			return
		case now := <-t.C:
			n, err := db.Prune(ctx, now, days)
			if err != nil && ctx.Err() == nil {
				log.Error("old rows cannot be deleted; trying again in an hour", "error", fmt.Errorf("pruning: %w", err))
			} else if n > 0 {
				log.Debug("deleted old rows", "rows", n)
			}
		}
	}
}
