package demo

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"sync"
)

// maxJSON bounds what the page posts, save for files.
const maxJSON = 1 << 20

func (d *Demo) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /", pages())
	mux.HandleFunc("GET /events", d.events)
	mux.HandleFunc("GET /commands", d.commands)
	mux.HandleFunc("GET /file/{id}", d.file)
	mux.HandleFunc("POST /upload", d.upload)
	handle(mux, "say", d.say)
	handle(mux, "edit", d.edit)
	handle(mux, "erase", d.erase)
	handle(mux, "forward", d.forward)
	handle(mux, "voice", d.voice)
	handle(mux, "press", d.press)
	handle(mux, "stop", d.stop)
	handle(mux, "break", d.breaks)
	handle(mux, "mend", d.mend)
	handle(mux, "spend", d.spend)
	handle(mux, "refill", d.refill)
	handle(mux, "bot", d.bot)
	handle(mux, "telegram", d.age)
	return d.guard(mux)
}

// refusal is an error for the page. The code is a key of its words, the text
// is for developers.
type refusal struct {
	status     int
	code, text string
}

func (r refusal) Error() string { return r.text }

func badRequest(code, text string, args ...any) error {
	return refusal{http.StatusBadRequest, code, fmt.Sprintf(text, args...)}
}

// handle serves POST /name with a JSON object in and out.
func handle[In any](mux *http.ServeMux, name string, do func(In) (any, error)) {
	mux.HandleFunc("POST /"+name, func(w http.ResponseWriter, r *http.Request) {
		var in In
		if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
			writeError(w, refusal{http.StatusUnsupportedMediaType, "wrong", "send application/json"})
			return
		}
		decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxJSON))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&in); err != nil {
			writeError(w, unreadable(err))
			return
		}
		reply(w, func() (any, error) { return do(in) })
	})
}

func unreadable(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return refusal{http.StatusRequestEntityTooLarge, "large", fmt.Sprintf("at most %d bytes", large.Limit)}
	}
	return badRequest("wrong", "this is not what is expected here: %v", err)
}

// reply runs an action. The sandbox panics where a person does what their app
// would not let them, which here can happen: the message was deleted a moment
// ago, for instance.
func reply(w http.ResponseWriter, do func() (any, error)) {
	defer func() {
		if p := recover(); p != nil {
			text, ok := p.(string)
			if !ok || !strings.HasPrefix(text, "telegram: ") {
				panic(p)
			}
			writeError(w, refusal{http.StatusConflict, "gone", text})
		}
	}()
	out, err := do()
	if err != nil {
		writeError(w, err)
		return
	}
	if out == nil {
		out = struct{}{}
	}
	writeJSON(w, http.StatusOK, out)
}

func writeError(w http.ResponseWriter, err error) {
	r := refusal{http.StatusInternalServerError, "failed", err.Error()}
	errors.As(err, &r)
	writeJSON(w, r.status, map[string]string{"code": r.code, "error": r.text})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the page has gone
}

// nonces remembers what the page has sent lately, so that a request that it
// repeats says nothing twice.
type nonces struct {
	mu    sync.Mutex
	known map[string]int64
	order []string
}

// once runs do unless the nonce was used; then it returns the earlier result.
func (n *nonces) once(nonce string, do func() int64) int64 {
	if nonce == "" {
		return do()
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if id, used := n.known[nonce]; used {
		return id
	}
	if n.known == nil {
		n.known = map[string]int64{}
	}
	id := do()
	n.known[nonce] = id
	n.order = append(n.order, nonce)
	if len(n.order) > 1000 {
		delete(n.known, n.order[0])
		n.order = n.order[1:]
	}
	return id
}
