package providers

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// gemini counts each model by itself, in minutes and Pacific days, and of the
// tokens only those of the prompt. It has no headers: a 429 tells in its
// details.
func gemini() *vendor {
	flash, lite, gemma := Limits{RPM: 5, RPD: 20, TPM: 250000}, Limits{RPM: 15, RPD: 500, TPM: 250000}, Limits{RPM: 30, RPD: 14400, TPM: 16000}
	all, three, two := []string{"minimal", "low", "medium", "high"}, []string{"low", "medium", "high"}, []string{"minimal", "high"}
	big := func(id string, l Limits, effort string, efforts []string) model {
		return model{id: id, context: 1048576, output: 65536, images: true, audio: true, limits: l, effort: effort, efforts: efforts}
	}
	small := func(id string) model {
		return model{id: id, context: 262144, output: 32768, images: true, limits: gemma, effort: "high", efforts: two, leaks: true}
	}
	return &vendor{
		name: "gemini", path: "", law: calendar{pacific()}, wire: geminiWire{},
		models: []model{
			big("gemini-3.5-flash-lite", lite, "minimal", all), big("gemini-3.1-flash-lite", lite, "minimal", all),
			big("gemini-3.8-flash", flash, "medium", three), big("gemini-3.7-flash", flash, "medium", three),
			big("gemini-3.6-flash", flash, "medium", all), big("gemini-3.5-flash", flash, "medium", all),
			small("gemma-4-31b-it"), small("gemma-4-26b-a4b-it"),
			big("gemini-2.5-flash", flash, "", nil), big("gemini-2.5-flash-lite", Limits{RPM: 10, RPD: 20, TPM: 250000}, "", nil),
		},
		check: checkGemini, refuse: refuseGemini,
	}
}

// pacific is where Gemini's days begin. Without the zones' table its winter
// time has to do.
func pacific() *time.Location {
	if l, err := time.LoadLocation("America/Los_Angeles"); err == nil {
		return l
	}
	return time.FixedZone("PST", -8*3600)
}

func checkGemini(c *chat, m *model) *trouble {
	if c.voice != nil && !m.audio {
		return &trouble{kind: badRequest, text: "Audio input modality is not enabled for models/" + m.id}
	}
	if c.effort != "" && !slices.Contains(m.efforts, c.effort) {
		return &trouble{kind: badRequest, text: "Thinking level is not supported for this model."}
	}
	if c.maxTokens > m.output {
		return &trouble{kind: badRequest, text: fmt.Sprintf("Unable to submit request because it has a maxOutputTokens value of %d but the supported "+
			"range is from 1 (inclusive) to %d (exclusive). Update the value and try again.", c.maxTokens, m.output+1)}
	}
	n := tokens(c.system)
	for _, msg := range c.messages {
		n += tokens(msg.Text) + 4
	}
	if n > m.context {
		return &trouble{kind: longContext, hit: &hit{limit: float64(m.context), requested: float64(n)}}
	}
	return nil
}

