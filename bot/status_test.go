package bot

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hamzaban/ai"
	"hamzaban/bot/locale"
	"hamzaban/bot/render"
)

var statusTime = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// statusOf is a status with a model in each state.
func statusOf() *ai.Status {
	in := func(d time.Duration) *time.Time { t := statusTime.Add(d); return &t }
	part := func(f float64) *float64 { return &f }
	window := func(u ai.Unit, per ai.Per, used, limit int64, resets *time.Time) ai.WindowStatus {
		w := ai.WindowStatus{Window: ai.Window{Unit: u, Per: per}, ResetsAt: resets, Source: ai.FromCatalogue}
		w.Used = used
		if limit > 0 {
			left := limit - used
			w.Limit, w.Remaining = &limit, &left
		}
		return w
	}
	s := &ai.Status{At: statusTime, Providers: []ai.ModelStatus{
		{
			Name: "groq", Model: "qwen/qwen3.8-27b", Healthy: true, State: ai.Healthy, Since: in(-3 * time.Hour),
			Requests: 1204, Failures: 12, SuccessRate: part(0.985),
			Latency: ai.Latency{P50: 1420, P95: 3180}, FirstToken: ai.Latency{P50: 280, P95: 900},
			LastError: "rate limited (HTTP 429)", LastErrorAt: in(-3 * time.Hour),
			Windows: []ai.WindowStatus{
				window(ai.Requests, ai.Minute, 2, 30, in(4*time.Second)), window(ai.Tokens, ai.Minute, 1210, 8000, in(10*time.Second)),
				window(ai.Requests, ai.Day, 12, 1000, in(18*time.Minute)), window(ai.Tokens, ai.Day, 43210, 200000, in(5*time.Hour)),
			},
		},
		{
			Name: "groq", Model: "openai/gpt-oss-20b", State: ai.Resting, Reason: ai.Unavailable, Since: in(-7 * time.Minute), RestingUntil: in(100 * time.Second),
			Requests: 4, Failures: 4, SuccessRate: part(0), LastError: "unavailable (HTTP 503)", LastErrorAt: in(-20 * time.Second),
			Windows: []ai.WindowStatus{window(ai.Requests, ai.Minute, 0, 30, nil), window(ai.Requests, ai.Day, 4, 1000, in(6*time.Minute))},
		},
		{
			Name: "cerebras", Model: "gpt-oss-120b", State: ai.Out, Reason: ai.BadKey, Since: in(-50 * time.Hour),
			Requests: 1, Failures: 1, LastError: "bad key (HTTP 401)", LastErrorAt: in(-50 * time.Hour),
			Windows: []ai.WindowStatus{window(ai.Requests, ai.Day, 0, 0, nil)},
		},
		{
			Name: "gemini", Model: "gemini-3.5-flash-lite", State: ai.Probing, Reason: ai.TimedOut, Since: in(-2 * time.Minute),
			Requests: 9, Failures: 1, SuccessRate: part(8. / 9), LastError: "timed out", LastErrorAt: in(-2 * time.Minute),
			Windows: []ai.WindowStatus{window(ai.Requests, ai.Day, 9, 500, in(23*time.Hour+10*time.Minute))},
		},
		{
			Name: "cohere", Model: "command-a-03-2025", Healthy: true, State: ai.Healthy,
			Windows: []ai.WindowStatus{window(ai.Requests, ai.Minute, 0, 20, nil), window(ai.Requests, ai.Month, 0, 1000, nil)},
		},
	}, Speech: []ai.ModelStatus{{
		Name: "groq", Model: "whisper-large-v3", Healthy: true, State: ai.Healthy, Requests: 3, SuccessRate: part(1), Latency: ai.Latency{P50: 900, P95: 1300},
		Windows: []ai.WindowStatus{
			window(ai.Requests, ai.Minute, 0, 20, nil), window(ai.Seconds, ai.Hour, 95, 7200, in(48*time.Second)),
			window(ai.Requests, ai.Day, 3, 2000, in(2*time.Minute)), window(ai.Seconds, ai.Day, 140, 28800, in(7*time.Minute)),
		},
	}}}
	used, limit := int64(25), int64(2533)
	left := limit - used
	s.Capacity = ai.Figures{Used: used, Limit: &limit, Remaining: &left}
	return s
}

var statusTitles = map[string]string{"groq": "Groq", "cerebras": "Cerebras", "gemini": "Google Gemini", "cohere": "Cohere"}

// What /status says, as it is read. UPDATE_GOLDEN=1 writes the files.
func TestStatusReads(t *testing.T) {
	bundle, err := locale.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	bundle.Fault = func(err error) { t.Error(err) }
	for _, code := range []string{"en", "fa"} {
		got := render.Markdown(page{bundle.For(code), statusTime, statusTitles}.status(statusOf())).Text + "\n"
		path := filepath.Join("testdata", "status."+code+".txt")
		if os.Getenv("UPDATE_GOLDEN") != "" {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("the status is not that of %s:\n%s", path, got)
		}
	}
}

// A list that is too long for one message is cut between two models.
func TestLongStatusIsCutBetweenModels(t *testing.T) {
	bundle, err := locale.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	s := statusOf()
	for range 4 {
		s.Providers = append(s.Providers, s.Providers...)
	}
	for _, code := range []string{"en", "fa"} {
		p := page{bundle.For(code), statusTime, statusTitles}
		parts := render.Markdown(p.status(s)).Split(maxText)
		if len(parts) < 3 {
			t.Fatalf("%s: %d models are in %d messages, want more", code, len(s.Providers), len(parts))
		}
		models := 0
		for i, part := range parts {
			models += strings.Count(part.Text, "gpt-oss-20b")
			first, _, _ := strings.Cut(part.Text, "\n")
			if i > 0 && !strings.Contains(first, "-") {
				t.Errorf("%s: message %d begins with %q, want a model", code, i, first)
			}
		}
		if models != 16 {
			t.Errorf("%s: a model is told of %d times, want 16", code, models)
		}
	}
}
