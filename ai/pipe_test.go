package ai_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
	"hamzaban/sandbox/providers"
)

// pipes is a network without a kernel: in a synctest bubble its clock moves,
// which on loopback it would not. Clients are made before the bubble (one
// library starts goroutines that never end), the rest within it.
type pipes struct {
	accepted chan net.Conn
	closed   chan struct{}
	client   *http.Transport
	// down is a host at which nobody listens, knocks how often it was tried.
	down   string
	knocks atomic.Int64
}

func newPipes() *pipes {
	n := &pipes{}
	n.client = &http.Transport{DialContext: n.dial}
	return n
}

// open is called within the bubble.
func (n *pipes) open(t *testing.T, h http.Handler) {
	n.accepted, n.closed = make(chan net.Conn), make(chan struct{})
	srv := &http.Server{Handler: h}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = srv.Serve(n)
	}()
	t.Cleanup(func() {
		n.client.CloseIdleConnections()
		_ = srv.Close()
		<-done
	})
}

func (n *pipes) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	if host, _, _ := net.SplitHostPort(addr); host == n.down {
		n.knocks.Add(1)
		return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
	}
	near, far := net.Pipe()
	select {
	case n.accepted <- far:
		return near, nil
	case <-n.closed:
		return nil, errors.New("the network is down")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept, Close and Addr make it the server's listener.
func (n *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-n.accepted:
		return c, nil
	case <-n.closed:
		return nil, net.ErrClosed
	}
}

func (n *pipes) Close() error {
	select {
	case <-n.closed:
	default:
		close(n.closed)
	}
	return nil
}

func (n *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "pipe"} }

// hostOf is where a provider is found on the network: each at its own place.
func hostOf(name string) string { return name + ".test" }

// builtin connects to the catalogue's own providers over a network, in the
// order of the names.
func builtin(t *testing.T, n *pipes, names ...string) []ai.Account {
	t.Helper()
	urls := providers.New(providers.Options{})
	var accounts []ai.Account
	for _, name := range names {
		p, ok := catalog.Builtin().Provider(name)
		if !ok {
			t.Fatalf("the catalogue has no %q", name)
		}
		p.BaseURL = strings.Replace(urls.URL(name), "providers.test", hostOf(name), 1)
		models := p.Models
		p.Models = nil
		for _, m := range models {
			if !m.Optional {
				p.Models = append(p.Models, m)
			}
		}
		c, err := ai.Connect(p, ai.ConnectOptions{Keys: []string{"test-key"}, Transport: n.client})
		if err != nil {
			t.Fatal(err)
		}
		accounts = append(accounts, ai.Account{Provider: p, Client: c})
	}
	return accounts
}
