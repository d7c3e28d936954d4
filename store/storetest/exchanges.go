package storetest

import (
	"errors"
	"testing"
	"time"

	"hamzaban/chat"
)

// asker is the conversation of these proofs; reply says where its messages are.
var asker = chat.Key{Chat: -100123, Thread: 4, Person: 9}

// ask has a question asked in message 50+id and answered in as many messages as
// there are parts, from 100*id on. It returns the update's number.
func (f *file) ask(id int64, question string, parts ...string) int64 {
	f.Helper()
	seq := f.receive(id)[0].Seq
	messages, err := f.Finish(f.Context(), seq, chat.Outcome{
		Key: asker, Turns: turns(question, parts[0]), Asks: []chat.Ask{{Message: 50 + id, Digest: question}},
		Replies: []chat.Reply{reply(parts...)},
	})
	f.must(err)
	f.settle(100*id, messages...)
	return seq
}

func (f *file) settle(from int64, messages ...chat.Message) {
	f.Helper()
	for i, m := range messages {
		f.must(f.Settled(f.Context(), m.ID, from+int64(i)))
	}
}

// found is an exchange that has to be there.
func (f *file) found(x chat.Exchanged, err error) chat.Exchanged {
	f.Helper()
	f.must(err)
	x.At, x.Question.At, x.Answer.At = time.Time{}, time.Time{}, time.Time{}
	x.Question.ID, x.Answer.ID = 0, 0
	return x
}

func exchangesAreFound(t *testing.T, f *file) {
	first, last := f.ask(1, "why?", "because", "of that"), f.ask(2, "and then?", "nothing")
	f.reopen()
	said := turns("why?", "because")
	want := chat.Exchanged{
		Seq: first, Answered: first, Question: said[0], Answer: said[1],
		Asks: []chat.Ask{{Message: 51, Digest: "why?"}}, Parts: []int64{100, 101},
	}
	want.Question.At, want.Answer.At = time.Time{}, time.Time{}
	for _, message := range []int64{51, 100, 101} {
		f.same("the first one", f.found(f.ExchangeAt(t.Context(), asker, message)), want)
	}
	f.same("the first one by its number", f.found(f.Exchange(t.Context(), asker, first)), want)
	x := f.found(f.LastExchange(t.Context(), asker))
	if x.Seq != last || !x.Last || x.Question.Text != "and then?" || len(x.Parts) != 1 {
		t.Errorf("the last one is %+v", x)
	}
	f.finish(3, chat.Outcome{Key: asker, Asks: []chat.Ask{{Message: 53}}, Replies: []chat.Reply{reply("a translation")}})
	x = f.found(f.ExchangeAt(t.Context(), asker, 53))
	if x.Last || x.Question.Text != "" || len(x.Parts) != 0 || !x.Sending {
		t.Errorf("what has no turns and is being sent is %+v", x)
	}
	if x := f.found(f.LastExchange(t.Context(), asker)); x.Seq != last || !x.Last {
		t.Errorf("after a translation the last one is %+v", x)
	}
}

func exchangesAreTheirs(t *testing.T, f *file) {
	seq := f.ask(1, "why?", "because")
	for _, k := range []chat.Key{
		{Chat: asker.Chat, Thread: asker.Thread, Person: 10},
		{Chat: asker.Chat, Person: asker.Person},
		{Chat: 9, Thread: asker.Thread, Person: asker.Person},
	} {
		for what, err := range map[string]error{
			"by number":  second(f.Exchange(t.Context(), k, seq)),
			"by message": second(f.ExchangeAt(t.Context(), k, 51)),
			"as last":    second(f.LastExchange(t.Context(), k)),
		} {
			if !errors.Is(err, chat.ErrNotFound) {
				t.Errorf("%s in %v: %v, want ErrNotFound", what, k, err)
			}
		}
	}
	// Somebody else's outcome does not touch it.
	f.finish(2, chat.Outcome{Key: chat.Key{Chat: 1, Person: 1}, Again: seq, Turns: turns("mine", "now")})
	if x := f.found(f.Exchange(t.Context(), asker, seq)); x.Answered != seq || x.Answer.Text != "because" {
		t.Errorf("after another's outcome it is %+v", x)
	}
	f.finish(3, chat.Outcome{Key: asker, Fresh: true})
	if _, err := f.LastExchange(t.Context(), asker); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("in a fresh conversation the last one is %v, want ErrNotFound", err)
	}
}

func second(_ chat.Exchanged, err error) error { return err }

