package telegram_test

import (
	"strings"
	"testing"

	"hamzaban/sandbox/telegram"
)

func TestAMessageAsTheBotSeesIt(t *testing.T) {
	r := start(t, telegram.Options{})
	first := r.Say(babk, babk, " /start@hamzaban_bot سلام\n")
	r.Say(babk, babk, "و این؟", telegram.ReplyTo(first))
	us := r.updates(0)
	m := us[0].Message
	if m.Text != "/start@hamzaban_bot سلام" || brief(m.Entities) != "bot_command:0+19" {
		t.Errorf("%q %s", m.Text, brief(m.Entities))
	}
	if m.From.LanguageCode != "fa" || m.From.IsBot || m.Chat.Type != "private" || m.Chat.ID != babk || m.Date == 0 {
		t.Errorf("%+v", m)
	}
	if o := us[1].Message.ReplyTo; o == nil || o.ID != first || o.Text != m.Text {
		t.Errorf("reply to %+v", o)
	}
}

func TestALongPasteComesInPieces(t *testing.T) {
	r := start(t, telegram.Options{})
	text := strings.Repeat("four ", 2000)
	r.Say(ann, ann, text)
	us := r.updates(0)
	var whole []string
	for _, u := range us {
		if n := len(u.Message.Text); n > 4096 {
			t.Errorf("a piece of %d", n)
		}
		whole = append(whole, u.Message.Text)
	}
	if len(us) != 3 || strings.Join(whole, " ") != strings.TrimSpace(text) {
		t.Errorf("%d pieces", len(us))
	}
}

func TestOtherThingsThatPeopleDo(t *testing.T) {
	r := start(t, telegram.Options{FirstUpdateID: 1})
	m := r.Say(ann, ann, "helo")
	r.Edit(ann, ann, m, "hello")
	r.SayDocument(ann, ann, telegram.File{Name: "a.srt", Mime: "application/x-subrip", Data: []byte("1")}, "translate /this")
	r.SayPhoto(ann, ann, telegram.File{Data: []byte("jpeg")}, "")
	r.SayVoice(ann, ann, telegram.File{Data: []byte("ogg")}, 3)
	r.SaySticker(ann, ann, "🙂")
	r.Forward(ann, ann, m, ann)
	r.Say(ann, ann, "theirs", telegram.ForwardedFrom(0, "Somebody"))
	r.Block(ann)
	r.Unblock(ann)
	us := r.updates(0)
	for i, ok := range []bool{
		us[0].Message.Text == "helo",
		us[1].Edited.Text == "hello" && us[1].Edited.ID == m && us[1].Edited.Edited(),
		us[2].Message.Document.Name == "a.srt" && us[2].Message.Caption != "" && us[2].Message.Text == "",
		len(us[3].Message.Photo) == 2,
		us[4].Message.Voice.Duration == 3,
		us[5].Message.Sticker.Emoji == "🙂",
		us[6].Message.ForwardOrigin.Sender.ID == ann && us[6].Message.Text == "hello",
		us[7].Message.ForwardOrigin.SenderName == "Somebody",
		us[8].Member.New.Status == "kicked",
		us[9].Member.New.Status == "member",
	} {
		if !ok {
			t.Errorf("update %d: %+v", i, us[i].Message)
		}
	}
}

func TestGroups(t *testing.T) {
	r := start(t, telegram.Options{})
	g := r.Group("Friends", ann, babk)
	first := r.Say(ann, g, "who has time?")
	r.Say(babk, g, "I have", telegram.ReplyTo(first))
	topic := r.Topic(g)
	r.Say(babk, g, "in a topic", telegram.InThread(topic))
	r.Leave(ann, g)
	us := r.updates(0)
	if us[0].Member.New.Status != "member" || us[0].Member.Chat.ID != g || len(us[1].Message.NewMembers) != 1 {
		t.Errorf("the bot came in by %+v %+v", us[0], us[1])
	}
	if m := us[3].Message; m.Thread != first || m.IsTopicMessage {
		t.Errorf("a reply bears its thread and is in no topic: %+v", m)
	}
	if m := us[4].Message; m.Thread != topic || !m.IsTopicMessage || !m.Chat.IsForum {
		t.Errorf("in a topic: %+v", m)
	}
	if us[5].Message.LeftMember.ID != ann {
		t.Errorf("left: %+v", us[5].Message)
	}
	sent := r.must("sendMessage", params{"chat_id": itoa(g), "message_thread_id": itoa(topic), "text": "x"})
	if sent.Thread != topic || !sent.IsTopicMessage {
		t.Errorf("sent %+v", sent)
	}
}

func TestPrivacyModeHidesTalkAmongPeople(t *testing.T) {
	r := start(t, telegram.Options{PrivacyMode: true, NoLimits: true})
	g := r.Group("Friends", ann)
	r.call("getUpdates", params{"offset": "100003"})
	said := r.must("sendMessage", params{"chat_id": itoa(g), "text": "hello"})
	for _, tt := range []struct {
		name, text string
		opts       []telegram.Option
		seen       int
	}{
		{"talk", "lunch?", nil, 0},
		{"command", "/tr hello", nil, 1},
		{"command for it", "/tr@Hamzaban_Bot hello", nil, 1},
		{"command for another", "/tr@other_bot hello", nil, 0},
		{"mention", "ask @hamzaban_bot", nil, 1},
		{"mention of another", "ask @ann_2", nil, 0},
		{"reply", "thanks", []telegram.Option{telegram.ReplyTo(said.ID)}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := r.Pending()
			r.Say(ann, g, tt.text, tt.opts...)
			if got := r.Pending() - before; got != tt.seen {
				t.Errorf("%d updates, want %d", got, tt.seen)
			}
		})
	}
}

func TestButtons(t *testing.T) {
	r := quiet(t)
	m := r.must("sendMessage", params{"chat_id": "11", "text": "x", "reply_markup": `{"inline_keyboard":[[{"text":"Go","callback_data":"go"}]]}`})
	events, end := r.Subscribe()
	defer end()
	id := r.Press(ann, m.ID, "forged")
	us := r.updates(0)
	if q := us[0].Callback; q.ID != id || q.Data != "forged" || q.Message.ID != m.ID || len(q.Message.Buttons()) != 1 {
		t.Errorf("%+v", q)
	}
	for _, tt := range []struct{ name, id, text, want string }{
		{"too long", id, strings.Repeat("x", 201), "Bad Request: MESSAGE_TOO_LONG"},
		{"right", id, "Done", ""},
		{"twice", id, "Done", "Bad Request: query is too old and response timeout expired or query ID is invalid"},
		{"unknown", "1", "", "Bad Request: query is too old and response timeout expired or query ID is invalid"},
	} {
		if a := r.call("answerCallbackQuery", params{"callback_query_id": tt.id, "text": tt.text}); a.Description != tt.want {
			t.Errorf("%s: %q", tt.name, a.Description)
		}
	}
	if e := <-events; e.Kind != telegram.QueryAnswered || e.Text != "Done" || e.PersonID != ann {
		t.Errorf("%+v", e)
	}
	id = r.Press(ann, m.ID, "go")
	r.clock.forward(60e9)
	if a := r.call("answerCallbackQuery", params{"callback_query_id": id}); a.OK {
		t.Error("an old query was answered")
	}
}
