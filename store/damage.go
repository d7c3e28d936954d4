package store

import (
	"errors"
	"fmt"
	"sync"

	gormsqlite "gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"hamzaban/chat"
)

// dialector is GORM's for SQLite. It sees every error, of reading and of
// writing, and tells of damage that is met while the database is in use.
type dialector struct {
	*gormsqlite.Dialector
	damaged func(error) // is called at the first damage; nil: nobody is told
}

// Translate is called by GORM with every error. Damage becomes
// [chat.ErrDamaged].
func (d dialector) Translate(err error) error {
	if !damage(err) || errors.Is(err, chat.ErrDamaged) {
		return err
	}
	err = fmt.Errorf("%w: %w", chat.ErrDamaged, err)
	if d.damaged != nil {
		d.damaged(err)
	}
	return err
}

// translateRows has GORM translate the errors of queries by Raw, too, which it
// forgets where they cannot even begin.
func translateRows(db *gorm.DB) error {
	return db.Callback().Row().After("gorm:row").Register("translate", func(tx *gorm.DB) {
		if err := tx.Error; err != nil {
			tx.Error = nil
			_ = tx.AddError(err)
		}
	})
}

// damage says whether SQLite has met a page that cannot be right.
func damage(err error) bool {
	var se *sqlite.Error
	if !errors.As(err, &se) {
		return false
	}
	code := se.Code() & 0xff // without SQLite's finer distinctions
	return code == sqlite3.SQLITE_CORRUPT || code == sqlite3.SQLITE_NOTADB
}

// tellOnce tells whoever opened the database of its first damage, with what to
// do about it.
func (o *Options) tellOnce() func(error) {
	if o.Damaged == nil {
		return nil
	}
	var once sync.Once
	return func(err error) { once.Do(func() { o.Damaged(foundDamaged(o.Path, err)) }) }
}

// foundDamaged says what to do about damage that is met while the database is
// in use.
func foundDamaged(path string, err error) error {
	return fmt.Errorf("database %s was found %w while it was in use, so nothing more is written to it: look at the disk's health; then move the file away, together with its -wal file, and put a backup in its place (the last update of the program may have left one, %[1]s.bak-N), or start without one: %[3]w",
		path, ErrDamaged, err)
}
