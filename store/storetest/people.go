package storetest

import (
	"errors"
	"testing"
	"time"

	"hamzaban/chat"
)

func now() time.Time { return time.Now() }

func peopleAreKept(t *testing.T, f *file) {
	if _, err := f.Person(t.Context(), 7); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("a stranger: %v, want ErrNotFound", err)
	}
	k := chat.Key{Chat: 7, Person: 7}
	f.finish(1, chat.Outcome{Key: k, Turns: turns("q")})
	f.finish(2, chat.Outcome{Key: k, Chosen: &chat.Languages{Language: "fa", Target: "de"}})
	f.finish(3, chat.Outcome{Key: k, Noticed: noon}) // does not undo the choice
	f.finish(4, chat.Outcome{Key: k, Turns: turns("q"), Messenger: "fa-IR"})
	f.reopen()
	got, err := f.Person(t.Context(), 7)
	if err != nil {
		t.Fatal(err)
	}
	if now().Sub(got.Since) > time.Hour {
		t.Errorf("they first wrote at %v, want just now", got.Since)
	}
	f.same("the person", got, chat.Person{ID: 7, Language: "fa", Target: "de", Messenger: "fa-IR", Noticed: noon, Since: got.Since})
	f.finish(5, chat.Outcome{Key: k, Chosen: &chat.Languages{}}) // does not undo the notice
	if got, err = f.Person(t.Context(), 7); err != nil || got.Language != "" || !got.Noticed.Equal(noon) {
		t.Errorf("the person is kept as %v, %v", got, err)
	}
}

func settingsAreKept(t *testing.T, f *file) {
	k := chat.Key{Chat: 7, Person: 7}
	want := chat.Settings{Everything: true, Digits: "fa", Register: "formal"}
	f.finish(1, chat.Outcome{Key: k, Settings: &want})
	f.finish(2, chat.Outcome{Key: k, Chosen: &chat.Languages{Language: "fa"}}) // does not undo them
	f.reopen()
	if got, err := f.Person(t.Context(), 7); err != nil || got.Settings != want || got.Language != "fa" {
		t.Errorf("the settings are %v, %v, want %v", got, err, want)
	}
	f.finish(3, chat.Outcome{Key: k, Settings: &chat.Settings{}})
	if got, err := f.Person(t.Context(), 7); err != nil || got.Settings != (chat.Settings{}) {
		t.Errorf("the settings are %v, %v, want none", got, err)
	}
}

func peopleUsage(t *testing.T, f *file) {
	k := chat.Key{Chat: 1, Person: 1}
	f.finish(1, chat.Outcome{Key: k, Used: chat.Usage{Answers: 1}})
	f.finish(2, chat.Outcome{Key: k, Used: chat.Usage{Answers: 1, Translations: 3}})
	f.finish(3, chat.Outcome{Key: chat.Key{Chat: 1, Person: 2}, Used: chat.Usage{Answers: 9}})
	f.reopen()
	want := chat.Usage{Answers: 2, Translations: 3}
	today, total, err := f.Usage(t.Context(), 1, now())
	if err != nil || today != want || total != want {
		t.Errorf("today %v, total %v, %v, want %v each", today, total, err, want)
	}
	today, total, err = f.Usage(t.Context(), 1, now().AddDate(0, 0, 1))
	if err != nil || today != (chat.Usage{}) || total != want {
		t.Errorf("tomorrow %v, total %v, %v, want nothing and %v", today, total, err, want)
	}
	if _, total, err = f.Usage(t.Context(), 77, now()); err != nil || total != (chat.Usage{}) {
		t.Errorf("a stranger had %v, %v", total, err)
	}
}

func notesAreKept(t *testing.T, f *file) {
	for _, value := range []string{"first", "دوم", ""} {
		f.must(f.SetNote(t.Context(), "commands", value))
		f.reopen()
		if got, err := f.Note(t.Context(), "commands"); err != nil || got != value {
			t.Errorf("the note is %q, %v, want %q", got, err, value)
		}
	}
	if got, err := f.Note(t.Context(), "never set"); err != nil || got != "" {
		t.Errorf("a note that was never set is %q, %v", got, err)
	}
}

// Two lanes of one person are handled at a time: both find that they were not
// told yet.
func peopleAreToldOnce(t *testing.T, f *file) {
	notice, other := reply("notice"), reply("notice")
	notice.Notice, other.Notice = true, true
	for i, c := range []struct{ person, posts int64 }{{7, 2}, {7, 1}, {8, 2}} {
		o := chat.Outcome{Key: chat.Key{Chat: int64(i), Person: c.person}, Noticed: noon.Add(time.Duration(i) * time.Hour), Replies: []chat.Reply{notice, reply("answer")}}
		sent := f.finish(int64(i), o)
		if int64(len(sent)) != c.posts {
			t.Errorf("contact %d: %d messages, want %d", i+1, len(sent), c.posts)
		}
	}
	for _, c := range []struct {
		person int64
		posts  int
	}{{9, 2}, {8, 1}} {
		sent, err := f.Remark(t.Context(), chat.Key{Chat: 1, Person: c.person}, "topic", "event", []chat.Reply{other, reply("remark")})
		if err != nil || len(sent) != c.posts {
			t.Errorf("a remark to %d: %d messages (%v), want %d", c.person, len(sent), err, c.posts)
		}
	}
	if p, err := f.Person(t.Context(), 9); err != nil || p.Noticed.IsZero() {
		t.Errorf("after a remark they are %+v (%v), want them told", p, err)
	}
	if p, err := f.Person(t.Context(), 7); err != nil || !p.Noticed.Equal(noon) {
		t.Errorf("told at %v (%v), want the first time", p.Noticed, err)
	}
}
