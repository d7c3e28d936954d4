package bot

import (
	"context"
	"fmt"
	"image/color"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-telegram/bot/models"

	"hamzaban/ai"
	"hamzaban/sandbox/telegram"
	"hamzaban/store"
)

// eyes is a model that says how many pictures it was shown, and of which type.
type eyes struct {
	mu    sync.Mutex
	shown []ai.Message
	err   error
	blind bool // it looks at nothing
}

func (*eyes) Name() string { return "eyes" }

func (m *eyes) Generate(_ context.Context, r *ai.Request) (*ai.Response, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	last := r.Messages[len(r.Messages)-1]
	m.shown = append(m.shown, last)
	if m.blind && len(last.Images) > 0 {
		return nil, &ai.Exhausted{Until: time.Now().Add(time.Hour), Limited: true}
	}
	if m.err != nil {
		return nil, &ai.Exhausted{Errs: []error{&ai.Error{Provider: "pool", Kind: ai.BadRequest, Err: m.err}}}
	}
	text := fmt.Sprintf("I see %d.", len(last.Images))
	return &ai.Response{Text: text, Model: "m", Provider: "p"}, nil
}

// times is how often it was asked.
func (m *eyes) times() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.shown)
}

// last is what the model was asked last.
func (m *eyes) last() ai.Message {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.shown[len(m.shown)-1]
}

// Pictures go along with what is asked about them, however they come.
func TestPicturesAreLookedAt(t *testing.T) {
	t.Parallel()
	picture := telegram.Picture(1600, 1200, color.White)
	for _, c := range []struct {
		name string
		send func(s *scene)
		n    int
		asks string // has this in it
	}{
		{"a photo with a question", func(s *scene) { s.SayPhoto(sara, sara, picture, "What is this?") }, 1, "What is this?"},
		{"a photo without a word", func(s *scene) { s.SayPhoto(sara, sara, picture, "") }, 1, "Tell me what this is."},
		{"to be translated", func(s *scene) { s.SayPhoto(sara, sara, picture, "translate to German") }, 1, "translate it into German"},
		{"by a command", func(s *scene) { s.SayPhoto(sara, sara, picture, "/translate") }, 1, "translate it into English"},
		{"by a shortcut", func(s *scene) { s.SayPhoto(sara, sara, picture, "/fa") }, 1, "translate it into Persian"},
		{"an album", func(s *scene) {
			s.SayAlbum(sara, sara, []telegram.File{picture, picture, picture}, "Which is best?")
		}, 3, "Which is best?"},
		{"an image sent as a file", func(s *scene) { s.SayDocument(sara, sara, picture, "What is this?") }, 1, "What is this?"},
		{"a question in reply to a photo", func(s *scene) {
			photo := s.SayPhoto(1002, s.Group("team", sara, 1002), picture, "")
			s.Say(sara, s.group(), "@hamzaban_bot what is it?", telegram.ReplyTo(photo))
		}, 1, "what is it?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := &eyes{}
			s := newScene(t, m)
			s.Person(telegram.Person{ID: 1002, FirstName: "Babak"})
			s.met()
			c.send(s)
			want := fmt.Sprintf("I see %d.", c.n)
			s.until("the answer", func() bool { return slices.Contains(append(s.said(sara), s.said(s.group())...), want) })
			got := m.last()
			if !strings.Contains(got.Text, c.asks) || got.Images[0].Type != "image/jpeg" || len(got.Images[0].Data) == 0 {
				t.Errorf("it was asked %q about a picture of type %s", got.Text, got.Images[0].Type)
			}
		})
	}
}

