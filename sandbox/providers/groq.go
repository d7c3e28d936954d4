package providers

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"
)

// groq counts each model by itself in continuous buckets, reserves max_tokens
// and does not count cached prompt tokens. Its headers tell of the requests
// of the day and the tokens of the minute; the tokens of the day show only in
// the text of a 429.
func groq() *vendor {
	l := Limits{RPM: 30, RPD: 1000, TPM: 8000, TPD: 200000}
	gpt := []string{"low", "medium", "high"}
	return &vendor{
		name: "groq", path: "/openai/v1", law: bucket{}, outputCounts: true, tellsRefused: true, cache: true,
		wire: openAI{owner: "Groq", thinkingAs: "reasoning", usageIn: false, extra: groqExtra},
		models: []model{
			{id: "qwen/qwen3.8-27b", context: 131042, output: 16384, images: true, limits: l, effort: "default",
				efforts: []string{"none", "default", "low", "medium", "high"}, leaks: true},
			{id: "openai/gpt-oss-120b", context: 131072, output: 65536, limits: l, effort: "medium", efforts: gpt},
			{id: "openai/gpt-oss-20b", context: 131072, output: 65536, limits: l, effort: "medium", efforts: gpt},
		},
		speech: groqSpeech(),
		check:  checkGroq, refuse: refuseGroq, tell: tellGroq,
	}
}

func groqExtra(a *answer, body map[string]any) {
	if body["usage"] == nil { // the last chunk of a stream
		body["x_groq"] = map[string]any{"id": "req_" + a.id[len(a.id)-12:], "usage": openAI{}.usage(a)}
		return
	}
	body["service_tier"] = "on_demand"
	body["x_groq"] = map[string]any{"id": "req_" + a.id[len(a.id)-12:]}
}

var groqFields = strings.Fields(`model messages stream stream_options max_tokens max_completion_tokens temperature top_p
	stop seed n frequency_penalty presence_penalty logit_bias logprobs top_logprobs response_format reasoning_effort
	reasoning_format include_reasoning tools tool_choice parallel_tool_calls user service_tier metadata store
	disable_tool_validation documents citation_options compound_custom search_settings functions function_call
	exclude_domains include_domains`)

func checkGroq(c *chat, m *model) *trouble {
	for _, f := range c.fields {
		if !slices.Contains(groqFields, f) {
			return &trouble{kind: unknownField, text: f}
		}
	}
	if c.effort != "" && !slices.Contains(m.efforts, c.effort) {
		return &trouble{kind: badRequest, text: "`reasoning_effort` " + oneOf(m.efforts)}
	}
	if c.images > 0 && !m.images {
		return &trouble{kind: badRequest, text: "messages[0].content must be a string"}
	}
	if c.maxTokens > m.output {
		return &trouble{kind: badRequest, text: fmt.Sprintf("`max_completion_tokens` must be less than or equal to `%d`, "+
			"the maximum value for `max_completion_tokens` is less than the `context_window` for this model", m.output)}
	}
	if c.json && c.schema == nil && !mentionsJSON(c) {
		return &trouble{kind: badRequest, text: "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'."}
	}
	return tooLong(c, m)
}

// oneOf words a choice as Groq does.
func oneOf(choices []string) string {
	if len(choices) == 0 {
		return "is not supported with this model"
	}
	quoted := make([]string, len(choices))
	for i, s := range choices {
		quoted[i] = "`" + s + "`"
	}
	last := len(quoted) - 1
	return "must be one of " + strings.Join(quoted[:last], ", ") + ", or " + quoted[last]
}

func mentionsJSON(c *chat) bool {
	all := c.system
	for _, m := range c.messages {
		all += m.Text
	}
	return strings.Contains(strings.ToLower(all), "json")
}

// tooLong says whether prompt and answer would not fit into the model.
func tooLong(c *chat, m *model) *trouble {
	n := tokens(c.system)
	for _, msg := range c.messages {
		n += tokens(msg.Text) + 4
	}
	if n+c.maxTokens <= m.context {
		return nil
	}
	return &trouble{kind: longContext, hit: &hit{limit: float64(m.context), requested: float64(n + c.maxTokens)}}
}

