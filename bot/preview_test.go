package bot

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"hamzaban/ai"
	"hamzaban/sandbox/telegram"
)

// writes is a model that writes its answer word by word, so long apart.
type writes struct {
	every time.Duration

	mu    sync.Mutex
	text  string
	began []time.Time // when each answer's first words came
	hang  int         // words after which it writes no more; 0: it never hangs
	fail  error       // what it ends with there instead
}

func (*writes) Name() string { return "writes" }

func (w *writes) Generate(ctx context.Context, r *ai.Request) (*ai.Response, error) {
	return w.Stream(ctx, r, func(string) {})
}

func (w *writes) Stream(ctx context.Context, _ *ai.Request, emit func(string)) (*ai.Response, error) {
	emit("") // it thinks
	w.mu.Lock()
	text, hang, fail := w.text, w.hang, w.fail
	w.began = append(w.began, time.Now())
	w.mu.Unlock()
	for i, n := 0, 0; i < len(text); n++ {
		if n == hang && hang > 0 {
			if fail != nil {
				return nil, fail
			}
			<-ctx.Done()
		}
		if j := strings.IndexByte(text[i+1:], ' '); j >= 0 {
			i += j + 1
		} else {
			i = len(text)
		}
		emit(text[:i])
		sleep(ctx, w.every)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return &ai.Response{Text: text, Model: "m", Provider: "p"}, nil
}

func (w *writes) firstWords(n int) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.began[n]
}

// tale is a text of so many short paragraphs, no two of them alike.
func tale(paragraphs int) string {
	var list []string
	for i := range paragraphs {
		list = append(list, fmt.Sprintf("Lantern %d was **lit** before anybody came to see it.", i+1))
	}
	return strings.Join(list, "\n\n")
}

// told is a tale as people see it.
func told(paragraphs int) string { return strings.ReplaceAll(tale(paragraphs), "**", "") }

// known has the person's first contact over, in a chat of no concern: the others
// are at rest.
func (s *scene) known() {
	s.Helper()
	lobby := s.Group("lobby", sara)
	s.Say(sara, lobby, "/help")
	s.until("the first contact", func() bool { return len(s.said(lobby)) == 2 })
}

// kept tells that no call was one too many, and that no rule was broken.
func (s *scene) kept() {
	s.Helper()
	for _, c := range s.Calls() {
		if c.Status == http.StatusTooManyRequests && c.Fault == "" {
			s.Errorf("call %d, %s, was one too many: %s", c.Seq, c.Method, c.Description)
		}
	}
	for _, v := range s.Violations() {
		s.Errorf("Telegram's rules were broken: %+v", v)
	}
}

// grows fails unless each of the texts goes on with the one before it.
func (s *scene) grows(texts []string, sign string) {
	s.Helper()
	before := ""
	for i, text := range texts {
		text = strings.TrimSuffix(text, sign)
		if !strings.HasPrefix(text, before) {
			s.Errorf("preview %d is %q, which does not go on with %q", i, text, before)
		}
		before = text
	}
}

// In a private chat an answer grows in a draft, which has gone once the answer is
// there: in one message, whose first line was sent and whose rest was edited in.
func TestDraftsInPrivate(t *testing.T) {
	t.Parallel()
	m := &writes{text: tale(8), every: 50 * time.Millisecond}
	s := newScene(t, m)
	s.known()
	s.ForgetCalls()
	s.Say(sara, sara, "Tell me.")
	s.until("a draft", func() bool { d, ok := s.Draft(sara); return ok && d.CanStop && d.Text != "" })
	s.until("the answer", func() bool { return slices.Contains(s.said(sara), told(8)) })
	if _, ok := s.Draft(sara); ok {
		t.Error("a draft is left")
	}
	drafts := s.calls("sendMessageDraft", sara)
	var texts []string
	for _, c := range drafts {
		if c.Params["draft_id"] != drafts[0].Params["draft_id"] || c.Params["draft_id"] == "0" {
			t.Errorf("a draft has the number %s, the first one %s", c.Params["draft_id"], drafts[0].Params["draft_id"])
		}
		texts = append(texts, c.Params["text"])
	}
	s.grows(texts, "")
	if first := drafts[0].Done.Sub(m.firstWords(0)); first > 300*time.Millisecond {
		t.Errorf("the first words were shown after %v", first)
	}
	if n := len(drafts); n < 3 || n > 6 { // in about four seconds
		t.Errorf("there were %d drafts", n)
	}
	if sends, edits := len(s.calls("sendMessage", sara)), len(s.calls("editMessageText", sara)); sends != 1 || edits != 1 {
		t.Errorf("it was sent %d times and edited %d times, want once each", sends, edits)
	}
	s.kept()
}

