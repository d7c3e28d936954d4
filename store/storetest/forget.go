package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hamzaban/chat"
	"hamzaban/translate"
)

// live fills all that can be kept of a person: in private and in a group, done
// and under way. Every text has the word in it.
func (f *file) live(person int64, word string) {
	f.Helper()
	private, group := chat.Key{Chat: person, Person: person}, chat.Key{Chat: -100, Thread: 3, Person: person}
	id := 1000 * person
	receive := func() int64 {
		id++
		got, err := f.Receive(f.Context(), []chat.Update{{
			ID: id, Lane: fmt.Sprint(person), Person: person, At: now(), Raw: json.RawMessage(`{"text":"` + word + `"}`),
		}}, id)
		f.must(err)
		return got[0].Seq
	}
	finish := func(o chat.Outcome) []chat.Message {
		messages, err := f.Finish(f.Context(), receive(), o)
		f.must(err)
		return messages
	}
	for _, k := range []chat.Key{private, group} {
		sent := finish(chat.Outcome{
			Key: k, Turns: turns(word, word), Asks: []chat.Ask{{Message: 10*person + k.Thread, Digest: "d"}}, Asked: `{"text":"` + word + `"}`, Replies: []chat.Reply{reply(word, word)},
			Chosen: &chat.Languages{Language: "fa", Target: "de"}, Settings: &chat.Settings{Digits: "fa"},
			Noticed: noon, Messenger: "fa-IR", Used: chat.Usage{Answers: 1, Translations: 2},
		})
		f.must(f.Settled(f.Context(), sent[0].ID, 5+10*person+k.Thread)) // the other part is under way
		f.summarise(k, word, 2)
		glossary := chat.Glossary{Person: person}
		if k == group {
			glossary.Chat = group.Chat
		}
		finish(chat.Outcome{Key: k, Glossary: glossary, Terms: []chat.Term{{Source: word, Target: word, Folded: fmt.Sprint(word, person)}}})
		shelf := translate.Shelf{Owner: translate.Owner{Person: person, Chat: glossary.Chat}, From: "en", To: "fa"}
		f.must(f.Memory().Keep(f.Context(), shelf, []translate.Kept{{Source: word, Text: word, Model: "m"}}))
		_, err := f.Remark(f.Context(), k, "topic "+word, "event", []chat.Reply{reply(word)})
		f.must(err)
		_, err = f.Park(f.Context(), receive(), chat.Parked{Due: noon, Expires: noon}, chat.Outcome{Key: k, Replies: []chat.Reply{reply(word)}})
		f.must(err)
	}
	receive() // is open
	_, err := f.Bury(f.Context(), receive(), "a reason", chat.Outcome{Key: private})
	f.must(err)
	_, err = f.PutAside(f.Context(), json.RawMessage(fmt.Sprintf(`{"id":%d,"text":%q`, person, word)), "cut off")
	f.must(err)
}

// dossier returns a person's as text.
func (f *file) dossier(person int64) (chat.Dossier, string) {
	f.Helper()
	d, err := f.Dossier(f.Context(), person)
	f.must(err)
	data, err := json.Marshal(d)
	f.must(err)
	return d, string(data)
}

func dossierIsWhole(t *testing.T, f *file) {
	f.live(7, "seven")
	f.live(77, "others")
	d, text := f.dossier(7)
	if strings.Contains(text, "others") {
		t.Errorf("another's words are told: %s", text)
	}
	for what, n := range map[string][2]int{
		"conversations": {len(d.Conversations), 2}, "turns": {len(d.Conversations[0].Turns), 2}, "summaries": {strings.Count(text, `"summary":"seven"`), 2},
		"translations": {len(d.Translations), 2}, "terms": {len(d.Glossary), 2}, "what was asked": {len(d.Asked), 2},
		"what arrived": {len(d.Updates), 8}, "what was sent": {len(d.Outbox), 8}, "what is unreadable": {len(d.Unread), 1},
		"posts": {len(d.Posts), 4}, "remarks": {len(d.Remarks), 2}, "days": {len(d.Usage), 1},
	} {
		if n[0] != n[1] {
			t.Errorf("%s: %d, want %d", what, n[0], n[1])
		}
	}
	if d.Language != "fa" || d.Target != "de" || d.Messenger != "fa-IR" || !d.Noticed.Equal(noon) || d.Settings.Digits != "fa" || d.Usage[0].Translations != 4 {
		t.Errorf("the person is told as %+v", d)
	}
	// Asked twice; open are three updates and kept is the one that was buried; on
	// their way are six messages.
	if n := strings.Count(text, `"content":{"text":"seven"}`); n != 2+4+6 {
		t.Errorf("%d rows are told with their words: %s", n, text)
	}
	if due := slices.IndexFunc(d.Updates, func(r chat.DossierRow) bool { return r.Due.Equal(noon) }); due < 0 {
		t.Error("what is kept for later is not told as that")
	}
}

