package storetest

import (
	"encoding/json"
	"errors"
	"strconv"
	"testing"
	"time"

	"hamzaban/chat"
)

func outboxKeepsOrder(t *testing.T, f *file) {
	got := f.finish(1, chat.Outcome{Replies: []chat.Reply{reply("one", "two", "three"), reply("four")}})
	got = append(got, f.finish(2, chat.Outcome{Replies: []chat.Reply{reply("five")}})...)
	if len(got) != 5 {
		t.Fatalf("%d messages, want 5", len(got))
	}
	want := []chat.Message{
		{Part: 0, Of: 3, Payload: reply("one").Parts[0]},
		{Part: 1, Of: 3, Payload: reply("two").Parts[0]},
		{Part: 2, Of: 3, Payload: reply("three").Parts[0]},
		{Part: 0, Of: 1, Payload: reply("four").Parts[0]},
		{Part: 0, Of: 1, Payload: reply("five").Parts[0]},
	}
	for i := range want {
		want[i].Chat, want[i].Thread, want[i].To = -100123, 4, 77
		want[i].ID, want[i].Reply = got[i].ID, got[i].Reply // of the store's making
	}
	f.same("Finish returned", got, want)
	if a, b, c := got[0].Reply, got[3].Reply, got[4].Reply; a != got[1].Reply || a != got[2].Reply || a >= b || b >= c {
		t.Errorf("the parts belong to the replies %d %d %d, %d, %d", a, got[1].Reply, got[2].Reply, b, c)
	}
	f.reopen()
	f.same("unsent", f.unsent(), got)
}

func outboxKeepsBegun(t *testing.T, f *file) {
	m := f.finish(1, chat.Outcome{Replies: []chat.Reply{reply("long")}})[0]
	f.must(f.Begun(t.Context(), m.ID, 4711))
	f.reopen()
	m.Sent = 4711
	f.same("unsent", f.unsent(), []chat.Message{m})
}

func outboxSettlesOnce(t *testing.T, f *file) {
	ms := f.finish(1, chat.Outcome{Replies: []chat.Reply{reply("one", "two", "three")}})
	f.must(f.Settled(t.Context(), ms[0].ID, 4711))
	f.must(f.Failed(t.Context(), ms[1].ID, "bot was blocked by the user"))
	f.reopen()
	f.same("unsent", f.unsent(), ms[2:])
	for _, id := range []int64{ms[0].ID, ms[1].ID, ms[2].ID + 1} {
		for name, err := range map[string]error{
			"Begun":   f.Begun(t.Context(), id, 1),
			"Settled": f.Settled(t.Context(), id, 1),
			"Failed":  f.Failed(t.Context(), id, "late"),
			"Recut":   f.recut(id),
		} {
			if !errors.Is(err, chat.ErrNotFound) {
				t.Errorf("%s of message %d: %v, want ErrNotFound", name, id, err)
			}
		}
	}
}

func (f *file) recut(id int64) error {
	_, err := f.Recut(f.Context(), id, json.RawMessage(`{}`), json.RawMessage(`{}`))
	return err
}

func outboxRecuts(t *testing.T, f *file) {
	ms := f.finish(1, chat.Outcome{Replies: []chat.Reply{reply("rich", "end")}})
	_, err := f.Recut(t.Context(), ms[0].ID, json.RawMessage(`{"text":"plain"}`))
	f.must(err)
	f.reopen()
	ms[0].Payload, ms[0].Attempts = json.RawMessage(`{"text":"plain"}`), 1
	f.same("unsent", f.unsent(), ms)
}

func outboxRecutsIntoMore(t *testing.T, f *file) {
	k := chat.Key{Chat: 7, Person: 9}
	ms := f.finish(1, chat.Outcome{Key: k, Replies: []chat.Reply{{Chat: 7, Answer: true, Parts: reply("rich", "end").Parts}, reply("other")}})
	more, err := f.Recut(t.Context(), ms[0].ID, json.RawMessage(`1`), json.RawMessage(`2`), json.RawMessage(`3`))
	f.must(err)
	again, err := f.Recut(t.Context(), ms[0].ID, json.RawMessage(`1`), json.RawMessage(`2`), json.RawMessage(`3`))
	f.must(err)
	f.same("told again", again, more)
	f.reopen()
	want := []chat.Message{ms[0], ms[0], ms[0], ms[1], ms[2]}
	for i := range want[:4] {
		want[i].Part, want[i].Of = int64(i), 4
		if i < 3 {
			want[i].Payload = json.RawMessage(strconv.Itoa(i + 1))
		}
	}
	want[0].Attempts = 1
	for i, m := range more {
		want[1+i].ID = m.ID
	}
	f.same("added", more, want[1:3])
	f.same("unsent", f.unsent(), want)
	if ids, err := f.Revoke(t.Context(), k, 1<<40, 0); err != nil || len(ids) != 4 {
		t.Errorf("a stop takes back %v (%v), want the four of the answer", ids, err)
	}
}

func outboxAnnouncesOnce(t *testing.T, f *file) {
	announce := func(topic, event string, want int) []chat.Message {
		t.Helper()
		to := func(id int64) chat.Reply { return chat.Reply{Chat: id, Parts: reply("gone").Parts} }
		ms, err := f.Announce(t.Context(), topic, event, []chat.Reply{to(7), to(8)})
		f.must(err)
		if len(ms) != want {
			t.Errorf("%s, %s came to %d messages, want %d", topic, event, len(ms), want)
		}
		return ms
	}
	first := announce("groq/m: no model", "1", 2)
	f.reopen()
	f.same("unsent", f.unsent(), first)
	announce("groq/m: no model", "1", 0)
	announce("groq/n: no model", "1", 2)
	announce("groq/m: no model", "2", 2)
	for _, m := range f.unsent() {
		f.must(f.Settled(t.Context(), m.ID, 1))
	}
	f.prune(49*time.Hour, 1, 6)
	announce("groq/m: no model", "2", 0)
}
