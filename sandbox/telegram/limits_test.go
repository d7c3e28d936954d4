package telegram_test

import (
	"strconv"
	"testing"
	"time"

	"hamzaban/sandbox/telegram"
)

func TestAChatTakesAboutOneMessageASecond(t *testing.T) {
	r := start(t, telegram.Options{})
	r.Say(ann, ann, "hello")
	r.Say(babk, babk, "سلام")
	var first telegram.Message
	for i := range 4 {
		m := r.must("sendMessage", params{"chat_id": "11", "text": strconv.Itoa(i)})
		if i == 0 {
			first = m
		}
	}
	edit := func() answer {
		return r.call("editMessageText", params{"chat_id": "11", "message_id": itoa(first.ID), "text": "edited"})
	}
	a := edit()
	if a.Status != 429 || a.Parameters.RetryAfter != 1 || a.Description != "Too Many Requests: retry after 1" {
		t.Fatalf("a fifth at once: %+v", a)
	}
	if a := r.call("sendMessage", params{"chat_id": "12", "text": "x"}); !a.OK {
		t.Errorf("another chat suffers: %s", a.Description)
	}
	r.clock.forward(900 * time.Millisecond)
	if a := edit(); a.Status != 429 {
		t.Errorf("before the time was up: %+v", a)
	}
	r.clock.forward(100 * time.Millisecond)
	if a := edit(); !a.OK {
		t.Errorf("after the time was up: %s", a.Description)
	}
	if m, _ := r.Message(ann, first.ID); m.Text != "edited" {
		t.Errorf("text %q", m.Text)
	}
}

func TestAFloodIsWaitedOutInWholeSeconds(t *testing.T) {
	r := start(t, telegram.Options{Limits: telegram.Limits{ChatPerSecond: 2, ChatBurst: 1}})
	r.Say(ann, ann, "hello")
	send := func() int { return r.call("sendMessage", params{"chat_id": "11", "text": "x"}).Status }
	if send() != 200 || send() != 429 {
		t.Fatal("two at once with a burst of one")
	}
	r.clock.forward(700 * time.Millisecond)
	if send() != 429 {
		t.Error("taken before the time that was named")
	}
	r.clock.forward(300 * time.Millisecond)
	if send() != 200 {
		t.Error("refused after the time that was named")
	}
}

func TestAGroupTakesTwentyAMinute(t *testing.T) {
	r := start(t, telegram.Options{})
	g := r.Group("Friends", ann)
	sent, refused := 0, 0
	for range 59 {
		if r.call("sendMessage", params{"chat_id": itoa(g), "text": "x"}).OK {
			sent++
		} else {
			refused++
		}
		r.clock.forward(time.Second)
	}
	if sent > 40 || sent < 20 || refused == 0 {
		t.Errorf("%d sent and %d refused within a minute after a rest", sent, refused)
	}
}

func TestLimitsCanBeSwitched(t *testing.T) {
	r := start(t, telegram.Options{Limits: telegram.Limits{PerSecond: 2}})
	r.Say(ann, ann, "hello")
	r.Say(babk, babk, "سلام")
	send := func(chat string) int {
		return r.call("sendMessage", params{"chat_id": chat, "text": "x"}).Status
	}
	if got := []int{send("11"), send("12"), send("11")}; got[1] != 200 || got[2] != 429 {
		t.Errorf("two a second in all: %v", got)
	}
	r.SetLimits(telegram.Limits{})
	for range 50 {
		if send("11") != 200 {
			t.Fatal("refused without limits")
		}
	}
}
