package providers_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/sandbox/providers"
)

// pipes is a listener whose connections stay within the process, so that a
// bubble's clock may run.
type pipes struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.done) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	here, there := net.Pipe()
	p.conns <- there
	return here, nil
}

func TestVirtualTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := providers.New(providers.Options{Latency: 2 * time.Second, Limits: map[string]providers.Limits{"groq": {RPD: 1}}})
		p := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
		srv := &http.Server{Handler: s}
		go func() { _ = srv.Serve(p) }()
		client := &http.Client{Transport: &http.Transport{DialContext: p.dial, DisableKeepAlives: true}}
		call := func(timeout time.Duration) (int, time.Duration, error) {
			ctx, cancel := context.WithTimeout(t.Context(), timeout)
			defer cancel()
			req, _ := http.NewRequestWithContext(ctx, "POST", s.URL("groq")+"/chat/completions",
				strings.NewReader(`{"model":"openai/gpt-oss-20b","messages":[{"role":"user","content":"Hello"}]}`))
			req.Header.Set("Authorization", "Bearer test-key")
			began := time.Now()
			resp, err := client.Do(req)
			if err != nil {
				return 0, time.Since(began), err
			}
			defer resp.Body.Close()
			_, err = io.ReadAll(resp.Body)
			return resp.StatusCode, time.Since(began), err
		}
		if status, took, err := call(time.Minute); status != 200 || took != 2*time.Second || err != nil {
			t.Errorf("an answer: %d after %s, %v", status, took, err)
		}
		if status, _, _ := call(time.Minute); status != 429 {
			t.Errorf("the quota is spent, but: %d", status)
		}
		time.Sleep(24 * time.Hour)
		s.Script("groq", providers.Hang, providers.Reset)
		if _, took, err := call(time.Hour); took != time.Hour || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("hanging: %v after %s", err, took)
		}
		if _, _, err := call(time.Minute); err == nil {
			t.Error("a reset went unnoticed")
		}
		_ = srv.Close()
	})
}
