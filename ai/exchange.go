package ai

import (
	"bytes"
	"context"
	"io"
	"net/http"
)

// exchange is one call on its way. It is also the context that carries it
// through a library to the transport below.
type exchange struct {
	context.Context
	request *Request
	stream  bool
	// direct: no library writes the request or reads what comes, which is no
	// answer of a chat.
	direct bool
	// sent is the request's JSON with the catalogue's fields in it.
	sent []byte

	// limits is what the answer's headers told, status its HTTP status.
	limits []Observation
	status int
	// events is the body of an answer in pieces.
	events io.Reader
	// model, text, reason and usage are what was found in the answer, and in
	// how many pieces. The model is the one that was asked where nothing was
	// told.
	model  modelName
	text   string
	reason string
	usage  Usage
	pieces int
}

type exchangeKey struct{}

// Value implements [context.Context].
func (c *exchange) Value(key any) any {
	if key == (exchangeKey{}) {
		return c
	}
	return c.Context.Value(key)
}

// room is what most catalogue fields fit in.
const room = 128

// write takes the JSON that a library wrote and puts what it shall be in its
// place.
func (c *exchange) write(r *http.Request, amend func(*exchange, []byte) ([]byte, error)) (err error) {
	if c.direct || r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	defer r.Body.Close()
	body := make([]byte, r.ContentLength, r.ContentLength+room) // both libraries know the length
	if _, err := io.ReadFull(r.Body, body); err != nil {
		return err
	}
	if c.sent, err = amend(c, body); err != nil {
		return err
	}
	r.ContentLength, r.GetBody = int64(len(c.sent)), c.body
	r.Body, err = c.body()
	return err
}

// body is what is sent: a connection that broke before it got any of it makes
// another begin.
func (c *exchange) body() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(c.sent)), nil }