// Videos of an album are passed over beside its photos; where there is nothing else,
// that is said once.
func TestAlbumsWithVideos(t *testing.T) {
	t.Parallel()
	m := &eyes{}
	s := newScene(t, m)
	s.met()
	photo, video := telegram.Picture(16, 16, color.White), telegram.File{Name: "video.mp4", Mime: "video/mp4"}
	s.SayAlbum(sara, sara, []telegram.File{video, photo, video, photo}, "Which is best?")
	s.says(sara, "I see 2.")
	if got := m.last().Text; !strings.Contains(got, "Which is best?") {
		t.Errorf("it was asked %q", got)
	}
	s.SayAlbum(sara, sara, []telegram.File{video, video, video}, "And of these?")
	s.says(sara, "I can't make anything of that")
	s.Say(sara, sara, "/id")
	s.says(sara, "1001")
	if said := s.said(sara)[3:]; len(said) != 3 {
		t.Errorf("said is %q, want an answer, one refusal and an id", said)
	}
}

// group is the group that was made last; 0: none was.
func (s *scene) group() (id int64) {
	for _, chat := range s.ChatIDs() {
		id = min(id, chat)
	}
	return id
}

// Pictures are looked at again where the answer about them is asked for anew or
// replied to, as long as Telegram has them and the bot knows where.
func TestPicturesAreLookedAtAgain(t *testing.T) {
	t.Parallel()
	m := &eyes{}
	s := newScene(t, m)
	s.met()
	s.SayAlbum(sara, sara, []telegram.File{telegram.Picture(10, 10, color.White), telegram.Picture(10, 10, color.White)}, "What are these?")
	answer := s.says(sara, "I see 2.")
	pressed := ""
	press := func(label string) { // of the answer as it is by now
		s.until("a new button "+label, func() bool {
			now, _ := s.Message(sara, answer.ID)
			button, ok := now.Button(label)
			_, of, _ := strings.Cut(button.Data, "=")
			if !ok || of == pressed {
				return false
			}
			pressed = of
			s.PressIn(sara, sara, answer.ID, button.Data)
			return true
		})
	}
	for i, again := range []struct {
		name string
		do   func()
		n    int    // pictures
		asks string // exactly
	}{
		{"by the button", func() { press("↻ Again") }, 2, "What are these?"},
		{"after that once more", func() { press("↻ Again") }, 2, "What are these?"},
		{"shorter, from the words alone", func() { press("Shorter") }, 0, ""},
		{"by /retry", func() { s.Say(sara, sara, "/retry", telegram.ReplyTo(answer.ID)) }, 2, "What are these?"},
		{"asked in reply", func() { s.Say(sara, sara, "And now?", telegram.ReplyTo(s.says(sara, "I see 2.").ID)) }, 2, "> I see 2.\n\nAnd now?"},
		{"asked right after", func() { s.Say(sara, sara, "How many?") }, 2, "How many?"},
		{"and once more", func() { s.Say(sara, sara, "Sure?") }, 2, "Sure?"},
		{"asked in a new conversation", func() {
			s.Say(sara, sara, "/new")
			s.Say(sara, sara, "How are you?")
		}, 0, "How are you?"},
	} {
		again.do()
		s.until("a question "+again.name, func() bool { return m.times() == i+2 })
		if got := m.last(); len(got.Images) != again.n || again.asks != "" && got.Text != again.asks {
			t.Errorf("%s: asked %q about %d pictures, want %q about %d", again.name, got.Text, len(got.Images), again.asks, again.n)
		}
		s.says(sara, fmt.Sprintf("I see %d.", again.n))
	}
}

// A question that follows is answered from the words alone where nobody can look.
func TestPicturesAreNotNeededAgain(t *testing.T) {
	t.Parallel()
	m := &eyes{}
	s := newScene(t, m)
	s.met()
	s.SayPhoto(sara, sara, telegram.Picture(10, 10, color.White), "What is this?")
	s.says(sara, "I see 1.")
	m.mu.Lock()
	m.blind = true
	m.mu.Unlock()
	asked := s.Say(sara, sara, "How large?")
	s.says(sara, "I see 0.")
	m.mu.Lock()
	m.blind = false
	m.mu.Unlock()
	s.Script("getFile", telegram.InternalError())
	s.Edit(sara, sara, asked, "How small?")
	s.until("another answer", func() bool { return m.last().Text == "How small?" })
}

