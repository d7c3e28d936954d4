package bot

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	tg "github.com/go-telegram/bot"

	"hamzaban/chat"
)

// Buttons. What a button carries comes from the client and proves nothing, and
// keyboards live for ever. So each press is checked here, against the store: it
// names an update, and only whoever that was from may press, in the same chat, below
// a message that answers it, and while it works. What else a kind needs, such as
// that it was this that the update asked for, its run looks up.

// button is a kind of button. What one carries is the kind, the number (Seq) of
// the update that it belongs to, and for some a choice, with colons between.
type button struct {
	kind string
	// within is how long after its update it works at most. It works no longer than
	// the store knows the update.
	within time.Duration
	// once: of all presses below one answer a single one counts.
	once bool
	// run does what the button is for. Its outcome is empty where that is of no use
	// (any more). The event is whose the button is, also where an admin presses in
	// the name of the group.
	run func(*Bot, context.Context, *event, press) (chat.Outcome, error)
}

// press is what a button carries, once it was checked.
type press struct {
	seq    int64
	choice string
}

// month is how long what was asked for is kept for its buttons.
const month = 30 * 24 * time.Hour

// buttonTable are all kinds of buttons.
func buttonTable() []button {
	return []button{
		{kind: withdrawButton, within: keptFor + time.Hour, once: true, run: (*Bot).withdraw},
		{kind: stopButton, within: keptFor + time.Hour, once: true, run: (*Bot).stopWork},
		{kind: forgetButton, within: forgetWithin, once: true, run: (*Bot).forgetOrKeep},
		{kind: notMeantButton, within: month, once: true, run: (*Bot).notMeant},
		{kind: languageButtonKind, within: month, run: (*Bot).retarget},
		{kind: answerButton, within: month, run: (*Bot).pressAnswer},
		{kind: settingButton, within: month, run: (*Bot).set},
	}
}

// indexButtons finds kinds by their names.
func indexButtons(table []button) map[string]button {
	byKind := map[string]button{}
	for _, k := range table {
		if _, twice := byKind[k.kind]; twice {
			panic("two kinds of buttons are named " + k.kind)
		}
		byKind[k.kind] = k
	}
	return byKind
}

// buttonData is what a button of this kind carries.
func buttonData(kind string, seq int64, choice string) string {
	if choice == "" {
		return fmt.Sprintf("%s:%d", kind, seq)
	}
	return fmt.Sprintf("%s:%d:%s", kind, seq, choice)
}

// readButton reads what a button carries; its seq is 0 where it is forged.
func readButton(data string) (kind string, p press) {
	kind, rest, _ := strings.Cut(data, ":")
	number, choice, _ := strings.Cut(rest, ":")
	seq, err := strconv.ParseInt(number, 10, 64)
	if err != nil || seq < 0 {
		return kind, press{}
	}
	return kind, press{seq, choice}
}

// pressLane begins, after overtakingLane, the lanes of presses that turn a page or tell
// something. They ask no model, and whoever presses waits for them: so they do not wait
// for what is being answered, but keep their order among each other.
const pressLane = "press:"

// turnsPage tells whether the update is such a press.
func (e *envelope) turnsPage() bool {
	if e.CallbackQuery == nil {
		return false
	}
	switch kind, p := readButton(e.CallbackQuery.Data); kind {
	case settingButton:
		return true
	case languageButtonKind:
		return p.choice == openChoices || p.choice == closeChoices
	case answerButton:
		what, _, _ := strings.Cut(p.choice, "=")
		return what == answerMore || what == answerLess || what == answerModel
	}
	return false
}

// pressed answers a press of a button: by what it is for, or by a word why it
// does nothing.
func (b *Bot) pressed(ctx context.Context, e *event) (o chat.Outcome, err error) {
	if b.taps.again(e) {
		b.answerPress(ctx, e, "")
		return chat.Outcome{}, nil
	}
	kind, p := readButton(e.press.Data)
	k, known := b.buttons[kind]
	why := "button.stale"
	if known && p.seq != 0 && e.message != nil {
		if why, err = b.refuses(ctx, e, k, p); err != nil {
			return o, err
		}
	}
	if why == "" {
		if o, err = k.run(b, ctx, e, p); err != nil {
			return o, err
		}
		b.taps.through(e)
		switch {
		case o.Key == (chat.Key{}):
			why = "button.stale"
		case k.once && o.Answered == 0:
			o.Answered = p.seq
		}
	}
	note := ""
	if why != "" {
		note = e.say.Say(why, nil)
	}
	b.answerPress(ctx, e, note)
	return o, nil
}

// refuses says why a button does nothing for whoever pressed it, as a key of the
// locale files; empty: they may press it, and the event is theirs.
func (b *Bot) refuses(ctx context.Context, e *event, k button, p press) (why string, err error) {
	u, err := b.store.Known(ctx, p.seq)
	if errors.Is(err, chat.ErrNotFound) {
		return "button.stale", nil
	}
	if err != nil {
		return "", err
	}
	of, ok := conversationOf(u.Lane)
	if !ok || of.Chat != e.key.Chat || e.update.At.Sub(u.At) > k.within {
		return "button.stale", nil
	}
	if below, err := b.store.Answers(ctx, p.seq, of.Chat, int64(e.message.ID)); err != nil || !below {
		return "button.stale", err
	}
	hidden := of.Person == of.Chat && !e.private // see anonymous
	if of.Person != e.from.ID && !(hidden && b.administers(ctx, e)) {
		return "button.foreign", nil
	}
	if e.key = of; hidden {
		return "", b.meetAs(ctx, e, of.Person)
	}
	return "", nil
}

// answerPress takes away the clock that Telegram shows on a button until its
// press is answered, the first time it is called. That it is too late for that is
// nobody's concern.
func (b *Bot) answerPress(ctx context.Context, e *event, note string) {
	b.acknowledge(ctx, e, &tg.AnswerCallbackQueryParams{Text: note})
}

func (b *Bot) acknowledge(ctx context.Context, e *event, p *tg.AnswerCallbackQueryParams) {
	if e.acknowledged {
		return
	}
	e.acknowledged = true
	p.CallbackQueryID = e.press.ID
	_, err := call(ctx, b.client, b.client.AnswerCallbackQuery, p)
	if err != nil {
		b.log.Debug("a button's press could not be answered", "error", err)
	}
}

// taps knows the last press of each person, so that the impatient, who press again
// before anything is to be seen of it, have pressed once.
type taps struct {
	mu   sync.Mutex
	last map[int64]tap
}

type tap struct {
	chat    int64
	message int
	data    string
	seq     int64
	through time.Time
}

// tapGrace is how long after a press was worked on another is still the same: until
// what came of it is seen.
const tapGrace = 500 * time.Millisecond

// mostTaps bounds how many people's are kept.
const mostTaps = 10_000

// again tells whether the press is one that was made already.
func (t *taps) again(e *event) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	last, ok := t.last[e.from.ID]
	return ok && e.message != nil && e.update.Seq > last.seq && last.chat == e.key.Chat && last.message == e.message.ID &&
		last.data == e.press.Data && e.update.At.Before(last.through.Add(tapGrace))
}

// through says that a press was worked on.
func (t *taps) through(e *event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.last == nil || len(t.last) >= mostTaps {
		t.last = map[int64]tap{}
	}
	t.last[e.from.ID] = tap{e.key.Chat, e.message.ID, e.press.Data, e.update.Seq, time.Now()}
}
