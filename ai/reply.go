package ai

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
)

// reply is an answer on the wire that most providers speak, or a piece of one,
// with the vendors' additions that go-openai drops.
type reply struct {
	Model   modelName `json:"model"`
	Choices []choice  `json:"choices"`
	Usage   *tokens   `json:"usage"`
	XGroq   *struct {
		Usage *tokens         `json:"usage"`
		Error json.RawMessage `json:"error"`
	} `json:"x_groq"`
	Error json.RawMessage `json:"error"`
}

type choice struct {
	Message      message `json:"message"` // of an answer in one piece
	Delta        message `json:"delta"`
	FinishReason string  `json:"finish_reason"`
}

type message struct {
	Content          string `json:"content"`
	Reasoning        string `json:"reasoning"`
	ReasoningContent string `json:"reasoning_content"`
}

// parts is the content of a message that comes in several parts, as Mistral's
// models that think write it.
type parts []struct {
	Type, Text string
}

// inParts reads the content of a reply that could not be decoded because it came
// in parts, and says whether it did. They are so rare that each reply is taken
// for another first.
func (k *reply) inParts(err error, raw []byte) bool {
	mistyped, ok := errors.AsType[*json.UnmarshalTypeError](err)
	if !ok || mistyped.Value != "array" || !strings.HasSuffix(mistyped.Field, "content") {
		return false
	}
	var in struct {
		Choices []struct{ Message, Delta struct{ Content parts } }
	}
	if json.Unmarshal(raw, &in) != nil || len(in.Choices) == 0 || len(k.Choices) != len(in.Choices) {
		return false
	}
	first := &k.Choices[0]
	first.Message.read(in.Choices[0].Message.Content)
	first.Delta.read(in.Choices[0].Delta.Content)
	return true
}

// read takes the text of the parts; whatever else there is, is thinking.
func (m *message) read(all parts) {
	for _, part := range all {
		if part.Type == "text" {
			m.Content += part.Text
		} else {
			m.Reasoning = part.Type
		}
	}
}

func (m *message) thinks() bool { return m.Reasoning != "" || m.ReasoningContent != "" }

// tokens is what an answer tells of its cost.
type tokens struct {
	Prompt     int `json:"prompt_tokens"`
	Completion int `json:"completion_tokens"`
	Details    struct {
		Cached int `json:"cached_tokens"`
	} `json:"prompt_tokens_details"`
}

// again empties a reply for the next piece, and keeps its memory.
func (k *reply) again() {
	clear(k.Choices)
	*k = reply{Model: k.Model, Choices: k.Choices[:0]}
}

// modelName is the model that an answer says it is of. It stands in each piece,
// and a name that is known costs no memory.
type modelName string

func (m *modelName) UnmarshalJSON(b []byte) error {
	if n := len(b) - 1; n > 0 && b[0] == '"' && string(b[1:n]) != string(*m) {
		*m = modelName(b[1:n]) // an escape in it would be as good a name
	}
	return nil
}

// chosenOf is the model that wrote an answer, if it was another one than was
// asked. Vendors call the same one by longer and shorter names: with a date,
// without its maker's name.
func chosenOf(asked string, told modelName) string {
	short := func(id string) string { return strings.ToLower(id[strings.LastIndexByte(id, '/')+1:]) }
	if a, b := short(asked), short(string(told)); strings.HasPrefix(a, b) || strings.HasPrefix(b, a) {
		return ""
	}
	return string(told)
}

func (k *reply) failed() bool {
	return present(k.Error) || k.XGroq != nil && present(k.XGroq.Error)
}

// refusal is the JSON in which a failing piece tells why.
func (k *reply) refusal(line []byte) []byte {
	if k.XGroq == nil || present(k.Error) || !present(k.XGroq.Error) {
		return line
	}
	return append(append([]byte(`{"error":`), k.XGroq.Error...), '}')
}

// usage reads the cost into u, if it was told.
func (k *reply) usage(u *Usage) {
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
