package aitest

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"strings"
	"testing"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
	"hamzaban/sandbox/providers"
)

// Said is a recording, in which the simulated models hear the words.
func Said(words string, d time.Duration) *ai.Audio {
	b := []byte("OggS\x00\x02" + "........" + "WORDS=" + words + "OggS\x00\x04")
	b = binary.LittleEndian.AppendUint64(b, uint64(d.Seconds()*48000))
	return &ai.Audio{Name: "voice.oga", Data: append(b, make([]byte, int(d.Seconds()*2000))...), Duration: d}
}

// Speech is the conformance suite of clients that write recordings down: every
// built-in provider with models for that, well and broken.
func Speech(t *testing.T, connect Connect) {
	for _, p := range catalog.Builtin().Providers {
		if p.Optional || len(p.Speech) == 0 {
			continue
		}
		for _, f := range speechFaults {
			t.Run(p.Name+"/"+f.name, func(t *testing.T) {
				t.Parallel()
				f.hear(t, newBench(t, p, connect))
			})
		}
		for name, try := range speechManners {
			t.Run(p.Name+"/"+name, func(t *testing.T) {
				t.Parallel()
				try(t, newBench(t, p, connect))
			})
		}
	}
}

// speechFaults are those that a transcript may suffer. Nothing that happens to
// one speaks against the provider's other models, unless the provider says so.
var speechFaults = []fault{
	{name: "well"},
	{name: "drip", fault: providers.Drip(time.Millisecond)},
	{name: "nothing left", fault: providers.NothingLeft},
	{name: "connection closed", fault: providers.Refuse, kind: ai.Unavailable, scope: ai.ScopeModel},
	{name: "connection reset", fault: providers.Reset, kind: ai.Unavailable, scope: ai.ScopeModel},
	{name: "hanging", fault: providers.Hang, kind: ai.TimedOut, scope: ai.ScopeModel},
	{name: "stalling", fault: providers.Stall, kind: ai.TimedOut, scope: ai.ScopeModel},
	{name: "cut", fault: providers.Cut, kind: ai.Cut, scope: ai.ScopeModel},
	{name: "truncated JSON", fault: providers.NoJSONEnd, kind: ai.Cut, scope: ai.ScopeModel},
	{name: "empty", fault: providers.Empty, kind: ai.Empty, scope: ai.ScopeRequest},
	{name: "no body", fault: providers.NoBody, kind: ai.Empty, scope: ai.ScopeModel},
	{name: "false gzip", fault: providers.NoGzip, kind: ai.Cut, scope: ai.ScopeModel},
	{name: "not UTF-8", fault: providers.NoUTF8, kind: ai.Garbled, scope: ai.ScopeModel},
	{name: "redirect", fault: providers.Redirect, kind: ai.Unavailable, scope: ai.ScopeModel},
	{name: "a page", fault: providers.Garbage, kind: ai.Garbled, scope: ai.ScopeModel},
	{name: "a page in the middle", fault: providers.GarbageInStream, kind: ai.Garbled, scope: ai.ScopeModel},
	{name: "wrong content type", fault: providers.WrongType, kind: ai.Garbled, scope: ai.ScopeModel},
	{name: "error under 200", fault: providers.ErrorAs200, kind: ai.Unavailable, scope: ai.ScopeModel},
	{name: "too long", fault: providers.Huge(8 << 20), kind: ai.Garbled, scope: ai.ScopeModel},
	{name: "400", fault: providers.HTTP(400), kind: ai.BadRequest, scope: ai.ScopeRequest},
	{name: "401", fault: providers.HTTP(401), kind: ai.BadKey, scope: ai.ScopeAccount},
	{name: "402", fault: providers.HTTP(402), kind: ai.NoCredit, scope: ai.ScopeAccount},
	{name: "403", fault: providers.HTTP(403), kind: ai.NoAccess, scope: ai.ScopeProvider},
	{name: "403 as a page", fault: providers.Wall, kind: ai.Unavailable, scope: ai.ScopeModel},
	{name: "404", fault: providers.HTTP(404), kind: ai.NoModel, scope: ai.ScopeModel},
	{name: "413", fault: providers.HTTP(413), kind: ai.TooLarge, scope: ai.ScopeRequest},
	{name: "500", fault: providers.HTTP(500), kind: ai.Unavailable, scope: ai.ScopeModel},
	{name: "502 as a page", fault: providers.HTTP(502), kind: ai.Unavailable, scope: ai.ScopeModel},
	{name: "503", fault: providers.HTTP(503), kind: ai.Unavailable, scope: ai.ScopeModel},
	{name: "decommissioned", fault: providers.Decommissioned, kind: ai.NoModel, scope: ai.ScopeModel},
	{name: "429 with a time", fault: providers.RateLimited, kind: ai.RateLimited, scope: ai.ScopeModel},
	{name: "429 without a time", fault: providers.RateLimitedBare, kind: ai.RateLimited, scope: ai.ScopeModel},
	{name: "quota spent", fault: providers.QuotaSpent, kind: ai.QuotaSpent, scope: ai.ScopeModel},
}

