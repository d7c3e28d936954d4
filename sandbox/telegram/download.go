package telegram

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Download is the name in the log, and for faults, of a file being fetched
// from /file/bot<token>/<path>. The path is its parameter "path".
const Download = "file"

// pathLife is how long a path that getFile named is good.
const pathLife = time.Hour

// download serves <token>/<path> of a file, through the faults that were laid
// for it.
func (s *Server) download(w http.ResponseWriter, r *http.Request, tokenAndPath string) {
	token, want, _ := strings.Cut(tokenAndPath, "/")
	if token != s.opt.Token {
		writeError(w, errUnauthorized)
		return
	}
	c := &call{ctx: r.Context(), method: Download, params: map[string]string{"path": want}}
	s.begin(c)
	fault := s.fault(c)
	if fault != nil && !fault.after() {
		s.play(w, c, *fault)
		return
	}
	found := s.open(want)
	if found == nil {
		s.mark(c, errNotFound.Code, errNotFound.Description)
		_, body := encode(c, nil, errNotFound)
		s.answer(w, c, errNotFound.Code, "application/json", body)
		return
	}
	s.mu.Lock()
	c.log.Status, c.log.Accepted = http.StatusOK, true
	s.mu.Unlock()
	w.Header().Set("Content-Length", strconv.Itoa(len(found.Data)))
	if fault != nil { // it begins, and never comes whole
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Write(found.Data[:len(found.Data)/2]) //nolint:errcheck // it is cut anyway
		http.NewResponseController(w).Flush()   //nolint:errcheck // it is cut anyway
		s.play(w, c, Fault{delay: fault.delay, cut: true})
		return
	}
	s.answer(w, c, http.StatusOK, "application/octet-stream", found.Data)
}

// open finds a file by a path that is good.
func (s *Server) open(path string) *file {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range s.files.byID {
		if k.path == path && !k.opened.IsZero() && s.now().Sub(k.opened) < pathLife {
			return k
		}
	}
	return nil
}
