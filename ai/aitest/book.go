// Package aitest holds the suites that every implementation of the ai
// package's interfaces has to pass.
package aitest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"hamzaban/ai"
)

// Book checks that what open returns keeps the promises of [ai.Book]. Each
// call of open returns a new, empty book; open closes it with t.Cleanup.
func Book(t *testing.T, open func(t *testing.T) ai.Book) {
	for _, c := range []struct {
		name string
		run  func(t *testing.T, b ai.Book)
	}{
		{"what was never kept is empty", bookBeginsEmpty},
		{"what was kept comes back whole", bookKeepsEverything},
		{"a failed update changes nothing", bookRollsBack},
		{"only the named records are handed out", bookHandsOutNamed},
		{"what is read is a copy", bookReadsCopies},
		{"what an update saw stays as it was", bookLeavesDraftsAlone},
		{"a context that is over stops it", bookHeedsContext},
		{"a thousand at once never pass a limit", bookIsAtomic},
		{"updates of overlapping records do not lock each other", bookOverlaps},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
	}
}

// full is a record with a value in every field.
func full() *ai.Record {
	at := time.Date(2026, time.November, 23, 4, 5, 6, 789000000, time.UTC)
	return &ai.Record{
		Windows: []ai.WindowState{
			{Window: ai.Window{Unit: ai.Requests, Per: ai.Minute}, Used: 2.25, At: at},
			{Window: ai.Window{Unit: ai.Tokens, Per: ai.Day}, Used: 1e6, At: at, Limit: 2e6, Source: ai.FromHeader},
		},
		RestingUntil: at.Add(time.Minute), NamedUntil: at.Add(time.Second), Reason: ai.RateLimited, Strikes: 3,
		ProbedAt: at.Add(2 * time.Minute), LastResortAt: at.Add(3 * time.Minute),
		Requests: 1 << 40, Failures: 7, Latencies: []int{120, 80, 95},
		LastError: "rate limited (HTTP 429)", LastErrorAt: at.Add(-time.Hour),
	}
}

func bookBeginsEmpty(t *testing.T, b ai.Book) {
	if got := records(t, b); len(got) != 0 {
		t.Errorf("a new book has %d records, want none", len(got))
	}
	update(t, b, func(rs map[string]*ai.Record) {
		if got := text(t, rs["groq/m"]); got != "{}" {
			t.Errorf("a new record is %s, want {}", got)
		}
	}, "groq/m")
}

func bookKeepsEverything(t *testing.T, b ai.Book) {
	for range 2 { // the second time it overwrites
		update(t, b, func(rs map[string]*ai.Record) { *rs["groq/a/b:free"] = *full() }, "groq/a/b:free")
	}
	want := text(t, full())
	if got := text(t, records(t, b)["groq/a/b:free"]); got != want {
		t.Errorf("Records gave\n%s, want\n%s", got, want)
	}
	update(t, b, func(rs map[string]*ai.Record) {
		if got := text(t, rs["groq/a/b:free"]); got != want {
			t.Errorf("Update gave\n%s, want\n%s", got, want)
		}
	}, "groq/a/b:free")
}

func bookRollsBack(t *testing.T, b ai.Book) {
	update(t, b, func(rs map[string]*ai.Record) { *rs["kept"] = *full() }, "kept")
	errNo := errors.New("no")
	err := b.Update(t.Context(), []string{"kept", "new"}, func(rs map[string]*ai.Record) error {
		rs["kept"].Windows[0].Used = 99
		rs["kept"].Latencies[0] = 99
		rs["kept"].Requests = 0
		rs["new"].Requests = 1
		return errNo
	})
	if !errors.Is(err, errNo) {
		t.Errorf("Update returned %v, want fn's own error", err)
	}
	got := records(t, b)
	if text(t, got["kept"]) != text(t, full()) {
		t.Errorf("the record became %s, want it unchanged", text(t, got["kept"]))
	}
	if r := got["new"]; r != nil && r.Requests != 0 {
		t.Errorf("a new record was kept although fn failed")
	}
}

