package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"hamzaban/sandbox/telegram"
)

// forgery is a log of one chat that a test writes by itself.
type forgery struct {
	evidence
	now time.Time
}

const forgedChat = firstChat

var forgedWords = spoken{notice: "Mind this.\nAnd that.", sorry: "Sorry.", flood: "Slowly.", withdraw: "Never mind"}

func forge(kinds ...kind) *forgery {
	f := &forgery{now: time.Unix(1_800_000_000, 0)}
	f.chats = map[int64][]telegram.Message{}
	for i, k := range kinds {
		f.asked = append(f.asked, question{forgedChat, i + 1, k})
	}
	f.send(forgedWords.notice)
	return f
}

// answer is the whole answer to a question, as it is sent.
func (f *forgery) answer(n int) string { return strings.Join(f.asked[n-1].want(), "\n\n") }

// begin is what is sent of it before it is edited in.
func (f *forgery) begin(n int) string { return f.asked[n-1].want()[0] }

// send has the bot send something, with the given marks on the call.
func (f *forgery) send(text string, marks ...func(*telegram.Call)) {
	f.now = f.now.Add(10 * time.Millisecond)
	list := f.chats[forgedChat]
	m := telegram.Message{ID: int64(len(list)*3 + 1), Text: text, From: &telegram.User{IsBot: true}}
	f.chats[forgedChat] = append(list, m)
	c := telegram.Call{
		Seq: len(f.calls) + 1, Method: "sendMessage", MessageID: m.ID, At: f.now, Done: f.now.Add(time.Millisecond),
		Status: 200, Accepted: true, Answered: true,
	}
	for _, mark := range marks {
		mark(&c)
	}
	f.calls = append(f.calls, c)
}

// shows has the bot show the first words of an answer in a message, as it is sent.
func (f *forgery) shows(n int, marks ...func(*telegram.Call)) {
	f.send(f.begin(n)[:12]+" …", marks...)
	list := f.chats[forgedChat]
	list[len(list)-1].ReplyTo = &telegram.Message{Text: f.asked[n-1].text()}
}

func cutOff(c *telegram.Call) { c.Answered, c.Fault = false, "accepted then cut" }

// edited has the last message edited in, which proves that its id was read.
func (f *forgery) edited() {
	f.now = f.now.Add(10 * time.Millisecond)
	last := f.calls[len(f.calls)-1]
	f.calls = append(f.calls, telegram.Call{Seq: last.Seq + 1, Method: "editMessageText", MessageID: last.MessageID, At: f.now, Accepted: true})
}

func (f *forgery) kill(after time.Duration) {
	f.killed = append(f.killed, f.now.Add(time.Millisecond+after))
	f.now = f.now.Add(time.Second)
}

func (f *forgery) start() {
	f.now = f.now.Add(time.Millisecond)
	f.started = append(f.started, f.now)
}

// found are the figures of a verdict that the test looks at.
type found struct{ lost, doubled, disordered, repeated, instants, firstLines, oneLiners, complaints int }

