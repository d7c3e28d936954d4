package main

import (
	"fmt"
	"image/color"
	"slices"
	"strconv"
	"strings"
	"testing"

	"hamzaban/sandbox/telegram"
)

// things are the story's verbs for what people do besides writing.
var things = map[string]func(s *story, args []string, rest string){
	"photo": func(s *story, args []string, rest string) {
		var width, height int
		if _, err := fmt.Sscanf(args[1], "%dx%d", &width, &height); err != nil {
			s.t.Fatalf("%q is no size of a picture: %v", args[1], err)
		}
		who, where := s.at(args[0])
		s.telegram.SayPhoto(who, where.chat, telegram.Picture(width, height, color.RGBA{200, 60, 30, 255}), after(rest, 2), where.in()...)
	},
	"album": func(s *story, args []string, rest string) {
		who, where := s.at(args[0])
		pictures := slices.Repeat([]telegram.File{telegram.Picture(640, 480, color.White)}, s.number(args[1]))
		s.telegram.SayAlbum(who, where.chat, pictures, after(rest, 2), where.in()...)
	},
	"voice": func(s *story, args []string, rest string) {
		who, where := s.at(args[0])
		seconds := s.number(args[1])
		s.telegram.SayVoice(who, where.chat, telegram.File{Data: telegram.Recording(after(rest, 2), seconds)}, seconds, where.in()...)
	},
	"audio": func(s *story, args []string, rest string) {
		who, where := s.at(args[0])
		seconds := s.number(args[2])
		f := telegram.File{Name: args[1], Data: telegram.Recording(after(rest, 3), seconds)}
		s.telegram.SayAudio(who, where.chat, f, seconds, "", where.in()...)
	},
	"onto": func(s *story, args []string, rest string) {
		who, where := s.at(args[0])
		s.telegram.Say(who, where.chat, after(rest, 1), append(where.in(), telegram.ReplyTo(s.own(who, where).ID))...)
	},
	"wordless": func(s *story, args []string, _ string) {
		who, where := s.at(args[0])
		s.telegram.SayWordless(who, where.chat, args[1], where.in()...)
	},
	"topic": func(s *story, args []string, _ string) {
		chat := s.person(args[1])
		s.topics[args[0]] = place{chat, s.telegram.Topic(chat)}
	},
	"old": func(s *story, args []string, _ string) {
		s.telegram.Age(slices.Contains(args, "rich"), slices.Contains(args, "drafts"))
	},
	"erase": func(s *story, args []string, _ string) {
		_, where := s.at(args[0])
		s.telegram.Erase(where.chat, s.last(where).ID)
		s.heard[where]--
	},
	"erased": func(s *story, args []string, _ string) {
		_, where := s.at(args[0])
		id := s.last(where).ID
		s.until("its last message to be deleted", func() bool {
			m, _ := s.telegram.Message(where.chat, id)
			return m.Deleted
		})
		s.heard[where]--
	},
	"shown": func(s *story, _ []string, rest string) {
		s.until("something to be shown for a button", func() bool {
			return slices.ContainsFunc(s.telegram.Calls(), func(c telegram.Call) bool {
				return c.Method == "answerCallbackQuery" && c.Accepted && holds(c.Params["text"], after(rest, 0))
			})
		})
	},
	"system": func(s *story, _ []string, rest string) {
		if !s.instructed(rest) {
			s.t.Errorf("the model was not told %q", rest)
		}
	},
	"nosystem": func(s *story, _ []string, rest string) {
		if s.instructed(rest) {
			s.t.Errorf("the model was told %q", rest)
		}
	},
}

// instructed tells whether the last request for an answer had this among the
// instructions.
func (s *story) instructed(want string) bool {
	for _, c := range slices.Backward(s.providers.Calls()) {
		if c.Method == "POST" && c.System != "" {
			return holds(c.System, want)
		}
	}
	return false
}

// at reads "sara" or "sara@team": who does something, and where.
func (s *story) at(word string) (int64, place) {
	s.t.Helper()
	name, elsewhere, _ := strings.Cut(word, "@")
	return s.person(name), s.place(name, elsewhere)
}

// after is what follows so many words of a line, with its new lines.
func after(rest string, words int) string {
	for range words {
		_, rest, _ = strings.Cut(rest, " ")
	}
	return strings.ReplaceAll(strings.TrimSpace(rest), `\n`, "\n")
}

func (s *story) number(word string) int {
	s.t.Helper()
	n, err := strconv.Atoi(word)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// own is a person's last message in a place.
func (s *story) own(who int64, where place) telegram.Message {
	s.t.Helper()
	for _, m := range slices.Backward(s.telegram.Chat(where.chat)) {
		if m.From != nil && m.From.ID == who && !m.Deleted && where.has(m) {
			return m
		}
	}
	s.t.Fatal("the person has not said anything there yet")
	return telegram.Message{}
}

// in are the options to say something in a place.
func (p place) in() []telegram.Option {
	if p.topic == 0 {
		return nil
	}
	return []telegram.Option{telegram.InThread(p.topic)}
}

// has says whether a message of the place's chat is in the place.
func (p place) has(m telegram.Message) bool {
	return p.topic == 0 && !m.IsTopicMessage || m.IsTopicMessage && m.Thread == p.topic
}

// TestHolds keeps the judge honest.
func TestHolds(t *testing.T) {
	for _, c := range []struct {
		text, want string
		is         bool
	}{
		{"Hello there", "there", true},
		{"Hello there", "/^Hello/", true},
		{"Hello there", "/^there/", false},
		{"a/b", "/", true},
	} {
		if got := holds(c.text, c.want); got != c.is {
			t.Errorf("holds(%q, %q) = %v", c.text, c.want, got)
		}
	}
}
