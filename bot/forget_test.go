package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/chat"
	"hamzaban/store"
	"hamzaban/translate"
)

// pressing is the press of a button in Ali's private chat.
func pressing(id, from int64, data string) string {
	return fmt.Sprintf(`{"update_id":%d,"callback_query":{"id":"%[1]d","from":{"id":%d,"first_name":"X","language_code":"de"},"data":%q,
		"message":{"message_id":900,"date":1,"chat":{"id":5,"type":"private"}}}}`, id, from, data)
}

// stands has all that was not sent yet be the message below which is pressed.
func (b *Bot) stands(t *testing.T, db *store.Store) {
	t.Helper()
	unsent, err := db.Unsent(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range unsent {
		if err := db.Begun(t.Context(), m.ID, 900); err != nil {
			t.Fatal(err)
		}
	}
}

// offered has Ali known by his choice of a language, and returns what the buttons
// of his /forget carry.
func (b *Bot) offers(t *testing.T, db *store.Store) (all, keep string) {
	t.Helper()
	b.says(t, 1, "/lang de")
	shown(t, db)
	b.says(t, 2, "/forget")
	b.stands(t, db)
	for _, p := range shown(t, db) {
		if len(p.Buttons) == 1 && len(p.Buttons[0]) == 2 {
			return p.Buttons[0][0].Data, p.Buttons[0][1].Data
		}
	}
	t.Fatal("nothing was offered")
	return "", ""
}

func TestForgetButtons(t *testing.T) {
	t.Parallel()
	const ali, sara = 5, 6
	for _, c := range []struct {
		name   string
		after  time.Duration
		by     int64
		press  func(all, keep string) []string
		forgot bool
		said   []string
	}{
		{"yes", time.Second, ali, func(all, _ string) []string { return []string{all} }, true, []string{"is deleted"}},
		{"yes, in the fifteenth minute", 15*time.Minute - time.Second, ali, func(all, _ string) []string { return []string{all} }, true, []string{"is deleted"}},
		{"too late", 15*time.Minute + time.Second, ali, func(all, _ string) []string { return []string{all} }, false, nil},
		{"yes, twice", time.Second, ali, func(all, _ string) []string { return []string{all, all} }, true, []string{"is deleted"}},
		{"no", time.Second, ali, func(_, keep string) []string { return []string{keep} }, false, []string{"stays"}},
		{"no, and then yes", time.Second, ali, func(all, keep string) []string { return []string{keep, all} }, false, []string{"stays"}},
		{"by whom the bot is not for any more", time.Second, ali, func(all, _ string) []string { return []string{all} }, true, []string{"is deleted"}},
		{"by somebody else", time.Second, sara, func(all, _ string) []string { return []string{all} }, false, nil},
		{"with another number", time.Second, ali, func(string, string) []string {
			return []string{"forget:all:1", "forget:all:99", "forget:all:", "forget:all:x"}
		}, false, nil},
		{"with another choice", time.Second, ali, func(all, _ string) []string {
			return []string{strings.Replace(all, "all", "some", 1), "forget", "forget:"}
		}, false, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, db := waitingBot(t, busy{})
				all, keep := b.offers(t, db)
				if strings.Contains(c.name, "not for any more") {
					b.Allowed = map[int64]bool{77: true}
				}
				time.Sleep(c.after)
				for i, data := range c.press(all, keep) {
					b.takes(t, pressing(int64(10+i), c.by, data))
					time.Sleep(time.Second)
				}
				if _, err := db.Person(t.Context(), ali); errors.Is(err, chat.ErrNotFound) != c.forgot {
					t.Errorf("forgotten: %v, want %v", err, c.forgot)
				}
				if got := unsent(t, db); !slices.EqualFunc(got, c.said, strings.Contains) {
					t.Errorf("said %q, want %q", got, c.said)
				}
				if open, err := db.Unfinished(t.Context(), "", 0, 9); err != nil || len(open) > 0 {
					t.Errorf("%d updates are open (%v)", len(open), err)
				}
			})
		})
	}
}

// persistent is a model that keeps something of its work even when it is stopped.
type persistent struct {
	begun chan struct{}
	keep  func()
}

func (persistent) Name() string { return "persistent" }

func (p persistent) Generate(ctx context.Context, _ *ai.Request) (*ai.Response, error) {
	close(p.begun)
	<-ctx.Done()
	time.Sleep(3 * time.Second)
	p.keep()
	return nil, ctx.Err()
}

