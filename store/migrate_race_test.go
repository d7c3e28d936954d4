package store

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"
)

// Several processes may meet a new file at the same time: each finds it whole.
func TestSeveralMakeTheFile(t *testing.T) {
	for i := range 20 {
		path := filepath.Join(t.TempDir(), fmt.Sprint(i, ".db"))
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				s, err := Open(t.Context(), Options{Path: path})
				if err != nil {
					t.Error(err)
					return
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
}
