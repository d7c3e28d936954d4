package translate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// identifier is a value for programs, such as "btn-primary" or "user.name".
var identifier = regexp.MustCompile(`^[a-z0-9]+(?:[_.:-][a-z0-9]+)+$`)

// parseJSON takes a JSON file apart: the texts are the strings that are
// values, save identifiers and what stands under keys that begin with "@" or
// "$" (descriptions of the others, in ARB files and JSON Schema).
func parseJSON(s string) ([]segment, error) {
	if !json.Valid([]byte(s)) {
		var syntax *json.SyntaxError
		if err := json.Unmarshal([]byte(s), new(any)); errors.As(err, &syntax) {
			return nil, fmt.Errorf("the file is no JSON: line %d: %w", 1+strings.Count(s[:min(int(syntax.Offset), len(s))], "\n"), err)
		}
		return nil, errors.New("the file is no JSON")
	}
	p := jsonParser{style: jsonStyle(s)}
	at, value := 0, true
	for i := 0; i < len(s); {
		switch s[i] {
		case '{', '[':
			p.open(s[i] == '{')
			value = s[i] == '['
		case '}', ']':
			p.close()
		case ',':
			value = !p.inObject()
		case ':':
			value = true
		case '"':
			end := stringEnd(s, i)
			if value {
				p.add(s[at:i], s[i:end])
				at = end
			} else {
				p.key(s[i:end])
			}
			i = end
			continue
		}
		i++
	}
	return append(p.out, segment{raw: s[at:]}), nil
}

type jsonParser struct {
	out   []segment
	stack []jsonLevel
	style func(string) string
}

type jsonLevel struct {
	object bool
	hidden bool // under a key whose values are no texts
	next   bool // the next value is hidden
}

func (p *jsonParser) top() *jsonLevel {
	if len(p.stack) == 0 {
		return &jsonLevel{}
	}
	return &p.stack[len(p.stack)-1]
}

func (p *jsonParser) inObject() bool { return p.top().object }

func (p *jsonParser) open(object bool) {
	hidden := p.top().hidden || p.top().next
	p.stack = append(p.stack, jsonLevel{object: object, hidden: hidden})
}

func (p *jsonParser) close() { p.stack = p.stack[:len(p.stack)-1] }

func (p *jsonParser) key(raw string) {
	p.top().next = strings.HasPrefix(raw, `"@`) || strings.HasPrefix(raw, `"$`)
}

func (p *jsonParser) add(before, raw string) {
	p.out = append(p.out, segment{raw: before})
	seg := segment{raw: raw}
	if t := p.top(); !t.hidden && !t.next {
		var text string
		if err := json.Unmarshal([]byte(raw), &text); err == nil && !identifier.MatchString(text) {
			seg.text, seg.write = text, p.style
		}
	}
	p.out = append(p.out, seg)
}

// stringEnd is where the string that begins at s[i] ends.
func stringEnd(s string, i int) int {
	for i++; s[i] != '"'; i++ {
		if s[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// jsonStyle writes strings as the file does: in ASCII alone, with "/" escaped,
// with <, > and & escaped, or none of that.
func jsonStyle(file string) func(string) string {
	escapes := strings.Contains(file, `\u`)
	ascii := escapes
	for i := 0; ascii && i < len(file); i++ {
		ascii = file[i] < utf8.RuneSelf
	}
	slash := strings.Contains(file, `\/`) && !strings.Contains(strings.ReplaceAll(file, `\/`, ""), "/")
	html := escapes && (strings.Contains(file, `\u003c`) || strings.Contains(file, `\u0026`))
	return func(s string) string {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(html)
		_ = enc.Encode(s) // a string always encodes
		out := strings.TrimSuffix(b.String(), "\n")
		if slash {
			out = strings.ReplaceAll(out, "/", `\/`)
		}
		if !ascii {
			return out
		}
		b.Reset()
		for _, r := range out {
			if r < utf8.RuneSelf {
				b.WriteRune(r)
				continue
			}
			for _, u := range utf16.AppendRune(nil, r) {
				fmt.Fprintf(&b, `\u%04x`, u)
			}
		}
		return b.String()
	}
}
