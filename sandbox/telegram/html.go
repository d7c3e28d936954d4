package telegram

import (
	"html"
	"regexp"
	"strings"
)

// The tags of parse_mode HTML and the entities that they make.
var tags = map[string]string{
	"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
	"span": "spoiler", "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
	"tg-emoji": "custom_emoji", "tg-time": "date_time",
}

var (
	tagForm  = regexp.MustCompile(`^<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[a-zA-Z-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*>`)
	attrForm = regexp.MustCompile(`([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?`)
	charForm = regexp.MustCompile(`^&(?:lt|gt|amp|quot|#[0-9]+|#x[0-9a-fA-F]+);`)
)

type openTag struct {
	name string
	Entity
}

// parseHTML reads a text in Telegram's HTML.
func parseHTML(text string) (string, []Entity, error) {
	var out strings.Builder
	var open []openTag
	var done []Entity
	for i := 0; i < len(text); {
		switch rest := text[i:]; {
		case rest[0] == '<':
			m := tagForm.FindStringSubmatch(rest)
			if m == nil {
				return "", nil, badRequest("can't parse entities: Unclosed start tag at byte offset %d", i)
			}
			name := strings.ToLower(m[2])
			at := length16(out.String())
			if m[1] == "" {
				e, ok := startTag(name, m[3])
				if !ok {
					return "", nil, badRequest("can't parse entities: Unsupported start tag \"%s\" at byte offset %d", name, i)
				}
				e.Offset = at
				open = append(open, openTag{name, e})
			} else {
				e, err := endTag(open, name, i)
				if err != nil {
					return "", nil, err
				}
				open = open[:len(open)-1]
				e.Length = at - e.Offset
				done = closeTag(done, e)
			}
			i += len(m[0])
		case charForm.MatchString(rest):
			c := charForm.FindString(rest)
			out.WriteString(html.UnescapeString(c))
			i += len(c)
		default:
			out.WriteByte(rest[0])
			i++
		}
	}
	if len(open) > 0 {
		return "", nil, badRequest("can't parse entities: Can't find end tag corresponding to start tag \"%s\"", open[len(open)-1].name)
	}
	return out.String(), done, nil
}

func startTag(name, attributes string) (Entity, bool) {
	kind, ok := tags[name]
	attrs := map[string]string{}
	for _, m := range attrForm.FindAllStringSubmatch(attributes, -1) {
		attrs[strings.ToLower(m[1])] = html.UnescapeString(m[2] + m[3] + m[4])
	}
	e := Entity{Type: kind}
	switch name {
	case "span":
		ok = attrs["class"] == "tg-spoiler"
	case "a":
		e.URL = attrs["href"]
	case "code":
		e.Language = strings.TrimPrefix(attrs["class"], "language-")
	case "blockquote":
		if _, yes := attrs["expandable"]; yes {
			e.Type = "expandable_blockquote"
		}
	case "tg-emoji":
		e.CustomEmojiID = attrs["emoji-id"]
	}
	return e, ok
}

func endTag(open []openTag, name string, i int) (Entity, error) {
	if len(open) == 0 {
		return Entity{}, badRequest("can't parse entities: Unexpected end tag at byte offset %d", i)
	}
	if last := open[len(open)-1]; last.name != name {
		return Entity{}, badRequest("can't parse entities: Unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", i, last.name, name)
	}
	return open[len(open)-1].Entity, nil
}

// closeTag adds an entity; code within pre gives it its language instead.
func closeTag(done []Entity, e Entity) []Entity {
	if e.Length == 0 {
		return done
	}
	if n := len(done) - 1; e.Type == "pre" && n >= 0 && done[n].Type == "code" && done[n].Offset == e.Offset && done[n].Length == e.Length {
		e.Language = done[n].Language
		done = done[:n]
	}
	return append(done, e)
}
