package ai

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/sashabaranov/go-openai"
)

// openAI speaks the wire that most providers speak, over go-openai. What that
// library drops or misreads (headers, error bodies, thinking's switches, the
// end of a stream) passes by it through the transport.
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
	c := &openAI{client: newClient(t), own: map[string]extra{}}
	config.HTTPClient = c.http
	c.api = openai.NewClientWithConfig(config)
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

// Generate implements [Provider].
func (c *openAI) Generate(ctx context.Context, r *Request) (*Response, error) {
	cl := c.call(r, false)
	resp, err := c.api.CreateChatCompletion(with(ctx, cl), c.ask(r))
	switch {
	case err != nil && (cl.whole == nil || ctx.Err() != nil):
		return nil, c.failed(ctx, cl, err)
	case err != nil && !parseRefusal(cl.whole).told():
		return nil, c.failed(ctx, cl, garbled("the answer is not of the form that was promised"))
	case len(resp.Choices) == 0:
		return nil, c.failed(ctx, cl, c.understand(cl, cl.status, nil, cl.whole))
	}
	choice := resp.Choices[0]
	u := Usage{Prompt: resp.Usage.PromptTokens, Output: resp.Usage.CompletionTokens}
	if d := resp.Usage.PromptTokensDetails; d != nil {
		u.Cached = d.CachedTokens
	}
	return c.response(cl, choice.Message.Content, string(choice.FinishReason), u)
}

// Stream implements [Streamer].
func (c *openAI) Stream(ctx context.Context, r *Request, emit func(string)) (*Response, error) {
	caller := ctx
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cl := c.call(r, true)
	q := c.ask(r)
	if c.provider.StreamUsage {
		q.StreamOptions = &openai.StreamOptions{IncludeUsage: true}
	}
	stream, err := c.api.CreateChatCompletionStream(with(ctx, cl), q)
	if err != nil {
		return nil, c.failed(caller, cl, err)
	}
	defer func() { _ = stream.Close() }() // read to its end, or given up
	text, reason, usage, err := c.read(cl, stream, c.emitter(cl, emit), cancel)
	if reason == "" && err != nil {
		return nil, c.failed(caller, cl, err)
	}
	return c.response(cl, text, reason, usage)
}

// read reads a stream to its end. Once there is a finish reason the answer is
// whole whatever comes after.
func (c *openAI) read(cl *exchange, stream *openai.ChatCompletionStream, emit func(string), cancel func()) (text, reason string, u Usage, err error) {
	var b strings.Builder
	for {
		line, err := stream.RecvRaw()
		if errors.Is(err, io.EOF) && reason == "" {
			err = cutShort(err)
		}
		if err != nil {
			return b.String(), reason, u, err
		}
		var k chunk
		if err := json.Unmarshal(line, &k); err != nil {
			return b.String(), reason, u, garbled("a piece of the stream is not the JSON that was promised")
		}
		if reason == "" && (k.failed() || len(k.Choices) == 0 && parseRefusal(line).told()) {
			return b.String(), reason, u, c.understand(cl, cl.status, nil, k.refusal(line))
		}
		k.usage(&u)
		if len(k.Choices) == 0 {
			continue
		}
		if piece := k.Choices[0].Delta.Content; piece != "" {
			if b.WriteString(piece); b.Len() > maxText {
				return "", "", u, tooLong(maxText)
			}
			emit(b.String())
		} else if d := k.Choices[0].Delta; d.Reasoning != "" || d.ReasoningContent != "" {
			emit("") // it thinks
		}
		if why := k.Choices[0].FinishReason; why != "" && reason == "" {
			reason = why
			defer time.AfterFunc(grace, cancel).Stop()
		}
	}
}

// chunk is a piece of a stream, with the vendors' additions that the library
// drops.
type chunk struct {
	Choices []struct {
		Delta struct {
			Content, Reasoning string
			ReasoningContent   string `json:"reasoning_content"`
		}
		FinishReason string `json:"finish_reason"`
	}
	Usage *chunkUsage
	XGroq *struct {
		Usage *chunkUsage
		Error json.RawMessage
	} `json:"x_groq"`
	Error json.RawMessage
}

type chunkUsage struct {
	Prompt     int `json:"prompt_tokens"`
	Completion int `json:"completion_tokens"`
	Details    struct {
		Cached int `json:"cached_tokens"`
	} `json:"prompt_tokens_details"`
}

func (k *chunk) failed() bool {
	return present(k.Error) || k.XGroq != nil && present(k.XGroq.Error)
}

// refusal is the JSON in which a failing piece tells why.
func (k *chunk) refusal(line []byte) []byte {
	if k.XGroq == nil || present(k.Error) {
		return line
	}
	return append(append([]byte(`{"error":`), k.XGroq.Error...), '}')
}

func (k *chunk) usage(u *Usage) {
	from := k.Usage
	if from == nil && k.XGroq != nil {
		from = k.XGroq.Usage
	}
	if from == nil {
		return
	}
	*u = Usage{Prompt: from.Prompt, Cached: from.Details.Cached, Output: from.Completion}
}

// present says whether a field was given and is not null.
func present(raw json.RawMessage) bool { return len(raw) > 0 && !bytes.Equal(raw, []byte("null")) }

// Models implements [Lister].
func (c *openAI) Models(ctx context.Context) ([]string, error) {
	return c.models(ctx, strings.TrimRight(c.provider.BaseURL, "/")+"/models")
}

// call begins a call.
func (c *openAI) call(r *Request, stream bool) *exchange {
	own, known := c.own[r.Model]
	if !known {
		own = c.rest
	}
	amend := func(body []byte) ([]byte, error) {
		if own.clash {
			return mergeJSON(body, own.fields)
		}
		return appendJSON(body, own.json), nil
	}
	// The library leaves a temperature of zero out.
	if _, given := own.fields["temperature"]; !given && r.Temperature != nil && *r.Temperature == 0 {
		inner := amend
		amend = func(body []byte) ([]byte, error) {
			return inner(appendJSON(body, []byte(`{"temperature":0}`)))
		}
	}
	return &exchange{request: r, stream: stream, amend: amend}
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
		q.Messages = append(q.Messages, openai.ChatCompletionMessage{Role: string(m.Role), Content: m.Text})
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
