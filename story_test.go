package main

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"hamzaban/sandbox/providers"
	"hamzaban/sandbox/telegram"
)

// story plays lines such as these, one after the other:
//
//	env NAME=value            for the next start (also: person, group, admin)
//	start | stop | crash      the bot; "exit 2" expects that it ended so
//	sara> text                she writes in her private chat
//	sara@team> text           she writes in the group
//	sara>> text               she replies to the bot's last message there
//	sara< text                the bot's next message to her has this in it
//	sara= text                the bot's next message is exactly this
//	sara| text                its last message has this in it, too
//	sara! text                its last message does not have it
//	sara[label]               she presses a button of its last message
//	shown text                what somebody is shown for a button has this in it
//	sara~ text                she changes her last message there to this
//	erase sara | erased sara  she deletes its last message | it does so itself
//	photo sara 640x480 text   she sends a picture of that size with a caption (here and
//	                          below also "photo sara@team …")
//	album sara 3 text         she sends three together
//	voice sara 7 words        she says this in a voice note of seven seconds
//	audio sara a.mp3 60 words the same in a sound file of this name
//	onto sara text            she replies to her own last message
//	wordless sara location    or a video, video_note, contact, dice
//	topic plans sara          she opens a topic in her private chat (or a group's name:
//	                          in that group), where sara@plans> and so on are said
//	old rich drafts | old     Telegram knows no rich messages, no drafts | knows both
//	bare sara                 until no message of the bot there has a button, but those
//	                          of answers
//	break groq 503 | hang groq | huge groq 5000000 | mend groq | spend groq
//	exile groq                it does not serve this place
//	cut groq                  its output limit cuts every answer short
//	says groq text            groq's next answer
//	forward sara Emma text    she passes on what Emma wrote
//	send sara a.srt caption   she sends a file of the story's
//	file sara a.fa.srt text   the last message to her becomes this file, with that in it
//	deaf | hear               Telegram does not say who the bot is; does again
//	waiting groq              until groq has been asked and does not answer
//	system text | nosystem text  the last instructions for a model have this in them | not
//	asked groq 2              groq was asked twice so far
//	told groq text            until groq has answered something with this in it
//	read groq text            what groq was asked last has this in it
//	paste sara a.txt          she writes all that is in a file of the story's
//	$ status --json           runs a command to its end
//	code 0 | out text | err text   what the command did
//
// \n in a text is a new line; /…/ is a regular expression. At the end the bot
// may have said nothing that no line expected.
type story struct {
	*world
	people  map[string]int64
	topics  map[string]place
	heard   map[place]int // bot messages accounted for
	command *child
}

// place is a chat, or a topic in it.
type place struct{ chat, topic int64 }

func newStory(w *world) *story {
	return &story{world: w, people: map[string]int64{}, topics: map[string]place{}, heard: map[place]int{}}
}

func (s *story) play(script string) {
	s.t.Helper()
	for i, line := range strings.Split(script, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		s.t.Logf("line %d: %s", i+1, line)
		s.line(line)
	}
	for name, where := range s.places() {
		if said := s.said(where); len(said) > s.heard[where] {
			s.t.Errorf("the bot said more in %s's chat than the story tells: %q", name, said[s.heard[where]].Words())
		}
	}
	for _, v := range s.telegram.Violations() {
		s.t.Errorf("Telegram's rules were broken: %+v", v)
	}
}

var speech = regexp.MustCompile(`^(\w+)(?:@(\w+))?(>>|>|<|=|\||!|~)\s?(.*)$`)
var press = regexp.MustCompile(`^(\w+)(?:@(\w+))?\[(.+)\]$`)

func (s *story) line(line string) {
	s.t.Helper()
	if m := press.FindStringSubmatch(line); m != nil {
		s.press(s.person(m[1]), s.place(m[1], m[2]), m[3])
		return
	}
	if m := speech.FindStringSubmatch(line); m != nil && s.people[m[1]] != 0 {
		text := strings.ReplaceAll(m[4], `\n`, "\n")
		s.speak(m[1], m[2], m[3], text)
		return
	}
	word, rest, _ := strings.Cut(line, " ")
	if word == "$" {
		s.command = s.world.command(strings.Fields(rest)...)
		s.command.exit(s.t)
		return
	}
	do, ok := verbs[word]
	if !ok {
		do, ok = things[word]
	}
	if !ok {
		do, ok = richThings[word]
	}
	if !ok {
		s.t.Fatalf("the story says %q, which means nothing", line)
	}
	do(s, strings.Fields(rest), rest)
}

