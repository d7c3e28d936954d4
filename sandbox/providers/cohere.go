package providers

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"
)

// cohere counts each model's calls of the minute and all calls of the
// calendar month. Its headers are missing on a 429.
func cohere() *vendor {
	l := Limits{RPM: 20}
	return &vendor{
		name: "cohere", path: "/compatibility/v1", law: calendar{time.UTC}, shared: Limits{RPMonth: 1000},
		wire: openAI{owner: "cohere", thinkingAs: "reasoning_content", usageIn: true},
		models: []model{
			{id: "command-a-plus-05-2026", context: 128000, output: 64000, images: true, limits: l, effort: "high", efforts: []string{"none", "high"}},
			{id: "command-a-03-2025", context: 256000, output: 8000, limits: l},
			{id: "c4ai-aya-expanse-32b", context: 128000, output: 4000, limits: l},
			// 8,000 tokens in and as many out
			{id: "command-a-translate-08-2025", context: 16000, output: 8000, limits: l},
		},
		check: checkCohere, refuse: refuseCohere, tell: tellCohere,
	}
}

var cohereFields = strings.Fields(`model messages stream max_tokens temperature top_p stop seed frequency_penalty
	presence_penalty response_format reasoning_effort tools tool_choice`)

func checkCohere(c *chat, m *model) *trouble {
	for _, f := range c.fields {
		if !slices.Contains(cohereFields, f) {
			return &trouble{kind: unknownField, text: f}
		}
	}
	if c.effort != "" && !slices.Contains(m.efforts, c.effort) {
		if len(m.efforts) == 0 {
			return &trouble{kind: badRequest, text: "invalid request: thinking is not supported by the provided model"}
		}
		return &trouble{kind: badRequest, text: "invalid request: reasoning_effort must be one of: none, high"}
	}
	if c.images > 0 && !m.images {
		return &trouble{kind: badRequest, text: "invalid request: image content is not supported by the provided model"}
	}
	if c.maxTokens > m.output {
		return &trouble{kind: badRequest, text: fmt.Sprintf("too many tokens: max tokens must be less than or equal to %d, "+
			"the maximum output length for this model - received %d.", m.output, c.maxTokens)}
	}
	return tooLong(c, m)
}

func refuseCohere(t *trouble, _ http.Header) (int, any) {
	fail := func(status int, message string) (int, any) {
		id := fmt.Sprintf("%016x", hash(message))
		return status, map[string]any{"id": id[:8] + "-" + id[8:12] + "-4" + id[13:] + "-9000-5a4d0b0c0d0e", "message": message}
	}
	switch t.kind {
	case badRequest:
		return fail(400, t.text)
	case unknownField:
		return fail(422, fmt.Sprintf("unknown field: parameter '%s' is not a valid field", t.text))
	case unknownURL:
		return fail(404, "page not found")
	case noKey:
		return fail(401, "no api key supplied")
	case badKey:
		return fail(401, "invalid api token")
	case noCredit:
		return fail(402, "Please add or update your payment method at https://dashboard.cohere.com/billing to continue")
	case forbidden, location:
		return fail(403, "access to this resource is forbidden")
	case noModel:
		return fail(404, fmt.Sprintf("model '%s' not found, make sure the correct model ID was used and that you have access to the model.", t.model))
	case retired:
		return fail(404, fmt.Sprintf("model '%s' was removed. See https://docs.cohere.com/docs/deprecations for a replacement.", t.model))
	case longContext:
		return fail(400, fmt.Sprintf("too many tokens: total number of tokens in the prompt cannot exceed %.0f - received %.0f. "+
			"Try using a shorter prompt, or enabling prompt truncating.", t.hit.limit, t.hit.requested))
	case tooLarge:
		return fail(413, "request entity too large")
	case rate:
		return fail(429, fmt.Sprintf("You are using a Trial key, which is limited to %.0f API calls / %s. You can continue to use the Trial key "+
			"for free or upgrade to a Production key with higher rate limits at 'https://dashboard.cohere.com/api-keys'. "+
			"Contact us on 'https://discord.gg/XW44jPfYJu' or email us at support@cohere.com with any questions", t.hit.limit, t.hit.per))
	case overloaded:
		return fail(429, "Please wait and try again later")
	case badGateway:
		return 502, htmlGateway
	case unavailable, capacity:
		return fail(503, "service unavailable, please try again later")
	case otherTrouble:
		return fail(t.status, strings.ToLower(t.text))
	}
	return fail(500, "internal server error, this has been reported to our developers.")
}

func tellCohere(h http.Header, gs []*gauge, now time.Time) {
	for _, g := range gs {
		switch {
		case g.unit != "requests":
		case g.per == "month":
			h.Set("x-endpoint-monthly-call-limit", fmt.Sprintf("%.0f", g.limit))
		case g.per == "minute":
			h.Set("x-trial-endpoint-call-limit", fmt.Sprintf("%.0f", g.limit))
			h.Set("x-trial-endpoint-call-remaining", fmt.Sprintf("%.0f", math.Max(0, g.limit-g.law.left(g, now))))
		}
	}
}
