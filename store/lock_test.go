package store_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"hamzaban/store"
)

func TestLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "bot.db")
	release, err := store.Lock(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Lock(path); !errors.Is(err, store.ErrLocked) || !strings.Contains(err.Error(), "bot.db") {
		t.Errorf("a second bot: %v, want ErrLocked and the path", err)
	}
	open(t, path) // what is no bot may use the file
	release()
	release, err = store.Lock(path)
	if err != nil {
		t.Fatalf("after the first has ended: %v", err)
	}
	release()
}
