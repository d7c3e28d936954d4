package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hamzaban/sandbox/telegram"
	"hamzaban/store"
)

const sound = `{"update_id":%d,"message":{"message_id":1,"date":1,"text":"hello","from":{"id":5},"chat":{"id":5,"type":"private"}}}`

// feed is what a Bot API's polls bring, whatever it is: each item has a number
// of the API's own, by which it is confirmed.
type feed struct {
	mu      sync.Mutex
	items   map[int64]string
	offsets []int64
}

func (f *feed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	if !strings.HasSuffix(r.URL.Path, "/getUpdates") {
		fmt.Fprint(w, `{"ok":true,"result":{"id":42,"is_bot":true,"username":"x_bot"}}`)
		return
	}
	var p struct{ Offset int64 }
	_ = json.NewDecoder(r.Body).Decode(&p)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.offsets = append(f.offsets, p.Offset)
	var numbers []int64
	for n := range f.items {
		if n < p.Offset {
			delete(f.items, n)
		} else {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	list := []string{}
	for _, n := range numbers {
		list = append(list, f.items[n])
	}
	fmt.Fprintf(w, `{"ok":true,"result":[%s]}`, strings.Join(list, ","))
}

func (f *feed) add(items map[int64]string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for n, item := range items {
		f.items[n] = item
	}
}

// Whatever comes instead of an update is kept aside once, and what comes with it
// and after it is received; what has a number, or lies before what has, is
// confirmed.
func TestWhatIsNoUpdate(t *testing.T) {
	for _, c := range []struct {
		name   string
		cursor int64
		items  map[int64]string
		aside  int
		left   int // not confirmed before something sound comes
	}{
		{"a number as text", 0, map[int64]string{7: `{"update_id":"7"}`}, 1, 0},
		{"a number as text, no number before", 7, map[int64]string{7: `{"update_id":null}`, 8: `{"update_id":"8"}`}, 2, 0},
		{"no number, after earlier ones", 7, map[int64]string{7: `{"message":{}}`}, 1, 0},
		{"many without a number", 7, map[int64]string{7: `17`, 8: `"x"`, 9: `[]`, 10: `null`}, 4, 0},
		{"no number, first of all", 0, map[int64]string{7: `{"message":{}}`}, 1, 1},
		{"no number, numbers left out", 7, map[int64]string{1000: `{"message":{}}`}, 1, 1},
		{"a huge number", 7, map[int64]string{7: `{"update_id":99999999999999999999999}`}, 1, 0},
		{"the greatest number", 7, map[int64]string{7: `{"update_id":9223372036854775807}`}, 1, 0},
		{"a number below zero", 7, map[int64]string{7: `{"update_id":-7}`}, 1, 0},
		{"a broken number", 7, map[int64]string{7: `{"update_id":7.5}`}, 1, 0},
		{"among others", 7, map[int64]string{7: fmt.Sprintf(sound, 7), 8: `{}`, 9: fmt.Sprintf(sound, 9), 10: `{"x":1}`}, 2, 0},
		{"the same again and again", 7, map[int64]string{7: `{}`, 8: `{}`, 9: `{}`}, 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			api := &feed{items: c.items}
			server := httptest.NewServer(api)
			defer server.Close()
			path := filepath.Join(t.TempDir(), "x.db")
			b, db := polling(t, server.URL, path)
			if _, err := db.Receive(t.Context(), nil, c.cursor); err != nil {
				t.Fatal(err)
			}
			// The polls of some hours, without their pauses.
			cursor := c.cursor
			poll := func() {
				raws, err := b.client.updates(t.Context(), cursor, 0)
				if err != nil {
					t.Fatal(err)
				}
				cursor, _ = b.receive(t.Context(), raws, cursor)
			}
			for range 10 {
				poll()
			}
			if n := len(api.items); n != c.left {
				t.Errorf("%d things are left unconfirmed, want %d", n, c.left)
			}
			api.add(map[int64]string{2000: fmt.Sprintf(sound, 2000)})
			poll()
			poll()
			if len(api.items) > 0 {
				t.Errorf("with something sound after it %d things are left unconfirmed", len(api.items))
			}
			open, err := db.Unfinished(t.Context(), "", 0, 100)
			if err != nil || len(open) == 0 || open[len(open)-1].ID != 2000 {
				t.Errorf("received were %v (%v), want the sound one last", open, err)
			}
			if kept, err := db.Cursor(t.Context()); err != nil || kept != 2001 {
				t.Errorf("the cursor is kept as %d (%v), want 2001", kept, err)
			}
			if n := aside(t, db); n != c.aside {
				t.Errorf("%d things were put aside, want %d", n, c.aside)
			}
			if least := slices.Min(api.offsets); least < 0 {
				t.Errorf("the offset %d makes Telegram forget updates", least)
			}
		})
	}
}

// polling is a bot on a real database that is not running.
func polling(t *testing.T, api, path string) (*Bot, *store.Store) {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	b, err := New(Options{Token: "42:test", ServerURL: api, Transport: http.DefaultTransport, Store: db, Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	b.work, b.serving = t.Context(), t.Context()
	b.lanes.stop() // what is received stays in the inbox
	return b, db
}

// aside counts what was put aside: Prune deletes nothing else here.
func aside(t *testing.T, db *store.Store) int {
	t.Helper()
	n, err := db.Prune(context.WithoutCancel(t.Context()), time.Now().AddDate(0, 0, 2), 1)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Telegram delivers to a webhook again what was not answered in time.
func TestWebhookPutsAsideOnce(t *testing.T) {
	server := telegram.New(telegram.Options{})
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	b, db := hooked(t, server, filepath.Join(t.TempDir(), "x.db"))
	registers(t, b, server)
	for _, body := range []string{`{"no":"number"}`, `{"no":"number"}`, "no JSON", "no JSON", "no JSON", `{"update_id":-5}`} {
		r := httptest.NewRequest(http.MethodPost, "/hook", strings.NewReader(body))
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", "s3cret")
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		if b.ServeHTTP(w, r); w.Code != http.StatusOK {
			t.Errorf("%s: answered %d, want 200, or it never ends", body, w.Code)
		}
	}
	if n := aside(t, db); n != 3 {
		t.Errorf("%d things were put aside, want 3", n)
	}
}
