package bot

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/go-telegram/bot/models"

	"hamzaban/chat"
	"hamzaban/translate"
)

// Documents: a text file that comes with a question, or is replied to with one, is
// material for the answer. What is said with a file decides whether it is to be
// translated (see file.go) or asked about. Questions are part of the talk and stay in
// its order; translations have a lane of their own.

// mentions are names in a text, which say whom it is for and not what is wanted.
var mentions = regexp.MustCompile(`(^|\s)@[A-Za-z0-9_]{3,64}`)

// pleaseTranslate finds requests to translate that name no language.
var pleaseTranslate = regexp.MustCompile(`(?i)^\W*(?:(?:please|pls|can you|could you|would you|kindly)\s+)*translate\b|` +
	`(?:^|\s)ترجمه(?:[ \x{200c}]?(?:اش|ش))?(?:\s+(?:را|رو))?\s*(?:بکن|کن|کنید|کنین|شود|بشه|می[ \x{200c}]?خوا|لطفا|$|[.!،])`)

// fileWords is how a file is to be translated by the words that came with it; ok:
// it is to be translated at all. Without words it is where that can be done. Texts of
// other kinds are material for an answer, whatever is wanted of them.
func fileWords(name, words string) (ask translate.Ask, ok bool) {
	const text = "…" // stands for the file's
	words = strings.TrimSpace(mentions.ReplaceAllString(words, "$1"))
	if found := commandForm.FindStringSubmatch(words); found != nil {
		command, rest := strings.ToLower(found[1]), words[len(found[0]):]
		if to, short := translate.Shortcut(command); short {
			ask = translate.ParseTo(to, rest, text)
			return ask, ask.FromReply
		}
		ask = translate.Parse(rest, text)
		return ask, ask.FromReply && (command == "translate" || command == "tr")
	}
	_, known := translate.FormatOf(name)
	switch {
	case words == "":
		return translate.Ask{Text: text, FromReply: true}, known
	case !known && endsAsText(name): // a table, code: models translate that in an answer
		return ask, false
	}
	if ask = translate.Parse(words, text); ask.FromReply {
		return ask, true
	}
	return translate.Ask{Text: text, FromReply: true}, pleaseTranslate.MatchString(words)
}

// repliedFileWords is fileWords for a reply to a file: there nothing but a command or
// a clear request asks for a translation, since people also just go on talking.
func repliedFileWords(name, words string) (ask translate.Ask, ok bool) {
	if ask, ok = fileWords(name, words); !ok || words == "" {
		return ask, false
	}
	return ask, commandForm.MatchString(words) || pleaseTranslate.MatchString(words)
}

// asksDocument tells whether the event is a question about a document, or brings one
// that can only be asked about.
func (e *event) asksDocument() bool {
	d := e.document()
	if d == nil || e.command != "" || e.press != nil || !e.private && !e.called {
		return false
	}
	return (&attached{Type: d.MimeType}).isFile() && (e.message.Document != nil || e.text != "")
}

// askDocument answers a question about a document. One that came without a question
// is kept in mind, and answered where one is added to it.
func (b *Bot) askDocument(ctx context.Context, e *event) (chat.Outcome, error) {
	d := e.document()
	if !readable(d) {
		return e.outcome(e.refuseFile("file.format")), nil
	}
	data, problem, err := b.fetchFile(ctx, d)
	if err != nil {
		return chat.Outcome{}, err
	}
	text, unreadable := "", false
	if problem == "" {
		var bad error
		if text, bad = translate.ReadText(data); bad != nil {
			unreadable = true
		}
	}
	switch {
	case unreadable:
		problem = "file.nottext"
	case problem == "" && strings.TrimSpace(text) == "":
		problem = "document.empty"
	}
	if problem != "" {
		return e.outcome(e.refuseFile(problem)), nil
	}
	e.material = &chat.Document{Name: fileName(d.FileName), Text: text}
	if e.text != "" && e.message.ForwardOrigin == nil {
		return b.talk(ctx, e)
	}
	o := e.outcome(e.refuseFile("document.kept"))
	o.Turns = chat.Exchange(e.material.Said(e.text), o.Replies[0].Text, "", e.update.At)
	o.Asks = e.asks()
	return o, nil
}

// fetchFile downloads a document, or says why not, as a key of the locale files.
func (b *Bot) fetchFile(ctx context.Context, d *models.Document) (data []byte, problem string, err error) {
	if d.FileSize > maxFile {
		return nil, "file.large", nil
	}
	data, err = b.client.download(ctx, d.FileID, maxFile)
	switch {
	case errors.Is(err, errTooLong):
		return nil, "file.large", nil
	case errors.Is(err, errGone):
		return nil, "file.gone", nil
	case err != nil:
		return nil, "", fmt.Errorf("fetching a file: %w", err)
	}
	return data, "", nil
}

// textEndings are the endings of files that are text: prose, data, code.
const textEndings = " txt text md markdown rst org tex log csv tsv json jsonl ndjson arb xml yaml yml toml ini cfg conf properties " +
	"srt vtt html htm css scss sql diff patch sh bash zsh bat ps1 go py ipynb rb rs java kt kts c h cc cpp cxx hpp cs m mm swift " +
	"php pl lua r jl scala clj hs ml ex exs erl dart js jsx mjs ts tsx vue svelte proto graphql tf gradle cmake mk makefile dockerfile "

// readable tells whether a document may be text, by its name or its type.
func readable(d *models.Document) bool {
	return endsAsText(d.FileName) || strings.HasPrefix(d.MimeType, "text/")
}

// endsAsText tells whether a file's name is one of a text.
func endsAsText(name string) bool {
	ending := strings.TrimPrefix(strings.ToLower(filepath.Ext(name)), ".")
	if ending == "" {
		ending = strings.ToLower(name)
	}
	return ending != "" && strings.Contains(textEndings, " "+ending+" ")
}
