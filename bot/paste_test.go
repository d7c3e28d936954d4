package bot

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/bot/render"
)

// words are numbered, so that each can be missed.
func numberedWords(n int) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf("واژهٔ%d", i))
	}
	return strings.Join(list, " ")
}

// cut cuts a text into parts of so many units, as the plainest of apps do.
func cut(text string, units int) (parts []string) {
	for rest := []rune(text); len(rest) > 0; {
		n := min(units, len(rest)) // the texts here have no pairs
		parts, rest = append(parts, strings.TrimSpace(string(rest[:n]))), rest[n:]
	}
	return parts
}

// part is a message as it arrives, with more of it where that is given.
func part(t *testing.T, id int, text string, more map[string]any) string {
	t.Helper()
	m := map[string]any{
		"message_id": 100 + id, "date": 1000 + id/3, "text": text,
		"from": map[string]any{"id": 5, "first_name": "Ali"}, "chat": map[string]any{"id": 5, "type": "private"},
	}
	for name, value := range more {
		m[name] = value
	}
	data, err := json.Marshal(map[string]any{"update_id": id, "message": m})
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// A text in several messages is one question, which is asked once and whole; what
// only looks like one is none.
func TestPastes(t *testing.T) {
	t.Parallel()
	long := numberedWords(1100) // some 9,700 units
	exact := cut(long, maxText)
	if len(exact) != 3 {
		t.Fatalf("the text has %d parts", len(exact))
	}
	forwarded := map[string]any{"forward_origin": map[string]any{"type": "hidden_user", "sender_user_name": "E", "date": 1}}
	paragraphs := []string{strings.Repeat("One line.\n", 300) + "End.", strings.Repeat("Two lines.\n", 300) + "End of it."}
	full := strings.Repeat("x", maxText)
	for _, c := range []struct {
		name  string
		texts []string
		more  map[string]any
		want  []string
	}{
		{"cut in mid-word", exact, nil, []string{long}},
		{"cut at the end of a line", paragraphs, nil, []string{paragraphs[0] + "\n" + paragraphs[1]}},
		{"cut at a space", cutAtSpaces(long), nil, []string{long}},
		{"a short one after a long one", []string{numberedWords(300), "And this?"}, nil, []string{numberedWords(300), "And this?"}},
		{"a short one after two parts", append(slices.Clone(exact), "And this?"), nil, []string{long, "And this?"}},
		{"a single one that is full", []string{full}, nil, []string{full}},
		{"a command after a full one", []string{full, "/id"}, nil, []string{full}},
		{"what only looks like a command goes on", []string{full, "/usr/bin is a path"}, nil, []string{full + "/usr/bin is a path"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				model := &noting{busy: busy{time.Now().Add(-time.Hour)}}
				b, db := waitingBot(t, model)
				for i, text := range c.texts {
					b.takes(t, part(t, i+1, text, c.more))
					time.Sleep(200 * time.Millisecond)
				}
				time.Sleep(3 * time.Second)
				if got := model.questions(); !slices.Equal(got, c.want) {
					t.Errorf("asked were %d questions of %v units, want %d of %v", len(got), lengths(got), len(c.want), lengths(c.want))
				}
				if open, err := db.Unfinished(t.Context(), "", 0, 9); err != nil || len(open) > 0 {
					t.Errorf("%d updates are open (%v)", len(open), err)
				}
			})
		})
	}
	t.Run("another version without other words between two parts", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			model := &noting{busy: busy{time.Now().Add(-time.Hour)}}
			b, db := waitingBot(t, model)
			b.takes(t, part(t, 1, exact[0], nil))
			b.takes(t, strings.Replace(strings.Replace(part(t, 1, exact[0], nil), `"message":`, `"edited_message":`, 1), `"update_id":1`, `"update_id":100`, 1))
			b.takes(t, strings.Replace(part(t, 2, exact[1], nil), `"update_id":2`, `"update_id":101`, 1))
			b.takes(t, strings.Replace(part(t, 3, exact[2], nil), `"update_id":3`, `"update_id":102`, 1))
			time.Sleep(5 * time.Second)
			if got := model.questions(); !slices.Equal(got, []string{long}) {
				t.Errorf("asked were %d questions of %v units, want one of %d", len(got), lengths(got), len(long))
			}
			if open, err := db.Unfinished(t.Context(), "", 0, 9); err != nil || len(open) > 0 {
				t.Errorf("%d updates are open (%v)", len(open), err)
			}
		})
	})
	t.Run("several that were passed on", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			b, _ := waitingBot(t, &noting{})
			for _, text := range exact {
				if u, err := read(json.RawMessage(part(t, 1, text, forwarded)), time.Now()); err != nil || b.pasteOf(u) != nil {
					t.Errorf("a paste was seen in it (%v)", err)
				}
			}
		})
	})
}

