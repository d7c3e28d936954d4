package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"gorm.io/gorm"
)

// What is deleted is overwritten by SQLite (secure_delete), save in two places:
// the journal, which has pages as they were, and the room within a page that its
// rows left when SQLite moved them to another. Both are wiped here, and then the
// backups that were made before updates of the program.

// forgottenNote begins the keys of the notes that a person was forgotten, which
// are there until nothing of them is left in the files.
const forgottenNote = "forgotten "

// wipe removes from the files what was forgotten. What cannot be done now, the
// next call does: a start, and every [Store.Prune], makes one.
func (s *Store) wipe(ctx context.Context) error {
	s.wiping.Lock()
	defer s.wiping.Unlock()
	var keys []string
	err := s.read(ctx).Raw("SELECT key FROM notes WHERE key LIKE ?", forgottenNote+"%").Scan(&keys).Error
	if err != nil || len(keys) == 0 {
		return err
	}
	people := make([]int64, len(keys))
	for i, key := range keys {
		if people[i], err = strconv.ParseInt(strings.TrimPrefix(key, forgottenNote), 10, 64); err != nil {
			return err
		}
	}
	if err := s.wipePages(ctx); err != nil {
		return fmt.Errorf("wipe the database: %w", err)
	}
	if err := s.wipeWAL(ctx); err != nil {
		return fmt.Errorf("wipe the database's -wal file: %w", err)
	}
	if err := wipeBackups(ctx, s.path, people); err != nil {
		return fmt.Errorf("wipe the backups made before updates: %w", err)
	}
	return s.write(ctx, func(tx *gorm.DB) error { return tx.Exec("DELETE FROM notes WHERE key IN ?", keys).Error })
}

// wiped is wipe for a caller who has done what was asked of them already.
func (s *Store) wiped(ctx context.Context) {
	if err := s.wipe(ctx); err != nil && ctx.Err() == nil {
		s.log.Warn("what somebody had deleted is not gone from all files yet; trying again within the hour and at the next start", "error", err)
	}
}

// wipeWAL writes the journal into the database and empties it.
func (s *Store) wipeWAL(ctx context.Context) error {
	return s.writer.alone(ctx, func(db *gorm.DB) error {
		var r struct{ Busy bool }
		if err := db.Raw("PRAGMA wal_checkpoint(TRUNCATE)").Scan(&r).Error; err != nil {
			return err
		}
		if r.Busy {
			return errors.New("somebody reads it for long")
		}
		return nil
	})
}

// pagesAtOnce is how many pages are wiped in one transaction.
const pagesAtOnce = 200

// mostPages is how many pages a database has at most for its pages to be told
// apart by their first byte: 64 GB.
const mostPages = 1 << 24

// wipePages overwrites what is left in the unused room of pages.
func (s *Store) wipePages(ctx context.Context) error {
	var has struct{ Pages, Vacuum int64 }
	err := s.read(ctx).Raw("SELECT page_count AS pages, auto_vacuum AS vacuum FROM pragma_page_count, pragma_auto_vacuum").Scan(&has).Error
	if err != nil {
		return err
	}
	if has.Pages >= mostPages || has.Vacuum != 0 {
		return errors.New("its pages cannot be told apart")
	}
	for first := int64(1); first <= has.Pages; first += 10 * pagesAtOnce {
		stained, err := s.stained(ctx, first, first+10*pagesAtOnce)
		if err != nil {
			return err
		}
		for len(stained) > 0 {
			n := min(len(stained), pagesAtOnce)
			if err := s.write(ctx, func(tx *gorm.DB) error { return wash(tx, stained[:n]) }); err != nil {
				return err
			}
			stained = stained[n:]
		}
	}
	return nil
}

// pageRow is a page as it is.
type pageRow struct {
	Pgno int64
	Data []byte
}

// stained returns the pages in a range that have something in their unused room.
func (s *Store) stained(ctx context.Context, first, end int64) ([]int64, error) {
	rows, err := s.read(ctx).Raw("SELECT pgno, data FROM sqlite_dbpage WHERE pgno >= ? AND pgno < ?", first, end).Rows()
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var list []int64
	for rows.Next() {
		var p pageRow
		if err := rows.Scan(&p.Pgno, &p.Data); err != nil {
			return nil, err
		}
		if from, to := unused(p); from < to {
			list = append(list, p.Pgno)
		}
	}
	return list, rows.Err()
}

// wash overwrites the unused room of these pages, as they are now.
func wash(tx *gorm.DB, pages []int64) error {
	var rows []pageRow
	if err := tx.Raw("SELECT pgno, data FROM sqlite_dbpage WHERE pgno IN ?", pages).Scan(&rows).Error; err != nil {
		return err
	}
	for _, p := range rows {
		from, to := unused(p)
		if from >= to {
			continue
		}
		clear(p.Data[from:to])
		if err := tx.Exec("UPDATE sqlite_dbpage SET data = ? WHERE pgno = ?", p.Data, p.Pgno).Error; err != nil {
			return err
		}
	}
	return nil
}

// unused is the room between a page's list of cells and the cells themselves, by
// https://www.sqlite.org/fileformat.html#b_tree_pages, where anything is in it. Pages of other
// kinds begin with the number of a page, whose first byte is 0.
func unused(p pageRow) (from, to int) {
	begin := 0
	if p.Pgno == 1 {
		begin = 100 // the file's header
	}
	head := p.Data[begin:]
	switch head[0] {
	case 2, 5: // a page within a tree
		from = begin + 12
	case 10, 13: // a leaf
		from = begin + 8
	default:
		return 0, 0
	}
	from += 2 * int(binary.BigEndian.Uint16(head[3:]))
	if to = int(binary.BigEndian.Uint16(head[5:])); to == 0 {
		to = 65536
	}
	to = min(to, len(p.Data))
	for from < to && p.Data[from] == 0 {
		from++
	}
	return from, to
}
