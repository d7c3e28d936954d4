package ai

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"hamzaban/ai/catalog"
)

// How vendors word a refusal for a limit's sake.
var (
	ofAudio   = words(`audio seconds`, `seconds of audio`, `\basp[hd]\b`)
	perDay    = words(`per[ -_]?day`, `perday`, `\b[rt]pd\b`, `daily`, `/ ?day`)
	perMonth  = words(`per[ -_]?month`, `monthly`, `/ ?month`)
	perHour   = words(`per[ -_]?hour`, `hourly`, `\basph\b`, `/ ?hour`)
	perMinute = words(`per[ -_]?min`, `perminute`, `\b[rt]pm\b`, `/ ?min`)
	ofTokens  = words(`\btokens? per`, `\btp[md]\b`, `tokencount`, `inputtokens`, `token_quota`)

	tryAgain    = regexp.MustCompile(`(?:try again|retry) in ((?:\d+(?:\.\d+)?(?:h|ms|m|s))+)`)
	groqUsed    = regexp.MustCompile(`Limit (\d+), Used (\d+)`)
	groqLimit   = regexp.MustCompile(`Limit (\d+), Requested \d+`)
	googleLimit = regexp.MustCompile(`, limit: (\d+)`)
	callLimit   = regexp.MustCompile(`limited to (\d+) API calls`)
)

// readQuota completes a refusal for a limit's sake: which window was hit, when
// to return, and what is to be learned of the limit.
func (t *transport) readQuota(e *Error, model string, h http.Header, said refusal, now time.Time) {
	if said.upstream() {
		return // its headers tell of another's limits
	}
	o := said.violated()
	o.figures(said.Message)
	o.epoch(h, now)
	if e.Kind == TooLarge {
		o.Remaining = -1 // nothing was spent
	}
	o.Pool = poolOf(&t.provider, model, o.Window)
	if o.Window.Per != "" && (o.Limit > 0 || o.Remaining == 0) && e.Kind != Unavailable {
		e.Limits = append(e.Limits[:len(e.Limits):len(e.Limits)], o)
	}
	if e.Kind == RateLimited {
		t.limited(e, o, now)
	}
}

// headers are the answer's with those that a gateway put into the body.
func (r refusal) headers(h http.Header) http.Header {
	if len(r.Metadata.Headers) == 0 {
		return h
	}
	all := h.Clone()
	if all == nil {
		all = http.Header{}
	}
	for name, v := range r.Metadata.Headers {
		all.Set(name, string(v))
	}
	return all
}

// upstream says whether a gateway passes on what somebody else has said.
func (r refusal) upstream() bool { return r.Metadata.ProviderName != "" || r.Metadata.Raw != "" }

// named is how long the provider says, in any of the vendors' ways and
// whatever the failure, that it is useless to ask again.
func (r refusal) named(status int, h http.Header, now time.Time) time.Duration {
	if d := retryAfter(h, now); d > 0 {
		return d
	}
	for _, d := range r.Details {
		if delay, err := time.ParseDuration(d.RetryDelay); err == nil && delay > 0 {
			return delay
		}
	}
	if all := strings.ToLower(r.Message); strings.Contains(all, " in ") { // most need no closer look
		if m := tryAgain.FindStringSubmatch(all); m != nil {
			d, _ := time.ParseDuration(m[1])
			return d
		}
	}
	limited := status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
	if limited && figure(h, "X-Ratelimit-Remaining", 0) == 0 {
		return parseReset(h.Get("X-Ratelimit-Reset"), now)
	}
	return 0
}

// violated is the limit that a refusal names: of several, that of the longest
// window.
func (r refusal) violated() Observation {
	hit := Observation{Window: windowIn(strings.ToLower(r.Message + " " + string(r.Code))), Source: FromBody}
	longest := time.Duration(0)
	for _, d := range r.Details {
		for _, v := range d.Violations {
			w := windowIn(strings.ToLower(v.QuotaID))
			if w.Per == "" || w.Per.span() <= longest {
				continue
			}
			longest, hit.Window = w.Per.span(), w
			hit.Limit, _ = strconv.ParseFloat(v.QuotaValue, 64)
		}
	}
	return hit
}

