package telegram_test

import (
	"io"
	"strings"
	"testing"

	"hamzaban/sandbox/telegram"
)

// edit edits a message into an uploaded file of that name.
func (r *rig) edit(id int64, media, text string) answer {
	r.t.Helper()
	return r.multipart("editMessageMedia", params{"chat_id": "11", "message_id": itoa(id), "media": media}, map[string]string{"upload": text})
}

const document = `{"type":"document","media":"attach://upload","caption":"Your film","caption_entities":[{"type":"bold","offset":5,"length":4}]}`

func TestATextTurnsIntoADocument(t *testing.T) {
	r := quiet(t)
	sent := r.must("sendMessage", params{"chat_id": "11", "text": "Translating…", "reply_markup": `{"inline_keyboard":[[{"text":"Stop","callback_data":"s"}]]}`})
	events, end := r.Subscribe()
	defer end()
	a := r.edit(sent.ID, document, "1\n00:00")
	m := as[telegram.Message](t, a.Result)
	if !a.OK || m.ID != sent.ID || m.Text != "" || m.Keyboard != nil || m.Document == nil || m.EditDate == 0 {
		t.Fatalf("%+v", a)
	}
	if m.Caption != "Your film" || len(m.CaptionEntities) != 1 || m.CaptionEntities[0].Type != "bold" {
		t.Errorf("caption %q %+v", m.Caption, m.CaptionEntities)
	}
	if f, ok := r.File(m.Document.FileID); !ok || string(f.Data) != "1\n00:00" || m.Document.Name != "upload.txt" || m.Document.Mime != "text/plain" || m.Document.Size != 7 {
		t.Errorf("%+v", m.Document)
	}
	if e := <-events; e.Kind != telegram.MessageEdited || e.Message.Document == nil {
		t.Errorf("people see %+v", e)
	}
	if a := r.call("editMessageText", params{"chat_id": "11", "message_id": itoa(m.ID), "text": "words"}); a.Description != "Bad Request: there is no text in the message to edit" {
		t.Errorf("a document edited as a text: %q", a.Description)
	}
	calls := r.Calls()
	if c := calls[len(calls)-2]; c.Method != "editMessageMedia" || !c.Accepted || c.MessageID != sent.ID || len(c.Files) != 1 || c.Chat() != ann {
		t.Errorf("the log says %+v", c)
	}
	if v := r.Violations(); len(v) != 0 {
		t.Errorf("violations %+v", v)
	}
}

func TestMediaIsReplacedAndKept(t *testing.T) {
	r := quiet(t)
	sent := as[telegram.Message](t, r.multipart("sendDocument", params{"chat_id": "11", "caption": "one"}, map[string]string{"document": "first"}).Result)
	by := func(media string) answer {
		return r.call("editMessageMedia", params{"chat_id": "11", "message_id": itoa(sent.ID), "media": media})
	}
	again := by(`{"type":"document","media":"` + sent.Document.FileID + `","caption":"one"}`)
	if !strings.HasPrefix(again.Description, "Bad Request: message is not modified") {
		t.Errorf("the same file and words: %q", again.Description)
	}
	m := as[telegram.Message](t, by(`{"type":"document","media":"`+sent.Document.FileID+`","caption":"<i>two</i>","parse_mode":"HTML"}`).Result)
	if m.Caption != "two" || m.Document.FileID != sent.Document.FileID {
		t.Errorf("%+v", m)
	}
	m = as[telegram.Message](t, r.edit(sent.ID, `{"type":"document","media":"attach://upload"}`, "second").Result)
	if m.Caption != "" || m.Document.FileID == sent.Document.FileID {
		t.Errorf("a caption that is not given is gone: %+v", m)
	}
	m = as[telegram.Message](t, r.edit(sent.ID, `{"type":"photo","media":"attach://upload","caption":"seen"}`, "jpeg").Result)
	if m.Document != nil || len(m.Photo) != 2 || m.Caption != "seen" {
		t.Errorf("%+v", m)
	}
	if a := by(`{"type":"photo","media":"` + m.Photo[1].FileID + `","caption":"seen"}`); !strings.HasPrefix(a.Description, "Bad Request: message is not modified") {
		t.Errorf("the same photo: %q", a.Description)
	}
	m = as[telegram.Message](t, r.call("editMessageCaption", params{"chat_id": "11", "message_id": itoa(sent.ID), "caption": "**x**"}).Result)
	if m.Caption != "**x**" || len(m.Photo) != 2 {
		t.Errorf("%+v", m)
	}
	if m = r.must("editMessageCaption", params{"chat_id": "11", "message_id": itoa(sent.ID)}); m.Caption != "" {
		t.Errorf("the caption stays: %+v", m)
	}
}

