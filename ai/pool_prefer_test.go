package ai_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"hamzaban/ai"
)

// A task puts other models first, but never another provider.
func TestPoolPrefersByTask(t *testing.T) {
	for _, c := range []struct {
		name string
		r    ai.Request
		want string
	}{
		{"a chat", ai.Request{}, "a/plain"},
		{"a translation", ai.Request{Task: ai.TaskTranslate, Language: "de"}, "a/translator"},
		{"a translation of no known language", ai.Request{Task: ai.TaskTranslate}, "a/translator"},
		{"a translation into Persian", ai.Request{Task: ai.TaskTranslate, Language: "fa"}, "a/persian"},
		{"a translation into the Persian of Iran", ai.Request{Task: ai.TaskTranslate, Language: "fa-IR"}, "a/persian"},
		{"a translation into a language that begins alike", ai.Request{Task: ai.TaskTranslate, Language: "fan"}, "a/translator"},
		{"a chat in Persian", ai.Request{Language: "fa"}, "a/plain"},
		{"a long prompt", ai.Request{System: strings.Repeat("many words ", 4000)}, "a/long"},
		{"a long translation into Persian", ai.Request{Task: ai.TaskTranslate, Language: "fa", System: strings.Repeat("many words ", 4000)}, "a/long"},
		{"what is better is to be avoided", ai.Request{Task: ai.TaskTranslate, Language: "fa", Avoid: []string{"a/persian"}}, "a/translator"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, b := &fake{name: "a"}, &fake{name: "b"}
				first, second := a.account("plain", "translator", "persian", "long"), b.account("best")
				first.Models[1].Tasks = []string{"translate"}
				first.Models[2].Tasks = []string{"translate:fa"}
				first.Models[3].Tasks = []string{"long"}
				second.Models[0].Tasks = []string{"long", "translate", "translate:fa"}
				c.r.Messages = request("hello").Messages
				resp, err := ai.NewPool([]ai.Account{first, second}, ai.PoolOptions{}).Generate(t.Context(), &c.r)
				if err != nil || resp.ID() != c.want {
					t.Errorf("%v, %v, want %s", resp, err, c.want)
				}
			})
		})
	}
}
