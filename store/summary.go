package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"hamzaban/chat"
)

// unfolded are the turns that no summary tells of.
const unfolded = "AND t.id > coalesce((SELECT upto FROM summaries WHERE conversation = c.id), 0)"

// Summary implements [chat.History].
func (s *Store) Summary(ctx context.Context, k chat.Key) (chat.Summary, error) {
	var row struct {
		Text        string
		Upto, Since int64
	}
	found := s.read(ctx).Raw(`SELECT s.text, s.upto, s.since FROM conversations c JOIN summaries s ON s.conversation = c.id
		WHERE c.chat = ? AND c.thread = ? AND c.person = ?`, k.Chat, k.Thread, k.Person).Scan(&row)
	if found.Error != nil {
		return chat.Summary{}, fmt.Errorf("read a summary: %w", found.Error)
	}
	if found.RowsAffected == 0 {
		return chat.Summary{}, nil
	}
	return chat.Summary{Text: row.Text, Upto: row.Upto, Since: instant(row.Since)}, nil
}

// KeepSummary implements [chat.History].
func (s *Store) KeepSummary(ctx context.Context, k chat.Key, sum chat.Summary) error {
	err := s.write(ctx, func(tx *gorm.DB) error {
		return tx.Exec(`INSERT INTO summaries (conversation, text, upto, since)
			SELECT c.id, ?, t.id, ? FROM conversations c JOIN turns t ON t.conversation = c.id
			WHERE c.chat = ? AND c.thread = ? AND c.person = ? AND t.id = ? AND t.id > c.since AND t.past = 0
			ON CONFLICT (conversation) DO UPDATE SET text = excluded.text, upto = excluded.upto, since = excluded.since
			WHERE excluded.upto > summaries.upto`,
			sum.Text, millis(sum.Since), k.Chat, k.Thread, k.Person, sum.Upto).Error
	})
	if err != nil {
		return fmt.Errorf("keep a summary: %w", err)
	}
	return nil
}