func TestEditingMediaIsRefused(t *testing.T) {
	r := quiet(t)
	mine := r.Say(ann, ann, "mine")
	text := r.must("sendMessage", params{"chat_id": "11", "text": "x"})
	photo := as[telegram.Message](t, r.multipart("sendPhoto", params{"chat_id": "11"}, map[string]string{"photo": "jpeg"}).Result)
	for _, tt := range []struct {
		name, media, want string
		id                int64
	}{
		{"somebody else's", document, "message can't be edited", mine},
		{"no message", document, "message to edit not found", 99},
		{"no number", document, "message identifier is not specified", 0},
		{"no media", "", "can't parse input media JSON object", text.ID},
		{"no JSON", "{", "can't parse input media JSON object", text.ID},
		{"no type", `{"media":"attach://upload"}`, "can't parse InputMedia: type must be one of document, photo", text.ID},
		{"not played", `{"type":"video","media":"attach://upload"}`, "can't parse InputMedia: video is not played here", text.ID},
		{"no such part", `{"type":"document","media":"attach://other"}`, "there is no document in the request", text.ID},
		{"no file", `{"type":"document"}`, "there is no document in the request", text.ID},
		{"unknown id", `{"type":"document","media":"BQAC"}`, "wrong file identifier/HTTP URL specified", text.ID},
		{"an address", `{"type":"document","media":"https://example.com/a.srt"}`, "failed to get HTTP URL content", text.ID},
		{"a photo as document", `{"type":"document","media":"` + photo.Photo[0].FileID + `"}`, "can't use file of type Photo as Document", text.ID},
		{"long caption", `{"type":"document","media":"attach://upload","caption":"` + strings.Repeat("😀", 513) + `"}`, "message caption is too long", text.ID},
		{"broken HTML", `{"type":"document","media":"attach://upload","caption":"<b>","parse_mode":"HTML"}`, "can't parse entities", text.ID},
		{"entity outside", `{"type":"document","media":"attach://upload","caption":"x","caption_entities":[{"type":"bold","offset":0,"length":9}]}`, "entity beginning at", text.ID},
	} {
		if a := r.edit(tt.id, tt.media, "data"); a.Status != 400 || !strings.HasPrefix(a.Description, "Bad Request: "+tt.want) {
			t.Errorf("%s: %d %q", tt.name, a.Status, a.Description)
		}
	}
	if a := r.call("editMessageCaption", params{"chat_id": "11", "message_id": itoa(text.ID), "caption": "x"}); a.Description != "Bad Request: there is no caption in the message to edit" {
		t.Errorf("%q", a.Description)
	}
	if a := r.edit(text.ID, document, ""); a.Description != "Bad Request: file must be non-empty" {
		t.Errorf("an empty file: %q", a.Description)
	}
	if m, _ := r.Message(ann, text.ID); m.Text != "x" || m.Edits != 0 {
		t.Errorf("a refused edit changed something: %+v", m)
	}
}

func TestEditingMediaKeepsThePaceAndFails(t *testing.T) {
	r := start(t, telegram.Options{Limits: telegram.Limits{ChatPerSecond: 1, ChatBurst: 1}})
	r.Say(ann, ann, "hello")
	sent := r.must("sendMessage", params{"chat_id": "11", "text": "x"})
	if a := r.edit(sent.ID, document, "data"); a.Status != 429 || a.Parameters.RetryAfter != 1 {
		t.Errorf("at once: %+v", a)
	}
	r.SetLimits(telegram.Limits{})
	r.Script("editMessageMedia", telegram.InternalError(), telegram.AcceptedThenError())
	if a := r.edit(sent.ID, document, "data"); a.Status != 500 {
		t.Errorf("%+v", a)
	}
	resp, err := client.PostForm(r.URL()+"/bot"+r.Token()+"/editMessageMedia", nil)
	if err != nil || resp.StatusCode != 502 {
		t.Fatalf("%v %v", resp, err)
	}
	resp.Body.Close()
	if !r.edit(sent.ID, document, "data").OK {
		t.Error("the third was to pass")
	}
}

// TestNamesOfFiles: as go-telegram names its parts: by the file's own name,
// which JSON may write otherwise.
func TestNamesOfFiles(t *testing.T) {
	r := quiet(t)
	sent := r.must("sendMessage", params{"chat_id": "11", "text": "x"})
	for _, name := range []string{"فیلم.fa", "R&D <1>", `say "hi"`} {
		media := `{"type":"document","media":` + quote("attach://"+name) + `}`
		a := r.multipart("editMessageMedia", params{"chat_id": "11", "message_id": itoa(sent.ID), "media": media}, map[string]string{name: name})
		if m := as[telegram.Message](t, a.Result); !a.OK || m.Document.Name != name+".txt" {
			t.Errorf("%s: %+v", name, a)
		}
	}
	if v := r.Violations(); len(v) != 0 {
		t.Errorf("violations %+v", v)
	}
}

