package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"hamzaban/ai"
	"hamzaban/store"
)

// status prints the quotas from the database, beside a running bot.
func (p *program) status(ctx context.Context) error {
	set := flag.NewFlagSet("status", flag.ContinueOnError)
	asJSON := set.Bool("json", false, "")
	if err := p.flags(set, 0); err != nil {
		return err
	}
	c, err := p.config(Needs{})
	if err != nil {
		return err
	}
	book, closeBook, err := c.readBook(ctx)
	if err != nil {
		return err
	}
	defer closeBook()
	var accounts []ai.Account
	for _, provider := range c.Providers {
		accounts = append(accounts, ai.Account{Provider: provider.Provider})
	}
	s, err := ai.ReadStatus(ctx, book, accounts, time.Now())
	if err != nil {
		return fmt.Errorf("reading the quota book: %w", err)
	}
	if *asJSON {
		return json.NewEncoder(p.stdout).Encode(s)
	}
	return p.table(s)
}

// readBook opens the quota book to read; before the bot's first start there
// is none, which is an empty one.
func (c *Config) readBook(ctx context.Context) (ai.Book, func(), error) {
	if _, err := os.Stat(c.Database); errors.Is(err, fs.ErrNotExist) {
		return ai.NewMemoryBook(), func() {}, nil
	}
	db, err := store.Open(ctx, store.Options{Path: c.Database, ReadOnly: true})
	if err != nil {
		return nil, nil, err
	}
	return db.Book(), func() { _ = db.Close() }, nil
}

func (p *program) table(s *ai.Status) error {
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintf(w, "PROVIDER\tMODEL\tSTATE\tWINDOW\tUSED\tLIMIT\tLEFT\tRESETS\tFROM\n")
	for _, m := range s.Providers {
		state := "healthy"
		switch {
		case m.RestingUntil != nil:
			state = "resting until " + m.RestingUntil.Format(time.TimeOnly) + "Z"
		case !m.Healthy:
			state = "failing"
		}
		name, model := m.Name, m.Model
		for _, q := range m.Windows {
			_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s/%s\t%d\t%s\t%s\t%s\t%s\n", name, model, state, q.Unit, q.Per,
				q.Used, optional(q.Limit), optional(q.Remaining), resets(q.ResetsAt), q.Source)
			name, model, state = "", "", ""
		}
		_, _ = fmt.Fprintf(w, "\t\t\tcalls\t%d\t%s\t\n", m.Requests, calls(m))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(p.stdout, "\nToday %d requests used of %s, %s left (%s).\n",
		s.Capacity.Used, optional(s.Capacity.Limit), optional(s.Capacity.Remaining), s.At.Format(time.RFC3339))
	return err
}

func calls(m ai.ModelStatus) string {
	words := []string{fmt.Sprintf("%d failed", m.Failures)}
	if m.Latency.P50 > 0 {
		words = append(words, fmt.Sprintf("%d ms typically", m.Latency.P50))
	}
	if m.LastError != "" {
		words = append(words, "last error: "+m.LastError)
	}
	return strings.Join(words, ", ")
}

func optional(n *int64) string {
	if n == nil {
		return "unknown"
	}
	return fmt.Sprint(*n)
}

func resets(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format("01-02 15:04:05Z")
}
