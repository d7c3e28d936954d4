package translate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"hamzaban/ai"
)

// File is a file taken apart into texts for people and everything else.
// Whatever is not a text, and every text that is not changed, is written back
// byte for byte: line ends, byte order mark, numbers, timings, keys, markup.
type File struct {
	segments []segment
	texts    []int // the segments that are texts
}

// segment is a part of a file.
type segment struct {
	raw  string
	text string // for people; empty: none
	// write puts a translation into the file's form; nil: it is that already.
	write func(string) string
}

// parsers take the files of each format apart, byte order mark aside.
var parsers = map[string]func(string) ([]segment, error){
	"txt": parseTXT, "md": parseMarkdown, "srt": parseSRT, "vtt": parseVTT, "json": parseJSON,
}

const maxFileBytes = 20 << 20

// Formats are the names of the formats, which are the files' extensions too.
func Formats() []string { return []string{"txt", "md", "srt", "vtt", "json"} }

// FormatOf is the format of a file by its name; ok is false if there is none.
func FormatOf(name string) (format string, ok bool) {
	format = strings.TrimPrefix(strings.ToLower(filepath.Ext(name)), ".")
	if format == "markdown" {
		format = "md"
	}
	return format, parsers[format] != nil
}

// ParseFile takes a file apart.
func ParseFile(format string, data []byte) (*File, error) {
	parse := parsers[format]
	switch {
	case parse == nil:
		return nil, fmt.Errorf("files of the format %q cannot be translated: give one of %s", format, strings.Join(Formats(), ", "))
	case len(data) > maxFileBytes:
		return nil, fmt.Errorf("the file has more than %d MB: cut it into parts", maxFileBytes>>20)
	case !utf8.Valid(data):
		return nil, fmt.Errorf("the file is not UTF-8 (older Persian ones are often windows-1256): save it as UTF-8 first")
	}
	const mark = "\ufeff"
	body, marked := strings.CutPrefix(string(data), mark)
	segments, err := parse(body)
	if err != nil {
		return nil, err
	}
	f := &File{segments: segments}
	if marked {
		f.segments = slices.Insert(f.segments, 0, segment{raw: mark})
	}
	for i, s := range f.segments {
		if hasLetters(s.text) {
			f.texts = append(f.texts, i)
		}
	}
	return f, nil
}

// Texts are the texts for people, in their order.
func (f *File) Texts() []string {
	out := make([]string, len(f.texts))
	for i, k := range f.texts {
		out[i] = f.segments[k].text
	}
	return out
}

// Write writes the file with the results for Texts in their places. A text
// that could not be translated stands as it was; if there are any, Write
// returns an [*Incomplete] after it has written everything.
func (f *File) Write(w io.Writer, results []Result) error {
	if len(results) != len(f.texts) {
		return fmt.Errorf("%d results for %d texts", len(results), len(f.texts))
	}
	var b strings.Builder
	bad := &Incomplete{Of: len(results)}
	line, next := 1, 0
	for i, s := range f.segments {
		out := s.raw
		if next < len(f.texts) && f.texts[next] == i {
			switch r := results[next]; {
			case r.Err != nil:
				bad.Lines, bad.errs = append(bad.Lines, line), append(bad.errs, r.Err)
			case r.Text == s.text:
			case s.write != nil:
				out = s.write(r.Text)
			default:
				out = r.Text
			}
			next++
		}
		b.WriteString(out)
		line += strings.Count(s.raw, "\n")
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return err
	}
	if bad.Lines != nil {
		return bad
	}
	return nil
}

// Incomplete says which texts of a file could not be translated and stand as
// they were.
type Incomplete struct {
	// Lines are where they begin, counted from 1 in the file that was read.
	Lines []int
	// Of is how many texts the file has.
	Of   int
	errs []error
}

func (e *Incomplete) Error() string {
	const most = 20
	var at []string
	for _, l := range e.Lines[:min(most, len(e.Lines))] {
		at = append(at, fmt.Sprint(l))
	}
	if len(e.Lines) > most {
		at = append(at, "…")
	}
	return fmt.Sprintf("%d of %d texts could not be translated and stand as they were, in line %s", len(e.Lines), e.Of, strings.Join(at, ", "))
}

// Unwrap returns the reason for each, a [*TextError].
func (e *Incomplete) Unwrap() []error { return e.errs }

// TranslateFile translates a file of a format that [Formats] lists. It writes
// the whole file also when it returns an [*Incomplete], and what was done by
// then when the work was broken off (see [Engine.Translate]), whose error says
// when to try again if that is known. progress may be nil.
func TranslateFile(ctx context.Context, e *Engine, format string, in io.Reader, out io.Writer, o Options, progress func(done, total int)) error {
	data, err := io.ReadAll(io.LimitReader(in, maxFileBytes+1))
	if err != nil {
		return err
	}
	f, err := ParseFile(format, data)
	if err != nil {
		return err
	}
	if progress != nil {
		o.Progress = progress
	}
	results, broken := e.Translate(ctx, f.Texts(), o)
	if results == nil && broken != nil {
		return broken
	}
	err = f.Write(out, results)
	if broken != nil {
		return expecting(broken)
	}
	return err
}

// expecting adds to an error when there will be capacity again, if that is
// known.
func expecting(err error) error {
	var all *ai.Exhausted
	if !errors.As(err, &all) || all.Until.IsZero() {
		return err
	}
	wait := max(time.Until(all.Until), 0).Round(time.Second)
	return fmt.Errorf("%w; capacity is expected at %s (in %s): try again then", err, all.Until.Local().Format("15:04:05 on 2 January"), wait)
}

// line is a line of a file with its end, which the last one may lack.
type line struct{ text, end string }

func lines(s string) []line {
	var out []line
	for l := range strings.Lines(s) {
		text := strings.TrimRight(l, "\r\n")
		out = append(out, line{text, l[len(text):]})
	}
	return out
}

// parseTXT takes every line for a text.
func parseTXT(s string) ([]segment, error) {
	var out []segment
	for _, l := range lines(s) {
		out = append(out, segment{raw: l.text, text: l.text}, segment{raw: l.end})
	}
	return out, nil
}
