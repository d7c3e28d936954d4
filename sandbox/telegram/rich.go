package telegram

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// The limits of a rich message.
const (
	maxRich        = 32768 // characters
	maxRichBlocks  = 500   // the items of lists and the rows of tables, too
	maxRichDepth   = 16    // of blocks and, within them, of styles
	maxRichColumns = 20
)

// RichInput is a rich message as the bot sends it.
type RichInput struct {
	Blocks   json.RawMessage `json:"blocks,omitempty"`
	HTML     string          `json:"html,omitempty"`
	Markdown string          `json:"markdown,omitempty"`
	Media    json.RawMessage `json:"media,omitempty"`
	IsRTL    bool            `json:"is_rtl,omitempty"`
	Skip     bool            `json:"skip_entity_detection,omitempty"`
}

// RichMessage is a rich message as it comes back. Markdown is read in full; of
// what was sent in another way there are only paragraphs, and what the bot meant
// is in Message.RichInput.
type RichMessage struct {
	Blocks []RichBlock `json:"blocks"`
	IsRTL  bool        `json:"is_rtl,omitempty"`
}

// RichBlock is a block of a rich message. Text is a string, a RichSpan, or a list
// of both.
type RichBlock struct {
	Type       string       `json:"type"`
	Text       any          `json:"text,omitempty"`
	Size       int          `json:"size,omitempty"`
	Language   string       `json:"language,omitempty"`
	Expression string       `json:"expression,omitempty"`
	Items      []RichItem   `json:"items,omitempty"`
	Blocks     []RichBlock  `json:"blocks,omitempty"`
	Cells      [][]RichCell `json:"cells,omitempty"`
}

// RichItem is an item of a list.
type RichItem struct {
	Label       string      `json:"label"`
	Blocks      []RichBlock `json:"blocks"`
	HasCheckbox bool        `json:"has_checkbox,omitempty"`
	IsChecked   bool        `json:"is_checked,omitempty"`
	Value       int         `json:"value,omitempty"`
}

// RichCell is a cell of a table.
type RichCell struct {
	Text     any    `json:"text,omitempty"`
	IsHeader bool   `json:"is_header,omitempty"`
	Align    string `json:"align"`
	Valign   string `json:"valign"`
}

// RichSpan is text that looks like something.
type RichSpan struct {
	Type       string `json:"type"`
	Text       any    `json:"text,omitempty"`
	URL        string `json:"url,omitempty"`
	Expression string `json:"expression,omitempty"`
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
		return badRequest("RICH_MESSAGE_CONTENT_REQUIRED")
	case ways > 1:
		return badRequest("exactly one of blocks, html and markdown must be used in a rich message")
	case utf8.RuneCountInString(in.Markdown+in.HTML) > maxRich:
		return badRequest("message is too long")
	}
	m.RichInput = &in
	m.Rich = &RichMessage{IsRTL: in.IsRTL}
	if in.Markdown != "" {
		read := readRich(in.Markdown)
		m.Rich.Blocks = read.blocks
		return read.refused()
	}
	for _, p := range strings.Split(source, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			m.Rich.Blocks = append(m.Rich.Blocks, RichBlock{Type: "paragraph", Text: p})
		}
	}
	return nil
}
