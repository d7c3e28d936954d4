package bot

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/chat"
	"hamzaban/store"

	"hamzaban/translate"
)

// A group with Ali, Mina, and an admin, who is also one of those who hide behind it.
const (
	ali   = 5
	admin = 6
	mina  = 7
	eve   = 9
	team  = -100
)

// board is a group in which buttons hang below messages.
type board struct {
	*Bot
	t   *testing.T
	db  *store.Store
	api group
	id  int64
	log bytes.Buffer
	// hung are the messages by the updates that they answer.
	hung map[int64][]int64
}

func newBoard(t *testing.T) *board {
	b, db := waitingBot(t, busy{time.Now().Add(3 * time.Hour)})
	w := &board{Bot: b, t: t, db: db, hung: map[int64][]int64{}}
	b.log = slog.New(slog.NewTextHandler(&w.log, nil))
	b.Providers = []Provider{{Name: "one", Title: "One"}, {Name: "two", Title: "Two"}}
	b.Translator = &translate.Engine{Provider: busy{time.Now().Add(3 * time.Hour)}, Memory: db.Memory(), Log: b.log}
	b.at(t, &w.api)
	return w
}

// writes has somebody write in the group, and returns the update's number.
func (w *board) writes(who int64, text string) int64 {
	w.t.Helper()
	w.id++
	from := fmt.Sprintf(`"from":{"id":%d,"first_name":"X"}`, who)
	if who == team {
		from = `"from":{"id":1087968824,"is_bot":true},"sender_chat":{"id":-100,"type":"supergroup"}`
	}
	w.takes(w.t, fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%[1]d,"date":1,"text":%q,%s,"chat":{"id":%d,"type":"supergroup"}}}`, w.id, text, from, team))
	w.settle(w.id)
	return w.id
}

// settle notes which messages answer an update.
func (w *board) settle(seq int64) {
	for message := range shown(w.t, w.db) {
		w.hung[seq] = append(w.hung[seq], message)
	}
	slices.Sort(w.hung[seq])
}

// asked has Ali ask for what is kept for a button.
func (w *board) asked(kept string) int64 {
	w.t.Helper()
	w.id++
	got, err := w.db.Receive(w.t.Context(), []chat.Update{{ID: w.id, Lane: laneOf(chat.Key{Chat: team, Person: ali}), Person: ali, Raw: json.RawMessage(`{}`), At: time.Now()}}, 0)
	if err == nil {
		o := chat.Outcome{Key: chat.Key{Chat: team, Person: ali}, Asked: kept, Replies: []chat.Reply{{Chat: team, Text: "x"}}}
		_, err = w.db.Finish(w.t.Context(), got[0].Seq, w.freeze(o))
	}
	if err != nil {
		w.t.Fatal(err)
	}
	w.settle(w.id)
	return w.id
}

// presses has somebody press a button that carries this, and returns what they are
// shown for it. Every press is answered once.
func (w *board) presses(who, message int64, data string) (word string) {
	w.t.Helper()
	w.id++
	before := len(w.api.answered)
	w.takes(w.t, fmt.Sprintf(`{"update_id":%d,"callback_query":{"id":"%[1]d","from":{"id":%d},"data":%q,
		"message":{"message_id":%d,"date":1,"chat":{"id":%d,"type":"supergroup"}}}}`, w.id, who, data, message, team))
	if n := len(w.api.answered) - before; n != 1 {
		w.t.Errorf("%d's press of %q below message %d was answered %d times", who, data, message, n)
		return ""
	}
	return w.api.answered[before]
}

// kept is all that is kept of somebody.
func (w *board) kept(who int64) string {
	w.t.Helper()
	d, err := w.db.Dossier(w.t.Context(), who)
	if err != nil {
		w.t.Fatal(err)
	}
	data, err := json.Marshal(d)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(data)
}

func TestWhoMayPress(t *testing.T) {
	t.Parallel()
	const stale, foreign = "no longer works", "not your buttons"
	for _, c := range []struct {
		name   string
		asks   int64 // who sends /settings
		by     int64
		choice string
		below  int64 // another message
		after  time.Duration
		word   string
		digits string // of whoever asked, afterwards
		said   int
	}{
		{"whoever asked", ali, ali, "digits=fa", 0, time.Hour, "", "fa", 1},
		{"after weeks", ali, ali, "digits=fa", 0, 29 * 24 * time.Hour, "", "fa", 1},
		{"too late", ali, ali, "digits=fa", 0, 31 * 24 * time.Hour, stale, "", 0},
		{"somebody else", ali, mina, "digits=fa", 0, time.Hour, foreign, "", 0},
		{"an admin is somebody else", ali, admin, "digits=fa", 0, time.Hour, foreign, "", 0},
		{"below another's message", ali, ali, "digits=fa", 999, time.Hour, stale, "", 0},
		{"an admin for the hidden ones", team, admin, "digits=fa", 0, time.Hour, "", "fa", 1},
		{"a member for the hidden admins", team, mina, "digits=fa", 0, time.Hour, foreign, "", 0},
		{"a choice that there is not", ali, ali, "digits=roman", 0, time.Hour, stale, "", 0},
		{"a page that there is not", ali, ali, "secrets", 0, time.Hour, stale, "", 0},
		{"a choice of none", ali, ali, "all=fa", 0, time.Hour, stale, "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newBoard(t)
				seq := w.writes(c.asks, "/settings@test_bot")
				time.Sleep(c.after)
				message := w.hung[seq][0]
				if c.below != 0 {
					message = c.below
				}
				if word := w.presses(c.by, message, buttonData(settingButton, seq, c.choice)); !strings.Contains(word, c.word) || (c.word == "") != (word == "") {
					t.Errorf("they are shown %q, want %q", word, c.word)
				}
				if said := shown(t, w.db); len(said) != c.said {
					t.Errorf("said %v, want %d messages", said, c.said)
				}
				for who, want := range map[int64]string{c.asks: c.digits, mina: "", admin: ""} {
					if p, err := w.db.Person(t.Context(), who); err == nil && p.Digits != want {
						t.Errorf("the digits of %d are %q, want %q", who, p.Digits, want)
					}
				}
			})
		})
	}
}

// A double tap is one press; the same choice made again later is another.
func TestDoubleTaps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newBoard(t)
		seq := w.writes(ali, "/settings@test_bot")
		said := 0
		tap := func(pause time.Duration, choice string, more int) {
			t.Helper()
			time.Sleep(pause)
			if word := w.presses(ali, w.hung[seq][0], buttonData(settingButton, seq, choice)); word != "" {
				t.Errorf("shown %q", word)
			}
			if said = len(shown(t, w.db)); said != more {
				t.Errorf("after %v %d messages were said, want %d", pause, said, more)
			}
		}
		tap(time.Second, "digits=fa", 1)
		tap(tapGrace/2, "digits=fa", 0)
		tap(0, "digits=latin", 1)
		tap(0, "digits=fa", 1)
		tap(2*tapGrace, "digits=fa", 1)
	})
}

// Whatever a press carries: there is no panic and one answer, nothing changes of
// those who did not press, and no message of theirs is touched.
func TestForgedPresses(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	pick := func(list ...string) string { return list[random.IntN(len(list))] }
	n := 300
	if testing.Short() {
		n = 90
	}
	synctest.Test(t, func(t *testing.T) {
		w := newBoard(t)
		of := map[int64][]int64{} // whose message is whose
		for _, u := range []struct {
			who  int64
			text string
		}{{ali, "/settings@test_bot"}, {ali, "/persona@test_bot Be brief."}, {ali, "/forget@test_bot"}, {ali, "@test_bot hello"}, {mina, "/settings@test_bot"}, {team, "/settings@test_bot"}} {
			of[u.who] = append(of[u.who], w.hung[w.writes(u.who, u.text)]...)
		}
		for _, kept := range []string{`{"text":"salam","To":"en"}`, `{"text":"salam","To":"en","right":"hello"}`} {
			of[ali] = append(of[ali], w.hung[w.asked(kept)]...)
		}
		last := w.id
		kinds := append(slices.Sorted(maps.Keys(w.buttons)), "lang", "", "x")
		data := func() string {
			choice := pick("", "-", "all", "keep", "de", "fa", "all=", "=", "language", "language=fa", "digits=fa", "persona=teacher", "everything=on",
				"provider=two", "provider=no", "target=de", ":", "\u202e", strings.Repeat("x", 40))
			seq := pick(fmt.Sprint(1+random.Int64N(last)), fmt.Sprint(1+random.Int64N(last)), fmt.Sprint(1+random.Int64N(last)), "0", "-1", "99999", "", "x", "9223372036854775808")
			return kinds[random.IntN(len(kinds))] + pick(":", ":", ":", "") + seq + pick(":", ":", ":", "") + choice
		}
		for i := range n {
			who := []int64{eve, mina, ali}[min(i*3/n, 2)]
			others := map[int64]string{}
			for _, other := range []int64{ali, mina, team} {
				if other != who {
					others[other] = w.kept(other)
				}
			}
			carried, message := data(), 700+random.Int64N(last+4)
			w.presses(who, message, carried)
			for other, before := range others {
				if w.kept(other) != before {
					t.Fatalf("%d's press of %q changed what is kept of %d", who, carried, other)
				}
			}
			messages, err := w.db.Unsent(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range messages {
				if m.Sent != 0 && !slices.Contains(of[who], m.Sent) {
					t.Fatalf("%d's press of %q changes message %d, which is not theirs", who, carried, m.Sent)
				}
			}
			for message := range shown(t, w.db) {
				of[who] = append(of[who], message)
			}
			time.Sleep(time.Duration(random.IntN(1200)) * time.Millisecond)
		}
		if log := w.log.String(); strings.Contains(log, "panicked") || strings.Contains(log, "put aside") {
			t.Errorf("the bot wrote:\n%s", log)
		}
	})
}
