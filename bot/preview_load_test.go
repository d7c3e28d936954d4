package bot

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"hamzaban/sandbox/telegram"
)

var measurePreviews = flag.Bool("previews", false, "run TestPreviewsOfManyChats, which takes two minutes")

// crowd is the chats of TestPreviewsOfManyChats.
const crowd = 100

// TestPreviewsOfManyChats measures what people see while answers are written, in
// private chats and in groups, one and a hundred at once, and prints it: how long
// after the model's first words the first of them are shown, how many previews an
// answer has, and how many calls Telegram refuses for their number: none, as strict
// as the stand-in's limits are.
func TestPreviewsOfManyChats(t *testing.T) {
	if !*measurePreviews {
		t.Skip("it is run with -previews")
	}
	for _, c := range []struct {
		name   string
		chats  int
		groups bool
		// within is the time in which all ask, first how long the first words may
		// take at the 95th percentile.
		within, first time.Duration
	}{
		{"a private chat", 1, false, 0, 300 * time.Millisecond},
		{"a group", 1, true, 0, 300 * time.Millisecond},
		{"100 private chats within 10 s", crowd, false, 10 * time.Second, 300 * time.Millisecond},
		{"100 groups within 10 s", crowd, true, 10 * time.Second, 300 * time.Millisecond},
		{"100 private chats in one moment", crowd, false, 0, 4 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := &writes{text: tale(30), every: 40 * time.Millisecond}
			s := newScene(t, m)
			s.SetLimits(telegram.Limits{})
			where := s.acquainted(c.chats, c.groups)
			time.Sleep(8 * time.Second) // they are at rest, and what all take together is
			s.SetLimits(telegram.DefaultLimits())
			s.ForgetCalls()
			for i, chat := range where {
				s.Say(crowdFirst+int64(i), chat, "@hamzaban_bot Tell me.")
				time.Sleep(c.within / time.Duration(c.chats))
			}
			s.told(where)
			s.report(m, where, c.first)
		})
	}
}

const crowdFirst = 5001

// acquainted has so many people know the bot, and returns the chats to ask in.
func (s *scene) acquainted(n int, groups bool) (where []int64) {
	s.Helper()
	for i := range int64(n) {
		person := crowdFirst + i
		s.Person(telegram.Person{ID: person, FirstName: "P", LanguageCode: "en"})
		lobby := s.Group(fmt.Sprint("lobby ", i), person)
		s.Say(person, lobby, "/help")
		if where = append(where, person); groups {
			where[i] = s.Group(fmt.Sprint("group ", i), person)
		}
		s.until("the first contact", func() bool { return len(s.said(lobby)) == 2 })
	}
	return where
}

// told waits until all have their answers.
func (s *scene) told(where []int64) {
	s.Helper()
	ctx, cancel := context.WithTimeout(s.Context(), 2*time.Minute)
	defer cancel()
	err := s.Until(ctx, func() bool {
		return !slices.ContainsFunc(where, func(chat int64) bool { return !slices.Contains(s.said(chat), told(30)) })
	})
	if err != nil {
		s.Fatal("not all have their answers")
	}
}

// report prints what was measured, and holds it against what is wanted.
func (s *scene) report(m *writes, where []int64, most time.Duration) {
	s.Helper()
	began := slices.SortedFunc(slices.Values(m.began), time.Time.Compare)
	var firsts []time.Duration
	previews, refused, others := 0, 0, 0
	for i, chat := range where {
		var shown []telegram.Call
		for _, method := range []string{"sendMessageDraft", "sendMessage", "editMessageText"} {
			shown = append(shown, s.calls(method, chat)...)
		}
		shown = slices.DeleteFunc(shown, func(c telegram.Call) bool {
			other := c.Method != "sendMessageDraft" && !strings.HasSuffix(c.Params["text"], growing)
			switch {
			case c.Status == http.StatusTooManyRequests && other:
				others++
			case c.Status == http.StatusTooManyRequests:
				refused++
			}
			return other
		})
		previews += len(shown)
		if len(shown) == 0 {
			s.Errorf("chat %d: the answer was not shown while it was written", chat)
			continue
		}
		firsts = append(firsts, shown[0].Done.Sub(began[i])) // they were asked in this order
	}
	slices.Sort(firsts)
	p50, p95 := firsts[len(firsts)/2], firsts[len(firsts)*95/100]
	s.Logf("first words p50 %v, p95 %v; %.1f previews an answer; %d of them refused, %d other calls",
		p50.Round(time.Millisecond), p95.Round(time.Millisecond), float64(previews)/float64(len(where)), refused, others)
	if p95 > most {
		s.Errorf("first words took %v at the 95th percentile, want at most %v", p95, most)
	}
	if refused+others > 0 {
		s.Errorf("Telegram refused %d previews and %d other calls for their number", refused, others)
	}
}
