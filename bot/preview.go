package bot

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	tg "github.com/go-telegram/bot"

	"hamzaban/bot/render"
)

// An answer is shown while it is written: in a private chat as a draft, which
// has Telegram's own button to stop it and goes when the message comes; in groups,
// and where the server has no drafts, in a message that is edited and becomes the
// answer. Only the newest text is ever shown, never a queue of texts, and as often
// as the chat has room for it.

const (
	// previewAfter is how long after a model's first words the first of them are
	// shown: an answer that is whole by then is not previewed. People should see
	// them within 300 ms, of which the call has the rest.
	previewAfter = 200 * time.Millisecond
	// previewTimeout bounds a call that shows a preview, draftEnds how long the
	// last draft of an answer is waited for. An edit is waited for: it must not
	// come after the whole answer. The send that begins a message is given
	// openingEnds from when the answer is whole: one that comes later leaves a stray
	// first line.
	previewTimeout = 5 * time.Second
	draftEnds      = 300 * time.Millisecond
	openingEnds    = 5 * time.Second
	// draftAgain is when a draft is shown again although nothing is new: Telegram
	// takes it away after 30 seconds.
	draftAgain = 20 * time.Second
	// draftRest is for how long a server that refused a draft is asked for none.
	draftRest = time.Hour
)

// growing is the sign that more will come, below what is shown of an answer in
// a message. Drafts have one of Telegram's own.
const growing = " …"

// preview shows one answer while it is written.
type preview struct {
	bot *Bot
	e   *event
	// begun is called once something of the answer is shown.
	begun func()
	fresh chan struct{} // holds a token where soFar is news

	mu    sync.Mutex
	soFar string
	first time.Time // when its first words came

	// The painter's, until it has ended.
	pane   pane
	drafts bool
	source string // what was shown last, as the model wrote it
	text   string // and as it was shown
	over   bool   // nothing more can be shown

	stop   context.CancelFunc // ends the painter
	abort  context.CancelFunc // ends its draft, too, if one is on its way
	giveUp context.CancelFunc // ends the send that begins a message
	ended  chan struct{}
}

// preview begins to show an answer to the event, as it is emitted, until end is
// called. Whoever wants whole answers sees none; nor is one shown where it would
// stand before what is said at the first contact, or hours after the question.
func (b *Bot) preview(ctx context.Context, e *event, begun func()) *preview {
	p := &preview{bot: b, e: e, begun: begun, fresh: make(chan struct{}, 1), ended: make(chan struct{}), pane: b.pane(e)}
	p.drafts = e.private && p.pane.id == 0 && !b.noDrafts.lasts()
	p.over = e.person.Whole || e.again || !p.drafts && e.person.Noticed.IsZero()
	drafts, abort := context.WithCancel(context.WithoutCancel(ctx))
	opening, giveUp := context.WithCancel(context.WithoutCancel(ctx))
	ctx, p.stop = context.WithCancel(ctx)
	p.abort, p.giveUp = abort, giveUp
	if p.pane.id != 0 && !p.over {
		b.rewritten.Store([2]int64{e.key.Chat, p.pane.id}, true)
	}
	go func() {
		defer close(p.ended)
		for !p.over && p.await(ctx) {
			p.paint(drafts, opening)
		}
	}()
	return p
}

// emit takes down what the model has written so far.
func (p *preview) emit(soFar string) {
	if strings.TrimSpace(soFar) == "" {
		return
	}
	p.mu.Lock()
	p.soFar = soFar
	if p.first.IsZero() {
		p.first = time.Now()
	}
	p.mu.Unlock()
	select {
	case p.fresh <- struct{}{}:
	default:
	}
}

// end ends the preview and returns what it showed last, as the model wrote it.
// Nothing of it comes after that, but for a draft or a first line that hangs on its
// way.
func (p *preview) end() (source string) {
	p.stop()
	defer time.AfterFunc(draftEnds, p.abort).Stop()
	defer time.AfterFunc(openingEnds, p.giveUp).Stop()
	<-p.ended
	p.bot.rewritten.Delete([2]int64{p.e.key.Chat, p.pane.id})
	p.abort()
	p.giveUp()
	return p.source
}

// await waits until something is to be shown and took the room for it. It returns
// false once the preview has ended.
func (p *preview) await(ctx context.Context) bool {
	for p.news(ctx) {
		if p.takeRoom(ctx) {
			return true
		}
	}
	return false
}

