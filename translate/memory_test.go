package translate_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"hamzaban/store"
	"hamzaban/translate"
)

// remembering gives an engine a memory in a real file.
func remembering(t *testing.T, e *translate.Engine) *translate.Engine {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), "test.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	e.Memory = db.Memory()
	return e
}

var (
	sara = translate.Owner{Person: 1}
	omid = translate.Owner{Person: 2}
)

// TestIdenticalRequestsCostNothing: what was translated is recalled, by the
// same owner, into the same language and in the same way, and by nobody and in
// no way else.
func TestIdenticalRequestsCostNothing(t *testing.T) {
	texts := append(sentences(25), "12:30", "See {name} at https://example.com, please", strings.Repeat("The sea is calm today and the night is long. ", 60))
	first := translate.Options{To: lang("fa"), Owner: sara}
	for _, c := range []struct {
		name   string
		change func(o *translate.Options)
		free   bool
	}{
		{"the same", func(*translate.Options) {}, true},
		{"other digits", func(o *translate.Options) { o.Digits = translate.PersianDigits }, true},
		{"other people in the queue", func(o *translate.Options) { o.Person = "9" }, true},
		{"a term that no text holds", func(o *translate.Options) {
			o.Terms = []translate.Term{{Source: "banana", Target: "موز"}, {Source: "kiwi"}}
		}, true},
		{"another person", func(o *translate.Options) { o.Owner = omid }, false},
		{"the same person in a group", func(o *translate.Options) { o.Owner.Chat = -5 }, false},
		{"nobody", func(o *translate.Options) { o.Owner = translate.Owner{} }, false},
		{"another language", func(o *translate.Options) { o.To = lang("ckb") }, false},
		{"a language to translate from", func(o *translate.Options) { o.From = lang("en") }, false},
		{"another register", func(o *translate.Options) { o.Register = translate.Formal }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, s := pool(t, []string{"good"}, map[string]behaviour{"good": good})
			remembering(t, e)
			want, err := e.Translate(t.Context(), texts, first)
			if err != nil {
				t.Fatal(err)
			}
			cost := s.requests()
			o := first
			c.change(&o)
			got, err := e.Translate(t.Context(), texts, o)
			if err != nil || len(got) != len(texts) {
				t.Fatal(len(got), err)
			}
			if again := s.requests() - cost; (again == 0) != c.free {
				t.Errorf("the second time cost %d requests, the first %d", again, cost)
			}
			if !c.free {
				return
			}
			for i := range got {
				if o.Digits == "" && got[i] != want[i] {
					t.Errorf("text %d came back as %+v, was %+v", i+1, got[i], want[i])
				}
			}
		})
	}
}

// TestNobodyIsRemembered: without an owner nothing is kept, for nobody either.
func TestNobodyIsRemembered(t *testing.T) {
	e, s := pool(t, []string{"good"}, map[string]behaviour{"good": good})
	remembering(t, e)
	for range 2 {
		if _, err := e.Translate(t.Context(), sentences(1), translate.Options{To: lang("fa")}); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := e.Memory.Recent(t.Context(), translate.Shelf{To: "fa"}, 10)
	if err != nil || len(kept) > 0 || s.requests() != 2 {
		t.Errorf("%v is kept, %v, %d requests", kept, err, s.requests())
	}
}

// TestMemoryDependsOnWhatMatters: a term in the text, or what a short text
// belongs to, makes it another request; the same again costs nothing.
func TestMemoryDependsOnWhatMatters(t *testing.T) {
	const long = "The bank was crowded in the morning and empty at noon"
	for _, c := range []struct {
		name, text string
		o          translate.Options
		fresh      bool
	}{
		{"a short text of something", "the bank", translate.Options{Context: "a river"}, true},
		{"a long text of something", long, translate.Options{Context: "a river"}, false},
		{"a term", long, translate.Options{Terms: []translate.Term{{Source: "bank", Target: "بحنک"}}}, true},
		{"a term that stays", long, translate.Options{Terms: []translate.Term{{Source: "noon"}}}, true},
		{"a word that stays", long, translate.Options{Keep: []string{"noon"}}, true},
		{"a term of other texts", long, translate.Options{Terms: []translate.Term{{Source: "sea", Target: "دریا"}}}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, s := pool(t, []string{"good", "better"}, map[string]behaviour{"good": good, "better": good})
			remembering(t, e)
			o := c.o
			o.To, o.Owner = lang("fa"), sara
			if _, err := e.Translate(t.Context(), []string{c.text}, translate.Options{To: o.To, Owner: sara}); err != nil {
				t.Fatal(err)
			}
			cost := s.requests()
			got, err := e.Translate(t.Context(), []string{c.text}, o)
			if err != nil || got[0].Err != nil {
				t.Fatal(got, err)
			}
			if again := s.requests() - cost; (again > 0) != c.fresh {
				t.Errorf("cost %d requests", again)
			}
			cost = s.requests()
			if _, err := e.Translate(t.Context(), []string{c.text}, o); err != nil || s.requests() != cost {
				t.Errorf("the same again cost %d requests, %v", s.requests()-cost, err)
			}
		})
	}
}

