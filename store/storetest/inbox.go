package storetest

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"hamzaban/chat"
)

func ids(us []chat.Update) []int64 {
	got := []int64{}
	for _, u := range us {
		got = append(got, u.ID)
	}
	return got
}

func (f *file) unfinished() []chat.Update {
	f.Helper()
	us, err := f.Unfinished(f.Context(), "", 0, 1000)
	f.must(err)
	return us
}

func inboxKeepsOrder(t *testing.T, f *file) {
	sent := updates(12, 10, 11)
	got := f.receive(12, 10, 11)
	for i := range sent {
		sent[i].Seq = got[i].Seq
	}
	f.same("received", got, sent)
	if !slices.IsSortedFunc(got, func(a, b chat.Update) int { return int(a.Seq - b.Seq) }) || got[0].Seq == got[1].Seq {
		t.Errorf("Seq is %d, %d, %d, want it to grow", got[0].Seq, got[1].Seq, got[2].Seq)
	}
	f.reopen()
	f.same("unfinished", f.unfinished(), sent)
}

func inboxLeavesOutKnown(t *testing.T, f *file) {
	first := f.receive(1, 2)
	if _, err := f.Finish(t.Context(), first[0].Seq, chat.Outcome{}); err != nil {
		t.Fatal(err)
	}
	f.reopen()
	got, err := f.Receive(t.Context(), updates(2, 3, 1, 3), 0)
	if err != nil || !slices.Equal(ids(got), []int64{3}) {
		t.Errorf("new were %v (%v), want only 3, once: 1 is done, 2 open", ids(got), err)
	}
	if got, err = f.Receive(t.Context(), nil, 0); err != nil || len(got) != 0 {
		t.Errorf("an empty delivery gave %v, %v", ids(got), err)
	}
}

func inboxTakesLowerIDs(t *testing.T, f *file) {
	f.receive(900_000_001)
	f.receive(5, -7)
	f.reopen()
	if got := ids(f.unfinished()); !slices.Equal(got, []int64{900_000_001, 5, -7}) {
		t.Errorf("unfinished are %v, want them in the order of arrival", got)
	}
}

func inboxAdoptsAnotherBot(t *testing.T, f *file) {
	f.must(f.Adopt(t.Context(), 11))
	open := f.receive(1, 2)
	if _, err := f.Finish(t.Context(), open[0].Seq, chat.Outcome{}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Receive(t.Context(), nil, 100); err != nil {
		t.Fatal(err)
	}
	for _, bot := range []int64{11, 22} { // the same bot again, then another
		f.must(f.Adopt(t.Context(), bot))
		f.reopen()
		got, err := f.Receive(t.Context(), updates(1, 2), 100)
		if err != nil {
			t.Fatal(err)
		}
		if want := map[int64]int{11: 0, 22: 2}[bot]; len(got) != want {
			t.Errorf("as bot %d, %d of its updates were new, want %d", bot, len(got), want)
		}
		if bot == 11 {
			continue
		}
		f.must(f.Adopt(t.Context(), 33))
		if cursor, err := f.Cursor(t.Context()); err != nil || cursor != 0 {
			t.Errorf("another bot's cursor is %d (%v), want 0", cursor, err)
		}
	}
	if left := f.unfinished(); len(left) != 3 {
		t.Errorf("%d updates are open, want the three that were never finished", len(left))
	}
}

func inboxKeepsCursor(t *testing.T, f *file) {
	want := func(want int64) {
		t.Helper()
		if got, err := f.Cursor(t.Context()); err != nil || got != want {
			t.Errorf("the cursor is %d (%v), want %d", got, err, want)
		}
	}
	want(0)
	for _, cursor := range []int64{100, 7} { // it may go back
		if _, err := f.Receive(t.Context(), updates(cursor), cursor); err != nil {
			t.Fatal(err)
		}
		want(cursor)
	}
	f.reopen()
	want(7)
}

func inboxReturnsUnfinished(t *testing.T, f *file) {
	got := f.receive(1, 2, 3)
	if _, err := f.Finish(t.Context(), got[1].Seq, chat.Outcome{}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		f.must(f.Begin(t.Context(), got[2].Seq))
	}
	f.must(f.Begin(t.Context(), got[0].Seq))
	f.must(f.Leave(t.Context(), got[0].Seq))
	f.reopen()
	left := f.unfinished()
	if !slices.Equal(ids(left), []int64{1, 3}) || left[0].Attempts != 0 || left[1].Attempts != 2 {
		t.Errorf("unfinished: %v, want 1 without an attempt and 3 with two", left)
	}
	if err := f.Begin(t.Context(), got[1].Seq); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("an attempt at what is finished: %v, want ErrNotFound", err)
	}
}

