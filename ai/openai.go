package ai

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/sashabaranov/go-openai"
)

// openAI speaks the wire that most providers speak, over go-openai. That
// library writes and sends the requests. The answers pass by it, for it drops
// or misreads much of them: headers, error bodies, thinking, vendors' figures,
// the end of a stream.
type openAI struct {
	client
	api *openai.Client
	// own are the fields that the catalogue adds, as JSON, by model; rest
	// are those of a model that it does not know.
	own  map[string]extra
	rest extra
}

// extra are fields to be added to a request's JSON.
type extra struct {
	fields map[string]any
	json   []byte
	// clash: some of them may stand in the request already.
	clash bool
}

func newOpenAI(t *transport) *openAI {
	config := openai.DefaultConfig("")
	config.BaseURL = t.provider.BaseURL
	config.HTTPClient = t
	c := &openAI{client: client{t}, api: openai.NewClientWithConfig(config), own: map[string]extra{}}
	t.media, t.amend, t.whole = "text/event-stream", c.amend, c.whole
	t.pieces = func(cl *exchange, body io.ReadCloser) io.ReadCloser {
		cl.events = body
		return body
	}
	for _, m := range t.provider.Models {
		c.own[m.ID] = newExtra(fields(&t.provider, m.ID))
	}
	c.rest = newExtra(t.provider.Body)
	return c
}

// requestFields are the fields of a request that the library writes.
var requestFields = []string{"model", "messages", "stream", "stream_options", "max_tokens",
	"max_completion_tokens", "temperature", "response_format"}

func newExtra(fields map[string]any) extra {
	e := extra{fields: fields}
	if len(fields) > 0 {
		e.json, _ = json.Marshal(fields) // a TOML table is always fit for JSON
	}
	for _, f := range requestFields {
		if _, ok := fields[f]; ok {
			e.clash = true
		}
	}
	return e
}

// errRead keeps the library from an answer that was read below it.
var errRead = errors.New("the answer was read already")

// Generate implements [Provider].
func (c *openAI) Generate(ctx context.Context, r *Request) (*Response, error) {
	cl := &exchange{Context: ctx, request: r}
	if _, err := c.api.CreateChatCompletion(cl, c.ask(r)); !errors.Is(err, errRead) {
		return nil, c.failed(ctx, cl, err)
	}
	return c.response(cl)
}

// Stream implements [Streamer].
func (c *openAI) Stream(ctx context.Context, r *Request, emit func(string)) (*Response, error) {
	cl := &exchange{Context: ctx, request: r, stream: true}
	q := c.ask(r)
	if c.provider.StreamUsage {
		q.StreamOptions = &openai.StreamOptions{IncludeUsage: true}
	}
	stream, err := c.api.CreateChatCompletionStream(cl, q)
	switch {
	case errors.Is(err, errRead): // it came in one piece
		c.emitter(cl, emit)(cl.text)
		return c.response(cl)
	case err != nil:
		return nil, c.failed(ctx, cl, err)
	}
	defer func() { _ = stream.Close() }() // read to its end, or given up
	if err := c.listen(cl, c.emitter(cl, emit), stream); err != nil && cl.reason == "" {
		return nil, c.failed(ctx, cl, err)
	}
	return c.response(cl)
}

// whole reads an answer in one piece.
func (c *openAI) whole(cl *exchange, resp *http.Response, body []byte) ([]byte, error) {
	k := reply{Model: modelName(cl.request.Model)}
	err := json.Unmarshal(body, &k)
	if k.inParts(err, body) {
		err = nil
	}
	switch {
	case err != nil && !parseRefusal(body).told():
		return nil, misread(body)
	case err != nil || len(k.Choices) == 0 || k.failed():
		return nil, c.understand(cl, resp.StatusCode, resp.Header, k.refusal(body))
	}
	cl.model, cl.text, cl.reason = k.Model, k.Choices[0].Message.Content, k.Choices[0].FinishReason
	k.usage(&cl.usage)
	return nil, errRead
}

