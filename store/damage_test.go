package store_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"hamzaban/chat"
	"hamzaban/store"
)

const pageSize, frameSize = 4096, 4096 + 24

// killedBot makes what a killed bot leaves: tables of many pages, long texts, free
// pages, an emptied WAL that was begun anew, and in it some commits.
func killedBot(t *testing.T) (files map[string][]byte, pages map[string][]int) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bot.db")
	s := open(t, path)
	long := json.RawMessage(`"` + strings.Repeat("a long paste ", 2000) + `"`)
	for i := range int64(100) {
		got, err := s.Receive(t.Context(), []chat.Update{{ID: i, Lane: fmt.Sprint("lane ", i%7), Person: i % 7, Raw: long}}, i)
		if err != nil {
			t.Fatal(err)
		}
		if i%2 == 0 { // its text goes, which leaves free pages
			continue
		}
		o := chat.Outcome{Key: chat.Key{Chat: i % 7, Person: i % 7}, Turns: []chat.Turn{{Role: "user", Text: string(long)}}}
		if _, err := s.Finish(t.Context(), got[0].Seq, o); err != nil {
			t.Fatal(err)
		}
	}
	must := func(statement string) {
		t.Helper()
		if err := s.Write(t.Context(), func(tx *gorm.DB) error { return tx.Exec(statement).Error }); err != nil {
			t.Fatal(err)
		}
	}
	must("DELETE FROM turns WHERE id > 20")
	for i := range 20 {
		must(fmt.Sprintf("INSERT INTO notes (key, value) VALUES ('%02d', '%s')", i, strings.Repeat("-", 1900)))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path)
	for i := range 20 { // which takes no further page
		if err := s.SetNote(t.Context(), fmt.Sprintf("%02d", i), strings.Repeat("x", 1900)); err != nil {
			t.Fatal(err)
		}
	}
	files = map[string][]byte{}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		data, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		files[suffix] = data
	}
	return files, pagesOf(t, s, files)
}

// pagesOf finds the pages of each kind that are read from the file, and not
// from the WAL.
func pagesOf(t *testing.T, s *store.Store, files map[string][]byte) map[string][]int {
	t.Helper()
	var list []struct {
		Name, Pagetype string
		Pageno         int
	}
	if err := s.Read(t.Context()).Raw("SELECT name, pagetype, pageno FROM dbstat").Scan(&list).Error; err != nil {
		t.Fatal(err)
	}
	newer := map[int]bool{}
	for at := 32; at+frameSize <= len(files["-wal"]); at += frameSize {
		h := files["-wal"][at:]
		newer[int(h[0])<<24|int(h[1])<<16|int(h[2])<<8|int(h[3])] = true
	}
	pages := map[string][]int{"header": {1}}
	for _, p := range list {
		kind := p.Pagetype
		if p.Name == "updates_lane" || strings.HasPrefix(p.Name, "sqlite_autoindex") {
			kind = "index"
		}
		if !newer[p.Pageno] && p.Pageno != 1 {
			pages[kind] = append(pages[kind], p.Pageno)
		}
	}
	h := files[""]
	pages["freelist"] = []int{int(h[32])<<24 | int(h[33])<<16 | int(h[34])<<8 | int(h[35])}
	if newer[1] || newer[pages["freelist"][0]] || pages["freelist"][0] == 0 {
		t.Fatal("the pages of the file that are to be damaged do not count")
	}
	return pages
}

// damages are what can happen to the files of a killed bot. Those that are not
// fatal leave everything as it was.
var damages = []struct {
	name  string
	do    func(random *rand.Rand, files map[string][]byte, pages map[string][]int)
	fatal bool
}{
	{"nothing", func(*rand.Rand, map[string][]byte, map[string][]int) {}, false},
	{"the file's header", page("header"), true},
	{"a table's page", page("leaf"), true},
	{"a page above others", page("internal"), true},
	{"a page of a long text", page("overflow"), true},
	{"a page of an index", page("index"), true},
	{"the list of free pages", page("freelist"), true},
	{"the file cut short", func(_ *rand.Rand, f map[string][]byte, _ map[string][]int) {
		f[""] = f[""][:len(f[""])/2/pageSize*pageSize]
	}, true},
	{"the WAL's header", func(r *rand.Rand, f map[string][]byte, _ map[string][]int) { noise(r, f["-wal"][:32]) }, true},
	{"the WAL's middle", wal(10, true), true},
	{"the WAL's middle, without its index", wal(10, false), true},
	{"the WAL's last frame", wal(-1, true), true},
	{"the WAL cut short", func(_ *rand.Rand, f map[string][]byte, _ map[string][]int) {
		f["-wal"] = f["-wal"][:len(f["-wal"])-frameSize]
	}, true},
	{"the WAL's index", func(r *rand.Rand, f map[string][]byte, _ map[string][]int) { noise(r, f["-shm"]) }, false},
	{"the WAL's index lost with the power", func(_ *rand.Rand, f map[string][]byte, _ map[string][]int) { delete(f, "-shm") }, false},
	{"a write torn by the kill", func(r *rand.Rand, f map[string][]byte, _ map[string][]int) {
		torn := bytes.Clone(f["-wal"][len(f["-wal"])-frameSize:])
		noise(r, torn[100:])
		f["-wal"] = append(f["-wal"], torn[:2000]...)
	}, false},
	{"a write torn by the loss of power", func(r *rand.Rand, f map[string][]byte, _ map[string][]int) {
		torn := bytes.Clone(f["-wal"][len(f["-wal"])-frameSize:])
		noise(r, torn[100:])
		f["-wal"] = append(append(f["-wal"], make([]byte, frameSize)...), torn...)
		delete(f, "-shm")
	}, false},
}

