package providers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hamzaban/sandbox/providers"
)

// step is so many calls after so much time, and what becomes of them.
type step struct {
	after    time.Duration
	provider string
	model    string
	n        int
	status   int
	words    string
}

const day = 24 * time.Hour

var quotaStories = []struct {
	name   string
	at     string
	limits map[string]providers.Limits
	steps  []step
}{
	{"groq takes back what was reserved and not used", "2026-11-23T12:00:00Z", nil, []step{
		{0, "groq", "openai/gpt-oss-20b", 12, 200, ""}, // reserved they would be 12,360 of 8,000 tokens
	}},
	{"groq's requests a minute", "2026-11-23T12:00:00Z", map[string]providers.Limits{"groq": {RPM: 3}}, []step{
		{0, "groq", "openai/gpt-oss-20b", 3, 200, ""},
		{0, "groq", "openai/gpt-oss-20b", 1, 429, "requests per minute (RPM): Limit 3, Used 3, Requested 1. Please try again in 20s."},
		{19 * time.Second, "groq", "openai/gpt-oss-20b", 1, 429, "Please try again in 1s."},
		{time.Second, "groq", "openai/gpt-oss-20b", 1, 200, ""},
		{0, "groq", "openai/gpt-oss-20b", 1, 429, ""},
		{0, "groq", "openai/gpt-oss-120b", 1, 200, ""},
	}},
	{"groq's day drips back", "2026-11-23T12:00:00Z", map[string]providers.Limits{"groq": {RPD: 4}}, []step{
		{0, "groq", "openai/gpt-oss-20b", 4, 200, ""},
		{0, "groq", "openai/gpt-oss-20b", 1, 429, "requests per day (RPD): Limit 4, Used 4, Requested 1. Please try again in 6h0m0s."},
		{6 * time.Hour, "groq", "openai/gpt-oss-20b", 1, 200, ""},
		{day, "groq", "openai/gpt-oss-20b", 4, 200, ""},
	}},
	{"cerebras", "2026-11-23T12:00:00Z", nil, []step{
		{0, "cerebras", "gpt-oss-120b", 5, 200, ""},
		{0, "cerebras", "gpt-oss-120b", 1, 429, "Requests per minute limit exceeded"},
		{12 * time.Second, "cerebras", "gpt-oss-120b", 1, 200, ""},
	}},
	{"gemini's minute and Pacific day", "2026-11-23T07:58:10Z", map[string]providers.Limits{"gemini": {RPM: 2, RPD: 3}}, []step{
		{0, "gemini", "gemini-3.8-flash", 2, 200, ""},
		{0, "gemini", "gemini-3.8-flash", 1, 429, "GenerateRequestsPerMinutePerProjectPerModel-FreeTier"},
		{0, "gemini", "gemini-3.6-flash", 1, 200, ""},
		{50 * time.Second, "gemini", "gemini-3.8-flash", 1, 200, ""},
		{0, "gemini", "gemini-3.8-flash", 1, 429, `"retryDelay":"38s"`},
		{time.Minute, "gemini", "gemini-3.8-flash", 2, 200, ""},
	}},
	{"gemini's tokens of the prompt", "2026-11-23T12:00:00Z", map[string]providers.Limits{"gemini": {TPM: 20}}, []step{
		{0, "gemini", "gemma-4-31b-it", 3, 200, ""},
		{0, "gemini", "gemma-4-31b-it", 1, 429, "GenerateContentInputTokensPerModelPerMinute-FreeTier"},
		{time.Minute, "gemini", "gemma-4-31b-it", 1, 200, ""},
	}},
	{"openrouter's models share", "2026-11-23T23:58:00Z", map[string]providers.Limits{"openrouter": {RPM: 2, RPD: 3}}, []step{
		{0, "openrouter", "openrouter/free", 1, 200, ""},
		{0, "openrouter", "google/gemma-4-31b-it:free", 1, 200, ""},
		{0, "openrouter", "openrouter/free", 1, 429, "free-models-per-min"},
		{time.Minute, "openrouter", "openrouter/free", 1, 200, ""},
		{0, "openrouter", "google/gemma-4-31b-it:free", 1, 429, `"X-RateLimit-Reset":"1795478400000"`},
		{time.Minute, "openrouter", "openrouter/free", 2, 200, ""},
	}},
	{"cohere's minute by model, month by key", "2026-11-30T23:58:00Z", map[string]providers.Limits{"cohere": {RPM: 2, RPMonth: 4}}, []step{
		{0, "cohere", "command-a-03-2025", 2, 200, ""},
		{0, "cohere", "command-a-03-2025", 1, 429, "limited to 2 API calls / minute"},
		{0, "cohere", "c4ai-aya-expanse-32b", 2, 200, ""},
		{time.Minute, "cohere", "command-a-03-2025", 1, 429, "limited to 4 API calls / month"},
		{time.Minute, "cohere", "command-a-03-2025", 2, 200, ""},
	}},
	{"one model's own limits", "2026-11-23T12:00:00Z", map[string]providers.Limits{"groq": {}, "groq/openai/gpt-oss-20b": {RPD: 1}}, []step{
		{0, "groq", "openai/gpt-oss-20b", 1, 200, ""},
		{0, "groq", "openai/gpt-oss-20b", 1, 429, ""},
		{0, "groq", "openai/gpt-oss-120b", 40, 200, ""},
	}},
}

