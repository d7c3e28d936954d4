package ai_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// What a provider names in the ways of its own, whatever the status: nobody
// is asked again before it.
func TestPoolKeepsEveryNamedTime(t *testing.T) {
	for _, c := range []struct {
		name, provider string
		status         int
		header         fields
		body           string
		want           time.Duration
	}{
		{"an overload with RetryInfo", "gemini", 503, nil, `{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"40s"}]}}`, 40 * time.Second},
		{"upstream, Retry-After in the body", "openrouter", 429, nil, `{"error":{"message":"Provider returned error","code":429,"metadata":{"headers":{"Retry-After":"40"},"provider_name":"Google AI Studio"}}}`, 40 * time.Second},
		{"upstream, X-RateLimit-Reset in the body", "openrouter", 429, nil, `{"error":{"message":"Provider returned error","code":429,"metadata":{"headers":{"X-RateLimit-Reset":"EPOCH"},"provider_name":"Google AI Studio"}}}`, 40 * time.Second},
		{"X-RateLimit-Reset alone", "openrouter", 429, fields{"X-RateLimit-Reset": "EPOCH"}, `{"error":{"message":"Rate limit exceeded","code":429}}`, 40 * time.Second},
		{"too large as a 429", "groq", 429, fields{"Retry-After": "40"}, groq413, 40 * time.Second},
		{"too large", "groq", 413, fields{"Retry-After": "40"}, groq413, 40 * time.Second},
		{"a wrong request", "groq", 400, fields{"Retry-After": "7"}, `{"error":{"message":"property 'colour' is unsupported","type":"invalid_request_error"}}`, 7 * time.Second},
		{"a day's tokens, by the text alone", "groq", 429, nil, groqTPD, 432 * time.Second},
		{"milliseconds", "groq", 429, fields{"Retry-After": "1", "Retry-After-Ms": "40000"}, `{"error":{"message":"slow down"}}`, 40 * time.Second},
		{"a date", "groq", 503, fields{"Retry-After": "DATE"}, `{"error":{"message":"The model is currently over capacity.","code":"over_capacity"}}`, 2 * time.Minute},
		{"a reset in seconds", "cerebras", 429, fields{"x-ratelimit-limit-tokens-minute": "30000", "x-ratelimit-remaining-tokens-minute": "0", "x-ratelimit-reset-tokens-minute": "31.5"}, `{"message":"Tokens per minute limit exceeded - too many tokens processed.","type":"too_many_tokens_error","param":"quota","code":"token_quota_exceeded"}`, 31500 * time.Millisecond},
		{"a day, in the body", "openrouter", 429, nil, strings.ReplaceAll(openrouter, "SPAN", "day"), 24 * time.Hour},
		{"a month by the calendar", "cohere", 429, nil, cohereSaid("1000 API calls / month"), 31 * 24 * time.Hour},
		{"an error under 200", "groq", 200, fields{"Retry-After": "40"}, `{"error":{"message":"over capacity","code":503}}`, 40 * time.Second},
		{"the day's last request", "cerebras", 200, fields{"x-ratelimit-limit-requests-day": "14400", "x-ratelimit-remaining-requests-day": "0", "x-ratelimit-reset-requests-day": "33011"}, saidHi, 33011 * time.Second},
		// What they call a reset is when the bucket is whole again: there is room for a call long before.
		{"the minute's last tokens of a bucket", "groq", 200, fields{"x-ratelimit-limit-tokens": "8000", "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "59.9s"}, saidHi, 15 * time.Second},
		{"the day's last request of a bucket", "groq", 200, fields{"x-ratelimit-limit-requests": "1000", "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "23h59m13.6s"}, saidHi, 86 * time.Second},
		{"a day refused, and when it is whole", "groq", 429, fields{"Retry-After": "87", "x-ratelimit-limit-requests": "1000", "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "23h59m59.9s"}, groqRPD, 87 * time.Second},
		{"a day refused, and only when it is whole", "cerebras", 429, fields{"x-ratelimit-limit-requests-day": "1440", "x-ratelimit-remaining-requests-day": "0", "x-ratelimit-reset-requests-day": "86390"}, `{"message":"Requests per day limit exceeded - too many requests sent.","code":"request_quota_exceeded"}`, time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := newPipes()
			accounts := builtin(t, n, c.provider)
			accounts[0].Models = accounts[0].Models[:1]
			synctest.Test(t, func(t *testing.T) {
				begun, asked, early := time.Now(), 0, 0
				n.open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if r.Method != http.MethodPost { // what its key has used may be looked up
						http.NotFound(w, r)
						return
					}
					if asked++; time.Since(begun) < c.want {
						early++
					}
					w.Header().Set("Content-Type", "application/json")
					for k, v := range c.header {
						w.Header().Set(k, dated(v, c.want))
					}
					w.WriteHeader(c.status)
					fmt.Fprint(w, dated(c.body, c.want))
				}))
				p := ai.NewPool(accounts, ai.PoolOptions{LastResort: "gemini"})
				for time.Since(begun) < c.want+20*time.Second {
					_, _ = p.Generate(t.Context(), request("hello"))
					time.Sleep(c.want/50 + time.Second)
				}
				_, _ = p.Generate(t.Context(), request("hello"))
				if early != 1 {
					t.Errorf("asked %d times within %v, want once", early, c.want)
				}
				if asked < 2 {
					t.Error("not asked when the time was over")
				}
				flush(t, p)
			})
		})
	}
}

// A refusal whose body never comes has told its time in the headers.
func TestNamedTimeOfAHangingRefusal(t *testing.T) {
	for _, provider := range []string{"groq", "gemini"} {
		for _, limit := range []time.Duration{time.Minute, 500 * time.Millisecond} {
			for _, stream := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, %v left, streaming %v", provider, limit, stream), func(t *testing.T) {
					n := newPipes()
					accounts := builtin(t, n, provider)
					synctest.Test(t, func(t *testing.T) {
						n.open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
							w.Header().Set("Retry-After", "3600")
							w.WriteHeader(http.StatusTooManyRequests)
							w.(http.Flusher).Flush()
							<-r.Context().Done()
						}))
						ctx, cancel := context.WithTimeout(t.Context(), limit)
						defer cancel()
						begun := time.Now()
						var err error
						if r := oneQuestion(wireModels[provider]); stream {
							_, err = accounts[0].Client.(ai.Streamer).Stream(ctx, r, func(string) {})
						} else {
							_, err = accounts[0].Client.Generate(ctx, r)
						}
						var e *ai.Error
						if !errors.As(err, &e) || e.Kind != ai.RateLimited || e.Named != time.Hour || e.Status != 429 {
							t.Errorf("got %v, want a 429 for an hour", err)
						}
						if took := time.Since(begun); took > time.Second {
							t.Errorf("it took %v", took)
						}
					})
				})
			}
		}
	}
}

