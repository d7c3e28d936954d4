package ai

import (
	"bytes"
	"encoding/json"
)

// reply is an answer on the wire that most providers speak, or a piece of one,
// with the vendors' additions that go-openai drops.
type reply struct {
	Choices []choice `json:"choices"`
	Usage   *tokens  `json:"usage"`
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
	*k = reply{Choices: k.Choices[:0]}
}

func (k *reply) failed() bool {
	return present(k.Error) || k.XGroq != nil && present(k.XGroq.Error)
}

// refusal is the JSON in which a failing piece tells why.
func (k *reply) refusal(line []byte) []byte {
	if k.XGroq == nil || present(k.Error) {
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
