package catalog

import (
	"slices"
	"strings"
	"testing"
)

// TestBuiltinPowers: what each provider counts and tells, beside its limits.
func TestBuiltinPowers(t *testing.T) {
	type powers struct {
		cachedFree, promptTokens bool
		discover, keyPath        string
	}
	want := map[string]powers{
		"groq":       {cachedFree: true},
		"gemini":     {promptTokens: true},
		"openrouter": {discover: ":free", keyPath: "/key"},
	}
	for _, p := range Builtin().Providers {
		if got := (powers{p.CachedFree, p.PromptTokens, p.Discover, p.KeyPath}); got != want[p.Name] {
			t.Errorf("%s: %+v, want %+v", p.Name, got, want[p.Name])
		}
	}
}

// TestBuiltinTasks: a task moves a model before others of its provider, so the
// first of a list needs none, and what is asked of it must be in its power.
func TestBuiltinTasks(t *testing.T) {
	found := map[string]bool{}
	for _, p := range Builtin().Providers {
		for i, m := range p.Models {
			if i == 0 && len(m.Tasks) > 0 {
				t.Errorf("%s/%s goes before the others anyway", p.Name, m.ID)
			}
			if slices.Contains(m.Tasks, "images") && !m.Images {
				t.Errorf("%s/%s is to be asked about images, which it does not take", p.Name, m.ID)
			}
			if slices.Contains(m.Tasks, "long") && m.Context <= p.Models[0].Context {
				t.Errorf("%s/%s is to be asked long questions, but takes no more than the first", p.Name, m.ID)
			}
			for _, task := range m.Tasks {
				found[task] = true
			}
		}
	}
	for _, task := range []string{"translate", "translate:fa", "long", "images"} {
		if !found[task] {
			t.Errorf("no model is better at %q", task)
		}
	}
}

// TestBuiltinSpeech: Groq's two, in no list of models that answer.
func TestBuiltinSpeech(t *testing.T) {
	groq, _ := Builtin().Provider("groq")
	if len(groq.Speech) != 2 {
		t.Fatalf("%d models for speech, want 2", len(groq.Speech))
	}
	for _, m := range groq.Speech {
		if m.Limits != (Limits{RPM: 20, RPD: 2000}) || m.AudioHour != 7200 || m.AudioDay != 28800 {
			t.Errorf("%s: limits %+v, %d s an hour, %d s a day", m.ID, m.Limits, m.AudioHour, m.AudioDay)
		}
		if !slices.Contains(m.Types, "ogg") || slices.Contains(m.Types, "oga") {
			t.Errorf("%s takes %v", m.ID, m.Types)
		}
		if m.Source == "" || m.Date == "" || m.Certainty == "" {
			t.Errorf("%s: source, date and certainty are wanted", m.ID)
		}
		if slices.ContainsFunc(groq.Models, func(o Model) bool { return o.ID == m.ID }) {
			t.Errorf("%s would be asked questions", m.ID)
		}
	}
}

// TestExtendPowers: what a file leaves out stays, what it gives as empty or
// false goes.
func TestExtendPowers(t *testing.T) {
	for _, tt := range []struct {
		name, file string
		want       func(groq, openrouter Provider) bool
	}{
		{"left out", "[[provider]]\nname = \"groq\"\ntitle = \"Mine\"\n[[provider]]\nname = \"openrouter\"\noptional = true",
			func(g, o Provider) bool { return g.CachedFree && o.Discover == ":free" && o.KeyPath == "/key" }},
		{"switched off", "[[provider]]\nname = \"groq\"\ncached_free = false\n[[provider]]\nname = \"openrouter\"\ndiscover = \"\"\nkey_path = \"\"",
			func(g, o Provider) bool { return !g.CachedFree && o.Discover == "" && o.KeyPath == "" }},
		{"switched on", "[[provider]]\nname = \"groq\"\nprompt_tokens = true\ndiscover = \"-free\"",
			func(g, _ Provider) bool { return g.PromptTokens && g.Discover == "-free" }},
		{"tasks left out", "[[provider]]\nname = \"openrouter\"\n[[provider.model]]\nid = \"google/gemma-4-26b-a4b-it:free\"\ncontext = 1000",
			func(_, o Provider) bool { return len(o.Models[1].Tasks) == 3 && o.Models[1].Context == 1000 }},
		{"tasks replaced", "[[provider]]\nname = \"openrouter\"\n[[provider.model]]\nid = \"google/gemma-4-26b-a4b-it:free\"\ntasks = [\"translate:zh-TW\"]",
			func(_, o Provider) bool { return slices.Equal(o.Models[1].Tasks, []string{"translate:zh-TW"}) }},
		{"tasks taken away", "[[provider]]\nname = \"openrouter\"\n[[provider.model]]\nid = \"google/gemma-4-26b-a4b-it:free\"\ntasks = []",
			func(_, o Provider) bool { return len(o.Models[1].Tasks) == 0 }},
		{"speech changed", "[[provider]]\nname = \"groq\"\n[[provider.speech]]\nid = \"whisper-large-v3\"\naudio_day = 100",
			func(g, _ Provider) bool {
				return len(g.Speech) == 2 && g.Speech[1].AudioDay == 100 && g.Speech[1].AudioHour == 7200
			}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			more, err := Parse([]byte(tt.file), "my.toml")
			if err != nil {
				t.Fatal(err)
			}
			whole := Builtin().Extend(more)
			groq, _ := whole.Provider("groq")
			openrouter, _ := whole.Provider("openrouter")
			if !tt.want(groq, openrouter) {
				t.Errorf("came out as\n%+v\n%+v", groq, openrouter)
			}
		})
	}
}

// TestParseNamesFaultyPowers: mistakes in these fields are named with the
// remedy.
func TestParseNamesFaultyPowers(t *testing.T) {
	for _, tt := range []struct{ name, field, want string }{
		{"a path without its slash", `key_path = "key"`, `provider "groq": key_path must be a path below base_url`},
		{"a path with parameters", `key_path = "/key?x=y"`, `provider "groq": key_path must be a path below base_url`},
		{"an ending that is none", `discover = true`, `provider "groq": discover must be text in quotes, not true`},
		{"a switch in words", `cached_free = "yes"`, `provider "groq": cached_free must be true or false without quotes`},
		{"an unknown task", "[[provider.model]]\nid = \"m\"\ntasks = [\"poetry\"]", `model "m": tasks names "poetry", which is no task`},
		{"a task in bad form", "[[provider.model]]\nid = \"m\"\ntasks = [\"translate:Persian language\"]", `model "m": tasks names "translate:Persian language"`},
		{"one task, no list", "[[provider.model]]\nid = \"m\"\ntasks = \"long\"", `model "m": tasks must be a list of texts`},
		{"tasks by numbers", "[[provider.model]]\nid = \"m\"\ntasks = [1]", `model "m": tasks must be a list of texts`},
		{"sound without end", "[[provider.speech]]\nid = \"w\"\naudio_day = -1", `speech "w": audio_day must not be negative`},
		{"sound without a name", "[[provider.speech]]\naudio_day = 1", `speech number 1: id is missing`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse([]byte("[[provider]]\nname = \"groq\"\n"+tt.field), "my.toml")
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want it to contain %q", err, tt.want)
			}
		})
	}
}
