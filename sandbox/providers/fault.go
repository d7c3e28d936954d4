package providers

import "time"

// Fault is one way to fail. The package's variables and functions make them;
// a copy may be narrowed to a model or a key, or given other figures.
type Fault struct {
	// Kind says what happens; the variables below explain the kinds.
	Kind string
	// Status is the HTTP status of kind "status".
	Status int
	// RetryAfter is what a 429 tells as the time to wait, in the vendor's own
	// way, and any other status in the header Retry-After; 0: nothing.
	RetryAfter time.Duration
	// Delay is how long "slow" waits, and "drip" and "trickle" between two
	// pieces. "hang" and "stall" go on after it; 0: they wait for the client
	// to give up.
	Delay time.Duration
	// Body replaces the vendor's own body of kind "status".
	Body string
	// Size is the size of kind "huge", in bytes.
	Size int
	// Model and Key narrow the fault to calls of that model, with that key.
	Model, Key string
}

// Faults of the connection.
var (
	// Refuse closes the connection without a word.
	Refuse = Fault{Kind: "refuse"}
	// Reset resets it (RST) once the request is read.
	Reset = Fault{Kind: "reset"}
	// Hang reads the request and says nothing, not even headers.
	Hang = Fault{Kind: "hang"}
	// Stall stops in the middle of the answer.
	Stall = Fault{Kind: "stall"}
	// Cut breaks the connection in the middle of the answer.
	Cut = Fault{Kind: "cut"}
)

// SlowFirstToken sends the headers of a stream at once and its first token
// late. An answer in one piece is late as a whole.
func SlowFirstToken(d time.Duration) Fault { return Fault{Kind: "slow", Delay: d} }

// Drip lets d go by before each piece of the answer.
func Drip(d time.Duration) Fault { return Fault{Kind: "drip", Delay: d} }

// Faults of the answer, all of them under the status 200.
var (
	// MissingEnd ends a stream cleanly but without a finish reason.
	MissingEnd = Fault{Kind: "missing end"}
	// StreamError sends an error in the middle of a stream, in the vendor's
	// way, and in place of an answer in one piece.
	StreamError = Fault{Kind: "error in stream"}
	// Empty answers without a text, as if that were in order.
	Empty = Fault{Kind: "empty"}
	// NoBody answers with no body at all.
	NoBody = Fault{Kind: "no body"}
	// Garbage answers with HTML.
	Garbage = Fault{Kind: "garbage"}
	// GarbageInStream turns into HTML in the middle of the answer.
	GarbageInStream = Fault{Kind: "garbage in stream"}
	// WrongType answers rightly, but with the content type text/plain.
	WrongType = Fault{Kind: "wrong type"}
	// ErrorAs200 answers with an error's body.
	ErrorAs200 = Fault{Kind: "error as 200"}
	// LimitText answers with a text that is itself a limit message.
	LimitText = Fault{Kind: "limit text"}
	// Filtered answers that the content filter would not have it.
	Filtered = Fault{Kind: "filtered"}
	// NoJSONEnd ends in order in the middle of its JSON.
	NoJSONEnd = Fault{Kind: "truncated JSON"}
	// NoGzip says that it is compressed and is not.
	NoGzip = Fault{Kind: "false gzip"}
	// NoUTF8 is a French text written in Latin-1 instead of UTF-8.
	NoUTF8 = Fault{Kind: "latin-1"}
	// OddFinish answers whole, with a finish reason that means nothing.
	OddFinish = Fault{Kind: "odd finish"}
	// NothingLeft answers well, and its headers say that nothing is left of
	// the minute: of those vendors that tell such things.
	NothingLeft = Fault{Kind: "nothing left"}
	// Truncated ends at half of the text, with finish reason length.
	Truncated = Fault{Kind: "truncated"}
	// ThinkLeak puts the model's thinking into the text, in <think> tags.
	ThinkLeak = Fault{Kind: "think leak"}
)

// Huge answers with a text of about so many bytes, made as it goes.
func Huge(bytes int) Fault { return Fault{Kind: "huge", Size: bytes} }

