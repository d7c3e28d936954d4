package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/chat"
	"hamzaban/sandbox/telegram"
	"hamzaban/store"
)

const (
	aTable        = "Prices:\n\n| Thing | Price |\n|---|--:|\n| Tea | 3 |"
	aPersianTable = "قیمت‌ها:\n\n| چیز | قیمت |\n|---|--:|\n| چای | ۳ |"
	asOrdinary    = "Prices:\n\nThing │ Price\n──────┼──────\nTea   │     3"
)

func says(text string) answers { return func(string) string { return text } }

// lastOf is the bot's last message in a chat.
func (s *scene) lastOf(where int64) (last telegram.Message) {
	for _, m := range s.Chat(where) {
		if m.FromBot() && !m.Deleted {
			last = m
		}
	}
	return last
}

// richly waits until the bot's last message is a rich one.
func (s *scene) richly(where int64) telegram.RichInput {
	s.Helper()
	s.until("a rich message", func() bool { return s.lastOf(where).RichInput != nil })
	return *s.lastOf(where).RichInput
}

// settled has the first contact over, and all of it written out.
func (s *scene) settled() {
	s.Helper()
	s.met()
	s.until("the help's last line", func() bool { return s.lastOf(sara).Edits == 1 })
}

func (s *scene) lawful() {
	s.Helper()
	for _, v := range s.Violations() {
		s.Errorf("Telegram's rules were broken: %+v", v)
	}
}

// An answer that gains by it becomes a rich message: its first line is sent, as
// ever, and the rest edited in.
func TestAnswersAreRich(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer, wants string
		rtl           bool
	}{
		"English": {aTable, "| Thing | Price |\n|---|---:|\n| Tea | 3 |", false},
		"Persian": {aPersianTable, "| چیز | قیمت |", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSceneAt(t, says(c.answer), telegram.Options{}, "auto")
			s.settled()
			s.Say(sara, sara, "What does it cost?")
			got := s.richly(sara)
			if !strings.Contains(got.Markdown, c.wants) || got.IsRTL != c.rtl || !got.Skip {
				t.Errorf("%+v", got)
			}
			if first := s.waitFor("sendMessage", 4)[3].Params["text"]; first != strings.TrimSpace(strings.SplitN(c.answer, "\n", 2)[0]) {
				t.Errorf("it began as %q", first)
			}
			if s.lastOf(sara).Edits != 1 {
				t.Errorf("it was edited %d times", s.lastOf(sara).Edits)
			}
			s.lawful()
		})
	}
}

// What Telegram refuses as a rich message becomes an ordinary one, the same; the
// next answer is tried as a rich one again.
func TestARefusedRichMessage(t *testing.T) {
	t.Parallel()
	s := newSceneAt(t, says(aTable), telegram.Options{}, "auto")
	s.settled()
	s.Script("editMessageText", telegram.Refuse(400, "RICH_MESSAGE_INVALID"))
	s.Say(sara, sara, "What does it cost?")
	s.until("an ordinary answer", func() bool { return s.lastOf(sara).Text == asOrdinary })
	if n := len(s.said(sara)); n != 4 {
		t.Errorf("%d messages stand there, want 4: %q", n, s.said(sara))
	}
	if len(s.lastOf(sara).Entities) == 0 {
		t.Error("it is plain, though its formatting was not refused")
	}
	s.Say(sara, sara, "And now?")
	s.richly(sara)
	s.lawful()
}

// Where a server knows no rich messages that is noticed once.
func TestAServerWithoutRichMessages(t *testing.T) {
	t.Parallel()
	s := newSceneAt(t, says(aTable), telegram.Options{NoRich: true}, "auto")
	s.settled()
	for i := range 3 {
		s.Say(sara, sara, "What does it cost?")
		s.until("an ordinary answer", func() bool { return len(s.said(sara)) == 4+i && s.lastOf(sara).Text == asOrdinary })
	}
	tried := slices.DeleteFunc(s.calls("editMessageText", sara), func(c telegram.Call) bool { return c.Params["rich_message"] == "" })
	if len(tried) != 1 {
		t.Errorf("it was tried %d times", len(tried))
	}
	if n := strings.Count(s.log.String(), "does not know rich messages"); n != 1 {
		t.Errorf("the operator is told %d times", n)
	}
}

// chapteredAnswer is one of 20,000 characters, with headings.
func chapteredAnswer() string {
	var b strings.Builder
	for i := range 24 {
		fmt.Fprintf(&b, "## Chapter %d\n\n%s\n\n", i, strings.Repeat(fmt.Sprintf("Sentence of chapter %d. ", i), 38))
	}
	return b.String()
}

// One rich message holds what ordinary ones take six for.
func TestALongRichMessage(t *testing.T) {
	t.Parallel()
	s := newSceneAt(t, says(chapteredAnswer()), telegram.Options{}, "auto")
	s.settled()
	s.Say(sara, sara, "Tell me all.")
	got := s.richly(sara)
	if n := len(s.said(sara)); n != 4 || len(got.Markdown) < 20000 || !strings.Contains(got.Markdown, "## Chapter 23") {
		t.Errorf("%d messages, the last of %d characters", n, len(got.Markdown))
	}
	s.lawful()
}

