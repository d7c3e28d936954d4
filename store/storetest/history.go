package storetest

import (
	"fmt"
	"slices"
	"testing"

	"hamzaban/chat"
)

func historyKeepsOrder(t *testing.T, f *file) {
	k := chat.Key{Chat: -5, Thread: 2, Person: 9}
	said := turns("سلام", "درود! 👋", "چند روز مانده؟", "هفت روز.\n\nبه سلامتی")
	f.finish(1, chat.Outcome{Key: k, Turns: said[:2]})
	f.finish(2, chat.Outcome{Key: k, Turns: said[2:]})
	f.reopen()
	for n, want := range map[int][]chat.Turn{0: nil, 1: said[3:], 3: said[1:], 4: said, 20: said} {
		got, err := f.Recent(t.Context(), k, n)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			if i > 0 && got[i].ID <= got[i-1].ID {
				t.Errorf("turn %d has the number %d, after %d", i, got[i].ID, got[i-1].ID)
			}
		}
		for i := range got {
			got[i].ID = 0
		}
		f.same(fmt.Sprintf("the last %d", n), got, want)
	}
}

func historyKeepsApart(t *testing.T, f *file) {
	keys := []chat.Key{
		{Chat: 1, Thread: 0, Person: 1},
		{Chat: 1, Thread: 0, Person: 2},
		{Chat: 1, Thread: 1, Person: 1},
		{Chat: 2, Thread: 0, Person: 1},
		{Chat: 2, Thread: 1, Person: 0},
	}
	for i, k := range keys {
		f.finish(int64(i), chat.Outcome{Key: k, Turns: turns(fmt.Sprint(k))})
	}
	for _, k := range keys {
		if got := f.said(k, 9); !slices.Equal(got, []string{fmt.Sprint(k)}) {
			t.Errorf("the conversation %v has %q", k, got)
		}
	}
	for person, want := range map[int64]int{1: 3, 2: 1, 77: 0} {
		if n, err := f.Stored(t.Context(), person); err != nil || n != want {
			t.Errorf("%d turns of person %d are kept (%v), want %d", n, person, err, want)
		}
	}
}

func historyBeginsAfresh(t *testing.T, f *file) {
	k, other := chat.Key{Chat: 1, Person: 1}, chat.Key{Chat: 1, Person: 2}
	want := func(k chat.Key, want ...string) {
		t.Helper()
		if got := f.said(k, 9); !slices.Equal(got, want) {
			t.Errorf("the conversation has %q, want %q", got, want)
		}
	}
	f.finish(1, chat.Outcome{Key: k, Fresh: true})
	f.finish(2, chat.Outcome{Key: k, Turns: turns("old", "answer")})
	f.finish(3, chat.Outcome{Key: other, Turns: turns("theirs")})
	f.finish(4, chat.Outcome{Key: k, Fresh: true})
	want(k)
	f.finish(5, chat.Outcome{Key: k, Turns: turns("new")})
	f.reopen()
	want(k, "new")
	f.finish(6, chat.Outcome{Key: k, Fresh: true, Turns: turns("newest", "answer")})
	want(k, "newest", "answer")
	want(other, "theirs")

	// Ids of turns that were pruned must not be used again.
	f.finish(7, chat.Outcome{Key: k, Fresh: true})
	if _, err := f.Prune(t.Context(), noon.AddDate(0, 0, 2), 1); err != nil {
		t.Fatal(err)
	}
	f.reopen()
	f.finish(8, chat.Outcome{Key: k, Turns: turns("after all")})
	want(k, "after all")
}

// A question is kept for later, and answered after its conversation was begun
// afresh.
func historyKeepsPast(t *testing.T, f *file) {
	k := chat.Key{Chat: 1, Person: 3}
	got := f.receive(1, 2, 3, 4)
	f.park(got[1].Seq, k, noon)
	finish := func(i int, o chat.Outcome) {
		o.Key = k
		_, err := f.Finish(t.Context(), got[i].Seq, o)
		f.must(err)
	}
	finish(0, chat.Outcome{Turns: turns("before")})
	finish(2, chat.Outcome{Fresh: true})
	finish(1, chat.Outcome{Turns: turns("late", "answer")})
	finish(3, chat.Outcome{Turns: turns("new", "word")})
	f.same("the fresh conversation", f.said(k, 9), []string{"new", "word"})
	if n, err := f.Stored(t.Context(), 3); err != nil || n != 5 {
		t.Errorf("%d turns are kept (%v), want all 5", n, err)
	}
}
