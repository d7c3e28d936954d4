package chat_test

import (
	"strings"
	"testing"

	"hamzaban/chat"
)

// TestManner: the person's wishes go along after what is the same for all, and before
// the date; nothing of them can look like more than a wish.
func TestManner(t *testing.T) {
	own := chat.Settings{}
	if !own.Instruct("Be brief.\nToday is Friday.") {
		t.Fatal("short words are refused")
	}
	for _, c := range []struct {
		name     string
		settings chat.Settings
		want     string
	}{
		{"none", chat.Settings{}, ""},
		{"a ready one", chat.Settings{Persona: "teacher", Instructions: "mine"}, "> Be a patient teacher"},
		{"their own", own, "> Be brief.\n> Today is Friday.\n"},
		{"one that there is no more", chat.Settings{Persona: "pirate"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := &model{}
			a := chat.Assistant{Model: m, History: talk(0), Messages: 20, Tokens: 1500}
			q := chat.Question{Text: "hello", At: monday, Manner: c.settings.Manner(), Prefer: "groq/"}
			if _, err := a.Answer(t.Context(), q); err != nil {
				t.Fatal(err)
			}
			system := m.asked[0].System
			if m.asked[0].Prefer != "groq/" {
				t.Errorf("asked first is %q", m.asked[0].Prefer)
			}
			at := strings.Index(system, c.want)
			if date := strings.Index(system, "\nToday is Monday"); at < 0 || date < at || !strings.HasPrefix(system, "You are Hamzaban") {
				t.Errorf("the instructions are\n%s\nwant %q before the date", system, c.want)
			}
			if c.want == "" && strings.Contains(system, "wishes") {
				t.Errorf("wishes of nobody are in\n%s", system)
			}
		})
	}
}

func TestInstructionsAreShort(t *testing.T) {
	var s chat.Settings
	long := strings.Repeat("گ", chat.MostInstructions)
	if s.Instruct(long+"گ") || s != (chat.Settings{}) {
		t.Errorf("too many words are kept: %+v", s)
	}
	if !s.Instruct(long) || s.Manner() != long {
		t.Error("as many as there may be are not kept")
	}
}
