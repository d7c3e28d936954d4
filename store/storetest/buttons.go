package storetest

import (
	"errors"
	"testing"
	"time"

	"hamzaban/chat"
)

// buttonsAreKnown: what a button belongs to is known as long as what was asked for is
// kept: whose update it was, and which messages answer it.
func buttonsAreKnown(t *testing.T, f *file) {
	k := chat.Key{Chat: 1, Person: 1}
	got := f.receive(1, 2)
	asked, plain := got[0], got[1]
	settled := func(u chat.Update, o chat.Outcome, sent int64) {
		t.Helper()
		o.Key, o.Replies = k, []chat.Reply{reply("said")}
		messages, err := f.Finish(t.Context(), u.Seq, o)
		f.must(err)
		f.must(f.Settled(t.Context(), messages[0].ID, sent))
	}
	settled(asked, chat.Outcome{Asked: `{"a":1}`}, 101)
	settled(plain, chat.Outcome{}, 102)
	f.reopen()
	answers := func(seq, in, message int64, want bool) {
		t.Helper()
		if is, err := f.Answers(t.Context(), seq, in, message); err != nil || is != want {
			t.Errorf("message %d in chat %d answers update %d: %v (%v), want %v", message, in, seq, is, err, want)
		}
	}
	in := reply("").Chat
	answers(asked.Seq, in, 101, true)
	answers(asked.Seq, in, 102, false)
	answers(asked.Seq, in+1, 101, false)
	answers(plain.Seq, in, 101, false)
	f.prune(29*24*time.Hour, 0, 2) // the other update with its message
	answers(asked.Seq, in, 101, true)
	if u, err := f.Known(t.Context(), asked.Seq); err != nil || u.Person != asked.Person || u.Lane != asked.Lane || len(u.Raw) != 0 {
		t.Errorf("the update is %+v (%v)", u, err)
	}
	if _, err := f.Known(t.Context(), plain.Seq); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("another after its time: %v, want ErrNotFound", err)
	}
	f.prune(31*24*time.Hour, 0, 3)
	answers(asked.Seq, in, 101, false)
	if _, err := f.Known(t.Context(), asked.Seq); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("in the end: %v, want ErrNotFound", err)
	}
}

// askedIsPruned: what was asked for is kept for its buttons, and no longer than
// what people write.
func askedIsPruned(t *testing.T, f *file) {
	k := chat.Key{Chat: 1, Person: 1}
	u := f.receive(1)[0]
	_, err := f.Finish(t.Context(), u.Seq, chat.Outcome{Key: k, Asked: `{"a":1}`})
	f.must(err)
	f.prune(6*24*time.Hour, 7, 0)
	f.prune(8*24*time.Hour, 7, 2) // with its update
	if got, err := f.Asked(t.Context(), k, u.Seq); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("what was asked for outlives what was written: %q, %v", got, err)
	}
}
