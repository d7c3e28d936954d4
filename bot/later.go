package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"hamzaban/ai"
	"hamzaban/chat"
)

// Later: where no AI model can answer, the person is told at once when to expect
// the answer, with a button to take the question back. The update stays in the
// inbox, parked, out of the way of later ones, and is taken up again when
// capacity is expected, until it is too old.

const (
	// keptFor is how long a question waits for capacity.
	keptFor = 12 * time.Hour
	// soonest and latest bound when a parked update is taken up again: what is
	// said of capacity is an estimate.
	soonest = time.Second
	latest  = 5 * time.Minute
	// resumedAtOnce is how many parked updates are taken up side by side.
	resumedAtOnce = 8
)

// delayed is the error of work that has to wait for capacity, which is expected
// at until; zero: nobody knows. Limited: it is for limits, not for failures.
type delayed struct {
	until   time.Time
	limited bool
}

func (l *delayed) Error() string { return "no AI model can answer before " + l.until.String() }

// trouble makes of a failure of all models one that is to be tried later, or a
// word to the person where the question itself was refused; other errors stay as
// they are.
func (b *Bot) trouble(ctx context.Context, e *event, err error) (chat.Outcome, error) {
	var spent *ai.Exhausted
	if ctx.Err() != nil || !errors.As(err, &spent) {
		return chat.Outcome{}, err
	}
	if errors.Is(err, ai.ErrCannotSee) {
		return e.outcome(e.say.Say("photo.none", nil)), nil
	}
	b.log.Warn("no model could answer", "update", e.update.ID, "until", spent.Until, "error", err)
	if spent.Until.IsZero() && slices.ContainsFunc(spent.Errs, refusesQuestion) {
		return e.outcome(e.say.Say("refused", nil)), nil
	}
	return chat.Outcome{}, &delayed{spent.Until, spent.Limited}
}

// refusesQuestion tells whether a model would never answer this very question.
func refusesQuestion(err error) bool {
	var e *ai.Error
	return errors.As(err, &e) && (e.Kind == ai.Filtered || e.Kind == ai.BadRequest || e.Kind == ai.TooLarge)
}

// park keeps the event's update for later, and says so the first time; where it
// has waited for too long it is given up.
func (b *Bot) park(e *event, before *chat.Parked, l *delayed) {
	now := time.Now()
	wait := time.Until(l.until)
	p := chat.Parked{Due: now.Add(min(max(wait, soonest), latest)), Expires: e.update.At.Add(keptFor)}
	if l.until.IsZero() || wait <= 0 {
		p.Due = now.Add(latest / 5)
	}
	seq := e.update.Seq
	switch {
	case before != nil && !now.Before(before.Expires):
		o := e.outcome(e.say.Say("later.expired", nil))
		b.finish(e.update, before, o)
		return
	case p.Due.After(p.Expires):
		p.Due = p.Expires
	}
	o := chat.Outcome{Key: e.key}
	if before == nil {
		o = b.promise(e, l, wait)
	}
	o.Ends, o.Replies = e.ends, append(o.Replies, e.undo...)
	shown := before == nil && e.update.View != 0 && !strings.HasPrefix(e.update.Lane, fileLane)
	if shown {
		inPlace(e.update, &o)
	}
	b.keep(b.work, func() ([]chat.Message, error) { return b.store.Park(b.work, seq, p, b.freeze(o)) })
	if shown { // the answer will be a message of its own
		if err := b.store.Show(b.work, seq, 0); err != nil {
			b.log.Warn("an answer may be given in an old message", "update", e.update.ID, "error", err)
		}
	}
	select {
	case b.parked <- struct{}{}:
	default:
	}
}

// promise says when the answer is to be expected.
func (b *Bot) promise(e *event, l *delayed, wait time.Duration) chat.Outcome {
	key, data := "later.unknown", map[string]any(nil)
	if !l.until.IsZero() && wait > 0 {
		key, data = "later.failing", map[string]any{"When": e.say.Duration(wait)}
		switch {
		case wait > keptFor:
			key = "later.distant"
		case l.limited:
			key = "later.limited"
		}
	}
	o := e.outcome(e.say.Say(key, data))
	o.Replies[0].Buttons = [][]chat.Button{{{Label: e.say.Say("later.withdraw", nil), Data: buttonData(withdrawButton, e.update.Seq, "")}}}
	b.notice(e, &o)
	return o
}

