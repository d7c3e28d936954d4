package ai_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// clientOf connects to a server in the place of one of the built-in providers.
func clientOf(t testing.TB, name, url string, keys ...string) ai.Provider {
	t.Helper()
	p, ok := catalog.Builtin().Provider(name)
	if !ok {
		t.Fatalf("no provider %q", name)
	}
	p.BaseURL = url
	if len(keys) == 0 {
		keys = []string{"test-key"}
	}
	c, err := ai.Connect(p, ai.ConnectOptions{Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// alwaysAnswer answers every request alike.
func alwaysAnswer(t *testing.T, status int, header map[string]string, body string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for k, v := range header {
			w.Header().Set(k, v)
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// wireModels are those that the rows below ask.
var wireModels = map[string]string{
	"groq": "openai/gpt-oss-120b", "cerebras": "gpt-oss-120b", "gemini": "gemini-3.8-flash",
	"openrouter": "openrouter/free", "cohere": "command-a-03-2025",
}

func oneQuestion(model string) *ai.Request {
	return &ai.Request{Model: model, System: "Be brief and kind to everybody.",
		Messages: []ai.Message{{Role: ai.User, Text: "What is the capital of the country of the lion and the sun?"}}}
}

func putTo(t *testing.T, c ai.Provider, r *ai.Request, stream bool) (*ai.Response, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if stream {
		return c.(ai.Streamer).Stream(ctx, r, func(string) {})
	}
	return c.Generate(ctx, r)
}

type fields = map[string]string

const (
	groqTPD = `{"error":{"message":"Rate limit reached for model ` + "`openai/gpt-oss-120b`" + ` in organization ` + "`org_01testtesttest`" + ` service tier ` + "`on_demand`" + ` on tokens per day (TPD): Limit 200000, Used 199000, Requested 2000. Please try again in 7m12s. Need more tokens? Upgrade to Dev Tier today at https://console.groq.com/settings/billing","type":"tokens","code":"rate_limit_exceeded"}}`
	groqRPM = `{"error":{"message":"Rate limit reached for model ` + "`openai/gpt-oss-120b`" + ` in organization ` + "`org_01testtesttest`" + ` service tier ` + "`on_demand`" + ` on requests per minute (RPM): Limit 30, Used 30, Requested 1. Please try again in 2s. Need more tokens?","type":"requests","code":"rate_limit_exceeded"}}`
	groqRPD = `{"error":{"message":"Rate limit reached for model ` + "`openai/gpt-oss-120b`" + ` in organization ` + "`org_01testtesttest`" + ` on requests per day (RPD): Limit 1000, Used 1000, Requested 1. Please try again in 1m26.4s.","type":"requests","code":"rate_limit_exceeded"}}`
	groq413 = `{"error":{"message":"Request too large for model ` + "`openai/gpt-oss-120b`" + ` in organization ` + "`org_01testtesttest`" + ` service tier ` + "`on_demand`" + ` on tokens per minute (TPM): Limit 8000, Requested 9001, please reduce your message size and try again.","type":"tokens","code":"rate_limit_exceeded"}}`

	geminiQuota = `{"error":{"code":429,"message":"You exceeded your current quota, please check your plan and billing details.\n* Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: 20\nPlease retry in 38.1s.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaMetric":"generativelanguage.googleapis.com/generate_content_free_tier_requests","quotaId":"QUOTA","quotaDimensions":{"location":"global","model":"gemini-3.8-flash"},"quotaValue":"20"}]},{"@type":"type.googleapis.com/google.rpc.Help","links":[{"description":"Learn more","url":"https://ai.google.dev/gemini-api/docs/rate-limits"}]},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"38s"}]}}`

	cohereTrial = `{"id":"5b4e4f0e-0000-4000-9000-000000000000","message":"You are using a Trial key, which is limited to LIMIT. You can continue to use the Trial key for free or upgrade to a Production key with higher rate limits at 'https://dashboard.cohere.com/api-keys'."}`
	openrouter  = `{"error":{"message":"Rate limit exceeded: free-models-per-SPAN. ","code":429,"metadata":{"headers":{"X-RateLimit-Limit":"20","X-RateLimit-Remaining":"0","X-RateLimit-Reset":"EPOCH"},"provider_name":null}},"user_id":"user_testtesttest"}`
)

func groqSaid(limit string) string {
	return "{\"error\":{\"message\":\"Rate limit reached for model `openai/gpt-oss-120b` in organization `org_01testtesttest` service tier `on_demand` on " + limit +
		" Need more tokens? Upgrade to Dev Tier today at https://console.groq.com/settings/billing\",\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\"}}"
}
func geminiSaid(id string) string    { return strings.ReplaceAll(geminiQuota, "QUOTA", id) }
func cohereSaid(limit string) string { return strings.ReplaceAll(cohereTrial, "LIMIT", limit) }

// refusals are what an error means, in the vendors' own shapes.
var refusals = []struct {
	name, provider string
	status         int
	header         fields
	body           string
	kind           ai.Kind
	scope          ai.Scope
	window         ai.Window
	retry          time.Duration // 0: not looked at
	limit          float64       // learned from the body; 0: nothing
}{
	{"tokens a day", "groq", 429, fields{"Retry-After": "432"}, groqTPD, ai.QuotaSpent, ai.ScopeModel, ai.Window{Unit: ai.Tokens, Per: ai.Day}, 432 * time.Second, 200000},
	{"tokens a day by the text alone", "groq", 429, nil, groqTPD, ai.QuotaSpent, ai.ScopeModel, ai.Window{Unit: ai.Tokens, Per: ai.Day}, 432 * time.Second, 200000},
	{"requests a minute", "groq", 429, nil, groqRPM, ai.RateLimited, ai.ScopeModel, ai.Window{Unit: ai.Requests, Per: ai.Minute}, 2 * time.Second, 30},
	{"requests a day", "groq", 429, nil, groqRPD, ai.QuotaSpent, ai.ScopeModel, ai.Window{Unit: ai.Requests, Per: ai.Day}, 86400 * time.Millisecond, 1000},
	{"too large", "groq", 413, nil, groq413, ai.TooLarge, ai.ScopeRequest, ai.Window{}, 0, 8000},
	{"too large as a 429", "groq", 429, nil, groq413, ai.TooLarge, ai.ScopeRequest, ai.Window{}, 0, 8000},
	{"flex capacity", "groq", 498, nil, `{"error":{"message":"Flex tier capacity exceeded. Please try again.","type":"capacity_exceeded","code":"capacity_exceeded"}}`, ai.Unavailable, ai.ScopeModel, ai.Window{}, 0, 0},
	{"decommissioned", "groq", 400, nil, `{"error":{"message":"The model ` + "`llama-3.1-8b-instant`" + ` has been decommissioned and is no longer supported.","type":"invalid_request_error","code":"model_decommissioned"}}`, ai.NoModel, ai.ScopeModel, ai.Window{}, 0, 0},
	{"no model", "groq", 404, nil, `{"error":{"message":"The model ` + "`nope`" + ` does not exist or you do not have access to it.","type":"invalid_request_error","code":"model_not_found"}}`, ai.NoModel, ai.ScopeModel, ai.Window{}, 0, 0},
	{"wrong address", "groq", 404, nil, `{"error":{"message":"Unknown request URL: POST /chat/completions. Please check the URL for typos","type":"invalid_request_error","code":"unknown_url"}}`, ai.Unavailable, ai.ScopeProvider, ai.Window{}, 0, 0},
	{"bad key", "groq", 401, nil, `{"error":{"message":"Invalid API Key","type":"invalid_request_error","code":"invalid_api_key"}}`, ai.BadKey, ai.ScopeAccount, ai.Window{}, 0, 0},
	{"model blocked for the organisation", "groq", 403, nil, `{"error":{"message":"The model is blocked at the organization level.","type":"permissions_error","code":"model_permission_blocked_org"}}`, ai.NoAccess, ai.ScopeModel, ai.Window{}, 0, 0},
	{"blocked network", "groq", 403, nil, `{"error":{"message":"Access denied. Please check your network settings."}}`, ai.NoAccess, ai.ScopeProvider, ai.Window{}, 0, 0},
	{"over capacity", "groq", 503, fields{"Retry-After": "9"}, `{"error":{"message":"The model is currently over capacity.","type":"service_unavailable","code":"over_capacity"}}`, ai.Unavailable, ai.ScopeModel, ai.Window{}, 9 * time.Second, 0},
	{"long context", "groq", 400, nil, `{"error":{"message":"Please reduce the length of the messages or completion.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}`, ai.TooLarge, ai.ScopeRequest, ai.Window{}, 0, 0},
	{"bad request", "groq", 400, nil, `{"error":{"message":"property 'colour' is unsupported","type":"invalid_request_error"}}`, ai.BadRequest, ai.ScopeRequest, ai.Window{}, 0, 0},
	{"tokens a minute", "groq", 429, fields{"Retry-After": "3"}, groqSaid("tokens per minute (TPM): Limit 8000, Used 7500, Requested 900. Please try again in 3s."), ai.RateLimited, ai.ScopeModel, ai.Window{Unit: ai.Tokens, Per: ai.Minute}, 3 * time.Second, 8000},
	{"audio seconds a day", "groq", 429, nil, groqSaid("audio seconds per day (ASPD): Limit 28800, Used 28790, Requested 30. Please try again in 1m0s."), ai.QuotaSpent, ai.ScopeModel, ai.Window{Unit: ai.Seconds, Per: ai.Day}, time.Minute, 28800},
	{"audio seconds an hour", "groq", 429, nil, groqSaid("audio seconds per hour (ASPH): Limit 7200, Used 7190, Requested 30. Please try again in 10s."), ai.RateLimited, ai.ScopeModel, ai.Window{Unit: ai.Seconds, Per: ai.Hour}, 10 * time.Second, 7200},
	{"organisation restricted", "groq", 400, nil, `{"error":{"message":"Organization has been restricted. Please reach out to support if you believe this was in error.","type":"invalid_request_error","code":"organization_restricted"}}`, ai.NoAccess, ai.ScopeAccount, ai.Window{}, 0, 0},
	{"its JSON failed", "groq", 400, nil, `{"error":{"message":"Failed to generate JSON. Please adjust your prompt. See 'failed_generation' for more details.","type":"invalid_request_error","code":"json_validate_failed","failed_generation":"{\"a\":"}}`, ai.BadRequest, ai.ScopeRequest, ai.Window{}, 0, 0},
	{"body too large", "groq", 413, nil, `{"error":{"message":"Request Entity Too Large","type":"invalid_request_error","code":"request_too_large"}}`, ai.TooLarge, ai.ScopeRequest, ai.Window{}, 0, 0},
	{"no credit", "groq", 402, nil, `{"error":{"message":"Your organization has no remaining credit.","type":"billing_error","code":"insufficient_credit"}}`, ai.NoCredit, ai.ScopeAccount, ai.Window{}, 0, 0},
	{"credit gone, as a limit", "groq", 429, nil, `{"error":{"message":"You exceeded your current quota, please check your plan and billing details.","type":"insufficient_quota","code":"insufficient_quota"}}`, ai.NoCredit, ai.ScopeAccount, ai.Window{}, 0, 0},
	{"server error", "groq", 500, nil, `{"error":{"message":"Internal Server Error","type":"internal_server_error"}}`, ai.Unavailable, ai.ScopeModel, ai.Window{}, 0, 0},

	{"requests a minute", "cerebras", 429, fields{"x-ratelimit-limit-requests-day": "14400", "x-ratelimit-remaining-requests-day": "14000", "x-ratelimit-reset-requests-day": "33011.382867"}, `{"message":"Requests per minute limit exceeded - too many requests sent.","type":"too_many_requests_error","param":"quota","code":"request_quota_exceeded"}`, ai.RateLimited, ai.ScopeModel, ai.Window{Unit: ai.Requests, Per: ai.Minute}, 0, 0},
	{"requests a day by the header", "cerebras", 429, fields{"x-ratelimit-limit-requests-day": "14400", "x-ratelimit-remaining-requests-day": "0", "x-ratelimit-reset-requests-day": "33011.5"}, `{"message":"Requests per day limit exceeded - too many requests sent.","type":"too_many_requests_error","param":"quota","code":"request_quota_exceeded"}`, ai.QuotaSpent, ai.ScopeModel, ai.Window{Unit: ai.Requests, Per: ai.Day}, 33011500 * time.Millisecond, 0},
	{"tokens a minute", "cerebras", 429, fields{"x-ratelimit-limit-tokens-minute": "30000", "x-ratelimit-remaining-tokens-minute": "0", "x-ratelimit-reset-tokens-minute": "11.38"}, `{"message":"Tokens per minute limit exceeded - too many tokens processed.","type":"too_many_tokens_error","param":"quota","code":"token_quota_exceeded"}`, ai.RateLimited, ai.ScopeModel, ai.Window{Unit: ai.Tokens, Per: ai.Minute}, 11380 * time.Millisecond, 0},
	{"traffic", "cerebras", 429, nil, `{"message":"We're experiencing high traffic right now! Please try again soon.","type":"too_many_requests_error","param":"queue","code":"queue_exceeded"}`, ai.Unavailable, ai.ScopeModel, ai.Window{}, 0, 0},
	{"credit gone", "cerebras", 402, nil, `{"message":"Payment required to access this resource.","type":"payment_required_error","param":"","code":"payment_required"}`, ai.NoCredit, ai.ScopeAccount, ai.Window{}, 0, 0},
	{"bad key", "cerebras", 401, nil, `{"message":"Wrong API Key","type":"invalid_request_error","param":"api_key","code":"wrong_api_key"}`, ai.BadKey, ai.ScopeAccount, ai.Window{}, 0, 0},
	{"no model", "cerebras", 404, nil, `{"message":"Model nope does not exist or you do not have access to it.","type":"not_found_error","param":"model","code":"model_not_found"}`, ai.NoModel, ai.ScopeModel, ai.Window{}, 0, 0},
	{"tokens a day", "cerebras", 429, nil, `{"message":"Tokens per day limit exceeded - too many tokens processed.","type":"too_many_tokens_error","param":"quota","code":"token_quota_exceeded"}`, ai.QuotaSpent, ai.ScopeModel, ai.Window{Unit: ai.Tokens, Per: ai.Day}, 0, 0},
	{"requests an hour", "cerebras", 429, fields{"Retry-After": "120"}, `{"message":"Requests per hour limit exceeded - too many requests sent.","type":"too_many_requests_error","param":"quota","code":"request_quota_exceeded"}`, ai.RateLimited, ai.ScopeModel, ai.Window{Unit: ai.Requests, Per: ai.Hour}, 2 * time.Minute, 0},
	{"too many requests, no window named", "cerebras", 429, nil, `{"message":"Too many requests. Please slow down.","type":"too_many_requests_error","param":"quota","code":"too_many_requests"}`, ai.RateLimited, ai.ScopeModel, ai.Window{}, 0, 0},
	{"long context", "cerebras", 400, nil, `{"message":"Please reduce the length of the messages or completion. Current length is 70000 while limit is 65536","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}`, ai.TooLarge, ai.ScopeRequest, ai.Window{}, 0, 0},
	{"bad request", "cerebras", 400, nil, `{"message":"body.colour: property 'body.colour' is unsupported","type":"invalid_request_error","param":"validation_error","code":"wrong_api_format"}`, ai.BadRequest, ai.ScopeRequest, ai.Window{}, 0, 0},
	{"invalid field", "cerebras", 422, nil, `{"detail":[{"type":"missing","loc":["body","messages"],"msg":"Field required"}]}`, ai.BadRequest, ai.ScopeRequest, ai.Window{}, 0, 0},
	{"forbidden", "cerebras", 403, nil, `{"message":"Access to this resource is forbidden.","type":"permission_error","param":"","code":"forbidden"}`, ai.BadKey, ai.ScopeAccount, ai.Window{}, 0, 0},
	{"server error", "cerebras", 500, nil, `{"message":"Encountered a server error, please try again.","type":"server_error","param":"","code":""}`, ai.Unavailable, ai.ScopeModel, ai.Window{}, 0, 0},
	{"unavailable", "cerebras", 503, fields{"Retry-After": "20"}, `{"message":"The service is temporarily unavailable.","type":"service_unavailable_error","param":"","code":"service_unavailable"}`, ai.Unavailable, ai.ScopeModel, ai.Window{}, 20 * time.Second, 0},

	{"requests a minute", "gemini", 429, nil, geminiSaid("GenerateRequestsPerMinutePerProjectPerModel-FreeTier"), ai.RateLimited, ai.ScopeModel, ai.Window{Unit: ai.Requests, Per: ai.Minute}, 38 * time.Second, 20},
	{"requests a day", "gemini", 429, nil, geminiSaid("GenerateRequestsPerDayPerProjectPerModel-FreeTier"), ai.QuotaSpent, ai.ScopeModel, ai.Window{Unit: ai.Requests, Per: ai.Day}, pacificMidnight, 20},
	{"tokens a minute", "gemini", 429, nil, geminiSaid("GenerateContentInputTokensPerModelPerMinute-FreeTier"), ai.RateLimited, ai.ScopeModel, ai.Window{Unit: ai.Tokens, Per: ai.Minute}, 38 * time.Second, 20},
	{"no free tier for the model", "gemini", 429, nil, strings.ReplaceAll(geminiSaid("GenerateRequestsPerDayPerProjectPerModel-FreeTier"), "limit: 20", "limit: 0"), ai.NoAccess, ai.ScopeModel, ai.Window{}, 0, 0},
	{"bad key", "gemini", 400, nil, `{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"googleapis.com"}]}}`, ai.BadKey, ai.ScopeAccount, ai.Window{}, 0, 0},
	{"no key", "gemini", 403, nil, `{"error":{"code":403,"message":"Method doesn't allow unregistered callers (callers without established identity).","status":"PERMISSION_DENIED"}}`, ai.BadKey, ai.ScopeAccount, ai.Window{}, 0, 0},
	{"region", "gemini", 400, nil, `{"error":{"code":400,"message":"User location is not supported for the API use.","status":"FAILED_PRECONDITION"}}`, ai.NoAccess, ai.ScopeProvider, ai.Window{}, 0, 0},
	{"no model", "gemini", 404, nil, `{"error":{"code":404,"message":"models/nope is not found for API version v1beta, or is not supported for generateContent.","status":"NOT_FOUND"}}`, ai.NoModel, ai.ScopeModel, ai.Window{}, 0, 0},
	{"long context", "gemini", 400, nil, `{"error":{"code":400,"message":"The input token count (1100000) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}}`, ai.TooLarge, ai.ScopeRequest, ai.Window{}, 0, 0},
	{"overloaded, not asked again", "gemini", 503, nil, `{"error":{"code":503,"message":"The model is overloaded. Please try again later.","status":"UNAVAILABLE"}}`, ai.Unavailable, ai.ScopeModel, ai.Window{}, 0, 0},
	{"error in an array", "gemini", 500, nil, `[{"error":{"code":500,"message":"An internal error has occurred.","status":"INTERNAL"}}]`, ai.Unavailable, ai.ScopeModel, ai.Window{}, 0, 0},
	{"bad request", "gemini", 400, nil, `{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"colour\": Cannot find field.","status":"INVALID_ARGUMENT"}}`, ai.BadRequest, ai.ScopeRequest, ai.Window{}, 0, 0},
	{"requests a day, in the array of a stream", "gemini", 429, nil, "[" + geminiSaid("GenerateRequestsPerDayPerProjectPerModel-FreeTier") + "]", ai.QuotaSpent, ai.ScopeModel, ai.Window{Unit: ai.Requests, Per: ai.Day}, pacificMidnight, 20},
	{"requests a day, figure in the text alone", "gemini", 429, nil, strings.ReplaceAll(geminiSaid("GenerateRequestsPerDayPerProjectPerModel-FreeTier"), `,"quotaValue":"20"`, ""), ai.QuotaSpent, ai.ScopeModel, ai.Window{Unit: ai.Requests, Per: ai.Day}, pacificMidnight, 20},
	{"requests a day and tokens a minute", "gemini", 429, nil, strings.ReplaceAll(geminiSaid("GenerateRequestsPerDayPerProjectPerModel-FreeTier"), `"violations":[`, `"violations":[{"quotaMetric":"generativelanguage.googleapis.com/generate_content_free_tier_input_token_count","quotaId":"GenerateContentInputTokensPerModelPerMinute-FreeTier","quotaDimensions":{"model":"gemini-3.8-flash","location":"global"},"quotaValue":"250000"},`), ai.QuotaSpent, ai.ScopeModel, ai.Window{Unit: ai.Requests, Per: ai.Day}, pacificMidnight, 20},
	{"tokens a day", "gemini", 429, nil, geminiSaid("GenerateContentInputTokensPerModelPerDay-FreeTier"), ai.QuotaSpent, ai.ScopeModel, ai.Window{Unit: ai.Tokens, Per: ai.Day}, pacificMidnight, 20},
	{"paid tokens a minute", "gemini", 429, nil, geminiSaid("GenerateContentPaidTierInputTokensPerModelPerMinute"), ai.RateLimited, ai.ScopeModel, ai.Window{Unit: ai.Tokens, Per: ai.Minute}, 38 * time.Second, 20},
	{"exhausted, no details", "gemini", 429, nil, `{"error":{"code":429,"message":"Resource has been exhausted (e.g. check quota).","status":"RESOURCE_EXHAUSTED"}}`, ai.RateLimited, ai.ScopeModel, ai.Window{}, 0, 0},
	{"a delay with a fraction", "gemini", 429, nil, `{"error":{"code":429,"message":"Resource has been exhausted.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"41.523456789s"}]}}`, ai.RateLimited, ai.ScopeModel, ai.Window{}, 41523 * time.Millisecond, 0},
	{"a delay in the text alone", "gemini", 429, nil, `{"error":{"code":429,"message":"You exceeded your current quota.\nPlease retry in 1m2.5s.","status":"RESOURCE_EXHAUSTED"}}`, ai.RateLimited, ai.ScopeModel, ai.Window{}, 62500 * time.Millisecond, 0},
	{"leaked key", "gemini", 403, nil, `{"error":{"code":403,"message":"Your API key was reported as leaked. Please use another API key.","status":"PERMISSION_DENIED"}}`, ai.BadKey, ai.ScopeAccount, ai.Window{}, 0, 0},
	{"project denied", "gemini", 403, nil, `{"error":{"code":403,"message":"Your project has been denied access. Please contact support.","status":"PERMISSION_DENIED"}}`, ai.BadKey, ai.ScopeAccount, ai.Window{}, 0, 0},
	{"no free tier in the country", "gemini", 400, nil, `{"error":{"code":400,"message":"Gemini API free tier is not available in your country. Please enable billing on your project in Google AI Studio.","status":"FAILED_PRECONDITION"}}`, ai.NoAccess, ai.ScopeProvider, ai.Window{}, 0, 0},
	{"thinking level", "gemini", 400, nil, `{"error":{"code":400,"message":"Thinking level is not supported for this model.","status":"INVALID_ARGUMENT"}}`, ai.BadRequest, ai.ScopeRequest, ai.Window{}, 0, 0},
	{"deadline", "gemini", 504, nil, `{"error":{"code":504,"message":"Deadline expired before operation could complete.","status":"DEADLINE_EXCEEDED"}}`, ai.TimedOut, ai.ScopeModel, ai.Window{}, 0, 0},
	{"payload too large", "gemini", 413, nil, `{"error":{"code":413,"message":"Request payload size exceeds the limit: 20971520 bytes.","status":"INVALID_ARGUMENT"}}`, ai.TooLarge, ai.ScopeRequest, ai.Window{}, 0, 0},
	{"prepaid credit gone", "gemini", 402, nil, `{"error":{"code":402,"message":"Your prepayment credits are depleted.","status":"FAILED_PRECONDITION"}}`, ai.NoCredit, ai.ScopeAccount, ai.Window{}, 0, 0},

	{"a minute", "openrouter", 429, nil, strings.ReplaceAll(openrouter, "SPAN", "min"), ai.RateLimited, ai.ScopeAccount, ai.Window{Unit: ai.Requests, Per: ai.Minute}, 40 * time.Second, 20},
	{"a day", "openrouter", 429, nil, strings.ReplaceAll(openrouter, "SPAN", "day"), ai.QuotaSpent, ai.ScopeAccount, ai.Window{Unit: ai.Requests, Per: ai.Day}, 5 * time.Hour, 20},
	{"a day by headers", "openrouter", 429, fields{"X-RateLimit-Limit": "50", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "EPOCH"}, `{"error":{"message":"Rate limit exceeded","code":429}}`, ai.QuotaSpent, ai.ScopeAccount, ai.Window{Unit: ai.Requests, Per: ai.Day}, 5 * time.Hour, 50},
	{"upstream", "openrouter", 429, nil, `{"error":{"message":"Provider returned error","code":429,"metadata":{"raw":"google/gemma-4-31b-it:free is temporarily rate-limited upstream; please retry shortly.","provider_name":"Google AI Studio"}}}`, ai.Unavailable, ai.ScopeModel, ai.Window{}, 0, 0},
	{"credit", "openrouter", 402, nil, `{"error":{"message":"Insufficient credits","code":402,"metadata":{"limit_source":"openrouter_credits"}}}`, ai.NoCredit, ai.ScopeAccount, ai.Window{}, 0, 0},
	{"a field of another type", "openrouter", 400, nil, `{"error":{"message":"The prompt is over the context length","metadata":7}}`, ai.TooLarge, ai.ScopeRequest, ai.Window{}, 0, 0},
	{"in-flight budget", "openrouter", 402, fields{"Retry-After": "3"}, `{"error":{"message":"Budget in flight exceeded","code":402,"metadata":{"limit_source":"openrouter_in_flight_budget"}}}`, ai.RateLimited, ai.ScopeAccount, ai.Window{}, 3 * time.Second, 0},
	{"no endpoints", "openrouter", 404, nil, `{"error":{"message":"No endpoints found for openai/gpt-oss-20b:free.","code":404}}`, ai.NoModel, ai.ScopeModel, ai.Window{}, 0, 0},
	{"data policy", "openrouter", 404, nil, `{"error":{"message":"No endpoints found matching your data policy (Free model publication).","code":404}}`, ai.NoAccess, ai.ScopeModel, ai.Window{}, 0, 0},
	{"not a model", "openrouter", 400, nil, `{"error":{"message":"nope is not a valid model ID","code":400}}`, ai.NoModel, ai.ScopeModel, ai.Window{}, 0, 0},
	{"moderation", "openrouter", 403, nil, `{"error":{"message":"Your chosen model requires moderation and your input was flagged","code":403,"metadata":{"reasons":["x"]}}}`, ai.Filtered, ai.ScopeRequest, ai.Window{}, 0, 0},
	{"blocked upstream", "openrouter", 403, nil, `{"error":{"message":"Provider returned error","code":403,"metadata":{"raw":"Blocked by Google AI Studio","provider_name":"Google AI Studio"}}}`, ai.NoAccess, ai.ScopeModel, ai.Window{}, 0, 0},
	{"timeout", "openrouter", 408, nil, `{"error":{"message":"Timed out","code":408}}`, ai.TimedOut, ai.ScopeModel, ai.Window{}, 0, 0},
	{"a day, by its source", "openrouter", 429, nil, strings.ReplaceAll(strings.ReplaceAll(openrouter, `"provider_name":null`, `"provider_name":null,"limit_source":"openrouter_free_tier_daily"`), "SPAN", "day"), ai.QuotaSpent, ai.ScopeAccount, ai.Window{Unit: ai.Requests, Per: ai.Day}, 5 * time.Hour, 20},
	{"upstream, by its source", "openrouter", 429, nil, `{"error":{"message":"Provider returned error","code":429,"metadata":{"raw":"try again","provider_name":"Chutes","is_byok":false,"limit_source":"upstream_provider_shared_pool"}}}`, ai.Unavailable, ai.ScopeModel, ai.Window{}, 0, 0},
	{"upstream's own error within", "openrouter", 429, nil, `{"error":{"message":"Provider returned error","code":429,"metadata":{"raw":"{\n  \"error\": {\n    \"code\": 429,\n    \"message\": \"You exceeded your current quota. Quota exceeded for metric: generate_requests_per_day, limit: 100\",\n    \"status\": \"RESOURCE_EXHAUSTED\"\n  }\n}\n","provider_name":"Google AI Studio"}}}`, ai.Unavailable, ai.ScopeModel, ai.Window{}, 0, 0},
	{"upstream failed", "openrouter", 502, nil, `{"error":{"message":"Provider returned error","code":502,"metadata":{"raw":"error code: 502","provider_name":"Venice"}}}`, ai.Unavailable, ai.ScopeModel, ai.Window{}, 0, 0},
	{"nobody serves it", "openrouter", 503, nil, `{"error":{"message":"There is no available model provider that meets your routing requirements","code":503}}`, ai.Unavailable, ai.ScopeModel, ai.Window{}, 0, 0},
	{"key's own limit", "openrouter", 403, nil, `{"error":{"message":"Key limit exceeded (total limit). Manage it using https://openrouter.ai/settings/keys","code":403}}`, ai.NoCredit, ai.ScopeAccount, ai.Window{}, 0, 0},
	{"bad key", "openrouter", 401, nil, `{"error":{"message":"User not found.","code":401}}`, ai.BadKey, ai.ScopeAccount, ai.Window{}, 0, 0},
	{"no longer free", "openrouter", 404, nil, `{"error":{"message":"This model is unavailable for free. The paid version is available now - use this slug instead: qwen/qwen3-4b","code":404}}`, ai.NoModel, ai.ScopeModel, ai.Window{}, 0, 0},
	{"long context", "openrouter", 400, nil, `{"error":{"message":"This endpoint's maximum context length is 8192 tokens. However, you requested about 9000 tokens.","code":400}}`, ai.TooLarge, ai.ScopeRequest, ai.Window{}, 0, 0},

	{"a minute", "cohere", 429, nil, cohereSaid("20 API calls / minute"), ai.RateLimited, ai.ScopeModel, ai.Window{Unit: ai.Requests, Per: ai.Minute}, 0, 20},
	{"a month", "cohere", 429, nil, cohereSaid("1000 API calls / month"), ai.QuotaSpent, ai.ScopeAccount, ai.Window{Unit: ai.Requests, Per: ai.Month}, nextMonth, 1000},
	{"bad key", "cohere", 401, nil, `{"id":"5b4e4f0e","message":"invalid api token"}`, ai.BadKey, ai.ScopeAccount, ai.Window{}, 0, 0},
	{"removed", "cohere", 404, nil, `{"id":"5b4e4f0e","message":"model 'command-r' was removed on September 15, 2025."}`, ai.NoModel, ai.ScopeModel, ai.Window{}, 0, 0},
	{"long context", "cohere", 400, nil, `{"id":"5b4e4f0e","message":"too many tokens: total number of tokens in the prompt cannot exceed 8000 - received 9000."}`, ai.TooLarge, ai.ScopeRequest, ai.Window{}, 0, 0},
	{"unknown field", "cohere", 422, nil, `{"id":"5b4e4f0e","message":"unknown field: parameter 'stream_options' is not a valid field"}`, ai.BadRequest, ai.ScopeRequest, ai.Window{}, 0, 0},
	{"wait", "cohere", 429, nil, `{"id":"5b4e4f0e","message":"Please wait and try again later"}`, ai.RateLimited, ai.ScopeModel, ai.Window{}, 0, 0},
	{"no key", "cohere", 401, nil, `{"id":"5b4e4f0e","message":"no api key supplied"}`, ai.BadKey, ai.ScopeAccount, ai.Window{}, 0, 0},
	{"invalid token", "cohere", 498, nil, `{"id":"5b4e4f0e","message":"invalid token"}`, ai.BadKey, ai.ScopeAccount, ai.Window{}, 0, 0},
	{"payment", "cohere", 402, nil, `{"id":"5b4e4f0e","message":"Please add or update your payment method at https://dashboard.cohere.com/billing to continue"}`, ai.NoCredit, ai.ScopeAccount, ai.Window{}, 0, 0},
	{"no model", "cohere", 404, nil, `{"id":"5b4e4f0e","message":"model 'nope' not found, make sure the correct model ID was used and that you have access to the model."}`, ai.NoModel, ai.ScopeModel, ai.Window{}, 0, 0},
	{"wrong address", "cohere", 404, nil, `{"message":"page not found"}`, ai.Unavailable, ai.ScopeProvider, ai.Window{}, 0, 0},
	{"server error", "cohere", 500, nil, `{"id":"5b4e4f0e","message":"internal server error, this has been reported to our developers."}`, ai.Unavailable, ai.ScopeModel, ai.Window{}, 0, 0},
	{"limit under 200", "cohere", 200, nil, cohereSaid("1000 API calls / month"), ai.QuotaSpent, ai.ScopeAccount, ai.Window{Unit: ai.Requests, Per: ai.Month}, nextMonth, 1000},

	{"gateway's page", "groq", 502, fields{"Content-Type": "text/html"}, "<html><body><h1>502 Bad Gateway</h1></body></html>", ai.Unavailable, ai.ScopeProvider, ai.Window{}, 0, 0},
	{"a wall's page", "groq", 403, fields{"Content-Type": "text/html"}, "<html><title>Attention Required! | Cloudflare</title></html>", ai.Unavailable, ai.ScopeProvider, ai.Window{}, 0, 0},
	{"a wall's word", "gemini", 403, fields{"Content-Type": "text/plain"}, "error code: 1020", ai.Unavailable, ai.ScopeProvider, ai.Window{}, 0, 0},
	{"gateway's timeout", "cohere", 504, fields{"Content-Type": "text/html"}, "<html>504</html>", ai.TimedOut, ai.ScopeProvider, ai.Window{}, 0, 0},
	{"redirect to a portal", "groq", 302, fields{"Location": "http://127.0.0.1:1/login"}, "", ai.Unavailable, ai.ScopeProvider, ai.Window{}, 0, 0},
	{"no body", "groq", 500, nil, "", ai.Unavailable, ai.ScopeModel, ai.Window{}, 0, 0},
	{"date to return", "groq", 503, fields{"Retry-After": "DATE"}, `{}`, ai.Unavailable, ai.ScopeModel, ai.Window{}, 2 * time.Minute, 0},
	{"error beside a choice", "openrouter", 200, nil, `{"error":{"code":502,"message":"Upstream broke off"},"choices":[{"finish_reason":"stop","message":{"content":"half an answer"}}]}`, ai.Unavailable, ai.ScopeModel, ai.Window{}, 0, 0},
	{"limit beside a choice", "groq", 200, nil, `{"choices":[{"finish_reason":"stop","message":{"content":"half an answer"}}],"x_groq":{"error":{"message":"over capacity"}}}`, ai.Unavailable, ai.ScopeModel, ai.Window{}, 0, 0},
	{"error under 200", "groq", 200, nil, `{"error":{"message":"The service is overloaded","code":503}}`, ai.Unavailable, ai.ScopeModel, ai.Window{}, 0, 0},
	{"limit under 200", "openrouter", 200, nil, strings.ReplaceAll(openrouter, "SPAN", "day"), ai.QuotaSpent, ai.ScopeAccount, ai.Window{Unit: ai.Requests, Per: ai.Day}, 5 * time.Hour, 20},
	{"error under 200", "gemini", 200, nil, `{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}`, ai.Unavailable, ai.ScopeModel, ai.Window{}, 0, 0},
}

// Times to return that depend on when the test runs.
const (
	pacificMidnight time.Duration = -1 - iota
	nextMonth
)

// returning is how long it takes until then.
func returning(d time.Duration) time.Duration {
	pacific, _ := time.LoadLocation("America/Los_Angeles")
	now := time.Now()
	switch d {
	case pacificMidnight:
		y, m, day := now.In(pacific).Date()
		return time.Until(time.Date(y, m, day+1, 0, 0, 0, 0, pacific))
	case nextMonth:
		y, m, _ := now.UTC().Date()
		return time.Until(time.Date(y, m+1, 1, 0, 0, 0, 0, time.UTC))
	}
	return d
}

// dated puts a time to return into a refusal in the vendors' ways: EPOCH in
// Unix milliseconds, DATE as a date.
func dated(s string, in time.Duration) string {
	at := time.Now().Add(in)
	return strings.NewReplacer("EPOCH", strconv.FormatInt(at.UnixMilli(), 10), "DATE", at.UTC().Format(http.TimeFormat)).Replace(s)
}

func TestRefusals(t *testing.T) {
	for _, tt := range refusals {
		for _, stream := range []bool{false, true} {
			name := tt.provider + ": " + tt.name
			if stream {
				name += ", streaming"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				header := fields{}
				for k, v := range tt.header {
					header[k] = dated(v, tt.retry)
				}
				c := clientOf(t, tt.provider, alwaysAnswer(t, tt.status, header, dated(tt.body, tt.retry)))
				resp, err := putTo(t, c, oneQuestion(wireModels[tt.provider]), stream)
				var e *ai.Error
				if !errors.As(err, &e) {
					t.Fatalf("got %v, %v; want an *Error", resp, err)
				}
				if e.Kind != tt.kind || e.Scope != tt.scope || e.Window != tt.window {
					t.Errorf("got %q, scope %d, window %v; want %q, %d, %v\n%v", e.Kind, e.Scope, e.Window, tt.kind, tt.scope, tt.window, err)
				}
				if want := returning(tt.retry); want > 0 && (e.RetryAfter-want).Abs() > 5*time.Second {
					t.Errorf("to be asked again in %v, want %v", e.RetryAfter, want)
				}
				if e.Provider != tt.provider || e.Model != wireModels[tt.provider] || tt.status != 200 && e.Status != tt.status {
					t.Errorf("the failure is of %s/%s with status %d", e.Provider, e.Model, e.Status)
				}
				if learned := learnedFrom(e, tt.window); tt.limit > 0 && learned != tt.limit {
					t.Errorf("learned a limit of %v, want %v: %+v", learned, tt.limit, e.Limits)
				}
				if s := err.Error(); strings.Contains(s, "test-key") || strings.Contains(s, "org_") || strings.Contains(s, "user_") {
					t.Errorf("the error tells too much: %s", s)
				}
			})
		}
	}
}

// learnedFrom is the limit that a failure taught, of the window or of any.
func learnedFrom(e *ai.Error, w ai.Window) float64 {
	for _, o := range e.Limits {
		if o.Limit > 0 && (o.Window == w || w == ai.Window{}) {
			return o.Limit
		}
	}
	return 0
}

// connectTo connects to a provider of one's own with a model "m".
func connectTo(t *testing.T, url string, body, modelBody map[string]any) ai.Provider {
	t.Helper()
	c, err := ai.Connect(catalog.Provider{Name: "mine", Wire: catalog.OpenAI, BaseURL: url, NoKey: true, Body: body,
		Models: []catalog.Model{{ID: "m", Body: modelBody}}}, ai.ConnectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
