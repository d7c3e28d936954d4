package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"hamzaban/chat"
)

// Person implements [chat.People].
func (s *Store) Person(ctx context.Context, id int64) (chat.Person, error) {
	var row struct {
		Language, Target string
		Messenger        string
		Noticed          *int64
		Since            int64
		Settings         string
	}
	found := s.read(ctx).Raw("SELECT language, target, messenger, noticed, since, settings FROM people WHERE id = ?", id).Scan(&row)
	if err := exactlyOne(found); err != nil {
		return chat.Person{}, fmt.Errorf("read a person: %w", err)
	}
	p := chat.Person{ID: id, Language: row.Language, Target: row.Target, Messenger: row.Messenger, Since: instant(row.Since)}
	if row.Noticed != nil {
		p.Noticed = instant(*row.Noticed)
	}
	if err := json.Unmarshal([]byte(row.Settings), &p.Settings); err != nil {
		return chat.Person{}, fmt.Errorf("read a person's settings: %w", err)
	}
	return p, nil
}

// savePerson keeps what an outcome changes of a person, and nothing else: what
// another outcome changed meanwhile stays.
func savePerson(tx *gorm.DB, o chat.Outcome) error {
	if o.Chosen != nil {
		err := tx.Exec(`INSERT INTO people (id, language, target, since) VALUES (?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET language = excluded.language, target = excluded.target`,
			o.Key.Person, o.Chosen.Language, o.Chosen.Target, now()).Error
		if err != nil {
			return err
		}
	}
	if o.Settings != nil {
		settings, err := json.Marshal(o.Settings)
		if err != nil {
			return err
		}
		err = tx.Exec(`INSERT INTO people (id, settings, since) VALUES (?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET settings = excluded.settings`, o.Key.Person, string(settings), now()).Error
		if err != nil {
			return err
		}
	}
	if o.Messenger != "" {
		err := tx.Exec(`INSERT INTO people (id, messenger, since) VALUES (?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET messenger = excluded.messenger`, o.Key.Person, o.Messenger, now()).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// firstContact keeps when a person was told who receives what they write. Where
// they were told before, the replies come back without that notice: of several
// first contacts at a time one tells it.
func firstContact(tx *gorm.DB, person, at int64, replies []chat.Reply) ([]chat.Reply, error) {
	r := tx.Exec(`INSERT INTO people (id, noticed, since) VALUES (?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET noticed = excluded.noticed WHERE noticed IS NULL`, person, at, now())
	if r.Error != nil || r.RowsAffected > 0 {
		return replies, r.Error
	}
	return slices.DeleteFunc(slices.Clone(replies), func(r chat.Reply) bool { return r.Notice }), nil
}

// addUsage adds to a person's day, which is today.
func addUsage(tx *gorm.DB, person int64, u chat.Usage) error {
	return tx.Exec(`INSERT INTO usage (person, day, answers, translations) VALUES (?, ?, ?, ?)
		ON CONFLICT (person, day) DO UPDATE SET
			answers = answers + excluded.answers, translations = translations + excluded.translations`,
		person, day(now()), u.Answers, u.Translations).Error
}

// Usage implements [chat.People].
func (s *Store) Usage(ctx context.Context, id int64, t time.Time) (today, total chat.Usage, err error) {
	var days []struct {
		Today                 bool
		Answers, Translations int
	}
	err = s.read(ctx).Raw(`SELECT day = ? AS today, sum(answers) AS answers, sum(translations) AS translations
		FROM usage WHERE person = ? GROUP BY 1`, day(millis(t)), id).Scan(&days).Error
	if err != nil {
		return today, total, fmt.Errorf("read a person's usage: %w", err)
	}
	for _, d := range days {
		u := chat.Usage{Answers: d.Answers, Translations: d.Translations}
		if d.Today {
			today = u
		}
		total.Answers += u.Answers
		total.Translations += u.Translations
	}
	return today, total, nil
}

// Stored implements [chat.People].
func (s *Store) Stored(ctx context.Context, id int64) (turns int, err error) {
	err = s.read(ctx).Raw(`SELECT count(*) FROM turns WHERE conversation IN
		(SELECT id FROM conversations WHERE person = ?)`, id).Scan(&turns).Error
	if err != nil {
		return 0, fmt.Errorf("count a person's turns: %w", err)
	}
	return turns, nil
}
