package storetest

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"hamzaban/ai"
	"hamzaban/chat"
)

func (f *file) prune(after time.Duration, retentionDays, want int) {
	f.Helper()
	if n, err := f.Prune(f.Context(), now().Add(after), retentionDays); err != nil || n != want {
		f.Errorf("%v later %d rows were pruned (%v), want %d", after, n, err, want)
	}
}

func pruneDone(t *testing.T, f *file) {
	ms := f.finish(1, chat.Outcome{Replies: []chat.Reply{reply("one", "two")}})
	f.must(f.Settled(t.Context(), ms[0].ID, 1))
	f.must(f.Failed(t.Context(), ms[1].ID, "blocked"))
	seq := f.receive(2)[0].Seq
	if _, err := f.Bury(t.Context(), seq, "no", chat.Outcome{}); err != nil {
		t.Fatal(err)
	}
	f.prune(47*time.Hour, 1, 0)
	f.prune(49*time.Hour, 0, 4) // two updates, two messages
	if got := f.receive(2, 1); got[0].Seq <= seq {
		t.Errorf("an update got the number %d, which another had", got[0].Seq)
	}
}

func pruneOld(t *testing.T, f *file) {
	k := chat.Key{Chat: 1, Person: 1}
	old, recent := turns("old"), turns("recent")
	old[0].At, recent[0].At = now().AddDate(0, 0, -91), now().AddDate(0, 0, -89)
	f.finish(1, chat.Outcome{Key: k, Turns: append(old, recent...)})
	f.prune(0, 0, 0)
	if got := f.said(k, 9); len(got) != 2 {
		t.Errorf("kept for ever are %q, want both", got)
	}
	f.prune(0, 90, 1)
	if got := f.said(k, 9); !slices.Equal(got, []string{"recent"}) {
		t.Errorf("kept for 90 days is %q, want what was said 89 days ago", got)
	}
	many := make([]chat.Turn, 1200)
	for i := range many {
		many[i] = old[0]
	}
	f.finish(2, chat.Outcome{Key: k, Turns: many})
	f.prune(0, 90, len(many))
}

func pruneSparesUnfinished(t *testing.T, f *file) {
	f.receive(1)
	ms := f.finish(2, chat.Outcome{Replies: []chat.Reply{reply("one", "two")}})
	f.must(f.Settled(t.Context(), ms[0].ID, 1))
	f.prune(1000*time.Hour, 1, 0)
	if got, err := f.Receive(t.Context(), updates(2, 1), 0); err != nil || len(got) != 0 {
		t.Errorf("%v were taken again (%v)", ids(got), err)
	}
	f.must(f.Settled(t.Context(), ms[1].ID, 2))
	f.prune(1000*time.Hour, 1, 3)
	if got := f.unfinished(); len(got) != 1 {
		t.Errorf("%d updates are unfinished, want 1", len(got))
	}
}

func shareBook(t *testing.T, f *file) {
	const each = 200
	other := f.open(t, f.path)
	defer other.Close()
	var all sync.WaitGroup
	for _, s := range []Store{f, other} {
		all.Go(func() {
			for range each {
				err := s.Book().Update(t.Context(), []string{"groq/m", "groq:pool"}, func(rs map[string]*ai.Record) error {
					rs["groq/m"].Requests++
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if records, err := f.Book().Records(t.Context()); err != nil || records["groq/m"].Requests != 2*each {
		t.Errorf("%v requests are counted (%v), want %d", records["groq/m"], err, 2*each)
	}
}

func shareFile(t *testing.T, f *file) {
	const each = 100
	other := f.open(t, f.path)
	defer other.Close()
	var all sync.WaitGroup
	for i, s := range []Store{f, other} {
		for worker := range 4 {
			all.Go(func() {
				for n := range each / 4 {
					id := int64(1000*i + 100*worker + n)
					got, err := s.Receive(t.Context(), updates(id), id)
					if err != nil || len(got) != 1 {
						t.Errorf("update %d: %d new, %v", id, len(got), err)
						return
					}
					err = s.Book().Update(t.Context(), []string{"groq/m"}, func(rs map[string]*ai.Record) error {
						rs["groq/m"].Requests++
						return nil
					})
					if err != nil {
						t.Error(err)
					}
					o := chat.Outcome{Key: chat.Key{Chat: 1, Person: 1}, Turns: turns(fmt.Sprint(id)), Used: chat.Usage{Answers: 1}}
					if _, err := s.Finish(t.Context(), got[0].Seq, o); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	all.Wait()
	for name, s := range map[string]Store{"one": f, "the other": other} {
		records, err := s.Book().Records(t.Context())
		if err != nil || records["groq/m"].Requests != 2*each {
			t.Errorf("%s counts %v requests (%v), want %d", name, records["groq/m"], err, 2*each)
		}
		_, total, err := s.Usage(t.Context(), 1, now())
		if n, _ := s.Stored(t.Context(), 1); err != nil || total.Answers != 2*each || n != 2*each {
			t.Errorf("%s has %d answers and %d turns (%v), want %d each", name, total.Answers, n, err, 2*each)
		}
	}
}
