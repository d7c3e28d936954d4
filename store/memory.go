package store

import (
	"context"
	"crypto/sha256"
	"fmt"

	"gorm.io/gorm"

	"hamzaban/translate"
)

// Memory is the store as the memory of translations.
func (s *Store) Memory() translate.Memory { return memory{s} }

type memory struct{ *Store }

// mostKept is how many translations an owner has at most: some long films'
// subtitles, or about 2 MB.
const mostKept = 10_000

// keptRow is one translation that is kept.
type keptRow struct {
	ID           int64 `gorm:"primaryKey"`
	Person, Chat int64
	Source       string
	Target       string
	Way          string
	Digest       []byte
	Words, Text  string
	Model        string
	Corrected    bool
	At           int64
}

func (keptRow) TableName() string { return "memory" }

func (r keptRow) kept() translate.Kept {
	return translate.Kept{Source: r.Words, Text: r.Text, Model: r.Model, Corrected: r.Corrected, At: instant(r.At)}
}

func digest(source string) []byte {
	sum := sha256.Sum256([]byte(source))
	return sum[:16]
}

// recallAtOnce is how many sources one query looks for.
const recallAtOnce = 500

// Recall implements [translate.Memory].
func (s memory) Recall(ctx context.Context, shelf translate.Shelf, sources []string) (map[string]translate.Kept, error) {
	found := map[string]translate.Kept{}
	for len(sources) > 0 {
		n := min(len(sources), recallAtOnce)
		digests := make([][]byte, n)
		for i, source := range sources[:n] {
			digests[i] = digest(source)
		}
		var rows []keptRow
		err := s.read(ctx).Where("person = ? AND chat = ? AND target = ? AND digest IN ?", shelf.Person, shelf.Chat, shelf.To, digests).
			Where("corrected OR (source = ? AND way = ?)", shelf.From, shelf.Way).
			Order("corrected, at").Find(&rows).Error
		if err != nil {
			return nil, fmt.Errorf("read the translation memory: %w", err)
		}
		for _, r := range rows { // the last correction is the one that counts
			found[r.Words] = r.kept()
		}
		sources = sources[n:]
	}
	return found, nil
}

// Recent implements [translate.Memory].
func (s memory) Recent(ctx context.Context, shelf translate.Shelf, n int) ([]translate.Kept, error) {
	var rows []keptRow
	err := s.read(ctx).Where("person = ? AND chat = ? AND target = ?", shelf.Person, shelf.Chat, shelf.To).
		Order("corrected DESC, at DESC").Limit(n).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the last translations: %w", err)
	}
	list := make([]translate.Kept, len(rows))
	for i, r := range rows {
		list[i] = r.kept()
	}
	return list, nil
}

// Keep implements [translate.Memory].
func (s memory) Keep(ctx context.Context, shelf translate.Shelf, list []translate.Kept) error {
	if len(list) == 0 {
		return nil
	}
	err := s.write(ctx, func(tx *gorm.DB) error {
		at := now()
		for _, k := range list {
			err := tx.Exec(`INSERT INTO memory (person, chat, source, target, way, digest, words, text, model, corrected, at)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
				ON CONFLICT (person, chat, target, digest, source, way) DO UPDATE SET
					words = excluded.words, text = excluded.text, model = excluded.model, corrected = excluded.corrected, at = excluded.at
				WHERE excluded.corrected OR NOT memory.corrected`,
				shelf.Person, shelf.Chat, shelf.From, shelf.To, shelf.Way, digest(k.Source), k.Source, k.Text, k.Model, k.Corrected, at).Error
			if err != nil {
				return err
			}
		}
		return dropOldest(tx, shelf.Owner)
	})
	if err != nil {
		return fmt.Errorf("keep translations: %w", err)
	}
	return nil
}

// Drop implements [translate.Memory].
func (s memory) Drop(ctx context.Context, shelf translate.Shelf, source string) error {
	err := s.write(ctx, func(tx *gorm.DB) error {
		return tx.Exec("DELETE FROM memory WHERE person = ? AND chat = ? AND target = ? AND digest = ? AND corrected",
			shelf.Person, shelf.Chat, shelf.To, digest(source)).Error
	})
	if err != nil {
		return fmt.Errorf("take a correction back: %w", err)
	}
	return nil
}

// dropOldest makes an owner's memory as small as it may be; corrections go last.
func dropOldest(tx *gorm.DB, o translate.Owner) error {
	var n int
	err := tx.Raw("SELECT count(*) FROM memory WHERE person = ? AND chat = ?", o.Person, o.Chat).Scan(&n).Error
	if err != nil || n <= mostKept {
		return err
	}
	return tx.Exec(`DELETE FROM memory WHERE id IN (
		SELECT id FROM memory WHERE person = ? AND chat = ? ORDER BY corrected DESC, at DESC, id DESC LIMIT -1 OFFSET ?)`,
		o.Person, o.Chat, mostKept).Error
}
