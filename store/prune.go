package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// settledFor is how long something done is still known: longer than the
// messenger may deliver an update again (24 hours).
const settledFor = 48 * time.Hour

// askedFor is how long the buttons work that belong to what was asked for.
const askedFor = 30 * 24 * time.Hour

// pruneChunk bounds what one transaction deletes, so that nobody waits long
// for the writer.
const pruneChunk = 500

// Prune deletes what is too old as of now: turns, translations that nobody has
// corrected and undecodable updates after retentionDays (0: never), and what is done after 48 hours, save for
// what belongs to a message that is still to be sent. It returns how many
// rows went. Call it every hour or so.
func (s *Store) Prune(ctx context.Context, now time.Time, retentionDays int) (n int, err error) {
	s.wiped(ctx)
	done := millis(now.Add(-settledFor))
	type step struct {
		table, id, which string
		before           int64
	}
	// What buttons belong to is kept as long as they work.
	const buttons = " AND NOT EXISTS (SELECT 1 FROM asked a WHERE a.update_seq = "
	asked := now.Add(-askedFor)
	if old := now.AddDate(0, 0, -retentionDays); retentionDays > 0 && old.After(asked) {
		asked = old // it has people's words
	}
	steps := []step{
		{"asked", "update_seq", "at < ?", millis(asked)},
		{"exchanges", "seq", "at < ? AND seq NOT IN (SELECT exchange FROM turns WHERE exchange IS NOT NULL)", millis(now.Add(-askedFor))},
		// Messages before updates, which they refer to.
		{"outbox", "id", "done_at < ? AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.update_seq = outbox.update_seq AND o.done_at IS NULL)" + buttons + "outbox.update_seq)", done},
		{"updates", "seq", "done_at < ? AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.update_seq = updates.seq)" + buttons + "updates.seq)" +
			" AND NOT EXISTS (SELECT 1 FROM exchanges x WHERE x.seq = updates.seq)", done},
		{"remarks", "id", "at < ?", done},
		{"frozen", "chat", "until < ?", millis(now)},
	}
	if retentionDays > 0 {
		old := millis(now.AddDate(0, 0, -retentionDays))
		steps = append(steps, step{"turns", "id", "at < ?", old}, step{"aside", "id", "at < ?", old},
			step{"exchanges", "seq", "at < ?", old}, step{"summaries", "conversation", "since < ?", old},
			step{"memory", "id", "corrected = 0 AND at < ?", old})
	}
	for _, st := range steps {
		statement := fmt.Sprintf("DELETE FROM %s WHERE %s IN (SELECT %[2]s FROM %[1]s WHERE %[3]s LIMIT ?)", st.table, st.id, st.which)
		gone := pruneChunk
		for gone == pruneChunk {
			err := s.write(ctx, func(tx *gorm.DB) error {
				r := tx.Exec(statement, st.before, pruneChunk)
				gone = int(r.RowsAffected)
				return r.Error
			})
			if err != nil {
				return n, fmt.Errorf("prune %s: %w", st.table, err)
			}
			n += gone
		}
	}
	return n, nil
}
