package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// ErrLocked says that another instance holds the lock.
var ErrLocked = errors.New("another instance of the bot is running")

// Lock makes this process the only bot on the database at path until release
// is called or the process ends, however it ends. It hardly waits. What only
// reads, or shares the quota book, needs no lock.
func Lock(path string) (release func(), err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, unwritable(path, err)
	}
	l := flock.New(path+".lock", flock.SetPermissions(0o600))
	got, err := l.TryLock()
	for range 3 { // somebody may just have looked: see locked
		if got || err != nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
		got, err = l.TryLock()
	}
	switch {
	case err != nil:
		return nil, unwritable(path+".lock", err)
	case !got:
		return nil, fmt.Errorf("database %s: %w on it: stop that one first, or give this one another DATABASE_URL", path, ErrLocked)
	}
	// The file stays: removing it could take it from under a third process.
	return func() { _ = l.Unlock() }, nil
}

// aloneWithin is how long a process that opens a database waits for one that does.
const aloneWithin = 10 * time.Second

// alone waits until no other process opens a database in the same folder, so that one
// of several makes a new file, or brings an old one up to date. Where that takes long,
// or cannot be known, it waits no more.
func alone(ctx context.Context, path string) (done func()) {
	l := flock.New(filepath.Dir(path), flock.SetFlag(os.O_RDONLY)) // the folder itself: no file is left
	ctx, cancel := context.WithTimeout(ctx, aloneWithin)
	defer cancel()
	if got, err := l.TryLockContext(ctx, 10*time.Millisecond); err != nil || !got {
		return func() {}
	}
	return func() { _ = l.Unlock() }
}

// locked tells whether a bot runs on the database at path.
func locked(path string) bool {
	if _, err := os.Stat(path + ".lock"); err != nil {
		return false // there was never one
	}
	l := flock.New(path + ".lock")
	got, err := l.TryRLock()
	_ = l.Unlock()
	return err == nil && !got
}