func exchangesAreReplaced(t *testing.T, f *file) {
	seq := f.ask(1, "why?", "because", "of that", "and this")
	f.ask(2, "and then?", "nothing")
	anew := reply("since", "it is")
	anew.Edit, anew.Over = 100, []int64{101, 102}
	left := chat.Reply{Chat: anew.Chat, Thread: anew.Thread, Edit: 102, Gone: true, Parts: reply("gone").Parts}
	press := f.receive(3)[0].Seq
	messages, err := f.Finish(t.Context(), press, chat.Outcome{
		Key: asker, Again: seq, Turns: turns("why??", "since"), Asks: []chat.Ask{{Message: 51, Digest: "why??"}},
		Replies: []chat.Reply{anew, left},
	})
	f.must(err)
	f.reopen()
	f.same("on their way", f.unsent(), messages)
	for i, at := range []int64{100, 101, 102} {
		if messages[i].Sent != at {
			t.Errorf("part %d goes to message %d, want %d", i, messages[i].Sent, at)
		}
	}
	f.same("the conversation", f.said(asker, 9), []string{"why??", "since", "and then?", "nothing"})
	if x := f.found(f.ExchangeAt(t.Context(), asker, 101)); !x.Sending || len(x.Parts) != 0 {
		t.Errorf("while it is sent it is %+v", x)
	}
	f.settle(100, messages...)
	x := f.found(f.ExchangeAt(t.Context(), asker, 102)) // it knows that it was
	f.same("its parts", x.Parts, []int64{100, 101})
	if x.Seq != seq || x.Answered != press || x.Question.Text != "why??" || x.Asks[0].Digest != "why??" || x.Sending || x.Last {
		t.Errorf("answered anew it is %+v", x)
	}
	f.finish(4, chat.Outcome{Key: asker, Again: seq, Turns: nil}) // it was a translation after all
	f.same("without its turns", f.said(asker, 9), []string{"and then?", "nothing"})
}

func historyTellsBefore(t *testing.T, f *file) {
	first, second := f.ask(1, "one?", "1"), f.ask(2, "two?", "2")
	f.finish(3, chat.Outcome{Key: asker, Asks: []chat.Ask{{Message: 53}}})
	for exchange, want := range map[int64]int{first: 0, second: 2, second + 1: 4} {
		before, err := f.Before(t.Context(), asker, exchange, 9)
		if err != nil || len(before) != want {
			t.Errorf("before exchange %d were %d turns (%v), want %d", exchange, len(before), err, want)
		}
	}
	f.finish(4, chat.Outcome{Key: asker, Fresh: true})
	if before, err := f.Before(t.Context(), asker, second, 9); err != nil || len(before) != 0 {
		t.Errorf("of a conversation that was begun afresh %v is told (%v)", before, err)
	}
}

func exchangesEnd(t *testing.T, f *file) {
	seq := f.ask(1, "one?", "1")
	f.finish(2, chat.Outcome{Key: asker, Asks: []chat.Ask{{Message: 52}}})
	f.prune(29*24*time.Hour, 0, 1) // what is done: one message; the updates stay as long as their exchanges
	if x := f.found(f.Exchange(t.Context(), asker, seq)); len(x.Parts) != 1 {
		t.Errorf("after a month it is %+v", x)
	}
	f.prune(31*24*time.Hour, 0, 2) // what has no turns, and its update
	f.prune(91*24*time.Hour, 90, 3)
	if _, err := f.ExchangeAt(t.Context(), asker, 51); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("in the end: %v, want ErrNotFound", err)
	}
	f.finish(3, chat.Outcome{Key: asker, Again: seq, Turns: turns("late", "word"), Replies: []chat.Reply{reply("word")}})
	if got := f.said(asker, 9); len(got) != 0 {
		t.Errorf("of an exchange that is gone was kept %q", got)
	}
}

func laterTellsOpen(t *testing.T, f *file) {
	got := f.receive(1, 2, 4, 7) // 1, 4 and 7 are of one lane
	f.park(got[2].Seq, asker, noon)
	f.must(failure(f.Finish(t.Context(), got[0].Seq, chat.Outcome{})))
	open, err := f.Open(t.Context(), got[0].Lane, 9)
	f.must(err)
	if len(open) != 2 || open[0].Seq != got[2].Seq || open[1].Seq != got[3].Seq || len(open[0].Raw) == 0 {
		t.Errorf("open are %v", open)
	}
}

func failure(_ []chat.Message, err error) error { return err }