// Trickle answers with a text of one letter after the other, each after d, and
// never ends.
func Trickle(d time.Duration) Fault { return Fault{Kind: "trickle", Delay: d} }

// HTTP refuses with an HTTP status and the vendor's body for it: 400 401 402
// 403 404 413 498 500 502 (as HTML) 503, and 429 for a limit per minute
// without the time to wait.
func HTTP(status int) Fault { return Fault{Kind: "status", Status: status} }

// Refusals with bodies of their own.
var (
	// RateLimited is a 429 for a limit per minute that says when to return.
	RateLimited = Fault{Kind: "status", Status: 429, RetryAfter: 7 * time.Second}
	// RateLimitedBare is a 429 for a limit per minute that does not.
	RateLimitedBare = Fault{Kind: "status", Status: 429}
	// QuotaSpent is a 429 for a limit per day (Cohere: per month).
	QuotaSpent = Fault{Kind: "quota spent", Status: 429}
	// Redirect sends to another address, with the method and body kept.
	Redirect = Fault{Kind: "redirect", Status: 307}
	// Wall is a 403 with a page of something that stands before the provider.
	Wall = Fault{Kind: "status", Status: 403, Body: wallPage}
	// Overloaded is a 429 or 503 that blames everyone's traffic, as the
	// vendor words it.
	Overloaded = Fault{Kind: "overloaded"}
	// Decommissioned is the vendor's word for a retired model.
	Decommissioned = Fault{Kind: "decommissioned"}
	// BadLocation is Gemini's 400 for a region that it does not serve, and a
	// 403 from the others.
	BadLocation = Fault{Kind: "bad location"}
)

// Break makes every call to the provider fail in this way until Mend. Another
// fault for the same model and key takes its place.
func (s *Server) Break(name string, f Fault) {
	a := s.account(name)
	s.mu.Lock()
	a.standing = without(a.standing, f.Model, f.Key)
	a.standing = append(a.standing, f)
	s.mu.Unlock()
	s.announce(name)
}

// Mend ends all that Break and Script began.
func (s *Server) Mend(name string) {
	a := s.account(name)
	s.mu.Lock()
	a.standing, a.script = nil, nil
	s.mu.Unlock()
	s.announce(name)
}

// Script makes the next questions to the provider fail, each in one of these
// ways in turn; the zero Fault lets one through unharmed. It goes before what
// Break says. A fault that is narrowed waits for the call that it fits.
func (s *Server) Script(name string, faults ...Fault) {
	a := s.account(name)
	s.mu.Lock()
	a.script = append(a.script, faults...)
	s.mu.Unlock()
}

// fault takes the fault that a call is to suffer; asks is set for questions
// to a model. The caller holds the lock.
func (a *account) fault(model, key string, asks bool) Fault {
	for i, f := range a.script {
		if asks && f.fits(model, key) {
			a.script = append(a.script[:i:i], a.script[i+1:]...)
			return f
		}
	}
	for _, f := range a.standing {
		if f.fits(model, key) && (asks || f.touchesAll()) {
			return f
		}
	}
	return Fault{}
}

func (f Fault) fits(model, key string) bool {
	return (f.Model == "" || f.Model == model) && (f.Key == "" || f.Key == key)
}

// touchesAll says whether the fault also hits lists of models.
func (f Fault) touchesAll() bool {
	switch f.Kind {
	case "refuse", "reset", "hang", "garbage", "bad location", "redirect":
		return true
	case "status":
		return f.Status == 401 || f.Status == 403 || f.Status >= 500
	}
	return false
}

// String names the fault for people.
func (f Fault) String() string {
	if f.Kind != "status" {
		return f.Kind
	}
	if f.RetryAfter > 0 {
		return itoa(f.Status) + " with retry time"
	}
	return "HTTP " + itoa(f.Status)
}

func without(fs []Fault, model, key string) []Fault {
	var kept []Fault
	for _, f := range fs {
		if f.Model != model || f.Key != key {
			kept = append(kept, f)
		}
	}
	return kept
}
