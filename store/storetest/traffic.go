package storetest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"hamzaban/chat"
)

func outboxRemarksOnce(t *testing.T, f *file) {
	k := chat.Key{Chat: -5, Person: 7}
	remark := func(k chat.Key, event string, want int) {
		t.Helper()
		ms, err := f.Remark(t.Context(), k, "flood", event, []chat.Reply{reply("all in order")})
		f.must(err)
		if len(ms) != want {
			t.Errorf("a remark on %s came to %d messages, want %d", event, len(ms), want)
		}
		for _, m := range ms {
			f.must(f.Settled(t.Context(), m.ID, 1))
		}
	}
	remark(k, "noon", 1)
	f.reopen()
	remark(k, "noon", 0)
	remark(k, "one", 1)
	remark(chat.Key{Chat: -5, Person: 8}, "one", 1)
	f.prune(47*time.Hour, 1, 0)
	f.prune(49*time.Hour, 1, 5) // three messages, two remarks
	remark(k, "one", 1)
}

func outboxReplacesOnce(t *testing.T, f *file) {
	m := f.finish(1, chat.Outcome{Replies: []chat.Reply{reply("long")}})[0]
	f.must(f.Begun(t.Context(), m.ID, 4711))
	f.must(f.Replace(t.Context(), m.ID))
	f.reopen()
	m.Replaced = true
	f.same("unsent", f.unsent(), []chat.Message{m})
	f.must(f.Begun(t.Context(), m.ID, 4712))
	if err := f.Replace(t.Context(), m.ID); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("replaced a second time: %v, want ErrNotFound", err)
	}
	m.Sent = 4712
	f.same("unsent", f.unsent(), []chat.Message{m})
}

func outboxRevokes(t *testing.T, f *file) {
	k := chat.Key{Chat: -100123, Thread: 4, Person: 7}
	other := chat.Key{Chat: -100123, Thread: 4, Person: 8}
	answer := func(texts ...string) chat.Reply {
		r := reply(texts...)
		r.Answer = true
		return r
	}
	ms := f.finish(1, chat.Outcome{Key: k, Replies: []chat.Reply{reply("the notice"), answer("one", "two", "three", "four")}})
	others := f.finish(2, chat.Outcome{Key: other, Replies: []chat.Reply{answer("theirs")}})
	stop := f.receive(3)[0].Seq
	after := f.finish(4, chat.Outcome{Key: k, Replies: []chat.Reply{answer("asked later")}})
	f.must(f.Begun(t.Context(), ms[1].ID, 4711))
	ms[1].Sent = 4711
	for range 2 { // a second try of the stop finds what the first one did
		got, err := f.Revoke(t.Context(), k, stop, ms[2].ID)
		f.must(err)
		if want := []int64{ms[3].ID, ms[4].ID}; !slices.Equal(got, want) {
			t.Errorf("taken back are %v, want %v: neither what is begun nor what was excepted", got, want)
		}
		f.reopen()
	}
	f.same("unsent", f.unsent(), slices.Concat(ms[:3], others, after))
	if err := f.Begun(t.Context(), ms[3].ID, 1); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("what was taken back is begun: %v, want ErrNotFound", err)
	}
}

func outboxKnowsTraffic(t *testing.T, f *file) {
	begun := now().Add(-time.Millisecond)
	k := chat.Key{Chat: 1, Person: 7}
	ms := f.finish(1, chat.Outcome{Key: k, Replies: []chat.Reply{reply("one", "two", "three", "four")}})
	f.must(f.Begun(t.Context(), ms[0].ID, 1))
	f.must(f.Settled(t.Context(), ms[0].ID, 1))
	f.must(f.Settled(t.Context(), ms[1].ID, 2))
	f.must(f.Begun(t.Context(), ms[2].ID, 3))
	f.must(f.Freeze(t.Context(), -5, now().Add(time.Hour)))
	until := now().Add(2 * time.Hour).Truncate(time.Millisecond)
	f.must(f.Freeze(t.Context(), -5, until.Add(-time.Microsecond))) // not thawed before its time
	f.must(f.Freeze(t.Context(), 6, now().Add(-time.Second)))
	f.reopen()
	got, err := f.Lately(t.Context(), begun)
	f.must(err)
	if len(got) != 2 || got[0].Chat != -100123 || got[1].Chat != -5 {
		t.Fatalf("something went on in %+v, want what was written to and what is frozen", got)
	}
	if n := len(got[0].Calls); n != 4 || !slices.IsSortedFunc(got[0].Calls, time.Time.Compare) {
		t.Errorf("calls were made at %v, want 4: a first line, its edit, a whole, a first line", got[0].Calls)
	}
	if !got[0].Frozen.IsZero() || !got[1].Frozen.Equal(until) {
		t.Errorf("frozen until %v and %v, want not at all and %v", got[0].Frozen, got[1].Frozen, until)
	}
	if got, err := f.Lately(t.Context(), now().Add(time.Hour)); err != nil || len(got) != 1 || len(got[0].Calls) > 0 {
		t.Errorf("in the last moment went on %+v, %v, want nothing but the freeze", got, err)
	}
	f.prune(3*time.Hour, 1, 2)
	if got, err := f.Lately(t.Context(), now().Add(time.Hour)); err != nil || len(got) != 0 {
		t.Errorf("after it %+v is kept (%v), want nothing", got, err)
	}
}