func TestDownloadsFail(t *testing.T) {
	r := quiet(t)
	r.SayDocument(ann, ann, telegram.File{Name: "film.srt", Data: []byte(strings.Repeat("line\n", 1000))}, "")
	id := r.updates(0)[0].Message.Document.FileID
	fetch := func(path string) (int, int, error) {
		resp, err := client.Get(r.URL() + "/file/bot" + r.Token() + "/" + path)
		if err != nil {
			return 0, 0, err
		}
		defer resp.Body.Close()
		data, err := io.ReadAll(resp.Body)
		return resp.StatusCode, len(data), err
	}
	if status, _, _ := fetch("documents/file_1.srt"); status != 404 {
		t.Errorf("a path that getFile did not name: %d", status)
	}
	path := as[struct {
		Path string `json:"file_path"`
	}](t, r.call("getFile", params{"file_id": id}).Result).Path
	r.Script(telegram.Download, telegram.BadGateway(), telegram.Reset(), telegram.AcceptedThenCut())
	if status, _, _ := fetch(path); status != 502 {
		t.Errorf("the first: %d", status)
	}
	if _, _, err := fetch(path); err == nil {
		t.Error("the second was to be reset")
	}
	if status, n, err := fetch(path); err == nil || status != 200 || n >= 5000 {
		t.Errorf("the third was to be cut: %d, %d bytes, %v", status, n, err)
	}
	if _, n, err := fetch(path); err != nil || n != 5000 {
		t.Errorf("the fourth: %d bytes, %v", n, err)
	}
	r.clock.forward(3600e9)
	if status, _, _ := fetch(path); status != 404 {
		t.Errorf("after an hour: %d", status)
	}
	all := r.Calls()
	if last := all[len(all)-2]; last.Method != telegram.Download || last.Params["path"] != path || last.Status != 200 || !last.Answered {
		t.Errorf("the log says %+v", last)
	}
}

// TestFormattingOfPeople: what they choose in their apps comes along, also
// where a text becomes several messages, in captions and in edits.
func TestFormattingOfPeople(t *testing.T) {
	r := quiet(t)
	r.Say(ann, ann, strings.Repeat("a", 4000)+"\n"+strings.Repeat("b", 200), telegram.Formatted(telegram.Entity{Type: "bold", Offset: 3990, Length: 20}))
	r.SayDocument(ann, ann, telegram.File{Name: "a.txt", Data: []byte("x")}, "/translate fa", telegram.Formatted(telegram.Entity{Type: "bold", Offset: 11, Length: 2}))
	us := r.updates(0)
	first, second, file := us[0].Message, us[1].Message, us[2].Message
	if e := first.Entities; len(e) != 1 || e[0].Offset != 3990 || e[0].Length != 10 {
		t.Errorf("the first part: %+v", e)
	}
	if e := second.Entities; len(e) != 1 || e[0].Offset != 0 || e[0].Length != 9 {
		t.Errorf("the second part: %+v", e)
	}
	if e := file.CaptionEntities; len(e) != 2 || e[0].Type != "bot_command" || e[1].Type != "bold" || file.Entities != nil {
		t.Errorf("the caption: %+v, the text %+v", e, file.Entities)
	}
	r.Edit(ann, ann, first.ID, "so bold", telegram.Formatted(telegram.Entity{Type: "bold", Offset: 3, Length: 4}))
	if m, _ := r.Message(ann, first.ID); len(m.Entities) != 1 || m.Entities[0].Offset != 3 {
		t.Errorf("the edit: %+v", m.Entities)
	}
	g := r.Group("Friends", ann)
	rich := r.must("sendRichMessage", params{"chat_id": "11", "rich_message": `{"markdown":"# Title"}`})
	r.Forward(ann, ann, rich.ID, g)
	if all := r.Chat(g); all[len(all)-1].RichInput == nil || all[len(all)-1].Rich == nil {
		t.Error("a rich message is passed on without its words")
	}
	passed := r.Say(ann, ann, "words", telegram.ForwardedFrom(0, "Leila"))
	r.Forward(ann, ann, passed, g)
	all := r.Chat(g)
	if m := all[len(all)-1]; m.ForwardOrigin == nil || m.ForwardOrigin.SenderName != "Leila" {
		t.Errorf("who wrote it first is lost: %+v", m.ForwardOrigin)
	}
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`"`, `\"`, "&", `\u0026`, "<", `\u003c`, ">", `\u003e`).Replace(s) + `"`
}
