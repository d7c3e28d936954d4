package telegram

import (
	"net/url"
	"slices"
	"strings"
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
		err = badRequest("unsupported parse_mode")
	}
	if err != nil {
		return "", nil, err
	}
	return mend(text, given, func(_, _ string) {}) // the judge has noted what was wrong
}

// notes takes the rules that are broken, each with what it was about.
type notes func(rule, detail string)

// mend checks a text's entities and returns both as the servers keep them.
// What is merely mended is noted.
func mend(text string, given []Entity, note notes) (string, []Entity, error) {
	t := &text16{units: utf16.Encode([]rune(text))}
	for _, e := range given {
		if err := checkBounds(t, e, note); err != nil {
			return "", nil, err
		}
		if usable(e, note) {
			if e.Type != "pre" {
				e.Language = ""
			}
			t.entities = append(t.entities, e)
		}
	}
	t.clean()
	t.trim()
	t.entities = slices.DeleteFunc(t.entities, func(e Entity) bool {
		if e.Length > 0 && (solid(e) || !t.blank(e.Offset, e.end())) {
			return false
		}
		note("entity without anything to show", e.Type)
		return true
	})
	t.nest(note)
	if len(t.entities) > maxEntities {
		note("too many entities", "a message keeps 100")
		t.entities = t.entities[:maxEntities]
	}
	kept := t.String()
	return kept, merge(t.entities, detect(kept)), nil
}

func checkBounds(t *text16, e Entity, note notes) error {
	if e.Offset < 0 || e.Length < 0 || e.end() > len(t.units) {
		note("entity out of bounds", e.Type)
		return badRequest("entity beginning at UTF-16 offset %d ends after the end of the text at UTF-16 offset %d", e.Offset, len(t.units))
	}
	if t.inside(e.Offset) {
		note("entity cuts a surrogate pair", e.Type)
		return badRequest("entity begins in a middle of a UTF-16 symbol at UTF-16 offset %d", e.Offset)
	}
	if t.inside(e.end()) {
		note("entity cuts a surrogate pair", e.Type)
		return badRequest("entity beginning at UTF-16 offset %d ends in a middle of a UTF-16 symbol at UTF-16 offset %d", e.Offset, e.end())
	}
	return nil
}

// usable says whether the servers take an entity.
func usable(e Entity, note notes) bool {
	if e.URL != "" && e.Type != "text_link" || e.Language != "" && e.Type != "pre" || e.User != nil && e.Type != "text_mention" {
		note("field of another type of entity", e.Type)
	}
	switch {
	case e.Length == 0:
		note("empty entity", e.Type)
	case automatic[e.Type]:
		note("entity that the servers find themselves", e.Type)
	case !settable[e.Type]:
		note("unknown entity type", e.Type)
	case e.Type == "text_link" && !linkable(e.URL):
		note("unusable link", "text_link")
	case e.Type == "text_mention" && e.User == nil:
		note("mention of nobody", "text_mention")
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
