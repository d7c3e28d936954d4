package storetest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"hamzaban/chat"
)

func inboxReadsInPages(t *testing.T, f *file) {
	all := updates(1, 2, 3, 4, 5)
	for i := range all {
		all[i].Lane = []string{"a", "b"}[i%2]
	}
	got, err := f.Receive(t.Context(), all, 0)
	f.must(err)
	for _, c := range []struct {
		lane  string
		after int64
		n     int
		want  []int64
	}{
		{"", 0, 3, []int64{1, 2, 3}},
		{"", got[2].Seq, 3, []int64{4, 5}},
		{"a", 0, 2, []int64{1, 3}},
		{"a", got[2].Seq, 2, []int64{5}},
		{"c", 0, 2, []int64{}},
	} {
		us, err := f.Unfinished(t.Context(), c.lane, c.after, c.n)
		if err != nil || !slices.Equal(ids(us), c.want) {
			t.Errorf("lane %q after %d: %v, %v, want %v", c.lane, c.after, ids(us), err, c.want)
		}
	}
}

func (f *file) park(seq int64, k chat.Key, due time.Time, replies ...chat.Reply) []chat.Message {
	f.Helper()
	sent, err := f.Park(f.Context(), seq, chat.Parked{Due: due, Expires: noon.Add(12 * time.Hour)}, chat.Outcome{Key: k, Replies: replies})
	f.must(err)
	return sent
}

func (f *file) due(by time.Time, n int) ([]int64, time.Time) {
	f.Helper()
	due, next, err := f.Due(f.Context(), by, n)
	f.must(err)
	var seqs []int64
	for _, p := range due {
		seqs = append(seqs, p.Seq)
		if p.Attempts != 0 || len(p.Raw) == 0 || !p.Expires.Equal(noon.Add(12*time.Hour)) {
			f.Errorf("parked: %+v, want it whole, without attempts, and when it expires", p)
		}
	}
	return seqs, next
}

func laterComesBack(t *testing.T, f *file) {
	k := chat.Key{Chat: 1, Thread: 2, Person: 3}
	got := f.receive(1, 2, 3, 4)
	f.must(f.Begin(t.Context(), got[1].Seq))
	if sent := f.park(got[1].Seq, k, noon, reply("later")); len(sent) != 1 {
		t.Errorf("%d messages were committed, want the notice", len(sent))
	}
	f.park(got[0].Seq, k, noon)
	f.park(got[2].Seq, chat.Key{Chat: 9, Person: 9}, noon.Add(time.Hour))
	f.reopen()
	if left := ids(f.unfinished()); !slices.Equal(left, []int64{4}) {
		t.Errorf("unfinished: %v, want only what is not parked", left)
	}
	for _, c := range []struct {
		what string
		by   time.Time
		n    int
		want []int64
		next time.Time
	}{
		{"before", noon.Add(-time.Millisecond), 5, nil, noon},
		{"at the time, in their order", noon, 5, []int64{got[0].Seq, got[1].Seq}, noon.Add(time.Hour)},
		{"some", noon, 1, []int64{got[0].Seq}, noon},
		{"all", noon.Add(time.Hour), 5, []int64{got[0].Seq, got[1].Seq, got[2].Seq}, time.Time{}},
	} {
		if due, next := f.due(c.by, c.n); !slices.Equal(due, c.want) || !next.Equal(c.next) {
			t.Errorf("%s: due are %v, next at %v, want %v, %v", c.what, due, next, c.want, c.next)
		}
	}
	if seqs, err := f.ParkedBy(t.Context(), k); err != nil || !slices.Equal(seqs, []int64{got[0].Seq, got[1].Seq}) {
		t.Errorf("parked in the conversation: %v, %v", seqs, err)
	}
}

