package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"unicode"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"hamzaban/chat"
	"hamzaban/translate"
)

// Files are translated in a lane of their own, so that whoever sent one can go on
// talking. What is translated is remembered as it comes: a try that is broken off
// costs nothing twice.

// fileLane begins the names of these lanes: one file of a conversation after the
// other.
const fileLane = "file:"

// maxFile is how large a file may be: some 250,000 tokens, which is a day of most
// free providers.
const maxFile = 1 << 20

// document is the file that the event is about: its own, or that of the message
// that it replies to; nil: none.
func (e *event) document() *models.Document {
	switch {
	case e.message == nil:
	case e.message.Document != nil:
		return e.message.Document
	case e.message.ReplyToMessage != nil:
		return e.message.ReplyToMessage.Document
	}
	return nil
}

// isFile tells whether the event is about a file to be translated.
func (b *Bot) isFile(e *event) bool {
	_, ok := e.fileAsked()
	return ok
}

// file answers with the file translated into what was asked for.
func (b *Bot) file(ctx context.Context, e *event) (chat.Outcome, error) {
	ask, _ := e.fileAsked()
	if len(ask.Targets) > 1 {
		return e.outcome(e.say.Say("file.onelanguage", nil)), nil
	}
	return b.translateFile(ctx, e, ask)
}

// fileAsked tells whether a message asks for a file to be translated, and how. What
// somebody passed on has words of others: they ask for nothing. What is said in a
// recording is known too late for a file's lane: it asks about the document.
func (e *event) fileAsked() (ask translate.Ask, ok bool) {
	d := e.document()
	switch {
	case d == nil || e.press != nil || e.heard != "" || !(&attached{Type: d.MimeType}).isFile():
		return ask, false
	case e.command == "" && !e.private && !e.called:
		return ask, false
	case e.message.Document == nil:
		return repliedFileWords(d.FileName, e.text)
	case e.message.ForwardOrigin != nil:
		return fileWords(d.FileName, "")
	}
	ask, ok = fileWords(d.FileName, e.text)
	if _, known := translate.FormatOf(d.FileName); !ok && known && e.command == "" && e.everything() {
		ask, ok = fileWords(d.FileName, "")
	}
	return ask, ok
}

// fileProblems are the words for what cannot be translated.
var fileProblems = map[translate.FileProblem]string{
	translate.UnknownFormat: "file.format", translate.TooLarge: "file.large", translate.NotText: "file.nottext",
	translate.Malformed: "file.malformed", translate.NoWords: "file.empty",
}

// refuseFile is what is said of a file that is not taken.
func (e *event) refuseFile(key string) string {
	return e.say.Say(key, map[string]any{
		"Name": e.nameOfFile(), "Size": e.say.Number(maxFile >> 20), "Formats": "." + strings.Join(translate.Formats(), " ."),
	})
}

// translateFile answers with the file translated.
func (b *Bot) translateFile(ctx context.Context, e *event, ask translate.Ask) (chat.Outcome, error) {
	d := e.document()
	refuse := func(key string) chat.Outcome { return e.outcome(e.refuseFile(key)) }
	if o, over, err := b.overLimit(ctx, e); over || err != nil {
		return o, err
	}
	format, ok := translate.FormatOf(d.FileName)
	if !ok {
		return refuse("file.format"), nil
	}
	data, problem, err := b.fetchFile(ctx, d)
	switch {
	case err != nil:
		return chat.Outcome{}, err
	case problem != "":
		return refuse(problem), nil
	}
	file, err := translate.ParseFile(format, data)
	if problem, ok := errors.AsType[*translate.FileError](err); ok {
		return refuse(fileProblems[problem.Problem]), nil
	} else if err != nil {
		return chat.Outcome{}, err
	}
	to := translate.Default(e.languages(), sample(file.Texts()))
	if len(ask.Targets) > 0 {
		to = ask.Targets[0]
	}
	o, err := b.finishFile(ctx, e, file, ask.Source, to)
	if text, bad := translate.ReadText(data); err == nil && bad == nil && o.Used.Translations > 0 && e.message.Document != nil {
		read := chat.Document{Name: fileName(d.FileName), Text: text} // what is asked next may be about it
		o.Turns = chat.Exchange(read.Said(""), o.Replies[len(o.Replies)-1].Text, "", e.update.At)
	}
	return o, err
}

// fileName is the name of a file to send, which goes into the request as it is.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != '\u200c', strings.ContainsRune(`"\/`, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	return strings.TrimSpace(name)
}