// news waits until there may be something to show; false: the preview has ended.
func (p *preview) news(ctx context.Context) bool {
	again := time.NewTimer(draftAgain)
	defer again.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-p.fresh:
	case <-again.C:
		if p.drafts {
			p.text = ""
		}
	}
	return true
}

// takeRoom waits for room for a preview and takes it. It returns false, with nothing
// taken, where there is nothing to show after all.
func (p *preview) takeRoom(ctx context.Context) bool {
	p.mu.Lock()
	first := p.first
	p.mu.Unlock()
	if first.IsZero() { // the model is silent yet
		return false
	}
	sleep(ctx, time.Until(first.Add(previewAfter)))
	for ctx.Err() == nil && p.text != p.rendered().Text {
		wait := p.bot.sender.preview(p.e.key.Chat, p.source == "")
		if wait == 0 {
			return true
		}
		sleep(ctx, wait)
	}
	return false
}

// rendered is how the newest text is to be shown: of a draft the end, where
// people read; of a message what will stand in it, and at first no more than
// would be sent of an answer before the rest is edited in.
func (p *preview) rendered() render.Text {
	p.mu.Lock()
	soFar := p.soFar
	p.mu.Unlock()
	parts := render.Growing(soFar).Split(maxText - len(growing))
	switch {
	case len(parts) == 0:
		return render.Text{}
	case p.drafts:
		return parts[len(parts)-1]
	case p.pane.id == 0:
		parts[0] = parts[0].FirstLine(maxFirstLine)
	}
	parts[0].Text = strings.TrimSuffix(parts[0].Text, "…") + growing
	return parts[0]
}

// paint shows the newest text, for which room was taken. The contexts are for drafts
// and for the send that begins a message.
func (p *preview) paint(drafts, opening context.Context) {
	p.mu.Lock()
	source := p.soFar
	p.mu.Unlock()
	text := p.rendered()
	if strings.TrimSpace(text.Text) == "" || text.Text == p.text {
		return
	}
	ctx, show, opens := context.WithoutCancel(drafts), p.pane.put, false
	switch {
	case p.drafts:
		ctx, show = drafts, p.draft
	case p.pane.id == 0:
		ctx, opens = opening, true
	}
	if !opens { // of a message whose send is broken off nobody knows whether it is there
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, previewTimeout)
		defer cancel()
	}
	if err := show(ctx, text); err != nil {
		p.failed(ctx, err, opens)
		return
	}
	if p.drafts {
		p.bot.draftless.Store(0)
	}
	if p.source == "" {
		p.begun()
	}
	p.source, p.text = source, text.Text
}

// draft is the number of an answer's draft: that of the update that was first to
// ask, so that another try, or another version of the question, goes on with it.
func (e *event) draft() int64 {
	if len(e.ends) > 0 {
		return e.ends[0]
	}
	return e.update.Seq
}

// draft shows the text as a draft.
func (p *preview) draft(ctx context.Context, text render.Text) error {
	_, err := call(ctx, p.bot.client, p.bot.client.SendMessageDraft, &tg.SendMessageDraftParams{
		ChatID: p.e.key.Chat, MessageThreadID: int(p.e.key.Thread), DraftID: fmt.Sprint(p.e.draft()),
		Text: text.Text, Entities: entities(text), CanStop: true, KeepOnStop: true,
	})
	return err
}

// failed does what can be done about a preview that could not be shown: drafts
// that are refused give way to a message that is edited; those of all chats where
// the server has none, or refused two chats in a row. A message of which it is not
// known whether it is there is not sent again.
func (p *preview) failed(ctx context.Context, err error, opens bool) {
	r := p.bot.sender.heed(ctx, p.e.key.Chat, err)
	p.bot.log.Debug("an answer could not be shown while it was written", "update", p.e.update.ID, "error", err)
	refusedIt := r.wrong || r.unknown
	switch {
	case r.after > 0: // the chat is frozen so long
	case p.drafts && refusedIt && !r.gone:
		chat := p.e.key.Chat
		if before := p.bot.draftless.Swap(chat); r.unknown || before != 0 && before != chat {
			p.bot.noDrafts.begin(draftRest)
		}
		p.drafts, p.over = false, p.e.person.Noticed.IsZero()
	case refusedIt || r.gone || opens:
		p.over = true
	}
	select {
	case p.fresh <- struct{}{}:
	default:
	}
}
