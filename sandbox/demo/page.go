package demo

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
)

//go:embed page
var pageFiles embed.FS

var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
}

// asset is one of the page's own files, ready to be sent.
type asset struct {
	kind, etag     string
	plain, gzipped []byte
}

// pages serves the page's own files. Browsers ask each time whether one has
// changed: a new build must not meet old scripts.
func pages() http.Handler {
	files := map[string]asset{}
	entries, err := fs.ReadDir(pageFiles, "page")
	if err != nil {
		panic(err) // it is embedded
	}
	for _, e := range entries {
		files["/"+e.Name()] = newAsset(e.Name())
	}
	files["/"] = files["/index.html"]
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := files[r.URL.Path]
		if !ok {
			writeError(w, refusal{http.StatusNotFound, "gone", "there is no such page"})
			return
		}
		h := w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("Cache-Control", "no-cache")
		h.Set("Vary", "Accept-Encoding")
		h.Set("ETag", a.etag)
		if r.Header.Get("If-None-Match") == a.etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		data := a.plain
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			data = a.gzipped
		}
		_, _ = w.Write(data) // the browser has gone
	})
}

func newAsset(name string) asset {
	data, err := pageFiles.ReadFile("page/" + name)
	if err != nil {
		panic(err)
	}
	data = trim(path.Ext(name), data)
	sum := sha256.Sum256(data)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(data) // into memory
	_ = z.Close()
	return asset{
		kind: contentTypes[path.Ext(name)], etag: `W/"` + hex.EncodeToString(sum[:8]) + `"`,
		plain: data, gzipped: packed.Bytes(),
	}
}

var (
	styleComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	styleSpace   = regexp.MustCompile(`\s*([{}])\s*|([;,:]) `)
)

// trim takes away what only a reader of the source needs: indents and
// comments. Scripts keep their lines, so that an error names the right one.
func trim(ext string, data []byte) []byte {
	lines := strings.Split(string(data), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
		if ext == ".js" && strings.HasPrefix(lines[i], "//") {
			lines[i] = ""
		}
	}
	text := strings.Join(lines, "\n")
	if ext == ".css" {
		text = styleComment.ReplaceAllString(text, "")
		text = styleSpace.ReplaceAllString(text, "$1$2")
	}
	return []byte(text)
}
