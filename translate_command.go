package main

import (
	"cmp"
	"context"
	"errors"
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

// commandLine is who owns what the command remembers: nobody in Telegram, whose
// ids are others.
var commandLine = translate.Owner{Person: -1}

// translate translates a file, or standard input, to standard output. The bot
// may run meanwhile: both keep to the same quotas. Nothing is written before
// all is done, since half a file would look like a whole one; what is
// translated by then is in the memory, where the next run finds it.
func (p *program) translate(ctx context.Context) error {
	set := flag.NewFlagSet("translate", flag.ContinueOnError)
	from, to := set.String("from", "", ""), set.String("to", "", "")
	if err := p.flags(set, 1); err != nil {
		return err
	}
	o, wrong := languageOptions(*from, *to)
	name, format, err := p.source()
	if wrong = errors.Join(wrong, err); wrong != nil {
		return usageError{wrong}
	}
	file, data, err := p.input(name, format)
	if err != nil {
		return err
	}
	if file == nil { // nothing to translate
		_, err := p.stdout.Write(data)
		return err
	}
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
	o.Patience, o.Owner = filePatience, commandLine
	return p.translateFile(ctx, &translate.Engine{Provider: pool, Memory: db.Memory(), Log: log}, file, o)
}

// translateFile translates a file and writes it.
func (p *program) translateFile(ctx context.Context, e *translate.Engine, file *translate.File, o translate.Options) error {
	if file.Charset != "UTF-8" {
		_, _ = fmt.Fprintf(p.stderr, "The file is in %s; its translation is in UTF-8.\n", file.Charset)
	}
	watched := terminal(p.stderr)
	total, _ := file.Size()
	finished := 0
	o.Progress = func(done, total int) {
		if finished = done; watched {
			_, _ = fmt.Fprintf(p.stderr, "\r%d of %d texts ", done, total)
		}
	}
	results, err := file.Translate(ctx, e, o)
	if watched {
		_, _ = fmt.Fprintln(p.stderr)
	}
	if err != nil {
		return fmt.Errorf("broken off after %d of %d texts, and nothing was written; what is translated is kept, and the same command goes on from there without asking for it again: %w", finished, total, err)
	}
	return file.Write(p.stdout, results)
}

// languageOptions names everything that is wrong with the languages.
func languageOptions(from, to string) (o translate.Options, err error) {
	var ok bool
	if from != "" {
		if o.From, ok = translate.Lookup(from); !ok {
			err = fmt.Errorf("translate: --from %s: there is no such language here: use a code or a name, such as en or English", from)
		}
	}
	if to == "" {
		return o, errors.Join(err, errors.New("translate: --to is missing: name the language, such as --to fa"))
	}
	if o.To, ok = translate.Lookup(to); !ok {
		err = errors.Join(err, fmt.Errorf("translate: --to %s: there is no such language here: use a code or a name, such as fa or Persian", to))
	}
	return o, err
}

// source is the file to translate and its format; both are empty for standard
// input.
func (p *program) source() (name, format string, err error) {
	if len(p.args) == 0 || p.args[0] == "-" {
		return "", "", nil
	}
	name = p.args[0]
	format, known := translate.FormatOf(name)
	if !known {
		return "", "", fmt.Errorf("translate: %s is of no format that can be translated: give a file of %s", name, strings.Join(translate.Formats(), ", "))
	}
	if _, err := os.Stat(name); err != nil {
		return "", "", fmt.Errorf("translate: %w", err)
	}
	return name, format, nil
}

// input reads the file to translate, or standard input, whose format is told
// by what stands in it. The file is nil where there is nothing to translate in
// the data.
func (p *program) input(name, format string) (*translate.File, []byte, error) {
	in := io.NopCloser(p.stdin)
	if name != "" {
		f, err := os.Open(name)
		if err != nil {
			return nil, nil, usageError{fmt.Errorf("translate: %w", err)}
		}
		in = f
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, translate.MaxFileBytes+1))
	if err != nil {
		return nil, nil, fmt.Errorf("translate: %w", err)
	}
	if format == "" {
		format = translate.Sniff(data)
	}
	file, err := translate.ParseFile(format, data)
	var wrong *translate.FileError
	if errors.As(err, &wrong) && wrong.Problem == translate.NoWords {
		return nil, data, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("translate: %s: %w", cmp.Or(name, "standard input"), err)
	}
	return file, data, nil
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
