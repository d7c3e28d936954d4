package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"hamzaban/ai/catalog"
	"hamzaban/sandbox/demo"
	"hamzaban/sandbox/providers"
	"hamzaban/sandbox/telegram"
)

// The quotas of the simulated providers: small, so that they can be seen to
// run out and to come back.
var demoLimits = map[string]providers.Limits{
	"groq":       {RPM: 10, RPD: 60, TPM: 20_000, TPD: 200_000},
	"cerebras":   {RPM: 5, RPD: 40, TPM: 20_000, TPD: 200_000},
	"gemini":     {RPM: 10, RPD: 60, TPM: 50_000},
	"openrouter": {RPM: 10, RPD: 20},
	"cohere":     {RPM: 10, RPMonth: 300},
}

// demo runs the bot, as a process of its own, in the sandbox instead of the
// world, with a chat page in the browser.
func (p *program) demo(ctx context.Context) error {
	set := flag.NewFlagSet("demo", flag.ContinueOnError)
	addr := set.String("addr", demo.DefaultAddr, "")
	if err := p.flags(set, 0); err != nil {
		return err
	}
	getenv, err := withDotEnv(p.getenv)
	if err != nil {
		return err
	}
	c, err := LoadConfig(getenv, Needs{})
	if err != nil {
		return err
	}
	database, err := filepath.Abs(filepath.Join("data", "demo.db"))
	if err != nil {
		return err
	}
	release, err := takeDatabase(ctx, database)
	if err != nil {
		return err
	}
	defer release()
	w, err := newDemoWorld(c)
	if err != nil {
		return err
	}
	defer w.close()
	env, err := w.botEnvironment(c, database, getenv)
	if err != nil {
		return err
	}
	child, err := p.demoBot(w, env)
	if err != nil {
		return err
	}
	page, err := demo.New(demo.Options{
		Addr: *addr, Telegram: w.telegram, Providers: w.providers, Real: w.real, Bot: child, Log: p.logger(c),
	})
	if err != nil {
		return usageError{err}
	}
	if err := page.Listen(); err != nil {
		return err
	}
	if err := child.Start(); err != nil {
		return err
	}
	defer child.end()
	shell, err := w.writeEnvironment(database, env)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(shell) }()
	_, _ = fmt.Fprintf(p.stdout, "\n  Hamzaban's demo is at %s\n  Open it in a browser and write to the bot. Ctrl-C ends it.\n%s\n", page.URL(), w.words())
	return serveUntil(ctx, page)
}

// serveUntil serves the page until the context ends.
func serveUntil(ctx context.Context, page *demo.Demo) error {
	served := make(chan error, 1)
	go func() { served <- page.Serve() }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return page.Close(closing)
}

// demoWorld is the outside world of the demo.
type demoWorld struct {
	telegram  *telegram.Server
	providers *providers.Server
	real      []string // providers with keys: they are asked in earnest
	simulated []string
	dir       string
}

func newDemoWorld(c *Config) (*demoWorld, error) {
	w := &demoWorld{
		// The database stays from demo to demo, but each time it is another
		// Telegram: another bot, whose updates and menus are new.
		telegram:  telegram.New(telegram.Options{Token: fmt.Sprintf("%d:TEST-sandbox", time.Now().Unix())}),
		providers: providers.New(providers.Options{Limits: demoLimits, Latency: 300 * time.Millisecond}),
	}
	for _, name := range providers.Names {
		if slices.Contains(c.providerNames(), name) {
			w.real = append(w.real, name)
		} else {
			w.simulated = append(w.simulated, name)
		}
	}
	var err error
	if w.dir, err = os.MkdirTemp("", "hamzaban-demo-"); err != nil {
		return nil, fmt.Errorf("the demo needs a folder for temporary files: %w", err)
	}
	if err := errors.Join(w.telegram.Start(), w.providers.Start()); err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

func (w *demoWorld) close() {
	_ = w.telegram.Close()
	_ = w.providers.Close()
	_ = os.RemoveAll(w.dir)
}

func (w *demoWorld) words() string {
	if len(w.real) == 0 {
		return "  Its AI providers are simulated; those whose keys are set (see .env.example) are used in earnest.\n"
	}
	return fmt.Sprintf("  In earnest: %s. Simulated: %s.\n", strings.Join(w.real, ", "), strings.Join(w.simulated, ", "))
}

// demoBot is the bot's process: the program that is running, with the
// sandbox's addresses, and a folder of its own so that no .env is read twice.
func (p *program) demoBot(w *demoWorld, env map[string]string) (*childBot, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("finding the program's own file: %w", err)
	}
	return newChildBot(self, w.dir, env, p.stderr), nil
}

