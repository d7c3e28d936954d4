// Package catalog holds what is known of AI providers: their addresses,
// models, limits and terms, each figure with its source and date. It is data
// (providers.toml), not code, because all of it changes by the month; what a
// provider's own answers say goes before it.
package catalog

import (
	"time"
	_ "time/tzdata" // a provider's day must not depend on the machine's files
)

// Wire is the protocol that a provider speaks.
type Wire string

// The wires.
const (
	OpenAI Wire = "openai" // POST {base}/chat/completions
	Gemini Wire = "gemini" // POST {base}/v1beta/models/{model}:generateContent
)

// Law is how a provider's limits refill.
type Law string

// The laws.
const (
	// Bucket: a limit of n per window refills continuously, one unit every
	// window/n.
	Bucket Law = "bucket"
	// Fixed: a limit starts afresh at the end of each minute and, in the
	// provider's time zone, of each day and month.
	Fixed Law = "fixed"
)

// Answer answers a question about a provider's terms. Unknown is never taken
// for a No.
type Answer string

// The answers.
const (
	Yes     Answer = "yes"
	No      Answer = "no"
	Unknown Answer = "unknown"
)

// Catalog is a list of providers, first tried first. It comes from [Builtin]
// or [Parse].
type Catalog struct {
	Providers []Provider `toml:"provider"`
	// tree is what the file said, so that [Catalog.Extend] can tell a field
	// that was left out from one that was given as zero.
	tree table
}

// Provider is one service and the account that one key stands for.
type Provider struct {
	// Name is in lower case: letters, digits, underscores. In upper case it
	// begins the provider's environment variables.
	Name string `toml:"name"`
	// Title is its name for people; the name where none is given.
	Title   string `toml:"title"`
	Wire    Wire   `toml:"wire"`
	BaseURL string `toml:"base_url"`
	// Optional providers are used only where PROVIDER_ORDER names them.
	Optional bool `toml:"optional"`
	// NoKey: it answers without a key.
	NoKey bool `toml:"no_key"`
	// KeysURL is the page where people get a key.
	KeysURL string `toml:"keys_url"`
	// Law is Fixed where none is given.
	Law Law `toml:"law"`
	// TimeZone is where the provider's days and months begin; empty: UTC.
	TimeZone string `toml:"time_zone"`
	// MaxTokens names the JSON field that bounds an answer where the wire
	// is OpenAI's; empty: "max_tokens".
	MaxTokens string `toml:"max_tokens"`
	// StreamUsage: a stream ends with its usage only if stream_options asks
	// for it. Some providers refuse a request that holds stream_options.
	StreamUsage bool `toml:"stream_usage"`
	// CachedFree: prompt tokens that the provider had in its cache do not
	// count against its limits.
	CachedFree bool `toml:"cached_free"`
	// PromptTokens: limits of tokens count the prompt alone, not the answer.
	PromptTokens bool `toml:"prompt_tokens"`
	// Discover is the ending of the ids of models that are used as soon as
	// the provider's list has them, such as ":free"; empty: none.
	Discover string `toml:"discover"`
	// KeyPath is where, below BaseURL, the provider tells what its key has
	// used of its quotas; empty: nowhere.
	KeyPath string `toml:"key_path"`
	// Body holds fields that are merged into the JSON of every request.
	Body   map[string]any `toml:"body"`
	Terms  Terms          `toml:"terms"`
	Pools  []SharedPool   `toml:"pool"`
	Models []Model        `toml:"model"`
	// Speech are the models that turn speech into text. They answer nothing.
	Speech []SpeechModel `toml:"speech"`
}

// Terms are what whoever runs the bot should know of a provider's terms.
type Terms struct {
	// Trains: prompts may be used for training.
	Trains Answer `toml:"trains"`
	// Retention, Regions and Notes are short English sentences.
	Retention string `toml:"retention"`
	Regions   string `toml:"regions"`
	Notes     string `toml:"notes"`
	URL       string `toml:"url"`
	// Read is the day on which the terms were read, "2026-11-23".
	Read string `toml:"read"`
}

