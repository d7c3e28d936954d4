package store

import (
	"context"

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
	Exchange     *int64 // nil: it is not to be found by a message
}

func (turnRow) TableName() string { return "turns" }

func (r turnRow) turn() chat.Turn {
	return chat.Turn{ID: r.ID, Role: ai.Role(r.Role), Text: r.Text, Tokens: r.Tokens, Model: r.Model, At: instant(r.At)}
}

// Recent implements [chat.History].
func (s *Store) Recent(ctx context.Context, k chat.Key, n int) ([]chat.Turn, error) {
	return s.turns(ctx, k, n, unfolded)
}

// remember adds the turns of an update's outcome to its conversation. Where that
// was begun afresh after the update came, they are of what was before. It returns
// the exchange that they belong to; 0: none.
func remember(tx *gorm.DB, seq int64, o chat.Outcome) (exchange int64, err error) {
	if len(o.Turns) == 0 && !o.Fresh && len(o.Asks) == 0 && o.Again == 0 {
		return 0, nil
	}
	c, fresh, err := conversation(tx, o.Key)
	if err != nil {
		return 0, err
	}
	if o.Fresh {
		err = tx.Exec(`UPDATE conversations SET fresh = max(fresh, ?), since =
			(SELECT coalesce(max(id), 0) FROM turns WHERE conversation = ?) WHERE id = ?`, seq, c, c).Error
		if err == nil {
			err = tx.Exec("DELETE FROM summaries WHERE conversation = ?", c).Error
		}
		if err != nil {
			return 0, err
		}
	}
	if exchange, err = saveExchange(tx, seq, c, o); err != nil {
		return 0, err
	}
	rows := make([]turnRow, len(o.Turns))
	for i, t := range o.Turns {
		rows[i] = turnRow{
			Conversation: c, Role: string(t.Role), Text: t.Text, Tokens: t.Tokens, Model: t.Model,
			At: millisOr(t.At, now()), Past: seq < fresh,
		}
		if exchange != 0 {
			rows[i].Exchange = &exchange
		}
	}
	if o.Again != 0 {
		if exchange == 0 { // it was deleted meanwhile
			return 0, nil
		}
		if err := replaceTurns(tx, exchange, rows); err != nil {
			return 0, err
		}
	}
	if len(rows) == 0 {
		return exchange, nil
	}
	return exchange, tx.Create(&rows).Error
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
