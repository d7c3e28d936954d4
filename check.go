package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
	"hamzaban/bot"
	"hamzaban/store"
)

// checkTimeout bounds each of the check's questions.
const checkTimeout = 20 * time.Second

// errUnfit is the check's bad end; what is wrong was printed line by line.
var errUnfit = errors.New("the bot could not run like this: see the lines above")

// check tries everything that the bot needs, one line each; with --translate
// it compares how the providers translate instead.
func (p *program) check(ctx context.Context) error {
	set := flag.NewFlagSet("check", flag.ContinueOnError)
	translations := set.Bool("translate", false, "")
	if err := p.flags(set, 0); err != nil {
		return err
	}
	if *translations {
		c, err := p.config(Needs{Providers: true, Database: true})
		if err != nil {
			return err
		}
		return p.checkTranslations(ctx, c)
	}
	c, err := p.config(Needs{Telegram: true, Providers: true, Database: true})
	if err != nil {
		return err
	}
	p.line("ok", "configuration", "%d providers: %s", len(c.Providers), strings.Join(c.providerNames(), ", "))
	for _, w := range c.Warnings {
		p.line("note", "configuration", "%s", w)
	}
	db, err := c.openBeside(ctx, p.logger(c))
	if err != nil {
		p.line("FAIL", "database", "%v", err)
	} else {
		defer db.Close() //nolint:errcheck // nothing was left to write
		p.line("ok", "database", "%s", c.Database)
	}
	telegram := p.checkTelegram(ctx, c)
	answering := 0
	for _, provider := range c.Providers {
		if p.checkProvider(ctx, c, provider, db) {
			answering++
		}
	}
	if db == nil || !telegram || answering == 0 {
		return errUnfit
	}
	_, _ = fmt.Fprintf(p.stdout, "The bot can run; %d of %d providers answer.\n", answering, len(c.Providers))
	return nil
}

func (p *program) line(verdict, what, format string, args ...any) {
	_, _ = fmt.Fprintf(p.stdout, "%-5s %-13s %s\n", verdict, what, fmt.Sprintf(format, args...))
}

func (c *Config) providerNames() []string {
	var list []string
	for _, p := range c.Providers {
		list = append(list, p.Name)
	}
	return list
}

func (p *program) checkTelegram(ctx context.Context, c *Config) bool {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	b, err := bot.New(bot.Options{
		Token: c.Token, ServerURL: c.TelegramURL, Transport: c.transport(c.TelegramProxy), Language: c.DefaultLanguage,
	})
	if err != nil {
		p.line("FAIL", "telegram", "%v", err)
		return false
	}
	name, err := b.Check(ctx)
	if err != nil {
		p.line("FAIL", "telegram", "%v: check TELEGRAM_BOT_TOKEN, and the network or TELEGRAM_PROXY", err)
		return false
	}
	p.line("ok", "telegram", "@%s", name)
	return true
}

// checkProvider asks a provider for its models and for one short answer.
func (p *program) checkProvider(ctx context.Context, c *Config, provider ProviderConfig, db *store.Store) bool {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	client, err := ai.Connect(provider.Provider, ai.ConnectOptions{Keys: provider.Keys, Transport: c.transport(provider.Proxy)})
	if err != nil {
		p.line("FAIL", provider.Name, "%v", err)
		return false
	}
	p.refusedKeys(ctx, c, provider)
	live := p.retired(ctx, provider, client)
	provider.Models = live[:1] // one question is enough
	o := ai.PoolOptions{}
	if db != nil {
		o.Book = db.Book() // the question counts against the quota
	}
	pool := ai.NewPool([]ai.Account{{Provider: provider.Provider, Client: client}}, o)
	defer pool.Flush(context.WithoutCancel(ctx)) //nolint:errcheck // the book's own errors were reported
	began := time.Now()
	answer, err := pool.Generate(ctx, &ai.Request{
		Messages: []ai.Message{{Role: ai.User, Text: "Reply with the single word: ready"}}, MaxTokens: 64,
	})
	if err != nil {
		p.line("FAIL", provider.Name, "%s", remedy(provider, err))
		return false
	}
	p.line("ok", provider.Name, "%s answered in %d ms", answer.Model, time.Since(began).Milliseconds())
	return true
}

