package ai_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"hamzaban/ai"
)

// spoken is the beginning of a stream, before something happens to it.
const (
	spoken       = `data: {"id":"c-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":"Spoken"},"finish_reason":null}]}` + "\n\n"
	spokenGemini = `[{"candidates":[{"content":{"parts":[{"text":"Spoken"}],"role":"model"},"index":0}]}`
)

// What vendors send in the middle of a stream, under a status that says well.
func TestRefusalsInMidStream(t *testing.T) {
	for _, tt := range []struct {
		name, provider, more string
		kind                 ai.Kind
		scope                ai.Scope
		retry                time.Duration
	}{
		{"an event of its own", "groq", "event: error\ndata: " + `{"error":{"message":"The model is currently over capacity.","type":"service_unavailable","code":"over_capacity"}}` + "\n\n", ai.Unavailable, ai.ScopeModel, 0},
		{"within its addition", "groq", `data: {"id":"c-1","choices":[{"index":0,"delta":{},"finish_reason":null}],"x_groq":{"id":"req_1","error":"over capacity"}}` + "\n\n", ai.Unavailable, ai.ScopeModel, 0},
		{"a limit", "groq", `data: {"error":{"message":"Rate limit reached for model x on tokens per minute (TPM): Limit 8000, Used 8000, Requested 900. Please try again in 6.75s.","type":"tokens","code":"rate_limit_exceeded"}}` + "\n\n", ai.RateLimited, ai.ScopeModel, 6750 * time.Millisecond},
		{"with a status", "cerebras", `data: {"error":{"message":"Encountered a server error, please try again.","type":"server_error","param":"","code":""},"status_code":500}` + "\n\n", ai.Unavailable, ai.ScopeModel, 0},
		{"bare", "cerebras", `data: {"message":"Tokens per minute limit exceeded - too many tokens processed.","type":"too_many_tokens_error","param":"quota","code":"token_quota_exceeded"}` + "\n\n", ai.RateLimited, ai.ScopeModel, 0},
		{"with a finish reason", "openrouter", `data: {"id":"gen-1","object":"chat.completion.chunk","provider":"Venice","error":{"code":502,"message":"Provider disconnected unexpectedly"},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}` + "\n\ndata: [DONE]\n\n", ai.Unavailable, ai.ScopeModel, 0},
		{"a finish reason alone", "openrouter", `data: {"id":"gen-1","choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}` + "\n\ndata: [DONE]\n\n", ai.Unavailable, ai.ScopeModel, 0},
		{"upstream's limit", "openrouter", `data: {"id":"gen-1","error":{"code":429,"message":"Provider returned error","metadata":{"raw":"temporarily rate-limited upstream","provider_name":"Google AI Studio"}},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}` + "\n\n", ai.Unavailable, ai.ScopeModel, 0},
		{"no data at all", "openrouter", `{"error":{"message":"Internal Server Error","code":500}}` + "\n", ai.Unavailable, ai.ScopeModel, 0},
		{"a message", "cohere", `data: {"id":"5b4e4f0e","message":"internal server error, this has been reported to our developers."}` + "\n\n", ai.Unavailable, ai.ScopeModel, 0},
		{"a filter", "cohere", `data: {"id":"c-1","choices":[{"index":0,"delta":{},"finish_reason":"content_filter"}]}` + "\n\ndata: [DONE]\n\n", ai.Filtered, ai.ScopeRequest, 0},
		{"an element", "gemini", `,{"error":{"code":503,"message":"The model is overloaded. Please try again later.","status":"UNAVAILABLE"}}]`, ai.Unavailable, ai.ScopeModel, 0},
		{"a limit", "gemini", "," + geminiSaid("GenerateContentInputTokensPerModelPerMinute-FreeTier") + "]", ai.RateLimited, ai.ScopeModel, 38 * time.Second},
		{"a limit at once", "gemini", "[" + geminiSaid("GenerateRequestsPerMinutePerProjectPerModel-FreeTier") + "]", ai.RateLimited, ai.ScopeModel, 38 * time.Second},
		{"a filter", "gemini", `,{"candidates":[{"finishReason":"PROHIBITED_CONTENT","index":0}]}]`, ai.Filtered, ai.ScopeRequest, 0},
		{"blocked", "gemini", `,{"promptFeedback":{"blockReason":"OTHER"}}]`, ai.Filtered, ai.ScopeRequest, 0},
		{"another finish reason", "gemini", `,{"candidates":[{"finishReason":"MALFORMED_FUNCTION_CALL","index":0}]}]`, ai.Cut, ai.ScopeModel, 0},
	} {
		t.Run(tt.provider+": "+tt.name, func(t *testing.T) {
			t.Parallel()
			media, begun := "text/event-stream", spoken
			if tt.provider == "gemini" {
				media, begun = "application/json", spokenGemini
			}
			if strings.HasPrefix(tt.more, "[") {
				begun = ""
			}
			c := clientOf(t, tt.provider, alwaysAnswer(t, 200, fields{"Content-Type": media}, begun+tt.more))
			resp, err := putTo(t, c, oneQuestion(wireModels[tt.provider]), true)
			var e *ai.Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, %v; want an *Error", resp, err)
			}
			if e.Kind != tt.kind || e.Scope != tt.scope {
				t.Errorf("got %q, scope %d; want %q, %d\n%v", e.Kind, e.Scope, tt.kind, tt.scope, err)
			}
			if tt.retry > 0 && e.RetryAfter != tt.retry {
				t.Errorf("to be asked again in %v, want %v", e.RetryAfter, tt.retry)
			}
			if strings.Contains(err.Error(), "Spoken") {
				t.Errorf("the error holds the answer: %v", err)
			}
		})
	}
}
