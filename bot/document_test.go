package bot

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hamzaban/sandbox/telegram"
)

// What is said with a file decides what becomes of it, and in which lane.
func TestWhatIsSaidWithAFile(t *testing.T) {
	for _, c := range []struct {
		name, file, words string
		translate         bool
	}{
		{"nothing, a text", "a.txt", "", true},
		{"nothing, code", "a.go", "", false},
		{"a table to be translated", "a.csv", "translate it to Persian", false},
		{"code to be translated", "a.py", "ترجمه‌اش کن", false},
		{"a language", "a.txt", "fa", true},
		{"a request in words", "a.md", "translate to Persian", true},
		{"a polite request", "a.md", "Please translate!", true},
		{"a request in Persian", "a.srt", "لطفاً ترجمه کن", true},
		{"a request with a language, in Persian", "a.srt", "به انگلیسی ترجمه کن", true},
		{"a command", "a.txt", "/translate fa", true},
		{"a command that is a language", "a.txt", "/fa", true},
		{"another command", "a.txt", "/help", false},
		{"a question", "a.txt", "What is this about?", false},
		{"a question about translating", "a.txt", "Which words are hard to translate here?", false},
		{"a question in Persian", "a.txt", "خلاصه‌اش چیست؟", false},
		{"a question about a translation", "a.txt", "این ترجمه درست است؟", false},
		{"a wish", "a.txt", "Summarise it in three lines", false},
		{"a language after a mention", "a.txt", "@hamzaban_bot fa", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, ok := fileWords(c.file, c.words); ok != c.translate {
				t.Errorf("to be translated: %v", ok)
			}
			raw := fmt.Sprintf(`{"update_id":1,"message":{"caption":%q,"document":{"file_name":%q},"from":{"id":5},"chat":{"id":5,"type":"private"}}}`, c.words, c.file)
			u, err := envelop(json.RawMessage(raw), time.Now())
			if err != nil || strings.HasPrefix(u.Lane, fileLane) != c.translate {
				t.Errorf("the lane is %q (%v)", u.Lane, err)
			}
		})
	}
}

// A document is asked about by replying to it, also long after; what cannot be read
// is told of in kind words.
func TestQuestionsAboutDocuments(t *testing.T) {
	t.Parallel()
	var asked []string
	s := newScene(t, answers(func(question string) string {
		asked = append(asked, question)
		return fmt.Sprintf("Read %d.", len(asked))
	}))
	s.met()
	send := func(name, data, caption string, opts ...telegram.Option) int64 {
		return s.SayDocument(sara, sara, telegram.File{Name: name, Data: []byte(data)}, caption, opts...)
	}
	until := func(text string) {
		t.Helper()
		s.until(text, func() bool {
			return slices.ContainsFunc(s.said(sara), func(m string) bool { return strings.Contains(m, text) })
		})
	}
	file := send("steps.py", "print('چهار')", "")
	until("I have read steps.py")
	s.Say(sara, sara, "What does it print?", telegram.ReplyTo(file))
	until("Read 1.")
	send("old.csv", "\xd3\xe1\xc7\xe3,1\n\xe4\xc7\xe3,2\n", "What is in it?") // windows-1256
	until("Read 2.")
	send("both.txt", "\xff\xfeh\x00i\x00", "What is in it?")
	until("Read 3.")
	want := []string{
		"<document name=\"steps.py\">\nprint('چهار')\n</document>\n\nWhat does it print?",
		"<document name=\"old.csv\">\nسلام,1\nنام,2\n</document>\n\nWhat is in it?",
		"<document name=\"both.txt\">\nhi\n</document>\n\nWhat is in it?",
	}
	if !slices.Equal(asked, want) {
		t.Errorf("asked was %q, want %q", asked, want)
	}
	for name, c := range map[string]struct{ data, says string }{
		"photo.bin": {"\x00\x01", "I cannot read files like photo.bin"},
		"bad.csv":   {"\x00\x01\x02", "I cannot read bad.csv"},
		"empty.go":  {" \n", "There is nothing in empty.go"},
		"large.log": {strings.Repeat("x", maxFile+1), "large.log‎ is too large"},
	} {
		send(name, c.data, "What is in it?")
		until(c.says)
	}
	if len(asked) != 3 {
		t.Errorf("asked was also %q", asked[3:])
	}
}

// A question that is added to a document which came without one is answered, in the
// place of what was said of it; before that there is nothing to answer anew.
func TestAQuestionIsAddedToADocument(t *testing.T) {
	t.Parallel()
	m := &counts{}
	s := newScene(t, m)
	s.known()
	file := s.SayDocument(sara, sara, telegram.File{Name: "later.csv", Data: []byte("a,b\nc,d\n")}, "")
	kept := s.says(sara, "I have read later.csv")
	s.Say(sara, sara, "/retry")
	s.says(sara, "no question here")
	s.Edit(sara, sara, file, "What is in row two?")
	s.until("the answer", func() bool {
		now, _ := s.Message(sara, kept.ID)
		return strings.Contains(now.Text, "What is in row two? Answer 1.")
	})
	const asks = "<document name=\"later.csv\">\na,b\nc,d\n</document>\n\nWhat is in row two?"
	if got := m.requests(); len(got) != 1 || len(got[0].Messages) != 1 || got[0].Messages[0].Text != asks {
		t.Errorf("it was asked %d times, first with %v", len(got), got[0].Messages)
	}
	s.kept()
}
