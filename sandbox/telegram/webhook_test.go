package telegram_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"hamzaban/sandbox/telegram"
)

// hook is a bot's webhook that refuses its first calls.
type hook struct {
	*httptest.Server
	mu     sync.Mutex
	refuse int
	texts  []string
	secret string
}

func listen(t *testing.T, refuse int) *hook {
	h := &hook{refuse: refuse}
	h.Server = httptest.NewServer(h)
	t.Cleanup(h.Close)
	return h
}

func (h *hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var u update
	_ = json.Unmarshal(body, &u)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.secret = r.Header.Get("X-Telegram-Bot-Api-Secret-Token")
	if h.refuse > 0 {
		h.refuse--
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	h.texts = append(h.texts, u.Message.Text)
}

func (h *hook) got() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.texts)
}

func TestAWebhookIsBroughtWhatWaited(t *testing.T) {
	r := telegram.New(telegram.Options{PlainWebhooks: true, WebhookRetry: time.Millisecond})
	if err := r.Start(); err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	r.Person(telegram.Person{ID: ann})
	rg := &rig{Server: r, t: t}
	h := listen(t, 2)
	r.Say(ann, ann, "one")
	r.Say(ann, ann, "two")
	a := rg.call("setWebhook", params{"url": h.URL, "secret_token": "hush"})
	if !a.OK || a.Description != "Webhook was set" {
		t.Fatalf("%+v", a)
	}
	if a := rg.call("setWebhook", params{"url": h.URL, "secret_token": "hush"}); a.Description != "Webhook is already set" {
		t.Errorf("%+v", a)
	}
	r.Say(ann, ann, "three")
	if err := r.Until(within(t), func() bool { return r.Pending() == 0 }); err != nil {
		t.Fatal(err)
	}
	if got := h.got(); !slices.Equal(got, []string{"one", "two", "three"}) || h.secret != "hush" {
		t.Errorf("got %q with %q", got, h.secret)
	}
	var info struct {
		URL       string `json:"url"`
		LastError string `json:"last_error_message"`
	}
	_ = json.Unmarshal(rg.call("getWebhookInfo", nil).Result, &info)
	if info.URL != h.URL || info.LastError != "Wrong response from the webhook: 500 Internal Server Error" {
		t.Errorf("%+v", info)
	}
	if a := rg.call("getUpdates", nil); a.Status != 409 {
		t.Errorf("a poll beside a webhook: %+v", a)
	}
	if a := rg.call("deleteWebhook", nil); a.Description != "Webhook was deleted" {
		t.Errorf("%+v", a)
	}
	r.Say(ann, ann, "four")
	if us := rg.updates(0); len(us) != 1 {
		t.Errorf("after the webhook %d updates wait", len(us))
	}
}

func TestWebhookAddresses(t *testing.T) {
	r := start(t, telegram.Options{})
	for _, tt := range []struct{ name, url, secret, want string }{
		{"plain", "http://bot.example/hook", "", "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"},
		{"port", "https://bot.example:9000/hook", "", "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"},
		{"loopback", "https://127.0.0.1/hook", "", "Bad Request: bad webhook: IP address 127.0.0.1 is reserved"},
		{"nonsense", "hook", "", "Bad Request: bad webhook: invalid webhook URL specified"},
		{"secret", "https://bot.example/hook", "a b", "Bad Request: secret token contains unallowed characters"},
		{"none", "", "", "Webhook is already deleted"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if a := r.call("setWebhook", params{"url": tt.url, "secret_token": tt.secret}); a.Description != tt.want {
				t.Errorf("%q", a.Description)
			}
		})
	}
}
