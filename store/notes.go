package store

import (
	"context"
	"fmt"
)

// Note implements [chat.Notes].
func (s *Store) Note(ctx context.Context, key string) (value string, err error) {
	if err = s.read(ctx).Raw("SELECT value FROM notes WHERE key = ?", key).Scan(&value).Error; err != nil {
		return "", fmt.Errorf("read note %q: %w", key, err)
	}
	return value, nil
}

// SetNote implements [chat.Notes].
func (s *Store) SetNote(ctx context.Context, key, value string) error {
	return s.one(ctx, "set a note",
		"INSERT INTO notes (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value)
}
