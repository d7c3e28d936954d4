package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"hamzaban/chat"
	"hamzaban/translate"
)

var (
	sara   = translate.Shelf{Owner: translate.Owner{Person: 1}, To: "fa"}
	wanted = []translate.Kept{{Source: "Hello", Text: "سلام", Model: "groq/some"}, {Source: "Bye", Text: "بدرود", Model: "groq/some"}}
)

func recalled(t *testing.T, f *file, s translate.Shelf, sources ...string) map[string]string {
	t.Helper()
	got, err := f.Memory().Recall(t.Context(), s, sources)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for source, k := range got {
		if k.Source != source || k.At.IsZero() {
			t.Errorf("%q came back as %v", source, k)
		}
		texts[source] = k.Text
	}
	return texts
}

func memoryRecalls(t *testing.T, f *file) {
	f.must(f.Memory().Keep(t.Context(), sara, wanted))
	f.reopen()
	f.same("what is recalled", recalled(t, f, sara, "Bye", "Hello", "other"), map[string]string{"Hello": "سلام", "Bye": "بدرود"})
	var many []string
	for i := range 1200 {
		many = append(many, fmt.Sprint("text ", i))
	}
	f.same("the last of many", recalled(t, f, sara, append(many, "Bye")...), map[string]string{"Bye": "بدرود"})
}

func memoryKeepsApart(t *testing.T, f *file) {
	f.must(f.Memory().Keep(t.Context(), sara, wanted))
	for _, other := range []translate.Shelf{
		{Owner: translate.Owner{Person: 2}, To: "fa"},
		{Owner: translate.Owner{Person: 1, Chat: -5}, To: "fa"},
		{Owner: translate.Owner{Person: 1}, To: "de"},
		{Owner: translate.Owner{Person: 1}, To: "fa", From: "en"},
		{Owner: translate.Owner{Person: 1}, To: "fa", Way: "formal"},
	} {
		f.same(fmt.Sprint("with ", other), recalled(t, f, other, "Hello"), map[string]string{})
	}
	recent, err := f.Memory().Recent(t.Context(), translate.Shelf{Owner: translate.Owner{Person: 2}, To: "fa"}, 9)
	if err != nil || len(recent) != 0 {
		t.Errorf("another person's last translations are %v, %v", recent, err)
	}
}

func memoryKeepsCorrections(t *testing.T, f *file) {
	right := []translate.Kept{{Source: "Hello", Text: "درود", Corrected: true}}
	f.must(f.Memory().Keep(t.Context(), sara, wanted))
	f.must(f.Memory().Keep(t.Context(), sara, right))
	f.must(f.Memory().Keep(t.Context(), sara, wanted[:1])) // a model's word is not taken for a correction
	f.reopen()
	f.same("what is recalled", recalled(t, f, sara, "Hello"), map[string]string{"Hello": "درود"})
	recent, err := f.Memory().Recent(t.Context(), translate.Shelf{Owner: sara.Owner, To: "fa", Way: "formal"}, 1)
	if err != nil || len(recent) != 1 || recent[0].Text != "درود" || !recent[0].Corrected {
		t.Errorf("the first of the last translations is %v, %v", recent, err)
	}
	formal := sara
	formal.From, formal.Way = "en", "formal"
	f.same("from another language, in another way", recalled(t, f, formal, "Hello", "Bye"), map[string]string{"Hello": "درود"})
	right[0].Text = "سلام!"
	f.must(f.Memory().Keep(t.Context(), sara, right))
	f.same("corrected again", recalled(t, f, sara, "Hello"), map[string]string{"Hello": "سلام!"})
	f.must(f.Memory().Drop(t.Context(), formal, "Hello"))
	f.must(f.Memory().Drop(t.Context(), sara, "Bye")) // is no correction
	f.same("taken back", recalled(t, f, sara, "Hello", "Bye"), map[string]string{"Bye": "بدرود"})
}

