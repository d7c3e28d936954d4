package providers_test

import (
	"fmt"
	"strings"
	"testing"

	"hamzaban/sandbox/providers"
)

// message is where each vendor's error body has its words.
var message = map[string][]any{
	"cerebras": {"message"}, "cohere": {"message"}, "gemini": {"error", "message"},
	"groq": {"error", "message"}, "openrouter": {"error", "message"},
}

func TestWhatEachVendorRefuses(t *testing.T) {
	s := start(t, providers.Options{})
	big := object{"max_tokens": 100000}
	config := func(c object) object { return object{"generationConfig": c} }
	for _, tc := range []struct {
		name, provider, model string
		more                  object
		status                int
		code                  []any
		want                  any
	}{
		{"groq no thinking for gpt-oss", "groq", "openai/gpt-oss-120b", object{"reasoning_effort": "none"}, 400, message["groq"],
			"`reasoning_effort` must be one of `low`, `medium`, or `high`"},
		{"groq unknown model", "groq", "llama-3.1-8b-instant", nil, 404, []any{"error", "code"}, "model_not_found"},
		{"groq unknown field", "groq", "openai/gpt-oss-120b", object{"safe_prompt": true}, 400, message["groq"], "property 'safe_prompt' is unsupported"},
		{"groq output limit", "groq", "qwen/qwen3.8-27b", big, 400, []any{"error", "type"}, "invalid_request_error"},
		{"groq json without the word", "groq", "openai/gpt-oss-120b", object{"response_format": object{"type": "json_object"}}, 400, []any{"error", "type"}, "invalid_request_error"},
		{"groq too large for the minute", "groq", "openai/gpt-oss-120b", object{"max_tokens": 8000}, 413, []any{"error", "code"}, "rate_limit_exceeded"},
		{"groq bad role", "groq", "openai/gpt-oss-120b", object{"messages": []any{object{"role": "bot", "content": "x"}}}, 400, []any{"error", "type"}, "invalid_request_error"},
		{"groq nothing said", "groq", "openai/gpt-oss-120b", object{"messages": []any{}}, 400, []any{"error", "type"}, "invalid_request_error"},
		{"cerebras unknown model", "cerebras", "llama3.1-8b", nil, 404, []any{"code"}, "model_not_found"},
		{"cerebras unknown field", "cerebras", "gpt-oss-120b", object{"top_k": 3}, 400, []any{"code"}, "wrong_api_format"},
		{"cerebras no thinking for gpt-oss", "cerebras", "gpt-oss-120b", object{"reasoning_effort": "none"}, 400, []any{"code"}, "wrong_api_format"},
		{"cerebras context", "cerebras", "gpt-oss-120b", big, 400, []any{"code"}, "context_length_exceeded"},
		{"openrouter gone model", "openrouter", "openai/gpt-oss-20b:free", nil, 404, message["openrouter"], "No endpoints found for openai/gpt-oss-20b:free."},
		{"openrouter no such id", "openrouter", "gpt-oss", nil, 400, message["openrouter"], "gpt-oss is not a valid model ID"},
		{"openrouter minds no extra field", "openrouter", "openrouter/free", object{"anything": 1}, 200, nil, nil},
		{"cohere stream options", "cohere", "command-a-03-2025", object{"stream_options": object{"include_usage": true}}, 422, message["cohere"],
			"unknown field: parameter 'stream_options' is not a valid field"},
		{"cohere thinking of a plain model", "cohere", "command-a-03-2025", object{"reasoning_effort": "none"}, 400, message["cohere"],
			"invalid request: thinking is not supported by the provided model"},
		{"cohere output limit", "cohere", "c4ai-aya-expanse-32b", object{"max_tokens": 8000}, 400, []any{"message"}, nil},
		{"cohere unknown model", "cohere", "command-r", nil, 404, []any{"error"}, nil},
		{"gemini unknown model", "gemini", "gemini-1.5-flash", nil, 404, []any{"error", "status"}, "NOT_FOUND"},
		{"gemini unknown field", "gemini", "gemini-3.8-flash", object{"messages": []any{}}, 400, []any{"error", "details", 0, "@type"}, "type.googleapis.com/google.rpc.BadRequest"},
		{"gemini unknown setting", "gemini", "gemini-3.8-flash", config(object{"max_tokens": 3}), 400, []any{"error", "status"}, "INVALID_ARGUMENT"},
		{"gemini no minimal for 3.8", "gemini", "gemini-3.8-flash", config(object{"thinkingConfig": object{"thinkingLevel": "minimal"}}), 400, message["gemini"],
			"Thinking level is not supported for this model."},
		{"gemini minimal for lite", "gemini", "gemini-3.5-flash-lite", config(object{"thinkingConfig": object{"thinkingLevel": "minimal"}}), 200, nil, nil},
		{"gemini minimal for 3.6", "gemini", "gemini-3.6-flash", config(object{"thinking_config": object{"thinking_level": "MINIMAL"}}), 200, nil, nil},
		{"gemini no low for gemma", "gemini", "gemma-4-31b-it", config(object{"thinkingConfig": object{"thinkingLevel": "LOW"}}), 400, message["gemini"],
			"Thinking level is not supported for this model."},
		{"gemini output limit", "gemini", "gemma-4-31b-it", config(object{"maxOutputTokens": 40000}), 400, []any{"error", "status"}, "INVALID_ARGUMENT"},
		{"gemini schema without JSON", "gemini", "gemini-3.8-flash", config(object{"responseSchema": object{"type": "OBJECT"}}), 400, []any{"error", "status"}, "INVALID_ARGUMENT"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := askModel(t, s, tc.provider, tc.model, "Hello", false, tc.more)
			if r.status != tc.status {
				t.Fatalf("status %d, want %d: %s", r.status, tc.status, r.body)
			}
			if tc.want != nil && r.at(tc.code...) != tc.want {
				t.Errorf("%v: %v, want %v", tc.code, r.at(tc.code...), tc.want)
			}
		})
	}
}

