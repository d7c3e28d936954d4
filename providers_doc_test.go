package main

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"hamzaban/ai/catalog"
)

func readGuide(t *testing.T) string {
	t.Helper()
	guide, err := os.ReadFile("docs/providers.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(guide)
}

// TestProviderGuide holds the guide against the catalogue: every provider is
// in it with its page for keys, and every model of the five with its limits.
func TestProviderGuide(t *testing.T) {
	guide := readGuide(t)
	for _, p := range catalog.Builtin().Providers {
		if !p.NoKey && !strings.Contains(guide, "<"+p.KeysURL+">") {
			t.Errorf("%s: the guide does not name %s", p.Name, p.KeysURL)
		}
		if p.Optional {
			if !strings.Contains(guide, "| `"+p.Name+"` |") {
				t.Errorf("%s: no row in the guide", p.Name)
			}
			continue
		}
		section := guideSection(guide, p.KeysURL)
		for _, m := range p.Models {
			row := regexp.MustCompile("(?m)^\\| `" + regexp.QuoteMeta(m.ID) + "`.*$").FindString(section)
			if row == "" {
				t.Errorf("%s/%s: no row in the guide", p.Name, m.ID)
				continue
			}
			if !strings.Contains(row, m.Certainty) || !strings.Contains(row, m.Date) {
				t.Errorf("%s/%s: the guide's row lacks %q or %q", p.Name, m.ID, m.Certainty, m.Date)
			}
			for _, task := range m.Tasks {
				if !strings.Contains(guide, "| "+p.Title+" | `"+m.ID+"` | `"+task+"` |") {
					t.Errorf("%s/%s: the guide does not say that it goes first for %q", p.Name, m.ID, task)
				}
			}
			if strings.Contains(row, "| same |") {
				continue
			}
			for _, n := range []int{m.Limits.RPM, m.Limits.RPD, m.Limits.TPM, m.Limits.TPD} {
				if m.Pool == "" && n > 0 && !strings.Contains(row, thousands(n)) {
					t.Errorf("%s/%s: the guide's row lacks %s", p.Name, m.ID, thousands(n))
				}
			}
		}
		for _, m := range p.Speech {
			row := regexp.MustCompile("(?m)^\\| `" + regexp.QuoteMeta(m.ID) + "` \\(speech.*$").FindString(section)
			for _, want := range []string{thousands(m.Limits.RPM), thousands(m.Limits.RPD), thousands(m.AudioHour), thousands(m.AudioDay), m.Certainty, m.Date} {
				if !strings.Contains(row, want) {
					t.Errorf("%s/%s: the guide's row for speech lacks %s", p.Name, m.ID, want)
				}
			}
		}
	}
}

// guideSection is the guide's section about the provider with that page for
// keys.
func guideSection(guide, keysURL string) string {
	for _, section := range regexp.MustCompile(`(?m)^### `).Split(guide, -1)[1:] {
		if strings.Contains(section, keysURL) {
			section, _, _ = strings.Cut(section, "\n## ")
			return section
		}
	}
	return ""
}

// thousands writes a figure as the guide does: 14,400.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// TestProvidersFileExample: the guide's example of a PROVIDERS_FILE is one.
func TestProvidersFileExample(t *testing.T) {
	examples := regexp.MustCompile("(?s)```toml\n(.*?)```").FindAllStringSubmatch(readGuide(t), -1)
	if len(examples) == 0 {
		t.Fatal("the guide has no example")
	}
	for _, example := range examples {
		more, err := catalog.Parse([]byte(example[1]), "docs/providers.md")
		if err != nil {
			t.Fatal(err)
		}
		whole := catalog.Builtin().Extend(more)
		mistral, ok := whole.Provider("mistral")
		if !ok || len(mistral.Models) != 1 || mistral.Models[0].Limits.TPM != 500000 {
			t.Errorf("the added provider came out as %+v", mistral)
		}
		gemini, _ := whole.Provider("gemini")
		if l := gemini.Models[0].Limits; l.RPD != 1000 || l.RPM != 15 {
			t.Errorf("the changed limits came out as %+v", l)
		}
	}
}
