package store

import (
	"context"
	"io/fs"

	"gorm.io/gorm"
)

// OpenWith opens the database with other migrations than the program's.
func OpenWith(ctx context.Context, o Options, migrations fs.FS) (*Store, error) {
	o.migrations = migrations
	return Open(ctx, o)
}

// Write runs fn as every writing method does.
func (s *Store) Write(ctx context.Context, fn func(tx *gorm.DB) error) error { return s.write(ctx, fn) }

// Read starts a query as every reading method does.
func (s *Store) Read(ctx context.Context) *gorm.DB { return s.read(ctx) }

// Forget deletes a person's rows, and leaves the files for later.
func Forget(tx *gorm.DB, person, before int64) error { return forget(tx, person, before) }

// Queued is how many writes wait for their turn.
func (s *Store) Queued() int {
	s.writer.mu.Lock()
	defer s.writer.mu.Unlock()
	return len(s.writer.queue)
}