// listTimeout bounds the questions for lists of models, which gateways need
// not have.
const listTimeout = 5 * time.Second

// retired names the models, of those in use and of all others in the catalogue,
// that the provider does not list any more. It returns those in use that are
// left; all of them where it has no list or lists none of them.
func (p *program) retired(ctx context.Context, provider ProviderConfig, client ai.Provider) []catalog.Model {
	ctx, cancel := context.WithTimeout(ctx, listTimeout)
	defer cancel()
	lister, ok := client.(ai.Lister)
	if !ok {
		return provider.Models
	}
	listed, err := lister.Models(ctx)
	if err != nil || len(listed) == 0 {
		return provider.Models // the question that follows shows what is wrong
	}
	var live []catalog.Model
	used := map[string]bool{}
	for _, m := range provider.Models {
		used[m.ID] = true
		if slices.Contains(listed, m.ID) {
			live = append(live, m)
			continue
		}
		p.line("note", provider.Name, "%s is not in the provider's list any more: take it out of %s_MODELS, or update", m.ID, strings.ToUpper(provider.Name))
	}
	for _, m := range provider.Speech {
		used[m.ID] = true
		if !slices.Contains(listed, m.ID) {
			p.line("note", provider.Name, "%s, which writes recordings down, is not in the provider's list any more: update, or name another in PROVIDERS_FILE", m.ID)
		}
	}
	for _, id := range provider.Known {
		if !used[id] && !slices.Contains(listed, id) {
			p.line("note", provider.Name, "%s, which is in the catalogue but not in use, is not in the provider's list any more", id)
		}
	}
	if len(live) == 0 {
		return provider.Models
	}
	return live
}

// refusedKeys names the keys that are refused, where there are spares.
func (p *program) refusedKeys(ctx context.Context, c *Config, provider ProviderConfig) {
	if len(provider.Keys) < 2 {
		return
	}
	for i, key := range provider.Keys {
		client, err := ai.Connect(provider.Provider, ai.ConnectOptions{Keys: []string{key}, Transport: c.transport(provider.Proxy)})
		if err != nil {
			continue
		}
		ctx, cancel := context.WithTimeout(ctx, listTimeout)
		if lister, ok := client.(ai.Lister); ok {
			_, err = lister.Models(ctx)
		}
		cancel()
		var failed *ai.Error
		if errors.As(err, &failed) && failed.Kind == ai.BadKey {
			p.line("note", provider.Name, "key %d of %d in %s_API_KEY is refused: replace it or take it out", i+1, len(provider.Keys), strings.ToUpper(provider.Name))
		}
	}
}

// remedy says what to do about a provider's failure.
func remedy(p ProviderConfig, err error) string {
	var failed *ai.Error
	var spent *ai.Exhausted
	text := err.Error()
	if errors.As(err, &spent) && len(spent.Errs) == 0 {
		text = "was not asked, because it rests after an earlier failure or its quota is used up"
		if !spent.Until.IsZero() {
			text += ", until " + spent.Until.UTC().Format(time.RFC3339)
		}
		return text + ": hamzaban status tells more"
	}
	if !errors.As(err, &failed) {
		return text
	}
	name := strings.ToUpper(p.Name)
	switch failed.Kind {
	case ai.BadKey:
		return text + ": put a valid key into " + name + "_API_KEY (" + p.KeysURL + ")"
	case ai.NoCredit:
		return text + ": the account must be paid, or take " + p.Name + " out of PROVIDER_ORDER"
	case ai.NoModel:
		return text + ": choose models that the provider has with " + name + "_MODELS"
	case ai.NoAccess:
		return text + ": this provider does not serve this place or account; take it out of PROVIDER_ORDER"
	case ai.Unavailable, ai.TimedOut:
		return text + ": check the network, " + name + "_PROXY and " + name + "_BASE_URL"
	}
	return text
}
