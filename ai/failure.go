package ai

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// This file knows how providers fail: it is where whatever came in the place
// of an answer becomes an [*Error] with a kind, a scope and a time.
//
//	a refusal, by its status, headers and body   understand, rules
//	an error in the middle of a stream           understand, with the status it tells
//	an error of the connection or a library      broken, cutShort
//	an answer that is none                       finished, notJSON, wrongType, illegible, doubt.go
//
// What it stands on: the shapes of error bodies, and what of them may be shown
// (refusal.go, refusal_shown.go); the limit that a refusal names and when to return (quota.go);
// what headers tell of limits, of answers too (observe.go). How long a failure
// makes rest is rest.go's, the pool's time limits are pool_time.go's, and
// thinking is kept out of answers in think.go.

// understand reads an error's status, headers and body. The status may be that
// of a success: then the body alone tells.
func (t *transport) understand(c *exchange, status int, h http.Header, body []byte) *Error {
	said := parseRefusal(body)
	if status/100 == 2 {
		if code, err := strconv.Atoi(string(said.Code)); err == nil && code >= 400 && code < 600 {
			status = code
		}
	}
	e := &Error{Status: failureStatus(status)}
	e.Kind, e.Scope = classify(status, said)
	switch {
	case isHTML(body) || status == 403 && !said.told():
		e.Err = errors.New("a page in place of an answer")
		if e.Kind == BadKey { // a key is refused in the provider's own words
			e.Kind = Unavailable
			e.Err = errors.New("a page in place of an answer: something on the way refuses; try a proxy or another base URL")
		}
		if status >= 500 || status == 401 || status == 403 || status == 404 {
			e.Scope = ScopeProvider
		}
	case !said.told() && status/100 == 2:
		e.Err = errors.New("an answer without a choice")
	default:
		if message := t.shown(e.Kind, said, c.request); message != "" {
			e.Err = errors.New(message)
		}
	}
	now := time.Now()
	h = said.headers(h)
	e.RetryAfter = said.named(status, h, now)
	e.Named = e.RetryAfter
	e.Limits = c.limits
	if status == http.StatusTooManyRequests || e.Kind == RateLimited || e.Kind == QuotaSpent || e.Kind == TooLarge {
		t.readQuota(e, c.request.Model, h, said, now)
	}
	if e.Status == http.StatusNotFound && e.Scope == ScopeProvider {
		e.Err = fmt.Errorf("no such address: check %s_BASE_URL", strings.ToUpper(t.provider.Name))
	}
	return t.fail(c, e)
}

// rule is one way in which vendors say why they refuse: the first whose words
// are found wins. A rule without words holds for its statuses whatever is said.
type rule struct {
	statuses string // separated by spaces; "2xx" and so on are whole classes
	words    *wording
	kind     Kind
	scope    Scope
}

// rules are tried in this order.
var rules = []rule{
	{"400 403 451", words(`user location`, `location is not supported`, `unsupported_country`, `check your network settings`, `not available in your country`, `not available in your region`), NoAccess, ScopeProvider},
	{"400 401 403", words(`organization_restricted`, `organization has been restricted`), NoAccess, ScopeAccount},
	{"402 403", words(`key limit exceeded`), NoCredit, ScopeAccount},
	{"498", words(`invalid token`), BadKey, ScopeAccount},
	{"400 401 403", words(`api key`, `api_key`, `invalid api token`, `invalid_token`, `invalid token`, `unregistered callers`, `unauthenticated`, `authentication error`, `no auth credentials`), BadKey, ScopeAccount},
	{"400 403 404 422", words(`model_permission_blocked`, `data policy`, `blocked by`, `does not have access to model`, `does not have access to the model`), NoAccess, ScopeModel},
	{"400 404 410 422", words(`decommissioned`, `model_not_found`, `not a valid model`, `no endpoints found`, `model .*not found`, `model .*does not exist`, `model .*was removed`, `model .*no longer`, `model .*is not supported`, `models/\S+ is not found`, `unknown model`, `not found for account`), NoModel, ScopeModel},
	{"400 403 422", words(`moderation`, `flagged`, `content filter`, `content_filter`, `content management policy`, `safety`, `prohibited`), Filtered, ScopeRequest},
	{"400 402 413 422 429", words(`request too large`, `weight_exceeds_budget`), TooLarge, ScopeRequest},
	{"400 413 422", words(`context length`, `context_length`, `context window`, `too many tokens`, `token count`, `maximum number of tokens`, `reduce the length`, `too long`, `too large`, `string_too_long`), TooLarge, ScopeRequest},
	{"400 403", words(`billing`, `failed_precondition.*plan`, `failed_precondition.*paid`), NoCredit, ScopeAccount},
	{"402", words(`in_flight_budget`), RateLimited, ScopeAccount},
	{"429", words(`insufficient_quota`), NoCredit, ScopeAccount},
	{"429", words(`limit: 0\b`), NoAccess, ScopeModel},
	{"429", words(`upstream`, `high traffic`, `queue_exceeded`, `overloaded`, `over capacity`, `over_capacity`), Unavailable, ScopeModel},
	{"404 405 3xx", words(`unknown[_ ](request )?url`, `no such route`, `cannot post`, `page not found`, `method not allowed`), Unavailable, ScopeProvider},
	{"2xx", words(`rate[_ ]limit`, `quota`, `too many requests`, `resource_exhausted`), RateLimited, ScopeModel},
	{"2xx", words(`timed? ?out`, `deadline`), TimedOut, ScopeModel},

	{"400 406 409 415 422", nil, BadRequest, ScopeRequest},
	{"401 403", nil, BadKey, ScopeAccount},
	{"402", nil, NoCredit, ScopeAccount},
	{"404 410", nil, NoModel, ScopeModel},
	{"405 3xx", nil, Unavailable, ScopeProvider},
	{"408 504 524", nil, TimedOut, ScopeModel},
	{"413 414 431", nil, TooLarge, ScopeRequest},
	{"429", nil, RateLimited, ScopeModel},
	{"451", nil, NoAccess, ScopeProvider},
	{"4xx 5xx", nil, Unavailable, ScopeModel},
}