func refuseGroq(t *trouble, h http.Header) (int, any) {
	fail := func(status int, kind, code, message string) (int, any) {
		e := map[string]any{"message": message, "type": kind}
		if code != "" {
			e["code"] = code
		}
		return status, map[string]any{"error": e}
	}
	const invalid = "invalid_request_error"
	switch t.kind {
	case badRequest:
		return fail(400, invalid, "", t.text)
	case badAudio:
		return fail(400, invalid, "unsupported_audio_format", t.text)
	case unknownField:
		return fail(400, invalid, "", fmt.Sprintf("property '%s' is unsupported", t.text))
	case unknownURL:
		return fail(404, invalid, "unknown_url", "Unknown request URL: "+t.text+". Please check the URL for typos, or see the docs at https://console.groq.com/docs/")
	case noKey, badKey:
		return fail(401, invalid, "invalid_api_key", "Invalid API Key")
	case noCredit:
		return fail(402, "billing_error", "insufficient_credit", "Your organization has no remaining credit. Please add a payment method at https://console.groq.com/settings/billing.")
	case forbidden, location:
		return 403, map[string]any{"error": map[string]any{"message": "Access denied. Please check your network settings."}}
	case noModel:
		return fail(404, invalid, "model_not_found", fmt.Sprintf("The model `%s` does not exist or you do not have access to it.", t.model))
	case retired:
		return fail(400, invalid, "model_decommissioned", fmt.Sprintf("The model `%s` has been decommissioned and is no longer supported. "+
			"Please refer to https://console.groq.com/docs/deprecations for a recommendation on which model to use instead.", t.model))
	case longContext:
		return fail(400, invalid, "context_length_exceeded", "Please reduce the length of the messages or completion.")
	case tooLarge:
		if t.hit == nil {
			return fail(413, invalid, "request_too_large", "Request Entity Too Large")
		}
		return groqTooLarge(t, fail)
	case rate:
		return groqRate(t, h, fail)
	case overloaded, unavailable:
		return fail(503, "service_unavailable", "over_capacity", fmt.Sprintf("%s is currently over capacity. Please try again and back off exponentially. "+
			"Visit https://groqstatus.com to see if there is an active incident.", t.model))
	case capacity:
		return fail(498, "flex_tier_capacity_exceeded", "capacity_exceeded", "Flex tier capacity exceeded. Please try again later.")
	case badGateway:
		return 502, htmlGateway
	case otherTrouble:
		return fail(t.status, "api_error", "", t.text)
	}
	return fail(500, "internal_server_error", "", "Internal Server Error")
}

func groqTooLarge(t *trouble, fail func(int, string, string, string) (int, any)) (int, any) {
	name, short := groqLimit(t.hit)
	return fail(413, "tokens", "rate_limit_exceeded", fmt.Sprintf("Request too large for model `%s` in organization `org_sandbox` service tier `on_demand` "+
		"on %s (%s): Limit %.0f, Requested %.0f, please reduce your message size and try again. Need more tokens? "+
		"Upgrade to Dev Tier today at https://console.groq.com/settings/billing", t.model, name, short, t.hit.limit, t.hit.requested))
}

func groqRate(t *trouble, h http.Header, fail func(int, string, string, string) (int, any)) (int, any) {
	if t.hit.never {
		return groqTooLarge(t, fail)
	}
	if t.retryAfter > 0 {
		h.Set("Retry-After", seconds(t.retryAfter))
	}
	again := ""
	if t.retryAfter > 0 {
		again = " Please try again in " + goDuration(t.hit.wait) + "."
	}
	name, short := groqLimit(t.hit)
	return fail(429, t.hit.unit, "rate_limit_exceeded", fmt.Sprintf("Rate limit reached for model `%s` in organization `org_sandbox` service tier `on_demand` "+
		"on %s (%s): Limit %.0f, Used %.0f, Requested %.0f.%s Need more tokens? "+
		"Upgrade to Dev Tier today at https://console.groq.com/settings/billing", t.model, name, short,
		t.hit.limit, math.Ceil(t.hit.used), t.hit.requested, again))
}

// groqLimit names a limit in words and in letters.
func groqLimit(h *hit) (name, short string) {
	if h.unit == "seconds" {
		return "audio seconds per " + h.per, strings.ToUpper("asp" + h.per[:1])
	}
	return h.unit + " per " + h.per, strings.ToUpper(h.unit[:1] + "p" + h.per[:1])
}

func tellGroq(h http.Header, gs []*gauge, now time.Time) {
	for _, g := range gs {
		if g.unit == "requests" && g.per == "day" || g.unit == "tokens" && g.per == "minute" {
			h.Set("x-ratelimit-limit-"+g.unit, fmt.Sprintf("%.0f", g.limit))
			h.Set("x-ratelimit-remaining-"+g.unit, fmt.Sprintf("%.0f", math.Floor(math.Max(0, g.limit-g.law.left(g, now)))))
			h.Set("x-ratelimit-reset-"+g.unit, goDuration(g.law.full(g, now)))
		}
	}
}

// goDuration writes a duration as "1m26.4s" or "825ms", to the millisecond.
func goDuration(d time.Duration) string {
	return (d + time.Millisecond - 1).Truncate(time.Millisecond).String()
}
