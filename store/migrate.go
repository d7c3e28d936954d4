package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"gorm.io/gorm"
)

// ErrNewer says that a newer version of the program has changed the database.
var ErrNewer = errors.New("of a newer version")

func newerError(path string, have, want int64) error {
	return fmt.Errorf("database %s is %w of the program (schema %d, this one knows %d) and was left as it is: run the newer version, or put %[1]s.bak-%[4]d in its place, if there is one",
		path, ErrNewer, have, want)
}

func olderError(path string, have, want int64) error {
	return fmt.Errorf("database %s is of an older version of the program (schema %d, this one needs %d): start the bot once, that brings it up to date", path, have, want)
}

// versions returns the version of the database's schema, 0 for an empty file,
// and the newest that the migrations lead to. It is far quicker than asking
// goose, so that a start with nothing to migrate costs nothing.
func versions(ctx context.Context, db *gorm.DB, migrations fs.FS) (have, want int64, err error) {
	names, err := fs.Glob(migrations, "[0-9]*_*.sql") // sorted
	if err != nil || len(names) == 0 {
		return 0, 0, errors.Join(errors.New("the program has no migrations"), err)
	}
	number, _, _ := strings.Cut(names[len(names)-1], "_")
	if want, err = strconv.ParseInt(number, 10, 64); err != nil {
		return 0, 0, err
	}
	var tables struct{ Ours, Any bool }
	err = db.WithContext(ctx).Raw("SELECT count(*) > 0 AS any, coalesce(sum(name = 'goose_db_version'), 0) > 0 AS ours FROM sqlite_schema").Scan(&tables).Error
	switch {
	case err != nil:
		return 0, 0, err
	case !tables.Any:
		return 0, want, nil
	case !tables.Ours:
		return 0, 0, errForeign
	}
	err = db.WithContext(ctx).Raw("SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&have).Error
	return have, want, err
}

// migrate brings the schema from version have to want. What has data in it is
// copied before.
func migrate(ctx context.Context, db *gorm.DB, o Options, have, want int64) error {
	if have > 0 {
		copied := fmt.Sprintf("%s.bak-%d", o.Path, have)
		if err := backup(ctx, db, copied); err != nil {
			return fmt.Errorf("database %s: no backup copy %s could be made before its update, so it was left as it is: make room in its folder: %w", o.Path, copied, err)
		}
		o.Log.Info("database copied before its update", "path", copied)
	}
	pool, err := db.DB()
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, pool, o.migrations,
		goose.WithLogger(goose.NopLogger()), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	if _, err = p.Up(ctx); err != nil {
		// Another process may have done the same at the same time.
		if now, _, verr := versions(ctx, db, o.migrations); verr == nil && now == want {
			return nil
		}
		return fmt.Errorf("database %s: its update from schema %d to %d failed and was undone: %w", o.Path, have, want, err)
	}
	o.Log.Info("database brought up to date", "path", o.Path, "schema", want)
	return nil
}

// backup writes a copy of the database to path, which is whole or not there.
func backup(ctx context.Context, db *gorm.DB, path string) (err error) {
	tmp := path + unfinished
	f, err := os.OpenFile(tmp, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if _ = f.Close(); err != nil { // it was synced
			_ = os.Remove(tmp) // which may have taken the last of the room
		}
	}()
	if err := db.WithContext(ctx).Exec("VACUUM INTO ?", tmp).Error; err != nil {
		return err
	}
	if err := f.Sync(); err != nil { // SQLite does not do it here
		return err
	}
	return os.Rename(tmp, path)
}
