package store

import (
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
