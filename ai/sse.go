package ai

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// events is what a stream of server-sent events comes down to: their data, one
// behind the other. Each line of data is an event of its own, as all vendors
// write them.
type events struct {
	lines *bufio.Reader
	// long is a line that is longer than the reader's buffer.
	long []byte
	// data is the event last read, rest what was not yet taken of it.
	data, rest []byte
	// stray is text that is no event, such as an error's body.
	stray []byte
	// err is why there are no more events, io.EOF at the end.
	err error
}

func newEvents(body io.Reader) *events { return &events{lines: bufio.NewReader(body)} }

// Read implements [io.Reader]. It never reads on while there is an event that
// was not yet taken.
func (s *events) Read(p []byte) (int, error) {
	for len(s.rest) == 0 {
		if s.err != nil {
			return 0, s.err
		}
		s.next()
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// next reads one line, and keeps it if it is data.
func (s *events) next() {
	line, err := s.line()
	if s.err = err; err != nil && !errors.Is(err, io.EOF) {
		return
	}
	line = bytes.TrimSpace(line)
	field, value, isField := bytes.Cut(line, []byte(":"))
	switch string(field) {
	case "data":
		if value = bytes.TrimSpace(value); string(value) == "[DONE]" {
			s.err = io.EOF
		} else {
			s.data, s.rest = value, value
		}
	case "", "event", "id", "retry": // or a comment, or nothing
	default:
		isField = false
	}
	if !isField && len(s.stray)+len(line) < maxRefusal {
		s.stray = append(s.stray, line...)
	}
}

// line reads a line, also a last one that has no end.
func (s *events) line() ([]byte, error) {
	line, err := s.lines.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return line, err
	}
	s.long = append(s.long[:0], line...)
	for errors.Is(err, bufio.ErrBufferFull) {
		if len(s.long) > maxWhole {
			return nil, tooLong(maxWhole)
		}
		line, err = s.lines.ReadSlice('\n')
		s.long = append(s.long, line...)
	}
	return s.long, err
}
