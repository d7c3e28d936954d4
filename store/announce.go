package store

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"hamzaban/chat"
)

// Announce implements [chat.Outbox].
func (s *Store) Announce(ctx context.Context, topic, event string, replies []chat.Reply) ([]chat.Message, error) {
	var messages []chat.Message
	err := s.write(ctx, func(tx *gorm.DB) error {
		r := tx.Exec("INSERT INTO notes (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
			"announced "+topic, event)
		if r.Error != nil || r.RowsAffected == 0 { // it was said before
			return r.Error
		}
		for _, reply := range replies {
			posted, err := post(tx, origin{}, reply.Chat, []chat.Reply{reply})
			if err != nil {
				return err
			}
			messages = append(messages, posted...)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("keep an announcement: %w", err)
	}
	return messages, nil
}

// Remark implements [chat.Outbox].
func (s *Store) Remark(ctx context.Context, k chat.Key, topic, event string, replies []chat.Reply) ([]chat.Message, error) {
	var messages []chat.Message
	err := s.write(ctx, func(tx *gorm.DB) (err error) {
		r := tx.Exec(`INSERT INTO remarks (person, chat, thread, topic, event, at) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (person, chat, thread, topic) DO UPDATE SET event = excluded.event, at = excluded.at WHERE event <> excluded.event`,
			k.Person, k.Chat, k.Thread, topic, event, now())
		if r.Error != nil || r.RowsAffected == 0 { // it was said before
			return r.Error
		}
		if slices.ContainsFunc(replies, func(r chat.Reply) bool { return r.Notice }) {
			if replies, err = firstContact(tx, k.Person, now(), replies); err != nil {
				return err
			}
		}
		messages, err = post(tx, origin{}, k.Person, replies)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("keep a remark: %w", err)
	}
	return messages, nil
}
