package providers_test

import (
	"encoding/json"
	"strings"
	"testing"

	"hamzaban/sandbox/providers"
)

func TestEveryProviderAnswersWholeAndStreamed(t *testing.T) {
	s := start(t, providers.Options{})
	for _, name := range providers.Names {
		t.Run(name, func(t *testing.T) {
			whole := ask(t, s, name, "Hello", false)
			if whole.status != 200 || !strings.HasPrefix(whole.header.Get("Content-Type"), "application/json") {
				t.Fatalf("status %d, %s: %s", whole.status, whole.header.Get("Content-Type"), whole.body)
			}
			text, finish := whole.text(t, name)
			if !strings.HasPrefix(text, "Hello!") || finish != "stop" {
				t.Errorf("answer %q, finish %q", text, finish)
			}
			streamed := ask(t, s, name, "Hello", true)
			if ct := streamed.header.Get("Content-Type"); ct != "text/event-stream" {
				t.Errorf("content type of the stream: %s", ct)
			}
			again, finish := streamed.text(t, name)
			if again != text || finish != "stop" {
				t.Errorf("streamed %q, finish %q; whole %q", again, finish, text)
			}
			events, done := streamed.events(t)
			if len(events) < 5 || done != (name != "gemini") {
				t.Errorf("%d events, done %v", len(events), done)
			}
		})
	}
}

func TestUsageIsTold(t *testing.T) {
	s := start(t, providers.Options{})
	for _, tc := range []struct {
		name string
		more object
		path []any
	}{
		{"groq", object{"stream_options": object{"include_usage": true}}, []any{"usage", "total_tokens"}},
		{"cerebras", nil, []any{"usage", "total_tokens"}},
		{"openrouter", nil, []any{"usage", "total_tokens"}},
		{"cohere", nil, []any{"usage", "total_tokens"}},
		{"gemini", nil, []any{"usageMetadata", "totalTokenCount"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			whole := ask(t, s, tc.name, "Hello", false)
			if n, _ := whole.at(tc.path...).(float64); n < 10 {
				t.Errorf("whole: %v tokens in %s", n, whole.body)
			}
			events, _ := askModel(t, s, tc.name, firstModel[tc.name], "Hello", true, tc.more).events(t)
			if n, _ := at(events[len(events)-1], tc.path...).(float64); n < 10 {
				t.Errorf("stream: %v tokens in %v", n, events[len(events)-1])
			}
		})
	}
}

func TestGeminiStreamIsAnArrayUnlessAskedForEvents(t *testing.T) {
	s := start(t, providers.Options{})
	body := object{"contents": []any{object{"parts": []any{object{"text": "Hello"}}}}}
	r := do(t, "POST", s.URL("gemini")+"/v1beta/models/gemma-4-31b-it:streamGenerateContent?$alt=json%3Benum-encoding%3Dint", "test-key", body)
	var elements []any
	if err := json.Unmarshal(r.body, &elements); err != nil {
		t.Fatalf("%v in %s", err, r.body)
	}
	if at(elements[0], "candidates", 0, "content", "parts", 0, "thought") != true {
		t.Errorf("Gemma's thoughts do not come first: %v", elements[0])
	}
	last := elements[len(elements)-1]
	if at(last, "candidates", 0, "finishReason") != float64(1) {
		t.Errorf("finish reason is not the number 1: %v", last)
	}
	part, _ := at(last, "candidates", 0, "content", "parts", 0).(object)
	if _, hasText := part["text"]; hasText || part["thoughtSignature"] == nil {
		t.Errorf("the last part is not a signature alone: %v", part)
	}
}

func TestKeyInTheURLIsNoticed(t *testing.T) {
	s := start(t, providers.Options{})
	body := object{"contents": []any{object{"parts": []any{object{"text": "Hello"}}}}}
	r := do(t, "POST", s.URL("gemini")+"/v1beta/models/gemini-3.5-flash-lite:generateContent?key=test-key", "", body)
	calls := s.CallsTo("gemini")
	if r.status != 200 || len(calls) != 1 || !calls[0].KeyInURL {
		t.Errorf("status %d, calls %+v", r.status, calls)
	}
	if strings.Contains(calls[0].Path, "test-key") || calls[0].Key != "…-key" {
		t.Errorf("the log shows the key: path %q, key %q", calls[0].Path, calls[0].Key)
	}
}

