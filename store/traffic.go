package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"hamzaban/chat"
)

// Freeze implements [chat.Outbox]. What has thawed is forgotten.
func (s *Store) Freeze(ctx context.Context, id int64, until time.Time) error {
	err := s.write(ctx, func(tx *gorm.DB) error {
		at := now()
		if err := tx.Exec("DELETE FROM frozen WHERE until <= ?", at).Error; err != nil {
			return err
		}
		return tx.Exec("INSERT INTO frozen (chat, until, at) VALUES (?, ?, ?) "+
			"ON CONFLICT (chat) DO UPDATE SET until = excluded.until, at = excluded.at",
			id, millis(until.Add(time.Millisecond-1)), at).Error // rounded up: a call too early is refused again
	})
	if err != nil {
		return fmt.Errorf("keep how long a chat is to be left alone: %w", err)
	}
	return nil
}

// Lately implements [chat.Outbox]. Of a message that failed one call is counted.
// Where the clock was put back since, what lies ahead counts as from now.
func (s *Store) Lately(ctx context.Context, since time.Time) ([]chat.Traffic, error) {
	var calls []struct {
		Chat    int64
		BegunAt *int64
		DoneAt  *int64
		State   string
	}
	var frozen []struct{ Chat, Until, At int64 }
	from, present := millis(since), now()
	err := s.read(ctx).Raw("SELECT chat, begun_at, done_at, state FROM outbox WHERE done_at >= ? "+
		"UNION ALL SELECT chat, begun_at, done_at, state FROM outbox WHERE done_at IS NULL AND begun_at >= ?", from, from).Scan(&calls).Error
	if err == nil {
		err = s.read(ctx).Raw("SELECT chat, until, at FROM frozen").Scan(&frozen).Error
	}
	if err != nil {
		return nil, fmt.Errorf("read what was sent of late: %w", err)
	}
	byChat := map[int64]*chat.Traffic{}
	of := func(id int64) *chat.Traffic {
		if byChat[id] == nil {
			byChat[id] = &chat.Traffic{Chat: id}
		}
		return byChat[id]
	}
	for _, c := range calls {
		for _, at := range []*int64{c.BegunAt, c.DoneAt} {
			if at != nil && *at >= from && (at == c.BegunAt || c.State != "stopped") {
				t := of(c.Chat)
				t.Calls = append(t.Calls, instant(min(*at, present)))
			}
		}
	}
	for _, f := range frozen {
		if until := min(f.Until, present+f.Until-f.At); until > present {
			of(f.Chat).Frozen = instant(until)
		}
	}
	list := make([]chat.Traffic, 0, len(byChat))
	for _, t := range byChat {
		slices.SortFunc(t.Calls, time.Time.Compare)
		list = append(list, *t)
	}
	slices.SortFunc(list, func(a, b chat.Traffic) int { return cmp.Compare(a.Chat, b.Chat) })
	return list, nil
}
