package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// listing is a provider that has these models and answers nothing.
type listing struct {
	ai.Provider
	models []string
}

func (l listing) Models(context.Context) ([]string, error) { return l.models, nil }

// TestCheckNamesRetiredSpeechModels, as what they are, and once.
func TestCheckNamesRetiredSpeechModels(t *testing.T) {
	groq, _ := catalog.Builtin().Provider("groq")
	var out bytes.Buffer
	p := &program{stdout: &out}
	var listed []string
	for _, m := range groq.Models {
		listed = append(listed, m.ID)
	}
	c := listing{models: append(listed, "whisper-large-v3")}
	if live := p.retired(t.Context(), ProviderConfig{Provider: groq, Known: known(&groq)}, c); len(live) != len(groq.Models) {
		t.Errorf("%d models are left, want all %d", len(live), len(groq.Models))
	}
	if got := out.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "whisper-large-v3-turbo, which writes recordings down, is not") {
		t.Errorf("it says %q", got)
	}
}