// In a group an answer grows in the message that it will be, which replies to the
// question and has a button to stop it meanwhile.
func TestEditsInGroups(t *testing.T) {
	t.Parallel()
	m := &writes{text: tale(8), every: 50 * time.Millisecond}
	s := newScene(t, m)
	team := s.Group("team", sara)
	s.known()
	s.ForgetCalls()
	asked := s.Say(sara, team, "@hamzaban_bot Tell me.")
	s.until("the first words", func() bool {
		said := s.Chat(team)
		last := said[len(said)-1]
		return last.FromBot() && last.Keyboard != nil && last.ReplyTo != nil && last.ReplyTo.ID == asked
	})
	s.until("the answer", func() bool { return slices.Equal(s.said(team), []string{told(8)}) })
	if said := s.Chat(team); strings.HasPrefix(said[len(said)-1].Keyboard.Rows[0][0].Data, stopButton) {
		t.Error("the button to stop is left")
	}
	sends, edits := s.calls("sendMessage", team), s.calls("editMessageText", team)
	if len(sends) != 1 || len(edits) < 2 || len(edits) > 5 {
		t.Fatalf("it was sent %d times and edited %d times", len(sends), len(edits))
	}
	texts := []string{sends[0].Params["text"]}
	for _, c := range edits {
		texts = append(texts, c.Params["text"])
	}
	s.grows(texts, growing)
	if first := sends[0].Done.Sub(m.firstWords(0)); first > 300*time.Millisecond {
		t.Errorf("the first words were shown after %v", first)
	}
	if n := len(s.calls("sendMessageDraft", team)); n > 0 {
		t.Errorf("%d drafts were sent to a group", n)
	}
	s.kept()
}

// What is not shown while it is written: short answers, and any for those who
// want them whole.
func TestNoPreview(t *testing.T) {
	for _, c := range []struct {
		name  string
		text  string
		every time.Duration
		whole bool
	}{
		{"an answer that comes at once", tale(3), time.Millisecond, false},
		{"for whoever wants whole answers", tale(3), 40 * time.Millisecond, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, &writes{text: c.text, every: c.every})
			team := s.Group("team", sara)
			s.known()
			if c.whole {
				s.Say(sara, sara, "/settings")
				last := func() telegram.Message { all := s.Chat(sara); return all[len(all)-1] }
				s.until("the settings", func() bool { return last().Keyboard != nil })
				live, _ := last().Button("✍️ Live writing")
				s.Press(sara, last().ID, live.Data+"=off")
				s.until("the choice", func() bool { return strings.Contains(fmt.Sprint(last().Keyboard.Rows), "✓ Off") })
			}
			s.ForgetCalls()
			for _, where := range []int64{sara, team} {
				s.Say(sara, where, "@hamzaban_bot Tell me.")
				s.until("the answer", func() bool { return slices.Contains(s.said(where), told(3)) })
				if n := len(s.calls("sendMessageDraft", where)); n > 0 {
					t.Errorf("%d drafts were shown", n)
				}
				if first := s.calls("sendMessage", where)[0].Params["text"]; strings.HasSuffix(first, growing) {
					t.Errorf("%q was shown before it was whole", first)
				}
				if sends, edits := len(s.calls("sendMessage", where)), len(s.calls("editMessageText", where)); sends != 1 || edits != 1 {
					t.Errorf("it was sent %d times and edited %d times, want once each", sends, edits)
				}
			}
		})
	}
}

// A server that has no drafts is asked for one once, one that refuses them to two
// chats twice; from then on answers grow in messages in private chats, too.
func TestDraftsGiveWayToEdits(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault telegram.Fault
		tries []int // drafts for each answer
	}{
		{"refused", telegram.Refuse(http.StatusBadRequest, "TEXTDRAFT_PEER_INVALID"), []int{1, 1, 0}},
		{"an old server", telegram.Refuse(http.StatusNotFound, "Not Found"), []int{1, 0, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, &writes{text: tale(4), every: 40 * time.Millisecond})
			s.known()
			const ali = 1002
			s.Person(telegram.Person{ID: ali, FirstName: "Ali", LanguageCode: "en"})
			s.Say(ali, s.Group("another lobby", ali), "/help")
			s.Break("sendMessageDraft", c.fault)
			for i, person := range []int64{sara, ali, sara} {
				s.ForgetCalls()
				before := len(s.said(person))
				s.Say(person, person, "Tell me.")
				s.until("the answer", func() bool { return slices.Equal(s.said(person)[before:], []string{told(4)}) })
				if n := len(s.calls("sendMessageDraft", person)); n != c.tries[i] {
					t.Errorf("answer %d: drafts were tried %d times, want %d", i, n, c.tries[i])
				}
				if sends, edits := len(s.calls("sendMessage", person)), len(s.calls("editMessageText", person)); sends != 1 || edits < 2 {
					t.Errorf("answer %d was sent %d times and edited %d times", i, sends, edits)
				}
			}
			s.kept()
		})
	}
}

