package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"hamzaban/chat"
)

// export answers /export with a file of all that is kept of the person. It is for
// nobody else, so not for a group.
func (b *Bot) export(ctx context.Context, e *event) (chat.Outcome, error) {
	if !e.private {
		return e.outcome(e.say.Say("export.private", nil)), nil
	}
	d, err := b.store.Dossier(ctx, e.key.Person)
	if err != nil {
		return chat.Outcome{}, err
	}
	data, err := written(d)
	if err != nil {
		return chat.Outcome{}, fmt.Errorf("writing all that is kept of a person: %w", err)
	}
	o := e.outcome(e.say.Say("export.done", nil))
	o.Replies[0].Answer = true
	o.Replies[0].File = &chat.File{Name: "hamzaban-" + e.update.At.UTC().Format(time.DateOnly) + ".json", Data: data}
	return o, nil
}

// written is the file, made to be read.
func written(d chat.Dossier) ([]byte, error) {
	for i := range d.Translations {
		t := &d.Translations[i]
		t.Words, t.Text = bareOfMarks(t.Words), bareOfMarks(t.Text)
	}
	for i := range d.Outbox { // of a message on its way, what it says
		var p payload
		if d.Outbox[i].Words == nil || json.Unmarshal(d.Outbox[i].Words, &p) != nil {
			continue
		}
		text, err := json.Marshal(p.Text.Text)
		if err != nil {
			return nil, err
		}
		d.Outbox[i].Words = text
	}
	var out bytes.Buffer
	w := json.NewEncoder(&out)
	w.SetEscapeHTML(false)
	w.SetIndent("", "  ")
	err := w.Encode(d)
	return out.Bytes(), err
}

var (
	styleMarks = regexp.MustCompile(`⟦/?\d+=?⟧`)
	brackets   = strings.NewReplacer("⟦(⟧", "⟦", "⟦)⟧", "⟧")
)

// bareOfMarks is a text that was translated as it was written: without the marks
// of its styles.
func bareOfMarks(s string) string { return brackets.Replace(styleMarks.ReplaceAllString(s, "")) }