// forgeries are logs and what the judge is to find in each.
var forgeries = []struct {
	name  string
	kinds []kind
	play  func(f *forgery)
	want  found
}{
	{"all is well", []kind{oneLine, lines, panics}, func(f *forgery) { f.send(f.answer(1)); f.send(f.answer(2)); f.send("Sorry.") }, found{}},
	{"in parts", []kind{messages}, func(f *forgery) { f.parts(1) }, found{}},
	{"lost", []kind{oneLine, oneLine}, func(f *forgery) { f.send(f.answer(2)) }, found{lost: 1, complaints: 1}},
	{"lost but for the first line", []kind{lines}, func(f *forgery) { f.send(f.begin(1)) }, found{lost: 1, complaints: 1}},
	{"an apology instead", []kind{oneLine}, func(f *forgery) { f.send("Sorry.") }, found{lost: 1, complaints: 2}},
	{"two apologies", []kind{panics}, func(f *forgery) { f.send("Sorry."); f.send("Sorry.") }, found{doubled: 1, complaints: 1}},
	{"doubled", []kind{lines}, func(f *forgery) { f.send(f.answer(1)); f.send(f.answer(1)) }, found{doubled: 1, complaints: 1}},
	{"doubled, though cut off", []kind{lines}, func(f *forgery) { f.send(f.answer(1), cutOff); f.send(f.answer(1)) },
		found{doubled: 1, instants: 1, complaints: 1}},
	{"a line doubled", []kind{oneLine}, func(f *forgery) { f.send(f.answer(1)); f.send(f.answer(1)) }, found{doubled: 1, complaints: 1}},
	{"the notice doubled", []kind{oneLine}, func(f *forgery) { f.send(forgedWords.notice); f.send(f.answer(1)) },
		found{doubled: 1, complaints: 1}},
	{"disordered", []kind{oneLine, oneLine}, func(f *forgery) { f.send(f.answer(2)); f.send(f.answer(1)) }, found{disordered: 1, complaints: 1}},
	{"mixed up", []kind{messages, oneLine}, func(f *forgery) {
		f.parts(1)
		list := f.chats[forgedChat]
		between := telegram.Message{ID: list[2].ID - 1, Text: f.answer(2), From: list[2].From}
		f.chats[forgedChat] = slices.Insert(list, 2, between)
	}, found{disordered: 1, complaints: 1}},
	{"parts in the wrong order", []kind{messages}, func(f *forgery) {
		want := f.asked[0].want()
		f.send(strings.Join(want[40:], "\n"))
		f.send(strings.Join(want[:40], "\n"))
	}, found{disordered: 1, complaints: 1}},
	{"a stray, cut off", []kind{lines}, func(f *forgery) { f.send(f.begin(1), cutOff); f.send(f.answer(1)) },
		found{instants: 1, firstLines: 1}},
	{"a line again, cut off", []kind{oneLine}, func(f *forgery) { f.send(f.answer(1), cutOff); f.send(f.answer(1)) },
		found{instants: 1, oneLiners: 1}},
	{"a stray, killed", []kind{lines}, func(f *forgery) { f.send(f.begin(1)); f.kill(5 * time.Millisecond); f.send(f.answer(1)) },
		found{instants: 1, firstLines: 1}},
	{"a stray, killed late", []kind{lines}, func(f *forgery) { f.send(f.begin(1)); f.kill(2 * readTime); f.send(f.answer(1)) },
		found{doubled: 1, complaints: 1}},
	{"a stray that came in after the kill", []kind{lines}, func(f *forgery) { f.kill(0); f.send(f.begin(1)); f.start(); f.send(f.answer(1)) },
		found{instants: 1, firstLines: 1}},
	{"a stray of the next process", []kind{lines}, func(f *forgery) { f.kill(0); f.start(); f.send(f.begin(1)); f.send(f.answer(1)) },
		found{doubled: 1, complaints: 1}},
	{"a stray whose id was known", []kind{lines}, func(f *forgery) { f.send(f.begin(1)); f.edited(); f.kill(0); f.send(f.answer(1)) },
		found{doubled: 1, complaints: 1}},
	{"first words only", []kind{lines}, func(f *forgery) { f.shows(1) }, found{lost: 1, doubled: 1, complaints: 2}},
	{"first words, cut off", []kind{lines}, func(f *forgery) { f.shows(1, cutOff); f.send(f.answer(1)) },
		found{instants: 1, firstLines: 1}},
	{"first words, killed", []kind{lines}, func(f *forgery) { f.shows(1); f.kill(5 * time.Millisecond); f.send(f.answer(1)) },
		found{instants: 1, firstLines: 1}},
	{"first words left over", []kind{lines}, func(f *forgery) { f.shows(1); f.send(f.answer(1)) }, found{doubled: 1, complaints: 1}},
	{"set up twice", []kind{oneLine}, func(f *forgery) {
		f.send(f.answer(1))
		for range 2 {
			f.calls = append(f.calls, telegram.Call{Method: "setMyCommands", Params: map[string]string{"language_code": "fa"}})
		}
		f.calls = append(f.calls, telegram.Call{Method: "setMyCommands"})
	}, found{repeated: 1, complaints: 1}},
	{"somebody else's answer", []kind{oneLine}, func(f *forgery) { f.send(f.answer(1)); f.send("Item 77.1s, line 1 of 1: no.") },
		found{complaints: 1}},
}

// TestDeliveryJudge gives the judge of TestDelivery forged logs, and sees it
// complain of each wrong and of nothing else.
func TestDeliveryJudge(t *testing.T) {
	for _, c := range forgeries {
		t.Run(c.name, func(t *testing.T) {
			f := forge(c.kinds...)
			f.steady = true
			c.play(f)
			v := judge(f.evidence, forgedWords)
			got := found{v.lost, v.doubled, v.disordered, v.repeated, v.instants, v.firstLines, v.oneLiners, len(v.complaints)}
			if got != c.want {
				t.Errorf("found %+v, want %+v:\n%s", got, c.want, strings.Join(v.complaints, "\n"))
			}
		})
	}
}

// parts sends an answer in two messages, the first by its first line.
func (f *forgery) parts(n int) {
	want := f.asked[n-1].want()
	f.send(strings.Join(want[:40], "\n"))
	f.edited()
	f.send(strings.Join(want[40:], "\n"))
}