func noise(r *rand.Rand, data []byte) {
	for i := range data {
		data[i] = byte(r.Uint32())
	}
}

// page overwrites a whole page of the kind.
func page(kind string) func(*rand.Rand, map[string][]byte, map[string][]int) {
	return func(r *rand.Rand, files map[string][]byte, pages map[string][]int) {
		n := pages[kind][r.IntN(len(pages[kind]))]
		noise(r, files[""][(n-1)*pageSize:n*pageSize])
	}
}

// wal overwrites the page in a frame of the WAL, counted from its end where n is
// below zero.
func wal(n int, index bool) func(*rand.Rand, map[string][]byte, map[string][]int) {
	return func(r *rand.Rand, files map[string][]byte, _ map[string][]int) {
		data := files["-wal"]
		if n < 0 {
			n = (len(data)-32)/frameSize + n
		}
		noise(r, data[32+n*frameSize+24:][:pageSize])
		if !index {
			delete(files, "-shm")
		}
	}
}

// After an unclean stop damage is found wherever it is, and the files are left
// as they are; nobody who looks at them beside is told what is not true.
func TestDamageAfterAnUncleanStop(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	whole, pages := killedBot(t)
	for _, d := range damages {
		t.Run(d.name, func(t *testing.T) {
			files := map[string][]byte{}
			for suffix, data := range whole {
				files[suffix] = bytes.Clone(data)
			}
			d.do(random, files, pages)
			for _, o := range []store.Options{{}, {Beside: true}, {ReadOnly: true}} {
				o.Path = filepath.Join(t.TempDir(), "bot.db")
				for suffix, data := range files {
					if err := os.WriteFile(o.Path+suffix, data, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				s, err := store.Open(t.Context(), o)
				if err == nil {
					defer s.Close()
				}
				switch {
				case d.fatal && err == nil:
					t.Errorf("%+v: the damage was not seen", o)
				case d.fatal:
					if !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), "left as it is") || !strings.Contains(err.Error(), ".bak-") {
						t.Errorf("%+v: refused with %q, want the damage and the way to restore", o, err)
					}
					for _, suffix := range []string{"", "-wal"} {
						if after, _ := os.ReadFile(o.Path + suffix); !bytes.Equal(after, files[suffix]) {
							t.Errorf("%+v: the file %q was changed", o, suffix)
						}
					}
				case err != nil:
					t.Errorf("%+v: refused, though it is sound: %v", o, err)
				default:
					if note, err := s.Note(t.Context(), "19"); err != nil || !strings.HasPrefix(note, "x") {
						t.Errorf("%+v: the last commit is lost (%v)", o, err)
					}
				}
			}
		})
	}
}

// What looks on while a bot is at work takes the bot's WAL for no unclean stop,
// and a bot's own writing for no damage.
func TestLookingOnWhileABotWrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bot.db")
	release, err := store.Lock(path)
	if err != nil {
		t.Fatal(err)
	}
	bot := open(t, path)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	go func() {
		for i := 0; ctx.Err() == nil; i++ {
			_ = bot.SetNote(ctx, fmt.Sprint(i%100), strings.Repeat("x", i%20000))
		}
	}()
	for n := 0; ctx.Err() == nil; n++ {
		if n == 20 {
			release() // now it has to look for itself
		}
		for _, o := range []store.Options{{Path: path, Beside: true}, {Path: path, ReadOnly: true}} {
			s, err := store.Open(t.Context(), o)
			if err != nil {
				t.Fatalf("%+v: %v", o, err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

// What is overwritten while the database is in use is noticed at the first
// reading of it, and told once.
func TestDamageInUseIsTold(t *testing.T) {
	files, pages := killedBot(t)
	path := filepath.Join(t.TempDir(), "bot.db")
	for _, suffix := range []string{"", "-wal"} {
		if err := os.WriteFile(path+suffix, files[suffix], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var told []error
	s, err := store.Open(t.Context(), store.Options{Path: path, Damaged: func(err error) { told = append(told, err) }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Unfinished(t.Context(), "", 0, 100); err != nil || len(told) > 0 {
		t.Fatalf("before: %v, told %v", err, told)
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range pages {
		for _, page := range kind {
			if _, err := f.WriteAt(bytes.Repeat([]byte{0xff}, pageSize), int64(page-1)*pageSize); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = f.Close()
	if err := s.SetNote(t.Context(), "a", "b"); err != nil { // readers look anew
		t.Logf("writing: %v", err)
	}
	_, unfinished := s.Unfinished(t.Context(), "", 0, 100)
	_, turns := s.Recent(t.Context(), chat.Key{Chat: 1, Person: 1}, 10)
	_, received := s.Receive(t.Context(), []chat.Update{{ID: 1000, Lane: "l", Raw: []byte("{}")}}, 1)
	for name, err := range map[string]error{"unfinished": unfinished, "turns": turns, "receiving": received} {
		if !errors.Is(err, chat.ErrDamaged) {
			t.Errorf("%s: %v, want damage", name, err)
		}
	}
	if len(told) != 1 || !errors.Is(told[0], store.ErrDamaged) || !strings.Contains(told[0].Error(), ".bak-") {
		t.Errorf("told %v, want once, with the way to restore", told)
	}
}
