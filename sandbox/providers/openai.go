package providers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// openAI is the wire of OpenAI's chat completions, as four vendors speak it.
type openAI struct {
	// opening are bytes at the start of every stream.
	opening string
	// usageIn puts the usage of a stream into the last chunk, whether asked
	// for or not; else it is a chunk of its own when asked for.
	usageIn bool
	// owner is owned_by in the list of models.
	owner string
	// extra adds fields to the last chunk and to whole answers; nil: none.
	extra func(a *answer, body map[string]any)
	// thinkingAs is the field for hidden thinking.
	thinkingAs string
}

func (openAI) key(r *http.Request) (string, bool) {
	k, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return "", false
	}
	return strings.TrimSpace(k), false
}

func (openAI) asks(method, path string) (*chat, bool) {
	if method == http.MethodPost && path == "/chat/completions" {
		return &chat{}, true
	}
	if method == http.MethodPost && path == "/audio/transcriptions" {
		return &chat{recording: &recording{}}, true
	}
	return nil, false
}

// question is the body of a question, as far as any of the four reads it.
type question struct {
	Model    string `json:"model"`
	Messages []struct {
		Role    string          `json:"role"`
		Content json.RawMessage `json:"content"`
	} `json:"messages"`
	Stream        bool `json:"stream"`
	StreamOptions struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
	MaxTokens           int    `json:"max_tokens"`
	MaxCompletionTokens int    `json:"max_completion_tokens"`
	ReasoningEffort     string `json:"reasoning_effort"`
	ReasoningFormat     string `json:"reasoning_format"`
	IncludeReasoning    *bool  `json:"include_reasoning"`
	Reasoning           *struct {
		Enabled *bool  `json:"enabled"`
		Effort  string `json:"effort"`
		Exclude bool   `json:"exclude"`
	} `json:"reasoning"`
	ResponseFormat struct {
		Type       string          `json:"type"`
		Schema     json.RawMessage `json:"schema"`
		JSONSchema struct {
			Schema json.RawMessage `json:"schema"`
		} `json:"json_schema"`
	} `json:"response_format"`
}

func (openAI) read(c *chat, r *http.Request, body []byte) *trouble {
	if c.recording != nil {
		return readForm(c, r, body)
	}
	var q question
	var all map[string]json.RawMessage
	if err := json.Unmarshal(body, &all); err != nil {
		return &trouble{kind: badRequest, text: "the body is not valid JSON"}
	}
	c.fields = slices.Sorted(maps.Keys(all))
	if err := json.Unmarshal(body, &q); err != nil {
		return &trouble{kind: badRequest, text: "a field of the body has the wrong type"}
	}
	c.model, c.stream, c.usage = q.Model, q.Stream, q.StreamOptions.IncludeUsage
	c.maxTokens = max(q.MaxTokens, q.MaxCompletionTokens)
	c.thinking(&q)
	c.json = strings.HasPrefix(q.ResponseFormat.Type, "json")
	for _, raw := range [][]byte{q.ResponseFormat.Schema, q.ResponseFormat.JSONSchema.Schema} {
		if len(raw) > 0 && !bytes.Equal(raw, []byte("null")) {
			c.schema = readSchema(raw)
		}
	}
	for i, m := range q.Messages {
		text, pictures, ok := content(m.Content)
		if !ok {
			return &trouble{kind: badRequest, text: fmt.Sprintf("messages[%d].content must be a string or a list of parts, and its pictures valid data URLs", i)}
		}
		switch m.Role {
		case "system", "developer":
			c.system = strings.TrimPrefix(c.system+"\n\n"+text, "\n\n")
		case "user", "assistant", "tool":
			c.add(Message{Role: m.Role, Text: text}, pictures)
		default:
			return &trouble{kind: badRequest, text: fmt.Sprintf("messages[%d].role: %q is not a role", i, m.Role)}
		}
	}
	if q.Model == "" {
		return &trouble{kind: badRequest, text: "model is required"}
	}
	return nil
}

// thinking notes how hard to think and where the thinking goes. Which of the
// ways to say so a vendor knows is its own check's business.
func (c *chat) thinking(q *question) {
	c.effort, c.show = q.ReasoningEffort, ""
	switch q.ReasoningFormat {
	case "parsed":
		c.show = "field"
	case "hidden":
		c.show = "hidden"
	case "raw":
		c.show = "text"
	}
	if q.IncludeReasoning != nil && !*q.IncludeReasoning {
		c.show = "hidden"
	}
	if r := q.Reasoning; r != nil {
		if r.Effort != "" {
			c.effort = r.Effort
		}
		if r.Enabled != nil && !*r.Enabled {
			c.effort = "none"
		}
		if r.Exclude {
			c.show = "hidden"
		}
	}
}

