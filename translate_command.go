package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"hamzaban/translate"
)

// filePatience is how long a file waits for providers that all rest.
const filePatience = 5 * time.Minute

// translate translates a file, or standard input, to standard output. The bot
// may run meanwhile: both keep to the same quotas.
func (p *program) translate(ctx context.Context) error {
	set := flag.NewFlagSet("translate", flag.ContinueOnError)
	from, to := set.String("from", "", ""), set.String("to", "", "")
	if err := p.flags(set, 1); err != nil {
		return err
	}
	o, err := languageOptions(*from, *to)
	if err != nil {
		return err
	}
	format, in, err := p.input()
	if err != nil {
		return err
	}
	defer in.Close()
	c, err := p.config(Needs{Providers: true, Database: true})
	if err != nil {
		return err
	}
	log := p.logger(c)
	db, err := c.openBeside(ctx, log)
	if err != nil {
		return err
	}
	defer closing(log, "the database", db.Close)
	pool, err := c.pool(db, log, nil)
	if err != nil {
		return err
	}
	defer closing(log, "the quota book", func() error { return pool.Flush(context.WithoutCancel(ctx)) })
	o.Patience = filePatience
	if terminal(p.stderr) {
		o.Progress = func(done, total int) { _, _ = fmt.Fprintf(p.stderr, "\r%d of %d texts ", done, total) }
	}
	return translate.TranslateFile(ctx, &translate.Engine{Provider: pool}, format, in, p.stdout, o, nil)
}

func languageOptions(from, to string) (o translate.Options, err error) {
	if to == "" {
		return o, usageError{fmt.Errorf("translate: --to is missing: name the language, such as --to fa")}
	}
	var ok bool
	if o.To, ok = translate.Lookup(to); !ok {
		return o, usageError{fmt.Errorf("translate: --to %s: there is no such language here: use a code or a name, such as fa or Persian", to)}
	}
	if from != "" {
		if o.From, ok = translate.Lookup(from); !ok {
			return o, usageError{fmt.Errorf("translate: --from %s: there is no such language here: use a code or a name, such as en or English", from)}
		}
	}
	return o, nil
}

// input is the file to translate and its format; standard input is plain text.
func (p *program) input() (string, io.ReadCloser, error) {
	if len(p.args) == 0 || p.args[0] == "-" {
		return "txt", io.NopCloser(p.stdin), nil
	}
	format, ok := translate.FormatOf(p.args[0])
	if !ok {
		return "", nil, usageError{fmt.Errorf("translate: %s is of no format that can be translated: give a file of %s", p.args[0], strings.Join(translate.Formats(), ", "))}
	}
	f, err := os.Open(p.args[0])
	if err != nil {
		return "", nil, usageError{fmt.Errorf("translate: %w", err)}
	}
	return format, f, nil
}

// terminal tells whether somebody watches.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