func refuseGemini(t *trouble, _ http.Header) (int, any) {
	fail := func(code int, status, message string, details ...any) (int, any) {
		e := map[string]any{"code": code, "message": message, "status": status}
		if len(details) > 0 {
			e["details"] = details
		}
		return code, map[string]any{"error": e}
	}
	const invalid = "INVALID_ARGUMENT"
	switch t.kind {
	case badRequest:
		return fail(400, invalid, t.text)
	case unknownField:
		message := fmt.Sprintf("Invalid JSON payload received. Unknown name %q: Cannot find field.", t.text)
		return fail(400, invalid, message, map[string]any{"@type": googleRPC + "BadRequest",
			"fieldViolations": []any{map[string]any{"description": message}}})
	case unknownURL:
		return 404, "<!DOCTYPE html>\n<html lang=en>\n  <title>Error 404 (Not Found)!!1</title>\n  <p><b>404.</b> <ins>That’s an error.</ins>\n"
	case noKey:
		return fail(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers (callers without established identity). "+
			"Please use API Key or other form of API consumer identity to call this API.")
	case badKey:
		return fail(400, invalid, "API key not valid. Please pass a valid API key.", map[string]any{"@type": googleRPC + "ErrorInfo",
			"reason": "API_KEY_INVALID", "domain": "googleapis.com", "metadata": map[string]any{"service": "generativelanguage.googleapis.com"}},
			map[string]any{"@type": googleRPC + "LocalizedMessage", "locale": "en-US", "message": "API key not valid. Please pass a valid API key."})
	case forbidden:
		return fail(403, "PERMISSION_DENIED", "Your project has been denied access. Please contact support.")
	case location:
		return fail(400, "FAILED_PRECONDITION", "User location is not supported for the API use.")
	case noCredit:
		return fail(402, "FAILED_PRECONDITION", "Your prepayment credits are depleted. Please go to AI Studio at https://ai.studio/projects to manage your project and billing.")
	case noModel, retired:
		return fail(404, "NOT_FOUND", fmt.Sprintf("models/%s is not found for API version v1beta, or is not supported for generateContent. "+
			"Call ListModels to see the list of available models and their supported methods.", t.model))
	case longContext:
		return fail(400, invalid, fmt.Sprintf("The input token count (%.0f) exceeds the maximum number of tokens allowed (%.0f).", t.hit.requested, t.hit.limit))
	case tooLarge:
		return fail(413, invalid, "Request payload size exceeds the limit: 20971520 bytes.")
	case rate:
		return geminiRate(t, fail)
	case overloaded, unavailable, capacity:
		return fail(503, "UNAVAILABLE", "The model is overloaded. Please try again later.")
	case badGateway:
		return 502, strings.ReplaceAll(htmlGateway, "cloudflare", "Google Frontend")
	case otherTrouble:
		return fail(t.status, "UNKNOWN", t.text)
	}
	return fail(500, "INTERNAL", "An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting")
}

const googleRPC = "type.googleapis.com/google.rpc."

func geminiRate(t *trouble, fail func(int, string, string, ...any) (int, any)) (int, any) {
	metric, id := "generate_content_free_tier_requests", "GenerateRequestsPerMinutePerProjectPerModel-FreeTier"
	switch {
	case t.hit.unit == "tokens":
		metric, id = "generate_content_free_tier_input_token_count", "GenerateContentInputTokensPerModelPerMinute-FreeTier"
	case t.hit.per == "day":
		id = "GenerateRequestsPerDayPerProjectPerModel-FreeTier"
	}
	metric = "generativelanguage.googleapis.com/" + metric
	// The delay told for a day's limit is not the day's: seen in the wild.
	delay := t.retryAfter
	if t.hit.per == "day" {
		delay = 38*time.Second + 123*time.Millisecond
	}
	message := fmt.Sprintf("You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: "+
		"https://ai.google.dev/gemini-api/docs/rate-limits. To monitor your current usage, head to: https://ai.dev/rate-limit. "+
		"\n* Quota exceeded for metric: %s, limit: %.0f, model: %s", metric, t.hit.limit, t.model)
	details := []any{
		map[string]any{"@type": googleRPC + "Help", "links": []any{map[string]any{"description": "Learn more about Gemini API quotas",
			"url": "https://ai.google.dev/gemini-api/docs/rate-limits"}}},
		map[string]any{"@type": googleRPC + "QuotaFailure", "violations": []any{map[string]any{"quotaMetric": metric, "quotaId": id,
			"quotaDimensions": map[string]any{"location": "global", "model": t.model}, "quotaValue": fmt.Sprintf("%.0f", t.hit.limit)}}},
	}
	if delay > 0 {
		message += fmt.Sprintf("\nPlease retry in %.9gs.", delay.Seconds())
		details = append(details, map[string]any{"@type": googleRPC + "RetryInfo", "retryDelay": fmt.Sprintf("%ds", int(delay.Seconds()))})
	}
	return fail(429, "RESOURCE_EXHAUSTED", message, details...)
}
