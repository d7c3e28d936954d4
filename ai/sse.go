package ai

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// sseReader is what a stream of server-sent events comes down to for
// go-openai: lines of data, each ended. That library loses a last line without
// an end, counts keep-alive comments as errors, and takes any other text for a
// silent end.
type sseReader struct {
	t     *transport
	c     *exchange
	body  io.Closer
	lines *bufio.Reader
	rest  []byte
	line  []byte
	// stray is text that is no event, such as an error's body.
	stray []byte
	err   error
}

func newSSEReader(t *transport, c *exchange, body io.ReadCloser) io.ReadCloser {
	return &sseReader{t: t, c: c, body: body,
		lines: bufio.NewReader(&limitedReader{body, maxStream})}
}

func (s *sseReader) Read(p []byte) (int, error) {
	for len(s.rest) == 0 && s.err == nil {
		s.next()
	}
	if len(s.rest) == 0 {
		return 0, s.err
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

func (s *sseReader) Close() error { return s.body.Close() }

// next reads one line, and keeps it if it is data.
func (s *sseReader) next() {
	s.line = s.line[:0]
	for {
		part, err := s.lines.ReadSlice('\n')
		s.line = append(s.line, part...)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		s.err = err
		break
	}
	if s.err != nil && !errors.Is(s.err, io.EOF) {
		s.err = cutShort(s.err)
		return
	}
	line := bytes.TrimSpace(s.line)
	switch field, value, isField := bytes.Cut(line, []byte(":")); {
	case len(line) == 0:
	case isField && string(field) == "data" && bytes.HasPrefix(bytes.TrimSpace(value), []byte(`{"error"`)):
		// The library would show it only once another line has come.
		s.err = s.t.understand(s.c, s.c.status, nil, bytes.TrimSpace(value))
		return
	case isField && string(field) == "data":
		s.line = append(append(s.line[:0], line...), '\n')
		s.rest = s.line
	case isField && (len(field) == 0 || string(field) == "event" || string(field) == "id" || string(field) == "retry"):
	case len(s.stray)+len(line) < maxRefusal:
		s.stray = append(s.stray, line...)
	}
	switch {
	case s.err == nil || len(s.stray) == 0:
	case parseRefusal(s.stray).told():
		s.err = s.t.understand(s.c, s.c.status, nil, s.stray)
	default:
		s.err = garbled("the stream turned into something else")
	}
}

// eventOf is an answer in one piece as a stream of one event, as far as it
// matters here; nil where it is no answer.
func eventOf(body []byte) []byte {
	type message struct {
		Content *string `json:"content"`
	}
	type choice struct {
		Message      message `json:"message,omitzero"`
		Delta        message `json:"delta"`
		FinishReason string  `json:"finish_reason"`
	}
	var answer struct {
		Choices []choice        `json:"choices"`
		Usage   json.RawMessage `json:"usage,omitempty"`
	}
	if json.Unmarshal(body, &answer) != nil || len(answer.Choices) == 0 {
		return nil
	}
	answer.Choices = answer.Choices[:1]
	first := &answer.Choices[0]
	first.Delta, first.Message = first.Message, message{}
	event, err := json.Marshal(answer)
	if err != nil {
		return nil
	}
	return append(append([]byte("data: "), event...), "\n\ndata: [DONE]\n\n"...)
}