// content reads a message's content: a string, or parts of text and images.
func content(raw json.RawMessage) (text string, pictures []picture, ok bool) {
	if json.Unmarshal(raw, &text) == nil {
		return text, nil, true
	}
	var parts []struct {
		Type     string `json:"type"`
		Text     string `json:"text"`
		ImageURL struct {
			URL string `json:"url"`
		} `json:"image_url"`
	}
	if json.Unmarshal(raw, &parts) != nil {
		return "", nil, false
	}
	for _, p := range parts {
		if p.Type == "image_url" {
			seen, valid := lookAtURL(p.ImageURL.URL)
			if !valid {
				return "", nil, false
			}
			pictures = append(pictures, seen)
		}
		text += p.Text
	}
	return text, pictures, true
}

func (w openAI) whole(a *answer) []byte {
	if a.chat.recording != nil {
		return transcript(a)
	}
	message := map[string]any{"role": "assistant", "content": a.text}
	if a.thought != "" {
		message[w.thinkingAs] = a.thought
	}
	choice := map[string]any{"index": 0, "message": message, "logprobs": nil, "finish_reason": finishReason(a.finish)}
	body := map[string]any{"id": a.id, "object": "chat.completion", "created": a.at.Unix(), "model": a.chat.model,
		"choices": []any{choice}, "usage": w.usage(a)}
	if w.extra != nil {
		w.extra(a, body)
	}
	return marshal(body)
}

func finishReason(f string) any {
	if f == "" {
		return nil
	}
	return f
}

func (w openAI) usage(a *answer) map[string]any {
	return map[string]any{"prompt_tokens": a.prompt, "completion_tokens": a.output, "total_tokens": a.prompt + a.output,
		"prompt_tokens_details":     map[string]any{"cached_tokens": a.cached},
		"completion_tokens_details": map[string]any{"reasoning_tokens": a.thinking}}
}

func (w openAI) pieces(a *answer) pieces {
	chunk := func(delta map[string]any, finish any, more map[string]any) []byte {
		body := map[string]any{"id": a.id, "object": "chat.completion.chunk", "created": a.at.Unix(), "model": a.chat.model,
			"choices": []any{map[string]any{"index": 0, "delta": delta, "logprobs": nil, "finish_reason": finish}}}
		maps.Copy(body, more)
		return w.frame(a.chat, marshal(body), false)
	}
	var p pieces
	if w.opening != "" {
		p.head = append(p.head, []byte(w.opening))
	}
	p.head = append(p.head, chunk(map[string]any{"role": "assistant", "content": ""}, nil, nil))
	for _, t := range split(a.thought) {
		p.thought = append(p.thought, chunk(map[string]any{w.thinkingAs: t}, nil, nil))
	}
	for _, t := range a.uttered() {
		p.text = append(p.text, chunk(map[string]any{"content": t}, nil, nil))
	}
	last := map[string]any{}
	if w.extra != nil {
		w.extra(a, last)
	}
	if w.usageIn {
		last["usage"] = w.usage(a)
	}
	p.tail = append(p.tail, chunk(map[string]any{}, finishReason(a.finish), last))
	if a.chat.usage && !w.usageIn {
		p.tail = append(p.tail, w.frame(a.chat, marshal(map[string]any{"id": a.id, "object": "chat.completion.chunk",
			"created": a.at.Unix(), "model": a.chat.model, "choices": []any{}, "usage": w.usage(a)}), false))
	}
	p.close = []byte("data: [DONE]\n\n")
	return p
}

func (openAI) streamType(*chat) string { return "text/event-stream" }

func (openAI) frame(_ *chat, body []byte, _ bool) []byte {
	return slices.Concat([]byte("data: "), body, []byte("\n\n"))
}

func (w openAI) list(a *account, method, path string) (any, bool) {
	if method != http.MethodGet || path != "/models" {
		return nil, false
	}
	data := []any{}
	for _, m := range a.models {
		data = append(data, map[string]any{"id": m.id, "object": "model", "created": 1756684800, "owned_by": w.owner,
			"active": true, "context_window": m.context, "context_length": m.context, "max_completion_tokens": m.output})
	}
	if a.speech != nil {
		for _, m := range a.speech.models {
			data = append(data, map[string]any{"id": m.id, "object": "model", "created": 1756684800, "owned_by": "OpenAI",
				"active": true, "context_window": 448, "max_completion_tokens": 448})
		}
	}
	return map[string]any{"object": "list", "data": data}, true
}

// uttered is the text in the pieces in which it is streamed. Of an endless one
// there are two, for the second can be repeated on every wire.
func (a *answer) uttered() []string {
	if a.endless {
		return []string{a.text, a.text}
	}
	return split(a.text)
}

// split cuts a text into pieces as a model would utter them: words.
func split(text string) []string {
	var out []string
	start := 0
	for i, r := range text {
		if r == ' ' || r == '\n' {
			if i > start {
				out = append(out, text[start:i])
			}
			start = i
		}
	}
	if start < len(text) {
		out = append(out, text[start:])
	}
	return out
}

// hash is a number that depends on the texts alone.
func hash(texts ...string) uint64 {
	h := fnv.New64a()
	for _, t := range texts {
		_, _ = h.Write([]byte(t))
		_, _ = h.Write([]byte{0})
	}
	return h.Sum64()
}
