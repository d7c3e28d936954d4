package ai

import (
	"context"
	"time"
)

// Transcriber is the optional power of a [Provider] to write down what is said in
// a recording.
type Transcriber interface {
	// Transcribe returns the words of the recording, or an [*Error]. The context
	// bounds the call.
	Transcribe(ctx context.Context, a *Audio) (*Transcript, error)
}

// Audio is a recording to be written down.
type Audio struct {
	// Name is a file name whose extension tells the format, such as "voice.ogg":
	// providers go by it.
	Name string
	Data []byte
	// Duration is how long it lasts; 0 where unknown. Limits are in seconds of it.
	Duration time.Duration
	// Language is the BCP 47 code of what is spoken, where it is known.
	Language string
	// Person is as in [Request].
	Person string
}

// Transcript is what was said in a recording. Its text is never empty.
type Transcript struct {
	Text string
	// Language is the BCP 47 code of what was spoken, where the model told it.
	Language string
	// Provider and Model say who wrote it down.
	Provider, Model string
}
