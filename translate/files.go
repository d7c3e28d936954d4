package translate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"hamzaban/ai"
)

// File is a file taken apart into texts for people and everything else.
// Whatever is not a text, and every text that is not changed, is written back
// byte for byte: line ends, byte order mark, numbers, timings, keys, markup.
// It is not changed by its methods and may be used by many at once.
type File struct {
	// Format is one of [Formats].
	Format string
	// Charset is what the file was written in: "UTF-8", or "UTF-16",
	// "windows-1256" or "windows-1252", which are written back as UTF-8.
	Charset string

	segments []segment
	texts    []place
}

// segment is a part of a file.
type segment struct {
	raw   string
	texts []string // for people; nil: none
	// write puts the translations of texts into the file's form; nil: they
	// are it already.
	write func([]string) string
}

// place is where in a file a text stands.
type place struct{ segment, text int }

// glue is a part of a file that is never changed.
func glue(raw string) segment { return segment{raw: raw} }

// textual is a part of a file that is one text.
func textual(raw, text string, write func(string) string) segment {
	s := segment{raw: raw, texts: []string{text}}
	if write != nil {
		s.write = func(t []string) string { return write(t[0]) }
	}
	return s
}

// parsers take the files of each format apart, byte order mark aside.
var parsers = map[string]func(string) ([]segment, error){
	"txt": parseTXT, "md": parseMarkdown, "srt": parseSRT, "vtt": parseVTT, "json": parseJSON,
}

// MaxFileBytes is how large a file may be.
const MaxFileBytes = 20 << 20

// ParseFile takes a file apart; format is as [FormatOf] or [Sniff] tells it.
// Subtitles in a file that is called txt are taken as what they are. Its
// errors are of the type [*FileError].
func ParseFile(format string, data []byte) (*File, error) {
	if format == "txt" && len(data) <= MaxFileBytes {
		if in := Sniff(data); in == "srt" || in == "vtt" {
			if f, err := ParseFile(in, data); err == nil {
				return f, nil
			}
		}
	}
	parse := parsers[format]
	switch {
	case parse == nil:
		return nil, &FileError{Problem: UnknownFormat, Format: format}
	case len(data) > MaxFileBytes:
		return nil, &FileError{Problem: TooLarge, Format: format}
	}
	const mark = "\ufeff"
	text, charset, err := decode(data)
	if err != nil {
		err.Format = format
		return nil, err
	}
	body, marked := strings.CutPrefix(text, mark)
	f := &File{Format: format, Charset: charset}
	if strings.TrimSpace(body) != "" { // JSON that is empty is none
		segments, err := parse(body)
		if err != nil {
			return nil, err
		}
		f.segments = segments
	}
	if marked {
		f.segments = slices.Insert(f.segments, 0, glue(mark))
	}
	for i, s := range f.segments {
		for k, t := range s.texts {
			if hasLetters(t) {
				f.texts = append(f.texts, place{i, k})
			}
		}
	}
	if f.texts == nil {
		return nil, &FileError{Problem: NoWords, Format: format}
	}
	return f, nil
}

// Texts are the texts for people, in their order; there is at least one.
func (f *File) Texts() []string {
	out := make([]string, len(f.texts))
	for i, p := range f.texts {
		out[i] = f.segments[p.segment].texts[p.text]
	}
	return out
}

// Size is how many texts there are, and how many characters in them: what a
// translation costs goes by these, about a request for ten texts or 1,500
// characters.
func (f *File) Size() (texts, characters int) {
	for _, t := range f.Texts() {
		characters += utf8.RuneCountInString(t)
	}
	return len(f.texts), characters
}

// about tells the models what the texts of a format belong to.
var about = map[string]string{
	"srt":  "subtitles, in their order: a sentence may go on in the next one",
	"vtt":  "subtitles, in their order: a sentence may go on in the next one",
	"json": "texts of a program",
}

// Translate translates the file's texts: see [Engine.Translate], whose results
// and errors these are. When it is broken off, by ctx or because no model may
// be asked any more, doing it again costs nothing for what the engine's memory
// keeps by then.
func (f *File) Translate(ctx context.Context, e *Engine, o Options) ([]Result, error) {
	if o.Context == "" {
		o.Context = about[f.Format]
	}
	results, err := e.Translate(ctx, f.Texts(), o)
	return results, expecting(err)
}

// Write writes the file with the results for Texts in their places, in UTF-8.
// A text that could not be translated stands as it was; if there are any,
// Write returns an [*Incomplete] after it has written everything.
func (f *File) Write(w io.Writer, results []Result) error {
	if len(results) != len(f.texts) {
		return fmt.Errorf("%d results for %d texts", len(results), len(f.texts))
	}
	bad := &Incomplete{Of: len(results)}
	at, next := 1, 0
	var b strings.Builder
	for i, s := range f.segments {
		from := next
		for next < len(f.texts) && f.texts[next].segment == i {
			if err := results[next].Err; err != nil {
				bad.Texts, bad.Lines, bad.errs = append(bad.Texts, next+1), append(bad.Lines, at), append(bad.errs, err)
			}
			next++
		}
		b.WriteString(s.written(f.texts[from:next], results[from:next]))
		at += countLines(s.raw)
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return err
	}
	if bad.Lines != nil {
		return bad
	}
	return nil
}

// written is a segment with the results for its texts, of which those without
// letters have none. It stays as it was where one of them failed: half of it
// in one language and half in another is of no use.
func (s segment) written(places []place, results []Result) string {
	texts, changed := slices.Clone(s.texts), false
	for i, p := range places {
		if results[i].Err != nil {
			return s.raw
		}
		changed = changed || results[i].Text != texts[p.text]
		texts[p.text] = results[i].Text
	}
	switch {
	case !changed:
		return s.raw
	case s.write == nil:
		return texts[0]
	}
	return s.write(texts)
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
