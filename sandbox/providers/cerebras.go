package providers

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"
)

// cerebras counts like Groq, but tells resets in seconds with a fraction, and
// its error bodies have no "error" around them.
func cerebras() *vendor {
	l := Limits{RPM: 5, TPM: 30000, TPD: 1000000}
	return &vendor{
		name: "cerebras", path: "/v1", law: bucket{}, outputCounts: true, tellsRefused: true,
		wire: openAI{owner: "Cerebras", thinkingAs: "reasoning", usageIn: true, extra: cerebrasExtra},
		models: []model{
			{id: "gpt-oss-120b", context: 65536, output: 40960, limits: l, effort: "medium", efforts: []string{"low", "medium", "high"}},
			{id: "qwen-3.8-27b", context: 65536, output: 32768, images: true, limits: l, effort: "high",
				efforts: []string{"none", "low", "medium", "high"}},
		},
		check: checkCerebras, refuse: refuseCerebras, tell: tellCerebras,
	}
}

func cerebrasExtra(a *answer, body map[string]any) {
	body["system_fingerprint"] = "fp_" + a.id[len(a.id)-10:]
	body["time_info"] = map[string]any{"queue_time": 0.0001, "prompt_time": 0.002, "completion_time": 0.02, "total_time": 0.0221,
		"created": a.at.Unix()}
}

var cerebrasFields = strings.Fields(`model messages stream stream_options max_tokens max_completion_tokens temperature
	top_p stop seed n response_format reasoning_effort reasoning_format tools tool_choice parallel_tool_calls user
	logprobs top_logprobs prediction service_tier disable_reasoning clear_thinking prompt_cache_key`)

func checkCerebras(c *chat, m *model) *trouble {
	for _, f := range c.fields {
		if !slices.Contains(cerebrasFields, f) {
			return &trouble{kind: unknownField, text: f}
		}
	}
	if c.effort != "" && !slices.Contains(m.efforts, c.effort) {
		return &trouble{kind: badRequest, text: fmt.Sprintf("reasoning_effort: '%s' is not supported for model %s", c.effort, m.id)}
	}
	if c.images > 0 && !m.images {
		return &trouble{kind: badRequest, text: "messages: this model does not support image content"}
	}
	return tooLong(c, m)
}

func refuseCerebras(t *trouble, h http.Header) (int, any) {
	fail := func(status int, kind, param, code, message string) (int, any) {
		return status, map[string]any{"message": message, "type": kind, "param": param, "code": code}
	}
	const invalid, many = "invalid_request_error", "too_many_requests_error"
	switch t.kind {
	case badRequest:
		return fail(400, invalid, "validation_error", "wrong_api_format", t.text)
	case unknownField:
		return fail(400, invalid, "validation_error", "wrong_api_format", fmt.Sprintf("body.%s: property 'body.%s' is unsupported", t.text, t.text))
	case unknownURL:
		return fail(404, "not_found_error", "", "not_found", "Not found: "+t.text)
	case noKey, badKey:
		return fail(401, invalid, "api_key", "wrong_api_key", "Wrong API Key")
	case noCredit:
		return fail(402, "payment_required_error", "quota", "payment_required", "Payment required to access this resource. Visit https://cloud.cerebras.ai to add credit.")
	case forbidden, location:
		return fail(403, "permission_error", "", "forbidden", "Access to this resource is forbidden.")
	case noModel, retired:
		return fail(404, "not_found_error", "model", "model_not_found", fmt.Sprintf("Model %s does not exist or you do not have access to it.", t.model))
	case longContext:
		return fail(400, invalid, "messages", "context_length_exceeded", fmt.Sprintf("Please reduce the length of the messages or completion. "+
			"Current length is %.0f while limit is %.0f", t.hit.requested, t.hit.limit))
	case tooLarge:
		return fail(413, invalid, "body", "request_too_large", "Request body is too large")
	case rate:
		return cerebrasRate(t, h, fail)
	case overloaded:
		return fail(429, many, "queue", "queue_exceeded", "We're experiencing high traffic right now! Please try again soon.")
	case unavailable, capacity:
		return fail(503, "service_unavailable_error", "", "service_unavailable", "The service is temporarily unavailable. Please try again later.")
	case badGateway:
		return 502, htmlGateway
	case otherTrouble:
		return fail(t.status, "api_error", "", "", t.text)
	}
	return fail(500, "server_error", "", "internal_server_error", "Encountered a server error, please try again.")
}

func cerebrasRate(t *trouble, h http.Header, fail func(int, string, string, string, string) (int, any)) (int, any) {
	if t.retryAfter > 0 {
		h.Set("Retry-After", seconds(t.retryAfter))
		h.Set("x-ratelimit-reset-"+t.hit.unit+"-"+t.hit.per, floatSeconds(t.hit.wait))
	}
	if t.hit.unit == "tokens" {
		return fail(429, "too_many_tokens_error", "quota", "token_quota_exceeded",
			fmt.Sprintf("Tokens per %s limit exceeded - too many tokens processed.", t.hit.per))
	}
	return fail(429, "too_many_requests_error", "quota", "request_quota_exceeded",
		fmt.Sprintf("Requests per %s limit exceeded - too many requests sent.", t.hit.per))
}

func tellCerebras(h http.Header, gs []*gauge, now time.Time) {
	for _, g := range gs {
		if g.unit == "requests" && g.per == "day" || g.unit == "tokens" && g.per == "minute" {
			name := g.unit + "-" + g.per
			h.Set("x-ratelimit-limit-"+name, fmt.Sprintf("%.0f", g.limit))
			h.Set("x-ratelimit-remaining-"+name, fmt.Sprintf("%.0f", math.Floor(math.Max(0, g.limit-g.law.left(g, now)))))
			h.Set("x-ratelimit-reset-"+name, floatSeconds(g.law.full(g, now)))
		}
	}
}

func floatSeconds(d time.Duration) string { return fmt.Sprintf("%.6f", d.Seconds()) }
