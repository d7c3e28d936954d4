package store

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"hamzaban/chat"
)

// Recut implements [chat.Outbox]. Told the same again, it changes nothing and
// returns the same.
func (s *Store) Recut(ctx context.Context, id int64, payload json.RawMessage, more ...json.RawMessage) (added []chat.Message, err error) {
	err = s.write(ctx, func(tx *gorm.DB) error {
		var row messageRow
		if err := exactlyOne(tx.Where("done_at IS NULL").Limit(1).Find(&row, id)); err != nil {
			return err
		}
		if row.Payload != string(payload) {
			err := tx.Exec("UPDATE outbox SET payload = ?, attempts = attempts + 1 WHERE id = ?", string(payload), id).Error
			if err == nil && len(more) > 0 {
				err = insertAfter(tx, row, more)
			}
			if err != nil {
				return err
			}
		}
		var rows []messageRow
		err := tx.Where("reply = ? AND part > ? AND part <= ?", row.Reply, row.Part, row.Part+int64(len(more))).Order("part").Find(&rows).Error
		added = messages(rows)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("keep a message cut anew: %w", err)
	}
	return added, nil
}

// insertAfter puts messages between one and what follows it in its reply.
func insertAfter(tx *gorm.DB, before messageRow, payloads []json.RawMessage) error {
	n := int64(len(payloads))
	err := tx.Exec("UPDATE outbox SET parts = parts + ?, part = CASE WHEN part > ? THEN part + ? ELSE part END WHERE reply = ?",
		n, before.Part, n, before.Reply).Error
	if err != nil {
		return err
	}
	rows := make([]messageRow, n)
	for i, p := range payloads {
		rows[i] = before
		rows[i].ID, rows[i].Part, rows[i].Parts = 0, before.Part+int64(i)+1, before.Parts+n
		rows[i].Payload, rows[i].Sent, rows[i].State = string(p), 0, "new"
		rows[i].Attempts, rows[i].Replaced, rows[i].At = 0, false, now()
	}
	return tx.Create(&rows).Error
}
