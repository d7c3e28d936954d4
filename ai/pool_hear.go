package ai

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// Some models that answer hear as well. They write a recording down where none of
// those that are made for it can: at the price of a question, so after them.

// hearingTokens is what a second of a recording counts (ai.google.dev).
const hearingTokens = 32

// mostHeard is how many bytes of a recording fit into a request of 20 MB, which
// carries them in base64.
const mostHeard = 14 << 20

// audioMedia are the types of files that Gemini hears, by their extension.
var audioMedia = map[string]string{"ogg": "audio/ogg", "opus": "audio/ogg", "mp3": "audio/mp3", "mpga": "audio/mp3", "wav": "audio/wav",
	"flac": "audio/flac", "aac": "audio/aac", "aiff": "audio/aiff"}

// silence is what a model writes where nothing is said.
const silence = "[silence]"

// instruction asks for a transcript.
const instruction = "You write recordings down. Write exactly what is said in the recording, word for word, in the language and script in which it is spoken, " +
	"with punctuation. Do not answer it, translate it, summarise it or add anything. If nothing is said in it, write only " + silence + "."

// hearable says whether models that answer may be asked to write it down.
func (a *Audio) hearable() bool { return audioMedia[a.format()] != "" && len(a.Data) <= mostHeard }

// chatHears says whether any of the members that answer hears.
func (p *Pool) chatHears() bool {
	return slices.ContainsFunc(p.all(), func(m *member) bool { return m.model.Audio })
}

// hearByChat has a model that answers write a recording down. It is not worth the
// last resort, which the question that follows may need.
func (p *Pool) hearByChat(ctx context.Context, a *Audio) (*Transcript, error) {
	r := &Request{System: instruction, Person: a.Person, Messages: []Message{{Role: User, Audio: a}}}
	j := newJob(p.all(), r, nil)
	c, err := p.first(ctx, j)
	if err != nil {
		return nil, err
	}
	if c == nil {
		return nil, p.exhausted(ctx, j)
	}
	p.spareNot(j)
	resp := p.complete(ctx, j, c)
	if strings.Trim(resp.Text, " .\n") == silence {
		return nil, p.unable(Empty, ErrNothingSaid)
	}
	return &Transcript{Text: resp.Text, Provider: resp.Provider, Model: resp.Model, Limits: resp.Limits}, nil
}

// both is the failure of those that write recordings down and of those that hear.
func both(speech, chat error) error {
	var a, b *Exhausted
	if !errors.As(speech, &a) || !errors.As(chat, &b) || errors.Is(chat, ErrNothingSaid) {
		return chat
	}
	e := &Exhausted{Until: b.Until, Limited: a.Limited && b.Limited, Errs: slices.Concat(a.Errs, b.Errs)}
	if b.Until.IsZero() || !a.Until.IsZero() && a.Until.Before(b.Until) {
		e.Until = a.Until
	}
	return e
}

// tokens is about how many tokens the recording counts for a model that answers.
func (a *Audio) tokens() int { return a.seconds() * hearingTokens }
