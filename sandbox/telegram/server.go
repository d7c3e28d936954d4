package telegram

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"
)

// DefaultToken is the bot's token where none was chosen. It has a token's
// form and is plainly none.
const DefaultToken = "123456:TEST-sandbox"

// Options choose what the server is like. The zero value is a strict, current
// server on a free port of the loopback.
type Options struct {
	// Addr is where Start listens; empty: 127.0.0.1:0.
	Addr string
	// Token is the bot's token; empty: DefaultToken. The digits before the
	// colon are the bot's id.
	Token string
	// BotUsername and BotName are what getMe says; empty: hamzaban_bot and
	// Hamzaban.
	BotUsername, BotName string
	// PrivacyMode keeps from the bot what people in groups say to each
	// other. It is off, so that the bot's own restraint can be seen.
	PrivacyMode bool
	// NoRich and NoDrafts make it an older server, which does not know rich
	// messages or drafts.
	NoRich, NoDrafts bool
	// Topics lets people have topics in their private chat with the bot.
	Topics bool
	// NoLimits leaves sending unlimited; otherwise Limits hold, or
	// DefaultLimits where it is zero.
	NoLimits bool
	Limits   Limits
	// PlainWebhooks allows webhooks over http and on any port, on the
	// loopback only.
	PlainWebhooks bool
	// WebhookClient delivers to webhooks; nil: one with a timeout of 60 s.
	WebhookClient *http.Client
	// WebhookRetry is the first pause after a failed delivery; it doubles up
	// to a minute. 0: one second.
	WebhookRetry time.Duration
	// FirstUpdateID is the first update's id; 0: 100001.
	FirstUpdateID int64
	// QueryLife is how long a callback query can be answered; 0: 30 s.
	QueryLife time.Duration
	// Now is the clock of dates, limits and lifetimes; nil: time.Now.
	Now func() time.Time
}

// Server is the Bot API and all that happens behind it. It is an
// http.Handler; all methods are safe for concurrent use.
type Server struct {
	opt Options
	bot User

	mu         sync.Mutex
	changed    bell // any change at all
	people     map[int64]*person
	chats      map[int64]*chat
	privateSeq int64 // message ids of all private chats: one sequence, as for a real bot
	groupSeq   int64

	updates  queue
	webhook  *webhook
	queries  map[string]*query
	querySeq int64
	files    files
	commands map[string][]BotCommand
	profile  map[string]string

	limits     Limits
	overall    bucket
	faults     faults
	calls      []*Call
	callSeq    int
	violations []Violation
	listeners  map[*listener]bool

	http *http.Server
	addr string
	done chan struct{}
	once sync.Once
}

// New returns a server that is not listening yet; it may also be mounted as a
// handler.
func New(o Options) *Server {
	o = o.withDefaults()
	s := &Server{
		opt:       o,
		bot:       User{ID: tokenID(o.Token), IsBot: true, FirstName: o.BotName, Username: o.BotUsername},
		people:    map[int64]*person{},
		chats:     map[int64]*chat{},
		queries:   map[string]*query{},
		commands:  map[string][]BotCommand{},
		profile:   map[string]string{},
		listeners: map[*listener]bool{},
		limits:    o.Limits,
		groupSeq:  1001,
		done:      make(chan struct{}),
	}
	s.updates.next = o.FirstUpdateID
	s.faults.script = map[string][]Fault{}
	s.faults.broken = map[string]Fault{}
	s.files.byID = map[string]*file{}
	return s
}

func (o Options) withDefaults() Options {
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	if o.Token == "" {
		o.Token = DefaultToken
	}
	if o.BotUsername == "" {
		o.BotUsername = "hamzaban_bot"
	}
	if o.BotName == "" {
		o.BotName = "Hamzaban"
	}
	if o.WebhookClient == nil {
		o.WebhookClient = &http.Client{Timeout: time.Minute, Transport: &http.Transport{}}
	}
	if o.WebhookRetry == 0 {
		o.WebhookRetry = time.Second
	}
	if o.FirstUpdateID == 0 {
		o.FirstUpdateID = 100001
	}
	if o.QueryLife == 0 {
		o.QueryLife = 30 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	switch {
	case o.NoLimits:
		o.Limits = Limits{}
	case o.Limits == Limits{}:
		o.Limits = DefaultLimits()
	}
	return o
}

// Start listens and serves until Close.
func (s *Server) Start() error {
	l, err := net.Listen("tcp", s.opt.Addr)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.http != nil {
		return errors.Join(errors.New("telegram: already started"), l.Close())
	}
	s.addr = l.Addr().String()
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = s.http.Serve(l) }() // it ends with Close
	return nil
}

// Close ends the server, its connections and its deliveries at once.
func (s *Server) Close() error {
	s.once.Do(func() { close(s.done) })
	s.mu.Lock()
	h := s.http
	s.removeWebhook()
	for l := range s.listeners {
		s.drop(l)
	}
	s.mu.Unlock()
	s.opt.WebhookClient.CloseIdleConnections()
	if h == nil {
		return nil
	}
	return h.Close()
}

// URL is what TELEGRAM_API_URL is to be; empty before Start.
func (s *Server) URL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.addr == "" {
		return ""
	}
	return "http://" + s.addr
}

// Token is the bot's token.
func (s *Server) Token() string { return s.opt.Token }

// Bot is the bot as people see it.
func (s *Server) Bot() User { return s.bot }

// Age makes it a server that does not know rich messages, or drafts, or that
// does again.
func (s *Server) Age(noRich, noDrafts bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opt.NoRich, s.opt.NoDrafts = noRich, noDrafts
	s.changed.ring()
}

// Aged says what [Server.Age] or the options made of it.
func (s *Server) Aged() (noRich, noDrafts bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opt.NoRich, s.opt.NoDrafts
}

func (s *Server) now() time.Time { return s.opt.Now() }

// Until waits until cond holds. It asks again after every change of any kind:
// a call that arrived or was answered, an update, a message; and ten times a second,
// for what else cond may be about. On failure it returns the context's error.
func (s *Server) Until(ctx context.Context, cond func() bool) error {
	for {
		s.mu.Lock()
		ring := s.changed.wait()
		s.mu.Unlock()
		if cond() {
			return nil
		}
		select {
		case <-ring:
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// bell wakes all who wait for something. It is guarded by the server's mutex.
type bell struct{ ch chan struct{} }

func (b *bell) wait() <-chan struct{} {
	if b.ch == nil {
		b.ch = make(chan struct{})
	}
	return b.ch
}

func (b *bell) ring() {
	if b.ch != nil {
		close(b.ch)
		b.ch = nil
	}
}
