package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"hamzaban/chat"
)

// Terms implements [chat.People].
func (s *Store) Terms(ctx context.Context, g chat.Glossary) ([]chat.Term, error) {
	var rows []struct{ Term, Target string }
	where, id := "chat = 0 AND person = ?", g.Person
	if g.Chat != 0 {
		where, id = "chat = ?", g.Chat
	}
	err := s.read(ctx).Raw("SELECT term, target FROM terms WHERE "+where+" ORDER BY folded", id).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read a glossary: %w", err)
	}
	list := make([]chat.Term, len(rows))
	for i, r := range rows {
		list[i] = chat.Term{Source: r.Term, Target: r.Target}
	}
	return list, nil
}

// saveTerms keeps what an outcome changes of a glossary.
func saveTerms(tx *gorm.DB, o chat.Outcome) error {
	g := o.Glossary
	for _, t := range o.Terms {
		where, id := "chat = 0 AND person = ?", g.Person
		if g.Chat != 0 {
			where, id = "chat = ?", g.Chat
		}
		if err := tx.Exec("DELETE FROM terms WHERE folded = ? AND "+where, t.Folded, id).Error; err != nil {
			return err
		}
		if t.Gone {
			continue
		}
		err := tx.Exec("INSERT INTO terms (person, chat, folded, term, target, at) VALUES (?, ?, ?, ?, ?, ?)",
			g.Person, g.Chat, t.Folded, t.Source, t.Target, now()).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// Asked implements [chat.People].
func (s *Store) Asked(ctx context.Context, k chat.Key, seq int64) (string, error) {
	var request string
	found := s.read(ctx).Raw("SELECT request FROM asked WHERE update_seq = ? AND chat = ? AND thread = ? AND person = ?",
		seq, k.Chat, k.Thread, k.Person).Scan(&request)
	if err := exactlyOne(found); err != nil {
		return "", fmt.Errorf("read what was asked for: %w", err)
	}
	return request, nil
}

// saveAsked keeps what an outcome was asked for, and drops what it has settled.
func saveAsked(tx *gorm.DB, seq int64, o chat.Outcome) error {
	if o.Answered != 0 {
		if err := tx.Exec("DELETE FROM asked WHERE update_seq = ? AND person = ?", o.Answered, o.Key.Person).Error; err != nil {
			return err
		}
	}
	if o.Asked == "" {
		return nil
	}
	return tx.Exec(`INSERT INTO asked (update_seq, chat, thread, person, request, at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (update_seq) DO UPDATE SET request = excluded.request`,
		seq, o.Key.Chat, o.Key.Thread, o.Key.Person, o.Asked, millis(time.Now())).Error
}
