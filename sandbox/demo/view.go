package demo

import (
	"encoding/json"

	"hamzaban/sandbox/telegram"
)

// message is a message as the page gets it.
type message struct {
	ID   int64  `json:"id"`
	Chat int64  `json:"chat"`
	From sender `json:"from"`
	Date int64  `json:"date"`
	// Edits counts the edits: a message with fewer is an older one.
	Edits    int               `json:"edits,omitempty"`
	Edited   bool              `json:"edited,omitempty"`
	Deleted  bool              `json:"deleted,omitempty"`
	Text     string            `json:"text,omitempty"`
	Entities []telegram.Entity `json:"entities,omitempty"`
	Rich     *rich             `json:"rich,omitempty"`
	File     *attachment       `json:"file,omitempty"`
	Buttons  [][]button        `json:"buttons,omitempty"`
	Reply    *original         `json:"reply,omitempty"`
	Forward  string            `json:"forward,omitempty"`
	Joined   []string          `json:"joined,omitempty"`
	Left     string            `json:"left,omitempty"`
	// Force wants the composer opened for a reply; Hint is what it says.
	Force    bool   `json:"force,omitempty"`
	Hint     string `json:"hint,omitempty"`
	Reaction string `json:"reaction,omitempty"`
}

type sender struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	Bot  bool   `json:"bot,omitempty"`
}

// rich is a rich message as the bot wrote it: in one of three ways.
type rich struct {
	Markdown string          `json:"markdown,omitempty"`
	HTML     string          `json:"html,omitempty"`
	Blocks   json.RawMessage `json:"blocks,omitempty"`
	RTL      bool            `json:"rtl,omitempty"`
}

type attachment struct {
	Kind string `json:"kind"` // photo, document, voice, audio, sticker
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
	Size int64  `json:"size,omitempty"`
	// Seconds is how long a sound lasts.
	Seconds int `json:"seconds,omitempty"`
}

type button struct {
	Text string `json:"text"`
	Data string `json:"data,omitempty"`
	URL  string `json:"url,omitempty"`
	Copy string `json:"copy,omitempty"`
}

// original is what a reply shows of the message that it answers.
type original struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	Text string `json:"text"`
}

// draft is what the bot shows of an answer while it writes it.
type draft struct {
	Chat     int64             `json:"chat"`
	ID       int64             `json:"id"`
	Text     string            `json:"text,omitempty"`
	Entities []telegram.Entity `json:"entities,omitempty"`
	Rich     *rich             `json:"rich,omitempty"`
	CanStop  bool              `json:"can_stop,omitempty"`
	// Left is how many milliseconds it is still shown.
	Left int64 `json:"left"`
}

func viewMessage(m telegram.Message) message {
	v := message{
		ID: m.ID, Chat: m.Chat.ID, Date: m.Date, Edits: m.Edits, Edited: m.Edited(), Deleted: m.Deleted,
		Text: m.Text, Entities: m.Entities, Rich: viewRich(m.RichInput, m.Rich), File: viewFile(m), Reaction: m.Reaction,
	}
	if m.From != nil {
		v.From = sender{m.From.ID, m.From.FirstName, m.From.IsBot}
	}
	if m.Deleted { // what was deleted is gone for people
		return message{ID: v.ID, Chat: v.Chat, From: v.From, Date: v.Date, Edits: v.Edits, Deleted: true}
	}
	if m.Caption != "" {
		v.Text, v.Entities = m.Caption, m.CaptionEntities
	}
	for _, row := range m.Buttons() {
		var list []button
		for _, b := range row {
			list = append(list, viewButton(b))
		}
		v.Buttons = append(v.Buttons, list)
	}
	if r := m.ReplyTo; r != nil {
		v.Reply = &original{ID: r.ID, Text: gist(*r)}
		if r.From != nil {
			v.Reply.Name = r.From.FirstName
		}
		if m.Quote != nil {
			v.Reply.Text = m.Quote.Text
		}
	}
	if f := m.ForwardOrigin; f != nil {
		v.Forward = f.SenderName
		if f.Sender != nil {
			v.Forward = f.Sender.FirstName
		}
	}
	for _, u := range m.NewMembers {
		v.Joined = append(v.Joined, u.FirstName)
	}
	if m.LeftMember != nil {
		v.Left = m.LeftMember.FirstName
	}
	if m.Reply != nil {
		v.Force, v.Hint = m.Reply.ForceReply, m.Reply.Placeholder
	}
	return v
}

func viewButton(b telegram.Button) button {
	v := button{Text: b.Text, Data: b.Data, URL: b.URL}
	if b.CopyText != nil {
		v.Copy = b.CopyText.Text
	}
	return v
}

func viewRich(in *telegram.RichInput, m *telegram.RichMessage) *rich {
	if in == nil || m == nil {
		return nil
	}
	return &rich{Markdown: in.Markdown, HTML: in.HTML, Blocks: in.Blocks, RTL: in.IsRTL}
}

func viewFile(m telegram.Message) *attachment {
	switch {
	case len(m.Photo) > 0:
		p := m.Photo[len(m.Photo)-1]
		return &attachment{Kind: "photo", ID: p.FileID, Size: p.Size}
	case m.Document != nil:
		return &attachment{Kind: "document", ID: m.Document.FileID, Name: m.Document.Name, Size: m.Document.Size}
	case m.Voice != nil:
		return &attachment{Kind: "voice", ID: m.Voice.FileID, Size: m.Voice.Size, Seconds: m.Voice.Duration}
	case m.Audio != nil:
		return &attachment{Kind: "audio", ID: m.Audio.FileID, Name: m.Audio.Name, Size: m.Audio.Size, Seconds: m.Audio.Duration}
	case m.Sticker != nil:
		return &attachment{Kind: "sticker", Name: m.Sticker.Emoji}
	}
	return nil
}

// gist is a line of a message, to know it by.
func gist(m telegram.Message) string {
	text := m.Text + m.Caption
	if r := m.RichInput; r != nil && text == "" {
		text = r.Markdown + r.HTML
	}
	if f := viewFile(m); f != nil && text == "" {
		text = "📎 " + f.Name
	}
	if runes := []rune(text); len(runes) > 200 {
		text = string(runes[:200]) + "…"
	}
	return text
}