func TestKeys(t *testing.T) {
	s := start(t, providers.Options{Keys: map[string][]string{"groq": {"test-key"}, "cerebras": {"test-key"}, "gemini": {"test-key"},
		"openrouter": {"test-key"}, "cohere": {"test-key"}}})
	for _, tc := range []struct {
		provider, key string
		status        int
		words         string
	}{
		{"groq", "", 401, "Invalid API Key"}, {"groq", "wrong-key", 401, "Invalid API Key"},
		{"cerebras", "", 401, "Wrong API Key"}, {"cerebras", "wrong-key", 401, "Wrong API Key"},
		{"openrouter", "", 401, "No auth credentials found"}, {"openrouter", "wrong-key", 401, "User not found."},
		{"cohere", "", 401, "no api key supplied"}, {"cohere", "wrong-key", 401, "invalid api token"},
		{"gemini", "", 403, "unregistered callers"}, {"gemini", "wrong-key", 400, "API key not valid"},
		{"groq", "test-key", 200, ""},
	} {
		t.Run(tc.provider+" "+tc.key, func(t *testing.T) {
			path := "/models"
			if tc.provider == "gemini" {
				path = "/v1beta/models"
			}
			r := do(t, "GET", s.URL(tc.provider)+path, tc.key, nil)
			words, _ := r.at(message[tc.provider]...).(string)
			if r.status != tc.status || !strings.Contains(words, tc.words) {
				t.Errorf("status %d, %q", r.status, r.body)
			}
		})
	}
}