// What is at work is over before anything is deleted, so that nothing is kept after
// that; and whoever writes meanwhile is a stranger.
func TestForgetStopsWhatIsAtWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := persistent{begun: make(chan struct{})}
		var db *store.Store
		p.keep = func() {
			shelf := translate.Shelf{Owner: translate.Owner{Person: 5}, To: "fa"}
			if err := db.Memory().Keep(context.Background(), shelf, []translate.Kept{{Source: "heron", Text: "حواصیل"}}); err != nil {
				t.Error(err)
			}
		}
		b, s := waitingBot(t, p)
		db = s
		all, _ := b.offers(t, db)
		b.says(t, 3, "Which bird is it?")
		<-p.begun
		b.takes(t, pressing(10, 5, all))
		b.says(t, 11, "/usage")
		time.Sleep(10 * time.Second)
		synctest.Wait()
		d, err := db.Dossier(t.Context(), 5)
		if err != nil || len(d.Translations) > 0 || d.Target != "" {
			t.Errorf("kept is %+v, %v", d, err)
		}
		want := []string{"is deleted", "outside AI providers", "Messages kept of our conversations: 0"}
		if got := unsent(t, db); !slices.EqualFunc(got, want, strings.Contains) {
			t.Errorf("said %q, want %q", got, want)
		}
	})
}

// Nobody gets round the limit of a day by having all deleted.
func TestForgetKeepsTheDaysLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, db := waitingBot(t, busy{})
		b.DailyLimit = 2
		for i := range int64(3) {
			b.says(t, 100+i, "A question")
		}
		all, _ := b.offers(t, db)
		b.takes(t, pressing(10, 5, all))
		time.Sleep(time.Second)
		b.says(t, 200, "A question")
		got := unsent(t, db)
		if len(got) == 0 || !strings.Contains(got[len(got)-1], "your 2 answers") {
			t.Errorf("said %q, want that it is enough", got)
		}
		time.Sleep(24 * time.Hour)
		b.says(t, 201, "A question")
		if got := unsent(t, db); got[len(got)-1] != "At last." {
			t.Errorf("the next day %q was said", got)
		}
	})
}

// What waits to be sent is not sent any more; the last word is.
func TestForgetTakesBackWhatWaits(t *testing.T) {
	t.Parallel()
	s := newScene(t, answers(func(string) string { return manyParts(12) }))
	s.met()
	s.Say(sara, sara, "/forget")
	s.until("the question", func() bool { m := s.Chat(sara); return m[len(m)-1].Keyboard != nil })
	m := s.Chat(sara)
	offer := m[len(m)-1]
	s.Say(sara, sara, "Tell me all.")
	s.until("the second part", func() bool { return len(s.said(sara)) >= 4+2 })
	s.Press(sara, offer.ID, offer.Keyboard.Rows[0][0].Data)
	s.until("the last word", func() bool { return strings.Contains(s.said(sara)[3], "is deleted") })
	s.Say(sara, sara, "/usage")
	s.until("a first contact", func() bool { texts := s.said(sara); return strings.Contains(texts[len(texts)-1], "Your usage") })
	if parts := len(s.said(sara)) - 4 - 2; parts > 4 {
		t.Errorf("%d parts were sent, want the two that were, or little more", parts)
	}
}

// The file has the texts as they were written, whatever was kept with them.
func TestExportIsReadable(t *testing.T) {
	data, err := written(chat.Dossier{
		ID:           5,
		Translations: []chat.DossierTranslated{{Words: "⟦1⟧Good⟦/1⟧ ⟦2=⟧x<y⟦/2⟧ ⟦(⟧1⟦)⟧", Text: "⟦1⟧خوب⟦/1⟧"}},
		Outbox: []chat.DossierRow{
			{Words: frozen(payload{File: &chat.File{Name: "x", Data: []byte("abc")}})}, {Words: json.RawMessage(`{"text":"hi","entities":[]}`)}, {},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"text": "Good x<y ⟦1⟧"`, `"translation": "خوب"`, "\n  \"telegram_id\": 5,\n", `"content": "hi"`} {
		if !strings.Contains(string(data), want) {
			t.Errorf("%s is not in\n%s", want, data)
		}
	}
	if strings.Contains(string(data), "YWJj") {
		t.Errorf("the bytes of a file are told:\n%s", data)
	}
}
