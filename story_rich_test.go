package main

import (
	"fmt"
	"slices"
	"strings"

	"hamzaban/sandbox/telegram"
)

// What follows is about rich messages:
//
//	rich sara rtl text     her last message is a rich one that runs so, with that in its Markdown
//	ordinary sara          her last message is an ordinary one
//	chapters groq 14       groq's next answer has so many chapters, of 500 characters each
//	unrich [hang]          the next edit is refused, as a rich message may be (and the one
//	                       after it hangs)
//	hanging                until an edit hangs
//	stands sara 1 Title    so many messages of the bot to her have a line that is just that
var richThings = map[string]func(s *story, args []string, rest string){
	"rich": func(s *story, args []string, rest string) {
		_, where := s.at(args[0])
		want := after(rest, 2)
		s.until("a rich message with "+want, func() bool {
			in := s.last(where).RichInput
			return in != nil && in.IsRTL == (args[1] == "rtl") && holds(in.Markdown, want)
		})
	},
	"ordinary": func(s *story, args []string, _ string) {
		_, where := s.at(args[0])
		if m := s.last(where); m.RichInput != nil {
			s.t.Errorf("the last message to %s is a rich one: %s", args[0], m.RichInput.Markdown)
		}
	},
	"chapters": func(s *story, args []string, _ string) {
		var b strings.Builder
		for i := range s.number(args[1]) {
			fmt.Fprintf(&b, "## Chapter %d\n\n%s\n\n", i+1, strings.Repeat("Words of a chapter, many of them. ", 14))
		}
		s.providers.Say(args[0], b.String())
	},
	"unrich": func(s *story, args []string, _ string) {
		faults := []telegram.Fault{telegram.Refuse(400, "RICH_MESSAGE_INVALID")}
		for range args {
			faults = append(faults, telegram.Hang())
		}
		s.telegram.Script("editMessageText", faults...)
	},
	"hanging": func(s *story, _ []string, _ string) {
		s.until("an edit that hangs", func() bool {
			return slices.ContainsFunc(s.telegram.Calls(), func(c telegram.Call) bool { return c.Fault == "hang" })
		})
	},
	"stands": func(s *story, args []string, rest string) {
		_, where := s.at(args[0])
		line, n := after(rest, 2), 0
		for _, m := range s.said(where) {
			if slices.Contains(strings.Split(m.Words(), "\n"), line) {
				n++
			}
		}
		if n != s.number(args[1]) {
			s.t.Errorf("%q stands in %d messages, want %s", line, n, args[1])
		}
	},
}
