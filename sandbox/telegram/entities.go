package telegram

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
)

// maxEntities is how many entities a message keeps.
const maxEntities = 100

// The types of entity that a bot may set itself. Others are found by the
// servers and ignored where a bot sends them.
var settable = map[string]bool{
	"bold": true, "italic": true, "underline": true, "strikethrough": true, "spoiler": true,
	"blockquote": true, "expandable_blockquote": true, "code": true, "pre": true,
	"text_link": true, "text_mention": true, "custom_emoji": true, "date_time": true,
}

var automatic = map[string]bool{
	"mention": true, "hashtag": true, "cashtag": true, "bot_command": true, "url": true,
	"email": true, "phone_number": true, "bank_card_number": true,
}

// formatted reads a text with its formatting from a call: the parameter
// called field, with parse_mode or the entities in the parameter called
// entities. It returns the text as the servers keep it.
func (s *Server) formatted(c *call, field, entities string) (string, []Entity, error) {
	text := c.str(field)
	var given []Entity
	var err error
	switch mode := strings.ToLower(c.str("parse_mode")); mode {
	case "":
		if _, err = s.object(c, entities, "message entities", &given); err != nil {
			return "", nil, err
		}
	case "html":
		text, given, err = parseHTML(text)
	case "markdownv2":
		text, given, err = parseMarkdown(text)
	default:
		s.violate(c, "parse_mode", "the mode "+mode+" is not played here")
		err = badRequest("unsupported parse_mode")
	}
	if err != nil {
		return "", nil, err
	}
	return s.mend(c, text, given)
}

// mend checks a text's entities and returns both as the servers keep them.
// What is merely mended is noted as a violation.
func (s *Server) mend(c *call, text string, given []Entity) (string, []Entity, error) {
	t := &text16{units: utf16.Encode([]rune(text))}
	for _, e := range given {
		if err := s.checkBounds(c, t, e); err != nil {
			return "", nil, err
		}
		if e.Type != "pre" {
			e.Language = ""
		}
		if s.usable(c, e) {
			t.entities = append(t.entities, e)
		}
	}
	t.clean()
	t.trim()
	t.entities = slices.DeleteFunc(t.entities, func(e Entity) bool {
		return e.Length <= 0 || strings.TrimFunc(slice16(t.String(), e.Offset, e.end()), unicode.IsSpace) == "" && e.Type != "pre" && e.Type != "code"
	})
	s.nest(c, t)
	if len(t.entities) > maxEntities {
		s.violate(c, "too many entities", "a message keeps 100")
		t.entities = t.entities[:maxEntities]
	}
	kept := t.String()
	return kept, merge(t.entities, detect(kept)), nil
}

func (s *Server) checkBounds(c *call, t *text16, e Entity) error {
	if e.Offset < 0 || e.Length < 0 || e.end() > len(t.units) {
		s.violate(c, "entity out of bounds", e.Type)
		return badRequest("entity beginning at UTF-16 offset %d ends after the end of the text at UTF-16 offset %d", e.Offset, len(t.units))
	}
	if t.inside(e.Offset) {
		s.violate(c, "entity cuts a surrogate pair", e.Type)
		return badRequest("entity begins in a middle of a UTF-16 symbol at UTF-16 offset %d", e.Offset)
	}
	if t.inside(e.end()) {
		s.violate(c, "entity cuts a surrogate pair", e.Type)
		return badRequest("entity beginning at UTF-16 offset %d ends in a middle of a UTF-16 symbol at UTF-16 offset %d", e.Offset, e.end())
	}
	return nil
}

func (s *Server) usable(c *call, e Entity) bool {
	switch {
	case e.Length == 0:
		s.violate(c, "empty entity", e.Type)
	case automatic[e.Type]:
		// Ignored: the servers find these themselves.
	case !settable[e.Type]:
		s.violate(c, "unknown entity type", e.Type)
	case e.Type == "text_link" && !linkable(e.URL):
		s.violate(c, "unusable link", "text_link")
	case e.Type == "text_mention" && e.User == nil:
		s.violate(c, "mention of nobody", "text_mention")
	default:
		return true
	}
	return false
}

// linkable says whether the servers take an address for a link.
func linkable(address string) bool {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || address == "" {
		return false
	}
	switch u.Scheme {
	case "http", "https":
		return u.Host != ""
	case "tg", "ton", "tonsite", "mailto", "tel":
		return true
	case "": // example.com/x
		return strings.Contains(strings.SplitN(address, "/", 2)[0], ".")
	}
	return false
}
