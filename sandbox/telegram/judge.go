package telegram

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Breach is a rule of the API that a call breaks, whether the servers would
// refuse the call for it, mend it, or say nothing and do something else.
type Breach struct {
	// Rule is short and stable; Detail says what it was about.
	Rule, Detail string
}

// Judge names the rules that a call breaks, as far as the call alone can tell:
// its parameters and the fields within them, the lengths of texts as the
// servers count them, entities, keyboards, addresses. files are the names of
// the parts that were uploaded with it. What depends on chats, such as a
// message that is not there, is the server's to refuse. A call without a
// breach is taken as it stands, character by character.
func Judge(method string, params map[string]string, files ...string) []Breach {
	m, known := methods[strings.ToLower(method)]
	if !known {
		return []Breach{{"unknown method", method}}
	}
	j := &judge{params: params}
	j.names(m, files)
	j.values()
	for _, name := range strings.Fields(required[m.name]) {
		if params[name] == "" && !slices.Contains(files, name) {
			j.note("missing parameter", name)
		}
	}
	if rule := rules[m.name]; rule != nil {
		rule(j)
	}
	if _, given := params["reply_markup"]; given {
		j.keyboard(strings.HasPrefix(m.name, "edit"))
	}
	return j.breaches
}

// judge collects the breaches of one call.
type judge struct {
	params   map[string]string
	breaches []Breach
}

func (j *judge) note(rule, detail string) {
	if b := (Breach{rule, detail}); !slices.Contains(j.breaches, b) {
		j.breaches = append(j.breaches, b)
	}
}

// required are the parameters that a method does nothing without.
var required = map[string]string{
	"sendMessage": "chat_id", "sendDocument": "chat_id document", "sendPhoto": "chat_id photo",
	"sendRichMessage": "chat_id rich_message", "sendMessageDraft": "chat_id draft_id",
	"sendRichMessageDraft": "chat_id draft_id rich_message", "sendChatAction": "chat_id action",
	"setMessageReaction": "chat_id message_id", "editMessageMedia": "media", "deleteMessage": "chat_id message_id",
	"deleteMessages": "chat_id message_ids", "answerCallbackQuery": "callback_query_id",
	"getChat": "chat_id", "getChatMember": "chat_id user_id", "getFile": "file_id",
	"setMyCommands": "commands", "setWebhook": "url",
}

// rules are what else is judged of a method's calls.
var rules = map[string]func(*judge){
	"sendMessage": func(j *judge) { j.words("text", "entities", 1, maxText) },
	"editMessageText": func(j *judge) {
		j.target()
		if j.params["rich_message"] == "" {
			j.words("text", "entities", 1, maxText)
		} else {
			j.rich()
		}
	},
	"sendMessageDraft":     func(j *judge) { j.draft(); j.words("text", "entities", 0, maxText) },
	"sendRichMessage":      (*judge).rich,
	"sendRichMessageDraft": func(j *judge) { j.draft(); j.rich() },
	"sendDocument":         (*judge).caption,
	"sendPhoto":            (*judge).caption,
	"editMessageCaption":   func(j *judge) { j.target(); j.caption() },
	"editMessageMedia":     (*judge).media,
	"editMessageReplyMarkup": func(j *judge) {
		j.target()
	},
	"answerCallbackQuery": func(j *judge) {
		j.most("answer over 200 units", length16(j.params["text"]), 200)
		if url := j.params["url"]; url != "" && !linkable(url) {
			j.note("unusable link", url)
		}
	},
	"sendChatAction": func(j *judge) {
		if action := j.params["action"]; !slices.Contains(actions, action) {
			j.note("unknown action", action)
		}
	},
	"setMyCommands": (*judge).commands,
}

// names judges what the parameters are called: the API ignores those that it
// does not know, so the bot would never hear of the mistake.
func (j *judge) names(m method, files []string) {
	for name := range j.params {
		if !slices.Contains(m.params, name) {
			j.note("unknown parameter", fmt.Sprintf("%s has no parameter %q", m.name, name))
		}
	}
	for _, name := range files {
		if !slices.Contains(m.params, name) && !attached(j.params, name) {
			j.note("unknown parameter", fmt.Sprintf("%s has no parameter %q", m.name, name))
		}
	}
}

// attached says whether some parameter refers to an uploaded part by
// attach://name, plainly or within JSON.
func attached(params map[string]string, name string) bool {
	quoted, _ := json.Marshal("attach://" + name) // strings always encode
	for _, v := range params {
		if v == "attach://"+name || strings.Contains(v, string(quoted)) || strings.Contains(v, `"attach://`+name+`"`) {
			return true
		}
	}
	return false
}

// shapes are the parameters that are JSON, each with a value of its form.
var shapes = map[string]func() any{
	"entities":             func() any { return new([]Entity) },
	"caption_entities":     func() any { return new([]Entity) },
	"reply_parameters":     func() any { return new(replyParameters) },
	"reply_markup":         func() any { return new(replyKeyboard) },
	"link_preview_options": func() any { return new(linkPreview) },
	"rich_message":         func() any { return new(RichInput) },
	"media":                func() any { return new(inputMedia) },
	"scope":                func() any { return new(scope) },
	"commands":             func() any { return new([]BotCommand) },
	"allowed_updates":      func() any { return new([]string) },
	"message_ids":          func() any { return new([]int64) },
}

var (
	integers = strings.Fields("message_id message_thread_id draft_id user_id offset limit timeout cache_time max_connections")
	booleans = strings.Fields("can_stop keep_on_stop disable_notification protect_content show_alert is_big drop_pending_updates")
	chatForm = regexp.MustCompile(`^(?:-?\d+|@[A-Za-z]\w{3,})$`)
)

// values judges what each parameter is, by itself.
func (j *judge) values() {
	for name, v := range j.params {
		if !utf8.ValidString(v) {
			j.note("invalid UTF-8", name)
		}
		if shape := shapes[name]; shape != nil && v != "" {
			j.shape(name, v, shape())
		}
	}
	for _, name := range integers {
		if v := j.params[name]; v != "" {
			if _, err := strconv.ParseInt(v, 10, 64); err != nil {
				j.note("not a number", name)
			}
		}
	}
	for _, name := range booleans {
		if v := j.params[name]; v != "" && v != "true" && v != "false" {
			j.note("not true or false", name)
		}
	}
	if v := j.params["chat_id"]; v != "" && !chatForm.MatchString(v) {
		j.note("not a chat", "chat_id")
	}
}

// shape judges JSON by the fields that its type has.
func (j *judge) shape(name, raw string, into any) {
	if json.Unmarshal([]byte(raw), into) != nil {
		j.note("not JSON of its type", name)
		return
	}
	strict := json.NewDecoder(bytes.NewReader([]byte(raw)))
	strict.DisallowUnknownFields()
	if err := strict.Decode(into); err != nil {
		j.note("unknown field", name+": "+err.Error())
	}
}

// most notes a rule where there are more than the most.
func (j *judge) most(rule string, n, most int) {
	if n > most {
		j.note(rule, strconv.Itoa(n))
	}
}