func TestQuotasRefuseAndComeBack(t *testing.T) {
	for _, tc := range quotaStories {
		t.Run(tc.name, func(t *testing.T) {
			c := newClock(tc.at)
			s := start(t, providers.Options{Now: c.Now, Limits: tc.limits})
			for i, st := range tc.steps {
				c.move(st.after)
				for n := range st.n {
					r := askModel(t, s, st.provider, st.model, "Hello", false, nil)
					if r.status != st.status || !strings.Contains(string(r.body), st.words) {
						t.Fatalf("step %d, call %d: status %d, want %d with %q: %s", i+1, n+1, r.status, st.status, st.words, r.body)
					}
				}
			}
		})
	}
}

func TestHeadersAboutQuotas(t *testing.T) {
	c := newClock("2026-11-23T12:00:00Z")
	s := start(t, providers.Options{Now: c.Now, Limits: map[string]providers.Limits{"cerebras": {RPD: 14400, TPM: 60000}}})
	for _, tc := range []struct {
		provider string
		want     map[string]string
	}{
		{"groq", map[string]string{"x-ratelimit-limit-requests": "1000", "x-ratelimit-remaining-requests": "999", "x-ratelimit-reset-requests": "1m26.4s",
			"x-ratelimit-limit-tokens": "8000", "x-ratelimit-remaining-tokens": "7887", "x-ratelimit-reset-tokens": "848ms", "Retry-After": ""}},
		{"cerebras", map[string]string{"x-ratelimit-limit-requests-day": "14400", "x-ratelimit-remaining-requests-day": "14399",
			"x-ratelimit-reset-requests-day": "6.000000", "x-ratelimit-limit-tokens-minute": "60000", "x-ratelimit-remaining-tokens-minute": "59887",
			"x-ratelimit-reset-tokens-minute": "0.113000"}},
		{"cohere", map[string]string{"x-endpoint-monthly-call-limit": "1000", "x-trial-endpoint-call-limit": "20", "x-trial-endpoint-call-remaining": "19"}},
		{"gemini", map[string]string{"x-ratelimit-limit-requests": "", "Retry-After": ""}},
		{"openrouter", map[string]string{"X-RateLimit-Limit": ""}},
	} {
		t.Run(tc.provider, func(t *testing.T) {
			r := ask(t, s, tc.provider, "Hello", false)
			for k, want := range tc.want {
				if got := r.header.Get(k); got != want {
					t.Errorf("%s: %q, want %q", k, got, want)
				}
			}
		})
	}
}

func TestWhatCountsAgainstTheQuota(t *testing.T) {
	c := newClock("2026-11-23T12:00:00Z")
	for _, tc := range []struct {
		name  string
		fault providers.Fault
		used  float64
	}{
		{"an answer", providers.Fault{}, 1}, {"a server's failure", providers.HTTP(503), 1}, {"a cut answer", providers.Cut, 1},
		{"a reset", providers.Reset, 1}, {"an empty answer", providers.Empty, 1}, {"a refused connection", providers.Refuse, 0},
		{"a refused key", providers.HTTP(401), 0}, {"a bad request", providers.HTTP(400), 0}, {"a 429", providers.RateLimited, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := start(t, providers.Options{Now: c.Now})
			s.Script("openrouter", tc.fault)
			ask(t, s, "openrouter", "Hello", false)
			if got := used(s, "openrouter", "requests", "day"); got != tc.used {
				t.Errorf("used %v, want %v", got, tc.used)
			}
		})
	}
}

// used is what a provider's first model has used of a limit.
func used(s *providers.Server, name, unit, per string) float64 {
	for _, p := range s.State() {
		if p.Name != name {
			continue
		}
		for _, w := range p.Models[0].Windows {
			if w.Unit == unit && w.Per == per {
				return w.Used
			}
		}
	}
	return -1
}

func TestCachedPromptsCountLessAtGroq(t *testing.T) {
	c := newClock("2026-11-23T12:00:00Z")
	s := start(t, providers.Options{Now: c.Now, Models: map[string][]string{"groq": {"openai/gpt-oss-120b"}}})
	system := strings.Repeat("Always the same beginning. ", 300)
	var before float64
	for i, cached := range []float64{0, 1920} {
		r := askModel(t, s, "groq", "openai/gpt-oss-120b", "", false, object{"max_tokens": 400, "messages": []any{
			object{"role": "system", "content": system}, object{"role": "user", "content": fmt.Sprintf("Question %d", i)}}})
		if got := r.at("usage", "prompt_tokens_details", "cached_tokens"); got != cached {
			t.Errorf("call %d: cached %v, want %v", i+1, got, cached)
		}
		total, _ := r.at("usage", "total_tokens").(float64)
		now := used(s, "groq", "tokens", "minute")
		if now-before != total-cached {
			t.Errorf("call %d: counted %v of %v tokens", i+1, now-before, total)
		}
		before = now
	}
}

func TestSpendRefillAndLimit(t *testing.T) {
	s := start(t, providers.Options{Limits: map[string]providers.Limits{"cerebras": {}}})
	for _, name := range providers.Names {
		t.Run(name, func(t *testing.T) {
			status := func() int { return ask(t, s, name, "Hello", false).status }
			s.Spend(name)
			if got := status(); got != 429 {
				t.Errorf("spent: status %d", got)
			}
			s.Refill(name)
			s.Mend(name)
			if got := status(); got != 200 {
				t.Errorf("refilled: status %d", got)
			}
			s.Limit(name, providers.Limits{RPD: 1, RPMonth: 1})
			if got := []int{status(), status()}; got[0] != 200 || got[1] != 429 {
				t.Errorf("limited to one: statuses %v", got)
			}
		})
	}
}
