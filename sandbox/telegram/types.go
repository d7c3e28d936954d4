package telegram

import (
	"encoding/json"
	"strconv"
	"strings"
)

// User is a person or the bot, as the API shows them.
type User struct {
	ID           int64  `json:"id"`
	IsBot        bool   `json:"is_bot"`
	FirstName    string `json:"first_name"`
	LastName     string `json:"last_name,omitempty"`
	Username     string `json:"username,omitempty"`
	LanguageCode string `json:"language_code,omitempty"`
}

// Chat is a chat as the API shows it.
type Chat struct {
	ID        int64  `json:"id"`
	Type      string `json:"type"`
	Title     string `json:"title,omitempty"`
	Username  string `json:"username,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	IsForum   bool   `json:"is_forum,omitempty"`
}

// Message is a message in a chat. On the wire it is the API's Message; the
// fields without a name there are what only the sandbox knows.
type Message struct {
	ID              int64           `json:"message_id"`
	Thread          int64           `json:"message_thread_id,omitempty"`
	From            *User           `json:"from,omitempty"`
	Date            int64           `json:"date"`
	Chat            Chat            `json:"chat"`
	ForwardOrigin   *Origin         `json:"forward_origin,omitempty"`
	IsTopicMessage  bool            `json:"is_topic_message,omitempty"`
	ReplyTo         *Message        `json:"reply_to_message,omitempty"`
	Quote           *Quote          `json:"quote,omitempty"`
	EditDate        int64           `json:"edit_date,omitempty"`
	Text            string          `json:"text,omitempty"`
	Entities        []Entity        `json:"entities,omitempty"`
	LinkPreview     json.RawMessage `json:"link_preview_options,omitempty"`
	Rich            *RichMessage    `json:"rich_message,omitempty"`
	Document        *Document       `json:"document,omitempty"`
	Photo           []PhotoSize     `json:"photo,omitempty"`
	Voice           *Voice          `json:"voice,omitempty"`
	Audio           *Audio          `json:"audio,omitempty"`
	Sticker         *Sticker        `json:"sticker,omitempty"`
	Video           *Video          `json:"video,omitempty"`
	VideoNote       *VideoNote      `json:"video_note,omitempty"`
	Location        *Location       `json:"location,omitempty"`
	Contact         *Contact        `json:"contact,omitempty"`
	Dice            *Dice           `json:"dice,omitempty"`
	MediaGroup      string          `json:"media_group_id,omitempty"`
	Caption         string          `json:"caption,omitempty"`
	CaptionEntities []Entity        `json:"caption_entities,omitempty"`
	NewMembers      []User          `json:"new_chat_members,omitempty"`
	LeftMember      *User           `json:"left_chat_member,omitempty"`
	Keyboard        *Keyboard       `json:"reply_markup,omitempty"`

	// RichInput is a rich message as the bot wrote it.
	RichInput *RichInput `json:"-"`
	// Reply is what the message does to the person's keyboard, if anything.
	Reply *ReplyMarkup `json:"-"`
	// Silent: it was sent without a notification.
	Silent bool `json:"-"`
	// Reaction is the bot's reaction to it.
	Reaction string `json:"-"`
	// Deleted messages stay in the sandbox's record and nowhere else.
	Deleted bool `json:"-"`
	// Edits counts how often it was edited.
	Edits int `json:"-"`
}

// Words are what it says: its text, or that of a rich message.
func (m Message) Words() string {
	if m.Rich != nil {
		return m.Rich.Words()
	}
	return m.Text
}

// FromBot says whether the bot sent it.
func (m Message) FromBot() bool { return m.From != nil && m.From.IsBot }

// Edited says whether it was edited.
func (m Message) Edited() bool { return m.EditDate != 0 }

// Buttons are the inline buttons below it, row by row.
func (m Message) Buttons() [][]Button {
	if m.Keyboard == nil {
		return nil
	}
	return m.Keyboard.Rows
}

// Button returns the first button with the label.
func (m Message) Button(label string) (Button, bool) {
	for _, row := range m.Buttons() {
		for _, b := range row {
			if b.Text == label {
				return b, true
			}
		}
	}
	return Button{}, false
}

// Origin tells where a forwarded message came from.
type Origin struct {
	Type       string `json:"type"`
	Date       int64  `json:"date"`
	Sender     *User  `json:"sender_user,omitempty"`
	SenderName string `json:"sender_user_name,omitempty"`
}

// Quote is the part of a message that a reply quotes.
type Quote struct {
	Text     string   `json:"text"`
	Entities []Entity `json:"entities,omitempty"`
	Position int      `json:"position"`
	IsManual bool     `json:"is_manual,omitempty"`
}

// Entity marks a piece of a text; Offset and Length are in UTF-16 units.
type Entity struct {
	Type           string `json:"type"`
	Offset         int    `json:"offset"`
	Length         int    `json:"length"`
	URL            string `json:"url,omitempty"`
	User           *User  `json:"user,omitempty"`
	Language       string `json:"language,omitempty"`
	CustomEmojiID  string `json:"custom_emoji_id,omitempty"`
	UnixTime       int64  `json:"unix_time,omitempty"`
	DateTimeFormat string `json:"date_time_format,omitempty"`
}

func (e Entity) end() int { return e.Offset + e.Length }

// tokenID reads the bot's id from its token.
func tokenID(token string) int64 {
	digits, _, _ := strings.Cut(token, ":")
	id, _ := strconv.ParseInt(digits, 10, 64)
	return id
}
