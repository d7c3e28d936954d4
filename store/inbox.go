package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"hamzaban/chat"
)

// updateRow is a row of the table updates.
type updateRow struct {
	Seq      int64
	UpdateID int64
	Lane     string
	Person   int64
	Raw      string
	Attempts int
	View     int64
	At       int64
}

func (r updateRow) update() chat.Update {
	return chat.Update{
		Seq: r.Seq, ID: r.UpdateID, Lane: r.Lane, Person: r.Person,
		Raw: json.RawMessage(r.Raw), Attempts: r.Attempts, View: r.View, At: instant(r.At),
	}
}

// Adopt implements [chat.Inbox]. Updates of another bot that are still open
// stay so, under ids that no messenger gives.
func (s *Store) Adopt(ctx context.Context, bot int64) error {
	err := s.write(ctx, func(tx *gorm.DB) error {
		var was int64
		if err := tx.Raw("SELECT bot FROM poll").Scan(&was).Error; err != nil || was == bot {
			return err
		}
		if err := tx.Exec("UPDATE poll SET bot = ?, cursor = CASE bot WHEN 0 THEN cursor ELSE 0 END", bot).Error; err != nil || was == 0 {
			return err
		}
		return tx.Exec("UPDATE updates SET update_id = ? - seq WHERE update_id > ?", foreign, foreign).Error
	})
	if err != nil {
		return fmt.Errorf("adopt the bot's updates: %w", err)
	}
	return nil
}

// foreign is above all ids that stand for those of another bot.
const foreign = -1 << 62

// Receive implements [chat.Inbox]. An update's ID is known as long as the
// update is kept: see [Store.Prune].
func (s *Store) Receive(ctx context.Context, updates []chat.Update, cursor int64) ([]chat.Update, error) {
	var fresh []chat.Update
	err := s.write(ctx, func(tx *gorm.DB) error {
		for some := range slices.Chunk(updates, 1000) { // statements have at most 32766 parameters
			got, err := insertUpdates(tx, some)
			if err != nil {
				return err
			}
			fresh = append(fresh, got...)
		}
		return tx.Exec("UPDATE poll SET cursor = ? WHERE cursor <> ?", cursor, cursor).Error
	})
	if err != nil {
		return nil, fmt.Errorf("keep updates: %w", err)
	}
	return fresh, nil
}

// insertUpdates returns those that were new.
func insertUpdates(tx *gorm.DB, updates []chat.Update) ([]chat.Update, error) {
	const row = "(?, ?, ?, ?, ?)"
	rows := strings.TrimSuffix(strings.Repeat(row+", ", len(updates)), ", ")
	args := make([]any, 0, 5*len(updates))
	arrived := now()
	for _, u := range updates {
		args = append(args, u.ID, u.Lane, u.Person, string(u.Raw), millisOr(u.At, arrived))
	}
	var kept []updateRow
	err := tx.Raw("INSERT INTO updates (update_id, lane, person, raw, at) VALUES "+rows+
		" ON CONFLICT (update_id) DO NOTHING RETURNING seq, update_id, at", args...).Scan(&kept).Error
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]updateRow, len(kept))
	for _, r := range kept {
		byID[r.UpdateID] = r
	}
	fresh := make([]chat.Update, 0, len(kept))
	for _, u := range updates {
		r, ok := byID[u.ID]
		if !ok {
			continue
		}
		delete(byID, u.ID) // it may come twice in one delivery
		u.Seq, u.Attempts, u.At = r.Seq, 0, instant(r.At)
		fresh = append(fresh, u)
	}
	return fresh, nil
}

// Cursor implements [chat.Inbox].
func (s *Store) Cursor(ctx context.Context) (cursor int64, err error) {
	if err = s.read(ctx).Raw("SELECT cursor FROM poll").Scan(&cursor).Error; err != nil {
		return 0, fmt.Errorf("read the cursor: %w", err)
	}
	return cursor, nil
}