// Nor where such a question, which was answered with them, is asked anew.
func TestPicturesAreNotNeededAnew(t *testing.T) {
	t.Parallel()
	m := &eyes{}
	s := newScene(t, m)
	s.met()
	s.SayPhoto(sara, sara, telegram.Picture(10, 10, color.White), "What is this?")
	s.says(sara, "I see 1.")
	s.Say(sara, sara, "What is the capital of France?")
	s.until("its answer", func() bool { return m.times() == 2 })
	answer := s.says(sara, "I see 1.")
	m.mu.Lock()
	m.blind = true
	m.mu.Unlock()
	s.tap(sara, sara, answer, "↻ Again")
	s.says(sara, "I see 0.")
	s.Break("getFile", telegram.Refuse(400, "Bad Request: invalid file_id"))
	s.Say(sara, sara, "/retry")
	s.until("another one", func() bool { return len(s.said(sara)) > 5 })
	s.says(sara, "I see 0.")
}

// What the bot does not know any more is not looked at again: people are told so.
func TestPicturesAreNotKept(t *testing.T) {
	t.Parallel()
	s := newScene(t, &eyes{})
	s.met()
	s.SayPhoto(sara, sara, telegram.Picture(10, 10, color.White), "What is this?")
	s.says(sara, "I see 1.")
	s.end()
	db, err := store.Open(t.Context(), store.Options{Path: s.path})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Prune(t.Context(), time.Now().AddDate(0, 0, 31), 0); err != nil {
		t.Fatal(err)
	}
	_ = db.Close()
	s.begin()
	s.Say(sara, sara, "/retry")
	s.says(sara, "Reply to the picture")
}

// Pictures that cannot be looked at get a kind word.
func TestPicturesThatCannotBeSeen(t *testing.T) {
	t.Parallel()
	picture := telegram.Picture(100, 100, color.Black)
	for _, c := range []struct {
		name string
		send func(s *scene)
		err  error
		want string
	}{
		{"nobody sees", func(s *scene) { s.SayPhoto(sara, sara, picture, "") }, ai.ErrCannotSee, "none of my AI providers does"},
		{"no picture", func(s *scene) {
			s.SayDocument(sara, sara, telegram.File{Name: "a.png", Mime: "image/png", Data: []byte("text")}, "What is it?")
		}, nil, "of that kind"},
		{"too large", func(s *scene) {
			s.SayDocument(sara, sara, telegram.File{Name: "a.png", Mime: "image/png", Data: make([]byte, maxPicture+1)}, "What is it?")
		}, nil, "up to 10 MB"},
		{"gone", func(s *scene) {
			s.Script("getFile", telegram.Refuse(400, "Bad Request: invalid file_id"))
			s.SayPhoto(sara, sara, picture, "")
		}, nil, "any more"},
		{"a place", func(s *scene) { s.SayWordless(sara, sara, "location") }, nil, "voice notes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, &eyes{err: c.err})
			c.send(s)
			s.until("a kind word", func() bool {
				return slices.ContainsFunc(s.said(sara), func(text string) bool { return strings.Contains(text, c.want) })
			})
		})
	}
}

func TestBestSize(t *testing.T) {
	size := func(id string, w, h int) models.PhotoSize { return models.PhotoSize{FileID: id, Width: w, Height: h} }
	small, medium, large, huge := size("small", 320, 240), size("medium", 800, 600), size("large", 1280, 960), size("huge", 2560, 1920)
	for name, c := range map[string]struct {
		sizes []models.PhotoSize
		want  string
	}{
		"all of use":         {[]models.PhotoSize{small, medium, large}, "large"},
		"one too large":      {[]models.PhotoSize{small, medium, large, huge}, "large"},
		"in any order":       {[]models.PhotoSize{huge, large, small}, "large"},
		"only too large one": {[]models.PhotoSize{huge}, "huge"},
		"small alone":        {[]models.PhotoSize{small}, "small"},
	} {
		if got := bestSize(c.sizes).ID; got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}