// listen reads a stream to its end, though once there is a finish reason the
// answer is whole whatever comes after.
func (c *openAI) listen(cl *exchange, emit func(string), stream io.Closer) error {
	var text strings.Builder
	defer func() { cl.text = text.String() }()
	in := newEvents(cl.events)
	pieces := json.NewDecoder(in)
	for k := (&reply{Model: modelName(cl.request.Model)}); ; k.again() {
		if err := pieces.Decode(k); err != nil && !k.inParts(err, in.data) {
			return c.ended(cl, in)
		}
		if cl.reason == "" && (k.failed() || len(k.Choices) == 0 && parseRefusal(in.data).told()) {
			return c.understand(cl, cl.status, nil, k.refusal(in.data))
		}
		k.usage(&cl.usage)
		cl.model = k.Model
		cl.pieces++
		first := choice{}
		if len(k.Choices) > 0 {
			first = k.Choices[0]
		}
		if first.FinishReason != "" && cl.reason == "" {
			cl.reason = first.FinishReason
			defer time.AfterFunc(grace, func() { _ = stream.Close() }).Stop()
		}
		if first.Delta.Content != "" {
			if text.WriteString(first.Delta.Content); text.Len() > maxText {
				return tooLong(maxText)
			}
			emit(text.String())
		} else if first.Delta.thinks() || cl.pieces == 1 { // a sign of life
			emit("")
		}
	}
}

// ended is why there is no further piece of a stream.
func (c *openAI) ended(cl *exchange, in *events) error {
	switch {
	case in.err == nil:
		return garbled("a piece of the stream is not the JSON that was promised")
	case !errors.Is(in.err, io.EOF) || len(in.stray) == 0:
		return cutShort(in.err)
	case parseRefusal(in.stray).told():
		return c.understand(cl, cl.status, nil, in.stray)
	}
	return garbled("the stream turned into something else")
}

// Models implements [Lister].
func (c *openAI) Models(ctx context.Context) ([]string, error) {
	return c.models(ctx, strings.TrimRight(c.provider.BaseURL, "/")+"/models")
}

// amend puts the catalogue's fields into a request's JSON.
func (c *openAI) amend(cl *exchange, body []byte) ([]byte, error) {
	r := cl.request
	own, known := c.own[r.Model]
	if !known {
		own = c.rest
	}
	// The library leaves a temperature of zero out.
	if _, given := own.fields["temperature"]; !given && r.Temperature != nil && *r.Temperature == 0 {
		body = appendJSON(body, []byte(`{"temperature":0}`))
	}
	if own.clash {
		return mergeJSON(body, own.fields)
	}
	return appendJSON(body, own.json), nil
}

// chatMessage puts a message into the library's form: with pictures it is in parts.
func chatMessage(m *Message) openai.ChatCompletionMessage {
	if len(m.Images) == 0 {
		return openai.ChatCompletionMessage{Role: string(m.Role), Content: m.Text}
	}
	var parts []openai.ChatMessagePart
	if m.Text != "" {
		parts = append(parts, openai.ChatMessagePart{Type: openai.ChatMessagePartTypeText, Text: m.Text})
	}
	for i := range m.Images {
		parts = append(parts, openai.ChatMessagePart{Type: openai.ChatMessagePartTypeImageURL,
			ImageURL: &openai.ChatMessageImageURL{URL: m.Images[i].dataURL()}})
	}
	return openai.ChatCompletionMessage{Role: string(m.Role), MultiContent: parts}
}

// ask puts a request into the library's form.
func (c *openAI) ask(r *Request) openai.ChatCompletionRequest {
	q := openai.ChatCompletionRequest{Model: r.Model, Messages: make([]openai.ChatCompletionMessage, 0, len(r.Messages)+1)}
	how := ""
	if r.Schema != nil {
		how = entry(&c.provider, r.Model).Schema
	}
	if system := instructions(r, how); system != "" {
		q.Messages = append(q.Messages, openai.ChatCompletionMessage{Role: openai.ChatMessageRoleSystem, Content: system})
	}
	for _, m := range r.Messages {
		q.Messages = append(q.Messages, chatMessage(&m))
	}
	if c.provider.MaxTokens == "max_completion_tokens" {
		q.MaxCompletionTokens = r.MaxTokens
	} else {
		q.MaxTokens = r.MaxTokens //nolint:staticcheck // most vendors know only this name
	}
	if r.Temperature != nil {
		q.Temperature = *r.Temperature
	}
	switch how {
	case "json_schema":
		q.ResponseFormat = &openai.ChatCompletionResponseFormat{
			Type: openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{
				Name: r.Schema.Name, Schema: json.RawMessage(r.Schema.JSON), Strict: strictable(r.Schema.JSON)},
		}
	case "json_object":
		q.ResponseFormat = &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject}
	}
	return q
}