// What is refused to one chat is no concern of the others.
func TestOneChatWithoutDrafts(t *testing.T) {
	t.Parallel()
	s := newScene(t, &writes{text: tale(5), every: 40 * time.Millisecond})
	s.known()
	const ali = 1002
	s.Person(telegram.Person{ID: ali, FirstName: "Ali", LanguageCode: "en"})
	s.Say(ali, s.Group("another lobby", ali), "/help")
	s.ForgetCalls()
	s.Script("sendMessageDraft", telegram.Refuse(http.StatusBadRequest, "Bad Request: message thread not found"))
	for _, person := range []int64{sara, ali} {
		s.Say(person, person, "Tell me.")
		s.until("the answer", func() bool { return slices.Equal(s.said(person), []string{told(5)}) })
	}
	if n, m := len(s.calls("sendMessageDraft", sara)), len(s.calls("sendMessageDraft", ali)); n != 1 || m < 2 {
		t.Errorf("there were %d drafts for one and %d for the other, want 1 and several", n, m)
	}
	s.kept()
}

// A send that hangs when its answer is whole is given a few seconds, not the half
// minute that calls have.
func TestAnswersDoNotWaitForTheirFirstLine(t *testing.T) {
	t.Parallel()
	m := &writes{text: tale(3), every: 20 * time.Millisecond}
	s := newScene(t, m)
	team := s.Group("team", sara)
	s.known()
	s.ForgetCalls()
	s.Script("sendMessage", telegram.Hang())
	s.Say(sara, team, "@hamzaban_bot Tell me.")
	s.until("the answer", func() bool { return slices.Equal(s.said(team), []string{told(3)}) })
	sent := s.calls("sendMessage", team)[1]
	words := len(strings.Fields(tale(3)))
	whole := m.firstWords(0).Add(time.Duration(words) * m.every)
	if late := sent.At.Sub(whole); late > openingEnds+time.Second {
		t.Errorf("the answer was sent %v after it was whole", late)
	}
}

// A 429 for a preview never becomes a message, and the answer comes when Telegram
// said.
func TestAPreviewThatIsTooMuchIsLeft(t *testing.T) {
	t.Parallel()
	s := newScene(t, &writes{text: tale(4), every: 40 * time.Millisecond})
	s.known()
	s.ForgetCalls()
	s.Script("sendMessageDraft", telegram.Flood(3))
	s.Say(sara, sara, "Tell me.")
	frozen := s.waitFor("sendMessageDraft", 1)[0]
	s.until("the answer", func() bool { return slices.Contains(s.said(sara), told(4)) })
	for _, c := range s.Calls() {
		if wait := c.At.Sub(frozen.Done); c.Chat() == sara && c.Seq > frozen.Seq && wait < 3*time.Second {
			t.Errorf("%s was called %v after the 429", c.Method, wait)
		}
	}
	if n := len(s.calls("sendMessage", sara)); n != 1 {
		t.Errorf("%d messages were sent", n)
	}
}

// An answer is not late because its last draft is.
func TestAnswersDoNotWaitForDrafts(t *testing.T) {
	t.Parallel()
	m := &writes{text: tale(3), every: 20 * time.Millisecond}
	s := newScene(t, m)
	s.known()
	s.ForgetCalls()
	s.Break("sendMessageDraft", telegram.Hang())
	s.Say(sara, sara, "Tell me.")
	sent := s.waitFor("sendMessage", 1)[0]
	words := len(strings.Fields(tale(3)))
	whole := m.firstWords(0).Add(time.Duration(words) * m.every)
	if late := sent.At.Sub(whole); late > 600*time.Millisecond {
		t.Errorf("the answer was sent %v after it was whole", late)
	}
}

// partNumbers are the last lines of an answer's messages.
var partNumbers = regexp.MustCompile(`\n\n\(\d/3\)`)

// Of an answer that takes several messages a draft shows the end, in the limits of
// one; what stands in a group is its first message, and the others come after it.
func TestLongAnswersWhileTheyAreWritten(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("calls that the race detector makes late come too close together for Telegram")
	}
	const lanterns = 180 // about three messages
	s := newScene(t, &writes{text: tale(lanterns), every: 3 * time.Millisecond})
	team := s.Group("team", sara)
	s.known()
	s.ForgetCalls()
	for _, where := range []int64{sara, team} {
		before := len(s.said(where))
		s.Say(sara, where, "@hamzaban_bot Tell me.")
		s.until("the answer", func() bool {
			return partNumbers.ReplaceAllString(strings.Join(s.said(where)[before:], "\n\n"), "") == told(lanterns)
		})
	}
	last := 0
	for _, c := range s.calls("sendMessageDraft", sara) {
		shown := c.Params["text"]
		if n := len(utf16.Encode([]rune(shown))); n > maxText {
			t.Errorf("a draft has %d units", n)
		}
		lines := strings.Split(shown, "\n")
		n := 0
		_, _ = fmt.Sscanf(lines[len(lines)-1], "Lantern %d", &n)
		if n > 0 && n < last { // 0: its number is not written yet
			t.Errorf("a draft ends at lantern %d, the one before it at %d", n, last)
		}
		last = max(last, n)
	}
	if last < 90 { // those before are its first message
		t.Errorf("the drafts ended at lantern %d of %d", last, lanterns)
	}
	s.kept()
}
