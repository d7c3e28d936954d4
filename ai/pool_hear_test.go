package ai_test

import (
	"errors"
	"testing"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/aitest"
	"hamzaban/sandbox/providers"
)

// TestWhoAnswersMayHear: where no model for recordings is to be had one that
// answers writes them down, without anybody's waiting for the former.
func TestWhoAnswersMayHear(t *testing.T) {
	said := func() *ai.Audio { return aitest.Said("فردا باران می‌آید.", 20*time.Second) }
	for _, tt := range []struct {
		name   string
		names  []string
		before func(*testing.T, *providers.Server, *ai.Pool)
		want   string
	}{
		{"nobody else is there", []string{"gemini"}, nil, "gemini"},
		{"nobody else is asked in vain", []string{"groq", "gemini"}, nil, "groq"},
		{"both Whispers fail", []string{"groq", "gemini"}, func(_ *testing.T, srv *providers.Server, _ *ai.Pool) {
			srv.Break("groq", providers.HTTP(500))
		}, "gemini"},
		{"both Whispers hang", []string{"groq", "gemini"}, func(_ *testing.T, srv *providers.Server, _ *ai.Pool) {
			srv.Break("groq", providers.Hang)
		}, "gemini"},
		{"both Whispers are spent", []string{"groq", "gemini"}, func(t *testing.T, _ *providers.Server, p *ai.Pool) {
			for range 40 { // 20 a minute each
				if got, err := p.Transcribe(t.Context(), said()); err != nil || got.Provider != "groq" {
					t.Fatal(got, err)
				}
			}
		}, "gemini"},
		{"a type that Whisper does not take", []string{"groq", "gemini"}, nil, "gemini"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			hearing(t, providers.Options{}, tt.names, func(t *testing.T, srv *providers.Server, p *ai.Pool) {
				if tt.before != nil {
					tt.before(t, srv, p)
				}
				a := said()
				if tt.name == "a type that Whisper does not take" {
					a.Name = "voice.aac"
				}
				begun := time.Now()
				got, err := p.Transcribe(t.Context(), a)
				if err != nil || got.Provider != tt.want || got.Text != "فردا باران می‌آید." {
					t.Fatalf("got %+v, %v", got, err)
				}
				most := time.Second
				if tt.name == "both Whispers hang" {
					most = 25 * time.Second // less than one of them gets where nobody else hears
				}
				if took := time.Since(begun); took > most {
					t.Errorf("it took %v", took)
				}
				for _, c := range srv.Asked("gemini") {
					if c.Status != 200 {
						t.Errorf("%s refused with %d", c.Model, c.Status)
					}
				}
			})
		})
	}
}

// TestNobodyMayHear: the time that is told is the sooner of both, and the last
// resort is left to the question.
func TestNobodyMayHear(t *testing.T) {
	hearing(t, providers.Options{}, []string{"groq", "gemini"}, func(t *testing.T, srv *providers.Server, p *ai.Pool) {
		spent := providers.RateLimited
		spent.RetryAfter = 40 * time.Second
		srv.Break("groq", spent)
		srv.Break("gemini", providers.QuotaSpent)
		_, err := p.Transcribe(t.Context(), aitest.Said("hello", 20*time.Second))
		var all *ai.Exhausted
		if !errors.As(err, &all) || !all.Limited {
			t.Fatalf("got %v", err)
		}
		within(t, "until", time.Until(all.Until), 40*time.Second)
		asked := map[string]int{}
		for _, c := range srv.Asked("gemini") {
			if asked[c.Model]++; asked[c.Model] > 1 {
				t.Errorf("%s was asked twice: as the last resort", c.Model)
			}
		}
	})
	t.Run("nothing said", func(t *testing.T) {
		hearing(t, providers.Options{}, []string{"gemini"}, func(t *testing.T, _ *providers.Server, p *ai.Pool) {
			if _, err := p.Transcribe(t.Context(), aitest.Said("", time.Second)); !errors.Is(err, ai.ErrNothingSaid) {
				t.Errorf("got %v", err)
			}
		})
	})
}