var verbs = map[string]func(s *story, args []string, rest string){
	"env":    func(s *story, _ []string, rest string) { name, v, _ := strings.Cut(rest, "="); s.env[name] = v },
	"person": (*story).introduce,
	"group": func(s *story, args []string, _ string) {
		var members []int64
		for _, name := range args[1:] {
			members = append(members, s.person(name))
		}
		s.people[args[0]] = s.telegram.Group(args[0], members...)
	},
	"start": func(s *story, _ []string, _ string) { s.start() },
	"crash": func(s *story, _ []string, _ string) { s.crash() },
	"stop": func(s *story, _ []string, _ string) {
		if code := s.stop(); code != 0 {
			s.t.Errorf("a stopped bot exits with %d, want 0", code)
		}
	},
	"bare": func(s *story, args []string, _ string) {
		where := s.place(args[0], "")
		s.until("the buttons to go", func() bool {
			return !slices.ContainsFunc(s.said(where), func(m telegram.Message) bool {
				return m.Keyboard != nil && len(m.Keyboard.Rows) > 0 && !strings.HasPrefix(m.Keyboard.Rows[0][0].Data, "answer:")
			})
		})
	},
	"quiet": func(s *story, args []string, _ string) { s.quiet(s.place(args[0], "")) },
	"break": func(s *story, args []string, _ string) {
		status, err := strconv.Atoi(args[1])
		if err != nil {
			s.t.Fatal(err)
		}
		s.providers.Break(args[0], providers.HTTP(status))
	},
	"cut":   func(s *story, args []string, _ string) { s.providers.Break(args[0], providers.Truncated) },
	"exile": func(s *story, args []string, _ string) { s.providers.Break(args[0], providers.BadLocation) },
	"deaf":  func(s *story, _ []string, _ string) { s.telegram.Break("getMe", telegram.BadGateway()) },
	"hear": func(s *story, _ []string, _ string) {
		s.until("a first poll", func() bool { return s.telegram.Pending() == 0 })
		s.telegram.Mend("getMe")
	},
	"unset": func(s *story, args []string, _ string) { delete(s.env, args[0]) },
	"hang":  func(s *story, args []string, _ string) { s.providers.Break(args[0], providers.Hang) },
	"huge": func(s *story, args []string, _ string) {
		n, err := strconv.Atoi(args[1])
		if err != nil {
			s.t.Fatal(err)
		}
		s.providers.Script(args[0], providers.Huge(n))
	},
	"waiting": func(s *story, args []string, _ string) {
		s.until(args[0]+" to be asked", func() bool {
			return slices.ContainsFunc(s.providers.Asked(args[0]), func(c providers.Call) bool { return !c.Done })
		})
	},
	"inject": func(s *story, _ []string, rest string) {
		if _, err := s.telegram.Inject([]byte(rest)); err != nil {
			s.t.Fatal(err)
		}
	},
	"sticker": func(s *story, args []string, _ string) {
		s.telegram.SaySticker(s.person(args[0]), s.person(args[0]), "🙂")
	},
	"forward": func(s *story, args []string, rest string) {
		_, text, _ := strings.Cut(strings.TrimPrefix(rest, args[0]+" "), " ")
		s.telegram.Say(s.person(args[0]), s.person(args[0]), text, telegram.ForwardedFrom(0, args[1]))
	},
	"send": func(s *story, args []string, rest string) {
		data, err := os.ReadFile(filepath.Join(s.dir, args[1]))
		if err != nil {
			s.t.Fatal(err)
		}
		who := s.person(args[0])
		s.telegram.SayDocument(who, who, telegram.File{Name: args[1], Data: data}, strings.TrimSpace(strings.TrimPrefix(rest, args[0]+" "+args[1])))
	},
	"told": func(s *story, args []string, rest string) {
		want := strings.TrimPrefix(rest, args[0]+" ")
		s.until(args[0]+" to be told "+want, func() bool {
			return slices.ContainsFunc(s.providers.Asked(args[0]), func(c providers.Call) bool { return c.Done && holds(c.Prompted(), want) })
		})
	},
	"paste": func(s *story, args []string, _ string) {
		data, err := os.ReadFile(filepath.Join(s.dir, args[1]))
		if err != nil {
			s.t.Fatal(err)
		}
		s.telegram.Say(s.person(args[0]), s.person(args[0]), string(data))
	},
	"read": func(s *story, args []string, rest string) {
		calls := s.providers.Asked(args[0])
		want := strings.ReplaceAll(strings.TrimPrefix(rest, args[0]+" "), `\n`, "\n")
		if len(calls) == 0 || !holds(calls[len(calls)-1].Prompted(), want) {
			s.t.Errorf("%s was last asked\n%+v\nwithout %q", args[0], calls[max(0, len(calls)-1):], want)
		}
	},
	"file":  (*story).file,
	"mend":  func(s *story, args []string, _ string) { s.providers.Mend(args[0]) },
	"spend": func(s *story, args []string, _ string) { s.providers.Spend(args[0]) },
	"says": func(s *story, args []string, rest string) {
		s.providers.Say(args[0], strings.ReplaceAll(strings.TrimPrefix(rest, args[0]+" "), `\n`, "\n"))
	},
	"asked": func(s *story, args []string, _ string) {
		if got := len(s.providers.Asked(args[0])); strconv.Itoa(got) != args[1] {
			s.t.Errorf("%s was asked %d times, want %s", args[0], got, args[1])
		}
	},
	"code": func(s *story, args []string, _ string) {
		if got := s.command.cmd.ProcessState.ExitCode(); strconv.Itoa(got) != args[0] {
			out, errs := s.command.output()
			s.t.Errorf("exit code %d, want %s; it wrote:\n%s\n%s", got, args[0], out, errs)
		}
	},
	"out": func(s *story, _ []string, rest string) {
		if out, _ := s.command.output(); !holds(out, rest) {
			s.t.Errorf("standard output lacks %q:\n%s", rest, out)
		}
	},
	"err": func(s *story, _ []string, rest string) {
		if _, errs := s.command.output(); !holds(errs, rest) {
			s.t.Errorf("standard error lacks %q:\n%s", rest, errs)
		}
	},
}