func (b *bench) hear(a *ai.Audio) (*ai.Transcript, error) {
	ctx, cancel := context.WithTimeout(b.t.Context(), b.wait)
	defer cancel()
	own := *a
	if own.Model == "" {
		own.Model = b.p.Speech[0].ID
	}
	return b.client.(ai.Transcriber).Transcribe(ctx, &own)
}

func (f fault) hear(t *testing.T, b *bench) {
	b.srv.Break(b.p.Name, f.fault)
	if f.kind == ai.TimedOut {
		b.wait = patience
	}
	const words = "Remember the milk, please."
	got, err := b.hear(Said(words, 12*time.Second))
	if f.kind == "" {
		if err != nil || got.Text != words || got.Language != "en" || got.Duration != 12*time.Second || got.Model != b.p.Speech[0].ID {
			t.Fatalf("got %+v, %v", got, err)
		}
		return
	}
	var e *ai.Error
	switch {
	case !errors.As(err, &e):
		t.Fatalf("got %+v, %v; want the failure %q", got, err, f.kind)
	case e.Kind != f.kind || e.Scope != f.scope:
		t.Errorf("got %q, scope %d; want %q, %d: %v", e.Kind, e.Scope, f.kind, f.scope, err)
	case e.Provider != b.p.Name || e.Model != b.p.Speech[0].ID:
		t.Errorf("%s/%s is blamed: %v", e.Provider, e.Model, err)
	case strings.Contains(err.Error(), "test-key"), strings.Contains(err.Error(), "milk"):
		t.Errorf("too much is shown: %v", err)
	}
	if n := len(b.srv.Asked(b.p.Name)); n > 1 {
		t.Errorf("asked %d times, want once", n)
	}
}

// speechManners are what such a client does besides failing well.
var speechManners = map[string]func(*testing.T, *bench){
	"every model hears": func(t *testing.T, b *bench) {
		for _, m := range b.p.Speech {
			a := Said("خاموش کردن چراغ یادت نرود.", 3*time.Second)
			a.Model = m.ID
			if got, err := b.hear(a); err != nil || got.Text != "خاموش کردن چراغ یادت نرود." || got.Language != "fa" {
				t.Errorf("%s: %+v, %v", m.ID, got, err)
			}
		}
	},
	"of the file's name only the type is told": func(t *testing.T, b *bench) {
		a := Said("hello", time.Second)
		a.Name = "my secret diary.OGA"
		if _, err := b.hear(a); err != nil {
			t.Fatal(err)
		}
		if c := b.srv.Asked(b.p.Name)[0]; c.File != "recording.ogg" || c.Seconds != 1 {
			t.Errorf("what arrived: %q, of %v seconds", c.File, c.Seconds)
		}
	},
	"nothing said": func(t *testing.T, b *bench) {
		if got, err := b.hear(Said("", 2*time.Second)); !errors.Is(err, ai.ErrNothingSaid) {
			t.Errorf("got %+v, %v", got, err)
		}
	},
	"a type that is not known": func(t *testing.T, b *bench) {
		a := Said("hello", time.Second)
		a.Name = "voice.amr"
		var e *ai.Error
		if _, err := b.hear(a); !errors.As(err, &e) || e.Kind != ai.BadRequest || e.Scope != ai.ScopeRequest {
			t.Errorf("got %v", err)
		}
	},
	"a spare key": func(t *testing.T, b *bench) {
		b.dial("test-key-old", "test-key-new")
		refused := providers.HTTP(401)
		refused.Key = "test-key-old"
		b.srv.Break(b.p.Name, refused)
		a := Said("hello", time.Second)
		if got, err := b.hear(a); err != nil || got.Text != "hello" {
			t.Fatalf("got %+v, %v", got, err)
		}
		if n := len(b.srv.Asked(b.p.Name)); n != 2 || !bytes.Contains(a.Data, []byte("hello")) {
			t.Errorf("asked %d times, want 2", n)
		}
	},
	"the caller gives up": func(t *testing.T, b *bench) {
		b.srv.Break(b.p.Name, providers.Hang)
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			for len(b.srv.Asked(b.p.Name)) == 0 && ctx.Err() == nil {
				time.Sleep(time.Millisecond) // polls until the call has arrived
			}
			cancel()
		}()
		a := Said("hello", time.Second)
		a.Model = b.p.Speech[0].ID
		var e *ai.Error
		if _, err := b.client.(ai.Transcriber).Transcribe(ctx, a); !errors.Is(err, context.Canceled) || errors.As(err, &e) {
			t.Errorf("got %v, want only that it was cancelled", err)
		}
	},
}
