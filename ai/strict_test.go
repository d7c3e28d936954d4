package ai_test

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// strict is providers that speak OpenAI's wire and count for themselves, at
// the moment when a call arrives and with all that its answer may have. What
// an answer did not need is given back when it is whole. They note whoever
// comes although there is no room for him.
type strict struct {
	slowest time.Duration // answers take up to so long

	mu      sync.Mutex
	random  *rand.Rand
	limits  []*strictLimit
	arrived int
	watches []watch
}

// watch is called once so many calls have arrived.
type watch struct {
	at   int
	call func()
}

// strictLimit is one limit of some models ("provider/model").
type strictLimit struct {
	name   string
	models []string
	unit   ai.Unit
	most   float64
	drains bool // so much a day, else it never refills while the test runs

	used   float64
	at     time.Time
	passed int // calls for which there was no room
}

func (l *strictLimit) add(n float64, now time.Time) {
	if l.drains {
		l.used -= l.most * now.Sub(l.at).Hours() / 24
	}
	l.used, l.at = max(0, l.used+n), now
	if n > 0 && l.used > l.most+1e-6 {
		l.passed++
	}
}

// amount is what a call counts in the limit.
func (l *strictLimit) amount(calls, tokens int) float64 {
	if l.unit == ai.Tokens {
		return float64(tokens)
	}
	return float64(calls)
}

// strictModels are all models, in the order in which they are asked.
var strictModels = []string{"fixed/own", "fixed/words", "fixed/free-a", "fixed/free-b", "month/a", "month/b", "bucket/calls", "bucket/words"}

func newStrict(seed uint64, slowest time.Duration) *strict {
	return &strict{slowest: slowest, random: rand.New(rand.NewPCG(seed, 1)), limits: []*strictLimit{
		{name: "calls a day", models: []string{"fixed/own"}, unit: ai.Requests, most: 500},
		{name: "tokens a day", models: []string{"fixed/words"}, unit: ai.Tokens, most: 8_000},
		{name: "calls a day in a shared pool", models: []string{"fixed/free-a", "fixed/free-b"}, unit: ai.Requests, most: 400},
		{name: "calls a day besides a shared pool's", models: []string{"fixed/free-a"}, unit: ai.Requests, most: 250},
		{name: "calls a month in a shared pool", models: []string{"month/a", "month/b"}, unit: ai.Requests, most: 500},
		{name: "calls a day from a bucket", models: []string{"bucket/calls"}, unit: ai.Requests, most: 500, drains: true},
		{name: "tokens a day from a bucket", models: []string{"bucket/words"}, unit: ai.Tokens, most: 8_000, drains: true},
	}}
}

// strictAccounts is what the catalogue would say of them. It is noon there:
// no window ends while the test runs.
func strictAccounts(url string) []ai.Account {
	zone := fmt.Sprintf("Etc/GMT%+d", time.Now().UTC().Hour()-12)
	provider := func(name string, law catalog.Law, models ...catalog.Model) ai.Account {
		return ai.Account{Provider: catalog.Provider{Name: name, Wire: catalog.OpenAI, NoKey: true,
			BaseURL: url + "/" + name, Law: law, TimeZone: zone, Models: models}}
	}
	fixed := provider("fixed", catalog.Fixed,
		catalog.Model{ID: "own", Limits: catalog.Limits{RPD: 500}},
		catalog.Model{ID: "words", Limits: catalog.Limits{TPD: 8_000}},
		catalog.Model{ID: "free-a", Pool: "free", Limits: catalog.Limits{RPD: 250}},
		catalog.Model{ID: "free-b", Pool: "free"})
	fixed.Pools = []catalog.SharedPool{{Name: "free", Limits: catalog.Limits{RPD: 400}}}
	month := provider("month", catalog.Fixed, catalog.Model{ID: "a", Pool: "calls"}, catalog.Model{ID: "b", Pool: "calls"})
	month.Pools = []catalog.SharedPool{{Name: "calls", Limits: catalog.Limits{RPMonth: 500}}}
	bucket := provider("bucket", catalog.Bucket,
		catalog.Model{ID: "calls", Limits: catalog.Limits{RPD: 500}},
		catalog.Model{ID: "words", Limits: catalog.Limits{TPD: 8_000}})
	return []ai.Account{fixed, month, bucket}
}

// count counts in all limits of a model.
func (s *strict) count(model string, calls, tokens int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.limits {
		if slices.Contains(l.models, model) {
			l.add(l.amount(calls, tokens), time.Now())
		}
	}
	s.arrived += calls
	for _, w := range s.watches {
		if calls > 0 && w.at == s.arrived {
			w.call()
		}
	}
}

// after calls back when so many more calls have arrived.
func (s *strict) after(calls int, call func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watches = append(s.watches, watch{s.arrived + calls, call})
}

// chance is what one call meets: how long its answer takes and what part of
// the tokens that it may have it needs; and whether it is refused.
func (s *strict) chance() (took time.Duration, part float64, refused bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Duration(s.random.Int64N(int64(s.slowest))), s.random.Float64(), s.random.IntN(50) == 0
}

func (s *strict) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var q struct {
		Model     string
		Stream    bool
		MaxTokens int `json:"max_tokens"`
		Messages  []struct{ Content string }
	}
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil || q.MaxTokens == 0 {
		http.Error(w, "a request that cannot be counted", http.StatusTeapot)
		return
	}
	_, _ = io.Copy(io.Discard, r.Body) // else nobody notices that the caller leaves
	model := strings.Split(r.URL.Path, "/")[1] + "/" + q.Model
	prompt := 8
	for _, m := range q.Messages {
		prompt += len(m.Content) / 5
	}
	took, part, refused := s.chance()
	s.count(model, 1, prompt+q.MaxTokens)
	w.Header().Set("Content-Type", "application/json")
	if refused { // it counts as a call, but has no tokens
		s.count(model, 0, -prompt-q.MaxTokens)
		w.WriteHeader(http.StatusBadRequest)
		_, _ = fmt.Fprint(w, `{"error":{"message":"not like this","type":"invalid_request_error"}}`)
		return
	}
	output := int(part * float64(q.MaxTokens))
	usage := fmt.Sprintf(`"usage":{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d}`, prompt, output, prompt+output)
	select {
	case <-time.After(took):
	case <-r.Context().Done(): // whoever has left pays for all of it
		return
	}
	s.count(model, 0, output-q.MaxTokens)
	if !q.Stream {
		_, _ = fmt.Fprintf(w, `{"choices":[{"message":{"role":"assistant","content":"yes"},"finish_reason":"stop"}],%s}`, usage)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	_, _ = fmt.Fprint(w, `data: {"choices":[{"delta":{"content":"yes"}}]}`+"\n\n")
	_, _ = fmt.Fprintf(w, `data: {"choices":[{"delta":{},"finish_reason":"stop"}],%s}`+"\n\ndata: [DONE]\n\n", usage)
}

// judge fails the test where a limit was passed, or where fewer calls than
// least says were sent. departed counts calls by model as their callers do.
func (s *strict) judge(t *testing.T, departed map[string]int, least func(most float64) float64) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.limits {
		sent := 0
		for _, m := range l.models {
			sent += departed[m]
		}
		t.Logf("%-36s %6.0f of %6.0f used, %4d calls sent", l.name, l.used, l.most, sent)
		if l.passed > 0 {
			t.Errorf("%s: %d calls came although there was no room for them", l.name, l.passed)
		}
		if l.unit == ai.Requests && float64(sent) < least(l.most) {
			t.Errorf("%s: %d calls were sent, want at least %.0f", l.name, sent, least(l.most))
		}
	}
}
