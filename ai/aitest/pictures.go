package aitest

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"testing"

	"hamzaban/ai"
)

// Picture is a picture of so many pixels, as a file of that type: "image/jpeg"
// or "image/png".
func Picture(media string, width, height int) ai.Image {
	var b bytes.Buffer
	var err error
	m := image.NewGray(image.Rect(0, 0, width, height))
	if media == "image/png" {
		err = png.Encode(&b, m)
	} else {
		err = jpeg.Encode(&b, m, nil)
	}
	if err != nil {
		panic(err) // a grey rectangle can be encoded
	}
	return ai.Image{Type: media, Data: b.Bytes()}
}

// pictures reach the models that see, with their texts and in their order; who
// does not see refuses them as a wrong request.
func pictures(t *testing.T, b *bench) {
	for _, m := range b.p.Models {
		for _, stream := range []bool{false, true} {
			r := b.question()
			r.Model = m.ID
			r.Messages[0].Images = []ai.Image{Picture("image/png", 30, 20)}
			r.Messages[2].Images = []ai.Image{Picture("image/jpeg", 640, 480), Picture("image/png", 9, 9)}
			resp, err := b.ask(r, stream)
			name := m.ID + suffix(stream)
			if !m.Images {
				var e *ai.Error
				if err == nil && m.ID != "openrouter/free" || err != nil && (!errors.As(err, &e) || e.Scope != ai.ScopeRequest && e.Scope != ai.ScopeModel) {
					t.Errorf("%s: %v, %v, want a refusal", name, resp, err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			asked := b.srv.Asked(b.p.Name)
			got := asked[len(asked)-1].Messages
			for i, want := range []string{"image/png 30x20", "", "image/jpeg 640x480, image/png 9x9"} {
				if got[i].Pictures != want || got[i].Text != r.Messages[i].Text {
					t.Errorf("%s: message %d arrived as %+v", name, i, got[i])
				}
			}
			if want := fmt.Sprintf("This is what I see: %s.\n\n_(A simulated model sees no more than that.)_", got[2].Pictures); resp.Text != want {
				t.Errorf("%s: the answer is %q, want %q", name, resp.Text, want)
			}
		}
	}
}
