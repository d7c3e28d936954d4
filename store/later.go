package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"hamzaban/chat"
)

// parkedRow is an update with its row of the table parked.
type parkedRow struct {
	Row          updateRow `gorm:"embedded"`
	Due, Expires int64
}

// Park implements [chat.Inbox]. The update's text stays until it is done.
func (s *Store) Park(ctx context.Context, seq int64, until chat.Parked, o chat.Outcome) ([]chat.Message, error) {
	return s.commit(ctx, seq, o, func(tx *gorm.DB) error {
		if err := exactlyOne(tx.Exec("UPDATE updates SET attempts = 0 WHERE seq = ? AND done_at IS NULL", seq)); err != nil {
			return err
		}
		return tx.Exec("INSERT INTO parked (update_seq, chat, thread, person, due, expires) VALUES (?, ?, ?, ?, ?, ?) "+
			"ON CONFLICT (update_seq) DO UPDATE SET due = excluded.due, expires = excluded.expires",
			seq, o.Key.Chat, o.Key.Thread, o.Key.Person, millis(until.Due), millis(until.Expires)).Error
	})
}

// Due implements [chat.Inbox].
func (s *Store) Due(ctx context.Context, by time.Time, n int) ([]chat.Parking, time.Time, error) {
	var rows []parkedRow
	// One more tells when the next one is due.
	err := s.read(ctx).Raw("SELECT updates.*, due, expires FROM parked JOIN updates ON seq = update_seq "+
		"WHERE done_at IS NULL ORDER BY max(due, ?), seq LIMIT ?", millis(by), n+1).Scan(&rows).Error
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("read what is parked: %w", err)
	}
	var due []chat.Parking
	for _, r := range rows {
		if at := instant(r.Due); at.After(by) || len(due) == n {
			return due, at, nil
		}
		due = append(due, chat.Parking{Update: r.Row.update(), Parked: chat.Parked{Due: instant(r.Due), Expires: instant(r.Expires)}})
	}
	return due, time.Time{}, nil
}

// Open implements [chat.Inbox].
func (s *Store) Open(ctx context.Context, lane string, n int) ([]chat.Update, error) {
	var rows []updateRow
	err := s.read(ctx).Where("done_at IS NULL AND lane = ?", lane).Order("seq").Limit(n).Table("updates").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read what is open of a lane: %w", err)
	}
	updates := make([]chat.Update, len(rows))
	for i, r := range rows {
		updates[i] = r.update()
	}
	return updates, nil
}

// ParkedBy implements [chat.Inbox].
func (s *Store) ParkedBy(ctx context.Context, k chat.Key) ([]int64, error) {
	var seqs []int64
	err := s.read(ctx).Raw("SELECT update_seq FROM parked WHERE chat = ? AND thread = ? AND person = ? ORDER BY update_seq",
		k.Chat, k.Thread, k.Person).Scan(&seqs).Error
	if err != nil {
		return nil, fmt.Errorf("read what is parked: %w", err)
	}
	return seqs, nil
}

// Promises implements [chat.Inbox].
func (s *Store) Promises(ctx context.Context, seqs []int64) ([]chat.Message, error) {
	var rows []messageRow
	err := s.read(ctx).Where("id IN (SELECT max(o.id) FROM parked p JOIN outbox o ON o.update_seq = p.update_seq "+
		"WHERE p.update_seq IN ? GROUP BY p.update_seq)", seqs).Order("id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read what was said of what is parked: %w", err)
	}
	return messages(rows), nil
}
