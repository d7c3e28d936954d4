package main

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hamzaban/ai/catalog"
)

// load reads a configuration from a map, in a folder of its own.
func load(t *testing.T, env map[string]string, needs Needs) (*Config, Faults) {
	t.Helper()
	c, err := LoadConfig(func(name string) string { return env[name] }, needs)
	var faults Faults
	if err != nil && !errors.As(err, &faults) {
		t.Fatal(err)
	}
	return c, faults
}

func TestConfigFaults(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct {
		name     string
		env      map[string]string
		variable string
		says     string
	}{
		{"no token", map[string]string{"TELEGRAM_BOT_TOKEN": ""}, "TELEGRAM_BOT_TOKEN", "@BotFather"},
		{"token of a wrong form", map[string]string{"TELEGRAM_BOT_TOKEN": "abc"}, "TELEGRAM_BOT_TOKEN", "form"},
		{"token given twice", map[string]string{"TELEGRAM_BOT_TOKEN_FILE": write("t", "1:abc")}, "TELEGRAM_BOT_TOKEN", "twice"},
		{"empty secret file", map[string]string{"COHERE_API_KEY_FILE": write("e", " \n")}, "COHERE_API_KEY_FILE", "empty"},
		{"missing secret file", map[string]string{"COHERE_API_KEY_FILE": dir + "/none"}, "COHERE_API_KEY_FILE", "path"},
		{"admin by name", map[string]string{"ADMIN_IDS": "1, @ali"}, "ADMIN_IDS", "@ali"},
		{"negative number", map[string]string{"RETENTION_DAYS": "-1"}, "RETENTION_DAYS", "whole number"},
		{"unknown privacy", map[string]string{"PRIVACY": "maybe"}, "PRIVACY", "no-training"},
		{"base URL without scheme", map[string]string{"GROQ_BASE_URL": "example.com/v1"}, "GROQ_BASE_URL", "https://"},
		{"proxy of an unknown kind", map[string]string{"GROQ_PROXY": "ftp://example.com"}, "GROQ_PROXY", "socks5://"},
		{"unknown limit", map[string]string{"GROQ_LIMITS": "per_hour=3"}, "GROQ_LIMITS", "per_hour"},
		{"unknown provider", map[string]string{"PROVIDER_ORDER": "groq,nobody"}, "PROVIDER_ORDER", "nobody"},
		{"no provider at all", map[string]string{"GROQ_API_KEY": ""}, "GROQ_API_KEY", "OPENROUTER_API_KEY"},
		{"postgres", map[string]string{"DATABASE_URL": "postgres://x"}, "DATABASE_URL", "not supported yet"},
		{"folder that is a file", map[string]string{"DATABASE_URL": write("f", "") + "/x.db"}, "DATABASE_URL", "cannot be written"},
		{"providers file missing", map[string]string{"PROVIDERS_FILE": dir + "/none.toml"}, "PROVIDERS_FILE", "path"},
		{"providers file broken", map[string]string{"PROVIDERS_FILE": write("p.toml", "[[provider]]\nname = 3")}, "PROVIDERS_FILE", "p.toml"},
		{"webhook without a listener", map[string]string{"WEBHOOK_URL": "https://example.com/x", "LISTEN_ADDR": "off"}, "LISTEN_ADDR", "webhook"},
		{"webhook over http", map[string]string{"WEBHOOK_URL": "http://example.com/x"}, "WEBHOOK_URL", "https://"},
		{"webhook path with a blank", map[string]string{"WEBHOOK_URL": "https://example.org/a b"}, "WEBHOOK_URL", "path"},
		{"webhook path with a wildcard", map[string]string{"WEBHOOK_URL": "https://example.org/{x}"}, "WEBHOOK_URL", "path"},
		{"webhook path with two slashes", map[string]string{"WEBHOOK_URL": "https://example.org/a//b"}, "WEBHOOK_URL", "path"},
		{"webhook path that climbs", map[string]string{"WEBHOOK_URL": "https://example.org/../a"}, "WEBHOOK_URL", "path"},
		{"database is a folder", map[string]string{"DATABASE_URL": dir}, "DATABASE_URL", "folder"},
		{"webhook secret with a blank", map[string]string{"WEBHOOK_SECRET": "a b"}, "WEBHOOK_SECRET", "A-Z"},
		{"listen address without port", map[string]string{"LISTEN_ADDR": "localhost"}, "LISTEN_ADDR", "host:port"},
		{"privacy leaves nobody", map[string]string{"PRIVACY": "no-training", "GROQ_API_KEY": "", "GEMINI_API_KEY": "test-key"}, "PRIVACY", "any"},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := map[string]string{"TELEGRAM_BOT_TOKEN": "123456:TEST-token", "GROQ_API_KEY": "test-key", "DATABASE_URL": filepath.Join(dir, "db", "x.db")}
			for k, v := range c.env {
				env[k] = v
			}
			_, faults := load(t, env, Needs{Telegram: true, Providers: true, Database: true})
			if len(faults) != 1 || faults[0].Variable != c.variable || !strings.Contains(faults[0].String(), c.says) {
				t.Errorf("got %v, want one fault of %s that says %q", faults, c.variable, c.says)
			}
			if strings.Contains(faults.Error(), "test-key") || strings.Contains(faults.Error(), "TEST-token") {
				t.Error("a fault quotes a secret")
			}
		})
	}
}