// TestCorrections: what the person set right comes back as they wrote it,
// whatever the terms, digits and models say, and even for a long text.
func TestCorrections(t *testing.T) {
	long := strings.Repeat("The sea is calm today and the night is long. ", 60)
	for _, c := range []struct{ name, text, right string }{
		{"a sentence", "  The bank is closed on day 12\n", "ساحل روز 12 بسته است"},
		{"a text in pieces", long, "دریا و شب"},
		{"with a placeholder", "Hello {name}", "سلام"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, s := pool(t, []string{"good"}, map[string]behaviour{"good": good})
			remembering(t, e)
			o := translate.Options{To: lang("fa"), Owner: sara, Digits: translate.PersianDigits, Terms: []translate.Term{{Source: "bank", Target: "بانک"}}}
			kept := translate.Kept{Source: strings.TrimSpace(c.text), Text: c.right, Corrected: true}
			if err := e.Memory.Keep(t.Context(), o.Shelf(), []translate.Kept{kept}); err != nil {
				t.Fatal(err)
			}
			done := 0
			o.Progress = func(n, of int) { done = n; _ = of }
			got, err := e.Translate(t.Context(), []string{c.text, "5"}, o)
			want := strings.Replace(c.text, kept.Source, c.right, 1)
			if err != nil || got[0].Err != nil || got[0].Text != want || got[0].Model != "" || s.requests() != 0 || done != 2 {
				t.Errorf("%+v, %v, %d requests, %d done", got[0], err, s.requests(), done)
			}
		})
	}
}

// TestKilledRunsPayOnce: what was settled before a run was broken off is not
// paid for by the next.
func TestKilledRunsPayOnce(t *testing.T) {
	ctx, kill := context.WithCancel(t.Context())
	e, s := pool(t, []string{"one"}, map[string]behaviour{"one": func(q question) (string, bool) {
		if q.N == 12 {
			kill()
		}
		return good(q)
	}})
	remembering(t, e)
	e.Parallel = 3
	texts := sentences(300)
	if _, err := e.Translate(ctx, texts, translate.Options{To: lang("fa"), Owner: sara}); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	before := s.requests()
	got, err := e.Translate(t.Context(), texts, translate.Options{To: lang("fa"), Owner: sara})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range got {
		if r.Err != nil || r.Text != toPersian(texts[i]) {
			t.Errorf("text %d: %+v", i+1, r)
		}
	}
	if all := s.requests(); all > 30+3 { // those in flight when it was killed
		t.Errorf("%d requests before the kill and %d after it, 30 are needed", before, all-before)
	}
	t.Logf("%d requests before the kill, %d after it, ideal 30", before, s.requests()-before)
}

// TestDoubtfulIsNotKept: an answer with a fault that is taken because no better
// came is asked for again another time; one that two models agree on is not.
func TestDoubtfulIsNotKept(t *testing.T) {
	wavers := false
	short := func(q question) (string, bool) {
		items := answers(q)
		items[0].Text = "همه حق زندگی دارند"
		if wavers && q.N > 0 {
			items[0].Text = "هر کس حق زندگی دارد"
		}
		return render(q, items), false
	}
	empty := func(question) (string, bool) { return `{"items":[]}`, false }
	const text = "Everyone has the right to life and liberty"
	for _, c := range []struct {
		name  string
		other behaviour
		kept  bool
	}{{"no better came", empty, false}, {"the other says the like", short, true}} {
		t.Run(c.name, func(t *testing.T) {
			wavers = !c.kept
			e, s := pool(t, []string{"short", "other"}, map[string]behaviour{"short": short, "other": c.other})
			remembering(t, e)
			o := translate.Options{To: lang("fa"), Owner: sara}
			got, err := e.Translate(t.Context(), []string{text}, o)
			if err != nil || got[0].Err != nil {
				t.Fatal(got, err)
			}
			cost := s.requests()
			if _, err = e.Translate(t.Context(), []string{text}, o); err != nil || (s.requests() == cost) != c.kept {
				t.Errorf("%d more requests, %v", s.requests()-cost, err)
			}
		})
	}
}

// broken is a memory that fails at everything.
type broken struct{}

var errBroken = errors.New("disk I/O error")

func (broken) Recall(context.Context, translate.Shelf, []string) (map[string]translate.Kept, error) {
	return nil, errBroken
}
func (broken) Recent(context.Context, translate.Shelf, int) ([]translate.Kept, error) {
	return nil, errBroken
}
func (broken) Keep(context.Context, translate.Shelf, []translate.Kept) error { return errBroken }
func (broken) Drop(context.Context, translate.Shelf, string) error           { return errBroken }

// TestMemoryFails: translations go on, and whoever runs the bot is told once,
// in no words of people.
func TestMemoryFails(t *testing.T) {
	e, _ := pool(t, []string{"good"}, map[string]behaviour{"good": good})
	var said strings.Builder
	e.Memory, e.Log = broken{}, slog.New(slog.NewTextHandler(&said, nil))
	got, err := e.Translate(t.Context(), sentences(40), translate.Options{To: lang("fa"), Owner: sara})
	if err != nil || got[39].Err != nil {
		t.Error(got, err)
	}
	if s := said.String(); strings.Count(s, "\n") != 1 || !strings.Contains(s, "disk I/O error") || strings.Contains(s, "story") {
		t.Errorf("the log says %q", s)
	}
}
