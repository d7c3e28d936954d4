package providers

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// schema is a JSON Schema, as far as these models understand one. Gemini
// spells the types in capitals or as numbers.
type schema struct {
	kind        string
	description string
	fields      []schemaField
	items       *schema
	enum        []string
	maxLength   int
}

type schemaField struct {
	name string
	*schema
}

// readSchema reads a JSON Schema; what it does not understand is a string.
func readSchema(raw json.RawMessage) *schema {
	var o struct {
		Type        json.RawMessage `json:"type"`
		Description string          `json:"description"`
		Properties  json.RawMessage `json:"properties"`
		Items       json.RawMessage `json:"items"`
		Enum        []string        `json:"enum"`
		MaxLength   json.RawMessage `json:"maxLength"`
		AnyOf       []json.RawMessage
	}
	_ = json.Unmarshal(raw, &o)
	if len(o.AnyOf) > 0 && len(o.Type) == 0 {
		return readSchema(o.AnyOf[0])
	}
	s := &schema{kind: schemaType(o.Type), description: o.Description, enum: o.Enum}
	s.maxLength, _ = strconv.Atoi(strings.Trim(string(o.MaxLength), `"`))
	if fields, ok := ordered(o.Properties); ok {
		s.kind = "object"
		for _, f := range fields {
			s.fields = append(s.fields, schemaField{f.name, readSchema(f.value)})
		}
	}
	if len(o.Items) > 0 && string(o.Items) != "null" {
		s.kind, s.items = "array", readSchema(o.Items)
	}
	return s
}

func schemaType(raw json.RawMessage) string {
	var names []string
	var name string
	var number int
	switch {
	case json.Unmarshal(raw, &name) == nil:
		return strings.ToLower(name)
	case json.Unmarshal(raw, &names) == nil && len(names) > 0:
		return names[0]
	case json.Unmarshal(raw, &number) == nil && number > 0 && number < 7:
		return []string{"", "string", "number", "integer", "boolean", "array", "object"}[number]
	}
	return "string"
}

// schemaInWords finds a schema, or an example of the shape, that stands in
// the instructions.
func schemaInWords(text string) *schema {
	for i, r := range text {
		if r != '{' {
			continue
		}
		var raw json.RawMessage
		if json.NewDecoder(strings.NewReader(text[i:])).Decode(&raw) != nil {
			continue
		}
		if fields, ok := ordered(raw); ok && slices.ContainsFunc(fields, func(f field) bool { return f.name == "properties" }) {
			return readSchema(raw)
		}
		return schemaLike(raw)
	}
	return nil
}

// schemaLike is the schema of an example.
func schemaLike(raw json.RawMessage) *schema {
	if fields, ok := ordered(raw); ok {
		s := &schema{kind: "object"}
		for _, f := range fields {
			s.fields = append(s.fields, schemaField{f.name, schemaLike(f.value)})
		}
		return s
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil && len(list) > 0 {
		return &schema{kind: "array", items: schemaLike(list[0])}
	}
	switch raw[0] {
	case '"':
		return &schema{kind: "string"}
	case 't', 'f':
		return &schema{kind: "boolean"}
	}
	return &schema{kind: "integer"}
}

// fill answers in the shape that was asked for.
func (m mind) fill(c *chat, j job) string {
	s := c.schema
	if s == nil {
		s = schemaInWords(c.system)
	}
	if s == nil {
		s = &schema{kind: "object", fields: []schemaField{{"items", &schema{kind: "array", items: &schema{kind: "object",
			fields: []schemaField{{"id", &schema{kind: "integer"}}, {"text", &schema{kind: "string"}}}}}}}}
	}
	f := filler{m: m, c: c, job: j}
	var b bytes.Buffer
	f.write(&b, "", s, nil)
	return b.String()
}

type filler struct {
	m   mind
	c   *chat
	job job
}

// write writes a value of the schema's shape. it is the item that it is
// about, nil where none is.
func (f filler) write(b *bytes.Buffer, name string, s *schema, it *item) {
	switch s.kind {
	case "object":
		b.WriteByte('{')
		for i, field := range s.fields {
			if i > 0 {
				b.WriteByte(',')
			}
			b.Write(marshal(field.name))
			b.WriteByte(':')
			f.write(b, field.name, field.schema, f.named(field.name, it))
		}
		b.WriteByte('}')
	case "array":
		f.list(b, name, s, it)
	case "integer", "number":
		b.Write(f.number(name, it))
	case "boolean":
		b.WriteString("true")
	case "null":
		b.WriteString("null")
	default:
		f.text(b, name, s, it)
	}
}

// named is the item that a field belongs to: the one that it is named after,
// else the one around it.
func (f filler) named(name string, around *item) *item {
	for i := range f.job.items {
		if strings.Trim(string(f.job.items[i].id), `"`) == name {
			return &f.job.items[i]
		}
	}
	return around
}

func (f filler) list(b *bytes.Buffer, name string, s *schema, it *item) {
	b.WriteByte('[')
	defer b.WriteByte(']')
	if s.items == nil {
		return
	}
	if it != nil || len(f.job.items) == 0 {
		f.write(b, name, s.items, it)
		return
	}
	for i := range f.job.items {
		if i > 0 {
			b.WriteByte(',')
		}
		f.write(b, name, s.items, &f.job.items[i])
	}
}

func (f filler) number(name string, it *item) []byte {
	if it != nil && isID(name) {
		if n := strings.Trim(string(it.id), `"`); n != "" {
			if _, err := strconv.Atoi(n); err == nil {
				return []byte(n)
			}
		}
	}
	return []byte("1")
}

func isID(name string) bool { return name == "id" || name == "i" || name == "index" || name == "n" }

var (
	echoName   = regexp.MustCompile(`(?i)^(source|src|echo|head|start|begin\w*|first\w*|orig\w*|from)$`)
	firstChars = regexp.MustCompile(`(?i)first\s+(\d+|two|three|four|five|six|eight|ten|twelve|twenty)\s+(characters|letters|chars|words)`)
)

func (f filler) text(b *bytes.Buffer, name string, s *schema, it *item) {
	switch {
	case len(s.enum) > 0:
		b.Write(marshal(s.enum[0]))
	case it == nil:
		if f.job.text != "" {
			b.Write(marshal(f.m.translator(f.job).translate(f.job.text)))
			return
		}
		b.Write(marshal(f.m.chat(f.c)))
	case isID(name):
		b.Write(marshal(strings.Trim(string(it.id), `"`)))
	case echoName.MatchString(name):
		b.Write(marshal(f.echo(s, it.text)))
	case strings.HasPrefix(name, "lang") || name == "detected":
		code := "en"
		if arabicScript(it.text) {
			code = "fa"
		}
		b.Write(marshal(code))
	default:
		b.Write(marshal(f.m.translator(f.job).translate(it.text)))
	}
}

// echo is the beginning of a source, as long as was asked for.
func (f filler) echo(s *schema, text string) string {
	n := 12
	if s.maxLength > 0 {
		n = s.maxLength
	}
	last := f.c.messages[len(f.c.messages)-1].Text
	m := firstChars.FindStringSubmatch(s.description + "\n" + f.c.system + "\n" + last)
	if m != nil {
		words := map[string]int{"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10, "twelve": 12, "twenty": 20}
		if n = words[strings.ToLower(m[1])]; n == 0 {
			n, _ = strconv.Atoi(m[1])
		}
		if strings.EqualFold(m[2], "words") {
			parts := strings.Fields(text)
			return strings.Join(parts[:min(n, len(parts))], " ")
		}
	}
	runes := []rune(text)
	return string(runes[:min(n, len(runes))])
}
