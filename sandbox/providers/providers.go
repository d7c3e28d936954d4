// Package providers is five AI providers in one HTTP server, as a strict
// judge remembers them: Groq, Cerebras, OpenRouter and Cohere over the OpenAI
// wire, Gemini over its own, each with its headers, its error bodies, its
// laws of quota and its ways to fail. Tests break it on purpose; the demo in
// the browser lets people do so.
//
// It borrows nothing from the program that it judges: wire JSON, quota laws
// and figures are written here anew. Answers come from small deterministic
// models, see [Options.Seed].
//
// The zero [Options] give the providers' own models and limits. Every method
// of a [Server] may be called at any time, from any goroutine.
package providers

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Names are the names of the providers, in alphabetical order.
var Names = []string{"cerebras", "cohere", "gemini", "groq", "openrouter"}

// Options are the choices of a [Server]; the zero value is of use.
type Options struct {
	// Addr is where Start listens; empty: a free port of 127.0.0.1.
	Addr string
	// Now tells the time by which quotas refill; nil: time.Now.
	Now func() time.Time
	// Limits replaces the quotas of a provider (key "groq"), for each of its
	// models where the provider counts by model, or those of one model (key
	// "groq/openai/gpt-oss-120b"). The zero Limits are no limits.
	Limits map[string]Limits
	// Models replaces the models that a provider serves.
	Models map[string][]string
	// Latency goes by before the headers of an answer, TokenDelay before
	// each piece of a streamed one.
	Latency, TokenDelay time.Duration
	// Keys are the keys that a provider accepts; none: any but the empty.
	Keys map[string][]string
	// Calls is how many calls the log keeps, the newest; 0: 20,000, negative:
	// none.
	Calls int
	// Ended is told of every call to a model when it is over, for tests that
	// count more of them than a log should keep. It must not call the server.
	Ended func(Call)
	// Answer says what a model answers, whatever it is asked, and how long
	// that takes beside Latency, so that a test decides on both; nil, or an
	// empty text: what the models of the sandbox say. It must not call the
	// server.
	Answer func(model string, messages []Message) (text string, took time.Duration)
	// Seed changes what the models say; the same seed says the same.
	Seed int64
}

// Server is the providers. It is an [http.Handler], for use with a listener
// of one's own; Start gives it one.
type Server struct {
	o        Options
	mu       sync.Mutex
	accounts map[string]*account
	// dictated are the words of recordings, by their hash.
	dictated map[uint64]string
	log      callLog
	http     *http.Server
	addr     string
}

// New returns the providers, not yet listening. It panics when Options names
// a provider that does not exist.
func New(o Options) *Server {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Calls == 0 {
		o.Calls = 20_000
	}
	s := &Server{o: o, accounts: map[string]*account{}, dictated: map[uint64]string{}}
	for _, v := range vendors() {
		s.accounts[v.name] = newAccount(v, o)
	}
	for name := range o.Models {
		s.account(name)
	}
	for name := range o.Keys {
		s.account(name)
	}
	for name := range o.Limits {
		provider, _, _ := strings.Cut(name, "/")
		s.account(provider)
	}
	return s
}

// Unlimited are Options.Limits under which no provider refuses anything for
// its quota.
func Unlimited() map[string]Limits {
	m := map[string]Limits{}
	for _, name := range Names {
		m[name] = Limits{}
	}
	return m
}

// Start listens and serves until Close.
func (s *Server) Start() error {
	addr := s.o.Addr
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("the simulated providers cannot listen on %s (choose another address): %w", addr, err)
	}
	srv := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	s.mu.Lock()
	s.http, s.addr = srv, ln.Addr().String()
	s.mu.Unlock()
	go func() { _ = srv.Serve(ln) }()
	return nil
}

// Close stops listening and breaks off every call.
func (s *Server) Close() error {
	s.mu.Lock()
	srv := s.http
	s.http = nil
	s.mu.Unlock()
	s.log.closeSubscriptions()
	if srv == nil {
		return nil
	}
	if err := srv.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// URL is the base URL of a provider, to be put into <PROVIDER>_BASE_URL.
// Before Start its host is "providers.test", for clients that dial by
// themselves.
func (s *Server) URL(name string) string {
	a := s.account(name)
	s.mu.Lock()
	defer s.mu.Unlock()
	host := s.addr
	if host == "" {
		host = "providers.test"
	}
	return "http://" + host + "/" + name + a.path
}

// account finds a provider. A name that does not exist is a mistake of the
// test's author.
func (s *Server) account(name string) *account {
	a := s.accounts[name]
	if a == nil {
		panic(fmt.Sprintf("providers: no provider is called %q", name))
	}
	return a
}