func bookHandsOutNamed(t *testing.T, b ai.Book) {
	update(t, b, func(rs map[string]*ai.Record) { rs["a"].Requests, rs["b"].Requests = 1, 2 }, "a", "b")
	update(t, b, func(rs map[string]*ai.Record) {
		if len(rs) != 2 || rs["b"] == nil || rs["c"] == nil {
			t.Errorf("fn got %d records, want b and c", len(rs))
			return
		}
		if rs["b"].Requests != 2 {
			t.Errorf("b has %d requests, want 2", rs["b"].Requests)
		}
		rs["b"].Requests++
	}, "b", "c")
	got := records(t, b)
	if got["a"].Requests != 1 || got["b"].Requests != 3 {
		t.Errorf("a, b = %d, %d, want 1, 3", got["a"].Requests, got["b"].Requests)
	}
}

func bookReadsCopies(t *testing.T, b ai.Book) {
	update(t, b, func(rs map[string]*ai.Record) { *rs["a"] = *full() }, "a")
	r := records(t, b)["a"]
	r.Requests, r.Windows[0].Used, r.Latencies[0] = 0, 0, 0
	if got, want := text(t, records(t, b)["a"]), text(t, full()); got != want {
		t.Errorf("changing what Records returned changed the book: %s", got)
	}
}

func bookLeavesDraftsAlone(t *testing.T, b ai.Book) {
	var seen *ai.Record
	update(t, b, func(rs map[string]*ai.Record) { *rs["a"] = *full(); seen = rs["a"] }, "a")
	update(t, b, func(rs map[string]*ai.Record) {
		rs["a"].Requests, rs["a"].Windows[0].Used, rs["a"].Latencies[0] = 0, 0, 0
	}, "a")
	if got, want := text(t, seen), text(t, full()); got != want {
		t.Errorf("a later update changed the record of an earlier one: %s", got)
	}
}

func bookHeedsContext(t *testing.T, b ai.Book) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := b.Update(ctx, []string{"a"}, func(rs map[string]*ai.Record) error { rs["a"].Requests = 1; return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Update returned %v, want context.Canceled", err)
	}
	if r := records(t, b)["a"]; r != nil && r.Requests != 0 {
		t.Error("an update with a context that was over was kept")
	}
}

func bookIsAtomic(t *testing.T, b ai.Book) {
	const limit, callers = 300, 1000
	errFull := errors.New("full")
	var all sync.WaitGroup
	errs := make(chan error, callers)
	for range callers {
		all.Go(func() {
			errs <- b.Update(t.Context(), []string{"a"}, func(rs map[string]*ai.Record) error {
				if rs["a"].Requests >= limit {
					return errFull
				}
				rs["a"].Requests++
				return nil
			})
		})
	}
	all.Wait()
	close(errs)
	granted := 0
	for err := range errs {
		switch {
		case err == nil:
			granted++
		case !errors.Is(err, errFull):
			t.Fatalf("Update: %v", err)
		}
	}
	if kept := records(t, b)["a"].Requests; granted != limit || kept != limit {
		t.Errorf("granted %d, kept %d, want %d each", granted, kept, limit)
	}
}

func bookOverlaps(t *testing.T, b ai.Book) {
	const callers = 50
	var all sync.WaitGroup
	for i := range callers {
		keys := []string{"a", "b", fmt.Sprint("c", i)}
		if i%2 == 0 {
			keys = []string{keys[2], "b", "a"}
		}
		all.Go(func() {
			err := b.Update(t.Context(), keys, func(rs map[string]*ai.Record) error {
				for _, r := range rs {
					r.Requests++
				}
				return nil
			})
			if err != nil {
				t.Errorf("Update: %v", err)
			}
		})
	}
	all.Wait()
	got := records(t, b)
	if got["a"].Requests != callers || got["b"].Requests != callers || len(got) != callers+2 {
		t.Errorf("a, b = %d, %d in %d records, want %d, %d in %d", got["a"].Requests, got["b"].Requests, len(got), callers, callers, callers+2)
	}
}

func update(t *testing.T, b ai.Book, fn func(map[string]*ai.Record), keys ...string) {
	t.Helper()
	err := b.Update(t.Context(), keys, func(rs map[string]*ai.Record) error { fn(rs); return nil })
	if err != nil {
		t.Fatalf("Update: %v", err)
	}
}

func records(t *testing.T, b ai.Book) map[string]*ai.Record {
	t.Helper()
	got, err := b.Records(t.Context())
	if err != nil {
		t.Fatalf("Records: %v", err)
	}
	return got
}

func text(t *testing.T, r *ai.Record) string {
	t.Helper()
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatalf("a record cannot be written as JSON: %v", err)
	}
	return string(data)
}
