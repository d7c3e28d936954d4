package store

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"hamzaban/ai"
)

// Book returns the quota book that is kept in this database.
func (s *Store) Book() ai.Book { return book{s} }

type book struct{ store *Store }

// recordRow is a row of the table quota.
type recordRow struct {
	Key    string
	Record string
}

func (recordRow) TableName() string { return "quota" }

// Update implements [ai.Book]. Records that fn leaves as they were are not
// written, and if it changes none, the disk is not waited for.
func (b book) Update(ctx context.Context, keys []string, fn func(map[string]*ai.Record) error) error {
	return b.store.write(ctx, func(tx *gorm.DB) error {
		var rows []recordRow
		if err := tx.Raw("SELECT key, record FROM quota WHERE key IN ?", keys).Scan(&rows).Error; err != nil {
			return fmt.Errorf("read the quota book: %w", err)
		}
		records, err := decodeRecords(rows)
		if err != nil {
			return err
		}
		before := make(map[string]string, len(keys))
		for _, r := range rows {
			before[r.Key] = r.Record
		}
		for _, key := range keys {
			if records[key] == nil {
				records[key], before[key] = &ai.Record{}, "{}"
			}
		}
		if err := fn(records); err != nil {
			return err
		}
		return saveRecords(tx, keys, records, before)
	})
}

func saveRecords(tx *gorm.DB, keys []string, records map[string]*ai.Record, before map[string]string) error {
	var changed []recordRow
	for _, key := range keys {
		record, err := json.Marshal(records[key])
		if err != nil {
			return fmt.Errorf("quota record %s: %w", key, err)
		}
		if string(record) != before[key] {
			changed = append(changed, recordRow{key, string(record)})
			before[key] = string(record) // a key may be named twice
		}
	}
	if len(changed) == 0 {
		return nil
	}
	err := tx.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "key"}},
		DoUpdates: clause.AssignmentColumns([]string{"record"}),
	}).Create(&changed).Error
	if err != nil {
		return fmt.Errorf("keep the quota book: %w", err)
	}
	return nil
}

// Records implements [ai.Book].
func (b book) Records(ctx context.Context) (map[string]*ai.Record, error) {
	var rows []recordRow
	if err := b.store.read(ctx).Raw("SELECT key, record FROM quota").Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the quota book: %w", err)
	}
	return decodeRecords(rows)
}

func decodeRecords(rows []recordRow) (map[string]*ai.Record, error) {
	records := make(map[string]*ai.Record, len(rows))
	for _, row := range rows {
		r := &ai.Record{}
		if err := json.Unmarshal([]byte(row.Record), r); err != nil {
			return nil, fmt.Errorf("quota record %s cannot be read: %w", row.Key, err)
		}
		records[row.Key] = r
	}
	return records, nil
}
