package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"hamzaban/sandbox/providers"
	"hamzaban/sandbox/telegram"
)

// TestFormattedTranslation: bold words, links, code and spoilers come back at
// the words that they stood at.
func TestFormattedTranslation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ali := w.telegram.Person(telegram.Person{ID: 1001, LanguageCode: "en", FirstName: "Ali"})
	w.start()
	text := "/fa 👋 good morning\nthank you\ngit push"
	entity := func(kind, words, url string) telegram.Entity {
		at := strings.Index(text, words)
		return telegram.Entity{Type: kind, Offset: units(text[:at]), Length: units(words), URL: url}
	}
	w.telegram.Say(ali, ali, text, telegram.Formatted(
		entity("bot_command", "/fa", ""), entity("bold", "good morning", ""),
		entity("text_link", "thank you", "https://example.com/"), entity("code", "git push", ""),
	))
	var said []telegram.Message
	w.until("the translation", func() bool {
		said = botSaid(w, ali)
		return len(said) == 2 && strings.Contains(said[1].Text, "git push")
	})
	got := said[1]
	for _, want := range []struct{ kind, words, url string }{
		{"bold", "صبح", ""}, {"text_link", "متشکرم", "https://example.com/"}, {"code", "git push", ""},
	} {
		found := false
		for _, e := range got.Entities {
			words := cutUnits(got.Text, e.Offset, e.Length)
			found = found || e.Type == want.kind && strings.Contains(words, want.words) && e.URL == want.url
		}
		if !found {
			t.Errorf("no %s at %q in %q: %+v", want.kind, want.words, got.Text, got.Entities)
		}
	}
	if strings.ContainsAny(got.Text, "⟦⟧") {
		t.Errorf("marks are left: %q", got.Text)
	}
}

// subtitles is a file of so many cues, all different.
func subtitles(cues int) []byte {
	var b strings.Builder
	for i := range cues {
		at := time.Duration(i) * 2 * time.Second
		clock := func(d time.Duration) string {
			return fmt.Sprintf("%02d:%02d:%02d,%03d", int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60, d.Milliseconds()%1000)
		}
		fmt.Fprintf(&b, "%d\r\n%s --> %s\r\nGood morning, number %d\r\n\r\n", i+1, clock(at), clock(at+time.Second), i+1)
	}
	return []byte(b.String())
}

// unhurried is a world whose providers have no limits and take their time.
func unhurried(t *testing.T) *world {
	w := worldOf(t, providers.Options{Latency: 500 * time.Millisecond, Limits: providers.Unlimited()})
	for _, name := range providers.Names {
		w.env[strings.ToUpper(name)+"_LIMITS"] = "none"
	}
	return w
}

// TestFileSurvivesKill: the bot is killed in the middle of a file of 300 cues.
// The next run goes on in the same view, sends the file once, whole, and asks
// for nothing that it had.
func TestFileSurvivesKill(t *testing.T) {
	t.Parallel()
	w := unhurried(t)
	ali := w.telegram.Person(telegram.Person{ID: 1001, LanguageCode: "en", FirstName: "Ali"})
	w.start()
	w.telegram.SayDocument(ali, ali, telegram.File{Name: "film.en.srt", Data: subtitles(300)}, "fa")
	var view telegram.Message
	w.until("the view of the work", func() bool {
		for _, m := range botSaid(w, ali) {
			if strings.HasPrefix(m.Text, "Translating film.en.srt") {
				view = m
				return true
			}
		}
		return false
	})
	// Meanwhile the person goes on talking.
	w.telegram.Say(ali, ali, "Hello!")
	w.until("an answer beside the file", func() bool {
		all := botSaid(w, ali)
		return len(all) > 2 && all[len(all)-1].ID > view.ID && all[len(all)-1].Document == nil
	})
	if _, ok := view.Button("⏹ Stop"); !ok {
		t.Error("the view has no button to stop")
	}
	w.crash()
	w.start()
	var files []telegram.Message
	w.until("the file", func() bool {
		files = nil
		for _, m := range botSaid(w, ali) {
			if m.Document != nil {
				files = append(files, m)
			}
		}
		return len(files) > 0
	})
	f, _ := w.telegram.File(files[0].Document.FileID)
	if files[0].Document.Name != "film.fa.srt" || strings.Count(string(f.Data), "صبح") != 300 || strings.Count(string(f.Data), "\r\n") != 1200 {
		t.Errorf("the file %q has %d cues translated", files[0].Document.Name, strings.Count(string(f.Data), "صبح"))
	}
	calls := 0
	for _, name := range providers.Names {
		calls += len(w.providers.Asked(name))
	}
	t.Logf("%d requests for 300 cues and a question, 31 at best", calls)
	if calls > 31+8 { // four in flight when it was killed, and some room for batches that were cut short
		t.Errorf("%d requests were made", calls)
	}
	w.stop()
	views := 0
	for _, m := range botSaid(w, ali) {
		if strings.HasPrefix(m.Text, "Translating") {
			t.Errorf("the view still says %q", m.Text)
		}
		if m.ID == view.ID {
			views++
		}
	}
	if len(files) != 1 || views != 1 {
		t.Errorf("%d files and %d views", len(files), views)
	}
}

