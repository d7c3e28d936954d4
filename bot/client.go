package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// The most that is read of one answer of the Bot API. A hundred updates with
// long texts stay well below it.
const maxAPIBody = 16 << 20

// callTimeout bounds every call but the long poll.
const callTimeout = 30 * time.Second

// client speaks to the Bot API: the library's methods and types, with our own
// long poll, since the library's confirms updates before any work is done.
type client struct {
	*tg.Bot
	http  *http.Client
	url   string
	token string
	// fetching is how long the download of a file may take.
	fetching time.Duration
}

// statusError is an answer that is not the Bot API's, such as a gateway's
// page in HTML.
type statusError struct{ status int }

func (e *statusError) Error() string {
	return fmt.Sprintf("the Bot API's server answered HTTP %d with something that is not JSON", e.status)
}

func newClient(server, token string, rt http.RoundTripper) (*client, error) {
	h := &http.Client{Transport: &jsonOnly{rt}}
	b, err := tg.New(token, tg.WithSkipGetMe(), tg.WithServerURL(server), tg.WithHTTPClient(pollTimeout, h))
	if err != nil {
		return nil, redact(err, token)
	}
	return &client{Bot: b, http: h, url: server, token: token, fetching: 2 * callTimeout}, nil
}

// jsonOnly turns what is not the Bot API's JSON into an error that keeps the
// status: the library would lose it, and quote the body, which may name the
// token's path.
type jsonOnly struct{ next http.RoundTripper }

func (t *jsonOnly) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if strings.Contains(r.URL.Path, "/file/") { // whoever reads it bounds it
		return resp, nil
	}
	if kind == "application/json" {
		resp.Body = &limited{resp.Body, maxAPIBody}
		return resp, numbered(r, resp)
	}
	head, _ := io.ReadAll(io.LimitReader(resp.Body, maxAPIBody))
	_ = resp.Body.Close()
	if !json.Valid(head) || len(head) == 0 {
		return nil, &statusError{resp.StatusCode}
	}
	resp.Body = io.NopCloser(bytes.NewReader(head))
	return resp, nil
}

// limited fails, rather than end cleanly, where a body is longer than n.
type limited struct {
	io.ReadCloser
	n int64
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.ReadCloser.Read(p)
	if l.n -= int64(n); l.n < 0 {
		return n, fmt.Errorf("the answer is longer than %d bytes", maxAPIBody)
	}
	return n, err
}

// redacted is an error whose text holds no token.
type redacted struct {
	text string
	err  error
}

func (e *redacted) Error() string { return e.text }
func (e *redacted) Unwrap() error { return e.err }

func redact(err error, token string) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	for _, secret := range []string{token, url.PathEscape(token), url.QueryEscape(token)} {
		text = strings.ReplaceAll(text, secret, "<token>")
	}
	return &redacted{text, err}
}

// call runs one method of the library within callTimeout.
func call[P, R any](ctx context.Context, c *client, method func(context.Context, P) (R, error), params P) (R, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	r, err := method(ctx, params)
	if err != nil {
		var zero R
		return zero, redact(err, c.token)
	}
	return r, nil
}

func (c *client) me(ctx context.Context) (*models.User, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	me, err := c.GetMe(ctx)
	if err != nil {
		return nil, redact(err, c.token)
	}
	return me, nil
}

// apiError is the Bot API's refusal of a poll.
type apiError struct {
	Code        int    `json:"error_code"`
	Description string `json:"description"`
	Parameters  struct {
		RetryAfter int `json:"retry_after"`
	} `json:"parameters"`
}

func (e *apiError) Error() string {
	return fmt.Sprintf("the Bot API answered %d: %s", e.Code, e.Description)
}

// updates polls once for updates from offset on, as raw as they come.
func (c *client) updates(ctx context.Context, offset int64, wait time.Duration) ([]json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, wait+callTimeout)
	defer cancel()
	body, err := json.Marshal(map[string]any{
		"offset": offset, "timeout": int(wait.Seconds()), "limit": 100, "allowed_updates": allowedUpdates,
	})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/bot"+c.token+"/getUpdates", bytes.NewReader(body))
	if err != nil {
		return nil, redact(err, c.token)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, redact(err, c.token)
	}
	defer resp.Body.Close()
	var answer struct {
		OK     bool              `json:"ok"`
		Result []json.RawMessage `json:"result"`
		apiError
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return nil, redact(fmt.Errorf("reading the updates (HTTP %d): %w", resp.StatusCode, err), c.token)
	}
	if !answer.OK {
		return nil, &answer.apiError
	}
	return answer.Result, nil
}

// refusal sorts a failed call by what can be done about it.
type refusal struct {
	// after is how long the Bot API wants this chat to be left alone.
	after time.Duration
	// gone: this can never be sent, to nobody's fault.
	gone bool
	// wrong: the request is refused as it is.
	wrong bool
	// unknown: the server knows no such method.
	unknown bool
	// moved is the chat's new id.
	moved int64
	text  string
}

func refused(err error) refusal {
	r := refusal{text: err.Error()}
	var slow *tg.TooManyRequestsError
	var moved *tg.MigrateError
	switch {
	case errors.As(err, &slow):
		r.after = time.Duration(max(slow.RetryAfter, 1)) * time.Second
	case errors.As(err, &moved):
		r.moved = int64(moved.MigrateToChatID)
	case errors.Is(err, tg.ErrorForbidden):
		r.gone = true
	case errors.Is(err, tg.ErrorNotFound):
		r.unknown = true
	case errors.Is(err, tg.ErrorBadRequest):
		r.wrong = true
		r.gone = strings.Contains(r.text, "chat not found") || strings.Contains(r.text, "PEER_ID_INVALID") ||
			strings.Contains(r.text, "not enough rights") || strings.Contains(r.text, "TOPIC_CLOSED")
	}
	return r
}
