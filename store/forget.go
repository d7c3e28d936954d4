package store

import (
	"fmt"
	"regexp"
	"strconv"

	"gorm.io/gorm"
)

// What is kept of a person is deleted in one transaction, with a note of it. After
// that it is wiped from the files (see wipe.go), however often that takes.

// paced is how long the times of what was sent are needed, so that a restart
// keeps the messenger's limits: see [Store.Lately].
const paced = 60_000

// forget deletes all that is kept of a person. What came after the update before
// stays, as does what answers that; of what came until then the number is left
// without anything that tells whose it was, so that it is not taken for new until
// [Store.Prune].
func forget(tx *gorm.DB, person, before int64) error {
	at := now()
	for _, st := range []struct {
		statement string
		args      []any
	}{
		{"DELETE FROM conversations WHERE person = ?", []any{person}}, // and so their turns
		{"DELETE FROM people WHERE id = ?", []any{person}},
		{"DELETE FROM usage WHERE person = ?", []any{person}},
		{"DELETE FROM memory WHERE person = ?", []any{person}},
		{"DELETE FROM terms WHERE person = ?", []any{person}},
		{"DELETE FROM asked WHERE person = ?", []any{person}},
		{"DELETE FROM remarks WHERE person = ?", []any{person}},
		{"DELETE FROM parked WHERE person = ? AND update_seq <= ?", []any{person, before}},
		{"DELETE FROM outbox WHERE person = ? AND done_at < ?", []any{person, at - paced}},
		{`UPDATE outbox SET state = 'stopped', stopped_by = ?, done_at = ? WHERE person = ? AND done_at IS NULL
			AND coalesce(update_seq, 0) <= ?`, []any{before, at, person, before}},
		{"UPDATE outbox SET person = 0, payload = '', reason = '' WHERE person = ? AND done_at IS NOT NULL", []any{person}},
		{`UPDATE updates SET state = 'done', done_at = ? WHERE person = ? AND seq <= ? AND done_at IS NULL`, []any{at, person, before}},
		{"UPDATE updates SET person = 0, lane = '', raw = '', reason = '' WHERE person = ? AND done_at IS NOT NULL", []any{person}},
		{"INSERT INTO notes (key, value) VALUES (?, '') ON CONFLICT (key) DO NOTHING", []any{forgottenNote + strconv.FormatInt(person, 10)}},
	} {
		if err := tx.Exec(st.statement, st.args...).Error; err != nil {
			return err
		}
	}
	return forgetUnread(tx, person)
}

// forgetUnread deletes what could not be read, where it speaks of the person.
func forgetUnread(tx *gorm.DB, person int64) error {
	for _, of := range []struct{ list, forget string }{
		{unreadAside, "DELETE FROM aside WHERE id IN ?"},
		{unreadUpdates, "UPDATE updates SET raw = '', reason = '' WHERE seq IN ?"},
	} {
		rows, err := unread(tx, of.list, person)
		if err != nil {
			return err
		}
		ids := make([]int64, len(rows))
		for i, r := range rows {
			ids[i] = r.ID
		}
		if err := tx.Exec(of.forget, ids).Error; err != nil {
			return err
		}
	}
	return nil
}

// What could not be read as an update of anybody.
const (
	unreadAside   = "SELECT id, CAST(raw AS TEXT) AS raw, reason, at FROM aside"
	unreadUpdates = "SELECT seq AS id, raw, reason, at FROM updates WHERE person = 0 AND raw <> '' AND done_at IS NOT NULL"
)

// unreadRow is a row of what could not be read.
type unreadRow struct {
	ID          int64
	Raw, Reason string
	At          int64
}

// unread returns what could not be read and has the person's number in it.
func unread(tx *gorm.DB, list string, person int64) (of []unreadRow, err error) {
	speaks, err := regexp.Compile(fmt.Sprintf(`(^|[^-0-9])%d([^0-9]|$)`, person))
	if err != nil {
		return nil, err
	}
	var all []unreadRow
	if err := tx.Raw(list).Scan(&all).Error; err != nil {
		return nil, err
	}
	for _, r := range all {
		if speaks.MatchString(r.Raw) {
			of = append(of, r)
		}
	}
	return of, nil
}
