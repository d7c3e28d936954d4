package ai

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/google/generative-ai-go/genai"
	"google.golang.org/api/iterator"
	"google.golang.org/api/option"
)

// This file and gemini_reader.go are all that knows generative-ai-go, which is
// no longer developed; see ARCHITECTURE.md for the reasons. The library writes
// the request and reads the answer. What it cannot say (a conversation in one
// plain call, thinking's settings, a JSON Schema) is merged into the request's
// JSON, and what it would stumble over is taken out of the answer's.

// gemini speaks Google's own wire.
type gemini struct {
	client
	api *genai.Client
}

// longestCall bounds calls whose context has no end: the library would put an
// end of its own to a stream, and it comes at once.
const longestCall = 10 * time.Minute

func newGemini(t *transport) (*gemini, error) {
	t.provider.BaseURL = strings.TrimSuffix(strings.TrimRight(t.provider.BaseURL, "/"), "/v1beta")
	c := &gemini{client: client{t}}
	t.media, t.amend, t.whole = "application/json", c.amend, c.whole
	t.pieces = func(cl *exchange, body io.ReadCloser) io.ReadCloser { return newGeminiReader(t, cl, body) }
	// The key given here would go into URLs, and so into errors: the
	// transport puts the real one into a header. Without any, the library
	// looks for Google's credentials on this machine.
	api, err := genai.NewClient(context.Background(), option.WithAPIKey("in-the-header"),
		option.WithHTTPClient(&http.Client{Transport: t}), option.WithEndpoint(t.provider.BaseURL))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.provider.Name, err)
	}
	c.api = api
	return c, nil
}

// Generate implements [Provider].
func (c *gemini) Generate(ctx context.Context, r *Request) (*Response, error) {
	caller := ctx
	ctx, cancel := context.WithTimeout(ctx, longestCall)
	defer cancel()
	cl := &exchange{Context: ctx, request: r}
	resp, err := c.model(r).GenerateContent(cl, genai.Text(""))
	if err != nil {
		return nil, c.failed(caller, cl, err)
	}
	cl.text = textOf(resp)
	return c.response(cl)
}

// Stream implements [Streamer].
func (c *gemini) Stream(ctx context.Context, r *Request, emit func(string)) (*Response, error) {
	caller := ctx
	ctx, cancel := context.WithTimeout(ctx, longestCall)
	defer cancel()
	cl := &exchange{Context: ctx, request: r, stream: true}
	pieces := c.model(r).GenerateContentStream(cl, genai.Text(""))
	show, b := c.emitter(cl, emit), strings.Builder{}
	var late *time.Timer
	for {
		piece, err := pieces.Next()
		if cl.reason != "" && late == nil {
			late = time.AfterFunc(grace, cancel)
			defer late.Stop()
		}
		if errors.Is(err, iterator.Done) || err != nil && cl.reason != "" {
			break
		}
		if err != nil {
			return nil, c.failed(caller, cl, err)
		}
		text := textOf(piece)
		if text == "" {
			emit("") // it thinks
		} else {
			if b.WriteString(text); b.Len() > maxText {
				return nil, c.failed(caller, cl, tooLong(maxText))
			}
			show(b.String())
		}
	}
	if cl.reason == "" {
		return nil, c.failed(caller, cl, cutShort(errors.New("the stream ended without a finish reason")))
	}
	cl.text = b.String()
	return c.response(cl)
}

// Models implements [Lister].
func (c *gemini) Models(ctx context.Context) ([]string, error) {
	return c.models(ctx, c.provider.BaseURL+"/v1beta/models?pageSize=1000")
}

// model puts a request's settings into the library's form.
func (c *gemini) model(r *Request) *genai.GenerativeModel {
	m := c.api.GenerativeModel(r.Model)
	if system := instructions(r, c.shape(r)); system != "" {
		m.SystemInstruction = genai.NewUserContent(genai.Text(system))
	}
	if r.MaxTokens > 0 {
		m.SetMaxOutputTokens(int32(min(r.MaxTokens, 1<<30)))
	}
	m.Temperature = r.Temperature
	if shape := c.shape(r); shape != "" {
		m.ResponseMIMEType = "application/json"
	}
	return m
}

// shape says how the model is held to a wanted JSON shape.
func (c *gemini) shape(r *Request) string {
	if r.Schema == nil {
		return ""
	}
	return entry(&c.provider, r.Model).Schema
}

// amend puts in what the library cannot say, such as the conversation: its one
// plain call takes a single turn.
func (c *gemini) amend(cl *exchange, body []byte) ([]byte, error) {
	r, more := cl.request, map[string]any{}
	if c.shape(r) == "json_schema" {
		if s := geminiSchema(r.Schema.JSON); s != nil {
			more["generationConfig"] = map[string]any{"responseSchema": s}
		}
	}
	turns := make([]any, 0, len(r.Messages))
	for _, m := range r.Messages {
		role := "user"
		if m.Role == Assistant {
			role = "model"
		}
		turns = append(turns, map[string]any{"role": role, "parts": geminiParts(&m)})
	}
	more["contents"] = turns
	body, err := mergeJSON(body, more)
	if err != nil {
		return nil, err
	}
	return mergeJSON(body, fields(&c.provider, r.Model))
}

// geminiParts are a message's text, pictures and recording.
func geminiParts(m *Message) []any {
	inline := func(media, data string) any {
		return map[string]any{"inlineData": map[string]any{"mimeType": media, "data": data}}
	}
	var parts []any
	if m.Text != "" || len(m.Images) == 0 && m.Audio == nil {
		parts = append(parts, map[string]any{"text": m.Text})
	}
	for i := range m.Images {
		parts = append(parts, inline(m.Images[i].Type, m.Images[i].base64()))
	}
	if m.Audio != nil {
		parts = append(parts, inline(audioMedia[m.Audio.format()], base64.StdEncoding.EncodeToString(m.Audio.Data)))
	}
	return parts
}

// whole reads an answer in one piece.
func (c *gemini) whole(cl *exchange, _ *http.Response, body []byte) ([]byte, error) {
	return c.plainGemini(cl, body)
}

func textOf(resp *genai.GenerateContentResponse) string {
	var b strings.Builder
	for _, candidate := range resp.Candidates {
		if candidate.Content == nil {
			continue
		}
		for _, part := range candidate.Content.Parts {
			if text, ok := part.(genai.Text); ok {
				b.WriteString(string(text))
			}
		}
		break
	}
	return b.String()
}