func TestProvidersAsConfigured(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "p.toml")
	text := "[[provider]]\nname = \"mine\"\nwire = \"openai\"\nbase_url = \"http://127.0.0.1:1/v1\"\nno_key = true\n[[provider.model]]\nid = \"m\"\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, faults := load(t, map[string]string{
		"GROQ_API_KEY": "test-key, test-key-2", "COHERE_API_KEY": "test-key", "OPENROUTER_API_KEY": "test-key",
		"GROQ_MODELS": "openai/gpt-oss-20b, brand/new", "GROQ_LIMITS": "rpm=3",
		"COHERE_LIMITS": "rpm=7,rpmonth=500", "OPENROUTER_MODELS": "some/model:free",
		"PROVIDERS_FILE": file,
	}, Needs{Providers: true})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if got := strings.Join(c.providerNames(), ","); got != "groq,openrouter,cohere,mine" {
		t.Fatalf("providers are %s", got)
	}
	groq, openrouter, cohere := c.Providers[0], c.Providers[1], c.Providers[2]
	if len(groq.Keys) != 2 || groq.Keys[1] != "test-key-2" {
		t.Errorf("groq's keys are %d", len(groq.Keys))
	}
	if len(groq.Models) != 2 || groq.Models[0].ID != "openai/gpt-oss-20b" || groq.Models[1].ID != "brand/new" {
		t.Errorf("groq's models are %+v", groq.Models)
	}
	if want := (catalog.Limits{RPM: 3, Configured: true}); groq.Models[0].Limits != want || groq.Models[1].Limits != want {
		t.Errorf("groq's limits are %+v", groq.Models[0].Limits)
	}
	if openrouter.Models[0].Pool == "" {
		t.Error("a model that the catalogue does not know does not draw on the account's pool")
	}
	if openrouter.Discover != "" {
		t.Error("models are discovered although OPENROUTER_MODELS names those to use")
	}
	if cohere.Models[0].Limits.RPM != 7 || cohere.Models[0].Limits.RPMonth != 0 || cohere.Pools[0].Limits.RPMonth != 500 {
		t.Errorf("cohere's limits are %+v and %+v: what its models share must stay shared", cohere.Models[0].Limits, cohere.Pools[0].Limits)
	}
}

// TestDiscoveryAsConfigured: what a provider's list has is used unless the
// models are named, or nothing is known of what it does with prompts.
func TestDiscoveryAsConfigured(t *testing.T) {
	file := filepath.Join(t.TempDir(), "p.toml")
	private := "[[provider]]\nname = \"openrouter\"\nterms = { trains = \"no\" }\n"
	mixed := "[[provider]]\nname = \"openrouter\"\n[[provider.model]]\nid = \"openrouter/free\"\ntrains = \"no\"\n"
	for _, c := range []struct {
		name, file, privacy, want string
	}{
		{"as a rule", "", "any", ":free"},
		{"a provider that does not train", private, "no-training", ":free"},
		{"a model of it that does not", mixed, "no-training", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := os.WriteFile(file, []byte(c.file), 0o600); err != nil {
				t.Fatal(err)
			}
			got, faults := load(t, map[string]string{"OPENROUTER_API_KEY": "test-key", "PRIVACY": c.privacy, "PROVIDERS_FILE": file}, Needs{Providers: true})
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			if p := got.Providers[0]; p.Discover != c.want || p.KeyPath != "/key" {
				t.Errorf("discovers %q, want %q", p.Discover, c.want)
			}
		})
	}
}

// TestEnvExampleNamesEveryVariable keeps .env.example true: it names just the
// variables that the program reads.
func TestEnvExampleNamesEveryVariable(t *testing.T) {
	data, err := os.ReadFile(".env.example")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^#?\s?([A-Z][A-Z_]+)=`).FindAllStringSubmatch(string(data), -1) {
		named[m[1]] = true
	}
	read := map[string]bool{}
	_, _ = LoadConfig(func(name string) string {
		read[name] = true
		return ""
	}, Needs{Telegram: true, Providers: true})
	optional := regexp.MustCompile(`^(OLLAMA|NVIDIA|CLOUDFLARE|OVHCLOUD|[A-Z]+)_(PROXY|BASE_URL|MODELS|LIMITS|API_KEY_FILE)$|_FILE$|^(HTTPS?|NO)_PROXY$`)
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for n := range read {
			if !yield(n) {
				return
			}
		}
	}) {
		if !named[name] && !optional.MatchString(name) && name == strings.ToUpper(name) {
			t.Errorf(".env.example does not name %s", name)
		}
	}
	for name := range named {
		if !read[name] && !optional.MatchString(name) {
			t.Errorf(".env.example names %s, which nothing reads", name)
		}
	}
}
