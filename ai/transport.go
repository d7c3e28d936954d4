package ai

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
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
	// amend puts the catalogue's fields into a request's JSON.
	amend func(c *exchange, body []byte) ([]byte, error)
	// media is the content type of streams. pieces makes of a stream, and
	// whole of an answer in one piece, what the library shall see.
	media  string
	pieces func(c *exchange, body io.ReadCloser) io.ReadCloser
	whole  func(c *exchange, resp *http.Response, body []byte) ([]byte, error)
}

// RoundTrip implements [http.RoundTripper].
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	return t.Do(r.Clone(r.Context()))
}

// Do sends a request, which is its own from then on. Every error of the
// provider's making is an [*Error]. A redirect is a refusal, for a redirected
// POST would lose its body.
func (t *transport) Do(r *http.Request) (*http.Response, error) {
	c := r.Context().Value(exchangeKey{}).(*exchange)
	if err := c.write(r, t.amend); err != nil {
		return nil, err
	}
	for tried := 1; ; tried++ {
		key, n := t.keys.current()
		t.authorize(r, key)
		resp, err := t.base.RoundTrip(r)
		if err != nil {
			return nil, &url.Error{Op: r.Method, URL: t.provider.Name, Err: err}
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
		r = r.Clone(r.Context()) // the connection may still be at the refused one
		if r.GetBody != nil {
			r.Body, _ = r.GetBody()
		}
	}
}

// authorize signs with a key, or where there is none with what stands in the
// address.
func (t *transport) authorize(r *http.Request, key []string) {
	switch {
	case key != nil:
		r.Header[t.keys.header] = key
	case r.URL.User != nil:
		password, _ := r.URL.User.Password()
		r.SetBasicAuth(r.URL.User.Username(), password)
	}
}

// accept checks an answer's kind and size before a library sees it.
func (t *transport) accept(c *exchange, resp *http.Response) (*http.Response, error) {
	media, _, _ := strings.Cut(resp.Header.Get("Content-Type"), ";")
	if media = strings.ToLower(strings.TrimSpace(media)); media == "" {
		media = "application/json" // some gateways do not say
	}
	if c.stream && media == t.media {
		resp.Body = t.pieces(c, &limitedReader{resp.Body, maxStream})
		return resp, nil
	}
	defer resp.Body.Close()
	if media != "application/json" {
		return nil, wrongType(media)
	}
	body, err := readWhole(resp)
	if err != nil {
		return nil, err
	}
	if !c.direct {
		if body, err = t.whole(c, resp, body); err != nil {
			return nil, err
		}
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// readWhole reads an answer in one piece.
func readWhole(resp *http.Response) ([]byte, error) {
	body := make([]byte, 0, min(max(resp.ContentLength, 4<<10), maxWhole)+1)
	for {
		n, err := resp.Body.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		switch {
		case len(body) > maxWhole:
			return nil, tooLong(maxWhole)
		case errors.Is(err, io.EOF):
			return body, nil
		case err != nil:
			return nil, cutShort(err)
		}
		body = slices.Grow(body, 1) // nothing, unless it is full
	}
}

// misread is an answer that could not be decoded.
func misread(body []byte) *Error {
	if !json.Valid(body) {
		return notJSON(body)
	}
	return garbled("the answer is not of the form that was promised")
}

// refusalTime is how long a refusal's body is waited for: its status and
// headers tell enough.
const refusalTime = time.Second

// refused reads an HTTP refusal, as much of it as comes.
func (t *transport) refused(c *exchange, resp *http.Response) *Error {
	defer resp.Body.Close()
	defer time.AfterFunc(refusalTime, func() { _ = resp.Body.Close() }).Stop()
	body, _ := io.ReadAll(io.LimitReader(resp.Body, maxRefusal))
	return t.understand(c, resp.StatusCode, resp.Header, body)
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
// provider that has not even begun an answer every model is taken to hang; what
// it has refused it has refused, though the time was over before its last word.
func (t *transport) failed(ctx context.Context, c *exchange, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) && !ranOut(ctx) {
		return ctx.Err()
	}
	e, known := errors.AsType[*Error](err)
	switch {
	case known && e.Status >= 300:
	case ctx.Err() != nil: // whatever the connection made of it
		e = &Error{Kind: TimedOut, Scope: ScopeModel, Err: context.Cause(ctx)}
		if c.status == 0 {
			e.Scope = ScopeProvider
		}
	case !known:
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
