package storetest

import (
	"testing"

	"hamzaban/chat"
)

// summarise keeps a summary of a conversation up to its nth turn that no summary
// tells of.
func (f *file) summarise(k chat.Key, text string, n int) (upto int64) {
	f.Helper()
	turns, err := f.Recent(f.Context(), k, 100)
	f.must(err)
	upto = turns[n-1].ID
	f.must(f.KeepSummary(f.Context(), k, chat.Summary{Text: text, Upto: upto, Since: turns[0].At}))
	return upto
}

// summary returns the text of a conversation's.
func (f *file) summary(k chat.Key) string {
	f.Helper()
	s, err := f.Summary(f.Context(), k)
	f.must(err)
	return s.Text
}

func summaryStandsFor(t *testing.T, f *file) {
	k, other := chat.Key{Chat: 1, Person: 1}, chat.Key{Chat: 1, Thread: 2, Person: 1}
	f.finish(1, chat.Outcome{Key: k, Turns: turns("a", "b", "c", "d")})
	f.finish(2, chat.Outcome{Key: other, Turns: turns("x", "y")})
	upto := f.summarise(k, "a and b", 2)
	f.reopen()
	f.same("what is left", f.said(k, 9), []string{"c", "d"})
	f.same("the other conversation", f.said(other, 9), []string{"x", "y"})
	s, err := f.Summary(t.Context(), k)
	f.must(err)
	f.same("the summary", s, chat.Summary{Text: "a and b", Upto: upto, Since: noon})
	if got := f.summary(other); got != "" {
		t.Errorf("the other conversation has the summary %q", got)
	}
	f.summarise(k, "a to c", 1)
	f.must(f.KeepSummary(t.Context(), k, chat.Summary{Text: "late", Upto: upto, Since: noon}))
	f.same("what is left of it now", f.said(k, 9), []string{"d"})
	if got := f.summary(k); got != "a to c" {
		t.Errorf("the summary is %q, want the one that tells most", got)
	}
	mine, err := f.Recent(t.Context(), k, 1)
	f.must(err)
	f.must(f.KeepSummary(t.Context(), other, chat.Summary{Text: "not theirs", Upto: mine[0].ID, Since: noon}))
	f.same("the other conversation", f.said(other, 9), []string{"x", "y"})
}

func summaryGoes(t *testing.T, f *file) {
	k := chat.Key{Chat: 1, Person: 1}
	gone := func(why string, upto int64) {
		t.Helper()
		f.must(f.KeepSummary(t.Context(), k, chat.Summary{Text: "too late", Upto: upto, Since: noon}))
		if got := f.summary(k); got != "" {
			t.Errorf("%s: the summary is %q", why, got)
		}
	}
	f.finish(1, chat.Outcome{Key: k, Turns: turns("a", "b")})
	upto := f.summarise(k, "a", 1)
	f.finish(4, chat.Outcome{Key: k, Fresh: true})
	gone("a fresh conversation", upto)
	f.finish(7, chat.Outcome{Key: k, Turns: turns("c", "d")})
	upto = f.summarise(k, "c", 1)
	f.finish(10, chat.Outcome{Key: k, Forget: true})
	gone("all forgotten", upto)
	f.finish(13, chat.Outcome{Key: k, Turns: turns("e", "f", "g")})
	f.summarise(k, "e", 1)
	if _, err := f.Prune(t.Context(), noon.AddDate(0, 0, 2), 1); err != nil {
		t.Fatal(err)
	}
	gone("too old", 0)
	f.same("what is kept", f.said(k, 9), []string{})
}
