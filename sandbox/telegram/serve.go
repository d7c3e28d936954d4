package telegram

import (
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strings"
)

// response is the envelope of every answer.
type response struct {
	OK          bool        `json:"ok"`
	Result      any         `json:"result,omitempty"`
	ErrorCode   int         `json:"error_code,omitempty"`
	Description string      `json:"description,omitempty"`
	Parameters  *parameters `json:"parameters,omitempty"`
}

type parameters struct {
	RetryAfter int `json:"retry_after"`
}

// ServeHTTP answers /bot<token>/<method> and /file/bot<token>/<path>.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if path, ok := strings.CutPrefix(r.URL.Path, "/file/bot"); ok {
		s.download(w, r, path)
		return
	}
	path, ok := strings.CutPrefix(r.URL.Path, "/bot")
	if !ok {
		writeError(w, errNotFound)
		return
	}
	token, name, ok := strings.Cut(path, "/")
	switch {
	case !ok:
		writeError(w, errNotFound)
	case token != s.opt.Token:
		writeError(w, errUnauthorized)
	default:
		s.serveCall(w, r, name)
	}
}

// serveCall runs one call through the faults that were laid for it.
func (s *Server) serveCall(w http.ResponseWriter, r *http.Request, name string) {
	m, known := methods[strings.ToLower(name)]
	if known {
		name = m.name
	}
	params, files, err := readParams(r)
	c := &call{ctx: r.Context(), method: name, params: params, files: files}
	s.begin(c)
	if err == nil && !s.withheld(name) {
		s.judge(c)
	}
	fault := s.fault(c)
	if fault != nil && !fault.after() {
		s.play(w, c, *fault)
		return
	}
	var result any
	switch {
	case err != nil:
	case !known || s.withheld(name):
		err = errNotFound
	default:
		result, err = s.run(c, m)
	}
	status, body := encode(c, result, err)
	s.mu.Lock()
	c.log.Status, c.log.Accepted = status, err == nil
	if err != nil {
		c.log.Description = err.Error()
	}
	s.mu.Unlock()
	if fault != nil {
		s.play(w, c, *fault)
		return
	}
	s.answer(w, c, status, "application/json", body)
}

func (s *Server) run(c *call, m method) (any, error) {
	if m.waits {
		return m.run(s, c)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.changed.ring()
	return m.run(s, c)
}

// answer writes the answer and closes the call's entry in the log.
func (s *Server) answer(w http.ResponseWriter, c *call, status int, kind string, body []byte) {
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_, err := w.Write(body)
	s.finish(c, err == nil && c.ctx.Err() == nil)
}

func (s *Server) finish(c *call, answered bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.log.Answered, c.log.Done = answered, s.now()
	s.changed.ring()
}

func encode(c *call, result any, err error) (int, []byte) {
	r := response{OK: true, Result: result, Description: c.note}
	status := http.StatusOK
	if err != nil {
		api := &apiError{Code: http.StatusInternalServerError, Description: "Internal Server Error"}
		errors.As(err, &api)
		status = api.Code
		r = response{ErrorCode: api.Code, Description: api.Description}
		if api.RetryAfter > 0 {
			r.Parameters = &parameters{api.RetryAfter}
		}
	}
	body, err := json.Marshal(r)
	if err != nil { // cannot be: all results are ours
		panic(err)
	}
	return status, body
}

func writeError(w http.ResponseWriter, err error) {
	status, body := encode(&call{}, nil, err)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(body) //nolint:errcheck // the client has gone
}

// cut closes the connection without a word, by a reset where it is TCP.
func cut(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0) //nolint:errcheck // it is being thrown away
	}
	conn.Close() //nolint:errcheck // it is being thrown away
}
