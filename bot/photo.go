package bot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/go-telegram/bot/models"

	"hamzaban/ai"
	"hamzaban/chat"
	"hamzaban/translate"
)

// Pictures go along with the question that is asked about them: with the caption, or
// in a reply to one. They are fetched each time and not kept.

const (
	// maxPixels is how large a picture is asked for where Telegram offers several
	// sizes: models shrink what is larger, and count more tokens for it.
	maxPixels = 1_500_000
	// maxPicture is how large the file of one may be, as for Telegram's own photos.
	maxPicture = 10 << 20
	// maxPictures is what an album has at most.
	maxPictures = 10
)

// pictureTypes are those that models take.
var pictureTypes = []string{"image/jpeg", "image/png", "image/webp"}

// picture is one that models can be shown.
type picture struct {
	ID   string `json:"id"`
	Size int64  `json:"size"`
}

// pictures are those that the event is about: its own, or else those of the message
// that it replies to.
func (e *event) pictures() []picture {
	switch {
	case e.message == nil || e.press != nil:
		return nil
	case len(e.album) > 0:
		var all []picture
		for _, sizes := range e.album {
			all = append(all, bestSize(sizes))
		}
		return all[:min(len(all), maxPictures)]
	}
	if own := picturesOf(e.message); own != nil {
		return own
	}
	m := e.message.ReplyToMessage
	if m != nil && e.translates() && m.Caption != "" {
		return nil // that is what is to be translated
	}
	if said := e.message.Text != "" || e.heard != ""; m != nil && said && (e.message.Quote == nil || e.message.Quote.Text == "") {
		return picturesOf(m)
	}
	return nil
}

func picturesOf(m *models.Message) []picture {
	switch d := m.Document; {
	case len(m.Photo) > 0:
		return []picture{bestSize(m.Photo)}
	case d != nil && slices.Contains(pictureTypes, d.MimeType):
		return []picture{{ID: d.FileID, Size: d.FileSize}}
	}
	return nil
}

// bestSize is the largest of a photo's sizes that is no larger than is of use, or
// else the smallest.
func bestSize(sizes []models.PhotoSize) picture {
	best := sizes[0]
	for _, s := range sizes[1:] {
		pixels, most := s.Width*s.Height, best.Width*best.Height
		if pixels <= maxPixels && (pixels > most || most > maxPixels) || most > maxPixels && pixels < most {
			best = s
		}
	}
	return picture{ID: best.FileID, Size: int64(best.FileSize)}
}

// asksAboutPictures tells whether the event is a question about pictures, or wants
// what is written in them translated.
func (e *event) asksAboutPictures() bool {
	return (e.command == "" || e.translates()) && len(e.pictures()) > 0
}

// translates tells whether the event is a command to translate.
func (e *event) translates() bool {
	_, short := translate.Shortcut(e.command)
	return e.command == "translate" || e.command == "tr" || short
}

// look answers what was asked about pictures.
func (b *Bot) look(ctx context.Context, e *event) (chat.Outcome, error) {
	if o, over, err := b.overLimit(ctx, e); over || err != nil {
		return o, err
	}
	all := e.pictures()
	if e.anew != nil && e.message.MediaGroupID != "" { // another version brings one of them
		was, err := b.enclosedIn(ctx, e.key, *e.anew)
		if err != nil {
			return chat.Outcome{}, err
		}
		if len(was.Pictures) > 0 {
			all = was.Pictures
		}
	}
	images, problem, err := b.seeing(ctx, e, all)
	switch {
	case err != nil:
		return chat.Outcome{}, err
	case problem != "":
		return e.outcome(e.refusePicture(problem)), nil
	}
	e.images, e.text, e.enclosed.Pictures = images, e.aboutPictures(b), all
	return b.talk(ctx, e)
}

// refusePicture is what is said of a picture that is not taken.
func (e *event) refusePicture(key string) string {
	return e.say.Say(key, map[string]any{"Size": e.say.Number(maxPicture >> 20)})
}

// aboutPictures is what a model is asked about pictures: what the person wrote, or in
// their language to translate or to describe them.
func (e *event) aboutPictures(b *Bot) string {
	const written = "…" // stands for what is written in the pictures
	ask := translate.Parse(e.text, written)
	switch to, short := translate.Shortcut(e.command); {
	case e.command == "" && e.text == "" && e.everything(), e.translates() && e.args == "" && !short:
		ask = translate.Ask{Text: written, FromReply: true}
	case e.command == "" && e.text == "":
		return e.say.Say("photo.describe", nil)
	case short:
		ask = translate.ParseTo(to, e.args, written)
	case e.translates():
		ask = translate.Parse(e.args, written)
	}
	if !ask.FromReply {
		if e.command != "" {
			return e.args
		}
		return e.text
	}
	var names []string
	for _, to := range ask.Targets {
		names = append(names, b.nameOf(e, to.Code))
	}
	if len(names) == 0 {
		names = append(names, b.nameOf(e, e.languages().First))
	}
	return e.say.Say("photo.translate", map[string]any{"Language": strings.Join(names, e.say.Say("format.comma", nil)+" ")})
}

// errNoPicture says that a file is no picture that models take.
var errNoPicture = errors.New("the file is no picture of a known type")

// fetchPictures reads pictures as models take them.
func (b *Bot) fetchPictures(ctx context.Context, all []picture) ([]ai.Image, error) {
	select {
	case b.loads <- struct{}{}:
		defer func() { <-b.loads }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	var images []ai.Image
	for _, p := range all {
		if p.Size > maxPicture {
			return nil, errTooLong
		}
		data, err := b.client.download(ctx, p.ID, maxPicture)
		if err != nil {
			return nil, fmt.Errorf("fetching a picture: %w", err)
		}
		kind := http.DetectContentType(data) // whatever its name says
		if !slices.Contains(pictureTypes, kind) {
			return nil, errNoPicture
		}
		images = append(images, ai.Image{Type: kind, Data: data})
	}
	return images, nil
}
