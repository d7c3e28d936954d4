package main

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// hookURL is where Telegram is told to send updates.
const hookURL = "https://bot.example/hook"

// post carries updates to the bot's webhook, each three times: Telegram hears
// of the first delivery only, the copies come at any time about it.
type post struct {
	addr   string // where the bot listens
	copies atomic.Int64

	mu   sync.Mutex
	dice *rand.Rand
	late sync.WaitGroup
}

// lateMost is how much later a copy may come.
const lateMost = 1500 * time.Millisecond

func newPost(t *testing.T, seed uint64) *post {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return &post{addr: l.Addr().String(), dice: rand.New(rand.NewPCG(seed, 1))}
}

// RoundTrip implements [http.RoundTripper].
func (p *post) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	for range 2 {
		p.mu.Lock()
		d := time.Duration(p.dice.Int64N(int64(lateMost)))
		if p.dice.IntN(4) == 0 {
			d = 0 // beside the original
		}
		p.mu.Unlock()
		copied := r.Clone(r.Context())
		p.late.Go(func() {
			time.Sleep(d)
			if resp, err := p.send(copied, body); err == nil {
				if resp.StatusCode == http.StatusOK {
					p.copies.Add(1)
				}
				_ = resp.Body.Close()
			}
		})
	}
	return p.send(r, body)
}

func (p *post) send(r *http.Request, body []byte) (*http.Response, error) {
	r.URL.Scheme, r.URL.Host = "http", p.addr
	r.Body = io.NopCloser(bytes.NewReader(body))
	return http.DefaultTransport.RoundTrip(r)
}

// TestPost sees three deliveries for each one.
func TestPost(t *testing.T) {
	p := newPost(t, 1)
	l, err := net.Listen("tcp", p.addr)
	if err != nil {
		t.Fatal(err)
	}
	var got atomic.Int64
	server := &http.Server{ReadHeaderTimeout: patience, Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if body, err := io.ReadAll(r.Body); err == nil && string(body) == "an update" {
			got.Add(1)
		}
	})}
	go func() { _ = server.Serve(l) }()
	defer server.Close()
	resp, err := (&http.Client{Transport: p}).Post(hookURL, "application/json", strings.NewReader("an update"))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	p.late.Wait()
	if got.Load() != 3 || p.copies.Load() != 2 {
		t.Errorf("it was delivered %d times, %d of them as copies", got.Load(), p.copies.Load())
	}
}
