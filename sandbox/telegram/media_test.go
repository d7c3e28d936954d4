package telegram_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg"
	"image/png"
	"testing"

	"hamzaban/sandbox/telegram"
)

// TestPicturesComeInSizes: as Telegram offers them, none larger than the
// picture, each a JPEG of just that size that can be downloaded.
func TestPicturesComeInSizes(t *testing.T) {
	r := start(t, telegram.Options{NoLimits: true})
	var drawn bytes.Buffer
	if err := png.Encode(&drawn, image.NewGray(image.Rect(0, 0, 40, 60))); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		file telegram.File
		want string
	}{
		{"wide", telegram.Picture(1600, 800, color.RGBA{200, 40, 10, 255}), "[90x45 320x160 800x400 1280x640]"},
		{"tall", telegram.Picture(300, 900, color.White), "[30x90 106x320 266x800 300x900]"},
		{"tiny, a PNG", telegram.File{Data: drawn.Bytes()}, "[40x60]"},
		{"no picture", telegram.File{Data: []byte("jpeg")}, "[320x240 1280x960]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, _ := r.Message(ann, r.SayPhoto(ann, ann, tt.file, "look"))
			var sizes []string
			for _, p := range m.Photo {
				sizes = append(sizes, fmt.Sprintf("%dx%d", p.Width, p.Height))
				f, _ := r.File(p.FileID)
				got, kind, err := image.DecodeConfig(bytes.NewReader(f.Data))
				if tt.name != "no picture" && (err != nil || kind != "jpeg" || got.Width != p.Width || got.Height != p.Height) {
					t.Errorf("%+v is %s %dx%d: %v", p, kind, got.Width, got.Height, err)
				}
			}
			if fmt.Sprint(sizes) != tt.want || m.Caption != "look" {
				t.Errorf("sizes %v of %q, want %s", sizes, m.Caption, tt.want)
			}
		})
	}
}

func TestAnAlbum(t *testing.T) {
	r := start(t, telegram.Options{})
	one := telegram.Picture(64, 64, color.Black)
	r.SayAlbum(ann, ann, []telegram.File{one, one, one}, "three")
	us := r.updates(0)
	if len(us) != 3 || us[0].Message.Caption != "three" || us[1].Message.Caption != "" {
		t.Fatalf("%d updates", len(us))
	}
	for _, u := range us {
		if u.Message.MediaGroup == "" || u.Message.MediaGroup != us[0].Message.MediaGroup || len(u.Message.Photo) == 0 {
			t.Errorf("%+v", u.Message)
		}
	}
}

// TestARecordingHasItsWords where the simulated Whisper looks for them, and is
// a file of Ogg's pages.
func TestARecordingHasItsWords(t *testing.T) {
	for _, words := range []string{"سلام، حالت چطور است؟", ""} {
		data := telegram.Recording(words, 3)
		_, rest, _ := bytes.Cut(data, []byte("WORDS="))
		got, _, _ := bytes.Cut(rest, []byte("OggS"))
		if string(got) != words || bytes.Count(data, []byte("OggS")) != 5 || !bytes.HasPrefix(data, []byte("OggS")) {
			t.Errorf("%q in %d pages", got, bytes.Count(data, []byte("OggS")))
		}
	}
}

func TestThingsWithoutWords(t *testing.T) {
	r := start(t, telegram.Options{NoLimits: true})
	kinds := []string{"video", "video_note", "location", "contact", "dice"}
	for _, kind := range kinds {
		r.SayWordless(ann, ann, kind)
	}
	for i, u := range r.updates(0) {
		m := u.Message
		is := map[string]bool{
			"video": m.Video != nil, "video_note": m.VideoNote != nil, "location": m.Location != nil,
			"contact": m.Contact != nil, "dice": m.Dice != nil,
		}
		if !is[kinds[i]] || m.Text != "" {
			t.Errorf("%s is %+v", kinds[i], m)
		}
	}
}

// TestTopicsInPrivate: where the bot allows them, what is said in one bears its
// number, and the bot can answer there.
func TestTopicsInPrivate(t *testing.T) {
	r := start(t, telegram.Options{Topics: true, NoLimits: true})
	topic := r.Topic(ann)
	r.Say(ann, ann, "in it", telegram.InThread(topic))
	if m := r.updates(0)[0].Message; m.Thread != topic || !m.IsTopicMessage {
		t.Errorf("%+v", m)
	}
	if sent := r.must("sendMessage", params{"chat_id": "11", "message_thread_id": itoa(topic), "text": "x"}); sent.Thread != topic || !sent.IsTopicMessage {
		t.Errorf("sent %+v", sent)
	}
	if a := r.call("sendMessage", params{"chat_id": "11", "message_thread_id": "999", "text": "x"}); a.OK {
		t.Error("a topic that is not there was written to")
	}
}

// TestACaptionIsEdited, not made a text.
func TestACaptionIsEdited(t *testing.T) {
	r := start(t, telegram.Options{})
	id := r.SayPhoto(ann, ann, telegram.Picture(8, 8, color.White), "wat")
	r.Edit(ann, ann, id, "what")
	if m := r.updates(0)[1].Edited; m.Caption != "what" || m.Text != "" {
		t.Errorf("%+v", m)
	}
}

// TestAServerGrowsOld: it forgets rich messages and drafts, and knows them
// again.
func TestAServerGrowsOld(t *testing.T) {
	r := quiet(t)
	draft := params{"chat_id": "11", "draft_id": "7", "text": "x"}
	for _, tt := range []struct{ rich, drafts, ok bool }{{true, true, false}, {true, false, true}, {false, false, true}} {
		r.Age(tt.rich, tt.drafts)
		if got := r.call("sendMessageDraft", draft).OK; got != tt.ok {
			t.Errorf("age %v: a draft passes: %v", tt, got)
		}
	}
}
