package catalog

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func names(c *Catalog) (on, optional []string) {
	for _, p := range c.Providers {
		if p.Optional {
			optional = append(optional, p.Name)
		} else {
			on = append(on, p.Name)
		}
	}
	return on, optional
}

func TestBuiltinOrder(t *testing.T) {
	on, optional := names(Builtin())
	if want := []string{"groq", "cerebras", "gemini", "openrouter", "cohere"}; !slices.Equal(on, want) {
		t.Errorf("providers %v, want %v", on, want)
	}
	if want := []string{"cloudflare", "nvidia", "ovhcloud", "ollama"}; !slices.Equal(optional, want) {
		t.Errorf("optional providers %v, want %v", optional, want)
	}
}

// TestBuiltinIsSound holds the built-in file to more than strangers' files:
// every figure has its source, day and certainty, all terms their day.
func TestBuiltinIsSound(t *testing.T) {
	c, f := decode(builtinTree())
	for i := range c.Providers {
		p := &c.Providers[i]
		f.checkProvider(p)
		if p.Terms.Read == "" || p.Terms.URL == "" || p.Terms.Trains == "" || p.Terms.Retention == "" || p.Terms.Regions == "" {
			t.Errorf("%s: its terms are not whole: %+v", p.Name, p.Terms)
		}
		if p.KeysURL == "" && !p.NoKey {
			t.Errorf("%s: no page to get a key", p.Name)
		}
		for _, m := range p.Models {
			if m.Source == "" || m.Date == "" || m.Certainty == "" || m.Context == 0 {
				t.Errorf("%s/%s: source, date, certainty and context are wanted", p.Name, m.ID)
			}
		}
	}
	for _, fault := range f.list {
		t.Error(fault)
	}
}

func TestBuiltinFigures(t *testing.T) {
	c := Builtin()
	model := func(provider string, i int) Model {
		p, ok := c.Provider(provider)
		if !ok || len(p.Models) <= i {
			t.Fatalf("%s has no model %d", provider, i)
		}
		return p.Models[i]
	}
	if got, want := model("groq", 0).Limits, (Limits{RPM: 30, RPD: 1000, TPM: 8000, TPD: 200000}); got != want {
		t.Errorf("groq: %+v, want %+v", got, want)
	}
	if m := model("gemini", 0); m.ID != "gemini-3.5-flash-lite" || m.Limits.RPD != 500 {
		t.Errorf("a chat's first Gemini model is %s with %d requests a day", m.ID, m.Limits.RPD)
	}
	gemini, _ := c.Provider("gemini")
	if gemini.Location().String() != "America/Los_Angeles" {
		t.Errorf("Gemini's day is that of %s", gemini.Location())
	}
	for provider, want := range map[string]SharedPool{
		"openrouter": {"free", Limits{RPM: 20, RPD: 50}},
		"cohere":     {"key", Limits{RPMonth: 1000}},
	} {
		p, _ := c.Provider(provider)
		if len(p.Pools) != 1 || p.Pools[0] != want {
			t.Errorf("%s: pools %+v, want %+v", provider, p.Pools, want)
		}
		for _, m := range p.Models {
			if m.Pool != want.Name {
				t.Errorf("%s/%s is outside the pool %q", provider, m.ID, want.Name)
			}
		}
	}
}

func TestBuiltinIsTheCallers(t *testing.T) {
	a, _ := Builtin().Provider("groq")
	a.Models[0].ID = "spoilt"
	a.Models[0].Body["reasoning_effort"] = "spoilt"
	b, _ := Builtin().Provider("groq")
	if b.Models[0].ID == "spoilt" || b.Models[0].Body["reasoning_effort"] == "spoilt" {
		t.Error("two built-in catalogues share their parts")
	}
}

func TestEnded(t *testing.T) {
	m := Model{Ends: "2026-12-01"}
	before, on := time.Date(2026, 11, 30, 23, 0, 0, 0, time.UTC), time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	if m.Ended(before) || !m.Ended(on) || (&Model{}).Ended(on) {
		t.Error("a model answers until the day on which it ends, and one without such a day for ever")
	}
}

const extension = `
[[provider]]
name = "groq"
optional = true
[[provider.model]]
id = "openai/gpt-oss-20b"
limits = { rpd = 14400, tpd = 0 }
[[provider.model]]
id = "brand/new"

[[provider]]
name = "mistral"
wire = "openai"
base_url = "https://api.mistral.ai/v1"
[[provider.model]]
id = "mistral-small-2603"
`

func TestExtend(t *testing.T) {
	more, err := Parse([]byte(extension), "providers.toml")
	if err != nil {
		t.Fatal(err)
	}
	base := Builtin()
	whole := base.Extend(more)

	was, _ := base.Provider("groq")
	groq, _ := whole.Provider("groq")
	want := was
	want.Optional = true
	want.Models = slices.Clone(was.Models)
	want.Models[2].Limits.RPD, want.Models[2].Limits.TPD = 14400, 0
	want.Models = append(want.Models, Model{ID: "brand/new"})
	if !reflect.DeepEqual(groq, want) {
		t.Errorf("groq came out as\n%+v\nwant\n%+v", groq, want)
	}
	if was.Optional || len(was.Models) != 3 {
		t.Error("the catalogue that was extended has changed")
	}

	mistral, ok := whole.Provider("mistral")
	if !ok || mistral.Law != Fixed || mistral.Title != "mistral" || mistral.MaxTokens != "max_tokens" {
		t.Errorf("a new provider came out as %+v", mistral)
	}
	if last := whole.Providers[len(whole.Providers)-1].Name; last != "mistral" {
		t.Errorf("the last provider is %s, want the new one", last)
	}
	again := whole.Extend(&Catalog{})
	if !reflect.DeepEqual(whole.Providers, again.Providers) {
		t.Error("extended by nothing, but changed")
	}
}

