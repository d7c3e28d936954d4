package providers

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Call is one request that a provider received.
type Call struct {
	// N counts the calls from 1, in the order of their arrival.
	N int
	// Provider and Model say who was asked. The model is empty for requests
	// that ask for none, such as lists of models.
	Provider, Model string
	Method, Path    string
	// Key is the end of the key, enough to tell spares apart; KeyInURL is
	// set where it stood in the URL.
	Key      string
	KeyInURL bool
	At       time.Time
	// Took is how long the call lasted; Done says that it is over.
	Took time.Duration
	Done bool
	// Status is the HTTP status answered, 0 where there was none.
	Status int
	// Fault is what was done to the call on purpose, empty for nothing;
	// Refused why the provider refused it by its own rules.
	Fault, Refused string
	// Limit is the limit that a call was refused for, "tokens per day", empty
	// for other refusals.
	Limit     string
	Stream    bool
	System    string
	Messages  []Message
	MaxTokens int
	// JSON: an answer in JSON was wanted; Schema: of a given shape.
	JSON, Schema bool
	// Effort is how hard the model was told to think.
	Effort string
	// File is the name of the recording to be written down, and Seconds its
	// length; empty for questions.
	File    string
	Seconds float64
	// Body is the request's body as it came, but for that of a recording.
	Body string
	// Text is the answer that the model gave, also where a fault kept it
	// from arriving whole. Finish is its finish reason.
	Text, Finish string
	// Prompt, Cached and Output count tokens.
	Prompt, Cached, Output int
}

// Last is the text of the question's last message.
func (c Call) Last() string {
	if len(c.Messages) == 0 {
		return ""
	}
	return c.Messages[len(c.Messages)-1].Text
}

// Prompted is all that the model was given, as text.
func (c Call) Prompted() string {
	texts := []string{c.System}
	for _, m := range c.Messages {
		texts = append(texts, m.Text)
	}
	return strings.Join(texts, "\n\n")
}

// Event is something that happened at a provider.
type Event struct {
	// Kind is "call" when a call begins, "answer" when it ends, "state" when
	// quotas or faults changed otherwise.
	Kind     string
	Provider string
	// Call is set for calls and answers.
	Call Call
}

type callLog struct {
	mu    sync.Mutex
	calls []*Call
	n     int
	subs  map[int]chan Event
	next  int
}

// Calls returns the calls so far, as many as Options.Calls, in the order of their arrival.
func (s *Server) Calls() []Call { return s.calls(func(*Call) bool { return true }) }

// CallsTo returns the calls to one provider.
func (s *Server) CallsTo(name string) []Call {
	s.account(name)
	return s.calls(func(c *Call) bool { return c.Provider == name })
}

// Asked returns the questions to one provider's models: its calls without
// those for lists and keys.
func (s *Server) Asked(name string) []Call {
	s.account(name)
	return s.calls(func(c *Call) bool { return c.Provider == name && c.Method == "POST" })
}

func (s *Server) calls(keep func(*Call) bool) []Call {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	var cs []Call
	for _, c := range s.log.calls {
		if keep(c) {
			copied := *c
			copied.Messages = slices.Clone(c.Messages)
			cs = append(cs, copied)
		}
	}
	return cs
}

// Reset forgets the calls. Quotas, faults and subscriptions stay.
func (s *Server) Reset() {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	s.log.calls = nil
}

// Subscribe returns what happens from now on, until cancel or Close. Events
// are dropped when the reader lags by more than 256 of them.
func (s *Server) Subscribe() (events <-chan Event, cancel func()) {
	l := &s.log
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.subs == nil {
		l.subs = map[int]chan Event{}
	}
	ch := make(chan Event, 256)
	id := l.next
	l.next++
	l.subs[id] = ch
	return ch, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if _, ok := l.subs[id]; ok {
			delete(l.subs, id)
			close(ch)
		}
	}
}

func (l *callLog) closeSubscriptions() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, ch := range l.subs {
		delete(l.subs, id)
		close(ch)
	}
}

// begin enters a call and keeps the log from growing beyond keep; it may keep
// none.
func (l *callLog) begin(c *Call, keep int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n++
	c.N = l.n
	if keep < 0 {
		return
	}
	if len(l.calls) >= keep {
		l.calls = slices.Delete(l.calls, 0, keep/10+1)
	}
	l.calls = append(l.calls, c)
}

// change edits a call that is in the log.
func (l *callLog) change(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f()
}

// tell sends an event to whoever subscribed.
func (l *callLog) tell(kind, provider string, c *Call) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.subs) == 0 {
		return
	}
	e := Event{Kind: kind, Provider: provider}
	if c != nil {
		e.Call = *c
		e.Call.Messages = slices.Clone(c.Messages)
	}
	for _, ch := range l.subs {
		select {
		case ch <- e:
		default:
		}
	}
}

func (s *Server) announce(name string) { s.log.tell("state", name, nil) }

// redacted is the end of a key.
func redacted(key string) string {
	key = strings.TrimSpace(key)
	if len(key) < 8 {
		return strings.Repeat("*", len(key))
	}
	return "…" + key[len(key)-4:]
}

func itoa(n int) string { return strconv.Itoa(n) }
