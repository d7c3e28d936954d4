// Package locale is what the bot says, in each language that it speaks: one
// file a language (active.<code>.toml, in go-i18n's format), the numbers,
// durations and times that go into it, and the choice of a person's language.
//
// To add a language, copy active.en.toml to active.<code>.toml and translate
// it; nothing else is needed. The tests name every key or placeholder that is
// missing or surplus.
//
// Texts are Markdown. Values are put into them as they are: whatever a person
// wrote must be made harmless by the caller.
package locale

import (
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed active.*.toml
var embedded embed.FS

// Bundle is every language that the bot speaks. A language's file is read
// when it is first used. A Bundle is safe for concurrent use.
type Bundle struct {
	// Fault is told of a text that cannot be said as asked: a key that is
	// in no file, a value that was not given. By default it is logged. Set
	// it before the first use.
	Fault func(error)

	files    fs.FS
	codes    []string // the default first, the others sorted
	matcher  language.Matcher
	printers map[string]func() *Printer
}

// Language is one of a Bundle's.
type Language struct {
	// Code is its BCP 47 tag, such as "fa".
	Code string
	// Name is what its speakers call it.
	Name string
	// RTL is set where it is written from right to left.
	RTL bool
}

// Load prepares the languages. It fails where defaultTag is none of them,
// and says which there are.
func Load(defaultTag string) (*Bundle, error) { return loadFrom(embedded, defaultTag) }

func loadFrom(files fs.FS, defaultTag string) (*Bundle, error) {
	codes, err := translated(files)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(codes, func(code string) bool { return strings.EqualFold(code, defaultTag) })
	if at < 0 {
		return nil, fmt.Errorf("there is no translation into %q: use one of %s", defaultTag, strings.Join(codes, ", "))
	}
	first := codes[at]
	codes = append([]string{first}, slices.Delete(codes, at, at+1)...)
	b := &Bundle{files: files, codes: codes, printers: map[string]func() *Printer{}}
	b.Fault = func(err error) { slog.Error("a text of the interface cannot be said", "error", err) }
	tags := make([]language.Tag, len(codes))
	for i, code := range codes {
		tags[i] = language.Make(code)
		b.printers[code] = sync.OnceValue(func() *Printer { return newPrinter(b, code) })
	}
	b.matcher = language.NewMatcher(tags)
	return b, nil
}

// translated lists the codes of the files.
func translated(files fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil, err
	}
	codes := make([]string, len(entries))
	for i, e := range entries {
		codes[i] = strings.TrimSuffix(strings.TrimPrefix(e.Name(), "active."), ".toml")
	}
	return codes, nil
}

// For returns the first of the tags that is translated (a tag may be one of
// Telegram's language codes, or empty), otherwise the default language.
func (b *Bundle) For(tags ...string) *Printer {
	for _, tag := range tags {
		if code, ok := b.find(tag); ok {
			return b.printers[code]()
		}
	}
	return b.printers[b.codes[0]]()
}

// Has tells whether the language of the tag is translated.
func (b *Bundle) Has(tag string) bool {
	_, ok := b.find(tag)
	return ok
}

// find returns the translated language that a tag means, such as "en" for
// "en-GB". A mere relative of a language is not meant by it.
func (b *Bundle) find(tag string) (code string, ok bool) {
	if slices.Contains(b.codes, tag) {
		return tag, true
	}
	t, err := language.Parse(tag)
	if err != nil {
		return "", false
	}
	_, i, confidence := b.matcher.Match(t)
	// The matcher also gives languages that are widely understood, such as
	// English for Urdu.
	wanted, _ := t.Base()
	found, _ := language.Make(b.codes[i]).Base()
	return b.codes[i], confidence >= language.High && wanted == found
}

// Languages returns every language, the default first.
func (b *Bundle) Languages() []Language {
	list := make([]Language, len(b.codes))
	for i, code := range b.codes {
		p := b.printers[code]()
		list[i] = Language{Code: code, Name: p.Say("language.name", nil), RTL: p.rtl}
	}
	return list
}

// Keys returns every key of the default language, sorted.
func (b *Bundle) Keys() []string {
	keys := make([]string, 0, 100)
	for _, m := range messages(b.files, b.codes[0]) {
		keys = append(keys, m.ID)
	}
	slices.Sort(keys)
	return keys
}

// messages reads a language's file.
func messages(files fs.FS, code string) []*i18n.Message {
	name := "active." + code + ".toml"
	data, err := fs.ReadFile(files, name)
	if err != nil {
		panic(err) // it was listed a moment ago
	}
	file, err := i18n.ParseMessageFileBytes(data, name, map[string]i18n.UnmarshalFunc{"toml": toml.Unmarshal})
	if err != nil {
		panic(fmt.Sprintf("%s: %v", name, err)) // it is part of the program, and the tests read it
	}
	return file.Messages
}
