package telegram_test

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"hamzaban/sandbox/telegram"
)

func TestDrafts(t *testing.T) {
	r := quiet(t)
	g := r.Group("Friends", ann)
	for _, tt := range []struct {
		name string
		p    params
		want string
	}{
		{"begun", params{"chat_id": "11", "draft_id": "5", "text": "", "can_stop": "true"}, ""},
		{"grown", params{"chat_id": "11", "draft_id": "5", "text": "Once upon", "can_stop": "true"}, ""},
		{"no id", params{"chat_id": "11", "draft_id": "0", "text": "x"}, "Bad Request: draft identifier must be non-zero"},
		{"in a group", params{"chat_id": itoa(g), "draft_id": "5", "text": "x"}, "Bad Request: TEXTDRAFT_PEER_INVALID"},
		{"too long", params{"chat_id": "11", "draft_id": "5", "text": strings.Repeat("x", 4097)}, "Bad Request: message is too long"},
	} {
		if a := r.call("sendMessageDraft", tt.p); a.Description != tt.want {
			t.Errorf("%s: %q", tt.name, a.Description)
		}
	}
	if d, ok := r.Draft(ann); !ok || d.Text != "Once upon" || d.ID != 5 {
		t.Errorf("draft %+v", d)
	}
	r.must("sendMessage", params{"chat_id": "11", "text": "Once upon a time"})
	if _, ok := r.Draft(ann); ok {
		t.Error("the message did not replace the draft")
	}
}

func TestADraftIsStopped(t *testing.T) {
	r := quiet(t)
	p := params{"chat_id": "11", "draft_id": "5", "text": "Once", "can_stop": "true"}
	r.call("sendMessageDraft", p)
	if !r.Stop(ann) || r.Stop(ann) {
		t.Error("a draft is stopped once")
	}
	if us := r.updates(0); len(us) != 1 || us[0].Stopped.DraftID != 5 {
		t.Errorf("%+v", us)
	}
	r.call("sendMessageDraft", p)
	if _, ok := r.Draft(ann); ok {
		t.Error("a stopped draft came back")
	}
	r.call("sendMessageDraft", params{"chat_id": "11", "draft_id": "6", "text": "Anew"})
	r.clock.forward(31 * time.Second)
	if _, ok := r.Draft(ann); ok {
		t.Error("a draft is shown for 30 seconds")
	}
}

