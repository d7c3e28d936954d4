package store_test

import (
	"strings"
	"testing"

	"hamzaban/store"
)

func TestParseURL(t *testing.T) {
	for _, c := range []struct{ name, url, path, says string }{
		{"a path", "data/hamzaban.db", "data/hamzaban.db", ""},
		{"an absolute path", "/var/lib/bot.db", "/var/lib/bot.db", ""},
		{"a path with a question mark", "why?.db", "why?.db", ""},
		{"spaces around", " bot.db ", "bot.db", ""},
		{"sqlite, relative", "sqlite://data/bot.db", "data/bot.db", ""},
		{"sqlite, absolute", "sqlite:///data/bot.db", "/data/bot.db", ""},
		{"file, relative", "file:data/bot.db", "data/bot.db", ""},
		{"file, absolute", "file:///data/bot.db", "/data/bot.db", ""},
		{"nothing", "", "", "no file"},
		{"sqlite and nothing", "sqlite://", "", "no file"},
		{"in memory", "file::memory:", "", "lose everything"},
		{"parameters", "file:bot.db?mode=memory", "", "parameters"},
		{"PostgreSQL", "postgres://bot:test-secret@db/bot", "", "PostgreSQL is not supported yet"},
		{"another database", "mysql://bot:test-secret@db/bot", "", "not supported"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path, err := store.ParseURL(c.url)
			if path != c.path || (err == nil) != (c.says == "") {
				t.Fatalf("%q, %v, want %q", path, err, c.path)
			}
			if err != nil && (!strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "test-secret")) {
				t.Errorf("the error says %q, want something about %q and no password", err, c.says)
			}
		})
	}
}
