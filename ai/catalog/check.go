package catalog

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

var (
	providerName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	taskName     = regexp.MustCompile(`^(translate(:[a-z]{2,3}(-[A-Za-z0-9]+)*)?|long|images)$`)
)

// checkProvider adds what is wrong with a provider's values; p is whole, as
// after [Catalog.Extend].
func (f *faults) checkProvider(p *Provider) {
	at := fmt.Sprintf("provider %q", p.Name)
	if p.Name == "" {
		return // reported when it was read
	}
	if !providerName.MatchString(p.Name) {
		f.add(at, "name", "must be lower-case letters, digits and underscores, beginning with a letter")
	}
	if p.Wire == "" {
		f.add(at, "wire", `is missing: a new provider needs wire = "openai" (most are) or "gemini"`)
	}
	oneOf(f, at, "wire", p.Wire, OpenAI, Gemini)
	f.checkURL(at, p)
	oneOf(f, at, "law", p.Law, Bucket, Fixed)
	oneOf(f, at, "max_tokens", p.MaxTokens, "max_tokens", "max_completion_tokens")
	if _, err := time.LoadLocation(p.TimeZone); err != nil {
		f.add(at, "time_zone", "%q is not known: give a name such as \"America/Los_Angeles\", or leave it out for UTC", p.TimeZone)
	}
	if p.KeyPath != "" && (!strings.HasPrefix(p.KeyPath, "/") || strings.ContainsAny(p.KeyPath, "?#")) {
		f.add(at, "key_path", "must be a path below base_url, such as \"/key\", without parameters")
	}
	oneOf(f, at, "terms.trains", p.Terms.Trains, Yes, No, Unknown)
	f.checkDate(at, "terms.read", p.Terms.Read)
	for _, pool := range p.Pools {
		f.checkLimits(at+fmt.Sprintf(", pool %q", pool.Name), pool.Limits)
	}
	if len(p.Models) == 0 {
		f.add(at, "model", "is missing: a new provider needs at least one [[provider.model]] with an id")
	}
	for i := range p.Models {
		f.checkModel(at, p, &p.Models[i])
	}
	for i := range p.Speech {
		f.checkSpeech(at, &p.Speech[i])
	}
}

func (f *faults) checkSpeech(at string, m *SpeechModel) {
	if m.ID == "" {
		return // reported when it was read
	}
	at += fmt.Sprintf(", speech %q", m.ID)
	notNegative(f, at, "audio_hour", m.AudioHour)
	notNegative(f, at, "audio_day", m.AudioDay)
	notNegative(f, at, "max_mb", m.MaxMB)
	oneOf(f, at, "certainty", m.Certainty, "high", "medium", "low")
	f.checkDate(at, "date", m.Date)
	f.checkLimits(at, m.Limits)
}

func (f *faults) checkURL(at string, p *Provider) {
	if p.BaseURL == "" {
		f.add(at, "base_url", `is missing: a new provider needs its address, such as "https://api.example.com/v1"`)
		return
	}
	u, err := url.Parse(p.BaseURL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		f.add(at, "base_url", `must be an address that begins with https:// or http://`)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		f.add(at, "base_url", "must hold no user, key or parameters: keys go into %s_API_KEY", strings.ToUpper(p.Name))
	}
}

func (f *faults) checkModel(at string, p *Provider, m *Model) {
	if m.ID == "" {
		return // reported when it was read
	}
	at += fmt.Sprintf(", model %q", m.ID)
	notNegative(f, at, "context", m.Context)
	notNegative(f, at, "max_output", m.MaxOutput)
	oneOf(f, at, "schema", m.Schema, "json_schema", "json_object")
	oneOf(f, at, "trains", m.Trains, Yes, No, Unknown)
	oneOf(f, at, "certainty", m.Certainty, "high", "medium", "low")
	f.checkDate(at, "ends", m.Ends)
	f.checkDate(at, "date", m.Date)
	f.checkLimits(at, m.Limits)
	if m.Audio && p.Wire != Gemini {
		f.add(at, "audio", `is only for the wire "gemini": a model that writes recordings down goes under [[provider.speech]]`)
	}
	for _, task := range m.Tasks {
		if !taskName.MatchString(task) {
			f.add(at, "tasks", `names %q, which is no task: write "translate", "translate:fa" (a language's code), "long" or "images"`, task)
		}
	}
	known := func(s SharedPool) bool { return s.Name == m.Pool }
	if m.Pool != "" && !slices.ContainsFunc(p.Pools, known) {
		f.add(at, "pool", "%q is not a pool of this provider: add a [[provider.pool]] of that name, or leave it out", m.Pool)
	}
}

func (f *faults) checkLimits(at string, l Limits) {
	for _, key := range limitNames {
		notNegative(f, at, "limits."+key, *l.field(key))
	}
}

func (f *faults) checkDate(at, key, day string) {
	if day == "" {
		return
	}
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		f.add(at, key, "must be a day such as \"2026-11-23\", not %q", day)
	}
}

func notNegative(f *faults, at, key string, n int) {
	if n < 0 {
		f.add(at, key, "must not be negative; leave it out, or 0, where it is unknown")
	}
}

// oneOf adds a fault unless v is empty or among the choices.
func oneOf[T ~string](f *faults, at, key string, v T, choices ...T) {
	if v == "" || slices.Contains(choices, v) {
		return
	}
	f.add(at, key, "must be one of %q, not %q", choices, v)
}
