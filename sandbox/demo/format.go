package demo

import (
	"slices"
	"strings"
	"unicode/utf16"

	"hamzaban/sandbox/telegram"
)

// formats are what a person can make of a piece of text in their app.
var formats = []string{
	"bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "blockquote", "text_link",
}

// chosen is the formatting that the page sends along with a text.
func chosen(text string, entities []telegram.Entity) (telegram.Option, error) {
	length := len(utf16.Encode([]rune(text)))
	for _, e := range entities {
		web := strings.HasPrefix(e.URL, "https://") || strings.HasPrefix(e.URL, "http://")
		switch {
		case !slices.Contains(formats, e.Type):
			return nil, badRequest("wrong", "nobody can format a text as %q", e.Type)
		case e.Offset < 0 || e.Length < 1 || e.Offset > length-e.Length:
			return nil, badRequest("wrong", "the %s at %d does not lie within the text", e.Type, e.Offset)
		case (e.Type == "text_link") != (e.URL != "") || e.URL != "" && !web:
			return nil, badRequest("wrong", "the %s at %d has a wrong address", e.Type, e.Offset)
		}
	}
	return telegram.Formatted(entities...), nil
}
