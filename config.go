package main

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"github.com/joho/godotenv"

	"hamzaban/store"
)

// Config is what the environment says, checked.
type Config struct {
	Token           string
	TelegramURL     string
	TelegramProxy   string
	Admins, Allowed map[int64]bool
	Database        string
	Providers       []ProviderConfig
	Privacy         string
	WebhookURL      string
	WebhookSecret   string
	ListenAddr      string
	DefaultLanguage string
	HistoryMessages int
	HistoryTokens   int
	RetentionDays   int
	UserDailyLimit  int
	RichMessages    string
	LogLevel        string
	LogFormat       string
	Warnings        []string
	HTTPProxy       string
	HTTPSProxy      string
	NoProxy         string
}

// Fault is one mistake in the configuration: which variable, what is wrong
// with it, and what to do. It never quotes a secret.
type Fault struct {
	Variable, Problem, Remedy string
}

func (f Fault) String() string {
	return fmt.Sprintf("%s %s: %s", f.Variable, f.Problem, f.Remedy)
}

// Faults are all mistakes of a configuration at once.
type Faults []Fault

func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = "  " + fault.String()
	}
	return "the configuration cannot be used:\n" + strings.Join(lines, "\n")
}

// environment reads variables one by one and gathers the faults.
type environment struct {
	getenv func(string) string
	faults Faults
}

func (e *environment) fault(variable, problem, remedy string, args ...any) {
	e.faults = append(e.faults, Fault{variable, problem, fmt.Sprintf(remedy, args...)})
}

// withDotEnv puts the file .env of the working directory below getenv: a
// variable that is already set wins.
func withDotEnv(getenv func(string) string) (func(string) string, error) {
	values, err := godotenv.Read(".env")
	if os.IsNotExist(err) {
		return getenv, nil
	}
	if err != nil {
		// The parser's own words may quote the line, and the line a key.
		return getenv, Faults{{".env", "cannot be read", "write one NAME=value a line, values with spaces or # in quotes, and make the file readable for this user"}}
	}
	return func(name string) string {
		if v := getenv(name); v != "" {
			return v
		}
		return values[name]
	}, nil
}

// text returns a variable without the blanks around it, or the default.
func (e *environment) text(name, fallback string) string {
	if v := strings.TrimSpace(e.getenv(name)); v != "" {
		return v
	}
	return fallback
}

// secret reads NAME, or the file that NAME_FILE names.
func (e *environment) secret(name string) string {
	value, file := e.text(name, ""), e.text(name+"_FILE", "")
	switch {
	case file == "":
		return value
	case value != "":
		e.fault(name, "is given twice", "keep either %s or %s_FILE", name, name)
		return value
	}
	data, err := os.ReadFile(file)
	if err != nil {
		e.fault(name+"_FILE", "names a file that cannot be read", "check the path and its permissions (%v)", err)
		return ""
	}
	value = strings.TrimSpace(string(data))
	if value == "" {
		e.fault(name+"_FILE", "names an empty file", "write the secret into %s", file)
	}
	return value
}

// list splits a comma-separated variable and drops empty items.
func (e *environment) list(name string) []string { return splitList(e.text(name, "")) }

