package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"hamzaban/ai"
	"hamzaban/chat"
)

// enclosed is what came with a question besides what the person wrote. It is kept
// with what the answer's buttons belong to, so that an answer that is given anew sees
// the same pictures and stands below the same words. Of pictures that is where
// Telegram has them: they themselves are not kept.
type enclosed struct {
	Pictures []picture `json:"pictures,omitempty"`
	// Shown is when the person showed them, where that was with an earlier question.
	Shown time.Time `json:"shown,omitzero"`
	// Heard is what was said in the recording that the answer shows above itself.
	Heard string `json:"heard,omitempty"`
	// Refers is the exchange that the question replied to; 0: none.
	Refers int64 `json:"refers,omitempty"`
	// Tried are the models that wrote an answer which another one was asked for.
	Tried []string `json:"tried,omitempty"`
}

// tried adds a model. One that is among them already was asked since no other was
// left: they begin anew.
func (c *enclosed) tried(model string) {
	if slices.Contains(c.Tried, model) {
		c.Tried = nil
	}
	if model != "" {
		c.Tried = append(c.Tried, model)
	}
}

// asked is how it is kept; empty: there is nothing to keep.
func (c enclosed) asked() string {
	if len(c.Pictures) == 0 && c.Heard == "" && c.Refers == 0 && len(c.Tried) == 0 {
		return ""
	}
	data, err := json.Marshal(c)
	if err != nil { // it is nothing but texts and numbers
		panic(err)
	}
	return string(data)
}

// enclosedIn is what came with the question of an exchange, as far as it is known.
func (b *Bot) enclosedIn(ctx context.Context, k chat.Key, x chat.Exchanged) (c enclosed, err error) {
	kept, err := b.store.Asked(ctx, k, x.Answered)
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return c, nil
	case err != nil:
		return c, err
	}
	if err := json.Unmarshal([]byte(kept), &c); err != nil {
		return c, fmt.Errorf("reading what came with a question: %w", err)
	}
	return c, nil
}

// seeing fetches pictures. Where they are not to be had it says why, as a key of the
// locale files.
func (b *Bot) seeing(ctx context.Context, e *event, all []picture) (images []ai.Image, problem string, err error) {
	defer b.typing(ctx, e)()
	images, err = b.fetchPictures(ctx, all)
	switch {
	case errors.Is(err, errTooLong):
		return nil, "photo.large", nil
	case errors.Is(err, errGone):
		return nil, "photo.gone", nil
	case errors.Is(err, errNoPicture):
		return nil, "photo.format", nil
	}
	return images, "", err
}

// seeAgain has a question that is asked anew be about its pictures. Where they are
// not to be had it says why, as a key of the locale files.
func (b *Bot) seeAgain(ctx context.Context, e *event, q *chat.Question) (problem string, err error) {
	switch {
	case !chat.HadPictures(q.Text) || q.Shorten != "":
		return "", nil
	case len(e.enclosed.Pictures) == 0:
		return "retry.picture", nil
	}
	q.Text = chat.WithoutPictures(q.Text)
	if q.Glance = !e.enclosed.Shown.IsZero(); q.Glance {
		return "", b.glance(ctx, func(ctx context.Context) (err error) {
			q.Images, _, err = b.seeing(ctx, e, e.enclosed.Pictures)
			return err
		})
	}
	q.Images, problem, err = b.seeing(ctx, e, e.enclosed.Pictures)
	return problem, err
}
