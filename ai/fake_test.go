package ai_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// fake is a provider for tests of the pool's choices alone: what its clients
// do over HTTP is tested elsewhere.
type fake struct {
	name string
	do   func(ctx context.Context, r *ai.Request, emit func(string)) (*ai.Response, error)

	mu    sync.Mutex
	calls []string
}

func (f *fake) Name() string { return f.name }

func (f *fake) Generate(ctx context.Context, r *ai.Request) (*ai.Response, error) {
	return f.Stream(ctx, r, func(string) {})
}

func (f *fake) Stream(ctx context.Context, r *ai.Request, emit func(string)) (*ai.Response, error) {
	f.mu.Lock()
	f.calls = append(f.calls, r.Model)
	do := f.do
	f.mu.Unlock()
	if do == nil {
		do = says("answer")
	}
	return do(ctx, r, emit)
}

// set changes what the fake does from now on.
func (f *fake) set(do func(context.Context, *ai.Request, func(string)) (*ai.Response, error)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.do = do
}

// took returns the models asked since the last time.
func (f *fake) took() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := strings.Join(f.calls, " ")
	f.calls = nil
	return s
}

type doing = func(context.Context, *ai.Request, func(string)) (*ai.Response, error)

func says(text string) doing {
	return func(context.Context, *ai.Request, func(string)) (*ai.Response, error) {
		return &ai.Response{Text: text, Usage: ai.Usage{Prompt: 20, Output: 5}}, nil
	}
}

func fails(e ai.Error) doing {
	return func(_ context.Context, r *ai.Request, _ func(string)) (*ai.Response, error) {
		failure := e
		return nil, fmt.Errorf("in a wrapping: %w", &failure)
	}
}

func hangs(ctx context.Context, _ *ai.Request, _ func(string)) (*ai.Response, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// account is an account of unlimited models on the law of the bucket.
func (f *fake) account(models ...string) ai.Account {
	a := ai.Account{Client: f}
	a.Name, a.Law = f.name, catalog.Bucket
	for _, id := range models {
		a.Models = append(a.Models, catalog.Model{ID: id})
	}
	return a
}

// inOnePiece is such an account whose client does not stream.
func (f *fake) inOnePiece(models ...string) ai.Account {
	a := f.account(models...)
	a.Client = struct{ ai.Provider }{f}
	return a
}

func request(text string) *ai.Request {
	return &ai.Request{Messages: []ai.Message{{Role: ai.User, Text: text}}}
}

// answers asks the pool and checks who answered.
func answers(t *testing.T, p *ai.Pool, want string) {
	t.Helper()
	resp, err := p.Generate(t.Context(), request("hello"))
	if err != nil {
		t.Fatalf("Generate: %v, want an answer of %s", err, want)
	}
	if resp.ID() != want {
		t.Fatalf("%s answered, want %s", resp.ID(), want)
	}
}

// exhausted asks the pool and returns its failure.
func exhausted(t *testing.T, p *ai.Pool) *ai.Exhausted {
	t.Helper()
	resp, err := p.Generate(t.Context(), request("hello"))
	var e *ai.Exhausted
	if !errors.As(err, &e) {
		t.Fatalf("Generate gave %v, %v, want an Exhausted", resp, err)
	}
	return e
}

func flush(t *testing.T, p *ai.Pool) {
	t.Helper()
	if err := p.Flush(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
}

func within(t *testing.T, what string, got, want time.Duration) {
	t.Helper()
	if d := got - want; d < -time.Millisecond || d > time.Second {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}
