package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hamzaban/sandbox/providers"
)

// What Ali writes, and must not be found in any file once all is deleted; and what
// Sara does, which stays.
const (
	heron   = "the heron stands in the reeds"
	persian = "حواصیل در نیزار ایستاده است"
	owl     = "the owl sleeps in the barn"
)

// inFiles tells how often words are in which files of the world's folder.
func (w *world) inFiles(words ...string) map[string]int {
	w.t.Helper()
	found := map[string]int{}
	err := filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		for _, one := range words {
			if n := bytes.Count(data, []byte(one)); n > 0 {
				found[d.Name()] += n
			}
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return found
}

// lines plays a part of a story.
func (s *story) lines(script string) {
	s.t.Helper()
	for line := range strings.Lines(script) {
		if line = strings.TrimSpace(line); line != "" {
			s.t.Log(line)
			s.line(line)
		}
	}
}

const acquaint = `
	person ali 1001 en Ali
	person sara 1002 en Sara
	group team ali sara
	start
	ali> ` + heron + ` ` + persian + `
	ali< outside AI providers
	ali< /./
	ali> /tr fa ` + heron + `
	ali< /./
	ali> /glossary ` + persian + ` = ` + heron + `
	ali< Done
	ali@team> /glossary heron = ` + persian + `
	ali@team< Done
	ali@team> /tr en ` + persian + `
	ali@team< /./
	sara> ` + owl + `
	sara< outside AI providers
	sara< /./
`

// TestForgetLeavesNoTrace: of what was said and done, of what is kept for later,
// and of what is being answered at that moment.
func TestForgetLeavesNoTrace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := newStory(w)
	s.lines(acquaint)
	for _, name := range providers.Names {
		s.line("hang " + name)
	}
	s.lines(`
		ali@team> @hamzaban_bot And this one? ` + persian + `
		waiting groq
	`)
	for _, name := range providers.Names {
		s.line("break " + name + " 503")
	}
	s.lines(`
		ali> Which bird? ` + heron + `
		ali< I keep your question
		ali> /forget
		ali< Delete everything
	`)
	if found := w.inFiles(heron, persian); len(found) == 0 {
		t.Fatal("the words were never there")
	}
	s.lines(`
		ali[🗑 Delete everything]
		ali| Everything that I kept of you is deleted
	`)
	if found := w.inFiles(heron, persian); len(found) > 0 {
		t.Errorf("words are left: %v", found)
	}
	if found := w.inFiles(owl); len(found) == 0 {
		t.Error("another's words are gone, too")
	}
	for _, name := range providers.Names {
		s.line("mend " + name)
	}
	s.lines(`
		quiet ali
		quiet team
		crash
		start
		ali> /usage
		ali< outside AI providers
		ali< Messages kept of our conversations: 0
		quiet team
		stop
	`)
	if found := w.inFiles(heron, persian); len(found) > 0 {
		t.Errorf("words are left after a stop: %v", found)
	}
}

// TestForgetSurvivesKill: whenever the process is killed, all is deleted in the end
// and said to be.
func TestForgetSurvivesKill(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := newStory(w)
	s.lines(acquaint)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	for i := range 4 {
		s.lines(`
			ali> /tr fa ` + fmt.Sprint(i) + ` ` + heron + `
			ali< /./
		`)
		if i > 0 { // it was the first contact
			s.line("ali< /./")
		}
		s.lines(`
			ali> /forget
			ali< Delete everything
			ali[🗑 Delete everything]
		`)
		time.Sleep(time.Duration(r.IntN(60)) * time.Millisecond)
		s.lines(`
			crash
			start
			ali| Everything that I kept of you is deleted
		`)
		w.until("the files to be wiped", func() bool { return len(w.inFiles(heron, persian)) == 0 })
	}
	if found := w.inFiles(owl); len(found) == 0 {
		t.Error("another's words are gone, too")
	}
}

// TestForgetThenWrite: what is written after the press, and arrives with it, is
// answered as a stranger's.
func TestForgetThenWrite(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := newStory(w)
	s.lines(acquaint)
	s.lines(`
		ali> /forget
		ali< Delete everything
		ali| Send /export first
		crash
		ali[🗑 Delete everything]
		ali> Hello again
		start
		ali< outside AI providers
		ali< /./
		ali> /usage
		ali< Messages kept of our conversations: 2
	`)
	asked := w.providers.Asked("groq")
	if last := asked[len(asked)-1]; strings.Contains(fmt.Sprintf("%+v", last), "heron") {
		t.Errorf("a model was told what is deleted: %+v", last)
	}
}