// botEnvironment is the environment of the bot, and of whatever else is to run
// in the demo's world.
func (w *demoWorld) botEnvironment(c *Config, database string, getenv func(string) string) (map[string]string, error) {
	titles := filepath.Join(w.dir, "simulated.toml")
	if err := w.writeTitles(titles, getenv("PROVIDERS_FILE")); err != nil {
		return nil, err
	}
	env := w.environment(c, getenv)
	env["DATABASE_URL"], env["PROVIDERS_FILE"] = database, titles
	env["ADMIN_IDS"] = strconv.FormatInt(demo.AdminID, 10)
	return env, nil
}

// environment is the bot's: what is set for people to choose, the real
// providers' own variables, and the sandbox in the place of everything else.
func (w *demoWorld) environment(c *Config, getenv func(string) string) map[string]string {
	env := map[string]string{
		"TELEGRAM_BOT_TOKEN": w.telegram.Token(), "TELEGRAM_API_URL": w.telegram.URL(), "LISTEN_ADDR": "off",
		"LOG_LEVEL": "error", // the page shows the rest
	}
	passed := []string{
		"PATH", "HOME", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY",
		"PROVIDER_ORDER", "PRIVACY", "DEFAULT_LANGUAGE", "HISTORY_MESSAGES", "HISTORY_TOKENS", "RETENTION_DAYS",
		"USER_DAILY_LIMIT", "RICH_MESSAGES", "LOG_LEVEL", "LOG_FORMAT",
	}
	for _, provider := range c.Providers {
		prefix := strings.ToUpper(provider.Name)
		passed = append(passed, prefix+"_BASE_URL", prefix+"_MODELS", prefix+"_LIMITS", prefix+"_PROXY")
		env[prefix+"_API_KEY"] = strings.Join(provider.Keys, ",")
	}
	for _, name := range passed {
		if v := getenv(name); v != "" {
			env[name] = v
		}
	}
	for _, name := range w.simulated {
		prefix, l := strings.ToUpper(name), demoLimits[name]
		env[prefix+"_API_KEY"], env[prefix+"_BASE_URL"] = "simulated", w.providers.URL(name)
		env[prefix+"_LIMITS"] = limitsText(l)
		delete(env, prefix+"_PROXY")
	}
	return env
}

func limitsText(l providers.Limits) string {
	var parts []string
	for _, f := range []struct {
		name string
		n    int
	}{{"rpm", l.RPM}, {"rpd", l.RPD}, {"rpmonth", l.RPMonth}, {"tpm", l.TPM}, {"tpd", l.TPD}} {
		if f.n > 0 {
			parts = append(parts, fmt.Sprintf("%s=%d", f.name, f.n))
		}
	}
	return strings.Join(parts, ",")
}

// simulatedMark ends the titles of simulated providers.
const simulatedMark = " (simulated)"

// writeTitles writes a providers file that labels the simulated ones, below
// what the person's own one says.
func (w *demoWorld) writeTitles(path, own string) error {
	var text strings.Builder
	if own != "" {
		data, err := os.ReadFile(own)
		if err != nil {
			return fmt.Errorf("PROVIDERS_FILE: %w", err)
		}
		text.Write(data)
	}
	for _, name := range w.simulated {
		known, _ := catalog.Builtin().Provider(name)
		fmt.Fprintf(&text, "\n[[provider]]\nname = %q\ntitle = %q\n", name, known.Title+simulatedMark)
	}
	return os.WriteFile(path, []byte(text.String()), 0o600)
}
