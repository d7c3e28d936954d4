package telegram

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds that the API names.
const (
	maxButtons     = 100
	maxData        = 64 // bytes of a button's data
	maxCommands    = 100
	maxDescription = 256
)

// words judges a text of at least and at most so many units, with its
// formatting.
func (j *judge) words(field, entities string, least, most int) {
	text, given := j.params[field], []Entity(nil)
	mode := strings.ToLower(j.params["parse_mode"])
	var err error
	switch mode {
	case "":
		if raw := j.params[entities]; raw != "" && json.Unmarshal([]byte(raw), &given) != nil {
			return // noted as no JSON of its type
		}
	case "html":
		text, given, err = parseHTML(text)
	case "markdownv2":
		text, given, err = parseMarkdown(text)
	default:
		j.note("parse_mode", "the mode "+mode+" is not played here")
		return
	}
	if err != nil {
		j.note("formatting that cannot be parsed", err.Error())
		return
	}
	if mode != "" && j.params[entities] != "" {
		j.note("parse_mode and entities", "the entities are ignored")
	}
	kept, _, err := mend(text, given, j.note)
	if err != nil {
		return // noted by mend
	}
	if kept != text {
		j.note("text is not kept as it is", difference(text, kept))
	}
	if length16(kept) < least {
		j.note("empty "+field, "")
	}
	j.most(field+" too long", length16(kept), most)
}

// difference names where a text that the servers change is changed.
func difference(text, kept string) string {
	switch {
	case strings.TrimRightFunc(text, unicode.IsSpace) != text:
		return "blanks at the end"
	case strings.TrimLeftFunc(text, unicode.IsSpace) != text:
		return "blanks at the beginning"
	}
	was, is := []rune(text), []rune(kept)
	for i, r := range was {
		if i >= len(is) || is[i] != r {
			return "character " + strconv.Itoa(i) + ", " + strconv.QuoteRuneToASCII(r)
		}
	}
	return ""
}

func (j *judge) caption() { j.words("caption", "caption_entities", 0, maxCaption) }

// media judges the content that a message is to have instead, with its caption.
func (j *judge) media() {
	j.target()
	var in inputMedia
	if json.Unmarshal([]byte(j.params["media"]), &in) != nil {
		return
	}
	if !slices.Contains([]string{"document", "photo"}, in.Type) && !slices.Contains(otherMedia, in.Type) {
		j.note("unknown media type", in.Type)
	}
	if in.Media == "" {
		j.note("missing parameter", "media of media")
	}
	inner := &judge{params: map[string]string{"caption": in.Caption, "parse_mode": in.ParseMode, "caption_entities": string(in.Entities)}}
	if len(in.Entities) > 0 {
		inner.shape("caption_entities", string(in.Entities), new([]Entity))
	}
	inner.caption()
	for _, b := range inner.breaches {
		j.note(b.Rule, b.Detail)
	}
}

// target judges whether an edit says what it edits.
func (j *judge) target() {
	if j.params["inline_message_id"] != "" {
		return
	}
	for _, name := range []string{"chat_id", "message_id"} {
		if v := j.params[name]; v == "" || v == "0" {
			j.note("missing parameter", name)
		}
	}
}

func (j *judge) draft() {
	if j.params["draft_id"] == "0" {
		j.note("draft without a number", "")
	}
}

// rich judges what is common to all rich messages: one way of writing, and its
// length.
func (j *judge) rich() {
	var in RichInput
	if json.Unmarshal([]byte(j.params["rich_message"]), &in) != nil {
		return
	}
	ways := 0
	for _, used := range []bool{len(in.Blocks) > 0, in.HTML != "", in.Markdown != ""} {
		if used {
			ways++
		}
	}
	switch {
	case ways == 0 || len(in.Blocks) == 0 && strings.TrimSpace(in.HTML+in.Markdown) == "":
		j.note("empty rich message", "")
	case ways > 1:
		j.note("rich message in two ways", "")
	}
	j.most("rich message too long", utf8.RuneCountInString(in.HTML+in.Markdown), maxRich)
	for _, name := range []string{"text", "entities", "parse_mode"} {
		if v := j.params[name]; v != "" && v != "[]" {
			j.note("rich message beside a text", name)
		}
	}
	if in.Markdown != "" {
		j.richMarkdown(in.Markdown)
	}
}

// keyboard judges buttons.
func (j *judge) keyboard(onlyInline bool) {
	var m replyKeyboard
	if raw := j.params["reply_markup"]; raw == "" || json.Unmarshal([]byte(raw), &m) != nil {
		return
	}
	if m.Keyboard.Rows == nil {
		if onlyInline {
			j.note("inline keyboard expected", "")
		}
		j.most("placeholder too long", utf8.RuneCountInString(m.Placeholder), 64)
		return
	}
	total := 0
	for _, row := range m.Keyboard.Rows {
		total += len(row)
		if len(row) == 0 {
			j.note("empty row of buttons", "")
		}
		for _, b := range row {
			if len(b.Data) > maxData {
				j.note("button data over 64 bytes", b.Text)
			} else if err := checkButton(b); err != nil {
				j.note("unusable button", err.Error())
			}
			if strings.TrimSpace(b.Text) != b.Text || strings.ContainsAny(b.Text, "\n\r\t") {
				j.note("button's label is not kept as it is", b.Text)
			}
		}
	}
	j.most("too many buttons", total, maxButtons)
}

// commands judges the menu of commands.
func (j *judge) commands() {
	var list []BotCommand
	if json.Unmarshal([]byte(j.params["commands"]), &list) != nil {
		return
	}
	j.most("too many commands", len(list), maxCommands)
	for _, c := range list {
		if !commandForm.MatchString(c.Command) {
			j.note("unusable command", c.Command)
		}
		if n := utf8.RuneCountInString(strings.TrimSpace(c.Description)); n < 1 || n > maxDescription {
			j.note("unusable description", c.Command)
		}
	}
	if !languageForm.MatchString(j.params["language_code"]) {
		j.note("unusable language", j.params["language_code"])
	}
}
