package bot

import (
	"testing"

	"hamzaban/chat"
)

// Who is asked first is named as requests name it, and only while it is configured.
func TestPreferred(t *testing.T) {
	long := "meta-llama/llama-4-maverick-17b-128e-instruct-fp8-of-a-very-long-name"
	b := &Bot{Options: Options{Providers: []Provider{{Name: "groq", Models: []string{"qwen", long}}, {Name: "cohere"}}}}
	for _, c := range []struct{ name, provider, model, want string }{
		{"nobody", "", "", ""},
		{"a provider", "groq", "", "groq/"},
		{"a model", "groq", "qwen", "groq/qwen"},
		{"one with a long name", "groq", modelValue(long), "groq/" + long},
		{"a model that is gone", "groq", "gpt", "groq/"},
		{"a provider that is gone", "cerebras", "qwen", ""},
		{"another provider's model", "cohere", "qwen", "cohere/"},
	} {
		if got := b.preferred(chat.Person{Settings: chat.Settings{Provider: c.provider, Model: c.model}}); got != c.want {
			t.Errorf("%s: asked first is %q, want %q", c.name, got, c.want)
		}
		if data := buttonData(settingButton, 1<<40, "model="+c.model); len(data) > 64 {
			t.Errorf("%s: the button carries %d bytes", c.name, len(data))
		}
	}
}