// file expects that the last message to somebody becomes a file of this name, which
// holds all that follows.
func (s *story) file(args []string, rest string) {
	s.t.Helper()
	where := s.place(args[0], "")
	var m telegram.Message
	s.until("the file "+args[1], func() bool {
		m = s.last(where)
		return m.Document != nil
	})
	f, _ := s.telegram.File(m.Document.FileID)
	want := strings.TrimSpace(strings.TrimPrefix(rest, args[0]+" "+args[1]))
	if !holds(m.Document.Name, args[1]) || !holds(string(f.Data), strings.ReplaceAll(want, `\n`, "\n")) {
		s.t.Errorf("the file %s has\n%s\nwant %s with %s", m.Document.Name, f.Data, args[1], want)
	}
}

func (s *story) introduce(args []string, _ string) {
	id, err := strconv.ParseInt(args[1], 10, 64)
	if err != nil {
		s.t.Fatal(err)
	}
	s.people[args[0]] = s.telegram.Person(telegram.Person{ID: id, LanguageCode: args[2], FirstName: args[3]})
}

func (s *story) person(name string) int64 {
	s.t.Helper()
	id := s.people[name]
	if id == 0 {
		s.t.Fatalf("the story knows nobody named %q", name)
	}
	return id
}

// place is where somebody speaks: a topic, the group, or else their private
// chat.
func (s *story) place(name, elsewhere string) place {
	s.t.Helper()
	if topic, ok := s.topics[elsewhere]; ok {
		return topic
	}
	return place{chat: s.person(cmp.Or(elsewhere, name))}
}

// places are all that the story names.
func (s *story) places() map[string]place {
	all := maps.Clone(s.topics)
	for name, id := range s.people {
		all[name] = place{chat: id}
	}
	return all
}

func (s *story) speak(name, group, how, text string) {
	s.t.Helper()
	who, where := s.person(name), s.place(name, group)
	switch how {
	case ">":
		s.telegram.Say(who, where.chat, text, where.in()...)
	case ">>":
		s.telegram.Say(who, where.chat, text, append(where.in(), telegram.ReplyTo(s.last(where).ID))...)
	case "~":
		s.telegram.Edit(who, where.chat, s.own(who, where).ID, text)
	case "<", "=":
		s.heard[where]++
		n := s.heard[where]
		var got string
		s.until(fmt.Sprintf("%q as message %d to %s", text, n, name), func() bool {
			said := s.said(where)
			if len(said) < n {
				return false
			}
			got = said[n-1].Words()
			return got == text || how == "<" && holds(got, text)
		})
	case "|":
		s.until(fmt.Sprintf("%q in the last message to %s", text, name), func() bool { return holds(s.last(where).Words(), text) })
	case "!":
		if got := s.last(where).Words(); holds(got, text) {
			s.t.Errorf("the message %q has %q in it", got, text)
		}
	}
}

func (s *story) press(who int64, where place, label string) {
	s.t.Helper()
	var button telegram.Button
	s.until("a button "+label, func() (ok bool) {
		button, ok = s.last(where).Button(label)
		return ok
	})
	m := s.last(where)
	s.telegram.PressIn(who, where.chat, m.ID, button.Data)
}

// said are the bot's messages in a place.
func (s *story) said(where place) []telegram.Message {
	var list []telegram.Message
	for _, m := range s.telegram.Chat(where.chat) {
		if m.FromBot() && !m.Deleted && where.has(m) {
			list = append(list, m)
		}
	}
	return list
}

// last is the bot's last message that the story has told of.
func (s *story) last(where place) telegram.Message {
	s.t.Helper()
	if n := s.heard[where]; n > 0 {
		return s.said(where)[n-1]
	}
	s.t.Fatal("the bot has not said anything there yet")
	return telegram.Message{}
}

// quiet expects that nothing more comes in a chat for a little while.
func (s *story) quiet(where place) {
	s.t.Helper()
	s.until("all updates to be taken", func() bool { return s.telegram.Pending() == 0 })
	time.Sleep(300 * time.Millisecond)
	if said := s.said(where); len(said) > s.heard[where] {
		s.t.Errorf("the bot said %q where it should be silent", said[s.heard[where]].Words())
	}
}

func holds(text, want string) bool {
	if re, ok := strings.CutPrefix(want, "/"); ok && strings.HasSuffix(re, "/") && len(re) > 1 {
		return regexp.MustCompile(strings.TrimSuffix(re, "/")).MatchString(text)
	}
	return strings.Contains(text, want)
}
