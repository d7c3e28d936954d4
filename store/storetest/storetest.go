// Package storetest holds the suite that every store has to pass: what the
// ports of package chat promise, on a real file that is closed and opened
// again, and what several users of one file may expect.
package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/aitest"
	"hamzaban/chat"
	"hamzaban/translate"
)

// Store is all that a store can do.
type Store interface {
	chat.Inbox
	chat.Outbox
	chat.History
	chat.Exchanges
	chat.People
	chat.Notes
	Book() ai.Book
	Memory() translate.Memory
	Prune(ctx context.Context, now time.Time, retentionDays int) (int, error)
	Close() error
}

// suite is the promises, each with its proof.
var suite = []struct {
	name string
	run  func(t *testing.T, f *file)
}{
	{"updates are kept once, in order", inboxKeepsOrder},
	{"an update delivered again is left out", inboxLeavesOutKnown},
	{"ids may restart lower", inboxTakesLowerIDs},
	{"the cursor is kept with the updates", inboxKeepsCursor},
	{"what is unfinished comes back after a crash", inboxReturnsUnfinished},
	{"another bot's updates are not taken for known", inboxAdoptsAnotherBot},
	{"an update is finished once", inboxFinishesOnce},
	{"an outcome that cannot be kept changes nothing", inboxKeepsAllOrNothing},
	{"a buried update stays buried", inboxBuries},
	{"parts of one thing become one update", inboxMerges},
	{"what cannot be read is put aside", inboxPutsAside},
	{"what is open is read in pages, by lane", inboxReadsInPages},
	{"what is parked comes back when it is due", laterComesBack},
	{"what is parked is parked again, finished or given up", laterEnds},
	{"an outcome ends earlier updates of the person", laterEndsOthers},
	{"messages come out as they went in", outboxKeepsOrder},
	{"a message begun keeps its id", outboxKeepsBegun},
	{"a message is settled once", outboxSettlesOnce},
	{"a reply may take another's place", outboxEdits},
	{"a message cut anew keeps its place", outboxRecuts},
	{"what it cannot hold any more comes right after it", outboxRecutsIntoMore},
	{"what is announced is announced once", outboxAnnouncesOnce},
	{"a remark is made once, and forgotten", outboxRemarksOnce},
	{"what was deleted is sent anew once", outboxReplacesOnce},
	{"what is not begun can be taken back", outboxRevokes},
	{"what went on of late is known", outboxKnowsTraffic},
	{"the last turns come back, oldest first", historyKeepsOrder},
	{"nobody's turns are another's", historyKeepsApart},
	{"a fresh conversation forgets what was before", historyBeginsAfresh},
	{"a summary stands for what it tells of", summaryStandsFor},
	{"a summary goes with what it tells of", summaryGoes},
	{"what answers an earlier question is no part of a fresh conversation", historyKeepsPast},
	{"an exchange is found by its messages", exchangesAreFound},
	{"an exchange is its conversation's", exchangesAreTheirs},
	{"what is answered anew takes the old answer's place", exchangesAreReplaced},
	{"what was before an exchange is told", historyTellsBefore},
	{"exchanges go with their conversation and with time", exchangesEnd},
	{"what is open of a lane is told, parked or not", laterTellsOpen},
	{"of several first contacts one is told of", peopleAreToldOnce},
	{"what was said of what is parked is found", laterPromises},
	{"a person comes back as they were kept", peopleAreKept},
	{"usage is counted by day and in all", peopleUsage},
	{"settings come back as they were chosen", settingsAreKept},
	{"notes are kept", notesAreKept},
	{"translations are recalled", memoryRecalls},
	{"nobody's translations are another's", memoryKeepsApart},
	{"a correction is not undone by a model", memoryKeepsCorrections},
	{"the memory of translations is bounded", memoryIsBounded},
	{"a glossary is its owner's", glossaryIsKept},
	{"what was asked for is its conversation's", askedIsKept},
	{"what a button belongs to is known as long as it works", buttonsAreKnown},
	{"what a button belongs to is kept no longer than what was written", askedIsPruned},
	{"where work is shown is kept while it is open", inboxKeepsView},
	{"what is done is pruned after two days", pruneDone},
	{"what is old is pruned as told", pruneOld},
	{"what is unfinished is never pruned", pruneSparesUnfinished},
	{"all of a person is told", dossierIsWhole},
	{"all of a person is forgotten, and nobody else", forgetsOne},
	{"what came after is not forgotten", forgetsUntil},
	{"what was asked is settled once", askedIsSettled},
	{"two users of one file see each other", shareFile},
	{"two users of one book count together", shareBook},
}

