package main

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"hamzaban/ai"
)

// statusOf has a model in each state.
func statusOf() *ai.Status {
	at := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	in := func(d time.Duration) *time.Time { t := at.Add(d); return &t }
	limited := func(u ai.Unit, per ai.Per, used, limit int64, resets *time.Time, from ai.Source) ai.WindowStatus {
		left := limit - used
		return ai.WindowStatus{
			Window: ai.Window{Unit: u, Per: per}, ResetsAt: resets, Source: from,
			Figures: ai.Figures{Used: used, Limit: &limit, Remaining: &left},
		}
	}
	most, none := 0.985, 0.0
	used, limit, left := int64(25), int64(2533), int64(2508)
	return &ai.Status{At: at, Capacity: ai.Figures{Used: used, Limit: &limit, Remaining: &left}, Providers: []ai.ModelStatus{
		{
			Name: "groq", Model: "qwen/qwen3.8-27b", Healthy: true, State: ai.Healthy, Since: in(-3 * time.Hour),
			Requests: 1204, Failures: 12, SuccessRate: &most,
			Latency: ai.Latency{P50: 1420, P95: 3180}, FirstToken: ai.Latency{P50: 280, P95: 900},
			LastError: "rate limited (HTTP 429)", LastErrorAt: in(-3*time.Hour - 5*time.Minute),
			Windows: []ai.WindowStatus{
				limited(ai.Requests, ai.Minute, 2, 30, in(4*time.Second), ai.FromCatalogue),
				limited(ai.Tokens, ai.Day, 43210, 200000, in(5*time.Hour+10*time.Second), ai.FromBody),
			},
		},
		{
			Name: "groq", Model: "openai/gpt-oss-20b", State: ai.Resting, Reason: ai.Unavailable,
			Since: in(-7 * time.Minute), RestingUntil: in(100 * time.Second), Requests: 4, Failures: 4, SuccessRate: &none,
			LastError: "unavailable (HTTP 503)", LastErrorAt: in(-20 * time.Second),
			Windows: []ai.WindowStatus{limited(ai.Requests, ai.Day, 4, 1000, in(6*time.Minute), ai.FromHeader)},
		},
		{
			Name: "cerebras", Model: "gpt-oss-120b", State: ai.Out, Reason: ai.BadKey, Since: in(-50 * time.Hour),
			Requests: 1, Failures: 1, LastError: "bad key (HTTP 401)", LastErrorAt: in(-50 * time.Hour),
			Windows: []ai.WindowStatus{{Window: ai.Window{Unit: ai.Requests, Per: ai.Day}, Source: ai.FromCount}},
		},
		{Name: "cohere", Model: "command-a-03-2025", Healthy: true, State: ai.Healthy},
	}}
}

// compare holds a text against a file of testdata; UPDATE_GOLDEN=1 writes it.
func compare(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
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
		t.Errorf("it is not what %s has:\n%s", path, got)
	}
}

func TestStatusAsText(t *testing.T) {
	var out bytes.Buffer
	if err := (&program{stdout: &out}).table(statusOf()); err != nil {
		t.Fatal(err)
	}
	compare(t, "status.txt", out.String())
}

// The figures keep to the conventions of those who read them, and hold nothing
// about people.
func TestFigures(t *testing.T) {
	kinds := map[string]bool{}
	for _, s := range samples(statusOf()) {
		kinds[s.Name] = s.Counter
		for label := range s.Labels {
			if !slices.Contains([]string{"provider", "model", "state", "unit", "per"}, label) {
				t.Errorf("%s has the label %s", s.Name, label)
			}
		}
		if strings.Contains(s.Name, "timestamp") && s.Value < 1e9 {
			t.Errorf("%s is %v, which is no Unix time", s.Name, s.Value)
		}
		if strings.HasSuffix(s.Name, "_ratio") && (s.Value < 0 || s.Value > 1) {
			t.Errorf("%s is %v", s.Name, s.Value)
		}
		if !strings.HasSuffix(s.Help, ".") {
			t.Errorf("%s is explained as %q, want a sentence", s.Name, s.Help)
		}
	}
	for name, counter := range kinds {
		if counter != strings.HasSuffix(name, "_total") {
			t.Errorf("%s: counters, and they alone, end in _total", name)
		}
		if !regexp.MustCompile(`^hamzaban_[a-z0-9]+(_[a-z0-9]+)*$`).MatchString(name) || regexp.MustCompile(`_ms\b|milliseconds|percent`).MatchString(name) {
			t.Errorf("%s is no good name: use base units", name)
		}
	}
	for _, name := range []string{
		"provider_state", "provider_success_ratio", "provider_answer_p50_seconds", "provider_first_token_p95_seconds",
		"provider_resting_until_timestamp_seconds", "quota_remaining", "capacity_limit_requests",
	} {
		if _, ok := kinds["hamzaban_"+name]; !ok {
			t.Errorf("%s is missing", name)
		}
	}
}

// The running bot serves them in the text form, one HELP and TYPE each.
func TestMetrics(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	w.env["LISTEN_ADDR"], w.env["PROVIDER_ORDER"] = addr, "groq,gemini"
	s := newStory(w)
	s.play("person ali 77123987 en Ali\nstart\nali> My secret word is xylophone\nali< outside AI providers\nali< /./\nquiet ali")
	resp, err := http.Get("http://" + addr + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s, %v", resp.Status, err)
	}
	text := string(body)
	for _, want := range []string{
		"# TYPE hamzaban_provider_requests_total counter\n",
		"# TYPE hamzaban_provider_success_ratio gauge\n",
		`hamzaban_provider_requests_total{model="qwen/qwen3.8-27b",provider="groq"} 1` + "\n",
		`hamzaban_provider_success_ratio{model="qwen/qwen3.8-27b",provider="groq"} 1` + "\n",
		`hamzaban_provider_state{model="qwen/qwen3.8-27b",provider="groq",state="healthy"} 1` + "\n",
		`hamzaban_quota_used{model="qwen/qwen3.8-27b",per="day",provider="groq",unit="requests"} 1` + "\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the figures lack %q", want)
		}
	}
	for _, private := range []string{"77123987", "Ali", "xylophone", "test-key", w.telegram.Token()} {
		if strings.Contains(text, private) {
			t.Errorf("the figures tell %q", private)
		}
	}
	helps := regexp.MustCompile(`(?m)^# HELP (\S+)`).FindAllString(text, -1)
	if slices.Sort(helps); len(helps) != len(slices.Compact(slices.Clone(helps))) {
		t.Errorf("a figure is explained twice: %q", helps)
	}
	if t.Failed() {
		t.Log(text)
	}
}
