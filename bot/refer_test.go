package bot

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-telegram/bot/models"

	"hamzaban/ai"
	"hamzaban/bot/locale"
	"hamzaban/chat"
)

// What a question replies to goes along, however old it is: the whole exchange where
// it left the window, and a short quote that tells which is meant. Of what others
// wrote, or a chosen part, the quote is all. It is so, too, where the answer is asked
// for anew.
func TestRepliesToOldMessages(t *testing.T) {
	t.Parallel()
	group := map[string]any{"chat": map[string]any{"id": -100, "type": "supergroup"}}
	for _, c := range []struct {
		name     string
		old      int // the number of the question whose message is replied to; 0: another's
		more     map[string]any
		messages int    // that go along before the question
		recalled bool   // the exchange does
		asks     string // what the question becomes
	}{
		{"a question in the window", 39, nil, 20, false, "> @test_bot Question 39\n\nWhy?"},
		{"a question long gone", 2, nil, 22, true, "> @test_bot Question 2\n\nWhy?"},
		{"a part of it", 2, map[string]any{"quote": map[string]any{"text": "tion 2", "position": 4}}, 22, true, "> tion 2\n\nWhy?"},
		{"somebody else's", 0, nil, 20, false, "> What others say\n> in two lines\n\nWhy?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := &notetaker{scarce: true}
				b, db := waitingBot(t, m)
				for i := 1; i <= 40; i++ {
					b.takes(t, part(t, i, fmt.Sprintf("@test_bot Question %d", i), group))
					shown(t, db)
				}
				reply := map[string]any{"message_id": 900, "text": "What others say\nin two lines", "date": 1, "chat": group["chat"], "from": map[string]any{"id": 6}}
				if c.old != 0 {
					reply = map[string]any{"message_id": 100 + c.old, "text": fmt.Sprintf("@test_bot Question %d", c.old), "date": 1, "chat": group["chat"], "from": map[string]any{"id": 5}}
				}
				more := map[string]any{"chat": group["chat"], "reply_to_message": reply}
				for name, value := range c.more {
					more[name] = value
				}
				for i, update := range []string{part(t, 50, "@test_bot Why?", more), part(t, 51, "/retry@test_bot", group), part(t, 52, "/retry@test_bot", group)} {
					b.takes(t, update)
					shown(t, db)
					r := m.last()
					if got := r.Messages[len(r.Messages)-1].Text; got != c.asks || len(m.asked) != 41+i {
						t.Errorf("asked %d was %q, want %q", i, got, c.asks)
					}
					before := r.Messages[:len(r.Messages)-1]
					recalled := len(before) > 1 && before[0].Role == ai.User && before[0].Text == fmt.Sprintf("Question %d", c.old) && before[1].Role == ai.Assistant
					if len(before) != c.messages || recalled != c.recalled {
						t.Errorf("asked %d: %d messages went along, the exchange: %v; want %d, %v", i, len(before), recalled, c.messages, c.recalled)
					}
				}
			})
		})
	}
	if got := brief(strings.Repeat("word ", 100)); len(got) > briefly+3 || !strings.HasSuffix(got, "word…") {
		t.Errorf("a long quote becomes %q", got)
	}
}

// Another version of one of its messages says nothing about a whole paste.
func TestAPasteIsNotEditedInParts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &notetaker{}
		b, db := waitingBot(t, m)
		parts := cut(numberedWords(700), maxText)
		b.takes(t, part(t, 1, parts[0], nil), part(t, 2, parts[1], nil))
		time.Sleep(2 * pasteWait)
		shown(t, db)
		for i := range 2 {
			edited := part(t, 10+i, parts[i]+" more", map[string]any{"message_id": 101 + i, "edit_date": 1100})
			b.takes(t, strings.Replace(edited, `{"message"`, `{"edited_message"`, 1))
			time.Sleep(2 * pasteWait)
		}
		if len(m.asked) != 1 {
			t.Errorf("%d questions were asked, want one", len(m.asked))
		}
	})
}

// The day is told in the person's calendar, as it is where that is used.
func TestTheDayInThePersonsCalendar(t *testing.T) {
	bundle, err := locale.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ language, at, want string }{
		{"fa", "2026-11-23T12:00:00Z", "دوشنبه ۲ آذر ۱۴۰۵"},
		{"fa", "2026-11-23T20:45:00Z", "سه‌شنبه ۳ آذر ۱۴۰۵"}, // it is past midnight in Tehran
		{"en", "2026-11-23T12:00:00Z", ""},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		e := &event{update: chat.Update{At: at}, message: &models.Message{Text: "?"}, text: "?", say: bundle.For(c.language, "")}
		if got := (&Bot{}).question(e).Date; got != c.want {
			t.Errorf("%s at %s: %q, want %q", c.language, c.at, got, c.want)
		}
	}
}
