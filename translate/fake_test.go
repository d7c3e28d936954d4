package translate_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
	"hamzaban/translate"
)

// question is one request as the models get it.
type question struct {
	Model  string
	System string
	About  string
	Task   string // what follows the items
	Items  []item
	Terms  []struct{ Term, As string }
	// Examples are earlier translations.
	Examples []struct{ Text, Translation string }
	Schema   bool
	N        int // counts the requests of this server from 0
}

type item struct {
	ID       int    `json:"id"`
	Start    string `json:"start,omitempty"`
	Language string `json:"language,omitempty"`
	Before   string `json:"before,omitempty"`
	Text     string `json:"text"`
}

// behaviour answers a question: the text of the answer, and whether the
// output limit cut it.
type behaviour func(q question) (text string, cut bool)

// server speaks the OpenAI wire. Each model has a behaviour.
type server struct {
	mu     sync.Mutex
	asked  []question
	models map[string]behaviour
}

// pool connects the real client and the real pool to models that behave as
// given, asked in the order of their names.
func pool(t testing.TB, order []string, models map[string]behaviour) (*translate.Engine, *server) {
	t.Helper()
	s := &server{models: models}
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	p := catalog.Provider{Name: "fake", Title: "Fake", Wire: catalog.OpenAI, BaseURL: srv.URL, Law: catalog.Bucket}
	for _, m := range order {
		p.Models = append(p.Models, catalog.Model{ID: m, Context: 32000, MaxOutput: 8000, Schema: "json_schema"})
	}
	c, err := ai.Connect(p, ai.ConnectOptions{Keys: []string{"test-key"}, Transport: http.DefaultTransport})
	if err != nil {
		t.Fatal(err)
	}
	return &translate.Engine{Provider: ai.NewPool([]ai.Account{{Provider: p, Client: c}}, ai.PoolOptions{})}, s
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Model    string
		Messages []struct{ Role, Content string }
		Format   json.RawMessage `json:"response_format"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, err.Error(), 400)
		return
	}
	q := question{Model: in.Model, Schema: len(in.Format) > 0}
	for _, m := range in.Messages {
		if m.Role == "system" {
			q.System = m.Content
			continue
		}
		list, task, _ := strings.Cut(m.Content, "\n\n")
		if err := json.Unmarshal([]byte(list), &q); err != nil {
			http.Error(w, err.Error(), 400)
			return
		}
		q.Task = task
	}
	s.mu.Lock()
	q.N = len(s.asked)
	s.asked = append(s.asked, q)
	s.mu.Unlock()
	text, cut := s.models[q.Model](q)
	if text == "down" {
		w.WriteHeader(503)
		fmt.Fprint(w, `{"error":{"message":"over capacity"}}`)
		return
	}
	if text == "refused" {
		w.WriteHeader(400)
		fmt.Fprint(w, `{"error":{"message":"this cannot be answered","type":"invalid_request_error"}}`)
		return
	}
	finish := "stop"
	if cut {
		finish = "length"
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"id": "1", "object": "chat.completion", "model": q.Model,
		"choices": []any{map[string]any{"index": 0, "finish_reason": finish, "message": map[string]any{"role": "assistant", "content": text}}},
		"usage":   map[string]any{"prompt_tokens": 10, "completion_tokens": 10, "total_tokens": 20}})
}

func (s *server) requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.asked)
}

func (s *server) last() question {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[len(s.asked)-1]
}

// good does as it is told.
func good(q question) (string, bool) { return render(q, answers(q)), false }

func answers(q question) []item {
	var out []item
	for _, it := range q.Items {
		out = append(out, item{ID: it.ID, Start: head(it.Text), Text: toPersian(it.Text)})
	}
	return out
}

func render(q question, items []item) string {
	if !q.Schema {
		return items[0].Text
	}
	b, _ := json.Marshal(map[string]any{"items": items})
	return string(b)
}

func head(s string) string {
	r := []rune(s)
	return string(r[:min(12, len(r))])
}

var (
	latin = regexp.MustCompile(`⟦[a-z]+⟧|[A-Za-z]+`)
	sound = strings.NewReplacer("a", "ا", "b", "ب", "c", "س", "d", "د", "e", "ه", "f", "ف", "g", "گ", "h", "ح", "i", "ی", "j", "ج",
		"k", "ک", "l", "ل", "m", "م", "n", "ن", "o", "و", "p", "پ", "q", "ق", "r", "ر", "s", "ش", "t", "ت", "u", "و", "v", "و", "w", "و", "x", "خ", "y", "ی", "z", "ز")
)

// toPersian writes Latin words in Persian letters, marks left alone.
func toPersian(s string) string {
	return latin.ReplaceAllStringFunc(s, func(w string) string {
		if strings.HasPrefix(w, "⟦") {
			return w
		}
		return sound.Replace(strings.ToLower(w))
	})
}
