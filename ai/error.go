package ai

import (
	"errors"
	"fmt"
	"time"
)

// Kind is the kind of a provider's failure.
type Kind string

// The kinds of failures.
const (
	RateLimited Kind = "rate limited" // a limit per minute: seconds
	QuotaSpent  Kind = "quota spent"  // a limit per day or month
	NoCredit    Kind = "no credit"    // the account must be paid first
	BadKey      Kind = "bad key"      // refused until the key is changed
	NoAccess    Kind = "no access"    // this region or account may not use it
	NoModel     Kind = "no model"     // retired or never there
	TooLarge    Kind = "too large"    // more than this model takes at once
	BadRequest  Kind = "bad request"  // this request is wrong for this model
	Filtered    Kind = "filtered"     // the provider would not answer this
	Unavailable Kind = "unavailable"  // 5xx, refused, reset, overloaded
	TimedOut    Kind = "timed out"    // no answer in time
	Empty       Kind = "empty"        // an answer without a text
	Cut         Kind = "cut"          // an answer that ended in its middle
	Garbled     Kind = "garbled"      // not what the protocol promises
)

// Scope is how far a failure reaches: everything within it is of no use until
// the failure's time is over.
type Scope int

// The scopes, from the narrowest to the widest.
const (
	ScopeRequest  Scope = iota // only this request: nobody's fault
	ScopeModel                 // this model of this account
	ScopeAccount               // every model of this account
	ScopeProvider              // the provider, whoever asks
)

// Error is how a provider failed.
type Error struct {
	Provider, Model string
	Kind            Kind
	Scope           Scope
	// Status is the HTTP status, 0 where there was none.
	Status int
	// RetryAfter is how long the provider said, or its limits tell, that it
	// is useless to ask again; 0 where unknown.
	RetryAfter time.Duration
	// Named is how long the provider itself said; 0 where RetryAfter is a
	// reckoning alone.
	Named time.Duration
	// Window is the limit that was hit, the zero value where unknown.
	Window Window
	// Limits is what the refusal told of the provider's limits.
	Limits []Observation
	// Err is the cause. Its text holds no key and nothing of the request.
	Err error
}

func (e *Error) Error() string {
	s := e.Provider
	if e.Model != "" {
		s += "/" + e.Model
	}
	s += ": " + string(e.Kind)
	if e.Status != 0 {
		s += fmt.Sprintf(" (HTTP %d)", e.Status)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// Exhausted is a pool's failure: no model could answer. It unwraps to every
// failure on the way.
type Exhausted struct {
	// Until is when the first of the resting models is expected back; the
	// zero time where none of them will be, or where enough of them have
	// refused the request for what it is: to ask again is of no use.
	Until time.Time
	// Limited: limits, and nothing else, are the reason. Otherwise a model
	// failed, now or shortly before, or would not answer.
	Limited bool
	Errs    []error
}

func (e *Exhausted) Error() string {
	if len(e.Errs) == 0 {
		return "no AI model may be asked now"
	}
	return "no AI model answered: " + errors.Join(e.Errs...).Error()
}

func (e *Exhausted) Unwrap() []error { return e.Errs }
