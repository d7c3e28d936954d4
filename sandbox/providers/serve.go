package providers

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// maxBody is the most that any of the providers reads of a request.
const maxBody = 32 << 20

// ServeHTTP serves all providers, each below its name.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	a := s.accounts[name]
	if a == nil {
		http.NotFound(w, r)
		return
	}
	path, inside := strings.CutPrefix("/"+rest, a.path)
	if !inside {
		path = ""
	}
	key, inURL := a.wire.key(r)
	x := &exchange{s: s, a: a, w: w, r: r, key: key, began: s.o.Now()}
	x.call = &Call{Provider: name, Method: r.Method, Path: r.URL.Path, Key: redacted(key), KeyInURL: inURL, At: x.began}
	defer x.end()
	x.serve(path)
}

// exchange is one call while it lasts.
type exchange struct {
	s     *Server
	a     *account
	w     http.ResponseWriter
	r     *http.Request
	call  *Call
	key   string
	began time.Time
	fault Fault
	// logged is set once the call is in the log.
	logged bool
}

func (x *exchange) serve(path string) {
	c, asks := x.a.wire.asks(x.r.Method, path)
	var wrong *trouble
	if asks {
		wrong = x.read(c)
	}
	x.begin(c, asks)
	if x.connectionFault(c) || x.statusFault(c) {
		return
	}
	if t := x.keyTrouble(); t != nil {
		x.refuse(c, t)
		return
	}
	if !asks {
		x.serveOther(path)
		return
	}
	if wrong == nil {
		wrong = x.check(c)
	}
	if wrong != nil {
		x.refuse(c, wrong)
		return
	}
	x.answer(c)
}

// read reads the question and notes in the call what it says.
func (x *exchange) read(c *chat) *trouble {
	body, err := io.ReadAll(io.LimitReader(x.r.Body, maxBody+1))
	if err != nil {
		return &trouble{kind: badRequest, text: "the request body ended early"}
	}
	if len(body) > maxBody {
		return &trouble{kind: tooLarge}
	}
	if c.recording == nil {
		x.call.Body = string(body)
	}
	t := x.a.wire.read(c, x.r, body)
	if r := c.recording; r != nil {
		x.call.File, x.call.Seconds = r.name, r.seconds()
	}
	x.call.Model, x.call.Stream, x.call.System = c.model, c.stream, c.system
	x.call.Messages, x.call.MaxTokens = c.messages, c.maxTokens
	x.call.JSON, x.call.Schema, x.call.Effort = c.json, c.schema != nil, c.effort
	return t
}

// begin enters the call into the log and takes the fault that it suffers.
func (x *exchange) begin(c *chat, asks bool) {
	x.s.mu.Lock()
	x.fault = x.a.fault(x.call.Model, x.key, asks)
	if asks {
		x.a.counts[c.model]++
	}
	if x.fault.Kind != "" {
		x.call.Fault = x.fault.String()
	}
	x.s.log.begin(x.call, x.s.o.Calls)
	x.s.mu.Unlock()
	x.logged = true
	x.s.log.tell("call", x.a.name, x.call)
}

func (x *exchange) end() {
	if !x.logged {
		return
	}
	x.s.log.change(func() { x.call.Took, x.call.Done = x.s.o.Now().Sub(x.began), true })
	x.s.log.tell("answer", x.a.name, x.call)
	if x.s.o.Ended != nil && x.call.Model != "" {
		x.s.o.Ended(*x.call)
	}
}

func (x *exchange) status(code int) {
	x.s.log.change(func() { x.call.Status = code })
	x.w.WriteHeader(code)
}

func (x *exchange) keyTrouble() *trouble {
	switch {
	case x.key == "":
		return &trouble{kind: noKey}
	case !x.a.accepts(x.key):
		return &trouble{kind: badKey, text: redacted(x.key)}
	}
	return nil
}

// serveOther serves what is not a question: the list of models and the like.
func (x *exchange) serveOther(path string) {
	x.s.mu.Lock()
	body, ok := x.a.wire.list(x.a, x.r.Method, path)
	if !ok && x.a.extra != nil && x.r.Method == http.MethodGet {
		body, ok = x.a.extra(x.s, x.a, path)
	}
	x.s.mu.Unlock()
	if !ok {
		x.refuse(nil, &trouble{kind: unknownURL, text: x.r.Method + " " + x.r.URL.Path})
		return
	}
	x.json(http.StatusOK, body)
}

// check says what is wrong with a well-formed question.
func (x *exchange) check(c *chat) *trouble {
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	if c.recording != nil {
		return x.a.checkRecording(c)
	}
	m := x.a.serves(c.model)
	if m == nil {
		return &trouble{kind: noModel, model: c.model}
	}
	if len(c.messages) == 0 {
		return &trouble{kind: badRequest, model: c.model, text: "messages must not be empty"}
	}
	return x.a.check(c, m)
}

// refuse answers a call in trouble in the vendor's way.
func (x *exchange) refuse(c *chat, t *trouble) {
	h := x.w.Header()
	if t.model == "" && c != nil {
		t.model = c.model
	}
	status, body := x.a.refuse(t, h)
	if t.kind != rate && x.fault.RetryAfter > 0 {
		h.Set("Retry-After", seconds(x.fault.RetryAfter))
	}
	x.s.log.change(func() {
		if x.call.Fault == "" {
			x.call.Refused = t.kind
		}
		if t.kind == rate && t.hit != nil {
			x.call.Limit = t.hit.unit + " per " + t.hit.per
		}
	})
	if c != nil && c.stream && !c.sse && x.a.name == "gemini" {
		body = []any{body} // the stream that is an array stays one in refusal
	}
	if text, ok := body.(string); ok {
		if h.Get("Content-Type") == "" {
			h.Set("Content-Type", "text/html; charset=UTF-8")
		}
		x.status(status)
		_, _ = io.WriteString(x.w, text)
		return
	}
	x.json(status, body)
}

func (x *exchange) json(status int, body any) {
	x.w.Header().Set("Content-Type", "application/json")
	x.status(status)
	_, _ = x.w.Write(marshal(body))
}

// wait lets d go by; 0: until the client gives up. It says whether the client
// is still there.
func wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		<-ctx.Done()
		return false
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// hangUp closes the connection, with a reset if so wanted.
func (x *exchange) hangUp(reset bool) {
	conn, _, err := http.NewResponseController(x.w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok && reset {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// marshal writes JSON without the HTML escapes that no provider writes.
func marshal(v any) []byte {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // only values of our own making come here
	}
	return []byte(strings.TrimSuffix(b.String(), "\n"))
}
