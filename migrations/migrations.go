// Package migrations holds the database's schema as goose migrations,
// NNNN_name.sql, each applied once, in order and in a transaction of its own.
// A migration that was released is never changed: the next one mends it.
package migrations

import "embed"

// FS holds the migrations for SQLite.
//
//go:embed *.sql
var FS embed.FS