// nameOfFile is the file's name, to stand within a text: what follows it is in
// its own place again, whichever way the name is written.
func (e *event) nameOfFile() string {
	return plainName(e.document().FileName) + e.nameMark()
}

// nameMark stands behind a name for what follows it. What is shown of work in hand
// is no Markdown: there the name stands as it is.
func (e *event) nameMark() string {
	const lrm, rlm = "\u200e", "\u200f"
	if e.say.RTL() {
		return rlm
	}
	return lrm
}

// sample is enough of the texts to tell their language.
func sample(texts []string) string {
	var b strings.Builder
	for _, t := range texts {
		if b.WriteString(t + "\n"); b.Len() > 2000 {
			break
		}
	}
	return b.String()
}

// finishFile translates a file that is there, and shows how far it is.
func (b *Bot) finishFile(ctx context.Context, e *event, file *translate.File, from, to translate.Language) (chat.Outcome, error) {
	name := e.document().FileName
	o, err := b.options(ctx, e, from.Code, to.Code)
	if err != nil {
		return chat.Outcome{}, err
	}
	v := b.view(e, func(done, total int) string {
		return e.say.Say("file.progress", map[string]any{
			"Name": fileName(name) + e.nameMark(), "Language": b.nameOf(e, to.Code), "Done": e.say.Number(done), "Total": e.say.Number(total),
		})
	})
	stop := v.show(ctx)
	o.Progress = v.progress
	results, err := file.Translate(ctx, b.Translator, o)
	stop()
	if err != nil {
		return b.untranslated(ctx, e, err)
	}
	var out strings.Builder
	var bad *translate.Incomplete
	if err := file.Write(&out, results); err != nil && !errors.As(err, &bad) {
		return chat.Outcome{}, err
	}
	data := map[string]any{"Name": e.nameOfFile(), "Language": b.nameOf(e, to.Code)}
	text := e.say.SayN("file.done", len(results), data)
	if bad != nil {
		text += "\n\n" + e.say.SayN("file.incomplete", len(bad.Lines), map[string]any{"Lines": numbers(e.say, bad.Lines)})
	}
	answer := e.outcome(text)
	answer.Replies[0].Answer = true
	answer.Replies[0].File = &chat.File{Name: fileName(translate.FinishedName(name, to)), Data: []byte(out.String())}
	answer.Replies = append(v.ended(e.say.Say("file.ready", data)), answer.Replies...)
	answer.Used.Translations = 1
	return answer, nil
}

// numbers lists lines, so many that they can be read.
func numbers(say printer, lines []int) string {
	const most = 20
	var list []string
	for _, n := range lines[:min(most, len(lines))] {
		list = append(list, say.Number(n))
	}
	if len(lines) > most {
		list = append(list, "…")
	}
	return strings.Join(list, say.Say("format.comma", nil)+" ")
}

// errTooLong says that a file is longer than it may be, errGone that Telegram does
// not hand it out any more.
var (
	errTooLong = errors.New("the file is too long")
	errGone    = errors.New("the file is gone")
)

// download reads a file of at most so many bytes. It goes by the file's id
// through the Bot API alone.
func (c *client) download(ctx context.Context, id string, most int64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, c.fetching)
	defer cancel()
	f, err := c.GetFile(ctx, &tg.GetFileParams{FileID: id})
	switch {
	case err != nil && refused(err).wrong && strings.Contains(err.Error(), "file is too big"):
		return nil, errTooLong
	case err != nil && refused(err).wrong:
		return nil, fmt.Errorf("%w: %w", errGone, redact(err, c.token))
	case err != nil:
		return nil, redact(err, c.token)
	case f.FileSize > most:
		return nil, errTooLong
	}
	if strings.Contains(f.FilePath, "://") || filepath.IsAbs(f.FilePath) {
		return nil, errors.New("the Bot API names no path that it serves the file at: a server in local mode is not supported")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url+"/file/bot"+c.token+"/"+f.FilePath, nil)
	if err != nil {
		return nil, redact(err, c.token)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, redact(err, c.token)
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusNotFound:
		return nil, errGone
	case resp.StatusCode != http.StatusOK:
		return nil, &statusError{resp.StatusCode}
	case resp.ContentLength > most:
		return nil, errTooLong
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	if err != nil {
		return nil, redact(err, c.token)
	}
	if int64(len(data)) > most {
		return nil, errTooLong
	}
	return data, nil
}
