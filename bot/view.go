package bot

import (
	"context"
	"strings"
	"sync"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"hamzaban/bot/render"
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

// pane is a message of ours in which somebody sees what becomes of an update
// while it is worked on. Its id is kept with the update, so that another try goes
// on in the same message.
type pane struct {
	bot     *Bot
	e       *event
	id      int64 // 0: not sent yet
	buttons [][]chat.Button
	// quiet: nobody is notified of it, and it replies to nothing. Else it becomes
	// the answer, and has its buttons once its id is known: what a send leaves
	// whose reply was lost has none.
	quiet bool
	// taken: it takes the place of an earlier answer, which is not kept yet.
	taken bool
}

func (b *Bot) pane(e *event) pane {
	button := chat.Button{Label: e.say.Say("stop.button", nil), Data: buttonData(stopButton, e.update.Seq, "")}
	p := pane{bot: b, e: e, id: e.update.View, buttons: [][]chat.Button{{button}}}
	if p.id == 0 && len(e.places) > 0 {
		p.id, p.taken = e.places[0], true
	}
	return p
}

// put shows a text: in the message that is there, or in a new one, whose id it
// keeps. That it stands there already is no error.
func (p *pane) put(ctx context.Context, text render.Text) error {
	switch {
	case p.id == 0:
		return p.begin(ctx, text)
	case p.taken: // so that the button is known to belong there
		p.taken = false
		p.keep(ctx)
	}
	_, err := call(ctx, p.bot.client, p.bot.client.EditMessageText, &tg.EditMessageTextParams{
		ChatID: p.e.key.Chat, MessageID: int(p.id), Text: text.Text, Entities: entities(text),
		ReplyMarkup: inline(p.buttons), LinkPreviewOptions: noPreview(),
	})
	if err != nil && strings.Contains(err.Error(), "message is not modified") {
		return nil
	}
	return err
}

func (p *pane) begin(ctx context.Context, text render.Text) error {
	params := &tg.SendMessageParams{
		ChatID: p.e.key.Chat, MessageThreadID: int(p.e.key.Thread), Text: text.Text, Entities: entities(text),
		LinkPreviewOptions: noPreview(), DisableNotification: p.quiet,
	}
	if p.quiet {
		params.ReplyMarkup = inline(p.buttons)
	} else if to := p.e.reply("").To; to != 0 {
		params.ReplyParameters = &models.ReplyParameters{MessageID: int(to), AllowSendingWithoutReply: true}
	}
	m, err := call(ctx, p.bot.client, p.bot.client.SendMessage, params)
	if err != nil {
		return err
	}
	if m.ID == 0 {
		return errNumberless
	}
	p.id = int64(m.ID)
	p.e.update.View = p.id
	p.keep(ctx)
	return nil
}

// keep keeps where it is with the update.
func (p *pane) keep(ctx context.Context) {
	if err := p.bot.store.Show(context.WithoutCancel(ctx), p.e.update.Seq, p.id); err != nil {
		p.bot.log.Warn("where some work is shown could not be kept", "update", p.e.update.ID, "error", err)
	}
}

// inPlace has what is said of an update take the place of what was shown of its
// answer. A file's pane has a last word of its own: see [view.ended].
func inPlace(u chat.Update, o *chat.Outcome) {
	if u.View == 0 || strings.HasPrefix(u.Lane, fileLane) {
		return
	}
	for i := range o.Replies {
		if r := &o.Replies[i]; !r.Notice && r.Edit == 0 {
			r.Edit = u.View
			return
		}
	}
}

// view is the pane in which somebody sees how far their work is.
type view struct {
	say func(done, total int) string

	mu sync.Mutex
	pane
	done, total int
	last        string
}

func (b *Bot) view(e *event, say func(done, total int) string) *view {
	v := &view{pane: b.pane(e), say: say}
	v.quiet = true
	return v
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
	text, s, now := v.say(v.done, v.total), v.bot.sender, time.Now()
	if text == v.last || v.total == 0 || !s.courtesy(now) || !s.line(v.e.key.Chat).take(now) {
		return
	}
	if err := v.put(ctx, render.Text{Text: text}); err != nil && ctx.Err() == nil {
		s.heed(ctx, v.e.key.Chat, err)
		v.bot.log.Debug("how far some work is could not be shown", "update", v.e.update.ID, "error", err)
		return
	}
	v.last = text
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
