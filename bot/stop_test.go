package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hamzaban/sandbox/telegram"
)

// manyParts is an answer of so many messages, each of two lines.
func manyParts(n int) string {
	var parts []string
	for i := range n {
		parts = append(parts, fmt.Sprintf("Part %d.\n\n%s", i+1, strings.Repeat("word ", 780)))
	}
	return strings.Join(parts, "\n\n")
}

// A stop ends an answer that is being written out: what is begun of it becomes
// whole, the rest is not sent, also over a restart.
func TestStopEndsWhatIsBeingWrittenOut(t *testing.T) {
	t.Parallel()
	const parts = 12
	s := newScene(t, answers(func(string) string { return manyParts(parts) }))
	s.met()
	s.Say(sara, sara, "Tell me all.")
	s.until("the second part", func() bool { return len(s.said(sara)) >= 3+2 })
	s.Say(sara, sara, "/stop")
	s.until("the word of it", func() bool { return slices.Contains(s.said(sara), "Stopped.") })
	s.Say(sara, sara, "/stop")
	s.until("the next word", func() bool { return slices.Contains(s.said(sara), "There is nothing to stop.") })
	s.end()
	s.begin()
	s.Say(sara, sara, "/id")
	s.until("what comes after", func() bool { texts := s.said(sara); return strings.Contains(texts[len(texts)-1], "1001") })
	texts := s.said(sara)[3:]
	begun := len(texts) - 3
	if begun < 2 || begun > 4 {
		t.Errorf("%d parts were written out, want the two that were, or little more", begun)
	}
	for _, text := range texts[:begun] {
		if len(text) < 1000 {
			t.Errorf("a part was begun and left: %q", text)
		}
	}
}

// The notice at the first contact, and other people's answers, are not stopped.
func TestStopTakesNothingElseBack(t *testing.T) {
	t.Parallel()
	s := newScene(t, answers(func(question string) string { return "You said: " + question[strings.LastIndex(question, "\n")+1:] }))
	const ali = 1002
	s.Person(telegram.Person{ID: ali, FirstName: "Ali", LanguageCode: "en"})
	team := s.Group("team", sara, ali)
	s.Script("sendMessage", telegram.Flood(3))
	s.Say(sara, team, "@hamzaban_bot one")
	s.until("a freeze", func() bool { return len(s.calls("sendMessage", team)) == 1 })
	s.Say(ali, team, "@hamzaban_bot two")
	s.Say(sara, team, "@hamzaban_bot three")
	time.Sleep(time.Second) // all is committed, and waits
	s.Say(sara, team, "/stop")
	s.until("the word of it", func() bool { return slices.Contains(s.said(team), "Stopped.") })
	var got []string
	for _, text := range s.said(team) {
		first, _, _ := strings.Cut(text, "\n")
		got = append(got, first)
	}
	want := []string{"🔒 What you ask me goes", "🔒 What you ask me goes", "You said: two", "Stopped."}
	if !slices.EqualFunc(got, want, strings.HasPrefix) {
		t.Errorf("said was %q, want the notices, the other's answer and the word", got)
	}
}