func TestThinkingGoesWhereTheVendorPutsIt(t *testing.T) {
	s := start(t, providers.Options{})
	for _, tc := range []struct {
		name, provider, model string
		more                  object
		field                 []any
		inText                bool
	}{
		{"groq gpt-oss in a field", "groq", "openai/gpt-oss-20b", nil, []any{"choices", 0, "message", "reasoning"}, false},
		{"groq qwen in the text", "groq", "qwen/qwen3.8-27b", nil, nil, true},
		{"groq qwen parsed", "groq", "qwen/qwen3.8-27b", object{"reasoning_format": "parsed"}, []any{"choices", 0, "message", "reasoning"}, false},
		{"groq qwen hidden", "groq", "qwen/qwen3.8-27b", object{"reasoning_format": "hidden"}, nil, false},
		{"groq qwen off", "groq", "qwen/qwen3.8-27b", object{"reasoning_effort": "none"}, nil, false},
		{"cerebras in a field", "cerebras", "qwen-3.8-27b", nil, []any{"choices", 0, "message", "reasoning"}, false},
		{"openrouter in a field", "openrouter", "openrouter/free", nil, []any{"choices", 0, "message", "reasoning"}, false},
		{"openrouter off", "openrouter", "openrouter/free", object{"reasoning": object{"enabled": false}}, nil, false},
		{"openrouter excluded", "openrouter", "openrouter/free", object{"reasoning": object{"effort": "low", "exclude": true}}, nil, false},
		{"gemini not shown", "gemini", "gemini-3.8-flash", nil, nil, false},
		{"gemini shown on request", "gemini", "gemini-3.8-flash",
			object{"generationConfig": object{"thinkingConfig": object{"includeThoughts": true}}}, []any{"candidates", 0, "content", "parts", 0, "thought"}, false},
		{"gemma shows it anyway", "gemini", "gemma-4-31b-it", nil, []any{"candidates", 0, "content", "parts", 0, "thought"}, false},
		{"gemma with little thinking", "gemini", "gemma-4-31b-it",
			object{"generationConfig": object{"thinkingConfig": object{"thinkingLevel": "MINIMAL"}}}, []any{"candidates", 0, "content", "parts", 0, "thought"}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := askModel(t, s, tc.provider, tc.model, "Hello", false, tc.more)
			if r.status != 200 {
				t.Fatalf("status %d: %s", r.status, r.body)
			}
			text, _ := r.text(t, tc.provider)
			if got := strings.Contains(text, "<think>"); got != tc.inText {
				t.Errorf("thinking in the text: %v, want %v: %s", got, tc.inText, text)
			}
			if tc.field != nil && r.at(tc.field...) == nil {
				t.Errorf("no thinking at %v: %s", tc.field, r.body)
			}
			if tc.field == nil && (strings.Contains(string(r.body), `"reasoning":`) || strings.Contains(string(r.body), `"thought":`)) {
				t.Errorf("thinking shown: %s", r.body)
			}
		})
	}
}

func TestThinkingEatsTheOutputLimit(t *testing.T) {
	s := start(t, providers.Options{})
	r := askModel(t, s, "groq", "openai/gpt-oss-120b", "Hello", false, object{"max_tokens": 50})
	if text, finish := r.text(t, "groq"); text != "" || finish != "length" {
		t.Errorf("text %q, finish %q", text, finish)
	}
	r = askModel(t, s, "groq", "openai/gpt-oss-120b", "Hello", false, object{"max_tokens": 28, "reasoning_effort": "low"})
	if text, finish := r.text(t, "groq"); len(text) != 16 || finish != "length" {
		t.Errorf("text %q, finish %q", text, finish)
	}
}

func TestListsOfModelsAndTheKey(t *testing.T) {
	s := start(t, providers.Options{Models: map[string][]string{"cohere": {"command-a-03-2025", "command-new"}}})
	for _, tc := range []struct {
		provider, path string
		at             []any
		want           any
	}{
		{"groq", "/models", []any{"data", 1, "id"}, "openai/gpt-oss-120b"},
		{"cohere", "/models", []any{"data", 1, "id"}, "command-new"},
		{"openrouter", "/models", []any{"data", 0, "id"}, "openrouter/free"},
		{"openrouter", "/key", []any{"data", "free_model_daily_requests", "remaining"}, float64(49)},
		{"gemini", "/v1beta/models", []any{"models", 0, "name"}, "models/gemini-3.5-flash-lite"},
	} {
		t.Run(tc.provider+tc.path, func(t *testing.T) {
			if tc.path == "/key" {
				ask(t, s, tc.provider, "Hello", false)
			}
			r := do(t, "GET", s.URL(tc.provider)+tc.path, "test-key", nil)
			if got := r.at(tc.at...); got != tc.want {
				t.Errorf("%v: %v, want %v: %s", tc.at, got, tc.want, r.body)
			}
		})
	}
}