func TestEveryStatusHasTheVendorsBody(t *testing.T) {
	s := start(t, providers.Options{})
	for _, name := range providers.Names {
		for _, status := range []int{400, 401, 402, 403, 404, 413, 429, 498, 500, 502, 503} {
			for _, stream := range []bool{false, true} {
				t.Run(fmt.Sprint(name, " ", status, " stream ", stream), func(t *testing.T) {
					want := status
					switch {
					case name == "gemini" && status == 401:
						want = 400 // that is how Gemini says so
					case name != "groq" && status == 498:
						want = 503 // nobody else has it
					}
					s.Script(name, providers.HTTP(status))
					r := ask(t, s, name, "Hello", stream)
					if r.status != want {
						t.Fatalf("status %d: %s", r.status, r.body)
					}
					words, _ := r.at(message[name]...).(string)
					switch html := strings.HasPrefix(string(r.body), "<html>"); {
					case status == 502 && !html, status != 502 && words == "":
						t.Errorf("body: %s", r.body)
					}
					if r.header.Get("Retry-After") != "" {
						t.Errorf("Retry-After: %s", r.header.Get("Retry-After"))
					}
				})
			}
		}
	}
	if r := ask(t, s, "groq", "Hello", false); r.status != 200 {
		t.Errorf("after the script: status %d", r.status)
	}
}

func TestRefusalsWithWordsOfTheirOwn(t *testing.T) {
	s := start(t, providers.Options{})
	for _, tc := range []struct {
		provider string
		fault    providers.Fault
		status   int
		words    string
	}{
		{"groq", providers.Decommissioned, 400, "model_decommissioned"},
		{"openrouter", providers.Decommissioned, 404, "unavailable for free"},
		{"gemini", providers.BadLocation, 400, "User location is not supported"},
		{"groq", providers.BadLocation, 403, "Access denied"},
		{"cerebras", providers.Overloaded, 429, "queue_exceeded"},
		{"gemini", providers.Overloaded, 503, "overloaded"},
		{"openrouter", providers.Overloaded, 429, "upstream_provider_shared_pool"},
		{"openrouter", providers.HTTP(402), 402, "openrouter_credits"},
		{"groq", providers.Redirect, 404, "POST /groq/moved"},
		{"gemini", providers.Wall, 403, "you have been blocked"},
		{"groq", providers.QuotaSpent, 429, "requests per day (RPD)"},
		{"gemini", providers.QuotaSpent, 429, "GenerateRequestsPerDayPerProjectPerModel-FreeTier"},
		{"openrouter", providers.QuotaSpent, 429, "free-models-per-day"},
		{"cohere", providers.QuotaSpent, 429, "1000 API calls / month"},
		{"cerebras", providers.QuotaSpent, 429, "Requests per day limit exceeded"},
		{"groq", providers.Fault{Kind: "status", Status: 418, Body: `{"odd":true}`}, 418, `{"odd":true}`},
	} {
		t.Run(tc.provider+" "+tc.fault.String(), func(t *testing.T) {
			s.Script(tc.provider, tc.fault)
			if r := ask(t, s, tc.provider, "Hello", false); r.status != tc.status || !strings.Contains(string(r.body), tc.words) {
				t.Errorf("status %d: %s", r.status, r.body)
			}
		})
	}
}

func TestWhenToComeBackIsToldInTheVendorsWay(t *testing.T) {
	c := newClock("2026-11-23T12:00:00Z")
	s := start(t, providers.Options{Now: c.Now})
	for _, name := range providers.Names {
		s.Script(name, providers.RateLimited)
	}
	groq := ask(t, s, "groq", "Hello", false)
	if groq.header.Get("Retry-After") != "7" || !strings.Contains(string(groq.body), "Please try again in 7s.") {
		t.Errorf("groq: Retry-After %q: %s", groq.header.Get("Retry-After"), groq.body)
	}
	gemini := ask(t, s, "gemini", "Hello", false)
	if gemini.at("error", "details", 2, "retryDelay") != "7s" || gemini.header.Get("Retry-After") != "" {
		t.Errorf("gemini: %s", gemini.body)
	}
	cohere := ask(t, s, "cohere", "Hello", false)
	if cohere.status != 429 || cohere.header.Get("X-Trial-Endpoint-Call-Limit") != "" {
		t.Errorf("cohere: %d, headers %v", cohere.status, cohere.header)
	}
	or := ask(t, s, "openrouter", "Hello", false)
	if or.header.Get("X-RateLimit-Reset") != "1795435207000" || or.at("error", "metadata", "headers", "X-RateLimit-Reset") != "1795435207000" {
		t.Errorf("openrouter: %v: %s", or.header, or.body)
	}
}