// Unfinished implements [chat.Inbox].
func (s *Store) Unfinished(ctx context.Context, lane string, after int64, n int) ([]chat.Update, error) {
	q := s.read(ctx).Table("updates").
		Where("done_at IS NULL AND seq > ? AND seq NOT IN (SELECT update_seq FROM parked)", after)
	if lane != "" {
		q = q.Where("lane = ?", lane)
	}
	var rows []updateRow
	if err := q.Order("seq").Limit(n).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read unfinished updates: %w", err)
	}
	updates := make([]chat.Update, len(rows))
	for i, r := range rows {
		updates[i] = r.update()
	}
	return updates, nil
}

// Known implements [chat.Inbox].
func (s *Store) Known(ctx context.Context, seq int64) (chat.Update, error) {
	var row updateRow
	if err := exactlyOne(s.read(ctx).Table("updates").Where("seq = ?", seq).Limit(1).Find(&row)); err != nil {
		return chat.Update{}, fmt.Errorf("read an update: %w", err)
	}
	return row.update(), nil
}

// Begin implements [chat.Inbox].
func (s *Store) Begin(ctx context.Context, seq int64) error {
	return s.one(ctx, "count an attempt",
		"UPDATE updates SET attempts = attempts + 1 WHERE seq = ? AND done_at IS NULL", seq)
}

// Leave implements [chat.Inbox].
func (s *Store) Leave(ctx context.Context, seq int64) error {
	return s.one(ctx, "take an attempt back",
		"UPDATE updates SET attempts = attempts - 1 WHERE seq = ? AND attempts > 0 AND done_at IS NULL", seq)
}

// Show implements [chat.Inbox].
func (s *Store) Show(ctx context.Context, seq, view int64) error {
	return s.one(ctx, "keep where an update's work is shown",
		"UPDATE updates SET view = ? WHERE seq = ? AND done_at IS NULL", view, seq)
}

// Merge implements [chat.Inbox].
func (s *Store) Merge(ctx context.Context, seq int64, raw json.RawMessage, parts []int64) error {
	err := s.write(ctx, func(tx *gorm.DB) error {
		err := exactlyOne(tx.Exec("UPDATE updates SET raw = ? WHERE seq = ? AND done_at IS NULL", string(raw), seq))
		if err != nil {
			return err
		}
		r := tx.Exec("UPDATE updates SET state = 'done', raw = '', done_at = ? WHERE seq IN ? AND done_at IS NULL "+
			"AND person = (SELECT person FROM updates WHERE seq = ?)", now(), parts, seq)
		if r.Error == nil && r.RowsAffected != int64(len(parts)) {
			return chat.ErrNotFound
		}
		return r.Error
	})
	if err != nil {
		return fmt.Errorf("make one update of %d: %w", len(parts)+1, err)
	}
	return nil
}

// PutAside implements [chat.Inbox]. It is known as long as it is kept.
func (s *Store) PutAside(ctx context.Context, raw json.RawMessage, reason string) (fresh bool, err error) {
	err = s.write(ctx, func(tx *gorm.DB) error {
		r := tx.Exec("INSERT INTO aside (raw, reason, at) SELECT CAST(? AS BLOB), ?, ? "+
			"WHERE NOT EXISTS (SELECT 1 FROM aside WHERE raw = CAST(? AS BLOB))", string(raw), reason, now(), string(raw))
		fresh = r.RowsAffected > 0
		return r.Error
	})
	if err != nil {
		return false, fmt.Errorf("put an update aside: %w", err)
	}
	return fresh, nil
}

// one runs a statement that changes exactly one row, or else has not found
// it.
func (s *Store) one(ctx context.Context, doing, statement string, args ...any) error {
	err := s.writeFirst(ctx, func(tx *gorm.DB) error { return exactlyOne(tx.Exec(statement, args...)) })
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}

func exactlyOne(result *gorm.DB) error {
	if result.Error == nil && result.RowsAffected == 0 {
		return chat.ErrNotFound
	}
	return result.Error
}