// SharedPool is a quota that several models of one account draw on together,
// besides their own.
type SharedPool struct {
	Name   string `toml:"name"`
	Limits Limits `toml:"limits"`
}

// Model is one model of a provider.
type Model struct {
	// ID is the provider's own name for the model.
	ID string `toml:"id"`
	// Context and MaxOutput are in tokens; 0: unknown. Context bounds the
	// prompt and the answer together.
	Context   int  `toml:"context"`
	MaxOutput int  `toml:"max_output"`
	Images    bool `toml:"images"`
	// Audio: it hears recordings, on the wire of Gemini.
	Audio bool `toml:"audio"`
	// Thinks: its thinking stands in the text of its answers, and may lack
	// the tag that begins it. Nothing is shown before the one that ends it.
	Thinks bool `toml:"thinks"`
	// Schema says how the model is held to a JSON shape: "json_schema",
	// "json_object", or empty where only words ask for it.
	Schema string `toml:"schema"`
	// Body holds fields that are merged into the JSON of each request to
	// this model: its switch for thinking, above all. A field here replaces
	// the provider's of the same name; objects in the request itself are
	// merged as deep as they go.
	Body   map[string]any `toml:"body"`
	Limits Limits         `toml:"limits"`
	// Tasks are what the model is better at than the provider's models
	// before it, so that it goes before them: "translate", "translate:fa"
	// (into Persian; any BCP 47 code), "long", "images" (where a request has
	// any).
	Tasks []string `toml:"tasks"`
	// Pool names the shared pool that it draws on; empty: none.
	Pool string `toml:"pool"`
	// Trains is as in Terms, where this model differs.
	Trains Answer `toml:"trains"`
	// Optional models are used only where <PROVIDER>_MODELS names them.
	Optional bool `toml:"optional"`
	// Ends is the day from which the model answers no more, where announced.
	Ends string `toml:"ends"`
	// Source and Date tell where the figures come from and of when they
	// are; Certainty is high, medium or low.
	Source    string `toml:"source"`
	Date      string `toml:"date"`
	Certainty string `toml:"certainty"`
}

// SpeechModel is a model that writes down what is said in a sound file. Its
// limits are apart from those of the models that answer.
type SpeechModel struct {
	ID string `toml:"id"`
	// Limits are those of requests.
	Limits Limits `toml:"limits"`
	// AudioHour and AudioDay are how many seconds of sound it takes an hour
	// and a day; 0: no limit known.
	AudioHour int `toml:"audio_hour"`
	AudioDay  int `toml:"audio_day"`
	// MaxMB is how many MiB a file may have; 0: not known.
	MaxMB int `toml:"max_mb"`
	// Types are the endings of the names of files that it takes.
	Types []string `toml:"types"`
	// Source, Date and Certainty are as in [Model].
	Source    string `toml:"source"`
	Date      string `toml:"date"`
	Certainty string `toml:"certainty"`
}

// Limits are the most requests and tokens for each span; 0: no limit known.
// Tokens count the prompt and the answer together.
type Limits struct {
	RPM     int `toml:"rpm"`
	RPD     int `toml:"rpd"`
	RPMonth int `toml:"rpmonth"`
	TPM     int `toml:"tpm"`
	TPD     int `toml:"tpd"`
	TPMonth int `toml:"tpmonth"`
	// Configured says that whoever runs the bot gave these figures.
	Configured bool `toml:"-"`
}

// Ended says whether the model had been withdrawn, as far as was announced,
// at the given time.
func (m *Model) Ended(at time.Time) bool {
	end, err := time.Parse(time.DateOnly, m.Ends)
	return err == nil && !at.Before(end)
}

// Location is the provider's time zone.
func (p *Provider) Location() *time.Location {
	if l, err := time.LoadLocation(p.TimeZone); err == nil {
		return l
	}
	return time.UTC
}

// TrainsOn says whether prompts to the model may be used for training.
func (p *Provider) TrainsOn(m *Model) Answer {
	if m.Trains != "" {
		return m.Trains
	}
	if p.Terms.Trains != "" {
		return p.Terms.Trains
	}
	return Unknown
}
