package providers

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// geminiWire is Gemini's own protocol, v1beta.
type geminiWire struct{}

func (geminiWire) key(r *http.Request) (string, bool) {
	if k := r.URL.Query().Get("key"); k != "" {
		return k, true
	}
	return r.Header.Get("X-Goog-Api-Key"), false
}

func (geminiWire) asks(method, path string) (*chat, bool) {
	rest, ok := strings.CutPrefix(path, "/v1beta/models/")
	if !ok || method != http.MethodPost {
		return nil, false
	}
	id, verb, _ := strings.Cut(rest, ":")
	switch verb {
	case "generateContent":
		return &chat{model: id}, true
	case "streamGenerateContent":
		return &chat{model: id, stream: true}, true
	}
	return nil, false
}

// generate is the body of a question.
type generate struct {
	Contents          []geminiContent
	SystemInstruction *geminiContent
	GenerationConfig  struct {
		MaxOutputTokens    int
		ResponseMimeType   string
		ResponseSchema     json.RawMessage
		ResponseJSONSchema json.RawMessage `json:"responseJsonSchema"`
		ThinkingConfig     *struct {
			ThinkingLevel   string
			ThinkingBudget  *int
			IncludeThoughts bool
		}
	}
}

type geminiContent struct {
	Role  string
	Parts []struct {
		Text       string
		Thought    bool
		InlineData *struct{ MimeType, Data string }
	}
}

