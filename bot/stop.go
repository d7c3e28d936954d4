package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"hamzaban/chat"
)

// Stopping: what puts an end to other updates of its conversation overtakes
// them, in a lane of its own.

// overtakingLane begins the names of lanes that wait for nobody.
const overtakingLane = "now:"

func overtaking(lane string) bool { return strings.HasPrefix(lane, overtakingLane) }

// overtakes tells whether the update puts an end to others.
func (e *envelope) overtakes() bool {
	switch {
	case e.Stopped != nil:
		return true
	case e.CallbackQuery != nil:
		kind, _, _ := strings.Cut(e.CallbackQuery.Data, ":")
		return kind == withdrawButton
	case e.Message != nil:
		command := commandForm.FindStringSubmatch(e.Message.Text)
		return command != nil && strings.EqualFold(command[1], "stop")
	}
	return false
}

// errStopped ends the work on an update that its person has stopped.
var errStopped = errors.New("stopped by its person")

// atWork are the updates that are being handled, so that they can be stopped.
type atWork struct {
	mu  sync.Mutex
	all map[int64]working
}

type working struct {
	lane string
	stop context.CancelCauseFunc
}

// enter makes the context of the work on an update, which lives until leave is
// called.
func (w *atWork) enter(ctx context.Context, u chat.Update) (_ context.Context, leave func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.all == nil {
		w.all = map[int64]working{}
	}
	w.all[u.Seq] = working{u.Lane, cancel}
	return ctx, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.all, u.Seq)
		cancel(nil)
	}
}

// stop ends the work on the lane's updates of these numbers, to excluded.
func (w *atWork) stop(lane string, from, to int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for seq, at := range w.all {
		if at.lane == lane && from <= seq && seq < to {
			at.stop(errStopped)
		}
	}
}

// wasStopped tells whether the person has stopped the work.
func wasStopped(ctx context.Context) bool { return errors.Is(context.Cause(ctx), errStopped) }

// mostStopped bounds how many updates one stop puts an end to.
const mostStopped = 1000

// stop ends what is being answered in the conversation, and what waits there.
func (b *Bot) stop(ctx context.Context, e *event) (chat.Outcome, error) {
	lane := strings.TrimPrefix(e.update.Lane, overtakingLane)
	open, err := b.store.Unfinished(ctx, lane, 0, mostStopped)
	if err != nil {
		return chat.Outcome{}, err
	}
	parked, err := b.store.ParkedBy(ctx, e.key)
	if err != nil {
		return chat.Outcome{}, err
	}
	o := chat.Outcome{Key: e.key}
	for _, u := range open {
		o.Ends = append(o.Ends, u.Seq)
	}
	o.Ends = slices.DeleteFunc(append(o.Ends, parked...), func(seq int64) bool { return seq >= e.update.Seq })
	b.atWork.stop(lane, 0, e.update.Seq)
	switch {
	case e.stopped: // by Telegram's own button, which shows that it was
	case len(o.Ends) == 0:
		o.Replies = []chat.Reply{e.reply(e.say.Say("stop.nothing", nil))}
	default:
		o.Replies = []chat.Reply{e.reply(e.say.Say("stop.done", nil))}
	}
	return o, nil
}

// withdrawButton is the kind of the button below what is said of a question
// that is kept for later.
const withdrawButton = "withdraw"

func withdrawData(seq int64) string { return fmt.Sprint(withdrawButton, ":", seq) }

// withdraw takes a question back that is kept for later. The word of that is
// put in the place of the one that bore the button.
func (b *Bot) withdraw(ctx context.Context, e *event, data string) (chat.Outcome, error) {
	seq, err := strconv.ParseInt(data, 10, 64)
	if err != nil {
		return chat.Outcome{}, nil //nolint:nilerr // forged: as good as stale
	}
	parked, err := b.store.ParkedBy(ctx, e.key)
	if err != nil || !slices.Contains(parked, seq) {
		return chat.Outcome{}, err
	}
	b.atWork.stop(strings.TrimPrefix(e.update.Lane, overtakingLane), seq, seq+1)
	o := e.outcome(e.say.Say("later.withdrawn", nil))
	o.Replies[0].Edit = int64(e.message.ID)
	o.Ends = []int64{seq}
	return o, nil
}
