package ai

import "time"

// A stream that drips is never silent and never ends. From its first words on
// it must keep a pace that somebody who reads along would bear, and which the
// slowest models at home keep. How long it may think before them is limited by
// the time for all of it.
const (
	tempoTime = 15 * time.Second
	// leastTempo is how many bytes of the answer must come in tempoTime; a sign
	// without a text, such as a thought, counts as signBytes.
	leastTempo = 30
	signBytes  = 4
)

// tempo watches over the pace of one stream.
type tempo struct {
	due   time.Time // when the next look at it is due
	heard int       // since the last one
	long  int
}

// sign notes a sign of life, with the text so far, if any.
func (t *tempo) sign(soFar string, now time.Time) {
	if t.due.IsZero() {
		if soFar == "" {
			return
		}
		t.due = now.Add(tempoTime)
	}
	if more := len(soFar) - t.long; more > 0 {
		t.long = len(soFar)
		t.heard += more
		return
	}
	t.heard += signBytes
}

// kept says, when it is due, whether the pace was kept.
func (t *tempo) kept() bool {
	kept := t.heard >= leastTempo
	t.due, t.heard = t.due.Add(tempoTime), 0
	return kept
}
