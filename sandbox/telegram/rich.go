package telegram

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// maxRich is the most characters of a rich message.
const maxRich = 32768

// RichInput is a rich message as the bot sends it.
type RichInput struct {
	Blocks   json.RawMessage `json:"blocks,omitempty"`
	HTML     string          `json:"html,omitempty"`
	Markdown string          `json:"markdown,omitempty"`
	Media    json.RawMessage `json:"media,omitempty"`
	IsRTL    bool            `json:"is_rtl,omitempty"`
	Skip     bool            `json:"skip_entity_detection,omitempty"`
}

// RichMessage is a rich message as it comes back. Here it is only cut into
// paragraphs; what the bot meant is in Message.RichInput.
type RichMessage struct {
	Blocks []RichBlock `json:"blocks"`
	IsRTL  bool        `json:"is_rtl,omitempty"`
}

// RichBlock is a block of a rich message.
type RichBlock struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

func (s *Server) sendRichMessage(c *call) (any, error) {
	t, m, err := s.outgoing(c)
	if err != nil {
		return nil, err
	}
	if err := s.setRich(c, m); err != nil {
		return nil, err
	}
	return s.deliver(c, t, m)
}

// setRich reads rich_message into a message.
func (s *Server) setRich(c *call, m *Message) error {
	var in RichInput
	given, err := s.object(c, "rich_message", "rich message", &in)
	if err != nil {
		return err
	}
	ways := 0
	for _, used := range []bool{len(in.Blocks) > 0, in.HTML != "", in.Markdown != ""} {
		if used {
			ways++
		}
	}
	source := strings.TrimSpace(in.Markdown + in.HTML + string(in.Blocks))
	switch {
	case !given || ways == 0 || source == "":
		return badRequest("message text is empty")
	case ways > 1:
		return badRequest("exactly one of blocks, html and markdown must be used in a rich message")
	case utf8.RuneCountInString(in.Markdown+in.HTML) > maxRich:
		return badRequest("message is too long")
	}
	m.RichInput = &in
	m.Rich = &RichMessage{IsRTL: in.IsRTL}
	for _, p := range strings.Split(source, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			m.Rich.Blocks = append(m.Rich.Blocks, RichBlock{"paragraph", p})
		}
	}
	return nil
}
