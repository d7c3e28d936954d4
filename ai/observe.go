package ai

import (
	"math"
	"net/http"
	"strconv"
	"time"

	"hamzaban/ai/catalog"
)

// Observation is what a provider's own answer or refusal told of one limit.
// It is worth more than any figure of the catalogue.
type Observation struct {
	Window Window
	// Limit is the limit's size, 0 where it was not told.
	Limit float64
	// Remaining is what was left after this call, -1 where it was not told.
	Remaining float64
	// ResetIn is how long it takes until the window is whole again, counted
	// from the answer; 0 where it was not told.
	ResetIn time.Duration
	// Source is [FromHeader] or [FromBody].
	Source Source
	// Pool names the shared pool of the catalogue that the limit belongs
	// to; empty: the model's own limit.
	Pool string
}

// spent says whether the provider named a time before which nothing is left.
func (o *Observation) spent() bool {
	return o.Source == FromHeader && o.Remaining >= 0 && o.Remaining < 1 && o.ResetIn > 0
}

// observe reads what the headers of an answer or refusal tell of limits.
//
//	Groq      x-ratelimit-{limit,remaining,reset}-requests is the day,
//	          …-tokens the minute; resets are Go durations
//	Cerebras  …-requests-day, …-tokens-minute; resets are seconds
//	Cohere    x-endpoint-monthly-call-limit, x-trial-endpoint-call-limit and
//	          …-remaining (the minute)
//
// OpenRouter's, which come with refusals only, are read in quota.go.
func observe(p *catalog.Provider, model string, h http.Header, now time.Time) []Observation {
	var seen []Observation
	for _, w := range toldWindows {
		o := Observation{Window: w.window(p), Limit: figure(h, w.limit, 0), Remaining: figure(h, w.remaining, -1), Source: FromHeader}
		if o.Limit <= 0 && o.Remaining < 0 {
			continue
		}
		if reset := h[w.reset]; len(reset) > 0 {
			o.ResetIn = parseReset(reset[0], now)
		}
		o.Pool = poolOf(p, model, o.Window)
		if seen == nil {
			seen = make([]Observation, 0, 4)
		}
		seen = append(seen, o)
	}
	return seen
}

// toldWindow is a window with the headers that tell of it.
type toldWindow struct {
	limit, remaining, reset string
	unit                    Unit
	per                     Per // empty: the vendor's own span
}

func (w toldWindow) window(p *catalog.Provider) Window {
	switch {
	case w.per != "":
		return Window{w.unit, w.per}
	case w.unit == Requests && p.Name == "groq":
		return Window{w.unit, Day}
	}
	return Window{w.unit, Minute}
}

var toldWindows = func() []toldWindow {
	ratelimit := func(suffix string, u Unit, p Per) toldWindow {
		return toldWindow{"X-Ratelimit-Limit-" + suffix, "X-Ratelimit-Remaining-" + suffix, "X-Ratelimit-Reset-" + suffix, u, p}
	}
	return []toldWindow{
		ratelimit("Requests", Requests, ""), ratelimit("Tokens", Tokens, ""),
		ratelimit("Requests-Minute", Requests, Minute), ratelimit("Requests-Day", Requests, Day),
		ratelimit("Tokens-Minute", Tokens, Minute), ratelimit("Tokens-Day", Tokens, Day),
		{"X-Trial-Endpoint-Call-Limit", "X-Trial-Endpoint-Call-Remaining", "", Requests, Minute},
		{"X-Endpoint-Monthly-Call-Limit", "X-Endpoint-Monthly-Call-Remaining", "", Requests, Month},
	}
}()

// figure is the number in the header of that canonical name, or unknown where
// there is none.
func figure(h http.Header, name string, unknown float64) float64 {
	s := h[name]
	if len(s) == 0 || s[0] == "" { // an error would be made for nothing
		return unknown
	}
	n, err := strconv.ParseFloat(s[0], 64)
	if err != nil || n < 0 || math.IsNaN(n) || math.IsInf(n, 0) {
		return unknown
	}
	return n
}

// parseReset reads how long a reset takes, as vendors write it: a Go duration,
// seconds, or a Unix time in seconds or milliseconds. What cannot be read, or
// is past, is 0.
func parseReset(s string, now time.Time) time.Duration {
	if d, err := time.ParseDuration(s); err == nil {
		return max(d, 0)
	}
	n, err := strconv.ParseFloat(s, 64)
	switch {
	case err != nil || n <= 0:
		return 0
	case n > 1e11:
		return max(time.UnixMilli(int64(n)).Sub(now), 0)
	case n > 1e9:
		return max(time.Unix(int64(n), 0).Sub(now), 0)
	}
	return time.Duration(n * float64(time.Second))
}

// retryAfter reads the header Retry-After: seconds, or a date; or the more exact
// one in milliseconds that some send beside it.
func retryAfter(h http.Header, now time.Time) time.Duration {
	if ms := figure(h, "Retry-After-Ms", 0); ms > 0 && ms < longestRest.Seconds()*1000 {
		return time.Duration(ms * float64(time.Millisecond))
	}
	s := h.Get("Retry-After")
	if s == "" {
		return 0
	}
	if at, err := http.ParseTime(s); err == nil {
		return max(at.Sub(now), 0)
	}
	return parseReset(s, now)
}

// poolOf is the shared pool that a window of the model belongs to; empty: it
// is the model's own. A model that the catalogue does not know draws on the
// provider's pool where there is but one.
func poolOf(p *catalog.Provider, model string, w Window) string {
	name := entry(p, model).Pool
	for _, pool := range p.Pools {
		if (pool.Name == name || len(p.Pools) == 1) && limitOf(pool.Limits, w) > 0 {
			return pool.Name
		}
	}
	return ""
}

// limitOf is the catalogue's figure for a window, 0 where it has none.
func limitOf(l catalog.Limits, w Window) int {
	return map[Window]int{
		{Requests, Minute}: l.RPM, {Requests, Day}: l.RPD, {Requests, Month}: l.RPMonth,
		{Tokens, Minute}: l.TPM, {Tokens, Day}: l.TPD, {Tokens, Month}: l.TPMonth,
	}[w]
}