// bare has an outcome take the buttons off what was said of updates that were
// kept for later: there is nothing to take back any more. What it says in the
// place of such a message does so already.
func (b *Bot) bare(o *chat.Outcome, over []int64) {
	if len(over) == 0 {
		return
	}
	promises, err := b.store.Promises(b.work, over)
	if err != nil {
		b.log.Warn("a button stays where it is of no use any more", "error", err)
		return
	}
	for _, m := range promises {
		if m.Sent == 0 || !slices.ContainsFunc(o.Replies, func(r chat.Reply) bool { return r.Chat == m.Chat && r.Edit == m.Sent }) {
			o.Replies = append(o.Replies, chat.Reply{Chat: m.Chat, Thread: m.Thread, Edit: m.Sent, Bare: true, Earlier: m.ID})
		}
	}
}

// administers tells whether the person is an admin of the group.
func (b *Bot) administers(ctx context.Context, e *event) bool {
	m, err := call(ctx, b.client, b.client.GetChatMember, &tg.GetChatMemberParams{ChatID: e.key.Chat, UserID: e.from.ID})
	if err != nil {
		b.log.Warn("Telegram does not tell whether somebody is an admin of their group", "error", err)
		return false
	}
	return m.Type == models.ChatMemberTypeOwner || m.Type == models.ChatMemberTypeAdministrator
}

// resumeParked takes parked updates up when they are due, until the context
// ends.
func (b *Bot) resumeParked(ctx context.Context) {
	failures := 0
	for ctx.Err() == nil {
		due, next, err := b.store.Due(ctx, time.Now(), 8*resumedAtOnce)
		switch {
		case err != nil && ctx.Err() == nil:
			b.log.Error("what is kept for later cannot be read; trying again", "error", err)
			sleep(ctx, pauseAfter(failures))
			failures++
			continue
		case len(due) > 0:
			b.seeParked(ctx, due)
		case next.IsZero():
			next = time.Now().Add(latest)
		}
		failures = 0
		b.awaitParked(ctx, next)
	}
}

// awaitParked waits until the time, or until something more is parked.
func (b *Bot) awaitParked(ctx context.Context, until time.Time) {
	t := time.NewTimer(time.Until(until))
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-b.parked:
	case <-t.C:
	}
}

// seeParked works on parked updates: those of one lane in their order, some
// lanes side by side.
func (b *Bot) seeParked(ctx context.Context, due []chat.Parking) {
	lanes := map[string][]chat.Parking{}
	var order []string
	for _, p := range due {
		if !slices.Contains(order, p.Lane) {
			order = append(order, p.Lane)
		}
		lanes[p.Lane] = append(lanes[p.Lane], p)
	}
	free := make(chan struct{}, resumedAtOnce)
	var all sync.WaitGroup
	for _, lane := range order {
		free <- struct{}{}
		all.Go(func() {
			defer func() { <-free }()
			for _, p := range lanes[lane] {
				if ctx.Err() == nil {
					b.see(p.Update, &p.Parked)
				}
			}
		})
	}
	all.Wait()
}

// flooded is how many updates of a conversation wait when its person is told
// that they are answered one after the other.
const flooded = 10

// put sets an update to work. Whoever floods their lane is told so, once an
// hour at most.
func (b *Bot) put(u chat.Update) {
	b.fence.raise(u)
	b.atWork.edit(u)
	if b.lanes.put(u) != flooded+1 {
		return
	}
	go b.soothe(u)
}

// soothe says that all is answered in its order, at the first contact after what
// has to be said then.
func (b *Bot) soothe(u chat.Update) {
	me := b.identity()
	if me == nil {
		return
	}
	e := b.addressee(b.work, u, me)
	if e == nil || e.message == nil || !b.allowed(e) {
		return
	}
	hour := fmt.Sprint(u.At.Truncate(time.Hour).Unix())
	o := e.outcome(e.say.Say("flood", nil))
	b.notice(e, &o)
	o = b.freeze(o)
	b.keep(b.work, func() ([]chat.Message, error) { return b.store.Remark(b.work, e.key, "flood", hour, o.Replies) })
}