// Run checks what open returns for the path of a file, which it makes where
// there is none. The suite closes each store.
func Run(t *testing.T, open func(t *testing.T, path string) Store) {
	for _, c := range suite {
		t.Run(c.name, func(t *testing.T) {
			f := &file{T: t, path: filepath.Join(t.TempDir(), "store.db"), open: open}
			f.reopen()
			defer f.Close()
			c.run(t, f)
		})
	}
	t.Run("the quota book", func(t *testing.T) {
		aitest.Book(t, func(t *testing.T) ai.Book {
			s := open(t, filepath.Join(t.TempDir(), "book.db"))
			t.Cleanup(func() { _ = s.Close() })
			return s.Book()
		})
	})
}

// file is a store that can be closed and opened again.
type file struct {
	Store
	*testing.T
	path string
	open func(t *testing.T, path string) Store
}

func (f *file) reopen() {
	f.Helper()
	if f.Store != nil {
		f.must(f.Store.Close())
	}
	f.Store = f.open(f.T, f.path)
}

func (f *file) must(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

// same compares a value with what it should be.
func (f *file) same(what string, got, want any) {
	f.Helper()
	if !reflect.DeepEqual(got, want) {
		g, _ := json.MarshalIndent(got, "\t", "  ")
		w, _ := json.MarshalIndent(want, "\t", "  ")
		f.Errorf("%s:\n\t%s\nwant:\n\t%s", what, g, w)
	}
}

// receive delivers updates with these ids, which must all be new.
func (f *file) receive(ids ...int64) []chat.Update {
	f.Helper()
	got, err := f.Receive(f.Context(), updates(ids...), 0)
	f.must(err)
	if len(got) != len(ids) {
		f.Fatalf("%d of the updates %v were new, want all", len(got), ids)
	}
	return got
}

// finish delivers an update and finishes it with the outcome.
func (f *file) finish(id int64, o chat.Outcome) []chat.Message {
	f.Helper()
	messages, err := f.Finish(f.Context(), f.receive(id)[0].Seq, o)
	f.must(err)
	return messages
}

func (f *file) unsent() []chat.Message {
	f.Helper()
	messages, err := f.Unsent(f.Context())
	f.must(err)
	return messages
}

// said returns the texts of a conversation's last turns.
func (f *file) said(k chat.Key, n int) []string {
	f.Helper()
	turns, err := f.Recent(f.Context(), k, n)
	f.must(err)
	texts := []string{}
	for _, turn := range turns {
		texts = append(texts, turn.Text)
	}
	return texts
}

func updates(ids ...int64) []chat.Update {
	us := make([]chat.Update, len(ids))
	for i, id := range ids {
		us[i] = chat.Update{
			ID: id, Lane: fmt.Sprint("lane ", id%3), Person: id % 3, At: noon,
			Raw: json.RawMessage(fmt.Sprintf(`{"update_id":%d,"message":{"text":"سلام"}}`, id)),
		}
	}
	return us
}

// reply says the texts, each in a message of its own.
func reply(texts ...string) chat.Reply {
	r := chat.Reply{Chat: -100123, Thread: 4, To: 77}
	for _, text := range texts {
		payload, _ := json.Marshal(map[string]string{"text": text})
		r.Parts = append(r.Parts, payload)
	}
	return r
}

func turns(texts ...string) []chat.Turn {
	ts := make([]chat.Turn, len(texts))
	for i, text := range texts {
		ts[i] = chat.Turn{Role: ai.User, Text: text, Tokens: len(text), At: noon.Add(time.Duration(i) * time.Second)}
		if i%2 == 1 {
			ts[i].Role, ts[i].Model = ai.Assistant, "groq/some-model"
		}
	}
	return ts
}

var noon = time.Date(2026, time.November, 23, 12, 0, 0, 123000000, time.UTC)
