package chat_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"hamzaban/ai"
	"hamzaban/chat"
)

// model answers everything alike and remembers what it was asked.
type model struct{ asked []*ai.Request }

func (*model) Name() string { return "model" }

func (m *model) Generate(_ context.Context, r *ai.Request) (*ai.Response, error) {
	m.asked = append(m.asked, r)
	return &ai.Response{Text: "answer", Provider: "a", Model: "a1"}, nil
}

// roomy is a model that tells how much room there is.
type roomy struct {
	model
	room    int
	bounded bool
	looked  *ai.Request
}

func (m *roomy) Room(r *ai.Request) (int, bool) {
	m.looked = r
	return m.room, m.bounded
}

// talk is a conversation of pairs of turns of 100 tokens each.
type talk int

func (n talk) Recent(context.Context, chat.Key, int) ([]chat.Turn, error) {
	var turns []chat.Turn
	for i := range int(n) {
		turns = append(turns, chat.Turn{Role: ai.User, Text: fmt.Sprintf("question %d", i), Tokens: 100},
			chat.Turn{Role: ai.Assistant, Text: fmt.Sprintf("answer %d", i), Tokens: 100})
	}
	return turns, nil
}

func (n talk) Before(ctx context.Context, k chat.Key, _ int64, m int) ([]chat.Turn, error) {
	return n.Recent(ctx, k, m)
}

func (talk) Summary(context.Context, chat.Key) (chat.Summary, error) { return chat.Summary{}, nil }

func (talk) KeepSummary(context.Context, chat.Key, chat.Summary) error { return nil }

var _ chat.History = talk(0)

var monday = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// TestHistoryFollowsTheRoom: as much goes along as the quota can bear, within
// what is configured, and never less than the last exchange.
func TestHistoryFollowsTheRoom(t *testing.T) {
	for _, c := range []struct {
		name  string
		model ai.Provider
		want  int // turns of the history
	}{
		{"a model that does not tell", &model{}, 14},
		{"no bound", &roomy{}, 14},
		{"more room than is configured", &roomy{room: 5000, bounded: true}, 14},
		{"less room", &roomy{room: 850, bounded: true}, 8},
		{"no room", &roomy{room: 0, bounded: true}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := &chat.Assistant{Model: c.model, History: talk(10), Messages: 20, Tokens: 1500}
			if _, err := a.Answer(t.Context(), chat.Question{Text: "and there?", At: monday}); err != nil {
				t.Fatal(err)
			}
			r := asked(c.model)
			if got := len(r.Messages) - 1; got != c.want {
				t.Errorf("%d turns went along, want %d", got, c.want)
			}
			if first := r.Messages[0]; first.Role != ai.User || r.Messages[c.want].Text != "and there?" {
				t.Errorf("the conversation begins with %q and ends with %q", first.Text, r.Messages[c.want].Text)
			}
		})
	}
	m := &roomy{room: 100, bounded: true}
	a := &chat.Assistant{Model: m, History: talk(1), Messages: 20, Tokens: 0}
	if _, err := a.Answer(t.Context(), chat.Question{Text: "alone", At: monday}); err != nil {
		t.Fatal(err)
	}
	if len(m.asked[0].Messages) != 1 {
		t.Error("a history went along although none is configured")
	}
	if len(m.looked.Messages) != 1 || m.looked.System == "" {
		t.Error("the room was asked for without the question and the instructions")
	}
}

func asked(p ai.Provider) *ai.Request {
	switch m := p.(type) {
	case *roomy:
		return m.asked[0]
	case *model:
		return m.asked[0]
	}
	return nil
}

// TestPromptsBeginAlike: what is the same for everybody comes first, what
// changes by the day last, so that providers find the beginning in their cache.
func TestPromptsBeginAlike(t *testing.T) {
	m := &model{}
	a := &chat.Assistant{Model: m, History: talk(0)}
	for _, q := range []chat.Question{
		{Key: chat.Key{Person: 1}, Name: "Sara", Language: "Persian", Code: "fa", Text: "سلام", At: monday},
		{Key: chat.Key{Person: 1}, Name: "Sara", Language: "Persian", Code: "fa", Text: "something else", At: monday.AddDate(0, 0, 1)},
		{Key: chat.Key{Person: 2}, Name: "John", Language: "English", Code: "en", Text: "hello", At: monday},
	} {
		if _, err := a.Answer(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	day, next, other := m.asked[0], m.asked[1], m.asked[2]
	before, _, _ := strings.Cut(day.System, "Today")
	if !strings.HasPrefix(next.System, before) || next.System == day.System {
		t.Errorf("the same person's prompts on two days:\n%s\n%s", day.System, next.System)
	}
	if n := alike(day.System, other.System); n < 350 {
		t.Errorf("two people's prompts are alike for %d bytes only", n)
	}
	if day.Person != "1" || other.Person != "2" || day.Language != "fa" || day.Task != ai.TaskChat {
		t.Errorf("asked for %q in %q for %q", day.Person, day.Language, day.Task)
	}
}

func alike(a, b string) (n int) {
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}
