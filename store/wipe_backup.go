package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// wipeBackups deletes people from the backups that were made of the database at
// path before its updates. A backup that has nothing of them is not touched; one
// that has is put in its place when it is whole.
func wipeBackups(ctx context.Context, path string, people []int64) error {
	folder, begin := filepath.Dir(path), filepath.Base(path)+".bak-"
	files, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, f := range files {
		name := filepath.Join(folder, f.Name())
		switch {
		case !strings.HasPrefix(f.Name(), begin):
		case strings.HasSuffix(name, unfinished):
			err = os.Remove(name)
		default:
			err = wipeBackup(ctx, name, people)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// unfinished ends the name of a backup while it is being written.
const unfinished = ".tmp"

// The parameters of a backup's connections. It is not in use, and what is changed
// is a copy of it.
const (
	backupParams = "mode=ro&immutable=1"
	copyParams   = "mode=rw&_journal_mode=MEMORY&_synchronous=OFF&_pragma=secure_delete(1)"
)

func wipeBackup(ctx context.Context, path string, people []int64) (err error) {
	var has bool
	err = within(ctx, path, backupParams, func(db *gorm.DB) (err error) {
		has, err = knows(db, people)
		return err
	})
	if err != nil || !has {
		return err
	}
	copied := path + unfinished
	defer func() {
		if err != nil {
			_ = os.Remove(copied)
		}
	}()
	if err := copyFile(path, copied); err != nil {
		return err
	}
	err = within(ctx, copied, copyParams, func(db *gorm.DB) error {
		if err := deletePeople(db, people); err != nil {
			return err
		}
		return db.Exec("VACUUM").Error
	})
	if err != nil {
		return err
	}
	if err := syncFile(copied); err != nil {
		return err
	}
	return os.Rename(copied, path)
}

// within opens a file for as long as do takes.
func within(ctx context.Context, path, params string, do func(db *gorm.DB) error) error {
	db, err := connect(dsn(path, params), 1, nil)
	if err != nil {
		return err
	}
	return errors.Join(do(db.WithContext(ctx)), closePool(db))
}

// peopleIn says by which condition a table's rows are people's. Tables come before
// those that they refer to. A backup has the tables of its time.
var peopleIn = []struct{ table, which string }{
	{"turns", "conversation IN (SELECT id FROM conversations WHERE person IN ?)"},
	{"conversations", "person IN ?"},
	{"people", "id IN ?"},
	{"usage", "person IN ?"},
	{"memory", "person IN ?"},
	{"terms", "person IN ?"},
	{"asked", "person IN ?"},
	{"remarks", "person IN ?"},
	{"parked", "person IN ?"},
	{"outbox", "update_seq IN (SELECT seq FROM updates WHERE person IN ?)"},
	{"outbox", "person IN ?"},
	{"updates", "person IN ?"},
}

func tablesOf(db *gorm.DB) (names []string, err error) {
	err = db.Raw("SELECT name FROM sqlite_schema WHERE type = 'table'").Scan(&names).Error
	return names, err
}

// knows tells whether a backup has anything of these people.
func knows(db *gorm.DB, people []int64) (bool, error) {
	tables, err := tablesOf(db)
	if err != nil {
		return false, err
	}
	for _, of := range peopleIn {
		var found bool
		if !slices.Contains(tables, of.table) {
			continue
		}
		err := db.Raw(fmt.Sprintf("SELECT EXISTS (SELECT 1 FROM %s WHERE %s)", of.table, of.which), people).Scan(&found).Error
		if found || err != nil {
			return found, err
		}
	}
	for _, person := range people {
		for _, list := range []string{unreadAside, unreadUpdates} {
			if rows, err := unread(db, list, person); len(rows) > 0 || err != nil {
				return true, err
			}
		}
	}
	return false, nil
}

func deletePeople(db *gorm.DB, people []int64) error {
	tables, err := tablesOf(db)
	if err != nil {
		return err
	}
	for _, of := range peopleIn {
		if !slices.Contains(tables, of.table) {
			continue
		}
		if err := db.Exec(fmt.Sprintf("DELETE FROM %s WHERE %s", of.table, of.which), people).Error; err != nil {
			return err
		}
	}
	for _, person := range people {
		if err := forgetUnread(db, person); err != nil {
			return err
		}
	}
	return nil
}

// copyFile copies a file, for its owner alone.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// syncFile has the disk keep a file that nobody uses.
func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
