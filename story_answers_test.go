package main

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"hamzaban/sandbox/providers"
	"hamzaban/sandbox/telegram"
)

// answers are the story's verbs for how answers look and how they come:
//
//	writes groq a.md [20ms]   groq's next answer is this file of the story's; with a
//	                          time it is streamed, a word every so long
//	looks sara a.txt          the bot's next messages to her are those in the file, with
//	                          tags for their formatting and lines of ~~~ between them
//	whole sara a.md           her last messages have all words of the file, in order,
//	                          none cut, and no message is longer than Telegram bears
//	grows sara 3              until so many previews of an answer were shown to her
//	halt sara                 she presses the stop button of the draft that she sees
//	gone sara                 until she sees no draft
//	once sara text            exactly one message there has this in it
//	patient                   Telegram never told the bot to slow down
var answers = map[string]func(s *story, args []string, rest string){
	"writes": func(s *story, args []string, _ string) {
		s.providers.Say(args[0], s.read(args[1]))
		if len(args) > 2 {
			pause, err := time.ParseDuration(args[2])
			if err != nil {
				s.t.Fatal(err)
			}
			s.providers.Script(args[0], providers.Drip(pause))
		}
	},
	"looks": (*story).looks,
	"whole": (*story).whole,
	"grows": func(s *story, args []string, _ string) {
		_, where := s.at(args[0])
		s.until(args[1]+" previews", func() bool { return s.previews(where) >= s.number(args[1]) })
	},
	"halt": func(s *story, args []string, _ string) {
		s.until("a draft that can be stopped", func() bool { return s.telegram.Stop(s.person(args[0])) })
	},
	"gone": func(s *story, args []string, _ string) {
		s.until("the draft to go", func() bool {
			_, there := s.telegram.Draft(s.person(args[0]))
			return !there
		})
	},
	"once": func(s *story, args []string, rest string) {
		_, where := s.at(args[0])
		n := 0
		for _, m := range s.said(where) {
			if holds(m.Text, after(rest, 1)) {
				n++
			}
		}
		if n != 1 {
			s.t.Errorf("%d messages have %q in them", n, after(rest, 1))
		}
	},
	"patient": func(s *story, _ []string, _ string) {
		for _, c := range s.telegram.Calls() {
			if c.Status == 429 {
				s.t.Errorf("Telegram refused a call for its number: %s at %v", c.Method, c.At)
			}
		}
	},
}

func init() { maps.Copy(things, answers) }

// read is a file of the story's, without the line end at its end.
func (s *story) read(name string) string {
	s.t.Helper()
	data, err := os.ReadFile(filepath.Join(s.dir, name))
	if err != nil {
		s.t.Fatal(err)
	}
	return strings.TrimRight(string(data), "\n")
}

// previews counts the drafts and the edits of growing messages in a place.
func (s *story) previews(where place) int {
	n := 0
	for _, c := range s.telegram.Calls() {
		growing := strings.HasSuffix(c.Params["text"], "…") && (c.Method == "sendMessage" || c.Method == "editMessageText")
		if c.Chat() == where.chat && c.Accepted && (growing || strings.HasSuffix(c.Method, "Draft")) {
			n++
		}
	}
	return n
}

// looks compares the bot's next messages with a file.
func (s *story) looks(args []string, _ string) {
	s.t.Helper()
	_, where := s.at(args[0])
	for _, want := range strings.Split(s.read(args[1]), "\n~~~\n") {
		s.heard[where]++
		n := s.heard[where]
		got := ""
		wait := time.Now().Add(patience)
		for got != want && time.Now().Before(wait) {
			if said := s.said(where); len(said) >= n {
				got = tagged(said[n-1])
			}
			time.Sleep(10 * time.Millisecond)
		}
		if got != want {
			s.t.Fatalf("message %d to %s looks so:\n%s\nwant:\n%s", n, args[0], got, want)
		}
	}
}

// whole looks for all words of a file in the messages that the story has not
// told of.
func (s *story) whole(args []string, _ string) {
	s.t.Helper()
	_, where := s.at(args[0])
	want := words(fences.ReplaceAllString(s.read(args[1]), ""))
	heard := s.heard[where]
	var got []string
	missing := "?"
	for wait := time.Now().Add(patience); missing != ""; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(wait) {
			s.t.Fatalf("the word %q is missing in the messages to %s, or misplaced, or cut:\n%q", missing, args[0], got)
		}
		got = nil
		for _, m := range s.said(where)[min(heard, len(s.said(where))):] {
			got = append(got, words(m.Text)...)
		}
		missing = lacking(want, got)
	}
	s.heard[where] = len(s.said(where))
	if parts := s.heard[where] - heard; len(got) > len(want)+2*parts { // each says which of how many it is
		s.t.Errorf("%d words in %d messages, %d were written", len(got), parts, len(want))
	}
}

// fences are the lines around code, which nobody sees.
var fences = regexp.MustCompile("(?m)^ *```.*$")

// lacking is the first of some words that others do not have in their order.
func lacking(want, got []string) string {
	for _, w := range want {
		i := slices.Index(got, w)
		if i < 0 {
			return w
		}
		got = got[i+1:]
	}
	return ""
}

// words are the runs of letters and digits in a text.
func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\u200c' })
}

// tagged writes a message with tags for its formatting, and ⟨R⟩ and ⟨L⟩ for
// marks of direction. What Telegram finds by itself has none.
func tagged(m telegram.Message) string {
	entities := slices.DeleteFunc(slices.Clone(m.Entities), func(e telegram.Entity) bool {
		return slices.Contains([]string{"mention", "hashtag", "bot_command", "url", "email"}, e.Type)
	})
	var b strings.Builder
	unit := 0
	tags := func() {
		for _, e := range slices.Backward(entities) {
			if e.Offset+e.Length == unit {
				b.WriteString("</" + e.Type + ">")
			}
		}
		for _, e := range entities {
			if e.Offset == unit {
				b.WriteString("<" + strings.TrimSpace(e.Type+" "+e.URL+e.Language) + ">")
			}
		}
	}
	marks := strings.NewReplacer("\u200e", "⟨L⟩", "\u200f", "⟨R⟩")
	for _, r := range m.Text {
		tags()
		b.WriteString(marks.Replace(string(r)))
		if unit++; r > 0xFFFF {
			unit++
		}
	}
	tags()
	return b.String()
}

// TestTagged keeps the judge honest.
func TestTagged(t *testing.T) {
	m := telegram.Message{Text: "😀 a\u200f b", Entities: []telegram.Entity{
		{Type: "bold", Offset: 3, Length: 1}, {Type: "text_link", Offset: 3, Length: 1, URL: "https://example.org"},
		{Type: "hashtag", Offset: 0, Length: 2}, {Type: "pre", Offset: 6, Length: 1, Language: "go"},
	}}
	if got, want := tagged(m), "😀 <bold><text_link https://example.org>a</text_link></bold>⟨R⟩ <pre go>b</pre>"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
