package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"hamzaban/ai"
	"hamzaban/chat"
	"hamzaban/sandbox/telegram"
	"hamzaban/store"
)

// What was shown of an answer when it was stopped is kept as the answer, with a
// word, and remembered.
func TestStoppingKeepsWhatWasShown(t *testing.T) {
	for _, c := range []struct {
		name  string
		group bool
		stop  func(s *scene, where int64)
	}{
		{"Telegram's button", false, func(s *scene, _ int64) { s.Stop(sara) }},
		{"/stop in private", false, func(s *scene, where int64) { s.Say(sara, where, "/stop") }},
		{"/stop in a group", true, func(s *scene, where int64) { s.Say(sara, where, "/stop@hamzaban_bot") }},
		{"the message's button", true, func(s *scene, where int64) {
			var m telegram.Message
			s.until("the button", func() bool { all := s.Chat(where); m = all[len(all)-1]; return m.Keyboard != nil })
			s.PressIn(sara, where, m.ID, m.Keyboard.Rows[0][0].Data)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, &writes{text: tale(8), every: 10 * time.Millisecond, hang: 30})
			where := int64(sara)
			if c.group {
				where = s.Group("team", sara)
			}
			s.known()
			before := len(s.said(where))
			s.Say(sara, where, "@hamzaban_bot Tell me.")
			s.until("what there is of it", func() bool {
				d, ok := s.Draft(sara)
				said := s.said(where)
				return ok && strings.Contains(d.Text, "Lantern 3") || len(said) > before && strings.Contains(said[before], "Lantern 3")
			})
			c.stop(s, where)
			s.until("the answer so far", func() bool {
				said := s.said(where)
				return len(said) > before && strings.HasPrefix(said[before], "Lantern 1 was lit") && strings.HasSuffix(said[before], "…\n\nStopped.")
			})
			if _, ok := s.Draft(sara); ok {
				t.Error("a draft is left")
			}
			s.Say(sara, where, "/id@hamzaban_bot")
			s.until("what comes after", func() bool { return strings.Contains(s.said(where)[len(s.said(where))-1], "1001") })
			if said := s.said(where)[before:]; len(said) != 2 {
				t.Errorf("said was %q, want the answer so far and the number", said)
			}
			s.end()
			turns := s.remembered(chat.Key{Chat: where, Person: sara})
			if len(turns) != 2 || turns[0].Text != "Tell me." && turns[0].Text != "@hamzaban_bot Tell me." || !strings.HasPrefix(turns[1].Text, "Lantern 1") {
				t.Errorf("remembered is %+v", turns)
			}
			s.kept()
		})
	}
}

// remembered is what the stopped bot keeps of a conversation.
func (s *scene) remembered(k chat.Key) []chat.Turn {
	s.Helper()
	db, err := store.Open(s.Context(), store.Options{Path: s.path})
	if err != nil {
		s.Fatal(err)
	}
	defer db.Close()
	turns, err := db.Recent(s.Context(), k, 10)
	if err != nil {
		s.Fatal(err)
	}
	return turns
}

// Somebody else's press stops nothing.
func TestOthersDoNotStop(t *testing.T) {
	t.Parallel()
	s := newScene(t, &writes{text: tale(6), every: 40 * time.Millisecond})
	const ali = 1002
	s.Person(telegram.Person{ID: ali, FirstName: "Ali", LanguageCode: "en"})
	team := s.Group("team", sara, ali)
	s.known()
	s.Say(sara, team, "@hamzaban_bot Tell me.")
	last := func() telegram.Message { all := s.Chat(team); return all[len(all)-1] }
	s.until("the button", func() bool { return last().Keyboard != nil })
	s.PressIn(ali, team, last().ID, last().Keyboard.Rows[0][0].Data)
	s.until("the whole answer", func() bool { return slices.Equal(s.said(team), []string{told(6)}) })
}

// Where no model can go on, what is said of that takes the place of what was shown,
// and the answer is a message of its own.
func TestPuttingOffTakesThePlace(t *testing.T) {
	t.Parallel()
	m := &writes{text: tale(4), every: 30 * time.Millisecond, hang: 20}
	m.fail = &ai.Exhausted{Until: time.Now().Add(3 * time.Second)}
	s := newScene(t, m)
	team := s.Group("team", sara)
	s.known()
	s.Say(sara, team, "@hamzaban_bot Tell me.")
	s.until("the first words", func() bool { return len(s.said(team)) == 1 && strings.HasPrefix(s.said(team)[0], "Lantern") })
	m.mu.Lock()
	m.hang = 0
	m.mu.Unlock()
	s.until("the word of it", func() bool { return len(s.said(team)) == 1 && !strings.HasPrefix(s.said(team)[0], "Lantern") })
	s.until("the answer", func() bool { return len(s.said(team)) == 2 && s.said(team)[1] == told(4) })
}
