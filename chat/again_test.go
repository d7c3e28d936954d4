package chat_test

import (
	"context"
	"slices"
	"testing"

	"hamzaban/ai"
	"hamzaban/chat"
)

// past is a conversation that knows what was before an exchange.
type past struct{ talk }

func (p past) Before(_ context.Context, _ chat.Key, exchange int64, n int) ([]chat.Turn, error) {
	turns, err := p.Recent(context.Background(), chat.Key{}, n)
	return turns[:2*exchange], err
}

// TestAnsweredAnew: the conversation is as it was before, the models that are to be
// avoided are named, and a shorter answer is asked for with the long one in sight.
func TestAnsweredAnew(t *testing.T) {
	m := &model{}
	a := &chat.Assistant{Model: m, History: past{talk(5)}, Messages: 20, Tokens: 1500}
	q := chat.Question{Text: "and there?", Again: 2, Avoid: []string{"a/a1"}, At: monday}
	for _, shorten := range []string{"", "a long answer"} {
		q.Shorten = shorten
		answer, err := a.Answer(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if turns := answer.Turns; len(turns) != 2 || turns[0].Text != "and there?" {
			t.Errorf("remembered is %v", turns)
		}
	}
	whole, short := m.asked[0], m.asked[1]
	if n := len(whole.Messages); n != 5 || whole.Messages[3].Text != "answer 1" {
		t.Errorf("asked with %v", whole.Messages)
	}
	if !slices.Equal(whole.Avoid, q.Avoid) {
		t.Errorf("avoided are %v", whole.Avoid)
	}
	if n := len(short.Messages); n != 7 || short.Messages[5].Role != ai.Assistant || short.Messages[5].Text != "a long answer" {
		t.Errorf("asked for less with %v", short.Messages)
	}
}
