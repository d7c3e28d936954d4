package aitest

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"hamzaban/ai"
	"hamzaban/sandbox/providers"
)

// manners are what a client does besides failing well.
var manners = map[string]func(*testing.T, *bench){
	"every model of the catalogue answers": everyModel,
	"the conversation arrives":             conversation,
	"an answer of a given shape":           shape,
	"pictures arrive":                      pictures,
	"a spare key":                          spareKey,
	"all keys refused":                     allKeysRefused,
	"the caller gives up":                  givesUp,
	"the list of models":                   list,
	"nobody there":                         nobodyThere,
}

func everyModel(t *testing.T, b *bench) {
	for _, m := range b.p.Models {
		for _, stream := range []bool{false, true} {
			r := b.question()
			r.Model = m.ID
			resp, err := b.ask(r, stream)
			if err != nil {
				t.Errorf("%s%s: %v", m.ID, suffix(stream), err)
				continue
			}
			if resp.Provider != b.p.Name || resp.Model != m.ID {
				t.Errorf("%s: the answer says it is by %s", m.ID, resp.ID())
			}
		}
	}
}

func conversation(t *testing.T, b *bench) {
	r, cold := b.question(), float32(0)
	r.Temperature = &cold
	if _, err := b.ask(r, false); err != nil {
		t.Fatal(err)
	}
	c := b.srv.Asked(b.p.Name)[0]
	if c.System != r.System || c.MaxTokens != r.MaxTokens || len(c.Messages) != len(r.Messages) || c.KeyInURL {
		t.Errorf("what arrived: %+v", c)
	}
	for i, m := range c.Messages {
		if want := r.Messages[i]; m.Text != want.Text || (m.Role == "user") != (want.Role == ai.User) {
			t.Errorf("message %d arrived as %+v, want %+v", i, m, want)
		}
	}
	if !strings.Contains(strings.ReplaceAll(c.Body, " ", ""), `"temperature":0`) {
		t.Errorf("the temperature is not there: %s", c.Body)
	}
}

func shape(t *testing.T, b *bench) {
	for _, m := range b.p.Models {
		r := b.question()
		r.Model = m.ID
		r.Schema = &ai.Schema{Name: "answer", JSON: []byte(`{"type":"object","additionalProperties":false,` +
			`"properties":{"answer":{"type":"string"},"sure":{"type":"boolean"}},"required":["answer","sure"]}`)}
		resp, err := b.ask(r, false)
		if err != nil {
			t.Errorf("%s: %v", m.ID, err)
			continue
		}
		var got struct{ Answer *string }
		if m.Schema == "json_schema" && (json.Unmarshal([]byte(resp.Text), &got) != nil || got.Answer == nil) {
			t.Errorf("%s: not of the shape: %s", m.ID, resp.Text)
		}
	}
}

func spareKey(t *testing.T, b *bench) {
	b.dial("test-key-old", "test-key-new")
	refused := providers.HTTP(401)
	refused.Key = "test-key-old"
	b.srv.Break(b.p.Name, refused)
	for range 2 {
		if _, err := b.ask(b.question(), true); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(b.srv.Asked(b.p.Name)); n != 3 {
		t.Errorf("asked %d times, want 3: the key that works is kept", n)
	}
}

func allKeysRefused(t *testing.T, b *bench) {
	b.dial("test-key-1", "test-key-2", "test-key-3")
	b.srv.Break(b.p.Name, providers.HTTP(401))
	var e *ai.Error
	if _, err := b.ask(b.question(), false); !errors.As(err, &e) || e.Kind != ai.BadKey {
		t.Errorf("got %v, want a bad key", err)
	}
	if n := len(b.srv.Asked(b.p.Name)); n != 3 {
		t.Errorf("asked %d times, want once with each key", n)
	}
}

func givesUp(t *testing.T, b *bench) {
	for _, f := range []providers.Fault{providers.Hang, providers.Stall} {
		for _, stream := range []bool{false, true} {
			b.srv.Break(b.p.Name, f)
			before := len(b.srv.Asked(b.p.Name))
			ctx, cancel := context.WithCancel(t.Context())
			go func() {
				for len(b.srv.Asked(b.p.Name)) == before && ctx.Err() == nil {
					time.Sleep(time.Millisecond) // polls until the call has arrived
				}
				cancel()
			}()
			var err error
			if stream {
				_, err = b.client.(ai.Streamer).Stream(ctx, b.question(), func(string) {})
			} else {
				_, err = b.client.Generate(ctx, b.question())
			}
			cancel()
			var e *ai.Error
			if !errors.Is(err, context.Canceled) || errors.As(err, &e) {
				t.Errorf("%s%s: got %v, want only that it was cancelled", f, suffix(stream), err)
			}
		}
	}
}

func list(t *testing.T, b *bench) {
	ids, err := b.client.(ai.Lister).Models(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all := "\n" + strings.Join(ids, "\n") + "\n"
	for _, m := range b.p.Models {
		if !strings.Contains(all, "\n"+m.ID+"\n") {
			t.Errorf("%s is not in the list %q", m.ID, ids)
		}
	}
	b.srv.Break(b.p.Name, providers.HTTP(503))
	var e *ai.Error
	if _, err := b.client.(ai.Lister).Models(t.Context()); !errors.As(err, &e) || e.Kind != ai.Unavailable {
		t.Errorf("got %v from a provider that is down", err)
	}
}

func nobodyThere(t *testing.T, b *bench) {
	b.p.BaseURL = "http://127.0.0.1:1" // a port that nothing listens on
	b.dial("test-key")
	for _, stream := range []bool{false, true} {
		var e *ai.Error
		_, err := b.ask(b.question(), stream)
		if !errors.As(err, &e) || e.Kind != ai.Unavailable || e.Scope != ai.ScopeProvider {
			t.Errorf("got %v, want that the provider is unavailable", err)
		}
	}
}
