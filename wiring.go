package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/net/http/httpproxy"

	"hamzaban/ai"
	"hamzaban/chat"
	"hamzaban/store"
)

// config reads the environment, with .env below it.
func (p *program) config(needs Needs) (*Config, error) {
	getenv, err := withDotEnv(p.getenv)
	if err != nil {
		return nil, err
	}
	return LoadConfig(getenv, needs)
}

// errHelp says that help was asked for.
var errHelp = errors.New("see hamzaban help")

// flags parses a command's flags; the rest stays in args.
func (p *program) flags(set *flag.FlagSet, most int) error {
	set.SetOutput(io.Discard)
	var words []string
	for rest := p.args; ; {
		err := set.Parse(rest)
		if errors.Is(err, flag.ErrHelp) {
			return errHelp
		}
		if err != nil {
			return usageError{fmt.Errorf("%s: %w: see hamzaban help", set.Name(), err)}
		}
		if set.NArg() == 0 {
			break
		}
		words, rest = append(words, set.Arg(0)), set.Args()[1:] // flags may follow words
	}
	if p.args = words; len(p.args) > most {
		return usageError{fmt.Errorf("%s: %q is too much: see hamzaban help", set.Name(), p.args[most])}
	}
	return nil
}

func (p *program) logger(c *Config) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.LogLevel)) // checked by LoadConfig
	o := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(p.stderr, o))
	}
	return slog.New(slog.NewTextHandler(p.stderr, o))
}

// mostIdle is how many connections to one host are kept for the next call: a
// busy bot has some hundreds under way at a time, and a new one costs more than
// a call.
const mostIdle = 256

// transport is an HTTP transport by the given proxy, or else by the usual
// variables.
func (c *Config) transport(proxy string) *http.Transport {
	t := &http.Transport{
		DialContext:         (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		ForceAttemptHTTP2:   true,
		MaxIdleConns:        2 * mostIdle,
		MaxIdleConnsPerHost: mostIdle,
		IdleConnTimeout:     90 * time.Second,
		TLSHandshakeTimeout: 10 * time.Second,
	}
	if u, err := url.Parse(proxy); proxy != "" && err == nil {
		t.Proxy = http.ProxyURL(u)
		return t
	}
	usual := (&httpproxy.Config{HTTPProxy: c.HTTPProxy, HTTPSProxy: c.HTTPSProxy, NoProxy: c.NoProxy}).ProxyFunc()
	t.Proxy = func(r *http.Request) (*url.URL, error) { return usual(r.URL) }
	return t
}

// accounts connects to every provider that is configured.
func (c *Config) accounts() ([]ai.Account, error) {
	var list []ai.Account
	for _, p := range c.Providers {
		client, err := ai.Connect(p.Provider, ai.ConnectOptions{Keys: p.Keys, Transport: c.transport(p.Proxy)})
		if err != nil {
			return nil, fmt.Errorf("connecting to %s: %w", p.Name, err)
		}
		list = append(list, ai.Account{Provider: p.Provider, Client: client, Known: p.Known})
	}
	return list, nil
}

// pool makes the providers one, keeping its book in the database. notice, which
// may be nil, hears of what does not pass by itself.
func (c *Config) pool(db *store.Store, log *slog.Logger, notice func(ai.Notice)) (*ai.Pool, error) {
	accounts, err := c.accounts()
	if err != nil {
		return nil, err
	}
	return ai.NewPool(accounts, ai.PoolOptions{Book: db.Book(), Log: log, LastResort: "gemini", Notice: notice}), nil
}

// transcriber is the pool where any of its models writes recordings down, else
// nil.
func transcriber(pool *ai.Pool) ai.Transcriber {
	if !pool.CanTranscribe() {
		return nil
	}
	return pool
}

func (c *Config) assistant(pool ai.Provider, h chat.History) *chat.Assistant {
	return &chat.Assistant{Model: pool, History: h, Messages: c.HistoryMessages, Tokens: c.HistoryTokens}
}

// openBeside opens the database for a command that may run beside the bot.
func (c *Config) openBeside(ctx context.Context, log *slog.Logger) (*store.Store, error) {
	return store.Open(ctx, store.Options{Path: c.Database, Beside: true, Log: log})
}
