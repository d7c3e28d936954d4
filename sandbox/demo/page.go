package demo

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
)

//go:embed page
var pageFiles embed.FS

var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
}

// pages serves the page's own files. Browsers ask each time whether one has
// changed: a new build must not meet old scripts.
func pages() http.Handler {
	type static struct {
		data []byte
		etag string
	}
	files := map[string]static{}
	entries, err := fs.ReadDir(pageFiles, "page")
	if err != nil {
		panic(err) // it is embedded
	}
	for _, e := range entries {
		data, err := pageFiles.ReadFile("page/" + e.Name())
		if err != nil {
			panic(err)
		}
		sum := sha256.Sum256(data)
		files["/"+e.Name()] = static{data, `"` + hex.EncodeToString(sum[:8]) + `"`}
	}
	files["/"] = files["/index.html"]
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := files[r.URL.Path]
		if !ok {
			writeError(w, refusal{http.StatusNotFound, "gone", "there is no such page"})
			return
		}
		name := r.URL.Path
		if name == "/" {
			name = "/index.html"
		}
		h := w.Header()
		h.Set("Content-Type", contentTypes[path.Ext(name)])
		h.Set("Cache-Control", "no-cache")
		h.Set("ETag", f.etag)
		if r.Header.Get("If-None-Match") == f.etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write(f.data) // the browser has gone
	})
}