// limited decides between a pause and a spent quota.
func (t *transport) limited(e *Error, o Observation, now time.Time) {
	e.Window = o.Window
	if o.Pool != "" {
		e.Scope = ScopeAccount
	}
	l := law{t.provider.Law, t.provider.Location()}
	if e.RetryAfter == 0 {
		e.RetryAfter, e.Named = l.spentReset(e.Limits, o.Window)
	}
	if o.Window.Per != Day && o.Window.Per != Month {
		return
	}
	e.Kind = QuotaSpent
	if l.kind == catalog.Fixed && o.ResetIn == 0 {
		// What such vendors name beside a daily limit is often the next
		// minute: the calendar is to be trusted.
		e.RetryAfter = max(e.RetryAfter, l.end(o.Window.Per, now).Sub(now))
	}
}

// windowIn finds the window that a message speaks of.
func windowIn(all string) Window {
	w := Window{Unit: Requests}
	switch {
	case ofAudio.in(all):
		w.Unit = Seconds
	case ofTokens.in(all):
		w.Unit = Tokens
	}
	switch {
	case perDay.in(all):
		w.Per = Day
	case perMonth.in(all):
		w.Per = Month
	case perHour.in(all):
		w.Per = Hour
	case perMinute.in(all):
		w.Per = Minute
	default:
		return Window{}
	}
	return w
}

// figures reads the figures that stand in a message.
func (o *Observation) figures(message string) {
	if m := groqUsed.FindStringSubmatch(message); m != nil {
		o.Limit, _ = strconv.ParseFloat(m[1], 64)
		used, _ := strconv.ParseFloat(m[2], 64)
		o.Remaining = max(0, o.Limit-used)
		if o.Limit > 0 && o.Window.Per != "" {
			o.ResetIn = time.Duration(used / o.Limit * float64(o.Window.Per.span())) // a bucket's
		}
		return
	}
	for _, pattern := range []*regexp.Regexp{groqLimit, callLimit, googleLimit} {
		if m := pattern.FindStringSubmatch(message); m != nil && o.Limit == 0 {
			o.Limit, _ = strconv.ParseFloat(m[1], 64)
		}
	}
}

// epoch reads OpenRouter's headers, which tell the window only by its end.
func (o *Observation) epoch(h http.Header, now time.Time) {
	limit, reset := figure(h, "X-Ratelimit-Limit", 0), parseReset(h.Get("X-Ratelimit-Reset"), now)
	switch {
	case limit > 0:
		o.Limit, o.Remaining = limit, figure(h, "X-Ratelimit-Remaining", -1)
	case reset > 0 && o.Window.Per == "":
		o.Remaining = figure(h, "X-Ratelimit-Remaining", 0)
	default:
		return
	}
	o.Source, o.ResetIn = FromHeader, reset
	if o.Window.Per == "" {
		o.Window = Window{Requests, Minute}
		if o.ResetIn > time.Minute {
			o.Window.Per = Day
		}
	}
}

// spentReset is when the limit that was hit lets the next call through, as far
// as it was told. Where only the time was told when a bucket is whole again, it
// is reckoned and nobody named it; of a bucket of tokens it is not known, for
// that depends on the call.
func (l law) spentReset(limits []Observation, w Window) (d, named time.Duration) {
	for _, o := range limits {
		switch {
		case o.Window != w || o.Remaining != 0 || o.ResetIn <= 0:
		case !l.untilWhole(&o, o.Limit):
			return o.ResetIn, o.ResetIn
		case w.Unit == Requests:
			return l.draining(1, w.Per, o.Limit), 0
		}
	}
	return 0, 0
}