func inboxFinishesOnce(t *testing.T, f *file) {
	k := chat.Key{Chat: 1, Person: 1}
	o := chat.Outcome{Key: k, Turns: turns("q", "a"), Used: chat.Usage{Answers: 1}, Replies: []chat.Reply{reply("a")}}
	seq := f.receive(1)[0].Seq
	if _, err := f.Finish(t.Context(), seq, o); err != nil {
		t.Fatal(err)
	}
	for name, again := range map[string]func() ([]chat.Message, error){
		"finish":         func() ([]chat.Message, error) { return f.Finish(t.Context(), seq, o) },
		"bury":           func() ([]chat.Message, error) { return f.Bury(t.Context(), seq, "late", o) },
		"finish another": func() ([]chat.Message, error) { return f.Finish(t.Context(), seq+1, o) },
	} {
		if ms, err := again(); !errors.Is(err, chat.ErrNotFound) || len(ms) != 0 {
			t.Errorf("%s again: %d messages, %v, want ErrNotFound", name, len(ms), err)
		}
	}
	today, _, err := f.Usage(t.Context(), 1, now())
	if n := len(f.unsent()); err != nil || n != 1 || len(f.said(k, 9)) != 2 || today.Answers != 1 {
		t.Errorf("kept %d messages, %q, %d answers (%v), want those of one outcome", n, f.said(k, 9), today.Answers, err)
	}
}

func inboxKeepsAllOrNothing(t *testing.T, f *file) {
	k := chat.Key{Chat: 1, Person: 1}
	seq := f.receive(1)[0].Seq
	_, err := f.Finish(t.Context(), seq, chat.Outcome{
		Key: k, Turns: turns("q", "a"), Chosen: &chat.Languages{Language: "fa"}, Used: chat.Usage{Answers: 1},
		Replies: []chat.Reply{reply("whole"), {Chat: 1, Text: "never cut into parts"}},
	})
	if err == nil {
		t.Fatal("a reply without parts was accepted")
	}
	f.reopen()
	if _, err := f.Person(t.Context(), 1); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("the person was kept: %v", err)
	}
	if n := len(f.unsent()); n != 0 || len(f.said(k, 9)) != 0 || len(f.unfinished()) != 1 {
		t.Errorf("kept %d messages and %q, want nothing and the update open", n, f.said(k, 9))
	}
}

func inboxBuries(t *testing.T, f *file) {
	seq := f.receive(1)[0].Seq
	ms, err := f.Bury(t.Context(), seq, "three attempts failed", chat.Outcome{Replies: []chat.Reply{reply("sorry")}})
	if err != nil || len(ms) != 1 {
		t.Fatalf("%d messages, %v, want the apology", len(ms), err)
	}
	f.reopen()
	if got := f.unfinished(); len(got) != 0 {
		t.Errorf("unfinished: %v, want nothing", ids(got))
	}
	if got, err := f.Receive(t.Context(), updates(1), 0); err != nil || len(got) != 0 {
		t.Errorf("a buried update was taken again (%v)", err)
	}
}

func inboxPutsAside(t *testing.T, f *file) {
	const garbage = "\xff\x00 no JSON"
	for i := range 3 { // it comes again and again
		fresh, err := f.PutAside(t.Context(), json.RawMessage(garbage), "invalid character")
		if err != nil || fresh != (i == 0) {
			t.Errorf("delivery %d: new is %v (%v), want so the first time only", i, fresh, err)
		}
		f.reopen()
	}
	if got := f.unfinished(); len(got) != 0 {
		t.Errorf("unfinished: %v, want nothing", ids(got))
	}
	if n, err := f.Prune(t.Context(), now().AddDate(0, 0, 8), 7); err != nil || n != 1 {
		t.Errorf("pruned %d (%v), want what was put aside", n, err)
	}
}

func inboxMerges(t *testing.T, f *file) {
	got := f.receive(3, 6, 9, 4) // the last is another person's
	whole := json.RawMessage(`{"update_id":3,"message":{"text":"all of it"}}`)
	if err := f.Merge(t.Context(), got[0].Seq, whole, []int64{got[1].Seq, got[3].Seq}); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("with another person's part: %v, want ErrNotFound", err)
	}
	if open := f.unfinished(); len(open) != 4 || string(open[0].Raw) != string(got[0].Raw) {
		t.Errorf("open are %v, want all four as they were", open)
	}
	f.must(f.Merge(t.Context(), got[0].Seq, whole, []int64{got[1].Seq, got[2].Seq}))
	f.reopen()
	if open := f.unfinished(); len(open) != 2 || string(open[0].Raw) != string(whole) {
		t.Errorf("open are %v, want the whole and the other's", open)
	}
	if again, err := f.Receive(t.Context(), updates(6, 9), 0); err != nil || len(again) != 0 {
		t.Errorf("%d parts were taken for new (%v)", len(again), err)
	}
	f.must(f.Begin(t.Context(), got[0].Seq))
	_, err := f.Finish(t.Context(), got[0].Seq, chat.Outcome{})
	f.must(err)
	if err := f.Merge(t.Context(), got[0].Seq, whole, nil); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("of what is done: %v, want ErrNotFound", err)
	}
}