const saidHi = `{"choices":[{"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":20,"completion_tokens":3}}`

// A request that is refused for what it is goes to other providers, not to
// all models of all of them.
func TestPoolPutsARefusedRequestToFew(t *testing.T) {
	for _, c := range []struct {
		name     string
		kind     ai.Kind
		accounts int
		want     string
	}{
		{"filtered by one provider", ai.Filtered, 1, "a1 a2"},
		{"filtered by two", ai.Filtered, 2, "a1 b1"},
		{"filtered by three", ai.Filtered, 3, "a1 b1 c1"},
		{"filtered by seven", ai.Filtered, 7, "a1 b1 c1 d1 e1"},
		{"wrong for one provider", ai.BadRequest, 1, "a1 a2"},
		{"wrong for seven", ai.BadRequest, 7, "a1 b1 c1 d1 e1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var asked []string
				var accounts []ai.Account
				for i := range c.accounts {
					name := string(rune('a' + i))
					f := &fake{name: name, do: func(_ context.Context, r *ai.Request, _ func(string)) (*ai.Response, error) {
						asked = append(asked, r.Model)
						return nil, &ai.Error{Kind: c.kind}
					}}
					accounts = append(accounts, f.account(name+"1", name+"2", name+"3", name+"4", name+"5", name+"6", name+"7", name+"8"))
				}
				e := exhausted(t, ai.NewPool(accounts, ai.PoolOptions{LastResort: "a"}))
				if got := strings.Join(asked, " "); got != c.want {
					t.Errorf("asked %q, want %q", got, c.want)
				}
				if !e.Until.IsZero() {
					t.Errorf("to be asked again at %v, want never", e.Until)
				}
			})
		})
	}
}

// The last resort is the model that most likely answers.
func TestLastResortTakesTheLeastRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		spent := fails(ai.Error{Kind: ai.QuotaSpent, Scope: ai.ScopeModel, Status: 429, RetryAfter: 8 * time.Hour})
		gemini := &fake{name: "gemini", do: func(ctx context.Context, r *ai.Request, emit func(string)) (*ai.Response, error) {
			time.Sleep(time.Millisecond)
			return spent(ctx, r, emit)
		}}
		p := ai.NewPool([]ai.Account{gemini.account("g1", "g2", "g3")}, ai.PoolOptions{LastResort: "gemini"})
		want := []string{"g1 g2 g3 g1", "g2", "g3", "g1"} // the oldest refusal first
		for i := range want {
			_ = exhausted(t, p)
			if got := gemini.took(); got != want[i] {
				t.Errorf("asked %q, want %q", got, want[i])
			}
			_ = exhausted(t, p)
			if got := gemini.took(); got != "" {
				t.Errorf("asked %q within the same minute", got)
			}
			time.Sleep(time.Minute)
		}
	})
}

func TestLastResortTakesOneThatIsNotSpent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gemini := &fake{name: "gemini"}
		account := gemini.account("spent", "resting")
		account.Models[0].Limits = catalog.Limits{RPD: 1}
		p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{LastResort: "gemini"})
		answers(t, p, "gemini/spent")
		gemini.set(fails(ai.Error{Kind: ai.Unavailable, Scope: ai.ScopeModel, Status: 503, RetryAfter: time.Hour}))
		_ = exhausted(t, p) // asks what rests from now on, and what is spent
		time.Sleep(time.Minute)
		gemini.set(nil)
		gemini.took()
		answers(t, p, "gemini/resting")
	})
}
