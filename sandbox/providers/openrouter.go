package providers

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// openRouter counts all free models together, in minutes and UTC days. It
// tells nothing while all is well.
func openRouter() *vendor {
	efforts := []string{"none", "minimal", "low", "medium", "high", "xhigh"}
	return &vendor{
		name: "openrouter", path: "/api/v1", law: calendar{time.UTC}, shared: Limits{RPM: 20, RPD: 50},
		wire: openAI{opening: ": OPENROUTER PROCESSING\n\n", owner: "openrouter", thinkingAs: "reasoning", usageIn: true, extra: openRouterExtra},
		models: []model{
			{id: "openrouter/free", context: 200000, output: 32768, images: true, effort: "medium", efforts: efforts},
			{id: "google/gemma-4-26b-a4b-it:free", context: 262144, output: 16384, images: true, effort: "none", efforts: efforts},
			{id: "google/gemma-4-31b-it:free", context: 262144, output: 16384, images: true, effort: "none", efforts: efforts},
		},
		check: checkOpenRouter, refuse: refuseOpenRouter, extra: openRouterKey,
	}
}

func openRouterExtra(a *answer, body map[string]any) {
	body["provider"] = "Google AI Studio"
	if a.chat.model == "openrouter/free" {
		body["model"] = "google/gemma-4-26b-a4b-it:free"
	}
}

func checkOpenRouter(c *chat, m *model) *trouble {
	if c.images > 0 && !m.images {
		return &trouble{kind: noModel, text: "No endpoints found that support image input"}
	}
	return tooLong(c, m)
}

func refuseOpenRouter(t *trouble, h http.Header) (int, any) {
	fail := func(code int, message string, metadata map[string]any) (int, any) {
		e := map[string]any{"message": message, "code": code}
		if metadata != nil {
			e["metadata"] = metadata
		}
		return code, map[string]any{"error": e, "user_id": "user_sandbox"}
	}
	upstream := func(code int, raw string) (int, any) {
		return fail(code, "Provider returned error", map[string]any{"raw": raw, "provider_name": "Google AI Studio", "is_byok": false})
	}
	switch t.kind {
	case badRequest:
		return fail(400, t.text, nil)
	case unknownField:
		return fail(400, "Unrecognized key: "+t.text, nil)
	case unknownURL:
		return fail(404, "Not Found", nil)
	case noKey:
		return fail(401, "No auth credentials found", nil)
	case badKey:
		return fail(401, "User not found.", nil)
	case noCredit:
		return fail(402, "Insufficient credits. Add more using https://openrouter.ai/settings/credits", map[string]any{"limit_source": "openrouter_credits"})
	case forbidden:
		return upstream(403, `{"error":{"code":403,"message":"Blocked by Google AI Studio","status":"PERMISSION_DENIED"}}`)
	case location:
		return fail(403, "Access to this model is not available in your region", nil)
	case noModel:
		if t.text != "" {
			return fail(404, t.text, nil)
		}
		if !strings.Contains(t.model, "/") {
			return fail(400, t.model+" is not a valid model ID", nil)
		}
		return fail(404, fmt.Sprintf("No endpoints found for %s.", t.model), nil)
	case retired:
		paid := strings.TrimSuffix(t.model, ":free")
		return fail(404, "This model is unavailable for free. The paid version is available now - use this slug instead: "+paid, nil)
	case longContext:
		return fail(400, fmt.Sprintf("This endpoint's maximum context length is %.0f tokens. However, you requested about %.0f tokens. "+
			"Please reduce the length of either one, or use the \"middle-out\" transform to compress your prompt automatically.",
			t.hit.limit, t.hit.requested), nil)
	case tooLarge:
		return fail(413, "Request body too large", nil)
	case rate:
		return openRouterRate(t, h, fail)
	case overloaded:
		return fail(429, "Provider returned error", openRouterShared(t.model))
	case badGateway:
		return 502, htmlGateway
	case unavailable, capacity:
		return fail(503, "There is no available model provider that meets your routing requirements", nil)
	case otherTrouble:
		return fail(t.status, t.text, nil)
	}
	return fail(500, "Internal Server Error", nil)
}

// openRouterShared is about everyone's limit at the provider behind.
func openRouterShared(model string) map[string]any {
	return map[string]any{"raw": model + " is temporarily rate-limited upstream. Please retry shortly, " +
		"or add your own key to accumulate your rate limits: https://openrouter.ai/settings/integrations",
		"provider_name": "Google AI Studio", "is_byok": false, "limit_source": "upstream_provider_shared_pool"}
}

func openRouterRate(t *trouble, h http.Header, fail func(int, string, map[string]any) (int, any)) (int, any) {
	limit := map[string]any{"X-RateLimit-Limit": fmt.Sprintf("%.0f", t.hit.limit), "X-RateLimit-Remaining": "0"}
	if t.retryAfter > 0 {
		limit["X-RateLimit-Reset"] = strconv.FormatInt(t.hit.reset.UnixMilli(), 10)
	}
	for k, v := range limit {
		h.Set(k, v.(string))
	}
	message, source := "Rate limit exceeded: free-models-per-min. ", "openrouter_free_tier_per_minute"
	if t.hit.per == "day" {
		message = "Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day"
		source = "openrouter_free_tier_daily"
	}
	return fail(429, message, map[string]any{"headers": limit, "provider_name": nil, "limit_source": source})
}

// openRouterMidError is a chunk with an error, after which the stream ends in
// order.
func openRouterMidError(a *answer) []byte {
	body := marshal(map[string]any{"id": a.id, "object": "chat.completion.chunk", "created": a.at.Unix(), "model": a.chat.model,
		"provider": "Google AI Studio", "error": map[string]any{"code": 502, "message": "Provider disconnected unexpectedly"},
		"choices": []any{map[string]any{"index": 0, "delta": map[string]any{"content": ""}, "finish_reason": "error"}}})
	return []byte("data: " + string(body) + "\n\ndata: [DONE]\n\n")
}

// openRouterKey serves GET /key, where the day's use can be read.
func openRouterKey(s *Server, a *account, path string) (any, bool) {
	if path != "/key" && path != "/auth/key" {
		return nil, false
	}
	data := map[string]any{"label": "sandbox", "limit": nil, "limit_remaining": nil, "usage": 0, "usage_daily": 0,
		"is_free_tier": true, "rate_limit": map[string]any{"requests": -1, "interval": "10s", "note": "deprecated"}}
	for _, g := range a.shared {
		if g.per == "day" && g.unit == "requests" {
			used := g.law.left(g, s.o.Now())
			data["free_model_daily_requests"] = map[string]any{"used": used, "limit": g.limit, "remaining": max(0, g.limit-used)}
		}
	}
	return map[string]any{"data": data}, true
}
