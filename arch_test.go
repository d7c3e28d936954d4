package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

const module = "hamzaban"

// wall says which of our rooms a room may use, and why no others.
type wall struct {
	room string
	may  []string
	why  string
}

// The walls. A room is a package with all below it; the longest name counts.
var walls = []wall{
	{"ai/catalog", nil, "facts about providers are data: they depend on nothing"},
	{"ai/aitest", []string{"ai", "ai/catalog", "sandbox"}, "a conformance suite needs the interface and the outside world"},
	{"ai", []string{"ai/catalog"}, "the pool is a library of its own, without Telegram or a database"},
	{"chat", []string{"ai"}, "a conversation knows neither its messenger nor its disk"},
	{"translate", []string{"ai"}, "a translation knows neither its messenger nor its disk"},
	{"bot/locale", nil, "words depend on nothing"},
	{"bot/render", nil, "rendering is a function of the text alone"},
	{"bot", []string{"ai", "chat", "translate", "bot/locale", "bot/render"}, "bot and store meet in chat's ports only"},
	{"store/storetest", []string{"ai", "ai/aitest", "chat", "translate", "store"}, "a conformance suite needs the ports"},
	{"store", []string{"ai", "chat", "translate", "migrations"}, "bot and store meet in chat's ports only"},
	{"migrations", nil, "SQL depends on nothing"},
	{"web", nil, "the HTTP side knows the rest by its own interfaces"},
	{"sandbox", []string{"ai/catalog", "sandbox"}, "a judge borrows nothing from the accused"},
}

// keepers are the only rooms that may import something, and why.
var keepers = []struct {
	prefix string
	rooms  []string
	why    string
}{
	{"gorm.io/", []string{"store"}, "how things are kept is the store's business"},
	{"modernc.org/sqlite", []string{"store"}, "how things are kept is the store's business"},
	{"github.com/pressly/goose", []string{"store"}, "how things are kept is the store's business"},
	{"github.com/go-telegram/bot", []string{"bot"}, "Telegram's client stays on the Telegram side"},
	{"github.com/sashabaranov/go-openai", []string{"ai"}, "a vendor's client stays behind the door of ai"},
	{"github.com/google/generative-ai-go", []string{"ai"}, "a vendor's client stays behind the door of ai"},
	{"testing", []string{"ai/aitest", "store/storetest"}, "what ships does not test"},
}

type source struct {
	file, room string
	imports    []string
	documented bool
}

func sources(t *testing.T) []source {
	t.Helper()
	var list []source
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "tools") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		s := source{file: name, room: filepath.ToSlash(filepath.Dir(name)), documented: f.Doc != nil}
		for _, i := range f.Imports {
			s.imports = append(s.imports, strings.Trim(i.Path.Value, `"`))
		}
		list = append(list, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestWalls(t *testing.T) {
	for _, s := range sources(t) {
		if s.room == "." {
			continue // the wiring sees everything
		}
		w := wallOf(s.room)
		if w == nil {
			t.Errorf("%s: no wall is drawn for this room: add it to walls, with the reason", s.file)
			continue
		}
		for _, imported := range s.imports {
			inner, ours := strings.CutPrefix(imported, module+"/")
			if ours && !within(inner, append(w.may, w.room)) {
				t.Errorf("%s imports %s: %s", s.file, inner, w.why)
			}
		}
	}
}

func TestKeepers(t *testing.T) {
	for _, s := range sources(t) {
		for _, imported := range s.imports {
			for _, k := range keepers {
				if strings.HasPrefix(imported+"/", strings.TrimSuffix(k.prefix, "/")+"/") && !within(s.room, k.rooms) {
					t.Errorf("%s imports %s: %s", s.file, imported, k.why)
				}
			}
		}
	}
}

func TestEveryPackageIsDocumented(t *testing.T) {
	documented := map[string]bool{}
	for _, s := range sources(t) {
		documented[s.room] = documented[s.room] || s.documented
	}
	for room, ok := range documented {
		if !ok {
			t.Errorf("the package in %s has no doc comment", room)
		}
	}
}

// wallOf finds the wall with the longest name that the room lies behind.
func wallOf(room string) *wall {
	for ; room != "."; room = path.Dir(room) {
		for i := range walls {
			if walls[i].room == room {
				return &walls[i]
			}
		}
	}
	return nil
}

// within tells whether a room is one of these, or lies below one, as long as
// no other wall is drawn around it.
func within(room string, rooms []string) bool {
	for _, r := range rooms {
		if room == r {
			return true
		}
		if strings.HasPrefix(room, r+"/") {
			if w := wallOf(room); w == nil || w.room == r {
				return true
			}
		}
	}
	return false
}
