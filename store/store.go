// Package store keeps on disk what must outlive the process: the inbox, the
// outbox, conversations, people, notes and the quota book, in one SQLite file.
//
// A [Store] implements the ports of package chat; [Store.Book] is the book of
// package ai. Whatever a method has reported as kept survives kill -9 and a
// loss of power: the file is in WAL mode with synchronous=FULL. Several
// processes may use one file at a time; the bot itself holds [Lock] besides,
// because two bots would answer everything twice.
//
// Its rules: readers never wait for the writer; all writing goes through
// [Store.write], and inside it only its tx is used, never the store again
// (there is one connection for writing, so that would wait for ever); errors
// and logs hold no text of people.
package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	_ "modernc.org/sqlite" // the driver "sqlite": pure Go, so no C compiler is needed

	"hamzaban/chat"
	"hamzaban/migrations"
)

// The ports that a store implements.
var (
	_ chat.Inbox   = (*Store)(nil)
	_ chat.Outbox  = (*Store)(nil)
	_ chat.History = (*Store)(nil)
	_ chat.People  = (*Store)(nil)
	_ chat.Notes   = (*Store)(nil)
)

// Store is an open database. Its methods are safe for concurrent use.
type Store struct {
	reader *gorm.DB
	writer *writer // nil where the store was opened to read only
	path   string
	log    *slog.Logger
	wiping sync.Mutex // is held while what was forgotten is removed from the files
}

// Options say which database to open, and how.
type Options struct {
	// Path is the file, as [ParseURL] returns it.
	Path string
	// ReadOnly opens an existing file without changing anything, also while
	// a bot runs on it. All that writes then fails.
	ReadOnly bool
	// Beside says that a bot may be running on it: where one is, what its
	// journal holds is no sign of an unclean stop.
	Beside bool
	// Damaged, if not nil, is told once of damage that is met while the database
	// is in use, with what to do about it: nothing more should be kept. It
	// returns at once.
	Damaged func(error)
	// Log receives what whoever runs the program should know; nil: nothing.
	Log *slog.Logger

	migrations fs.FS // nil: the program's own
}

// Open opens the database, having made its folder (0700) and file (0600)
// where there was none, and brings its schema up to date, after a backup copy
// (Path.bak-N, N being the schema's old version). After an unclean stop the
// file is checked first. A damaged file, a foreign one and one of a newer
// schema are refused and left as they are. The error says what to do.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.migrations == nil {
		o.migrations = migrations.FS
	}
	o.Path = filepath.Clean(o.Path)
	if err := prepareFile(o.Path, o.ReadOnly, o.Log); err != nil {
		return nil, err
	}
	s := &Store{path: o.Path, log: o.Log}
	if !o.ReadOnly {
		defer alone(ctx, o.Path)()
	}
	if err := s.open(ctx, o); err != nil {
		_ = s.Close()
		return nil, explain(o.Path, err)
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, o Options) error {
	var err error
	unclean := uncleanStop(o.Path) && !((o.ReadOnly || o.Beside) && locked(o.Path))
	if unclean {
		o.Log.Info("the database was not closed at the last stop; checking it", "path", o.Path)
		if err := checkWAL(o.Path); err != nil { // before SQLite mends it
			return err
		}
	}
	// The readers come first: they cannot change the file, so that one which
	// is refused stays as it is.
	damaged := o.tellOnce()
	if s.reader, err = connect(dsn(o.Path, readerParams), 4, damaged); err != nil {
		return err
	}
	if unclean {
		if err := check(ctx, s.reader); err != nil {
			return err
		}
	}
	have, want, err := versions(ctx, s.reader, o.migrations)
	if err != nil {
		return err
	}
	if have > want {
		return newerError(o.Path, have, want)
	}
	if o.ReadOnly {
		if have < want {
			return olderError(o.Path, have, want)
		}
		return nil
	}
	db, err := connect(dsn(o.Path, writerParams), 1, damaged)
	if err != nil {
		return err
	}
	s.writer = newWriter(db)
	if have < want {
		if err := migrate(ctx, db, o, have, want); err != nil {
			return err
		}
	}
	if !o.Beside {
		s.wiped(ctx)
	}
	return nil
}

// forEver keeps GORM from starting a goroutine, which it would never end, to
// look for prepared statements that are out of date: it knows this value.
const forEver = 10 * 365 * 24 * time.Hour

// connect opens a pool of at most n connections; damaged may be nil. GORM's own logger stays
// silent: it would print statements with people's words in them.
func connect(dsn string, n int, damaged func(error)) (*gorm.DB, error) {
	pool, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(n)
	pool.SetMaxIdleConns(n)
	db, err := gorm.Open(
		dialector{&sqlite.Dialector{DriverName: "sqlite", Conn: pool}, damaged},
		&gorm.Config{
			Logger: logger.Discard, DisableAutomaticPing: true, TranslateError: true,
			PrepareStmt: n > 1, PrepareStmtTTL: forEver,
		},
	)
	if err != nil {
		_ = pool.Close()
		return nil, err
	}
	return db, translateRows(db)
}

// Close ends the use of the file, once what is being written is written.
func (s *Store) Close() error {
	// The writer is closed last, so that it empties the WAL into the file.
	var errs []error
	if s.reader != nil {
		errs = append(errs, closePool(s.reader))
	}
	if s.writer != nil {
		errs = append(errs, closePool(s.writer.db))
	}
	return errors.Join(errs...)
}

func closePool(db *gorm.DB) error {
	pool, err := db.DB()
	if err != nil {
		return err
	}
	return pool.Close()
}

// read starts a query.
func (s *Store) read(ctx context.Context) *gorm.DB { return s.reader.WithContext(ctx) }
