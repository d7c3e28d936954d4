package telegram

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"
)

// Call is one call of the API as it was received and answered.
type Call struct {
	// Seq counts the calls from 1, in the order of their arrival.
	Seq int
	// Method is as the API spells it.
	Method string
	// Params are the parameters; those that are not strings as their JSON.
	Params map[string]string
	// Files are the names of the parts that were uploaded.
	Files []string
	At    time.Time
	// Done is when the call was over; zero while it runs.
	Done time.Time
	// Status is the answer's HTTP status, also where the answer was cut off;
	// 0 while the call runs and where it was never looked at.
	Status int
	// Description is the error's text.
	Description string
	// Accepted says that the call took effect.
	Accepted bool
	// Answered says that the answer was written to the connection. A call
	// may be accepted and not answered.
	Answered bool
	// Fault names the fault that was played on this call.
	Fault string
	// MessageID is the message that came of the call or that it changed.
	MessageID int64
}

// Chat is the call's chat_id, 0 where there is none.
func (c Call) Chat() int64 {
	id, _ := strconv.ParseInt(c.Params["chat_id"], 10, 64)
	return id
}

// Violation is something that a bot should not do although the server lets it
// pass or mends it.
type Violation struct {
	// Call is the Seq of the call.
	Call   int
	Method string
	// Rule is short and stable; Detail says what it was about.
	Rule, Detail string
}

// call is a call being served.
type call struct {
	ctx    context.Context
	method string
	params map[string]string
	files  map[string]upload
	log    *Call
	// note goes with a good answer, as "Webhook was set" does.
	note string
}

// Calls returns the log of all calls so far, those still running among them.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Call, len(s.calls))
	for i, c := range s.calls {
		all[i] = *c
	}
	return all
}

// Violations returns what the bot should not have done so far.
func (s *Server) Violations() []Violation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Violation(nil), s.violations...)
}

// ForgetCalls empties the log of calls, for runs that would fill the memory.
func (s *Server) ForgetCalls() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = nil
}

// judge notes the rules that a call breaks.
func (s *Server) judge(c *call) {
	breaches := Judge(c.method, c.params, slices.Collect(maps.Keys(c.files))...)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range breaches {
		s.violate(c, b.Rule, b.Detail)
	}
}

func (s *Server) violate(c *call, rule, detail string) {
	s.violations = append(s.violations, Violation{c.log.Seq, c.method, rule, detail})
}

func (s *Server) begin(c *call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.callSeq++
	c.log = &Call{Seq: s.callSeq, Method: c.method, Params: maps.Clone(c.params), At: s.now()}
	for name := range c.files {
		c.log.Files = append(c.log.Files, name)
	}
	s.calls = append(s.calls, c.log)
	s.changed.ring()
}
