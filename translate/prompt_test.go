package translate_test

import (
	"context"
	"strings"
	"testing"

	"hamzaban/ai"
	"hamzaban/translate"
)

// listening keeps what it was asked, and answers nothing of use.
type listening struct{ asked []*ai.Request }

func (*listening) Name() string { return "listening" }

func (l *listening) Generate(_ context.Context, r *ai.Request) (*ai.Response, error) {
	l.asked = append(l.asked, r)
	return nil, &ai.Exhausted{}
}

// TestPromptsBeginAlike: the instructions come first, the language after them,
// and the texts last. A request says for whom it is, and in which language.
func TestPromptsBeginAlike(t *testing.T) {
	l := &listening{}
	for _, o := range []translate.Options{
		{To: lang("fa"), Person: "7", Context: "a song"},
		{To: lang("fa"), Person: "8"},
		{To: lang("de"), Person: "7"},
	} {
		_, _ = (&translate.Engine{Provider: l, Parallel: 1}).Translate(t.Context(), []string{"The sea is calm"}, o)
	}
	if len(l.asked) != 3 {
		t.Fatalf("asked %d times, want 3", len(l.asked))
	}
	song, other, german := l.asked[0], l.asked[1], l.asked[2]
	if song.System != other.System {
		t.Error("the same language has different instructions")
	}
	before, _, found := strings.Cut(german.System, "German")
	if !found || len(before) < 500 || !strings.HasPrefix(song.System, before) {
		t.Errorf("two languages' instructions differ from byte %d on", len(before))
	}
	for _, text := range []string{"song", "sea"} {
		if strings.Contains(song.System, text) || !strings.Contains(song.Messages[0].Text, text) {
			t.Errorf("%q is not in the message alone", text)
		}
	}
	if song.Person != "7" || song.Language != "fa" || german.Language != "de" || german.Task != ai.TaskTranslate {
		t.Errorf("asked for %q in %q for %q", song.Person, song.Language, song.Task)
	}
}
