package ai

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// geminiReader is what a stream of Gemini comes down to for its library: an
// array whose elements hold text and nothing else. A part that holds only a
// signature fails the whole answer there, a thought becomes part of it, an
// error between the elements looks like its end.
type geminiReader struct {
	t     *transport
	c     *exchange
	body  io.ReadCloser
	in    *json.Decoder
	rest  []byte
	begun bool
	err   error
}

func newGeminiReader(t *transport, c *exchange, body io.ReadCloser) io.ReadCloser {
	return &geminiReader{t: t, c: c, body: body, in: json.NewDecoder(body)}
}

func (g *geminiReader) Read(p []byte) (int, error) {
	for len(g.rest) == 0 && g.err == nil {
		if err := g.next(); err != nil {
			g.err = err
		}
	}
	if len(g.rest) == 0 {
		return 0, g.err
	}
	n := copy(p, g.rest)
	g.rest = g.rest[n:]
	return n, nil
}

func (g *geminiReader) Close() error { return g.body.Close() }

// next reads one element.
func (g *geminiReader) next() error {
	between := []byte{','}
	if !g.begun {
		g.begun, between = true, []byte{'['}
		switch t, err := g.in.Token(); {
		case errors.Is(err, io.EOF):
			return noBody()
		case err != nil:
			return g.misread(err)
		case t == json.Delim('{'):
			return g.alone()
		case t != json.Delim('['):
			return garbled("the stream is not the array that was promised")
		}
	}
	if !g.in.More() {
		if _, err := g.in.Token(); err != nil {
			return g.misread(err)
		}
		g.rest = append(bytes.TrimPrefix(between, []byte{','}), ']')
		return io.EOF
	}
	var element json.RawMessage
	if err := g.in.Decode(&element); err != nil {
		return g.misread(err)
	}
	plain, err := g.t.plainGemini(g.c, element)
	if err != nil {
		return err
	}
	g.rest = append(between, plain...)
	return nil
}

// alone is an object where an array was promised: an error, or the answer in
// one piece.
func (g *geminiReader) alone() error {
	var b bytes.Buffer
	b.WriteByte('{')
	_, err := io.Copy(&b, io.LimitReader(io.MultiReader(g.in.Buffered(), g.body), maxWhole))
	if err != nil {
		return cutShort(err)
	}
	var answer struct{ Candidates []json.RawMessage }
	if json.Unmarshal(b.Bytes(), &answer) != nil || len(answer.Candidates) == 0 {
		return g.t.understand(g.c, g.c.status, nil, b.Bytes())
	}
	plain, err := g.t.plainGemini(g.c, b.Bytes())
	if err != nil {
		return err
	}
	g.rest = append(append([]byte{'['}, plain...), ']')
	return io.EOF
}

func (g *geminiReader) misread(err error) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) && !strings.Contains(syntax.Error(), "unexpected end") {
		return garbled("the stream turned into something that is not JSON")
	}
	return cutShort(err)
}

// geminiReply is an answer or a piece of one, as far as it matters here.
type geminiReply struct {
	Candidates []struct {
		Content struct {
			Parts []struct {
				Text    string
				Thought bool
			}
		}
		FinishReason enum
	}
	PromptFeedback struct{ BlockReason enum }
	UsageMetadata  *struct {
		PromptTokenCount, CachedContentTokenCount, CandidatesTokenCount, ThoughtsTokenCount int
	}
	Error json.RawMessage
}

// enum is a value that comes as a number or as a word, as the server likes.
type enum string

func (e *enum) UnmarshalJSON(b []byte) error {
	*e = enum(strings.Trim(string(b), `"`))
	if *e == "null" || *e == "0" || strings.HasSuffix(string(*e), "_UNSPECIFIED") {
		*e = ""
	}
	return nil
}

// plainGemini reduces an answer, or a piece of one, to its text. Why it
// stopped and what it cost are noted in c.
func (t *transport) plainGemini(c *exchange, raw []byte) ([]byte, error) {
	var in geminiReply
	if err := json.Unmarshal(raw, &in); err != nil {
		return nil, misread(raw)
	}
	if present(in.Error) {
		return nil, t.understand(c, c.status, nil, raw)
	}
	if in.PromptFeedback.BlockReason != "" {
		return nil, &Error{Kind: Filtered, Scope: ScopeRequest, Err: errors.New("block reason " + string(in.PromptFeedback.BlockReason))}
	}
	if u := in.UsageMetadata; u != nil {
		c.usage = Usage{Prompt: u.PromptTokenCount, Cached: u.CachedContentTokenCount, Output: u.CandidatesTokenCount + u.ThoughtsTokenCount}
	}
	type part struct {
		Text string `json:"text"`
	}
	type content struct {
		Role  string `json:"role"`
		Parts []part `json:"parts"`
	}
	type candidate struct {
		Index   int     `json:"index"`
		Content content `json:"content"`
	}
	// The library joins pieces of the same index to a text that nobody
	// reads, and copies all of it each time.
	out := candidate{Index: c.pieces, Content: content{Role: "model"}}
	c.pieces++
	if len(in.Candidates) > 0 {
		for _, p := range in.Candidates[0].Content.Parts {
			if !p.Thought && p.Text != "" {
				out.Content.Parts = append(out.Content.Parts, part{p.Text})
			}
		}
		if why := in.Candidates[0].FinishReason; why != "" {
			c.reason = string(why)
		}
	}
	return json.Marshal(map[string][]candidate{"candidates": {out}})
}