func TestRichMessages(t *testing.T) {
	r := quiet(t)
	m := r.must("sendRichMessage", params{"chat_id": "11", "rich_message": `{"markdown":"# سلام\n\n| a | b |\n|---|---|","is_rtl":true}`})
	if m.Rich == nil || len(m.Rich.Blocks) != 2 || !m.Rich.IsRTL {
		t.Errorf("%+v", m.Rich)
	}
	p := params{"chat_id": "11", "message_id": itoa(m.ID), "text": "", "rich_message": `{"markdown":"more"}`}
	r.must("editMessageText", p)
	if a := r.call("editMessageText", p); !strings.HasPrefix(a.Description, "Bad Request: message is not modified") {
		t.Errorf("%q", a.Description)
	}
	now, _ := r.Message(ann, m.ID)
	if now.RichInput.Markdown != "more" {
		t.Errorf("%+v", now.RichInput)
	}
	for name, rich := range map[string]string{
		"empty": `{}`, "two ways": `{"markdown":"a","html":"b"}`, "too long": `{"markdown":"` + strings.Repeat("x", 32769) + `"}`,
	} {
		if a := r.call("sendRichMessage", params{"chat_id": "11", "rich_message": rich}); a.Status != 400 {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

func TestAnOlderServer(t *testing.T) {
	r := start(t, telegram.Options{NoRich: true, NoDrafts: true})
	r.Say(ann, ann, "hello")
	for _, method := range []string{"sendRichMessage", "sendRichMessageDraft", "sendMessageDraft"} {
		if a := r.call(method, params{"chat_id": "11", "draft_id": "1", "text": "x", "rich_message": `{"markdown":"x"}`}); a.Status != 404 {
			t.Errorf("%s: %+v", method, a)
		}
	}
	m := r.must("sendMessage", params{"chat_id": "11", "text": "x"})
	a := r.call("editMessageText", params{"chat_id": "11", "message_id": itoa(m.ID), "rich_message": `{"markdown":"y"}`})
	if a.Description != "Bad Request: message text is empty" {
		t.Errorf("a rich edit: %q", a.Description)
	}
	if v := r.Violations(); len(v) != 0 {
		t.Errorf("probing an older server is no violation: %+v", v)
	}
}

func TestFilesBothWays(t *testing.T) {
	r := quiet(t)
	r.SayDocument(ann, ann, telegram.File{Name: "Film.SRT", Data: []byte("1\n00:00")}, "")
	id := r.updates(0)[0].Message.Document.FileID
	info := as[struct {
		Path string `json:"file_path"`
	}](t, r.call("getFile", params{"file_id": id}).Result)
	resp, err := client.Get(r.URL() + "/file/bot" + r.Token() + "/" + info.Path)
	if err != nil {
		t.Fatal(err)
	}
	data, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if string(data) != "1\n00:00" || !strings.HasSuffix(info.Path, ".srt") {
		t.Errorf("%s: %q", info.Path, data)
	}
	big := telegram.File{Name: "big.txt", Data: make([]byte, 20<<20+1)}
	r.SayDocument(ann, ann, big, "")
	us := r.updates(0)
	if a := r.call("getFile", params{"file_id": us[len(us)-1].Message.Document.FileID}); a.Description != "Bad Request: file is too big" {
		t.Errorf("%q", a.Description)
	}
	a := r.multipart("sendDocument", params{"chat_id": "11", "caption": "yours"}, map[string]string{"document": "text"})
	m := as[telegram.Message](t, a.Result)
	if f, ok := r.File(m.Document.FileID); !ok || string(f.Data) != "text" || m.Caption != "yours" || m.Document.Name != "document.txt" {
		t.Errorf("%+v", a)
	}
	a = r.multipart("sendDocument", params{"chat_id": "11", "caption": strings.Repeat("x", 1025)}, map[string]string{"document": "text"})
	if a.Description != "Bad Request: message caption is too long" {
		t.Errorf("%q", a.Description)
	}
	if a := r.multipart("sendPhoto", params{"chat_id": "11"}, map[string]string{"photo": "jpeg"}); !a.OK {
		t.Errorf("%+v", a)
	}
}

func TestCommandMenus(t *testing.T) {
	r := quiet(t)
	set := func(p params) string { return r.call("setMyCommands", p).Description }
	set(params{"commands": `[{"command":"start","description":"Begin"}]`})
	set(params{"commands": `[{"command":"start","description":"شروع"}]`, "language_code": "fa"})
	set(params{"commands": `[{"command":"status","description":"Quotas"}]`, "scope": `{"type":"chat","chat_id":11}`})
	menu := func(id int64) string {
		var all []string
		for _, c := range r.Commands(id, id) {
			all = append(all, c.Command+" "+c.Description)
		}
		return strings.Join(all, ",")
	}
	if menu(ann) != "status Quotas" || menu(babk) != "start شروع" {
		t.Errorf("%q %q", menu(ann), menu(babk))
	}
	r.call("deleteMyCommands", params{"scope": `{"type":"chat","chat_id":11}`})
	if menu(ann) != "start Begin" {
		t.Errorf("%q", menu(ann))
	}
	if got := string(r.call("getMyCommands", params{"language_code": "fa"}).Result); got != `[{"command":"start","description":"شروع"}]` {
		t.Error(got)
	}
	for name, p := range map[string]params{
		"upper case":  {"commands": `[{"command":"Start","description":"x"}]`},
		"no words":    {"commands": `[{"command":"start","description":" "}]`},
		"language":    {"commands": `[]`, "language_code": "fas"},
		"scope":       {"commands": `[]`, "scope": `{"type":"everyone"}`},
		"unmet chat":  {"commands": `[]`, "scope": `{"type":"chat","chat_id":77}`},
		"hundred one": {"commands": "[" + strings.TrimSuffix(strings.Repeat(`{"command":"a","description":"a"},`, 101), ",") + "]"},
	} {
		if set(p) == "" {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestWhatTheBotSaysOfItself(t *testing.T) {
	r := start(t, telegram.Options{})
	r.call("setMyDescription", params{"description": "A bot"})
	r.call("setMyDescription", params{"description": "یک ربات", "language_code": "fa"})
	for _, tt := range []struct{ method, language, want string }{
		{"getMyDescription", "fa", `{"description":"یک ربات"}`},
		{"getMyDescription", "de", `{"description":"A bot"}`},
		{"getMyName", "", `{"name":"Hamzaban"}`},
		{"getMyShortDescription", "", `{"short_description":""}`},
	} {
		if got := string(r.call(tt.method, params{"language_code": tt.language}).Result); got != tt.want {
			t.Errorf("%s: %s", tt.method, got)
		}
	}
	me := as[map[string]any](t, r.call("getMe", nil).Result)
	if me["username"] != "hamzaban_bot" || me["can_join_groups"] != true || me["can_read_all_group_messages"] != true {
		t.Errorf("%v", me)
	}
}

func TestOtherCalls(t *testing.T) {
	r := quiet(t)
	g := r.Group("Friends", ann)
	for _, tt := range []struct {
		name, method string
		p            params
		want         string
	}{
		{"typing", "sendChatAction", params{"chat_id": "11", "action": "typing"}, ""},
		{"dancing", "sendChatAction", params{"chat_id": "11", "action": "dance"}, "Bad Request: wrong parameter action in request"},
		{"reaction", "setMessageReaction", params{"chat_id": "11", "message_id": "1", "reaction": `[{"type":"emoji","emoji":"👀"}]`}, ""},
		{"reaction to nothing", "setMessageReaction", params{"chat_id": "11", "message_id": "99"}, "Bad Request: message to react not found"},
		{"chat", "getChat", params{"chat_id": itoa(g)}, ""},
		{"member", "getChatMember", params{"chat_id": itoa(g), "user_id": "11"}, ""},
		{"member nobody", "getChatMember", params{"chat_id": itoa(g), "user_id": "77"}, "Bad Request: PARTICIPANT_ID_INVALID"},
		{"log out", "logOut", nil, ""},
	} {
		if a := r.call(tt.method, tt.p); a.Description != tt.want {
			t.Errorf("%s: %q", tt.name, a.Description)
		}
	}
	if m, _ := r.Message(ann, 1); m.Reaction != "👀" {
		t.Errorf("%+v", m)
	}
}

func TestEventsTellWhatPeopleSee(t *testing.T) {
	r := quiet(t)
	events, end := r.Subscribe()
	r.call("sendChatAction", params{"chat_id": "11", "action": "typing"})
	r.call("sendMessageDraft", params{"chat_id": "11", "draft_id": "1", "text": "x"})
	m := r.must("sendMessage", params{"chat_id": "11", "text": "xy"})
	r.must("editMessageText", params{"chat_id": "11", "message_id": itoa(m.ID), "text": "xyz"})
	r.call("deleteMessage", params{"chat_id": "11", "message_id": itoa(m.ID)})
	end()
	end()
	var kinds []telegram.Kind
	for e := range events {
		kinds = append(kinds, e.Kind)
		if e.ChatID != ann {
			t.Errorf("%+v", e)
		}
	}
	want := []telegram.Kind{telegram.ActionShown, telegram.DraftShown, telegram.DraftShown, telegram.MessageNew, telegram.MessageEdited, telegram.MessageDeleted}
	if !slices.Equal(kinds, want) {
		t.Errorf("%v, want %v", kinds, want)
	}
}

func TestWaitReply(t *testing.T) {
	r := quiet(t)
	after := r.Say(ann, ann, "question")
	go func() { _, _ = r.try("sendMessage", params{"chat_id": "11", "text": "answer"}) }()
	m, err := r.WaitReply(within(t), ann, after, nil)
	if err != nil || m.Text != "answer" {
		t.Errorf("%+v %v", m, err)
	}
}