func memoryIsBounded(t *testing.T, f *file) {
	const bound, more = 10_000, 30
	f.must(f.Memory().Keep(t.Context(), sara, []translate.Kept{{Source: "first", Text: "یکم", Corrected: true}}))
	var list []translate.Kept
	for i := range bound + more {
		list = append(list, translate.Kept{Source: fmt.Sprint("text ", i), Text: "متن"})
	}
	for some := range slices.Chunk(list, 2000) {
		f.must(f.Memory().Keep(t.Context(), sara, some))
	}
	recent, err := f.Memory().Recent(t.Context(), sara, 2*bound)
	if err != nil || len(recent) != bound {
		t.Errorf("%d translations are kept (%v), want %d", len(recent), err, bound)
	}
	f.same("the correction", recalled(t, f, sara, "first"), map[string]string{"first": "یکم"})
	if got := recalled(t, f, sara, "text 0"); len(got) != 0 {
		t.Errorf("the oldest is kept: %v", got)
	}
}

func glossaryIsKept(t *testing.T, f *file) {
	own, group := chat.Glossary{Person: 1}, chat.Glossary{Person: 1, Chat: -5}
	k := chat.Key{Chat: 1, Person: 1}
	f.finish(1, chat.Outcome{Key: k, Glossary: own, Terms: []chat.Term{
		{Source: "Cloud", Folded: "cloud", Target: "ابر"}, {Source: "Go", Folded: "go"},
	}})
	f.finish(2, chat.Outcome{Key: k, Glossary: group, Terms: []chat.Term{{Source: "Cloud", Folded: "cloud", Target: "رایانش ابری"}}})
	f.finish(3, chat.Outcome{Key: k, Glossary: own, Terms: []chat.Term{{Source: "CLOUD", Folded: "cloud", Target: "ابرها"}}})
	f.reopen()
	want := func(g chat.Glossary, want ...chat.Term) {
		t.Helper()
		got, err := f.Terms(t.Context(), g)
		if err != nil {
			t.Fatal(err)
		}
		f.same(fmt.Sprint("the glossary ", g), got, append([]chat.Term{}, want...))
	}
	want(own, chat.Term{Source: "CLOUD", Target: "ابرها"}, chat.Term{Source: "Go"})
	want(chat.Glossary{Person: 9, Chat: -5}, chat.Term{Source: "Cloud", Target: "رایانش ابری"})
	want(chat.Glossary{Person: 2})
	// Somebody else of the group replaces the entry, and takes it out.
	f.finish(4, chat.Outcome{Key: k, Glossary: chat.Glossary{Person: 2, Chat: -5}, Terms: []chat.Term{{Source: "Cloud", Folded: "cloud", Target: "ابر"}}})
	want(group, chat.Term{Source: "Cloud", Target: "ابر"})
	f.finish(5, chat.Outcome{Key: k, Glossary: group, Terms: []chat.Term{{Folded: "cloud", Gone: true}}})
	want(group)
	want(own, chat.Term{Source: "CLOUD", Target: "ابرها"}, chat.Term{Source: "Go"})
}

func askedIsKept(t *testing.T, f *file) {
	k := chat.Key{Chat: 1, Person: 1}
	f.finish(1, chat.Outcome{Key: k, Asked: `{"text":"سلام"}`})
	f.reopen()
	if got, err := f.Asked(t.Context(), k, 1); err != nil || got != `{"text":"سلام"}` {
		t.Errorf("what was asked is %q, %v", got, err)
	}
	for _, other := range []struct {
		k   chat.Key
		seq int64
	}{{k, 2}, {chat.Key{Chat: 1, Person: 2}, 1}, {chat.Key{Chat: 2, Person: 1}, 1}} {
		if got, err := f.Asked(t.Context(), other.k, other.seq); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("%v gets %q, %v", other, got, err)
		}
	}
}

func inboxKeepsView(t *testing.T, f *file) {
	seq := f.receive(1)[0].Seq
	f.must(f.Show(t.Context(), seq, 321))
	f.reopen()
	open, err := f.Unfinished(t.Context(), "", 0, 9)
	if err != nil || len(open) != 1 || open[0].View != 321 {
		t.Errorf("what is unfinished: %v, %v", open, err)
	}
	_, err = f.Finish(t.Context(), seq, chat.Outcome{})
	f.must(err)
	if err := f.Show(t.Context(), seq, 322); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("shown when done: %v, want ErrNotFound", err)
	}
}
