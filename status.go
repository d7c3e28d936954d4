package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"slices"
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
	if len(accounts) == 0 {
		if accounts, err = recorded(ctx, book); err != nil {
			return err
		}
		if len(accounts) == 0 && !*asJSON {
			_, err := fmt.Fprintln(p.stdout, noProvider)
			return err
		}
		_, _ = fmt.Fprint(p.stderr, onlyRecorded)
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

// table prints a status for a terminal: how the models are, what they have used
// of their limits, the totals.
func (p *program) table(s *ai.Status) error {
	t := grid{tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)}
	t.row("PROVIDER", "MODEL", "STATE", "SINCE", "BACK", "CALLS", "FAILED", "SUCCESS", "ANSWER", "FIRST TOKEN", "LAST ERROR")
	var calls, failed int64
	all := slices.Concat(s.Providers, s.Speech)
	for _, m := range all {
		calls, failed = calls+m.Requests, failed+m.Failures
		t.row(m.Name, m.Model, state(m), ago(s.At, m.Since), until(s.At, m.RestingUntil), m.Requests, m.Failures,
			percent(m.SuccessRate), seconds(m.Latency), seconds(m.FirstToken), lastError(s.At, m))
	}
	t.row()
	t.row("PROVIDER", "MODEL", "WINDOW", "USED", "LIMIT", "LEFT", "WHOLE IN", "SOURCE")
	for _, m := range all {
		for _, q := range m.Windows {
			t.row(m.Name, m.Model, fmt.Sprintf("%s/%s", q.Unit, q.Per), q.Used, optional(q.Limit), optional(q.Remaining),
				until(s.At, q.ResetsAt), q.Source)
		}
	}
	if err := t.w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(p.stdout, "\nToday %d requests used of %s, %s left; in all %d calls, %d failed. As of %s.\n",
		s.Capacity.Used, optional(s.Capacity.Limit), optional(s.Capacity.Remaining), calls, failed, s.At.Format(time.RFC3339))
	return err
}

// grid prints rows of aligned columns.
type grid struct{ w *tabwriter.Writer }

func (g grid) row(cells ...any) {
	words := make([]string, len(cells))
	for i, cell := range cells {
		if words[i] = fmt.Sprint(cell); words[i] == "" {
			words[i] = "-"
		}
	}
	_, _ = fmt.Fprintln(g.w, strings.Join(words, "\t"))
}

func state(m ai.ModelStatus) string {
	if m.Reason == "" {
		return string(m.State)
	}
	return fmt.Sprintf("%s (%s)", m.State, m.Reason)
}

func percent(part *float64) string {
	if part == nil {
		return ""
	}
	return fmt.Sprintf("%d%%", int(*part*100))
}

// seconds is a typical and a bad time.
func seconds(l ai.Latency) string {
	if l.P50 == 0 {
		return ""
	}
	return fmt.Sprintf("%.1fs/%.1fs", float64(l.P50)/1000, float64(l.P95)/1000)
}

func lastError(now time.Time, m ai.ModelStatus) string {
	if m.LastErrorAt == nil {
		return m.LastError
	}
	return m.LastError + ", " + ago(now, m.LastErrorAt) + " ago"
}

func optional(n *int64) string {
	if n == nil {
		return ""
	}
	return fmt.Sprint(*n)
}

// ago is how long ago a time is, and until how far ahead; empty where there is
// none.
func ago(now time.Time, t *time.Time) string {
	if t == nil {
		return ""
	}
	return span(now.Sub(*t))
}

func until(now time.Time, t *time.Time) string {
	if t == nil {
		return ""
	}
	return span(t.Sub(now))
}

// span is a time in two units at most, such as "3h5m".
func span(d time.Duration) string {
	d = max(d, 0)
	switch {
	case d < time.Hour:
		return d.Round(time.Second).String()
	case d < 48*time.Hour:
		return strings.TrimSuffix(d.Round(time.Minute).String(), "0s")
	}
	return fmt.Sprintf("%dd%dh", d/(24*time.Hour), d%(24*time.Hour)/time.Hour)
}