func splitList(s string) []string {
	var items []string
	for item := range strings.SplitSeq(s, ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}

func (e *environment) ids(name string) map[int64]bool {
	ids := map[int64]bool{}
	for _, item := range e.list(name) {
		id, err := strconv.ParseInt(item, 10, 64)
		if err != nil || id == 0 {
			e.fault(name, fmt.Sprintf("has %q, which is not a Telegram id", item), "use numbers only, comma-separated; the bot's /id tells anyone theirs")
			continue
		}
		ids[id] = true
	}
	return ids
}

func (e *environment) number(name string, fallback, most int) int {
	v := e.text(name, "")
	if v == "" {
		return fallback
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 || n > most {
		e.fault(name, fmt.Sprintf("is %q", v), "use a whole number from 0 to %d", most)
		return fallback
	}
	return n
}

func (e *environment) oneOf(name, fallback string, values ...string) string {
	v := strings.ToLower(e.text(name, fallback))
	for _, allowed := range values {
		if v == allowed {
			return v
		}
	}
	e.fault(name, fmt.Sprintf("is %q", v), "use one of: %s", strings.Join(values, ", "))
	return fallback
}

// address reads a URL of one of the schemes, without a slash at its end.
func (e *environment) address(name, fallback string, schemes ...string) string {
	v := e.text(name, "")
	if v == "" {
		return fallback
	}
	u, err := url.Parse(v)
	if err == nil && u.Host != "" {
		for _, s := range schemes {
			if u.Scheme == s {
				return strings.TrimRight(v, "/")
			}
		}
	}
	e.fault(name, "is not an address of the right form", "write it as %s://host[:port]…", strings.Join(schemes, ":// or "))
	return fallback
}

// Needs says what a command cannot do without.
type Needs struct {
	Telegram, Providers bool
	// Database: it writes to the database.
	Database bool
}

// LoadConfig reads the configuration. The error, if any, is a Faults with
// every mistake; the Config is usable as far as it goes.
func LoadConfig(getenv func(string) string, needs Needs) (*Config, error) {
	e := &environment{getenv: getenv}
	c := &Config{
		Token:           e.secret("TELEGRAM_BOT_TOKEN"),
		TelegramURL:     e.address("TELEGRAM_API_URL", "https://api.telegram.org", "https", "http"),
		TelegramProxy:   e.proxy("TELEGRAM_PROXY"),
		Admins:          e.ids("ADMIN_IDS"),
		Allowed:         e.ids("ALLOWED_IDS"),
		Database:        e.database(needs),
		Privacy:         e.oneOf("PRIVACY", "any", "any", "no-training"),
		WebhookURL:      e.address("WEBHOOK_URL", "", "https"),
		WebhookSecret:   e.secret("WEBHOOK_SECRET"),
		ListenAddr:      e.listenAddr(),
		DefaultLanguage: e.oneOf("DEFAULT_LANGUAGE", "en", "en", "fa"),
		HistoryMessages: e.number("HISTORY_MESSAGES", 20, 1000),
		HistoryTokens:   e.number("HISTORY_TOKENS", 1500, 1_000_000),
		RetentionDays:   e.number("RETENTION_DAYS", 90, 36500),
		UserDailyLimit:  e.number("USER_DAILY_LIMIT", 0, 1_000_000),
		RichMessages:    e.oneOf("RICH_MESSAGES", "auto", "auto", "on", "off"),
		LogLevel:        e.oneOf("LOG_LEVEL", "info", "debug", "info", "warn", "error"),
		LogFormat:       e.oneOf("LOG_FORMAT", "text", "text", "json"),
		HTTPProxy:       e.either("HTTP_PROXY", "http_proxy"),
		HTTPSProxy:      e.either("HTTPS_PROXY", "https_proxy"),
		NoProxy:         e.either("NO_PROXY", "no_proxy"),
	}
	e.checkTelegram(c, needs)
	c.Providers, c.Warnings = e.providers(c.Privacy, needs)
	if len(c.Allowed) == 0 && needs.Telegram {
		c.Warnings = append(c.Warnings, "ALLOWED_IDS is empty: everyone may use this bot and its quotas; set it to user or chat ids to change that")
	}
	if len(e.faults) > 0 {
		sort.SliceStable(e.faults, func(i, j int) bool { return e.faults[i].Variable < e.faults[j].Variable })
		return c, e.faults
	}
	return c, nil
}

func (e *environment) either(names ...string) string {
	for _, n := range names {
		if v := e.text(n, ""); v != "" {
			return v
		}
	}
	return ""
}

func (e *environment) checkTelegram(c *Config, needs Needs) {
	switch id, secret, ok := strings.Cut(c.Token, ":"); {
	case c.Token == "" && needs.Telegram:
		if e.text("TELEGRAM_BOT_TOKEN_FILE", "") == "" {
			e.fault("TELEGRAM_BOT_TOKEN", "is not set", "get a token from @BotFather in Telegram (/newbot) and put it into .env")
		}
	case c.Token == "":
	case !ok || !digits(id) || len(secret) < 3 || strings.ContainsAny(secret, " /\t\n?#%"):
		e.fault("TELEGRAM_BOT_TOKEN", "is not of a token's form (digits, a colon, letters)", "copy it anew from @BotFather, without quotes or blanks")
	}
	if s := c.WebhookSecret; s != "" && !webhookSecret(s) {
		e.fault("WEBHOOK_SECRET", "has characters that Telegram does not take", "use 1 to 256 of A-Z a-z 0-9 _ -, or leave it empty: one is made")
	}
	if u, err := url.Parse(c.WebhookURL); c.WebhookURL != "" && (err != nil || !webhookPath.MatchString(u.EscapedPath()) || u.RawQuery != "") {
		e.fault("WEBHOOK_URL", "has a path that cannot be served", "use a plain one of A-Z a-z 0-9 - _ . and single slashes, such as https://example.org/telegram")
	}
	if c.WebhookURL != "" && c.ListenAddr == "off" {
		e.fault("LISTEN_ADDR", "is off while WEBHOOK_URL is set", "give the address on which the webhook is to be served, such as 0.0.0.0:8080")
	}
}

// database returns the path of the database's file, in a folder that can be
// written, where the command writes.
func (e *environment) database(needs Needs) string {
	path, err := store.ParseURL(e.text("DATABASE_URL", "data/hamzaban.db"))
	if err != nil {
		e.fault("DATABASE_URL", "cannot be used", "%v", err)
		return ""
	}
	if !needs.Database {
		return path
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		e.fault("DATABASE_URL", fmt.Sprintf("names %s, which is a folder", path), "name a file, such as data/hamzaban.db")
		return path
	}
	dir := filepath.Dir(path)
	err = os.MkdirAll(dir, 0o700)
	if err == nil {
		var probe *os.File
		if probe, err = os.CreateTemp(dir, ".writable-*"); err == nil {
			_ = probe.Close()
			err = os.Remove(probe.Name())
		}
	}
	if err != nil {
		e.fault("DATABASE_URL", fmt.Sprintf("names %s, in a folder that cannot be written", path),
			"give this user the right to write there, or name another file (%v)", err)
	}
	return path
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// webhookPath is a path that neither proxies nor routers read in ways of their
// own.
var webhookPath = regexp.MustCompile(`^(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*/?$`)

func webhookSecret(s string) bool {
	return len(s) <= 256 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == ""
}

func (e *environment) listenAddr() string {
	v := e.text("LISTEN_ADDR", "127.0.0.1:8080")
	if strings.EqualFold(v, "off") {
		return "off"
	}
	_, port, err := net.SplitHostPort(v)
	if n, errPort := strconv.Atoi(port); err != nil || errPort != nil || n < 0 || n > 65535 {
		e.fault("LISTEN_ADDR", fmt.Sprintf("is %q", v), "write host:port, such as 127.0.0.1:8080, or off")
	}
	return v
}
