package ai

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"hamzaban/ai/catalog"
)

// The most bytes that are read of an answer in one piece, of a stream (whose
// pieces are mostly not text), of a text within it, and of a refusal. The
// longest answers that models give are half as long.
const (
	maxWhole   = 4 << 20
	maxStream  = 16 << 20
	maxText    = 1 << 20
	maxRefusal = 64 << 10
)

// transport lies below the vendors' client libraries and does what they leave
// out: it signs with the key in use, merges the catalogue's fields into the
// request, hears what the headers tell of limits, turns a refusal into an
// [*Error] before a library can retry or garble it, and lets no answer grow
// without bound.
type transport struct {
	provider catalog.Provider
	base     http.RoundTripper
	keys     keyring
	sign     func(h http.Header, key string)
	// media is the content type of streams, clean what makes a stream fit
	// for the library, plain (if any) an answer in one piece.
	media string
	clean func(*transport, *exchange, io.ReadCloser) io.ReadCloser
	plain func(*exchange, []byte) ([]byte, error)
	// streamed makes a stream of an answer that came in one piece although a
	// stream was asked for; nil: it is no answer.
	streamed func(body []byte) []byte
}

// exchange is one request on its way, carried in the context through the library.
type exchange struct {
	request *Request
	stream  bool
	// amend puts the catalogue's fields into the request's JSON.
	amend func(body []byte) ([]byte, error)
	// limits is what the answer's headers told, status its HTTP status.
	limits []Observation
	status int
	// whole is the body of an answer in one piece.
	whole []byte
	// reason and usage are what a stream's cleaner found, in so many pieces.
	reason string
	usage  Usage
	pieces int
}

type exchangeKey struct{}

func with(ctx context.Context, c *exchange) context.Context {
	return context.WithValue(ctx, exchangeKey{}, c)
}

// RoundTrip implements [http.RoundTripper]. Every error of the provider's
// making is an [*Error].
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	c := r.Context().Value(exchangeKey{}).(*exchange)
	body, err := readRequest(c, r)
	if err != nil {
		return nil, err
	}
	for tried := 1; ; tried++ {
		key, n := t.keys.current()
		resp, err := t.base.RoundTrip(t.signed(r, body, key))
		if err != nil {
			return nil, err
		}
		c.status = resp.StatusCode
		c.limits = observe(&t.provider, c.request.Model, resp.Header, time.Now())
		if resp.StatusCode/100 == 2 {
			t.keys.good()
			return t.accept(c, resp)
		}
		refused := t.refused(c, resp)
		if refused.Kind != BadKey {
			return nil, refused
		}
		if spare := t.keys.skip(n); !spare || tried >= len(t.keys.keys) {
			return nil, refused
		}
		if !mayAgain(r.Context()) {
			return nil, t.fail(c, &Error{Kind: RateLimited, Scope: ScopeRequest, Status: refused.Status,
				Err: errors.New("a key was refused, and the limits have no room to try the next one now")})
		}
	}
}

func readRequest(c *exchange, r *http.Request) ([]byte, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return nil, nil
	}
	defer r.Body.Close()
	body := make([]byte, r.ContentLength) // both libraries know it
	if _, err := io.ReadFull(r.Body, body); err != nil {
		return nil, err
	}
	return c.amend(body)
}

func (t *transport) signed(r *http.Request, body []byte, key string) *http.Request {
	out := r.WithContext(r.Context())
	out.Header = r.Header.Clone()
	if key != "" {
		t.sign(out.Header, key)
	}
	if body != nil {
		out.ContentLength = int64(len(body))
		out.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		out.Body, _ = out.GetBody()
	}
	return out
}

