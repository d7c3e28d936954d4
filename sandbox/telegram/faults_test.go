package telegram_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"hamzaban/sandbox/telegram"
)

func TestScriptedFaults(t *testing.T) {
	r := quiet(t)
	r.Script("sendMessage",
		telegram.Flood(7), telegram.InternalError(),
		telegram.Refuse(400, "Bad Request: can't parse entities"), telegram.Refuse(403, "user is deactivated"), telegram.Pass())
	for i, want := range []string{
		"429 Too Many Requests: retry after 7", "500 Internal Server Error",
		"400 Bad Request: can't parse entities", "403 Forbidden: user is deactivated", "200 ", "200 ",
	} {
		a := r.call("sendMessage", params{"chat_id": "11", "text": "x"})
		if got := itoa(int64(a.Status)) + " " + a.Description; got != want {
			t.Errorf("call %d: %s, want %s", i, got, want)
		}
		if i == 0 && a.Parameters.RetryAfter != 7 {
			t.Errorf("retry_after %d", a.Parameters.RetryAfter)
		}
	}
	if n := fromBot(r.Chat(ann)); n != 2 {
		t.Errorf("%d messages arrived, want 2", n)
	}
}

func fromBot(all []telegram.Message) int {
	n := 0
	for _, m := range all {
		if m.FromBot() {
			n++
		}
	}
	return n
}

func TestTheConnectionIsCut(t *testing.T) {
	for _, tt := range []struct {
		name     string
		fault    telegram.Fault
		arrived  int
		accepted bool
	}{
		{"before", telegram.Reset(), 0, false},
		{"after", telegram.AcceptedThenCut(), 1, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := quiet(t)
			r.Script(telegram.Any, tt.fault)
			if _, err := r.try("sendMessage", params{"chat_id": "11", "text": "x"}); err == nil {
				t.Error("it was answered")
			}
			if n := fromBot(r.Chat(ann)); n != tt.arrived {
				t.Errorf("%d messages arrived, want %d", n, tt.arrived)
			}
			calls := r.Calls()
			if c := calls[len(calls)-1]; c.Answered || c.Accepted != tt.accepted || c.Fault == "" || c.Chat() != ann {
				t.Errorf("log %+v", c)
			}
		})
	}
}

func TestBreakUntilMend(t *testing.T) {
	r := quiet(t)
	r.Break("sendMessage", telegram.BadGateway())
	resp, err := client.Get(r.URL() + "/bot" + r.Token() + "/sendMessage?chat_id=11&text=x")
	if err != nil {
		t.Fatal(err)
	}
	page, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if resp.StatusCode != 502 || !strings.HasPrefix(string(page), "<html>") {
		t.Errorf("%d %s", resp.StatusCode, page)
	}
	r.Mend("sendMessage")
	r.must("sendMessage", params{"chat_id": "11", "text": "x"})
}

func TestHangUntilTheClientLeaves(t *testing.T) {
	r := quiet(t)
	r.Script("sendMessage", telegram.AcceptedThenHang())
	ctx, leave := context.WithCancel(t.Context())
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, r.URL()+"/bot"+r.Token()+"/sendMessage?chat_id=11&text=x", nil)
	ended := make(chan error)
	go func() {
		_, err := client.Do(req)
		ended <- err
	}()
	if err := r.Wait(within(t), ann, func(all []telegram.Message) bool { return fromBot(all) == 1 }); err != nil {
		t.Fatal(err)
	}
	leave()
	if err := <-ended; err == nil {
		t.Error("it was answered")
	}
	err := r.Until(within(t), func() bool {
		calls := r.Calls()
		last := calls[len(calls)-1]
		return !last.Done.IsZero() && !last.Answered && last.Accepted
	})
	if err != nil {
		t.Error(err)
	}
}

func TestMeddle(t *testing.T) {
	r := quiet(t)
	r.Meddle(func(c telegram.Call) *telegram.Fault {
		if c.Params["text"] != "bad" {
			return nil
		}
		f := telegram.Refuse(400, "no")
		return &f
	})
	if a := r.call("sendMessage", params{"chat_id": "11", "text": "bad"}); a.Description != "Bad Request: no" {
		t.Error(a.Description)
	}
	r.must("sendMessage", params{"chat_id": "11", "text": "good"})
}
