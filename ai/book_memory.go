package ai

import (
	"context"
	"slices"
	"sync"
)

// NewMemoryBook returns a book that forgets everything with the process: for
// tests, and for programs that use the package without a database.
func NewMemoryBook() Book { return &memoryBook{records: map[string]*Record{}} }

// memoryBook never changes a record that it holds: fn gets copies, which take
// the records' places when it succeeds.
type memoryBook struct {
	mu      sync.Mutex
	records map[string]*Record
}

func (b *memoryBook) Update(ctx context.Context, keys []string, fn func(map[string]*Record) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	drafts := make(map[string]*Record, len(keys))
	for _, key := range keys {
		drafts[key] = b.records[key].clone()
	}
	if err := fn(drafts); err != nil {
		return err
	}
	for _, key := range keys {
		b.records[key] = drafts[key]
	}
	return nil
}

func (b *memoryBook) Records(ctx context.Context) (map[string]*Record, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	copies := make(map[string]*Record, len(b.records))
	for key, r := range b.records {
		copies[key] = r.clone()
	}
	return copies, nil
}

// clone returns a copy that shares nothing with r; of nil, an empty record.
func (r *Record) clone() *Record {
	if r == nil {
		return &Record{}
	}
	c := *r
	c.Windows = slices.Clone(r.Windows)
	c.Latencies = slices.Clone(r.Latencies)
	c.FirstTokens = slices.Clone(r.FirstTokens)
	c.Recent = slices.Clone(r.Recent)
	return &c
}
