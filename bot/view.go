package bot

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	tg "github.com/go-telegram/bot"

	"hamzaban/chat"
)

// viewAfter is how long work may take before it is shown how far it is, and
// viewEvery how often that is said anew: Telegram allows about a call a second
// in a chat, and answers come first.
const (
	viewAfter = 2 * time.Second
	viewEvery = 3 * time.Second
)

// stopButton is the kind of the button below the view of some work. It carries
// the update that is worked on.
const stopButton = "stop"

// view is the message in which somebody sees how far their work is. Its id is
// kept with the update, so that another try goes on in the same message.
type view struct {
	bot     *Bot
	e       *event
	say     func(done, total int) string
	buttons [][]chat.Button

	mu          sync.Mutex
	id          int64
	done, total int
	last        string
}

func (b *Bot) view(e *event, say func(done, total int) string) *view {
	button := chat.Button{Label: e.say.Say("stop.button", nil), Data: fmt.Sprintf("%s:%d", stopButton, e.update.Seq)}
	return &view{bot: b, e: e, say: say, id: e.update.View, buttons: [][]chat.Button{{button}}}
}

// progress takes down how far the work is.
func (v *view) progress(done, total int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.done, v.total = done, total
}

// show shows the progress until the returned function is called, from a moment
// after the call. It never holds up the work.
func (v *view) show(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		pause := viewAfter
		if v.id != 0 {
			pause = 0
		}
		for ; ; pause = viewEvery {
			sleep(ctx, pause)
			if ctx.Err() != nil {
				return
			}
			v.paint(ctx)
		}
	}()
	return func() {
		cancel()
		<-ended
	}
}

// paint says how far the work is, where that is news and the chat has room for
// it: finals come first.
func (v *view) paint(ctx context.Context) {
	v.mu.Lock()
	defer v.mu.Unlock()
	text := v.say(v.done, v.total)
	if text == v.last || v.total == 0 || !v.bot.sender.line(v.e.key.Chat).take(time.Now()) {
		return
	}
	var err error
	if v.id == 0 {
		v.id, err = v.begin(ctx, text)
	} else {
		_, err = call(ctx, v.bot.client, v.bot.client.EditMessageText, &tg.EditMessageTextParams{
			ChatID: v.e.key.Chat, MessageID: int(v.id), Text: text, ReplyMarkup: inline(v.buttons), LinkPreviewOptions: noPreview(),
		})
	}
	if err != nil && ctx.Err() == nil && !strings.Contains(err.Error(), "message is not modified") {
		v.bot.sender.heed(ctx, v.e.key.Chat, err)
		v.bot.log.Debug("how far some work is could not be shown", "update", v.e.update.ID, "error", err)
		return
	}
	v.last = text
}

// begin sends the view's message and keeps its id.
func (v *view) begin(ctx context.Context, text string) (int64, error) {
	m, err := call(ctx, v.bot.client, v.bot.client.SendMessage, &tg.SendMessageParams{
		ChatID: v.e.key.Chat, MessageThreadID: int(v.e.key.Thread), Text: text, ReplyMarkup: inline(v.buttons),
		LinkPreviewOptions: noPreview(), DisableNotification: true,
	})
	if err != nil {
		return 0, err
	}
	id := int64(m.ID)
	if err := v.bot.store.Show(context.WithoutCancel(ctx), v.e.update.Seq, id); err != nil {
		v.bot.log.Warn("where some work is shown could not be kept", "update", v.e.update.ID, "error", err)
	}
	return id, nil
}

// ended is the last word in the view, if there is one.
func (v *view) ended(text string) []chat.Reply {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.id == 0 {
		return nil
	}
	r := v.e.reply(text)
	r.To, r.Edit = 0, v.id
	return []chat.Reply{r}
}
