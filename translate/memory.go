package translate

import (
	"context"
	"time"
)

// Owner is whose memory it is: a person's in one chat, or, where Chat is 0, in
// private. What one owner has is never shown to another, nor used for them.
type Owner struct {
	Person, Chat int64
}

// Kept is one translation as it is kept.
type Kept struct {
	Source, Text string
	// Model is who translated it ("provider/model"); empty: the person did.
	Model string
	// Corrected says that the person set it right: it comes before what models
	// said, and is never replaced by that.
	Corrected bool
	At        time.Time
}

// Shelf is where a translation is kept: with whom, between which languages and
// in which way. From is empty where it was left to the models; Way tells
// options apart that change what a right translation is, empty for the usual.
type Shelf struct {
	Owner
	From, To, Way string
}

// Memory keeps translations from call to call. It is safe for use by many.
type Memory interface {
	// Recall returns what is kept on the shelf for just these sources, by
	// source. Corrections are found from whichever language and in whichever
	// way they were made, and come before what models said.
	Recall(ctx context.Context, s Shelf, sources []string) (map[string]Kept, error)
	// Recent returns what the owner had last between any languages and the
	// shelf's To, in whatever way: at most n, corrections first, then the latest.
	Recent(ctx context.Context, s Shelf, n int) ([]Kept, error)
	// Keep puts translations on the shelf in the place of what it holds for
	// the same sources, corrections apart, which only a correction replaces.
	// How many an owner has is bounded: the oldest go first.
	Keep(ctx context.Context, s Shelf, list []Kept) error
	// Drop takes the owner's corrections of a source into the shelf's To back.
	Drop(ctx context.Context, s Shelf, source string) error
}