// cutAtSpaces cuts as most apps do: at the last space that fits.
func cutAtSpaces(text string) (parts []string) {
	for len([]rune(text)) > maxText {
		head := string([]rune(text)[:maxText-1])
		at := strings.LastIndexByte(head, ' ')
		parts, text = append(parts, text[:at]), text[at+1:]
	}
	return append(parts, text)
}

// questions are the last messages of what was asked.
func (n *noting) questions() (list []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, messages := range n.asked {
		list = append(list, messages[len(messages)-1].Text)
	}
	return list
}

func lengths(texts []string) (all []int) {
	for _, text := range texts {
		all = append(all, render.Len(text))
	}
	return all
}

// How long a part is waited for, and that a stop ends the wait.
func TestHowLongAPasteIsWaitedFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		first string
		then  string // half a second later
		asked int    // questions a second after the first message
		end   int
	}{
		{"a short message is answered at once", "Hello", "", 1, 1},
		{"a full one after its wait", strings.Repeat("x", maxText), "", 0, 1},
		{"its end is not waited on", strings.Repeat("x", maxText), "yz", 1, 1},
		{"a stop ends it", strings.Repeat("x", maxText), "/stop", 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				model := &noting{busy: busy{time.Now().Add(-time.Hour)}}
				b, _ := waitingBot(t, model)
				b.takes(t, part(t, 1, c.first, nil))
				time.Sleep(500 * time.Millisecond)
				if c.then != "" {
					b.takes(t, part(t, 2, c.then, nil))
				}
				time.Sleep(500 * time.Millisecond)
				if got := len(model.questions()); got != c.asked {
					t.Errorf("after a second %d questions were asked, want %d", got, c.asked)
				}
				time.Sleep(pasteWait)
				if got := len(model.questions()); got != c.end {
					t.Errorf("%d questions were asked, want %d", got, c.end)
				}
			})
		})
	}
}

// The formatting of all parts stays where it was, and the answer points at the last.
func TestAPasteKeepsItsFormatting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, db := waitingBot(t, &noting{busy: busy{time.Now().Add(-time.Hour)}})
		bold := func(at int) map[string]any {
			return map[string]any{
				"chat":     map[string]any{"id": -100, "type": "supergroup"},
				"entities": []any{map[string]any{"type": "bold", "offset": at, "length": 2}},
			}
		}
		first := "@test_bot " + strings.Repeat("x", maxText-10)
		b.takes(t, part(t, 1, first, bold(20)), part(t, 2, strings.Repeat("y", 50), bold(30)))
		messages, err := db.Unsent(t.Context())
		if err != nil || len(messages) == 0 || messages[len(messages)-1].To != 102 {
			t.Errorf("said was %+v (%v), want an answer to the last message", messages, err)
		}
		whole, err := read(json.RawMessage(part(t, 3, first, bold(20))), time.Now())
		if err != nil {
			t.Fatal(err)
		}
		paste := b.pasteOf(whole)
		next, _ := read(json.RawMessage(part(t, 4, strings.Repeat("y", 50), bold(30))), time.Now())
		paste.add(b, next)
		if got := paste.entities; len(got) != 2 || got[1].Offset != maxText+30 {
			t.Errorf("the formatting is %+v", got)
		}
	})
}

// The bot ends between the parts of a paste: the next start makes it one question
// all the same.
func TestAPasteOutlivesTheBot(t *testing.T) {
	t.Parallel()
	long := numberedWords(700)
	parts := cut(long, maxText)
	var asked []string
	s := newScene(t, answers(func(question string) string { asked = append(asked, question); return "Read." }))
	s.met()
	s.Say(sara, sara, parts[0])
	s.until("the first part to be taken", func() bool { return s.Pending() == 0 })
	s.end()
	s.Say(sara, sara, parts[1])
	s.begin()
	s.until("an answer", func() bool { return slices.Contains(s.said(sara), "Read.") })
	s.Say(sara, sara, "/id")
	s.until("the next", func() bool { return len(s.said(sara)) >= 5 })
	s.end()
	if !slices.Equal(asked, []string{long}) {
		t.Errorf("%d questions of %v units were asked, want one of %d", len(asked), lengths(asked), render.Len(long))
	}
}