const faulty = `
colour = "blue"
[[provider]]
name = "Big-AI"
wire = "soap"
law = 7
max_tokens = "tokens"
time_zone = "Mars/Olympus"
base_url = "api.example.com"
[provider.terms]
trains = "maybe"
read = "yesterday"
[[provider.model]]
id = "m"
context = "big"
limits = { rpm = -1, rph = 3 }
pool = "nowhere"
[[provider.model]]
images = "yes"
[[provider]]
name = "empty"
[[provider]]
name = "groq"
base_url = "https://someone:secret@example.com/v1"
model = 3
[[provider]]
name = "groq"
`

func TestParseNamesEveryFault(t *testing.T) {
	_, err := Parse([]byte(faulty), "my.toml")
	if err == nil {
		t.Fatal("accepted")
	}
	got := strings.Split(err.Error(), "\n")
	for _, want := range []string{
		`my.toml: colour is not known here`,
		`my.toml: provider "Big-AI": law must be text in quotes, not 7`,
		`my.toml: provider "Big-AI": name must be lower-case`,
		`my.toml: provider "Big-AI": wire must be one of ["openai" "gemini"], not "soap"`,
		`my.toml: provider "Big-AI": max_tokens must be one of`,
		`my.toml: provider "Big-AI": time_zone "Mars/Olympus" is not known`,
		`my.toml: provider "Big-AI": base_url must be an address`,
		`my.toml: provider "Big-AI": terms.trains must be one of`,
		`my.toml: provider "Big-AI": terms.read must be a day`,
		`my.toml: provider "Big-AI", model "m": context must be a whole number`,
		`my.toml: provider "Big-AI", model "m": limits.rpm must not be negative`,
		`my.toml: provider "Big-AI", model "m": limits.rph is not known here`,
		`my.toml: provider "Big-AI", model "m": pool "nowhere" is not a pool`,
		`my.toml: provider "Big-AI", model number 2: id is missing`,
		`my.toml: provider "Big-AI", model number 2: images must be true or false`,
		`my.toml: provider "empty": wire is missing`,
		`my.toml: provider "empty": base_url is missing`,
		`my.toml: provider "empty": model is missing`,
		`my.toml: provider "groq": base_url must hold no user`,
		`my.toml: provider "groq": model must be a list of tables`,
		`my.toml: provider "groq": name stands twice`,
	} {
		has := func(line string) bool { return strings.HasPrefix(line, want) }
		if !slices.ContainsFunc(got, has) {
			t.Errorf("not named: %s", want)
		}
		got = slices.DeleteFunc(got, has)
	}
	if len(got) > 0 {
		t.Errorf("named besides:\n%s", strings.Join(got, "\n"))
	}
	if strings.Contains(err.Error(), "secret") {
		t.Error("the error shows a password")
	}
}

func TestParseSyntaxError(t *testing.T) {
	_, err := Parse([]byte("[[provider]]\nname = groq\n"), "my.toml")
	if err == nil || !strings.HasPrefix(err.Error(), "my.toml: line 2: ") {
		t.Errorf("got %v, want the file and line", err)
	}
}

func TestParseLimits(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		want     Limits
	}{
		{"all", "rpm=1,rpd=2,rpmonth=3,tpm=4,tpd=5,tpmonth=6", Limits{1, 2, 3, 4, 5, 6, true}},
		{"spaces and capitals", " RPM = 30 , tpd=200000", Limits{RPM: 30, TPD: 200000, Configured: true}},
		{"none", "None", Limits{Configured: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := ParseLimits(tt.in); err != nil || got != tt.want {
				t.Errorf("got %+v, %v; want %+v", got, err, tt.want)
			}
		})
	}
	for _, tt := range []struct{ name, in, want string }{
		{"empty", "  ", "no limits given"},
		{"unknown", "rph=3", `"rph=3" is no limit`},
		{"bare", "30", `"30" is no limit`},
		{"trailing comma", "rpm=3,", `"" is no limit`},
		{"words", "rpm=many", "rpm=many: the figure must be a whole number above 0"},
		{"zero", "rpd=0", "leave rpd out"},
		{"separators", "tpd=200_000", "without separators"},
		{"twice", "rpm=1,rpm=2", "rpm stands twice"},
		{"every fault", "rpm=x,foo=1", "\n"},
	} {
		t.Run("bad: "+tt.name, func(t *testing.T) {
			if _, err := ParseLimits(tt.in); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want it to contain %q", err, tt.want)
			}
		})
	}
}

func BenchmarkBuiltin(b *testing.B) {
	for b.Loop() {
		builtinOnce(b)
	}
}

func builtinOnce(b *testing.B) {
	if len(Builtin().Providers) == 0 {
		b.Fatal("empty")
	}
}
