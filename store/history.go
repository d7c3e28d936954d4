package store

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"hamzaban/ai"
	"hamzaban/chat"
)

// turnRow is a row of the table turns.
type turnRow struct {
	ID           int64
	Conversation int64
	Role         string
	Text         string
	Tokens       int
	Model        string
	At           int64
	Past         bool
}

func (turnRow) TableName() string { return "turns" }

// Recent implements [chat.History].
func (s *Store) Recent(ctx context.Context, k chat.Key, n int) ([]chat.Turn, error) {
	if n <= 0 {
		return nil, nil
	}
	var rows []turnRow
	err := s.read(ctx).Raw(`SELECT t.role, t.text, t.tokens, t.model, t.at
		FROM conversations c JOIN turns t ON t.conversation = c.id AND t.id > c.since AND t.past = 0
		WHERE c.chat = ? AND c.thread = ? AND c.person = ?
		ORDER BY t.id DESC LIMIT ?`, k.Chat, k.Thread, k.Person, n).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the history: %w", err)
	}
	turns := make([]chat.Turn, 0, len(rows))
	for _, r := range slices.Backward(rows) {
		turns = append(turns, chat.Turn{
			Role: ai.Role(r.Role), Text: r.Text, Tokens: r.Tokens, Model: r.Model, At: instant(r.At),
		})
	}
	return turns, nil
}

// remember adds the turns of an update's outcome to its conversation. Where that
// was begun afresh after the update came, they are of what was before.
func remember(tx *gorm.DB, seq int64, o chat.Outcome) error {
	if len(o.Turns) == 0 && !o.Fresh {
		return nil
	}
	c, fresh, err := conversation(tx, o.Key)
	if err != nil {
		return err
	}
	if o.Fresh {
		err = tx.Exec(`UPDATE conversations SET fresh = max(fresh, ?), since =
			(SELECT coalesce(max(id), 0) FROM turns WHERE conversation = ?) WHERE id = ?`, seq, c, c).Error
		if err != nil {
			return err
		}
	}
	rows := make([]turnRow, len(o.Turns))
	for i, t := range o.Turns {
		rows[i] = turnRow{
			Conversation: c, Role: string(t.Role), Text: t.Text, Tokens: t.Tokens, Model: t.Model,
			At: millisOr(t.At, now()), Past: seq < fresh,
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return tx.Create(&rows).Error
}

// conversation returns a conversation's id and the update that last began it
// afresh, beginning it where it is new.
func conversation(tx *gorm.DB, k chat.Key) (id, fresh int64, err error) {
	var row struct{ ID, Fresh int64 }
	found := tx.Raw("SELECT id, fresh FROM conversations WHERE chat = ? AND thread = ? AND person = ?",
		k.Chat, k.Thread, k.Person).Scan(&row)
	if found.Error != nil || found.RowsAffected > 0 {
		return row.ID, row.Fresh, found.Error
	}
	err = tx.Raw("INSERT INTO conversations (chat, thread, person) VALUES (?, ?, ?) RETURNING id",
		k.Chat, k.Thread, k.Person).Scan(&id).Error
	return id, 0, err
}
