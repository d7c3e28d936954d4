package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/chat"
)

// notetaker answers in a few words, and summarises by keeping what begins with "I ".
type notetaker struct {
	mu     sync.Mutex
	asked  []*ai.Request // for answers
	noted  int           // for notes
	fail   bool          // notes fail
	scarce bool          // nothing is to spare
	takes  time.Duration // what notes take
}

func (*notetaker) Name() string { return "notetaker" }

func (m *notetaker) Room(*ai.Request) (int, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.scarce {
		return 0, true
	}
	return 5000, true
}

func (m *notetaker) Generate(ctx context.Context, r *ai.Request) (*ai.Response, error) {
	answer := &ai.Response{Text: "I see.", Model: "m", Provider: "p"}
	m.mu.Lock()
	if !strings.HasPrefix(r.System, "You keep the notes") {
		m.asked = append(m.asked, r)
		m.mu.Unlock()
		return answer, nil
	}
	m.noted++
	fail := m.fail
	m.mu.Unlock()
	sleep(ctx, m.takes)
	if fail || ctx.Err() != nil {
		return nil, errors.New("no notes today")
	}
	var kept []string
	for line := range strings.Lines(r.Messages[0].Text) {
		if line = strings.TrimPrefix(strings.TrimSpace(line), "Person: "); strings.HasPrefix(line, "I ") {
			kept = append(kept, line)
		}
	}
	answer.Text = strings.Join(kept, "\n")
	return answer, nil
}

func (m *notetaker) last() *ai.Request { return m.asked[len(m.asked)-1] }

// prompted is all that a request says.
func prompted(r *ai.Request) string {
	text := r.System
	for _, m := range r.Messages {
		text += "\n" + m.Text
	}
	return text
}

// What was told thirty messages ago is known, at the cost of a request in several
// questions; where that fails nothing else does.
func TestWhatLeavesTheWindowIsSummarised(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		model *notetaker
		knows bool
		noted int // requests for notes
	}{
		{"in good times", &notetaker{}, true, 6},
		{"slowly", &notetaker{takes: 20 * time.Second}, true, 6},
		{"where it fails", &notetaker{fail: true}, false, 32},
		{"where nothing is to spare", &notetaker{scarce: true}, false, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, db := waitingBot(t, c.model)
				b.says(t, 1, "I live in Shiraz")
				for i := range 40 {
					b.says(t, int64(i)+2, fmt.Sprintf("Question %d", i))
					time.Sleep(5 * time.Second)
				}
				time.Sleep(time.Minute)
				b.says(t, 100, "Where do I live?")
				r := c.model.last()
				if got := strings.Contains(prompted(r), "I live in Shiraz"); got != c.knows {
					t.Errorf("it is known: %v, want %v:\n%s", got, c.knows, prompted(r))
				}
				if len(r.Messages) > 21 || !strings.Contains(prompted(r), "Question 39") {
					t.Errorf("%d messages went along", len(r.Messages))
				}
				if n := c.model.noted; n != c.noted {
					t.Errorf("%d notes were taken, want %d", n, c.noted)
				}
				if n := len(unsent(t, db)); n != 43 { // and the notice
					t.Errorf("%d messages were said, want 43", n)
				}
				b.says(t, 101, "/new")
				b.says(t, 102, "And now?")
				if text := prompted(c.model.last()); strings.Contains(text, "Shiraz") {
					t.Errorf("a new conversation knows\n%s", text)
				}
			})
		})
	}
}

// Prompts begin alike from one question to the next, but for those after a summary:
// what is in the window stays there.
func TestPromptsGrowAtTheirEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &notetaker{}
		b, _ := waitingBot(t, m)
		for i := range 60 {
			b.says(t, int64(i)+1, fmt.Sprintf("I ask %d", i))
		}
		anew := 0
		for i := 1; i < len(m.asked); i++ {
			if !strings.HasPrefix(prompted(m.asked[i]), prompted(m.asked[i-1])) {
				anew++
			}
		}
		if anew > 10 || anew < 3 {
			t.Errorf("%d of %d prompts began otherwise than the one before", anew, len(m.asked))
		}
		s, err := b.store.(chat.History).Summary(t.Context(), chat.Key{Chat: 5, Person: 5})
		if n := ai.EstimateTokens(s.Text); err != nil || n < 50 || n > 250 {
			t.Errorf("the summary has %d tokens (%v)", n, err)
		}
	})
}
