package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"hamzaban/ai"
	"hamzaban/store"
	"hamzaban/translate"
)

// sampleTimeout bounds one provider's translation of one of the samples.
const sampleTimeout = time.Minute

// sampleTexts are what `check --translate` has translated: each way an idiom,
// numbers, placeholders, a link, a question, formal and friendly words, and
// markup or Persian in Latin letters. Each fits into one request.
var sampleTexts = []struct {
	from, to string
	texts    []string
}{
	{"en", "fa", []string{
		"It's raining cats and dogs, so let's stay in tonight.",
		"The bill was $1,250.50 for 3 nights.",
		"Hello {name}, you have %d new messages.",
		"Read more at https://example.com/guide?page=2 before Friday.",
		"Could you tell me where the nearest pharmacy is?",
		"We regret to inform you that your application was not successful.",
		"Hey, wanna grab a bite after work?",
		"Press <b>Save</b> to keep your changes.",
	}},
	{"fa", "en", []string{
		"دستت درد نکنه، خیلی زحمت کشیدی.",
		"این کتاب ۲۵۰ صفحه دارد و قیمتش ۳۸۵٬۰۰۰ تومان است.",
		"سلام {name}، %d پیام تازه دارید.",
		"تا جمعه اینجا بیشتر بخوانید: https://example.com/guide?page=2",
		"می‌شود بگویید نزدیک‌ترین داروخانه کجاست؟",
		"خواهشمند است مدارک خود را تا پایان هفته ارسال فرمایید.",
		"بی‌خیال بابا، فردا خودم درستش می‌کنم.",
		"salam, khoobi? farda miam pishet",
	}},
}

// sampled is what became of a sample at one provider.
type sampled struct {
	results []translate.Result
	err     error // nobody answered
}

// checkTranslations asks every provider for the same translations, once each
// way, and prints them side by side, with what the checks say of each. They
// count against the quotas as any do.
func (p *program) checkTranslations(ctx context.Context, c *Config) error {
	db, err := c.openBeside(ctx, p.logger(c))
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // nothing was left to write
	_, _ = fmt.Fprintf(p.stdout, "%d requests, %d to each of %d providers, of about 1,000 tokens each; they count against the quotas.\n",
		len(sampleTexts)*len(c.Providers), len(sampleTexts), len(c.Providers))
	if slices.ContainsFunc(c.Providers, func(p ProviderConfig) bool { return strings.HasSuffix(p.Title, simulatedMark) }) {
		_, _ = fmt.Fprintln(p.stdout, "Some providers are simulated: what they write is made up, and tells nothing of the real ones.")
	}
	all := make([][]sampled, len(c.Providers))
	var wg sync.WaitGroup
	for i, provider := range c.Providers {
		wg.Go(func() { all[i] = c.sample(ctx, provider, db) })
	}
	wg.Wait()
	answering := 0
	for i, provider := range c.Providers {
		said := false
		for _, s := range all[i] {
			if s.err != nil && !said {
				p.line("FAIL", provider.Name, "%s", remedy(provider, s.err))
				said = true
			}
		}
		if !said {
			answering++
		}
	}
	p.compare(c, all)
	if answering == 0 {
		return errUnfit
	}
	return nil
}

// sample has a provider translate all samples.
func (c *Config) sample(ctx context.Context, provider ProviderConfig, db *store.Store) []sampled {
	out := make([]sampled, len(sampleTexts))
	client, err := ai.Connect(provider.Provider, ai.ConnectOptions{Keys: provider.Keys, Transport: c.transport(provider.Proxy)})
	for i, s := range sampleTexts {
		if out[i].err = err; err != nil {
			continue
		}
		pool := ai.NewPool([]ai.Account{{Provider: provider.Provider, Client: client}}, ai.PoolOptions{Book: db.Book()})
		one, cancel := context.WithTimeout(ctx, sampleTimeout)
		asks := &askOnce{Provider: pool, cancel: cancel}
		to, _ := translate.Lookup(s.to)
		from, _ := translate.Lookup(s.from)
		out[i].results, _ = (&translate.Engine{Provider: asks, Parallel: 1}).Translate(one, s.texts, translate.Options{From: from, To: to})
		out[i].err = asks.err
		cancel()
		_ = pool.Flush(context.WithoutCancel(ctx)) // the book's own errors were reported
	}
	return out
}

// askOnce lets one request through: what its answer is worth is the question,
// not what asking again would mend.
type askOnce struct {
	ai.Provider
	cancel context.CancelFunc
	err    error
}

func (a *askOnce) Generate(ctx context.Context, r *ai.Request) (*ai.Response, error) {
	defer a.cancel()
	resp, err := a.Provider.Generate(ctx, r)
	a.err = err
	return resp, err
}

// compare prints each text with all its translations.
func (p *program) compare(c *Config, all [][]sampled) {
	for way, s := range sampleTexts {
		_, _ = fmt.Fprintf(p.stdout, "\n%s → %s\n", s.from, s.to)
		for i, text := range s.texts {
			_, _ = fmt.Fprintf(p.stdout, "\n      %s\n", text)
			for k, provider := range c.Providers {
				if one := all[k][way]; one.err == nil {
					p.verdict(provider.Name, one.results[i])
				}
			}
		}
	}
}

// verdict prints one translation and what the checks say of it.
func (p *program) verdict(provider string, r translate.Result) {
	var bad *translate.TextError
	if errors.As(r.Err, &bad) {
		p.line("bad", provider, "refused by the checks: %s", bad.Reason)
		return
	}
	p.line("ok", provider, "%s", r.Text)
}
