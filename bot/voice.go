package bot

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-telegram/bot/models"

	"hamzaban/ai"
	"hamzaban/bot/render"
	"hamzaban/chat"
)

// What is said into a voice note or a sound file is written down first, and then
// answered as if it had been typed. The words stand folded above the answer, so that
// the person sees what was understood.

const (
	// maxDownload is the most that the Bot API hands out of a file.
	maxDownload = 20 << 20
	// maxSpeech is how long a recording may last: about what the free tiers hear of
	// one person in a day.
	maxSpeech = 20 * time.Minute
	// loadsAtOnce bounds how many files are in memory at a time.
	loadsAtOnce = 8
	// maxHeard is how much of what was said is shown, in UTF-16 units: enough to see
	// whether it was understood, and no message more before the answer.
	maxHeard = 1500
)

// recording is a voice note or a sound file: the event's own, or that of the message
// which it replies to.
type recording struct {
	id, name string
	size     int64
	duration time.Duration
	own      bool
}

// recording finds what is to be written down; nil: nothing is. Commands but those
// that translate are about something else.
func (e *event) recording() *recording {
	if e.message == nil || e.press != nil || e.command != "" && !e.translates() {
		return nil
	}
	if r := recordingOf(e.message); r != nil {
		r.own = true
		return r
	}
	if m := e.message.ReplyToMessage; m != nil && e.message.Text != "" && (e.message.Quote == nil || e.message.Quote.Text == "") {
		return recordingOf(m)
	}
	return nil
}

func recordingOf(m *models.Message) *recording {
	seconds := func(n int) time.Duration { return time.Duration(n) * time.Second }
	switch {
	case m.Voice != nil: // Telegram's are Opus in Ogg, by a name that providers refuse
		return &recording{id: m.Voice.FileID, name: "voice.ogg", size: m.Voice.FileSize, duration: seconds(m.Voice.Duration)}
	case m.Audio != nil:
		name := soundName(m.Audio.FileName, m.Audio.MimeType)
		return &recording{id: m.Audio.FileID, name: name, size: m.Audio.FileSize, duration: seconds(m.Audio.Duration)}
	case m.Document != nil && strings.HasPrefix(m.Document.MimeType, "audio/"):
		return &recording{id: m.Document.FileID, name: soundName(m.Document.FileName, m.Document.MimeType), size: m.Document.FileSize}
	}
	return nil
}

// endings are those of sound files by their types.
var endings = map[string]string{
	"audio/mpeg": ".mp3", "audio/mp3": ".mp3", "audio/mp4": ".m4a", "audio/x-m4a": ".m4a", "audio/aac": ".m4a", "audio/ogg": ".ogg",
	"audio/opus": ".ogg", "audio/wav": ".wav", "audio/x-wav": ".wav", "audio/flac": ".flac", "audio/x-flac": ".flac", "audio/webm": ".webm",
}

// soundName is a name that tells providers a sound file's type and nothing else of
// it.
func soundName(name, kind string) string {
	ending := strings.ToLower(path.Ext(name))
	if ending == ".oga" {
		ending = ".ogg"
	}
	if kind, _, _ := mime.ParseMediaType(kind); ending == "" {
		ending = endings[kind]
	}
	return "sound" + ending
}

