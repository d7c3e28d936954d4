package ai

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"hamzaban/ai/catalog"
)

// ConnectOptions are what a provider's client needs besides its catalogue
// entry.
type ConnectOptions struct {
	// Keys are spares of one account: the first is used until it is refused,
	// then the next.
	Keys []string
	// Transport carries the requests, through a proxy for instance; nil: a
	// transport of its own that heeds HTTPS_PROXY and NO_PROXY.
	Transport http.RoundTripper
}

// connectTime bounds how long a connection may take to come about, so that it is
// known in time that nothing was sent.
const connectTime = 5 * time.Second

// Lister is the optional power of a [Provider] to tell which models it has
// today.
type Lister interface {
	// Models returns the ids of the models, sorted, as requests spell them.
	Models(ctx context.Context) ([]string, error)
}

// Connect returns the client of a provider, which is a [Streamer] and a
// [Lister] too. It sends nothing yet. It asks exactly once for each request:
// to ask again, or another, is the pool's business.
func Connect(p catalog.Provider, o ConnectOptions) (Provider, error) {
	variable := strings.ToUpper(p.Name)
	if strings.Contains(p.BaseURL, "{") {
		return nil, fmt.Errorf("%s: the address %s has a blank: set %s_BASE_URL to it with the blank filled in", p.Name, p.BaseURL, variable)
	}
	if len(o.Keys) == 0 && !p.NoKey {
		return nil, fmt.Errorf("%s: no key: set %s_API_KEY", p.Name, variable)
	}
	if o.Transport == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.DialContext = (&net.Dialer{Timeout: connectTime, KeepAlive: 30 * time.Second}).DialContext
		t.MaxIdleConnsPerHost = 16
		o.Transport = t
	}
	t := &transport{provider: p, base: o.Transport, keys: keyring{keys: o.Keys}}
	switch p.Wire {
	case catalog.OpenAI:
		t.keys.carry("Authorization", "Bearer ")
		return newOpenAI(t), nil
	case catalog.Gemini:
		t.keys.carry("X-Goog-Api-Key", "")
		return newGemini(t)
	}
	return nil, fmt.Errorf("%s: the wire %q is not known: use \"openai\" or \"gemini\"", p.Name, p.Wire)
}

// client is what the clients of all wires share.
type client struct{ *transport }

// Name implements [Provider].
func (c client) Name() string { return c.provider.Name }

// models implements [Lister] for both wires.
func (c client) models(ctx context.Context, url string) ([]string, error) {
	cl := &exchange{Context: ctx, request: &Request{}, direct: true}
	req, err := http.NewRequestWithContext(cl, http.MethodGet, url, nil)
	if err != nil {
		return nil, c.failed(ctx, cl, err)
	}
	resp, err := c.Do(req)
	if err != nil {
		return nil, c.failed(ctx, cl, err)
	}
	defer resp.Body.Close()
	var list struct {
		Data   []struct{ ID string }
		Models []struct{ Name string }
	}
	if err := json.NewDecoder(resp.Body).Decode(&list); err != nil {
		return nil, c.failed(ctx, cl, garbled("the list of models is not the JSON that was promised"))
	}
	var ids []string
	for _, m := range list.Data {
		ids = append(ids, m.ID)
	}
	for _, m := range list.Models {
		ids = append(ids, strings.TrimPrefix(m.Name, "models/"))
	}
	slices.Sort(ids)
	return ids, nil
}

// response makes a call's answer of what was found in it, or its failure where
// that is of no use.
func (c client) response(cl *exchange) (*Response, error) {
	text := cl.text
	truncated, kind := finished(cl.reason)
	switch {
	case len(text) > maxText:
		return nil, c.fail(cl, tooLong(maxText))
	case kind != "":
		return nil, c.fail(cl, &Error{Kind: kind, Scope: scopeOf(kind), Err: fmt.Errorf("finish reason %.40q", cl.reason)})
	case illegible(text):
		return nil, c.fail(cl, garbled("the text is not in the encoding that was promised"))
	case strings.TrimSpace(text) == "" && truncated:
		return nil, c.fail(cl, &Error{Kind: Empty, Scope: ScopeModel, Err: errors.New("the output limit was spent before the first word")})
	}
	text = strings.TrimSpace(withoutThinking(text, cl.request))
	if text == "" {
		return nil, c.fail(cl, &Error{Kind: Empty, Scope: ScopeModel})
	}
	doubted := isLimitNotice(text, cl.request)
	if cl.request.Schema != nil {
		text = unfenced(text)
	}
	resp := &Response{Text: text, Provider: c.provider.Name, Model: cl.request.Model, Chosen: chosenOf(cl.request.Model, cl.model),
		Truncated: truncated, Usage: cl.usage, Limits: cl.limits}
	if doubted {
		return nil, c.fail(cl, &Error{Kind: RateLimited, Scope: ScopeRequest, Err: &doubtful{resp}})
	}
	return resp, nil
}

// emitter passes on what may be seen of an answer in the making; of what may
// not, such as thinking, only that there is something.
func (c client) emitter(cl *exchange, emit func(string)) func(soFar string) {
	shown, looked := "", 0
	thinks := entry(&c.provider, cl.request.Model).Thinks
	tagged := thinks
	return func(soFar string) {
		tagged = tagged || mayBeTagged(soFar[looked:])
		looked = len(soFar)
		seen := trimmed(soFar)
		if tagged {
			seen = visible(soFar, cl.request, thinks)
		}
		if seen != "" && seen != shown {
			shown = seen
			emit(seen)
			return
		}
		emit("")
	}
}

// grace is how long a stream may go on once its answer is whole, to tell the
// usage.
const grace = time.Second