// chapters counts the headings in what stands in a chat.
func chapters(texts []string) (n int) {
	for _, text := range texts {
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "Chapter ") {
				n++
			}
		}
	}
	return n
}

// What one rich message holds and an ordinary one does not goes on in further
// messages where it is refused: each once, in order, before what comes after.
func TestALongRefusedRichMessage(t *testing.T) {
	t.Parallel()
	for name, stopped := range map[string]bool{"at once": false, "over a restart": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSceneAt(t, says(chapteredAnswer()), telegram.Options{NoLimits: true}, "auto")
			s.settled()
			script := []telegram.Fault{telegram.Refuse(400, "RICH_MESSAGE_INVALID")}
			if stopped {
				script = append(script, telegram.Flood(2))
			}
			s.Script("editMessageText", script...)
			s.Say(sara, sara, "Tell me all.")
			if stopped {
				s.waitFor("editMessageText", 2)
				s.end()
				s.begin()
			}
			s.until("all of it", func() bool { return chapters(s.said(sara)) == 24 })
			s.Say(sara, sara, "/id")
			s.until("what comes after", func() bool { return strings.Contains(s.lastOf(sara).Text, "1001") })
			said := s.said(sara)
			last := len(said) - 2
			if len(said) != 3+6+1 || chapters(said) != 24 || !strings.HasPrefix(said[3], "Chapter 0") || !strings.Contains(said[last], "Chapter 23\n") {
				t.Errorf("%d messages, %d chapters: %.200q", len(said), chapters(said), said)
			}
			s.lawful()
		})
	}
}

// Whose answers are rich is the operator's choice and each person's.
func TestWhoseAnswersAreRich(t *testing.T) {
	for name, c := range map[string]struct {
		mode                string
		simple              bool
		inPrivate, inGroups bool
	}{
		"auto":                     {"auto", false, true, false},
		"auto, refused by someone": {"auto", true, false, false},
		"on":                       {"on", false, true, true},
		"on, refused by someone":   {"on", true, false, false},
		"off":                      {"off", false, false, false},
		"not said":                 {"", false, false, false},
	} {
		r := richness{mode: c.mode}
		if r.suits(true, c.simple) != c.inPrivate || r.suits(false, c.simple) != c.inGroups {
			t.Errorf("%s: in private %v, in groups %v", name, r.suits(true, c.simple), r.suits(false, c.simple))
		}
	}
}

func TestRichMessagesAreTriedAgainAfterADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := richness{mode: "auto"}
		if !r.respite.begin(richRest) || r.respite.begin(richRest) {
			t.Error("it is news once")
		}
		time.Sleep(richRest - time.Minute)
		if r.suits(true, false) {
			t.Error("it is tried again too early")
		}
		r.respite.begin(richRest)
		time.Sleep(richRest + time.Minute)
		if !r.suits(true, false) || !r.respite.begin(richRest) {
			t.Error("after a day it is not tried again")
		}
	})
}

// In a group an answer is rich where the operator wants that for all.
func TestRichAnswersInGroups(t *testing.T) {
	t.Parallel()
	for mode, rich := range map[string]bool{"auto": false, "on": true} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			s := newSceneAt(t, says(aTable), telegram.Options{}, mode)
			s.settled()
			team := s.Group("Team", sara)
			s.Say(sara, team, "@hamzaban_bot What does it cost?")
			s.until("the answer", func() bool { return strings.Contains(s.lastOf(team).Words(), "Tea") })
			if got := s.lastOf(team).RichInput != nil; got != rich {
				t.Errorf("rich: %v, want %v", got, rich)
			}
			s.lawful()
		})
	}
}

// choose keeps settings of hers, as a handler's outcome does.
func (s *scene) choose(settings chat.Settings) {
	s.Helper()
	db, err := store.Open(s.Context(), store.Options{Path: s.path})
	if err != nil {
		s.Fatal(err)
	}
	defer db.Close()
	u, err := db.Receive(s.Context(), []chat.Update{{ID: 1, Lane: "settings", Raw: []byte("{}")}}, 0)
	if err == nil {
		_, err = db.Finish(s.Context(), u[0].Seq, chat.Outcome{Key: chat.Key{Chat: sara, Person: sara}, Settings: &settings})
	}
	if err != nil {
		s.Fatal(err)
	}
}

// Someone who chose ordinary messages gets them.
func TestSomeoneWhoWantsOrdinaryMessages(t *testing.T) {
	t.Parallel()
	s := newSceneAt(t, says(aTable), telegram.Options{}, "auto")
	s.settled()
	s.end()
	s.choose(chat.Settings{Simple: true})
	s.begin()
	s.Say(sara, sara, "What does it cost?")
	s.until("an ordinary answer", func() bool { return s.lastOf(sara).Text == asOrdinary })
}
