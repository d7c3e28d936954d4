package ai

import (
	"log/slog"

	"hamzaban/ai/catalog"
)

// Account is one provider as it is used here: its catalogue entry, with the
// models in the order of preference and the limits as configured, and the
// client that speaks to it.
type Account struct {
	catalog.Provider
	// Client may be nil where only the account's status is read.
	Client Provider
}

// PoolOptions are the choices of a [Pool]; the zero value is of use.
type PoolOptions struct {
	// Book keeps the counters; nil: in memory only.
	Book Book
	// Log receives what whoever runs the pool should know; nil: nothing.
	Log *slog.Logger
	// LastResort names the provider that gets one plain request when all
	// have failed, even if the book says that it is spent; empty: none.
	LastResort string
}

// Pool makes many models into one. It is a [Provider] and a [Streamer].
type Pool struct{}

// NewPool returns a pool over the accounts, first tried first.
func NewPool(accounts []Account, o PoolOptions) *Pool { return &Pool{} }