// classify says what a refusal means.
func classify(status int, said refusal) (Kind, Scope) {
	all, code := said.all(), strconv.Itoa(status)
	class := code[:1] + "xx"
	for _, r := range rules {
		if (strings.Contains(r.statuses, code) || strings.Contains(r.statuses, class)) && (r.words == nil || r.words.in(all)) {
			return r.kind, r.scope
		}
	}
	if !said.told() {
		return Empty, ScopeModel
	}
	return Unavailable, ScopeModel
}

// broken reads an error of the connection or of a client library.
func broken(err error) *Error {
	var request *url.Error
	var dial *net.OpError
	var timeout net.Error
	if !errors.As(err, &request) {
		return &Error{Kind: Garbled, Scope: ScopeModel, Err: err}
	}
	err = request.Err // request's own text holds the URL
	kind, scope := Unavailable, ScopeModel
	late := errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout()
	if late {
		kind = TimedOut
	}
	if !late || errors.As(err, &dial) && dial.Op == "dial" { // a connection is not one model's
		scope = ScopeProvider
	}
	return &Error{Kind: kind, Scope: scope, Err: err}
}

// cutShort is an answer whose end did not come.
func cutShort(err error) *Error {
	var e *Error
	var timeout net.Error
	switch {
	case errors.As(err, &e):
		return e
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return &Error{Kind: TimedOut, Scope: ScopeModel, Err: err}
	case errors.Is(err, io.EOF):
		err = io.ErrUnexpectedEOF
	}
	return &Error{Kind: Cut, Scope: ScopeModel, Err: err}
}

func garbled(why string) *Error {
	return &Error{Kind: Garbled, Scope: ScopeModel, Err: errors.New(why)}
}

func noBody() *Error { return &Error{Kind: Empty, Scope: ScopeModel, Err: errors.New("no body")} }

func tooLong(most int) *Error {
	return garbled(fmt.Sprintf("the answer is longer than %d MiB", most>>20))
}

// notJSON is an answer under a good status that is no JSON.
func notJSON(body []byte) *Error {
	var syntax *json.SyntaxError
	err := json.Unmarshal(body, new(json.RawMessage))
	switch trimmed := bytes.TrimSpace(body); {
	case len(trimmed) == 0:
		return noBody()
	case errors.As(err, &syntax) && syntax.Offset >= int64(len(body)):
		return cutShort(io.ErrUnexpectedEOF)
	}
	return garbled("not the JSON that was promised")
}

// wrongType is an answer of another content type than was asked for. A page is
// from something that stands before the provider.
func wrongType(media string) *Error {
	e := garbled("the content type " + media + " is not what was asked for")
	if media == "text/html" {
		e.Scope = ScopeProvider
	}
	return e
}

// legible is the least number of letters that a text has for each that could
// not be read.
const legible = 50

// illegible says whether a text was in another encoding than UTF-8. A single
// letter is lost more often, where a model's pieces do not end with a letter.
func illegible(text string) bool {
	lost := strings.Count(text, string(utf8.RuneError))
	return lost > 1 && utf8.RuneCountInString(text) < lost*legible
}

func isHTML(body []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(body), []byte("<")) }

// finished says what a finish reason means: whether the output limit cut the
// answer, or the kind of failure where it is no end at all.
func finished(reason string) (truncated bool, failure Kind) {
	switch strings.ToLower(reason) {
	case "stop", "eos", "eos_token", "stop_sequence", "end_turn", "complete", "tool_calls", "function_call", "1":
		return false, ""
	case "length", "max_tokens", "model_length", "2":
		return true, ""
	case "content_filter", "safety", "recitation", "language", "blocklist", "prohibited_content", "spii", "3", "4", "6", "7", "8", "9":
		return false, Filtered
	case "error":
		return false, Unavailable
	}
	return false, Cut
}

// scopeOf is how far a failure of an answer reaches.
func scopeOf(k Kind) Scope {
	if k == Filtered {
		return ScopeRequest
	}
	return ScopeModel
}
