package ai

import (
	"context"
	"errors"
	"path"
	"strings"
	"time"
)

// Transcriber is the optional power of a [Provider] to write down what is said in
// a recording.
type Transcriber interface {
	// Transcribe returns the words of the recording, or an error that is or wraps
	// an [*Error]; [ErrNothingSaid] where there are none. The context bounds the
	// call.
	Transcribe(ctx context.Context, a *Audio) (*Transcript, error)
}

// What a recording, or a request with pictures, may meet with besides the
// failures of models. A [Pool] says so at once, without asking anybody but for
// the last one; its [*Exhausted] unwraps to them.
var (
	// ErrCannotSee: no model that is configured sees pictures.
	ErrCannotSee = errors.New("no model that is configured sees pictures")
	// ErrCannotHear: no model that is configured writes recordings down.
	ErrCannotHear = errors.New("no model that is configured writes recordings down")
	// ErrAudioType: none of those that are takes files of this type.
	ErrAudioType = errors.New("no model takes recordings of this type")
	// ErrNothingSaid: there are no words in the recording.
	ErrNothingSaid = errors.New("nothing is said in the recording")
)

// Audio is a recording to be written down.
type Audio struct {
	// Model is the id of the model to ask, as its provider spells it. A [Pool]
	// chooses it itself and ignores what the caller put there.
	Model string
	// Name is a file name whose extension tells the format, such as "voice.ogg":
	// providers go by it. Nothing else of it is sent.
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
	// Duration is how long the recording lasts, where the model told it.
	Duration time.Duration
	// Provider and Model say who wrote it down.
	Provider, Model string
	// Limits is what the answer told of the provider's limits.
	Limits []Observation
}

// format is the recording's type as its file name's extension tells it, in lower
// case and without the dot. Telegram calls Ogg files .oga, which providers do not
// know.
func (a *Audio) format() string {
	switch f := strings.ToLower(strings.TrimPrefix(path.Ext(a.Name), ".")); f {
	case "oga":
		return "ogg"
	default:
		return f
	}
}

// leastSeconds is what a recording counts at least: Groq bills no less, and what
// it counts against its limits it does not say.
const leastSeconds = 10

// slowestBytes are the fewest bytes that a second of speech takes, by type of
// file: Opus at 16 kbit/s, and the same of the others that compress; samples of
// 16 bits at 8 kHz; half of that where they lose nothing.
var slowestBytes = map[string]int{"wav": 16000, "flac": 8000}

// seconds is how long the recording is for the limits. Where nobody has said how
// long it lasts it is as long as a file of its size can be.
func (a *Audio) seconds() int {
	d := a.Duration
	if d <= 0 {
		rate := slowestBytes[a.format()]
		if rate == 0 {
			rate = 2000
		}
		d = time.Duration(len(a.Data)) * time.Second / time.Duration(rate)
	}
	return max(leastSeconds, int((d+time.Second-1)/time.Second))
}
