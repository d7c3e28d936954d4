package bot

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"hamzaban/ai"
)

// retells is a way to a Bot API whose answers to some calls are told otherwise.
type retells struct {
	method   string
	from, to string // a part of the answer, and what takes its place; no from: all of it
}

func (w retells) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil || !strings.HasSuffix(r.URL.Path, "/"+w.method) || resp.StatusCode != http.StatusOK {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	told := w.to
	if w.from != "" {
		told = strings.Replace(string(body), w.from, w.to, 1)
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader([]byte(told))), int64(len(told))
	return resp, nil
}

// A message that the server took is not sent again because of what it answered.
func TestAnswersOfTheAPIThatCannotBeRead(t *testing.T) {
	const whole = "The first line.\n\nThe second line."
	const yes = `{"ok":true,"result":true}`
	written := func() ai.Provider { return &writes{text: tale(4), every: 60 * time.Millisecond} }
	for _, c := range []struct {
		name   string
		model  ai.Provider
		way    retells
		want   string
		strays int // messages that could not be edited, for nobody knows their ids
	}{
		{"fields of another type", says(twoLines), retells{"sendMessage", `"result":{`, `"result":{"date":"today","entities":7,`}, whole, 0},
		{"an edit that is only said to be done", says(twoLines), retells{"editMessageText", "", yes}, whole, 0},
		{"a message without its id", says(twoLines), retells{"sendMessage", "", yes}, whole, 1},
		{"one that is shown while it is written", written(), retells{"sendMessage", "", yes}, told(4), 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, c.model)
			s.known()
			where, question := int64(sara), "Tell me."
			if c.strays == 2 {
				where, question = s.Group("friends", sara), "@hamzaban_bot Tell us."
			}
			s.end()
			s.way = c.way
			s.begin()
			s.Say(sara, where, question)
			s.until("the answer", func() bool { return slices.Contains(s.said(where), c.want) })
			s.Say(sara, where, "/id@hamzaban_bot")
			s.until("what was said after", func() bool { return strings.Contains(s.said(where)[len(s.said(where))-1], "1001") })
			if got := slices.Index(s.said(where), c.want); got != c.strays {
				t.Errorf("it said %q, with %d messages before the answer; want %d", s.said(where), got, c.strays)
			}
		})
	}
}
