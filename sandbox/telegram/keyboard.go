package telegram

import (
	"encoding/json"
	"unicode/utf8"
)

// Keyboard is an inline keyboard.
type Keyboard struct {
	Rows [][]Button `json:"inline_keyboard"`
}

// Button is a button of an inline keyboard.
type Button struct {
	Text              string          `json:"text"`
	IconCustomEmojiID string          `json:"icon_custom_emoji_id,omitempty"`
	Style             string          `json:"style,omitempty"`
	URL               string          `json:"url,omitempty"`
	Data              string          `json:"callback_data,omitempty"`
	WebApp            json.RawMessage `json:"web_app,omitempty"`
	LoginURL          json.RawMessage `json:"login_url,omitempty"`
	SwitchInline      *string         `json:"switch_inline_query,omitempty"`
	SwitchInlineHere  *string         `json:"switch_inline_query_current_chat,omitempty"`
	SwitchInlineIn    json.RawMessage `json:"switch_inline_query_chosen_chat,omitempty"`
	CopyText          *CopyText       `json:"copy_text,omitempty"`
	CallbackGame      json.RawMessage `json:"callback_game,omitempty"`
	Pay               bool            `json:"pay,omitempty"`
	Disabled          json.RawMessage `json:"disabled,omitempty"`
}

// CopyText is what a button copies.
type CopyText struct {
	Text string `json:"text"`
}

// ReplyMarkup is what a message does to a person's own keyboard.
type ReplyMarkup struct {
	// ForceReply opens the keyboard to answer the message.
	ForceReply bool `json:"force_reply,omitempty"`
	// Rows are buttons that say their text; Remove takes them away.
	Rows          [][]KeyButton `json:"keyboard,omitempty"`
	Remove        bool          `json:"remove_keyboard,omitempty"`
	Placeholder   string        `json:"input_field_placeholder,omitempty"`
	Selective     bool          `json:"selective,omitempty"`
	Resize        bool          `json:"resize_keyboard,omitempty"`
	OneTime       bool          `json:"one_time_keyboard,omitempty"`
	AlwaysVisible bool          `json:"is_persistent,omitempty"`
}

// KeyButton is a button of a person's own keyboard.
type KeyButton struct {
	Text string `json:"text"`
}

// UnmarshalJSON takes a plain string for the text.
func (b *KeyButton) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &b.Text) == nil {
		return nil
	}
	var object struct {
		Text string `json:"text"`
	}
	err := json.Unmarshal(data, &object)
	b.Text = object.Text
	return err
}

// replyKeyboard is what reply_markup may be.
type replyKeyboard struct {
	Keyboard
	ReplyMarkup
}

// markup reads reply_markup; onlyInline where nothing else may be, as in
// edits.
func (s *Server) markup(c *call, onlyInline bool) (*Keyboard, *ReplyMarkup, error) {
	var m replyKeyboard
	given, err := s.object(c, "reply_markup", "reply keyboard markup", &m)
	if err != nil || !given {
		return nil, nil, err
	}
	switch {
	case m.Keyboard.Rows != nil:
		k, err := checkKeyboard(m.Keyboard)
		return k, nil, err
	case onlyInline:
		return nil, nil, badRequest("inline keyboard expected")
	case utf8.RuneCountInString(m.Placeholder) > 64:
		return nil, nil, badRequest("REPLY_KEYBOARD_PLACEHOLDER_INVALID")
	case m.ForceReply || m.Remove || m.ReplyMarkup.Rows != nil:
		return nil, &m.ReplyMarkup, nil
	}
	return nil, nil, badRequest("object expected as reply markup")
}

func checkKeyboard(k Keyboard) (*Keyboard, error) {
	var kept Keyboard
	total := 0
	for _, row := range k.Rows {
		if len(row) == 0 {
			continue
		}
		for _, b := range row {
			if err := checkButton(b); err != nil {
				return nil, err
			}
		}
		total += len(row)
		kept.Rows = append(kept.Rows, row)
	}
	switch {
	case total > 100:
		return nil, badRequest("reply markup is too long")
	case total == 0:
		return nil, nil
	}
	return &kept, nil
}

func checkButton(b Button) error {
	uses := 0
	for _, used := range []bool{
		b.URL != "", b.Data != "", b.WebApp != nil, b.LoginURL != nil, b.SwitchInline != nil,
		b.SwitchInlineHere != nil, b.SwitchInlineIn != nil, b.CopyText != nil, b.CallbackGame != nil,
		b.Pay, b.Disabled != nil,
	} {
		if used {
			uses++
		}
	}
	switch {
	case b.Text == "":
		return badRequest("can't parse inline keyboard button: Field \"text\" must be non-empty")
	case uses == 0:
		return badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	case uses > 1:
		return badRequest("can't parse inline keyboard button: exactly one action is expected")
	case len(b.Data) > 64:
		return badRequest("BUTTON_DATA_INVALID")
	case b.URL != "" && !linkable(b.URL):
		return badRequest("inline keyboard button URL '%s' is invalid: Wrong HTTP URL", b.URL)
	case b.CopyText != nil && (b.CopyText.Text == "" || length16(b.CopyText.Text) > 256):
		return badRequest("BUTTON_COPY_TEXT_INVALID")
	}
	return nil
}
