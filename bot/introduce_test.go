package bot

import (
	"strings"
	"testing"

	"hamzaban/sandbox/telegram"
)

// What Telegram shows of the bot is set once in each language, and what was refused is
// set at the next start.
func TestTheBotDescribesItself(t *testing.T) {
	t.Parallel()
	s := newScene(t, answers(func(string) string { return "Hello." }))
	s.until("its descriptions", func() bool { return len(s.accepted("setMyShortDescription")) == 3 })
	s.Say(sara, sara, "/id")
	s.until("an answer", func() bool { return len(s.said(sara)) > 0 }) // and the last of them is kept
	fa := ""
	for _, c := range s.accepted("setMyDescription") {
		if c.Params["language_code"] == "fa" {
			fa = c.Params["description"]
		}
	}
	if !strings.Contains(fa, "من هم‌زبانم") {
		t.Errorf("in Persian it says %q", fa)
	}
	s.end()
	s.ForgetCalls()
	s.begin()
	s.met()
	s.end()
	if n := len(s.accepted("setMyDescription")) + len(s.accepted("setMyShortDescription")) + len(s.accepted("setMyCommands")); n > 0 {
		t.Errorf("%d calls were made again", n)
	}
}

func TestDescriptionsThatFailAreSetLater(t *testing.T) {
	t.Parallel()
	s := newScene(t, answers(func(string) string { return "Hello." }))
	s.end()
	s.path += "2" // as at a first start
	s.Script("setMyDescription", telegram.InternalError())
	s.ForgetCalls()
	s.begin()
	s.until("the others", func() bool {
		return len(s.accepted("setMyShortDescription")) == 3 && len(s.accepted("setMyDescription")) == 2
	})
	s.end()
	s.begin()
	s.until("the one that failed", func() bool { return len(s.accepted("setMyDescription")) == 3 })
}

// An admin who had not written when the bot began has their menu when they do.
func TestAdminsHaveTheirMenuFromTheFirstWord(t *testing.T) {
	t.Parallel()
	s := newScene(t, answers(func(string) string { return "Hello." }))
	s.end()
	s.admins = map[int64]bool{sara: true}
	own := func() (n int) {
		for _, c := range s.accepted("setMyCommands") {
			if strings.Contains(c.Params["scope"], "1001") && strings.Contains(c.Params["commands"], `"status"`) {
				n++
			}
		}
		return n
	}
	s.begin()
	s.until("the start", func() bool { return len(s.Calls()) > 0 && s.Pending() == 0 })
	if own() > 0 {
		t.Error("a menu was set for a chat that is not there")
	}
	s.Say(sara, sara, "Hello")
	s.until("their menus", func() bool { return own() == 3 })
}

// accepted are the calls of a method that Telegram took.
func (s *scene) accepted(method string) (list []telegram.Call) {
	for _, c := range s.Calls() {
		if c.Method == method && c.Accepted {
			list = append(list, c)
		}
	}
	return list
}
