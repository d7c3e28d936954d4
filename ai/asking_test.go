package ai_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"hamzaban/ai"
	"hamzaban/store"
)

// askingVar holds what a child process of TestReservations shall do.
const askingVar = "HAMZABAN_TEST_ASKING"

// asking is such a child: a program with a pool and the book on disk.
type asking struct {
	Path string // of the database
	URL  string // of the strict providers
	Seed uint64
	// Askers is how many ask at a time.
	Askers int
	// Leave says that some callers do not wait for their answers.
	Leave bool

	pool     *ai.Pool
	stopping atomic.Bool
	answered atomic.Int64
}

// askUntilKilled asks until nothing is left, or until its standard input ends.
// It writes one letter to its standard output for each call that it sends: the
// place of the model in strictModels.
func askUntilKilled(config string) {
	a := &asking{}
	fatal(json.Unmarshal([]byte(config), a))
	ctx := context.Background()
	s, err := store.Open(ctx, store.Options{Path: a.Path, Beside: true})
	fatal(err)
	accounts := strictAccounts(a.URL)
	for i := range accounts {
		t := &telling{name: accounts[i].Name, next: &http.Transport{MaxIdleConnsPerHost: a.Askers}}
		accounts[i].Client, err = ai.Connect(accounts[i].Provider, ai.ConnectOptions{Transport: t})
		fatal(err)
	}
	a.pool = ai.NewPool(accounts, ai.PoolOptions{Book: s.Book()})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		a.stopping.Store(true)
	}()
	for round := uint64(0); !a.stopping.Load(); round++ {
		before := a.answered.Load()
		var all sync.WaitGroup
		for i := range uint64(a.Askers) {
			r := rand.New(rand.NewPCG(a.Seed, round<<32|i))
			all.Go(func() { a.ask(ctx, r) })
		}
		all.Wait()
		fatal(a.pool.Flush(ctx))
		if a.answered.Load() == before {
			break // what answers gave back is used as well
		}
	}
	fatal(s.Close())
}

// ask asks until there is nobody to ask.
func (a *asking) ask(ctx context.Context, r *rand.Rand) {
	for !a.stopping.Load() {
		ctx, cancel := context.WithCancel(ctx)
		if a.Leave && r.IntN(10) == 0 {
			time.AfterFunc(time.Duration(r.IntN(400))*time.Millisecond, cancel)
		}
		q := &ai.Request{Person: fmt.Sprint(r.IntN(a.Askers)), MaxTokens: 50 + r.IntN(400),
			Messages: request(strings.Repeat("word ", r.IntN(200)) + "?").Messages}
		var err error
		if r.IntN(2) == 0 {
			_, err = a.pool.Generate(ctx, q)
		} else {
			_, err = a.pool.Stream(ctx, q, func(string) {})
		}
		cancel()
		var e *ai.Exhausted
		switch {
		case err == nil:
			a.answered.Add(1)
		case errors.As(err, &e):
			return
		case !errors.Is(err, context.Canceled):
			fatal(err)
		}
	}
}

// telling tells of each call before it is sent.
type telling struct {
	name string // the provider's
	next http.RoundTripper
}

func (t *telling) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	var q struct{ Model string }
	if err := json.Unmarshal(body, &q); err != nil {
		return nil, err
	}
	for i, m := range strictModels {
		if m == t.name+"/"+q.Model {
			_, _ = os.Stdout.Write([]byte{'a' + byte(i)})
		}
	}
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	return t.next.RoundTrip(r)
}

func fatal(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "asking:", err)
		os.Exit(1)
	}
}
