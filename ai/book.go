package ai

import (
	"context"
	"time"
)

// Book is where the quotas' counters, the rests and the health of the models
// outlive the process. The pool owns their meaning; a book only keeps them.
// [NewMemoryBook] makes one that forgets; the store package has one on disk.
type Book interface {
	// Update calls fn with the records of the given keys (new, empty ones
	// where there were none) and keeps what fn leaves in them. It is one
	// transaction, also against other processes on the same book: nobody
	// else changes these records meanwhile, and when Update returns nil the
	// change is durable. When fn or the keeping fails, nothing has changed.
	// fn may be called more than once and must not call the book. What it
	// was given stays as it left it: the caller may go on reading it.
	Update(ctx context.Context, keys []string, fn func(map[string]*Record) error) error
	// Records returns a copy of all records by their keys.
	Records(ctx context.Context) (map[string]*Record, error)
}

// Record is what a book knows of one model of one account (key
// "provider/model"), of one pool of quota that several models share (key
// "provider:pool"), or of an account as a whole (key "provider"). Its JSON form
// is what stores keep.
type Record struct {
	Windows []WindowState `json:"windows,omitempty"`
	// RestingUntil is when this may be asked again, Reason the kind of
	// failure that made it rest, Strikes how many failures came in a row.
	// NamedUntil is what the provider itself said, which nothing overrides.
	RestingUntil time.Time `json:"resting_until,omitzero"`
	NamedUntil   time.Time `json:"named_until,omitzero"`
	Reason       Kind      `json:"reason,omitempty"`
	Strikes      int       `json:"strikes,omitempty"`
	// ProbedAt is when somebody was last let through to try whether a rest
	// is over, so that others wait for the outcome.
	ProbedAt time.Time `json:"probed_at,omitzero"`
	// LastResortAt is when this account was last asked as the last resort.
	LastResortAt time.Time `json:"last_resort_at,omitzero"`
	// Requests counts the calls sent since the book began, Failures those
	// of them that failed.
	Requests int64 `json:"requests,omitempty"`
	Failures int64 `json:"failures,omitempty"`
	// Latencies are the milliseconds of the last whole answers, FirstTokens
	// those until the first signs of streamed ones, newest last; at most
	// [latencySamples] of each.
	Latencies   []int `json:"latencies,omitempty"`
	FirstTokens []int `json:"first_tokens,omitempty"`
	// Weight is by how much the provider counts more tokens in a prompt than
	// were reckoned, 1 where the two agree, 0 where nothing is known: the most
	// of late.
	Weight float64 `json:"weight,omitempty"`
	// Recent counts how the calls of the last day ended, oldest first; at most
	// [spells] of them.
	Recent      []Spell   `json:"recent,omitempty"`
	LastError   string    `json:"last_error,omitempty"`
	LastErrorAt time.Time `json:"last_error_at,omitzero"`
	// Since is when its health last turned: with the first failure in a row,
	// with one that does not pass by itself, or with the answer that made up
	// for them.
	Since time.Time `json:"since,omitzero"`
}

// Unit is what a limit counts.
type Unit string

// Per is the span of a limit.
type Per string

// Units and spans of limits.
const (
	Requests Unit = "requests"
	Tokens   Unit = "tokens"
	Seconds  Unit = "seconds" // of recordings

	Minute Per = "minute"
	Hour   Per = "hour"
	Day    Per = "day"
	Month  Per = "month"
)

// Window names one limit, such as requests per minute.
type Window struct {
	Unit Unit `json:"unit"`
	Per  Per  `json:"per"`
}

// Source says where a limit's figure came from, weakest first.
type Source string

// The sources of a limit's figure.
const (
	FromCount      Source = "count" // no limit known, only counted
	FromCatalogue  Source = "catalogue"
	FromConfigured Source = "configured"
	FromHeader     Source = "header" // the provider's answers said so
	FromBody       Source = "body"   // the provider's refusals said so
)

// WindowState is the state of one limit.
type WindowState struct {
	Window
	// Used is what counts against the limit as of the instant At. Under the
	// law of the bucket it drains with time, otherwise it is void once the
	// window that At lies in is over.
	Used float64   `json:"used"`
	At   time.Time `json:"at"`
	// Late is how much of Used was counted so shortly before the window's end
	// that the provider may count it in the next one.
	Late float64 `json:"late,omitempty"`
	// Held is set aside, besides Used, for calls that a process may make
	// without writing them down first. From HeldUntil on, unless it was given
	// back, it counts as used: that process was killed.
	Held      float64   `json:"held,omitempty"`
	HeldUntil time.Time `json:"held_until,omitzero"`
	// Limit is what was learned (0: nothing), Source how: the provider said
	// so, or, where it is [FromCount], so much was served at least. Configured
	// and catalogue figures are not kept: they may change. LearnedAt is when
	// the provider last refused more, or said so; Guessed, that it refused
	// without saying how much it allows; Doubt is by how much more that may be:
	// what was under way then.
	Limit     float64   `json:"limit,omitempty"`
	Source    Source    `json:"source,omitempty"`
	LearnedAt time.Time `json:"learned_at,omitzero"`
	Guessed   bool      `json:"guessed,omitempty"`
	Doubt     float64   `json:"doubt,omitempty"`
}