// TestFileIsRemembered: what is asked after a file was translated may be about it.
func TestFileIsRemembered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ali := w.telegram.Person(telegram.Person{ID: 1001, LanguageCode: "en", FirstName: "Ali"})
	w.start()
	w.telegram.SayDocument(ali, ali, telegram.File{Name: "notes.txt", Data: []byte("The lamp is green.\n")}, "")
	w.until("the file", func() bool {
		return slices.ContainsFunc(botSaid(w, ali), func(m telegram.Message) bool { return m.Document != nil })
	})
	w.telegram.Say(ali, ali, "What is that file about?")
	var asked string
	w.until("the question", func() bool {
		for _, name := range providers.Names {
			for _, c := range w.providers.Asked(name) {
				if all := fmt.Sprint(c.Messages); strings.Contains(all, "What is that file about?") {
					asked = all
				}
			}
		}
		return asked != ""
	})
	if !strings.Contains(asked, "<document name=\"notes.txt\">\nThe lamp is green.\n</document>") {
		t.Errorf("it was asked with %s", asked)
	}
	w.stop()
}

// TestFileStopped: the button below the view stops the work, and the file sent
// again goes on where it was.
func TestFileStopped(t *testing.T) {
	t.Parallel()
	w := unhurried(t)
	ali := w.telegram.Person(telegram.Person{ID: 1001, LanguageCode: "en", FirstName: "Ali"})
	w.start()
	send := func() {
		w.telegram.SayDocument(ali, ali, telegram.File{Name: "film.srt", Data: subtitles(300)}, "fa")
	}
	send()
	w.until("the work to be stopped", func() bool {
		for _, m := range botSaid(w, ali) {
			if button, ok := m.Button("⏹ Stop"); ok {
				w.telegram.PressIn(ali, ali, m.ID, button.Data)
				return true
			}
		}
		return false
	})
	w.until("the word that it is", func() bool {
		for _, m := range botSaid(w, ali) {
			if strings.HasPrefix(m.Text, "Stopped.") {
				return true
			}
		}
		return false
	})
	count := func() (n int) {
		for _, name := range providers.Names {
			n += len(w.providers.Asked(name))
		}
		return n
	}
	w.until("what is under way to end", func() bool {
		n := count()
		time.Sleep(700 * time.Millisecond)
		return count() == n
	})
	before := count()
	if before > 28 {
		t.Errorf("%d requests were made, though it was stopped", before)
	}
	send()
	w.until("the file", func() bool {
		all := botSaid(w, ali)
		return all[len(all)-1].Document != nil
	})
	t.Logf("%d requests before the stop, %d after it, 30 at best", before, count()-before)
	if all := count(); all > 30+8 {
		t.Errorf("%d requests were made in all", all)
	}
}

// botSaid are the bot's messages in a chat.
func botSaid(w *world, where int64) (list []telegram.Message) {
	for _, m := range w.telegram.Chat(where) {
		if m.FromBot() && !m.Deleted {
			list = append(list, m)
		}
	}
	return list
}

func units(s string) int { return len(utf16.Encode([]rune(s))) }

func cutUnits(s string, from, n int) string {
	u := utf16.Encode([]rune(s))
	return string(utf16.Decode(u[from : from+n]))
}
