package telegram

import (
	"encoding/json"
	"slices"
)

// inputMedia is the content that a message is to have instead.
type inputMedia struct {
	Type         string          `json:"type"`
	Media        string          `json:"media"`
	Thumbnail    string          `json:"thumbnail"`
	Caption      string          `json:"caption"`
	ParseMode    string          `json:"parse_mode"`
	Entities     json.RawMessage `json:"caption_entities"`
	AsIs         bool            `json:"disable_content_type_detection"`
	CaptionAbove bool            `json:"show_caption_above_media"`
	Spoiler      bool            `json:"has_spoiler"`
}

// otherMedia are types of media that the API has and that are not played here.
var otherMedia = []string{"animation", "audio", "live_photo", "video"}

// editMessageMedia replaces a message's text or media by a document or a photo
// with its caption. What is not given is gone: the caption, the buttons.
func (s *Server) editMessageMedia(c *call) (any, error) {
	t, m, err := s.own(c)
	if err != nil {
		return nil, err
	}
	var in inputMedia
	given, err := s.object(c, "media", "input media", &in)
	switch {
	case err != nil:
		return nil, err
	case !given:
		return nil, badRequest("can't parse input media JSON object")
	case slices.Contains(otherMedia, in.Type):
		s.violate(c, "media type", in.Type+" is not played here")
		return nil, badRequest("can't parse InputMedia: %s is not played here", in.Type)
	case in.Type != "document" && in.Type != "photo":
		return nil, badRequest("can't parse InputMedia: type must be one of document, photo")
	}
	changed := snapshot(m)
	changed.Text, changed.Entities, changed.LinkPreview = "", nil, nil
	changed.Rich, changed.RichInput = nil, nil
	if changed.Keyboard, _, err = s.markup(c, true); err != nil {
		return nil, err
	}
	words := *c
	words.params = map[string]string{"caption": in.Caption, "parse_mode": in.ParseMode, "caption_entities": string(in.Entities)}
	if err := s.setCaption(&words, changed); err != nil {
		return nil, err
	}
	if err := s.setMedia(c, changed, in.Type, in.Media); err != nil {
		return nil, err
	}
	return s.change(t, m, changed)
}

// editMessageCaption changes the words below a document or a photo; without
// any it takes them away.
func (s *Server) editMessageCaption(c *call) (any, error) {
	t, m, err := s.own(c)
	if err != nil {
		return nil, err
	}
	if m.Document == nil && m.Photo == nil {
		return nil, badRequest("there is no caption in the message to edit")
	}
	changed := snapshot(m)
	if changed.Keyboard, _, err = s.markup(c, true); err != nil {
		return nil, err
	}
	if err := s.setCaption(c, changed); err != nil {
		return nil, err
	}
	return s.change(t, m, changed)
}
