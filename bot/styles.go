package bot

import (
	"slices"
	"strings"

	"github.com/go-telegram/bot/models"

	"hamzaban/bot/render"
	"hamzaban/chat"
	"hamzaban/translate"
)

// fixedStyles are those whose words are not translated.
var fixedStyles = []string{render.Code, render.Pre}

// carried are the styles that come through a translation. What Telegram finds by
// itself, such as addresses and mentions, it finds again.
var carried = append([]string{
	render.Bold, render.Italic, render.Underline, render.Strikethrough, render.Spoiler, render.Blockquote,
	"expandable_blockquote", render.TextLink,
}, fixedStyles...)

// stylesOf are the styles of the text that is asked for, within the message that
// it was taken from.
func (e *event) stylesOf(ask translate.Ask) []chat.Style {
	m := e.message
	switch {
	case !ask.FromReply && m.Text != "":
		return stylesWithin(m.Text, m.Entities, ask.Text)
	case !ask.FromReply:
		return stylesWithin(m.Caption, m.CaptionEntities, ask.Text)
	case m.Quote != nil && m.Quote.Text != "":
		return stylesWithin(m.Quote.Text, m.Quote.Entities, ask.Text)
	case m.ReplyToMessage == nil:
		return nil
	case m.ReplyToMessage.Text != "":
		return stylesWithin(m.ReplyToMessage.Text, m.ReplyToMessage.Entities, ask.Text)
	}
	return stylesWithin(m.ReplyToMessage.Caption, m.ReplyToMessage.CaptionEntities, ask.Text)
}

// stylesWithin are the styles of a part of a text; where it cannot be found in
// it, there are none.
func stylesWithin(text string, entities []models.MessageEntity, part string) []chat.Style {
	at := strings.LastIndex(text, part) // what was asked for stands after how it was asked
	if at < 0 || part == "" {
		return nil
	}
	begin := render.Len(text[:at])
	end := begin + render.Len(part)
	var styles []chat.Style
	for _, e := range entities {
		from, to := max(e.Offset, begin), min(e.Offset+e.Length, end)
		if from < to && slices.Contains(carried, string(e.Type)) {
			styles = append(styles, chat.Style{Kind: string(e.Type), Offset: from - begin, Length: to - from, URL: e.URL, Language: e.Language})
		}
	}
	return styles
}

// styled is a text with its styles as the engine takes it: the styles by their
// numbers.
func styled(text string, styles []chat.Style) translate.Styled {
	s := translate.Styled{Text: text}
	for i, st := range styles {
		s.Spans = append(s.Spans, translate.Span{Offset: st.Offset, Length: st.Length, Fixed: slices.Contains(fixedStyles, st.Kind), ID: i})
	}
	return s
}

// restyled are the styles of a translation by those of its source.
func restyled(s translate.Styled, styles []chat.Style) []chat.Style {
	var out []chat.Style
	for _, span := range s.Spans {
		st := styles[span.ID]
		st.Offset, st.Length = span.Offset, span.Length
		out = append(out, st)
	}
	return out
}

// entitiesOf are styles as Telegram takes them.
func entitiesOf(styles []chat.Style) []render.Entity {
	var out []render.Entity
	for _, s := range styles {
		out = append(out, render.Entity{Type: s.Kind, Offset: s.Offset, Length: s.Length, URL: s.URL, Language: s.Language})
	}
	return out
}
