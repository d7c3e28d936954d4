package telegram_test

import (
	"bytes"
	"context"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"hamzaban/sandbox/telegram"
)

const (
	ann  = 11 // speaks English
	babk = 12 // speaks Persian
)

// rig is a server on the loopback and a bot that speaks plain HTTP to it.
type rig struct {
	*telegram.Server
	t     *testing.T
	clock *clock
}

// clock stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func start(t *testing.T, o telegram.Options) *rig {
	t.Helper()
	r := &rig{t: t, clock: &clock{now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}}
	o.Now = r.clock.Now
	r.Server = telegram.New(o)
	if err := r.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	r.Person(telegram.Person{ID: ann, FirstName: "Ann", Username: "ann", LanguageCode: "en"})
	r.Person(telegram.Person{ID: babk, FirstName: "بابک", LanguageCode: "fa"})
	return r
}

// quiet is a rig without limits, with the first message of both people said
// and confirmed.
func quiet(t *testing.T) *rig {
	t.Helper()
	r := start(t, telegram.Options{NoLimits: true})
	r.Say(ann, ann, "hello")
	r.Say(babk, babk, "سلام")
	r.updates(-1)
	r.call("getUpdates", params{"offset": "100003"})
	return r
}

type params map[string]string

type answer struct {
	Status      int
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int `json:"retry_after"`
	} `json:"parameters"`
}

// call calls a method with a form and fails the test only where nothing that
// the API could say came back.
func (r *rig) call(method string, p params) answer {
	r.t.Helper()
	a, err := r.try(method, p)
	if err != nil {
		r.t.Fatal(err)
	}
	return a
}

func (r *rig) try(method string, p params) (answer, error) {
	form := url.Values{}
	for k, v := range p {
		form.Set(k, v)
	}
	resp, err := client.PostForm(r.URL()+"/bot"+r.Token()+"/"+method, form)
	return read(resp, err)
}

var client = &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}

func read(resp *http.Response, err error) (answer, error) {
	var a answer
	if err != nil {
		return a, err
	}
	defer resp.Body.Close()
	err = json.NewDecoder(resp.Body).Decode(&a)
	a.Status = resp.StatusCode
	return a, err
}

// multipart calls a method as go-telegram does.
func (r *rig) multipart(method string, p params, files map[string]string) answer {
	r.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for k, v := range p {
		form.WriteField(k, v)
	}
	for k, v := range files {
		w, _ := form.CreateFormFile(k, k+".txt")
		w.Write([]byte(v))
	}
	form.Close()
	resp, err := client.Post(r.URL()+"/bot"+r.Token()+"/"+method, form.FormDataContentType(), &body)
	a, err := read(resp, err)
	if err != nil {
		r.t.Fatal(err)
	}
	return a
}

// must is call for what has to succeed; it returns the message.
func (r *rig) must(method string, p params) telegram.Message {
	r.t.Helper()
	a := r.call(method, p)
	if !a.OK {
		r.t.Fatalf("%s %v: %d %s", method, p, a.Code, a.Description)
	}
	return as[telegram.Message](r.t, a.Result)
}

func as[T any](t *testing.T, raw json.RawMessage) T {
	t.Helper()
	var v T
	if raw[0] == '{' || raw[0] == '[' {
		if err := json.Unmarshal(raw, &v); err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
	}
	return v
}

// update is the part of an update that the tests look at.
type update struct {
	ID       int64             `json:"update_id"`
	Message  *telegram.Message `json:"message"`
	Edited   *telegram.Message `json:"edited_message"`
	Callback *struct {
		ID      string           `json:"id"`
		Data    string           `json:"data"`
		Message telegram.Message `json:"message"`
	} `json:"callback_query"`
	Member *struct {
		Chat telegram.Chat `json:"chat"`
		New  struct {
			Status string `json:"status"`
		} `json:"new_chat_member"`
	} `json:"my_chat_member"`
	Stopped *struct {
		DraftID int64 `json:"draft_id"`
	} `json:"stopped_message_generation"`
}

func (r *rig) updates(offset int64) []update {
	r.t.Helper()
	a := r.call("getUpdates", params{"offset": itoa(offset)})
	if !a.OK {
		r.t.Fatalf("getUpdates: %s", a.Description)
	}
	return as[[]update](r.t, a.Result)
}

func itoa(n int64) string {
	b, _ := json.Marshal(n)
	return string(b)
}

func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}
