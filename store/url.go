package store

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
)

// ParseURL turns the value of DATABASE_URL into the path of a SQLite file: a
// path, "sqlite://path" or "file:path". Its errors never repeat the value,
// which may hold a password.
func ParseURL(s string) (path string, err error) {
	const want = "give the path of a SQLite file, such as data/hamzaban.db"
	path = strings.TrimSpace(s)
	scheme, rest, isURL := strings.Cut(path, "://")
	switch {
	case isURL && (scheme == "sqlite" || scheme == "sqlite3" || scheme == "file"):
		path = rest
	case isURL && (scheme == "postgres" || scheme == "postgresql"):
		return "", errors.New("PostgreSQL is not supported yet: " + want)
	case isURL:
		return "", errors.New("this kind of database is not supported: " + want)
	default:
		path, isURL = strings.CutPrefix(path, "file:")
	}
	switch {
	case path == "":
		return "", errors.New("no file is named: " + want)
	case strings.Contains(path, ":memory:"):
		return "", errors.New("a database in memory would lose everything: " + want)
	case isURL && strings.Contains(path, "?"):
		return "", errors.New("parameters after ? are not supported: " + want)
	}
	return filepath.Clean(path), nil
}

// The parameters of connections, as the driver reads them. Deleted text is
// overwritten (secure_delete), because people may ask to be forgotten.
const (
	readerParams = "mode=ro&_busy_timeout=5000"
	writerParams = "mode=rw&_txlock=immediate&_busy_timeout=5000" +
		"&_foreign_keys=1&_journal_mode=WAL&_synchronous=FULL" +
		"&_pragma=secure_delete(1)&_pragma=journal_size_limit(16777216)"
)

// dsn names the file and the parameters to the driver. The path is made
// absolute and escaped, so that nothing in it is read as a parameter.
func dsn(path, params string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/…
	}
	return fmt.Sprintf("file:%s?%s", (&url.URL{Path: path}).EscapedPath(), params)
}
