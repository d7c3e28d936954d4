package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// ErrLocked says that another instance holds the lock.
var ErrLocked = errors.New("another instance of the bot is running")

// Lock makes this process the only bot on the database at path until release
// is called or the process ends, however it ends. It does not wait. What only
// reads, or shares the quota book, needs no lock.
func Lock(path string) (release func(), err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, unwritable(path, err)
	}
	l := flock.New(path+".lock", flock.SetPermissions(0o600))
	got, err := l.TryLock()
	switch {
	case err != nil:
		return nil, unwritable(path+".lock", err)
	case !got:
		return nil, fmt.Errorf("database %s: %w on it: stop that one first, or give this one another DATABASE_URL", path, ErrLocked)
	}
	// The file stays: removing it could take it from under a third process.
	return func() { _ = l.Unlock() }, nil
}
