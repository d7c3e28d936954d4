package ai_test

import (
	"io"
	"net/http"
	"runtime"
	"sync"
	"testing"

	"hamzaban/ai"
	"hamzaban/sandbox/providers"
)

// An answer of 50 MB is given up long before its end, and never held.
func TestPoolHoldsNoEndlessAnswer(t *testing.T) {
	const mostRead, mostHeld = 17 << 20, 32 << 20
	for i, name := range names {
		srv := providers.New(providers.Options{Limits: providers.Unlimited()})
		if err := srv.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = srv.Close() })
		gauge := &heapGauge{base: &http.Transport{}}
		t.Cleanup(gauge.base.CloseIdleConnections)
		accounts := loopback(t, srv, name, names[(i+1)%len(names)])
		client, err := ai.Connect(accounts[0].Provider, ai.ConnectOptions{Keys: []string{"test-key"}, Transport: gauge})
		if err != nil {
			t.Fatal(err)
		}
		accounts[0].Client, accounts[0].Models = client, accounts[0].Models[:1]
		srv.Break(name, providers.Huge(50<<20))
		for _, stream := range []bool{false, true} {
			t.Run(name+map[bool]string{true: ", streaming"}[stream], func(t *testing.T) {
				runtime.GC()
				gauge.read, gauge.peak = 0, 0
				before := heap()
				p := ai.NewPool(accounts, ai.PoolOptions{})
				answeredByNext(t, srv, p, name, stream)
				flush(t, p)
				if gauge.read == 0 || gauge.read > mostRead {
					t.Errorf("%d MiB of the answer were read, want at most %d", gauge.read>>20, mostRead>>20)
				}
				if held := int64(gauge.peak) - int64(before); held > mostHeld {
					t.Errorf("%d MiB more were held meanwhile, want at most %d", held>>20, mostHeld>>20)
				}
			})
		}
	}
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// heapGauge carries requests and looks, with each mebibyte of an answer, how
// much memory is in use.
type heapGauge struct {
	base *http.Transport
	mu   sync.Mutex // lists of models are read beside the answer
	read int
	peak uint64
}

func (g *heapGauge) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := g.base.RoundTrip(r)
	if err == nil {
		resp.Body = &gaugedBody{resp.Body, g}
	}
	return resp, err
}

type gaugedBody struct {
	io.ReadCloser
	g *heapGauge
}

func (b *gaugedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.g.mu.Lock()
	defer b.g.mu.Unlock()
	if b.g.read>>20 != (b.g.read+n)>>20 {
		b.g.peak = max(b.g.peak, heap())
	}
	b.g.read += n
	return n, err
}
