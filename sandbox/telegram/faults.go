package telegram

import (
	"net/http"
	"time"
)

// Fault is one way in which a call goes wrong. Use the constructors.
type Fault struct {
	name        string
	status      int
	description string
	retryAfter  int
	html        bool
	cut         bool
	accept      bool // the call takes effect first
	pass        bool
	delay       time.Duration // before all else; negative: until the client leaves
}

// Flood refuses with 429 and the seconds to wait.
func Flood(seconds int) Fault {
	return Fault{name: "flood", status: http.StatusTooManyRequests, retryAfter: seconds}
}

// InternalError answers 500 as JSON.
func InternalError() Fault {
	return Fault{name: "500", status: http.StatusInternalServerError}
}

// BadGateway answers 502 with a page of HTML, as the front servers do.
func BadGateway() Fault {
	return Fault{name: "502 html", status: http.StatusBadGateway, html: true}
}

// Reset cuts the connection before the call was looked at.
func Reset() Fault { return Fault{name: "reset", cut: true} }

// AcceptedThenCut lets the call take effect and cuts the connection instead of
// answering.
func AcceptedThenCut() Fault { return Fault{name: "accepted then cut", cut: true, accept: true} }

// AcceptedThenError lets the call take effect and answers 502 all the same.
func AcceptedThenError() Fault {
	return Fault{name: "accepted then 502", status: http.StatusBadGateway, html: true, accept: true}
}

// Hang never answers; the call ends when the client leaves it.
func Hang() Fault { return Fault{name: "hang", delay: -1, cut: true} }

// AcceptedThenHang lets the call take effect and never answers.
func AcceptedThenHang() Fault {
	return Fault{name: "accepted then hang", delay: -1, cut: true, accept: true}
}

// Slow serves the call as usual after d.
func Slow(d time.Duration) Fault { return Fault{name: "slow", delay: d, pass: true} }

// Refuse answers with a code, 400 or 403 for instance, and a description,
// which gets its usual beginning if it has none.
func Refuse(code int, description string) Fault {
	return Fault{name: "refused", status: code, description: description}
}

// Pass serves the call as usual: a place in a script where nothing happens.
func Pass() Fault { return Fault{name: "", pass: true} }

// Any stands for every method but getUpdates in Script, Break and Mend.
const Any = "*"

type faults struct {
	script map[string][]Fault
	broken map[string]Fault
	meddle func(Call) *Fault
}

// Script lays faults for the next calls of a method, one each.
func (s *Server) Script(method string, fs ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.script[method] = append(s.faults.script[method], fs...)
}

// Break has every call of a method go wrong until Mend.
func (s *Server) Break(method string, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.broken[method] = f
}

// Mend ends what Break and Script began for a method.
func (s *Server) Mend(method string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.faults.broken, method)
	delete(s.faults.script, method)
}

// Meddle has f choose a fault for every call, after Script and Break had their
// chance; nil from f: none. A nil f ends it. It must not call the server.
func (s *Server) Meddle(f func(Call) *Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.meddle = f
}

// fault takes the fault that is due for a call.
func (s *Server) fault(c *call) *Fault {
	s.mu.Lock()
	f := s.nextFault(c)
	if f != nil {
		c.log.Fault = f.name
		s.changed.ring()
	}
	s.mu.Unlock()
	if f == nil || !f.pass {
		return f
	}
	pause(c, f.delay, s.done)
	return nil
}

func (s *Server) nextFault(c *call) *Fault {
	names := []string{c.method, Any}
	if c.method == "getUpdates" {
		names = names[:1]
	}
	for _, name := range names {
		if list := s.faults.script[name]; len(list) > 0 {
			s.faults.script[name] = list[1:]
			return &list[0]
		}
	}
	for _, name := range names {
		if f, ok := s.faults.broken[name]; ok {
			return &f
		}
	}
	if s.faults.meddle != nil {
		return s.faults.meddle(*c.log)
	}
	return nil
}

func (f Fault) after() bool { return f.accept }

// play answers a call with a fault.
func (s *Server) play(w http.ResponseWriter, c *call, f Fault) {
	pause(c, f.delay, s.done)
	if f.cut {
		s.finish(c, false)
		cut(w)
		return
	}
	if f.html {
		s.mark(c, f.status, "")
		s.answer(w, c, f.status, "text/html", []byte("<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"))
		return
	}
	err := &apiError{Code: f.status, Description: standard(f.status, f.description)}
	if f.retryAfter > 0 {
		err = tooMany(time.Duration(f.retryAfter) * time.Second)
	}
	status, body := encode(c, nil, err)
	s.mark(c, status, err.Error())
	s.answer(w, c, status, "application/json", body)
}

func (s *Server) mark(c *call, status int, description string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.log.Status, c.log.Description = status, description
}

// pause waits for d, or for as long as the client stays where d is negative.
func pause(c *call, d time.Duration, done <-chan struct{}) {
	if d == 0 {
		return
	}
	var up <-chan time.Time
	if d > 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		up = t.C
	}
	select {
	case <-up:
	case <-c.ctx.Done():
	case <-done:
	}
}
