package telegram

import (
	"regexp"
	"strings"
)

// The marks of parse_mode MarkdownV2, longer ones first.
var marks = []struct{ mark, kind string }{
	{"__", "underline"}, {"||", "spoiler"}, {"*", "bold"}, {"_", "italic"}, {"~", "strikethrough"},
}

const reserved = "_*[]()~`>#+-=|{}.!"

var (
	languageLine = regexp.MustCompile(`^[^\s` + "`" + `]*\n`)
	address      = regexp.MustCompile(`^\]\(((?:\\.|[^\\)])*)\)`)
)

// markdown is a text in MarkdownV2 while it is read.
type markdown struct {
	text string
	i    int
	out  strings.Builder
	open []Entity
	from []int // where each open entity began, in bytes
	done []Entity
}

// parseMarkdown reads a text in Telegram's MarkdownV2.
func parseMarkdown(text string) (string, []Entity, error) {
	p := &markdown{text: text}
	for p.i < len(text) {
		if err := p.step(); err != nil {
			return "", nil, err
		}
	}
	p.endQuote()
	if n := len(p.open); n > 0 {
		return "", nil, p.noEnd(p.open[n-1].Type, p.from[n-1])
	}
	return p.out.String(), p.done, nil
}

func (p *markdown) at() int { return length16(p.out.String()) }

func (p *markdown) rest() string { return p.text[p.i:] }

func (p *markdown) step() error {
	rest := p.rest()
	switch c := rest[0]; {
	case c == '\\' && len(rest) > 1 && rest[1] < 127 && rest[1] > 0:
		p.out.WriteByte(rest[1])
		p.i += 2
	case strings.HasPrefix(rest, "```"):
		return p.code("```", "pre")
	case c == '`':
		return p.code("`", "code")
	case c == '>' && (p.i == 0 || p.text[p.i-1] == '\n'):
		if !p.inQuote() {
			p.push("blockquote")
		}
		p.i++
	case c == '\n':
		if p.inQuote() && !strings.HasPrefix(rest, "\n>") {
			p.endQuote()
		}
		p.out.WriteByte(c)
		p.i++
	case c == '[':
		p.push("text_link")
		p.i++
	case c == ']':
		return p.link()
	case strings.IndexByte(reserved, c) >= 0:
		return p.mark()
	default:
		p.out.WriteByte(c)
		p.i++
	}
	return nil
}

func (p *markdown) push(kind string) {
	p.open = append(p.open, Entity{Type: kind, Offset: p.at()})
	p.from = append(p.from, p.i)
}

func (p *markdown) pop() Entity {
	n := len(p.open) - 1
	e := p.open[n]
	p.open, p.from = p.open[:n], p.from[:n]
	e.Length = p.at() - e.Offset
	if e.Length > 0 {
		p.done = append(p.done, e)
	}
	return e
}

func (p *markdown) inQuote() bool { return len(p.open) > 0 && quote(p.open[0]) }

func (p *markdown) endQuote() {
	if len(p.open) == 1 && p.inQuote() {
		p.pop()
	}
}

// mark begins or ends bold and the like.
func (p *markdown) mark() error {
	for _, m := range marks {
		if !strings.HasPrefix(p.rest(), m.mark) {
			continue
		}
		if n := len(p.open); n > 0 && p.open[n-1].Type == m.kind {
			p.pop()
		} else {
			p.push(m.kind)
		}
		p.i += len(m.mark)
		return nil
	}
	return badRequest("can't parse entities: Character '%c' is reserved and must be escaped with the preceding '\\'", p.text[p.i])
}

// code reads up to the closing mark, within which only a backslash before a
// backtick or a backslash means something.
func (p *markdown) code(mark, kind string) error {
	begin := p.i
	p.push(kind)
	p.i += len(mark)
	if l := languageLine.FindString(p.rest()); kind == "pre" && l != "" {
		p.open[len(p.open)-1].Language = strings.TrimSpace(l)
		p.i += len(l)
	}
	for p.i < len(p.text) {
		rest := p.rest()
		switch {
		case strings.HasPrefix(rest, mark):
			p.pop()
			p.i += len(mark)
			return nil
		case len(rest) > 1 && rest[0] == '\\' && (rest[1] == '`' || rest[1] == '\\'):
			p.out.WriteByte(rest[1])
			p.i += 2
		default:
			p.out.WriteByte(rest[0])
			p.i++
		}
	}
	return p.noEnd(kind, begin)
}

// link ends [text](address).
func (p *markdown) link() error {
	n := len(p.open) - 1
	if n < 0 || p.open[n].Type != "text_link" {
		return badRequest("can't parse entities: Character ']' is reserved and must be escaped with the preceding '\\'")
	}
	m := address.FindStringSubmatch(p.rest())
	if m == nil {
		return badRequest("can't parse entities: Can't find end of a URL at byte offset %d", p.i)
	}
	p.open[n].URL = strings.NewReplacer(`\)`, ")", `\\`, `\`).Replace(m[1])
	p.pop()
	p.i += len(m[0])
	return nil
}

func (p *markdown) noEnd(kind string, at int) error {
	names := map[string]string{"pre": "Pre", "code": "Code", "bold": "Bold", "italic": "Italic", "underline": "Underline", "strikethrough": "Strikethrough", "spoiler": "Spoiler", "text_link": "TextUrl", "blockquote": "BlockQuote"}
	return badRequest("can't parse entities: Can't find end of %s entity at byte offset %d", names[kind], at)
}