// hear has the event's recording written down. over: that is all that can be done
// about it, and the outcome or the error says so.
func (b *Bot) hear(ctx context.Context, e *event, r *recording) (o chat.Outcome, over bool, err error) {
	refuse := func(key string) (chat.Outcome, bool, error) {
		return e.outcome(e.say.Say(key, map[string]any{
			"Minutes": e.say.Number(int(maxSpeech / time.Minute)), "Size": e.say.Number(maxDownload >> 20),
		})), true, nil
	}
	switch {
	case b.Transcriber == nil:
		return refuse("voice.none")
	case r.duration > maxSpeech:
		return refuse("voice.long")
	case r.size > maxDownload:
		return refuse("voice.large")
	}
	if o, over, err := b.overLimit(ctx, e); over || err != nil {
		return o, true, err
	}
	words, err := b.transcribe(ctx, e, r)
	switch {
	case err == nil:
		e.understand(words, r.own)
		return chat.Outcome{}, false, nil
	case errors.Is(err, errTooLong):
		return refuse("voice.large")
	case errors.Is(err, errGone):
		return refuse("voice.gone")
	case errors.Is(err, ai.ErrCannotHear):
		return refuse("voice.none")
	case errors.Is(err, ai.ErrAudioType):
		return refuse("voice.format")
	case errors.Is(err, ai.ErrNothingSaid):
		return refuse("voice.empty")
	}
	o, err = b.trouble(ctx, e, err)
	return o, true, err
}

// understand takes words that were said for what the person wrote, or where they
// wrote something about them, for what that is about.
func (e *event) understand(words string, own bool) {
	e.heard, e.enclosed.Heard = words, words
	switch {
	case !own:
		e.spoken = words
	case e.message.ForwardOrigin != nil && e.text != "":
		e.text += "\n\n" + words
	case e.text == "":
		e.text = words
	default:
		e.spoken = words
	}
}

// transcribe returns what is said in a recording. Another try of the same update
// takes it from memory.
func (b *Bot) transcribe(ctx context.Context, e *event, r *recording) (string, error) {
	if words, ok := b.transcripts.of(e.update.Seq); ok {
		return words, nil
	}
	defer b.typing(ctx, e)()
	select {
	case b.loads <- struct{}{}:
		defer func() { <-b.loads }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	data, err := b.client.download(ctx, r.id, maxDownload)
	if err != nil {
		return "", fmt.Errorf("fetching a recording: %w", err)
	}
	t, err := b.Transcriber.Transcribe(ctx, &ai.Audio{
		Name: r.name, Data: data, Duration: r.duration, Person: fmt.Sprint(e.from.ID),
	})
	if err != nil {
		return "", err
	}
	b.transcripts.keep(e.update.Seq, t.Text)
	return t.Text, nil
}

// transcripts are those of updates that are not done yet, by Seq. They are in memory
// alone: a restart hears them again.
type transcripts struct {
	mu   sync.Mutex
	kept map[int64]string
}

// mostTranscripts bounds them; what is dropped is heard again.
const mostTranscripts = 256

func (t *transcripts) of(seq int64) (string, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	words, ok := t.kept[seq]
	return words, ok
}

func (t *transcripts) keep(seq int64, words string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kept == nil || len(t.kept) >= mostTranscripts {
		t.kept = map[int64]string{}
	}
	t.kept[seq] = words
}

// drop forgets those of updates that are done; of all where somebody has everything
// of theirs deleted.
func (t *transcripts) drop(all bool, seqs ...int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if all {
		t.kept = nil
	}
	for _, seq := range seqs {
		delete(t.kept, seq)
	}
}

// showHeard has what was understood stand above the first thing that is said of it.
func (e *event) showHeard(o *chat.Outcome) {
	if e.heard == "" {
		return
	}
	i := slices.IndexFunc(o.Replies, func(r chat.Reply) bool { return !r.Notice && !r.Bare && r.Edit == 0 && r.File == nil })
	if i >= 0 {
		o.Replies[i].Heard = e.heard
	}
}

// folded is a text with the beginning of what was heard above it.
func folded(heard string, text render.Text) render.Text {
	quote := render.Verbatim("🎤 " + heard)
	if parts := quote.Split(maxHeard - 1); len(parts) > 1 {
		quote = parts[0]
		quote.Text += "…"
	}
	n := render.Len(quote.Text)
	quote.Entities = []render.Entity{{Type: "expandable_blockquote", Length: n}}
	for _, e := range text.Entities {
		e.Offset += n + 1
		quote.Entities = append(quote.Entities, e)
	}
	quote.Text += "\n" + text.Text
	return quote
}
