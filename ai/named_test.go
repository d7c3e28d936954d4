package ai_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"hamzaban/ai"
)

// TestNamedTimes tells a vendor's own word from what the calendar says: only
// the former keeps the last resort from asking.
func TestNamedTimes(t *testing.T) {
	daily := geminiSaid("GenerateRequestsPerDayPerProjectPerModel-FreeTier")
	silent := strings.NewReplacer(`"retryDelay":"38s"`, `"x":"y"`, `\nPlease retry in 38.1s.`, ``).Replace(daily)
	for _, c := range []struct {
		name, provider, body string
		status               int
		header               fields
		want                 time.Duration
	}{
		{"a day's quota that names 38 s", "gemini", daily, 429, nil, 38 * time.Second},
		{"a day's quota that names nothing", "gemini", silent, 429, nil, 0},
		{"an outage with Retry-After", "groq", `{}`, 503, fields{"Retry-After": "7"}, 7 * time.Second},
		{"an outage", "groq", `{}`, 503, nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			client := clientOf(t, c.provider, alwaysAnswer(t, c.status, c.header, c.body))
			_, err := putTo(t, client, oneQuestion(wireModels[c.provider]), false)
			var e *ai.Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want an *Error", err)
			}
			if (e.Named - c.want).Abs() > time.Second {
				t.Errorf("named %v, want %v", e.Named, c.want)
			}
		})
	}
}
