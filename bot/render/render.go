// Package render turns Markdown into what a Telegram message is made of: text
// and entities, which need no escaping and cannot fail to parse.
//
// What comes in is a model's words and is never trusted. What goes out keeps
// Telegram's rules: offsets and lengths count UTF-16 units; entities lie
// within the text, start and end at no blank, and nest or stand apart, never
// overlap in part; code and pre hold nothing and stand within nothing but a
// quote; a quote stands in no quote. Addresses are http or https and show
// their host where the label names another; nobody can be mentioned; no
// character is left that reorders what surrounds it or is not seen at all,
// but those that Persian and emoji need.
package render

import (
	"unicode/utf16"
	"unicode/utf8"
)

// The types of entities that are used, as Telegram names them.
const (
	Bold          = "bold"
	Italic        = "italic"
	Underline     = "underline"
	Strikethrough = "strikethrough"
	Spoiler       = "spoiler"
	Blockquote    = "blockquote"
	Code          = "code"
	Pre           = "pre"
	TextLink      = "text_link"
)

// Entity says how a stretch of text looks, as Telegram's MessageEntity does.
// Offset and Length count UTF-16 units.
type Entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`      // of a TextLink
	Language string `json:"language,omitempty"` // of a Pre, may be empty
}

func (e Entity) end() int { return e.Offset + e.Length }

// Text is a message's text with its entities, sorted by offset, the longer
// first. It marshals to the fields of Telegram's sendMessage.
type Text struct {
	Text     string   `json:"text"`
	Entities []Entity `json:"entities,omitempty"`
}

// Len is the text's length as Telegram counts it.
func (t Text) Len() int { return Len(t.Text) }

// Len is the length of s in UTF-16 units.
func Len(s string) int {
	n := 0
	for _, r := range s {
		n += runeLen(r)
	}
	return n
}

func runeLen(r rune) int {
	if r > 0xFFFF && r <= utf8.MaxRune {
		return 2
	}
	return 1
}

// Plain returns s as it is, without formatting, freed of what must not be
// shown (see the package's promises) and of blanks at both ends.
func Plain(s string) Text {
	return trimmed(Text{Text: expandTabs(clean(s))})
}

// Verbatim is Plain for a model's words: it mentions nobody, either.
func Verbatim(s string) Text { return unaddressed(Plain(s)) }

func encode(s string) []uint16 { return utf16.Encode([]rune(s)) }
func decode(u []uint16) string { return string(utf16.Decode(u)) }
