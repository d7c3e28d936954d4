package telegram_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"hamzaban/sandbox/telegram"
)

func TestTokenAndMethod(t *testing.T) {
	r := start(t, telegram.Options{})
	for _, tt := range []struct {
		name, path string
		status     int
		want       string
	}{
		{"right", "/bot" + r.Token() + "/getMe", 200, ""},
		{"any case", "/bot" + r.Token() + "/GETME", 200, ""},
		{"wrong token", "/bot1:x/getMe", 401, "Unauthorized"},
		{"wrong token for a file", "/file/bot1:x/documents/file_1", 401, "Unauthorized"},
		{"unknown method", "/bot" + r.Token() + "/getMeNot", 404, "Not Found"},
		{"no method", "/bot" + r.Token(), 404, "Not Found"},
		{"elsewhere", "/", 404, "Not Found"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, err := read(client.Get(r.URL() + tt.path))
			if err != nil || a.Status != tt.status || a.Description != tt.want {
				t.Errorf("%d %q %v, want %d %q", a.Status, a.Description, err, tt.status, tt.want)
			}
		})
	}
}

func TestFourWaysToPassParameters(t *testing.T) {
	r := quiet(t)
	base := r.URL() + "/bot" + r.Token() + "/sendMessage"
	post := func(kind, body string) answer {
		a, err := read(client.Post(base, kind, strings.NewReader(body)))
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	for name, a := range map[string]answer{
		"json":       post("application/json; charset=utf-8", `{"chat_id":11,"text":"hi","entities":[{"type":"bold","offset":0,"length":2}]}`),
		"urlencoded": r.call("sendMessage", params{"chat_id": "11", "text": "hi", "entities": `[{"type":"bold","offset":0,"length":2}]`}),
		"multipart":  r.multipart("sendMessage", params{"chat_id": "11", "text": "hi", "entities": `[{"type":"bold","offset":0,"length":2}]`}, nil),
		"query":      orPanic(read(http.Get(base + `?chat_id=11&text=hi&entities=[{"type":"bold","offset":0,"length":2}]`))),
	} {
		m := as[telegram.Message](t, a.Result)
		if m.Text != "hi" || len(m.Entities) != 1 || m.Entities[0].Type != "bold" {
			t.Errorf("%s: %+v", name, a)
		}
	}
	if v := r.Violations(); len(v) != 0 {
		t.Errorf("violations %+v", v)
	}
}

func orPanic(a answer, err error) answer {
	if err != nil {
		panic(err)
	}
	return a
}

func TestSendingIsRefused(t *testing.T) {
	r := quiet(t)
	const stranger, seen, blocker = 20, 21, 22
	r.Person(telegram.Person{ID: stranger})
	r.Person(telegram.Person{ID: seen})
	r.Person(telegram.Person{ID: blocker})
	group := r.Group("Friends", ann, seen)
	r.Say(seen, group, "hello all")
	r.Say(blocker, blocker, "hello")
	r.Block(blocker)
	lost := r.Group("Lost", ann)
	r.Kick(ann, lost)
	button := func(b string) string { return `{"inline_keyboard":[[` + b + `]]}` }
	for _, tt := range []struct {
		name string
		p    params
		want string
	}{
		{"no chat", params{"text": "x"}, "400 Bad Request: chat_id is empty"},
		{"no such chat", params{"chat_id": "999", "text": "x"}, "400 Bad Request: chat not found"},
		{"a stranger", params{"chat_id": "20", "text": "x"}, "400 Bad Request: chat not found"},
		{"met in a group only", params{"chat_id": "21", "text": "x"}, "403 Forbidden: bot can't initiate conversation with a user"},
		{"blocked", params{"chat_id": "22", "text": "x"}, "403 Forbidden: bot was blocked by the user"},
		{"kicked", params{"chat_id": itoa(lost), "text": "x"}, "403 Forbidden: bot was kicked from the supergroup chat"},
		{"no text", params{"chat_id": "11"}, "400 Bad Request: message text is empty"},
		{"white text", params{"chat_id": "11", "text": " \n\t "}, "400 Bad Request: message text is empty"},
		{"too long", params{"chat_id": "11", "text": strings.Repeat("x", 4097)}, "400 Bad Request: message is too long"},
		{"too long in units", params{"chat_id": "11", "text": strings.Repeat("😀", 2049)}, "400 Bad Request: message is too long"},
		{"not UTF-8", params{"chat_id": "11", "text": "a\xff"}, "400 Bad Request: strings must be encoded in UTF-8"},
		{"reply to nothing", params{"chat_id": "11", "text": "x", "reply_parameters": `{"message_id":999}`}, "400 Bad Request: message to be replied not found"},
		{"quote that is not there", params{"chat_id": "11", "text": "x", "reply_parameters": `{"message_id":1,"quote":"nope"}`}, "400 Bad Request: QUOTE_TEXT_INVALID"},
		{"thread that is not there", params{"chat_id": itoa(group), "text": "x", "message_thread_id": "1"}, "400 Bad Request: message thread not found"},
		{"long data", params{"chat_id": "11", "text": "x", "reply_markup": button(`{"text":"a","callback_data":"` + strings.Repeat("ی", 33) + `"}`)}, "400 Bad Request: BUTTON_DATA_INVALID"},
		{"idle button", params{"chat_id": "11", "text": "x", "reply_markup": button(`{"text":"a"}`)}, "400 Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"},
		{"markup that is none", params{"chat_id": "11", "text": "x", "reply_markup": `{}`}, "400 Bad Request: object expected as reply markup"},
		{"unknown mode", params{"chat_id": "11", "text": "x", "parse_mode": "BBCode"}, "400 Bad Request: unsupported parse_mode"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := r.call("sendMessage", tt.p)
			if got := itoa(int64(a.Status)) + " " + a.Description; got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestWhatIsSentIsSeen(t *testing.T) {
	r := quiet(t)
	m := r.must("sendMessage", params{
		"chat_id": "11", "text": "  see example.com \r\n", "disable_notification": "true",
		"link_preview_options": `{"is_disabled":true}`,
		"reply_parameters":     `{"message_id":1,"quote":"ell"}`,
		"reply_markup":         `{"inline_keyboard":[[{"text":"Again","callback_data":"again:1"}],[]]}`,
	})
	if m.Text != "see example.com" || len(m.Entities) != 1 || m.Entities[0].Type != "url" {
		t.Errorf("text %q %+v", m.Text, m.Entities)
	}
	if m.ReplyTo == nil || m.ReplyTo.Text != "hello" || m.Quote.Position != 1 {
		t.Errorf("reply %+v %+v", m.ReplyTo, m.Quote)
	}
	all := r.Chat(ann)
	last := all[len(all)-1]
	if b, ok := last.Button("Again"); !ok || b.Data != "again:1" || len(last.Buttons()) != 1 {
		t.Errorf("buttons %+v", last.Buttons())
	}
	if !last.FromBot() || !last.Silent || last.Edited() {
		t.Errorf("%+v", last)
	}
	r.must("sendMessage", params{"chat_id": "11", "text": "x", "reply_parameters": `{"message_id":999,"allow_sending_without_reply":true}`})
	var rules []string
	for _, v := range r.Violations() {
		rules = append(rules, v.Rule)
	}
	if want := []string{"text is not kept as it is", "empty row of buttons"}; !slices.Equal(rules, want) {
		t.Errorf("rules broken: %q, want %q", rules, want)
	}
}

func TestUnknownParametersAreViolations(t *testing.T) {
	r := quiet(t)
	r.must("sendMessage", params{"chat_id": "11", "text": "x", "parse_mod": "HTML", "reply_parameters": `{"message_id":1,"allow":true}`})
	rules := map[string]bool{}
	for _, v := range r.Violations() {
		rules[v.Rule] = true
	}
	if !rules["unknown parameter"] || !rules["unknown field"] {
		t.Errorf("violations %+v", r.Violations())
	}
}

func TestEditing(t *testing.T) {
	r := quiet(t)
	m := r.must("sendMessage", params{"chat_id": "11", "text": "first line", "reply_markup": `{"inline_keyboard":[[{"text":"Stop","callback_data":"s"}]]}`})
	id := itoa(m.ID)
	for _, tt := range []struct {
		name, method string
		p            params
		want         string
	}{
		{"same text and buttons", "editMessageText", params{"chat_id": "11", "message_id": id, "text": " first line", "reply_markup": `{"inline_keyboard":[[{"text":"Stop","callback_data":"s"}]]}`}, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"},
		{"same text without buttons", "editMessageText", params{"chat_id": "11", "message_id": id, "text": "first line"}, ""},
		{"same buttons", "editMessageReplyMarkup", params{"chat_id": "11", "message_id": id}, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"},
		{"whole text", "editMessageText", params{"chat_id": "11", "message_id": id, "text": "first line and the rest"}, ""},
		{"empty", "editMessageText", params{"chat_id": "11", "message_id": id, "text": ""}, "Bad Request: message text is empty"},
		{"no message", "editMessageText", params{"chat_id": "11", "message_id": "999", "text": "x"}, "Bad Request: message to edit not found"},
		{"other's message", "editMessageText", params{"chat_id": "11", "message_id": "1", "text": "x"}, "Bad Request: message can't be edited"},
		{"no id", "editMessageText", params{"chat_id": "11", "text": "x"}, "Bad Request: message identifier is not specified"},
		{"own keyboard", "editMessageReplyMarkup", params{"chat_id": "11", "message_id": id, "reply_markup": `{"force_reply":true}`}, "Bad Request: inline keyboard expected"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if a := r.call(tt.method, tt.p); a.Description != tt.want {
				t.Errorf("got  %q\nwant %q", a.Description, tt.want)
			}
		})
	}
	now, _ := r.Message(ann, m.ID)
	if now.Text != "first line and the rest" || !now.Edited() || now.Edits != 2 {
		t.Errorf("%+v", now)
	}
	r.Erase(ann, m.ID)
	if a := r.call("editMessageText", params{"chat_id": "11", "message_id": id, "text": "x"}); a.Description != "Bad Request: message to edit not found" {
		t.Errorf("after the person deleted it: %q", a.Description)
	}
}

func TestDeleting(t *testing.T) {
	r := quiet(t)
	group := r.Group("Friends", ann)
	theirs := r.Say(ann, group, "mine")
	m := r.must("sendMessage", params{"chat_id": "11", "text": "x"})
	for _, tt := range []struct{ name, chat, id, want string }{
		{"own", "11", itoa(m.ID), ""},
		{"twice", "11", itoa(m.ID), "Bad Request: message to delete not found"},
		{"theirs in private", "11", "1", ""},
		{"theirs in a group", itoa(group), itoa(theirs), "Bad Request: message can't be deleted"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if a := r.call("deleteMessage", params{"chat_id": tt.chat, "message_id": tt.id}); a.Description != tt.want {
				t.Errorf("got %q, want %q", a.Description, tt.want)
			}
		})
	}
	if gone, _ := r.Message(ann, m.ID); !gone.Deleted {
		t.Error("the message is still there")
	}
}
