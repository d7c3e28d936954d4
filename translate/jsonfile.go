package translate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// parseJSON takes a JSON file apart: the texts are the strings that are
// values and read as texts (see isText), save what stands under keys that
// begin with "@" or "$" (descriptions of the others, in ARB files and JSON
// Schema). Keys are none, nor is anything else.
func parseJSON(s string) ([]segment, error) {
	if !json.Valid([]byte(s)) {
		return nil, malformedJSON(s)
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
			value = !p.top().object
		case ':':
			value = true
		case '"':
			end := stringEnd(s, i)
			if value {
				p.add(s[at:i], s[i:end])
				at = end
			} else {
				p.top().key = unquoted(s[i:end])
			}
			i = end
			continue
		}
		i++
	}
	return append(p.out, glue(s[at:])), nil
}

// malformedJSON says where and why a text is no JSON.
func malformedJSON(s string) error {
	bad := &FileError{Problem: Malformed, Format: "json"}
	var syntax *json.SyntaxError
	if bad.Err = json.Unmarshal([]byte(s), new(any)); errors.As(bad.Err, &syntax) {
		bad.Line = 1 + countLines(s[:min(int(syntax.Offset), len(s))])
	}
	return bad
}

type jsonParser struct {
	out   []segment
	stack []jsonLevel
	style func(string) string
}

// jsonLevel is an object or an array that was not closed yet.
type jsonLevel struct {
	object bool
	key    string // of the value that comes, and of an array the array's own
	hidden bool   // under a key whose values are no texts
}

func (p *jsonParser) top() *jsonLevel {
	if len(p.stack) == 0 {
		return &jsonLevel{}
	}
	return &p.stack[len(p.stack)-1]
}

func (p *jsonParser) open(object bool) {
	l := jsonLevel{object: object, hidden: p.hidden()}
	if !object {
		l.key = p.top().key
	}
	p.stack = append(p.stack, l)
}

func (p *jsonParser) close() { p.stack = p.stack[:len(p.stack)-1] }

// hidden says whether what stands here is no text whatever it is.
func (p *jsonParser) hidden() bool {
	t := p.top()
	return t.hidden || strings.HasPrefix(t.key, "@") || strings.HasPrefix(t.key, "$")
}

func (p *jsonParser) add(before, raw string) {
	p.out = append(p.out, glue(before))
	text := unquoted(raw)
	if p.hidden() || !isText(p.top().key, text) || strings.ContainsRune(text, utf8.RuneError) {
		p.out = append(p.out, glue(raw))
		return
	}
	if m := parseICU(text); m != nil {
		texts, write := icuTexts(m)
		p.out = append(p.out, segment{raw: raw, texts: texts, write: func(t []string) string { return p.style(write(t)) }})
		return
	}
	h := hide(text, icuFormat)
	p.out = append(p.out, textual(raw, h.text, func(t string) string { return p.style(h.show(t)) }))
}

// unquoted is what a JSON string says; U+FFFD stands in it for half a
// surrogate pair, which cannot be written again.
func unquoted(raw string) (s string) {
	_ = json.Unmarshal([]byte(raw), &s) // the file is valid
	return s
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