// accept checks an answer's kind and size before a library sees it.
func (t *transport) accept(c *exchange, resp *http.Response) (*http.Response, error) {
	media, _, _ := strings.Cut(resp.Header.Get("Content-Type"), ";")
	media = strings.ToLower(strings.TrimSpace(media))
	if c.stream && media == t.media {
		resp.Body = t.clean(t, c, resp.Body)
		return resp, nil
	}
	defer resp.Body.Close()
	if media != "application/json" && media != "" {
		return nil, garbled("the content type " + media + " is not what was asked for")
	}
	body, err := readWhole(resp)
	if err != nil {
		return nil, err
	}
	if !json.Valid(body) {
		return nil, notJSON(body)
	}
	if c.stream {
		events := t.streamed(body)
		if events == nil {
			return nil, t.understand(c, resp.StatusCode, resp.Header, body)
		}
		resp.Body = t.clean(t, c, io.NopCloser(bytes.NewReader(events)))
		return resp, nil
	}
	c.whole = body
	if t.plain != nil && c.amend != nil {
		if body, err = t.plain(c, body); err != nil {
			return nil, err
		}
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// readWhole reads an answer in one piece.
func readWhole(resp *http.Response) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(int(min(max(resp.ContentLength, 4<<10), maxWhole)) + bytes.MinRead)
	n, err := b.ReadFrom(io.LimitReader(resp.Body, maxWhole+1))
	if err != nil {
		return nil, cutShort(err)
	}
	if n > maxWhole {
		return nil, tooLong(maxWhole)
	}
	return b.Bytes(), nil
}

// refused reads an HTTP refusal.
func (t *transport) refused(c *exchange, resp *http.Response) *Error {
	defer resp.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(resp.Body, maxRefusal))
	return t.understand(c, resp.StatusCode, resp.Header, body)
}

// keyring holds the keys of an account. The one in use stays in use until it
// is refused; bad counts those refused since one was good.
type keyring struct {
	keys []string
	used atomic.Int64
	bad  atomic.Int64
}

func (k *keyring) current() (key string, n int64) {
	n = k.used.Load()
	if len(k.keys) == 0 {
		return "", n
	}
	return k.keys[n%int64(len(k.keys))], n
}

// skip goes on to the key after the n-th, unless another call did so already.
// It returns false when all of them have been refused.
func (k *keyring) skip(n int64) (spare bool) {
	if k.used.CompareAndSwap(n, n+1) {
		k.bad.Add(1)
	}
	return k.bad.Load() < int64(len(k.keys))
}

// good notes that the key in use was not refused.
func (k *keyring) good() {
	if k.bad.Load() != 0 {
		k.bad.Store(0)
	}
}

// limitedReader fails loudly where [io.LimitReader] pretends an end.
type limitedReader struct {
	io.ReadCloser
	left int64
}

func (l *limitedReader) Read(p []byte) (int, error) {
	n, err := l.ReadCloser.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, tooLong(maxStream)
	}
	return n, err
}

// failed makes a call's failure out of whatever a library returned. The
// caller's own cancelling is returned as it is, for it blames nobody. Of a
// provider that has not even begun an answer every model is taken to hang.
func (t *transport) failed(ctx context.Context, c *exchange, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) && !ranOut(ctx) {
		return ctx.Err()
	}
	var e *Error
	switch {
	case ctx.Err() != nil: // whatever the connection made of it
		e = &Error{Kind: TimedOut, Scope: ScopeModel, Err: context.Cause(ctx)}
		if c.status == 0 {
			e.Scope = ScopeProvider
		}
	case !errors.As(err, &e):
		e = broken(err)
	}
	return t.fail(c, e)
}

// fail completes a failure with the call's particulars.
func (t *transport) fail(c *exchange, e *Error) *Error {
	e.Provider, e.Model = t.provider.Name, c.request.Model
	if e.Status == 0 && e.Kind != Empty {
		e.Status = failureStatus(c.status)
	}
	if e.Limits == nil {
		e.Limits = c.limits
	}
	return e
}

// failureStatus leaves out a status that would look like success.
func failureStatus(status int) int {
	if status/100 == 2 {
		return 0
	}
	return status
}
