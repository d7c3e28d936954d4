// Package ai makes many AI models into one: a [Pool] of providers behind the
// same small interface that each provider has.
//
// A [Provider] turns a [Request] into a [Response] or a typed [*Error]. The
// pool is itself a Provider: it asks the models in their order of preference,
// keeps to the limits written in its [Book], lets those rest that failed, and
// goes on to the next one, so that a caller sees a failure only when every
// model has failed.
//
// The package needs neither Telegram nor a database; the figures about
// providers and models come from [hamzaban/ai/catalog].
package ai

import "context"

// Provider answers requests. Implementations are safe for concurrent use and
// return a non-nil error that is or wraps an [*Error] when they fail.
type Provider interface {
	// Name is the provider's name in the catalogue, such as "groq".
	Name() string
	// Generate returns the whole answer. The context bounds the call.
	Generate(ctx context.Context, r *Request) (*Response, error)
}

// Streamer is the optional power of a [Provider] to show an answer while it
// is being written.
//
// What is emitted are snapshots, not deltas: each call of emit carries the
// whole text so far, so that a change of provider in mid-answer needs no undo.
// emit is called from one goroutine at a time and must return quickly. An
// empty one is a sign of life: the model is thinking. The text of the returned
// response is the last word, whatever was emitted before.
type Streamer interface {
	Stream(ctx context.Context, r *Request, emit func(soFar string)) (*Response, error)
}

// Role says who speaks in a [Message].
type Role string

// The roles of a conversation. Standing instructions go into
// [Request.System], not into a message.
const (
	User      Role = "user"
	Assistant Role = "assistant"
)

// Message is one turn of a conversation.
type Message struct {
	Role Role
	Text string
	// Images are shown with the text, in their order. Only models that see are
	// asked then.
	Images []Image
	// Audio is heard with the text, where not nil. Only models that hear are asked
	// then; for what is said in it alone [Transcriber] is the better way.
	Audio *Audio
}

// Image is a picture as it is in a file.
type Image struct {
	// Type is its media type, such as "image/jpeg".
	Type string
	Data []byte
}

// Task says what a request is for, so that the catalogue can prefer other
// models for it.
type Task string

// The tasks that the catalogue knows.
const (
	TaskChat      Task = "chat"
	TaskTranslate Task = "translate"
)

// Request asks for one answer.
type Request struct {
	// Model is the id of the model to ask, as its provider spells it. A
	// [Pool] chooses it itself and ignores what the caller put there.
	Model string
	// Task is what the answer is for; empty means [TaskChat].
	Task Task
	// Language is the BCP 47 code of the language of the answer, where it is
	// known: the catalogue may prefer other models for it.
	Language string
	// Person says who asks, in any form: people take turns where capacity
	// is scarce. Empty: nobody in particular.
	Person string
	// System holds the standing instructions. For providers that do not
	// count cached tokens its beginning should stay the same from call to
	// call.
	System string
	// Messages is the conversation, oldest first, ending with the user's.
	Messages []Message
	// MaxTokens bounds the answer in tokens, hidden thinking included; 0
	// leaves it to the pool, or to the provider where there is no pool.
	MaxTokens int
	// Temperature is left to the provider where nil.
	Temperature *float32
	// Schema asks for an answer in JSON of this shape. A model that cannot
	// be held to it is asked by words alone: check the answer.
	Schema *Schema
	// Avoid names models ("provider/model") that a pool shall ask only when
	// no other is left, because their last answer to this was of no use. Of a
	// provider named with a stroke ("provider/") the others come before them.
	Avoid []string
	// Prefer names a model ("provider/model"), or a provider ("provider/"), that a
	// pool shall ask before all others where it has room; empty: none.
	Prefer string
}

// Schema is the shape of a structured answer.
type Schema struct {
	// Name is a short identifier, of letters, digits and underscores.
	Name string
	// JSON is a JSON Schema whose top level is an object.
	JSON []byte
}

// Response is a whole answer. Its text is never empty.
type Response struct {
	Text string
	// Provider and Model say who gave the answer.
	Provider, Model string
	// Chosen is the model that wrote the answer where Model is a router that
	// chose it; empty where Model wrote it, or the provider told nothing else.
	Chosen string
	// Truncated is set when the output limit cut the answer short.
	Truncated bool
	Usage     Usage
	// Limits is what the answer told of the provider's limits.
	Limits []Observation
}

// ID is "provider/model", the name under which a [Pool] and its [Book] know
// the model that answered.
func (r *Response) ID() string { return r.Provider + "/" + r.Model }

// Usage counts tokens as the provider reported them; all zero if it did not.
type Usage struct {
	// Prompt counts the request's tokens, Cached those among them that the
	// provider had in its cache, Output the answer's with hidden thinking.
	Prompt, Cached, Output int
}