func laterEnds(t *testing.T, f *file) {
	k := chat.Key{Chat: 1, Person: 3}
	got := f.receive(1, 2, 3)
	for _, u := range got {
		f.park(u.Seq, k, noon)
	}
	f.must(f.Begin(t.Context(), got[0].Seq))
	f.park(got[0].Seq, k, noon.Add(time.Minute)) // again
	if _, err := f.Finish(t.Context(), got[1].Seq, chat.Outcome{Key: k}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Bury(t.Context(), got[2].Seq, "it is too old", chat.Outcome{Key: k}); err != nil {
		t.Fatal(err)
	}
	f.reopen()
	if due, next := f.due(noon.Add(time.Hour), 5); !slices.Equal(due, []int64{got[0].Seq}) || !next.IsZero() {
		t.Errorf("due are %v, %v, want only the one that was parked again", due, next)
	}
	if _, err := f.Park(t.Context(), got[1].Seq, chat.Parked{Due: noon, Expires: noon}, chat.Outcome{Key: k, Replies: []chat.Reply{reply("twice")}}); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("parking what is finished: %v, want ErrNotFound", err)
	}
	if unsent := f.unsent(); len(unsent) != 0 {
		t.Errorf("%d messages wait, want none", len(unsent))
	}
}

func laterEndsOthers(t *testing.T, f *file) {
	mine, theirs := chat.Key{Chat: 1, Person: 3}, chat.Key{Chat: 1, Person: 4}
	all := updates(1, 2, 3, 4)
	for i := range all {
		all[i].Person = []int64{3, 3, 4, 3}[i]
	}
	got, err := f.Receive(t.Context(), all, 0)
	f.must(err)
	f.park(got[1].Seq, mine, noon)
	f.park(got[2].Seq, theirs, noon)
	_, err = f.Finish(t.Context(), got[3].Seq, chat.Outcome{Key: mine, Ends: []int64{got[0].Seq, got[1].Seq, got[2].Seq}})
	f.must(err)
	f.reopen()
	if left := f.unfinished(); len(left) != 0 {
		t.Errorf("unfinished: %v, want none", ids(left))
	}
	if due, _ := f.due(noon, 5); !slices.Equal(due, []int64{got[2].Seq}) {
		t.Errorf("parked are %v, want only what is another's", due)
	}
	if _, err := f.Finish(t.Context(), got[0].Seq, chat.Outcome{Key: mine}); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("finishing what was ended: %v, want ErrNotFound", err)
	}
}

func outboxEdits(t *testing.T, f *file) {
	r := reply("new text", "and more")
	r.Edit = 77
	sent, err := f.Finish(t.Context(), f.receive(1)[0].Seq, chat.Outcome{Replies: []chat.Reply{r}})
	f.must(err)
	if len(sent) != 2 || sent[0].Sent != 77 || sent[1].Sent != 0 {
		t.Errorf("committed: %+v, want the first part as begun in message 77", sent)
	}
	f.reopen()
	f.same("unsent", f.unsent(), sent)
}

func laterPromises(t *testing.T, f *file) {
	k := chat.Key{Chat: 1, Person: 3}
	got := f.receive(1, 2, 3)
	said := f.park(got[0].Seq, k, noon, reply("notice"), reply("later", "and more"))
	for i, m := range said {
		f.must(f.Settled(t.Context(), m.ID, int64(71+i)))
	}
	f.park(got[0].Seq, k, noon.Add(time.Minute)) // again, and nothing is said
	waits := f.park(got[1].Seq, k, noon, reply("not sent yet"))
	seqs := []int64{got[0].Seq, got[1].Seq, got[2].Seq}
	f.reopen()
	found, err := f.Promises(t.Context(), seqs)
	if err != nil || len(found) != 2 || found[0].Sent != 73 || found[0].Chat != said[2].Chat || found[1].ID != waits[0].ID || found[1].Sent != 0 {
		t.Errorf("found %+v (%v), want the last message, 73, and the one that was not sent", found, err)
	}
	for id, want := range map[int64]int64{said[2].ID: 73, waits[0].ID: 0} {
		if sent, err := f.SentAs(t.Context(), id); err != nil || sent != want {
			t.Errorf("message %d was sent as %d (%v), want %d", id, sent, err, want)
		}
	}
	if _, err := f.Finish(t.Context(), got[0].Seq, chat.Outcome{Key: k}); err != nil {
		t.Fatal(err)
	}
	if found, err := f.Promises(t.Context(), seqs); err != nil || len(found) != 1 || found[0].ID != waits[0].ID {
		t.Errorf("found %+v (%v) of what is done, want nothing", found, err)
	}
}
