package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"gorm.io/gorm"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"hamzaban/chat"
)

// ErrDamaged says that the file is not a database, or no longer a sound one.
var ErrDamaged = errors.New("damaged")

// errForeign says that the file is a sound database, but none of ours.
var errForeign = errors.New("belongs to another program")

// sidecars are the files that SQLite keeps beside the database.
var sidecars = []string{"-wal", "-shm"}

// prepareFile makes the folder and the file where there is none, and sees to
// it that nobody else can read what people wrote.
//
// An existing file is never opened here: closing it again would let go of the
// locks that other connections of this process have on it.
func prepareFile(path string, readOnly bool, log *slog.Logger) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("database %s: this is a folder: DATABASE_URL must name a file", path)
	case err == nil && readOnly:
		return nil
	case err == nil:
		for _, suffix := range append([]string{""}, sidecars...) {
			restrict(path+suffix, log)
		}
		return nil
	case readOnly && errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("database %s does not exist yet: start the bot once, or let DATABASE_URL name the file it uses", path)
	case !errors.Is(err, fs.ErrNotExist):
		return unwritable(path, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return unwritable(path, err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil // another process was faster
	}
	if err != nil {
		return unwritable(path, err)
	}
	return f.Close()
}

// restrict takes the rights of others on a file away. SQLite gives its
// sidecars the rights of the database.
func restrict(path string, log *slog.Logger) {
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm()&0o077 == 0 {
		return
	}
	if err := os.Chmod(path, info.Mode().Perm()&^0o077); err != nil {
		log.Warn("others may read the database; take their rights away (chmod 600)", "path", path, "err", err)
	}
}

func unwritable(path string, err error) error {
	return fmt.Errorf("database %s: the file cannot be made (%w): let the user that runs the bot write to the folder %s, or name another file in DATABASE_URL",
		path, cause(err), filepath.Dir(path))
}

// cause strips the operation and the path from a file system's error.
func cause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// uncleanStop tells whether there is a WAL that nobody has emptied: the last
// process on the file was killed, or one is running.
func uncleanStop(path string) bool {
	info, err := os.Stat(path + "-wal")
	return err == nil && info.Size() > 0
}

// check looks the whole database over, with its indexes. It takes about 10 s
// for a GB.
func check(ctx context.Context, db *gorm.DB) error {
	var word string
	if err := db.WithContext(ctx).Raw("PRAGMA integrity_check(1)").Scan(&word).Error; err != nil {
		return err
	}
	if word != "ok" { // the words name pages, which helps nobody here
		return ErrDamaged
	}
	return nil
}

// failing marks an error of writing that comes from the disk, or from another
// program, and not from what was to be written.
func failing(err error) error {
	var se *sqlite.Error
	if !errors.As(err, &se) {
		return err
	}
	switch se.Code() & 0xff {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN:
		return fmt.Errorf("%w: %w", chat.ErrFull, err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL:
		return fmt.Errorf("%w: %w", chat.ErrUnwritable, err)
	}
	return err
}

// explain says what to do about an error of opening.
func explain(path string, err error) error {
	var se *sqlite.Error
	code := 0
	if errors.As(err, &se) {
		code = se.Code() & 0xff // without SQLite's finer distinctions
	}
	switch {
	case errors.Is(err, errForeign):
		return fmt.Errorf("database %s %w and was left as it is: name another file in DATABASE_URL", path, err)
	case errors.Is(err, ErrDamaged), damage(err):
		return fmt.Errorf("database %s is %w, or no database, and was left as it is: move it away, together with its -wal file, and put a backup in its place (the last update of the program may have left one, %[1]s.bak-N), or start without one: %[3]w",
			path, ErrDamaged, err)
	case code == sqlite3.SQLITE_CANTOPEN, code == sqlite3.SQLITE_READONLY, code == sqlite3.SQLITE_PERM:
		return fmt.Errorf("database %s cannot be opened: let the user that runs the bot read and write the file and its folder %s: %w",
			path, filepath.Dir(path), err)
	case code == sqlite3.SQLITE_BUSY, code == sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("database %s is being used by another program: end that one and try again: %w", path, err)
	case code == sqlite3.SQLITE_FULL:
		return fmt.Errorf("database %s: the disk is full: make room and start again: %w", path, err)
	case code != 0:
		return fmt.Errorf("database %s cannot be used: %w", path, err)
	}
	return err
}
