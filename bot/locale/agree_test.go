package locale

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// TestLanguagesAgree: every file has the keys and placeholders of English, and the
// plural forms of its own language.
func TestLanguagesAgree(t *testing.T) {
	for _, fault := range disagreements(embedded) {
		t.Error(fault)
	}
}

// disagreements are the faults of the files against English.
func disagreements(files fs.FS) (faults []string) {
	say := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	codes, err := translated(files)
	if err != nil {
		return []string{err.Error()}
	}
	byKey := func(code string) map[string]*i18n.Message {
		keys := map[string]*i18n.Message{}
		for _, m := range messages(files, code) {
			if keys[m.ID] != nil {
				say("%s has %s twice", code, m.ID)
			}
			keys[m.ID] = m
		}
		return keys
	}
	english := byKey("en")
	for _, code := range codes {
		theirs := byKey(code)
		for key, m := range english {
			switch other := theirs[key]; {
			case other == nil:
				say("active.%s.toml lacks %q", code, key)
			case !slices.Equal(placeholders(m), placeholders(other)):
				say("active.%s.toml: %q has the placeholders %v, English has %v", code, key, placeholders(other), placeholders(m))
			case m.One != "":
				faults = append(faults, missingForms(code, other)...)
			case len(forms(other)) > 1:
				say("active.%s.toml: %q has plural forms, which are never used", code, key)
			}
		}
		for key, m := range theirs {
			if english[key] == nil {
				say("active.%s.toml has %q, which English has not", code, key)
			}
			for _, form := range forms(m) {
				if rest := placeholder.ReplaceAllString(form, ""); strings.Contains(rest, "{{") || strings.Contains(rest, "}}") {
					say("active.%s.toml: %q has braces that are no placeholder", code, key)
				}
				if strings.TrimSpace(form) == "" {
					say("active.%s.toml: %q is empty", code, key)
				}
			}
		}
	}
	return faults
}

// missingForms are the faults of a text that depends on a whole number: its forms
// are those of the language's rules.
func missingForms(code string, m *i18n.Message) (faults []string) {
	has := map[plural.Form]bool{
		plural.Zero: m.Zero != "", plural.One: m.One != "", plural.Two: m.Two != "",
		plural.Few: m.Few != "", plural.Many: m.Many != "", plural.Other: m.Other != "",
	}
	names := map[plural.Form]string{
		plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other",
	}
	wants := map[plural.Form]bool{plural.Other: true}
	for n := range 200 { // every form that whole numbers take is among them
		wants[plural.Cardinal.MatchPlural(language.Make(code), n, 0, 0, 0, 0)] = true
	}
	for form, name := range names {
		switch {
		case wants[form] && !has[form]:
			faults = append(faults, fmt.Sprintf("active.%s.toml: %q lacks the plural form %q", code, m.ID, name))
		case has[form] && !wants[form]:
			faults = append(faults, fmt.Sprintf("active.%s.toml: %q has the plural form %q, which the language has not", code, m.ID, name))
		}
	}
	return faults
}

// made are the languages' files with one more, which is made of English.
func made(t *testing.T, name string, change ...string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for _, own := range []string{"active.en.toml", "active.fa.toml"} {
		data, err := embedded.ReadFile(own)
		if err != nil {
			t.Fatal(err)
		}
		files[own] = &fstest.MapFile{Data: data}
	}
	text := string(files["active.en.toml"].Data)
	for i := 0; i < len(change); i += 2 {
		if !strings.Contains(text, change[i]) {
			t.Fatalf("English has no %q", change[i])
		}
		text = strings.Replace(text, change[i], change[i+1], 1)
	}
	files[name] = &fstest.MapFile{Data: []byte(text)}
	return files
}

// TestALanguageIsOneFile: that file is all that a language needs.
func TestALanguageIsOneFile(t *testing.T) {
	files := made(t, "active.de.toml", `"language.name" = "English"`, `"language.name" = "Deutsch"`, `"format.comma" = ","`, `"format.comma" = ";"`)
	if faults := disagreements(files); len(faults) > 0 {
		t.Errorf("the new file has the faults %q", faults)
	}
	b, err := loadFrom(files, "de")
	if err != nil {
		t.Fatal(err)
	}
	b.Fault = func(err error) { t.Error(err) }
	say := b.For("de-AT")
	if say.Code() != "de" || say.Say("format.comma", nil) != ";" || say.SayN("duration.hours", 3, nil) != "about 3 hours" || say.Number(1234) != "1.234" {
		t.Errorf("%q says %q and %q and %q", say.Code(), say.Say("format.comma", nil), say.SayN("duration.hours", 3, nil), say.Number(1234))
	}
	want := []Language{{"de", "Deutsch", false}, {"en", "English", false}, {"fa", "فارسی", true}}
	if got := b.Languages(); !slices.Equal(got, want) {
		t.Errorf("the languages are %v, want %v", got, want)
	}
}

// TestFaultsOfFilesAreFound keeps the judge of the files honest.
func TestFaultsOfFilesAreFound(t *testing.T) {
	for _, c := range []struct {
		name, file string
		change     []string
		want       string
	}{
		{"a missing key", "active.de.toml", []string{`"format.comma" = ","`, ``}, `lacks "format.comma"`},
		{"a surplus key", "active.de.toml", []string{`"format.comma" = ","`, "\"format.comma\" = \",\"\n\"format.more\" = \",\""}, `has "format.more"`},
		{"a missing placeholder", "active.de.toml", []string{`"duration.short" = "{{.N}} s"`, `"duration.short" = "s"`}, `"duration.short" has the placeholders []`},
		{"a surplus placeholder", "active.de.toml", []string{`"format.comma" = ","`, `"format.comma" = "{{.X}}"`}, `"format.comma" has the placeholders [X]`},
		{"a placeholder with a slip", "active.de.toml", []string{`"format.comma" = ","`, `"format.comma" = "{{ .X }}"`}, "braces that are no placeholder"},
		{"a missing plural form", "active.ru.toml", nil, `lacks the plural form "few"`},
		{"a surplus plural form", "active.ja.toml", nil, `has the plural form "one", which the language has not`},
		{"an empty text", "active.de.toml", []string{`"format.comma" = ","`, `"format.comma" = " "`}, `"format.comma" is empty`},
	} {
		t.Run(c.name, func(t *testing.T) {
			faults := disagreements(made(t, c.file, c.change...))
			if !slices.ContainsFunc(faults, func(f string) bool { return strings.Contains(f, c.want) }) {
				t.Errorf("found %q, want one with %q", faults, c.want)
			}
		})
	}
}