func forgetsOne(t *testing.T, f *file) {
	f.live(7, "seven")
	f.live(77, "others")
	_, before := f.dossier(77)
	press := f.receive(1)[0]
	o := chat.Outcome{Key: chat.Key{Chat: 7, Person: 7}, Forget: true, Replies: []chat.Reply{reply("the last word")}}
	said, err := f.Finish(t.Context(), press.Seq, o)
	if err != nil || len(said) != 1 {
		t.Fatalf("%d messages, %v", len(said), err)
	}
	f.reopen()
	if _, err := f.Person(t.Context(), 7); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("the person: %v, want ErrNotFound", err)
	}
	d, text := f.dossier(7)
	f.same("what is kept of the person", d, chat.Dossier{ID: 7, Outbox: d.Outbox})
	if len(d.Outbox) != 1 || !strings.Contains(text, "the last word") || strings.Contains(text, "seven") {
		t.Errorf("kept is %s, want the last word alone", text)
	}
	if _, after := f.dossier(77); after != before {
		t.Errorf("of another was kept\n%s\nand now is\n%s", before, after)
	}
	for _, m := range f.unsent() {
		if strings.Contains(string(m.Payload), "seven") {
			t.Errorf("%s is still on its way", m.Payload)
		}
	}
	if got := f.unfinished(); len(got) != 1 || got[0].Person != 77 {
		t.Errorf("open are %v, want the other's alone", got)
	}
	due, _, err := f.Due(t.Context(), now(), 9)
	if err != nil || len(due) != 2 || due[0].Person != 77 || due[1].Person != 77 {
		t.Errorf("parked are %v (%v), want the other's two", due, err)
	}
	f.must(f.Settled(t.Context(), said[0].ID, 5))
	if _, text := f.dossier(7); strings.Contains(text, "word") {
		t.Errorf("kept is %s, want no words", text)
	}
	// What was delivered before is known all the same.
	if got, err := f.Receive(t.Context(), []chat.Update{{ID: 7001, Lane: "7", Person: 7, Raw: json.RawMessage("{}")}}, 0); err != nil || len(got) != 0 {
		t.Errorf("an update was taken for new (%v)", err)
	}
	if _, err := f.Finish(t.Context(), press.Seq, o); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("a second time: %v, want ErrNotFound", err)
	}
}

func forgetsUntil(t *testing.T, f *file) {
	k := chat.Key{Chat: 1, Person: 1}
	press, later := f.receive(1)[0], f.receive(4)[0] // both by person 1
	if _, err := f.Finish(t.Context(), press.Seq, chat.Outcome{Key: k, Forget: true}); err != nil {
		t.Fatal(err)
	}
	if got := f.unfinished(); len(got) != 1 || got[0].Seq != later.Seq || got[0].Person != 1 || len(got[0].Raw) == 0 {
		t.Errorf("open are %v, want what came after", got)
	}
	if _, err := f.Finish(t.Context(), later.Seq, chat.Outcome{Key: k, Turns: turns("hello again"), Noticed: noon}); err != nil {
		t.Fatal(err)
	}
	if got := f.said(k, 9); !slices.Equal(got, []string{"hello again"}) {
		t.Errorf("kept is %q", got)
	}
}

func askedIsSettled(t *testing.T, f *file) {
	k := chat.Key{Chat: 1, Person: 1}
	first := f.receive(1)[0]
	_, err := f.Finish(t.Context(), first.Seq, chat.Outcome{Key: k, Asked: `{"a":1}`})
	f.must(err)
	f.finish(2, chat.Outcome{Key: chat.Key{Chat: 2, Person: 2}, Answered: first.Seq}) // is not theirs
	if got, err := f.Asked(t.Context(), k, first.Seq); err != nil || got != `{"a":1}` {
		t.Errorf("asked was %q, %v", got, err)
	}
	f.finish(4, chat.Outcome{Key: k, Answered: first.Seq})
	if _, err := f.Asked(t.Context(), k, first.Seq); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("asked is %v, want ErrNotFound", err)
	}
}