func (c geminiContent) text() string {
	var b strings.Builder
	for _, p := range c.Parts {
		if !p.Thought {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

var (
	geminiFields = strings.Fields(`model contents systeminstruction generationconfig safetysettings tools toolconfig
		cachedcontent labels store`)
	geminiConfig = strings.Fields(`stopsequences responsemimetype responseschema responsejsonschema responsemodalities
		candidatecount maxoutputtokens temperature topp topk seed presencepenalty frequencypenalty responselogprobs logprobs
		enableenhancedcivicanswers speechconfig thinkingconfig imageconfig mediaresolution`)
	geminiThinking = strings.Fields(`thinkinglevel thinkingbudget includethoughts`)
)

func (geminiWire) read(c *chat, r *http.Request, body []byte) *trouble {
	q := r.URL.Query()
	alt := q.Get("alt") + q.Get("$alt")
	c.sse, c.ints = strings.HasPrefix(alt, "sse"), strings.Contains(alt, "enum-encoding=int")
	var all map[string]json.RawMessage
	if err := json.Unmarshal(body, &all); err != nil {
		return &trouble{kind: badRequest, text: "Invalid JSON payload received. Expected a value."}
	}
	c.fields = slices.Sorted(maps.Keys(all))
	if t := unknownNames(all); t != nil {
		return t
	}
	var g generate
	if err := json.Unmarshal(camel(body), &g); err != nil {
		return &trouble{kind: badRequest, text: "Invalid value at a field of the payload."}
	}
	if g.SystemInstruction != nil {
		c.system = g.SystemInstruction.text()
	}
	for i, m := range g.Contents {
		role := map[string]string{"": "user", "user": "user", "model": "assistant"}[m.Role]
		if role == "" {
			return &trouble{kind: badRequest, text: "Please use a valid role: user, model."}
		}
		if len(m.Parts) == 0 {
			return &trouble{kind: badRequest, text: fmt.Sprintf("* GenerateContentRequest.contents[%d].parts: contents.parts must not be empty.", i)}
		}
		var pictures []picture
		for _, p := range m.Parts {
			if p.InlineData == nil {
				continue
			}
			if strings.HasPrefix(p.InlineData.MimeType, "audio/") {
				if t := c.listen(p.InlineData.MimeType, p.InlineData.Data); t != nil {
					return t
				}
				continue
			}
			seen, valid := lookAt(p.InlineData.MimeType, p.InlineData.Data)
			if !valid {
				return &trouble{kind: badRequest, text: "Unable to process input image. Please retry or report in https://developers.generativeai.google/guide/troubleshooting"}
			}
			pictures = append(pictures, seen)
		}
		c.add(Message{Role: role, Text: m.text()}, pictures)
	}
	return g.configure(c)
}

func (g *generate) configure(c *chat) *trouble {
	gc := g.GenerationConfig
	c.maxTokens = gc.MaxOutputTokens
	c.json = gc.ResponseMimeType == "application/json"
	for _, raw := range [][]byte{gc.ResponseSchema, gc.ResponseJSONSchema} {
		if len(raw) > 0 && string(raw) != "null" {
			c.schema = readSchema(raw)
		}
	}
	if c.schema != nil && !c.json {
		return &trouble{kind: badRequest, text: "* GenerateContentRequest.generation_config.response_schema: only allowed when response_mime_type is application/json."}
	}
	if t := gc.ThinkingConfig; t != nil {
		c.effort = strings.ToLower(t.ThinkingLevel)
		if t.ThinkingBudget != nil && t.ThinkingLevel != "" {
			return &trouble{kind: badRequest, text: "You can only set one of thinking budget and thinking level."}
		}
		if t.IncludeThoughts {
			c.show = "field"
		}
	}
	return nil
}

// unknownNames refuses names that the protocol does not have.
func unknownNames(all map[string]json.RawMessage) *trouble {
	check := func(m map[string]json.RawMessage, known []string) *trouble {
		for _, name := range slices.Sorted(maps.Keys(m)) {
			if !slices.Contains(known, strings.ToLower(strings.ReplaceAll(name, "_", ""))) {
				return &trouble{kind: unknownField, text: name}
			}
		}
		return nil
	}
	if t := check(all, geminiFields); t != nil {
		return t
	}
	config := object(all, "generationConfig", "generation_config")
	if t := check(config, geminiConfig); t != nil {
		return t
	}
	return check(object(config, "thinkingConfig", "thinking_config"), geminiThinking)
}

func object(m map[string]json.RawMessage, names ...string) map[string]json.RawMessage {
	var o map[string]json.RawMessage
	for _, n := range names {
		if raw, ok := m[n]; ok && json.Unmarshal(raw, &o) == nil {
			return o
		}
	}
	return nil
}

// camel takes the underscores out of the names that the protocol knows in
// both spellings. Go's decoder does not mind about upper and lower case.
func camel(body []byte) []byte {
	for _, name := range strings.Fields(`system_instruction generation_config max_output_tokens response_mime_type
		response_schema response_json_schema thinking_config thinking_level thinking_budget include_thoughts inline_data`) {
		body = []byte(strings.ReplaceAll(string(body), `"`+name+`":`, `"`+strings.ReplaceAll(name, "_", "")+`":`))
	}
	return body
}

func (w geminiWire) whole(a *answer) []byte {
	parts := w.thoughtParts(a)
	if a.text != "" {
		parts = append(parts, map[string]any{"text": a.text, "thoughtSignature": signature(a)})
	}
	return marshal(w.body(a, parts, a.finish, true))
}

func (geminiWire) thoughtParts(a *answer) []any {
	if a.thought == "" {
		return nil
	}
	return []any{map[string]any{"text": a.thought, "thought": true}}
}

func signature(a *answer) string { return fmt.Sprintf("%x", hash(a.id, a.text)) }

// body is one answer or one element of a stream.
func (geminiWire) body(a *answer, parts []any, finish string, last bool) map[string]any {
	usage := map[string]any{"promptTokenCount": a.prompt, "totalTokenCount": a.prompt + a.output,
		"promptTokensDetails": []any{map[string]any{"modality": enum(a.chat, "TEXT", 1), "tokenCount": a.prompt}}}
	if last {
		usage["candidatesTokenCount"] = a.output - a.thinking
		if a.thinking > 0 {
			usage["thoughtsTokenCount"] = a.thinking
		}
	}
	body := map[string]any{"usageMetadata": usage, "modelVersion": a.chat.model, "responseId": a.id}
	if finish == "content_filter" && len(parts) == 0 {
		body["promptFeedback"] = map[string]any{"blockReason": enum(a.chat, "PROHIBITED_CONTENT", 4)}
		return body
	}
	candidate := map[string]any{"index": 0}
	if len(parts) > 0 || finish != "" {
		content := map[string]any{"role": "model"}
		if len(parts) > 0 {
			content["parts"] = parts
		}
		candidate["content"] = content
	}
	switch finish {
	case "stop":
		candidate["finishReason"] = enum(a.chat, "STOP", 1)
	case "length":
		candidate["finishReason"] = enum(a.chat, "MAX_TOKENS", 2)
	case "content_filter":
		candidate["finishReason"] = enum(a.chat, "SAFETY", 3)
	case "error":
		candidate["finishReason"] = enum(a.chat, "OTHER", 5)
	case "":
	default:
		candidate["finishReason"] = enum(a.chat, strings.ToUpper(finish), 99)
	}
	body["candidates"] = []any{candidate}
	return body
}

// enum is an enumeration's value as the client asked for it.
func enum(c *chat, name string, number int) any {
	if c.ints {
		return number
	}
	return name
}

func (w geminiWire) pieces(a *answer) pieces {
	var p pieces
	first := true
	element := func(parts []any, finish string) []byte {
		b := w.frame(a.chat, marshal(w.body(a, parts, finish, finish != "")), first)
		first = false
		return b
	}
	for _, part := range w.thoughtParts(a) {
		p.thought = append(p.thought, element([]any{part}, ""))
	}
	for _, text := range a.uttered() {
		p.text = append(p.text, element([]any{map[string]any{"text": text}}, ""))
	}
	var end []any
	if a.text != "" { // the last part holds a signature and nothing else
		end = []any{map[string]any{"thoughtSignature": signature(a)}}
	}
	p.tail = append(p.tail, element(end, a.finish))
	if !a.chat.sse {
		p.close = []byte("]")
	}
	return p
}

func (geminiWire) streamType(c *chat) string {
	if c.sse {
		return "text/event-stream"
	}
	return "application/json; charset=UTF-8"
}

func (geminiWire) frame(c *chat, body []byte, first bool) []byte {
	switch {
	case c.sse:
		return slices.Concat([]byte("data: "), body, []byte("\r\n\r\n"))
	case first:
		return append([]byte("["), body...)
	}
	return append([]byte(",\r\n"), body...)
}

func (geminiWire) list(a *account, method, path string) (any, bool) {
	if method != http.MethodGet || path != "/v1beta/models" {
		return nil, false
	}
	models := []any{}
	for _, m := range a.models {
		models = append(models, map[string]any{"name": "models/" + m.id, "version": "001", "displayName": m.id,
			"inputTokenLimit": m.context, "outputTokenLimit": m.output,
			"supportedGenerationMethods": []string{"generateContent", "countTokens", "batchGenerateContent"}})
	}
	return map[string]any{"models": models}, true
}
