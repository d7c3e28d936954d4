package ai

import (
	"bytes"
	"encoding/base64"
	"image"
	_ "image/gif" // the sizes of what people send
	_ "image/jpeg"
	_ "image/png"
	"slices"
)

// Pictures count as tokens of the prompt, and each vendor counts in a way of its
// own. What is reckoned is the most of those whose limits are of tokens:
//
//	Qwen, at Groq and Cerebras   one for each patch of 28 by 28 pixels, at most
//	                             16,384 (Qwen's authors, on Hugging Face)
//	Gemini                       1,120 whatever the size from Gemini 3 on, 258 for
//	                             each tile of 768 pixels before (ai.google.dev)
//	Cohere                       1,610 at 512 by 512 pixels (docs.oracle.com), but
//	                             it limits requests alone
const (
	patchPixels = 28 * 28
	fewestSeen  = 1120
	mostSeen    = 16384
	// unknownSeen is what a picture counts whose size cannot be read: that of
	// 1,280 by 960 pixels.
	unknownSeen = 1600
)

// tokens is about how many tokens the picture counts.
func (i *Image) tokens() int {
	c, _, err := image.DecodeConfig(bytes.NewReader(i.Data))
	if err != nil {
		return unknownSeen
	}
	return min(max(fewestSeen, c.Width*c.Height/patchPixels+1), mostSeen)
}

// base64 is the picture as JSON carries it.
func (i *Image) base64() string { return base64.StdEncoding.EncodeToString(i.Data) }

// dataURL is the picture as an address.
func (i *Image) dataURL() string { return "data:" + i.Type + ";base64," + i.base64() }

// senses are what a model needs besides reading.
type senses struct{ sight, hearing bool }

// senses are what the request asks of a model.
func (r *Request) senses() (s senses) {
	for i := range r.Messages {
		s.sight = s.sight || len(r.Messages[i].Images) > 0
		s.hearing = s.hearing || r.Messages[i].Audio != nil
	}
	return s
}

// has says whether the member has them.
func (m *member) has(s senses) bool {
	return (m.model.Images || !s.sight) && (m.model.Audio || !s.hearing)
}

// having are those of the members that have them.
func having(all []*member, s senses) []*member {
	return slices.DeleteFunc(slices.Clone(all), func(m *member) bool { return !m.has(s) })
}
