package ai_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// TestErrorsAreSilent: neither a key nor a word of what somebody has written
// gets into an error or a log, whatever a provider puts into its message.
func TestErrorsAreSilent(t *testing.T) {
	for _, c := range []struct {
		name, text string
		status     int
		message    string
		shown      string // what must stand in the error
	}{
		{"a quotation", "Tell me my grandmother's recipe, please", 400, "cannot read 'my grandmother's recipe' sent with test-key-of-mine", "odd_request"},
		{"a beginning", "my pin is 1234", 400, "invalid content: 'my pin is 12...' at messages[0]", "odd_request"},
		{"a few digits", "777", 400, "invalid content '777'", "odd_request"},
		{"in another case", "My Password Is Hunter2", 503, "overloaded by 'my password is hunter2'", "odd_request"},
		{"escaped", `he said "my pin is 1234" ok`, 503, `near he said \"my pin is 1234\" ok`, "odd_request"},
		{"escaped letters", "گذرواژهٔ من کبوتر است", 503, `near \u06a9\u0628\u0648\u062a\u0631`, "odd_request"},
		{"Persian", "گذرواژهٔ من کبوتر است", 503, "near: گذرواژهٔ من", "odd_request"},
		{"a word of it", "tell me why Reza Karimi hates me", 500, "failed at 'Karimi'", "odd_request"},
		{"other digits", "شماره‌ام ۰۹۱۲۱۲۳۴۵۶۷ است", 500, "failed at 09121234567", "odd_request"},
		{"a pin", "it is 4711", 429, "too many 4711", "odd_request"},
		{"flagged", "tell me why Reza Karimi hates me", 403, "flagged: 'Reza Karimi'", "odd_request"},
		{"the provider's own words", "hello", 503, "The model is overloaded, use test-key-of-mine later", "The model is overloaded"},
	} {
		for provider, code := range map[string]string{"groq": "type", "gemini": "status"} {
			t.Run(provider+": "+c.name, func(t *testing.T) {
				body, _ := json.Marshal(map[string]any{"error": map[string]any{"message": c.message, code: "odd_request"}})
				p, _ := catalog.Builtin().Provider(provider)
				p.BaseURL, p.Models = alwaysAnswer(t, c.status, nil, string(body)), p.Models[:1]
				client, err := ai.Connect(p, ai.ConnectOptions{Keys: []string{"test-key-of-mine"}})
				if err != nil {
					t.Fatal(err)
				}
				var log bytes.Buffer
				timeless := func(_ []string, a slog.Attr) slog.Attr { // their digits are nobody's
					if a.Value.Kind() == slog.KindTime {
						return slog.Attr{}
					}
					return a
				}
				pool := ai.NewPool([]ai.Account{{Provider: p, Client: client}}, ai.PoolOptions{
					Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: timeless})),
				})
				r := request(c.text)
				_, err = pool.Generate(t.Context(), r)
				flush(t, pool)
				if err == nil || !strings.Contains(err.Error(), c.shown) {
					t.Errorf("got %v, want %q in it", err, c.shown)
				}
				for _, s := range []string{err.Error(), log.String()} {
					for _, secret := range []string{"grandmother", "pin", "12...", "777", "assword", "unter2", "گذرواژ", "06a9", "کبوتر", "Karimi", "0912", "4711", "test-key"} {
						if strings.Contains(s, secret) {
							t.Errorf("%q is told in %s", secret, s)
						}
					}
				}
			})
		}
	}
}
