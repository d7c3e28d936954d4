package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

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
		return kind == withdrawButton || kind == stopButton
	case e.Message != nil:
		command := commandForm.FindStringSubmatch(e.Message.Text)
		return command != nil && strings.EqualFold(command[1], "stop")
	}
	return false
}

// errStopped ends the work on an update that its person has stopped.
var errStopped = errors.New("stopped by its person")

// errForgotten ends the work on an update of which nothing is to be kept.
var errForgotten = fmt.Errorf("%w, to be forgotten", errStopped)

// errEdited ends the work on a message of which another version has come.
var errEdited = fmt.Errorf("%w, by another version of it", errStopped)

// atWork are the updates that are being handled, so that they can be stopped.
type atWork struct {
	mu  sync.Mutex
	all map[int64]*working
	// ended are by lane the updates below which all was stopped of late, so that
	// none is begun while the stop is being committed.
	ended map[string]int64
	// edits are by message the updates with another version of it, as long as they
	// are not done.
	edits map[version]edit
}

// mostEnded bounds how many of these are kept.
const mostEnded = 1000

type working struct {
	lane   string
	person int64
	stop   context.CancelCauseFunc
	left   chan struct{} // closed once the work is over
	kept   bool          // something came of it all the same
	edit                 // the message that it is about
}

// enter makes the context of the work on an update, which lives until leave is
// called.
func (w *atWork) enter(ctx context.Context, u chat.Update) (_ context.Context, leave func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.all == nil {
		w.all = map[int64]*working{}
	}
	left := make(chan struct{})
	about := versionOf(u)
	w.all[u.Seq] = &working{lane: u.Lane, person: u.Person, stop: cancel, left: left, edit: about}
	if u.Seq < w.ended[u.Lane] {
		cancel(errStopped)
	}
	if w.edits[about.version].replaces(about) {
		cancel(errEdited)
	}
	return ctx, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.all, u.Seq)
		if w.edits[about.version].seq == u.Seq {
			delete(w.edits, about.version)
		}
		cancel(nil)
		close(left)
	}
}

// keep says that something came of the work on an update although it was stopped,
// and is committed.
func (w *atWork) keep(seq int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if at := w.all[seq]; at != nil {
		at.kept = true
	}
}

// endsWithin is how long work that was stopped may take to end before it is not
// waited for any more.
const endsWithin = time.Second

// stop ends the work on the lane's updates of these numbers, to excluded; from 0
// on, also what is begun of them later. It returns when that is over: either
// nothing came of it, or what came of it is committed, in which case kept is set.
func (w *atWork) stop(ctx context.Context, lane string, from, to int64) (kept bool) {
	w.mu.Lock()
	var ending []*working
	if from == 0 {
		if w.ended == nil || len(w.ended) >= mostEnded {
			w.ended = map[string]int64{}
		}
		w.ended[lane] = max(w.ended[lane], to)
	}
	for seq, at := range w.all {
		if at.lane == lane && from <= seq && seq < to {
			at.stop(errStopped)
			ending = append(ending, at)
		}
	}
	w.mu.Unlock()
	kept, _ = await(ctx, endsWithin, ending)
	return kept
}

// forgetsWithin is how long the same may take where all of a person is to be deleted:
// what is still written down then would be there for good.
const forgetsWithin = 10 * time.Second

// stopPerson ends the work on a person's updates before one, wherever they wrote.
// It tells whether that is over, and what is under way of later ones, too.
func (w *atWork) stopPerson(ctx context.Context, person, before int64) (over bool) {
	w.mu.Lock()
	var ending []*working
	for seq, at := range w.all {
		if at.person != person || seq == before {
			continue
		}
		if seq < before {
			at.stop(errForgotten)
		}
		ending = append(ending, at)
	}
	w.mu.Unlock()
	_, over = await(ctx, forgetsWithin, ending)
	return over
}

// await waits for the end of work, so long at most. It tells whether something came
// of it all the same, and whether it is over.
func await(ctx context.Context, most time.Duration, ending []*working) (kept, over bool) {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	for _, at := range ending {
		select {
		case <-at.left:
			kept = kept || at.kept
		case <-ctx.Done():
			return kept, false
		}
	}
	return kept, true
}

// wasStopped tells whether the person has stopped the work.
func wasStopped(ctx context.Context) bool { return errors.Is(context.Cause(ctx), errStopped) }

// mayKeep tells whether what was shown of an answer when it was stopped is kept.
func mayKeep(ctx context.Context) bool {
	cause := context.Cause(ctx)
	return wasStopped(ctx) && !errors.Is(cause, errForgotten) && !errors.Is(cause, errEdited)
}

// mostStopped bounds how many updates one stop puts an end to.
const mostStopped = 1000

// stop ends what is being answered in the conversation, what waits there, and
// what is being written out: of several messages, those that are not begun. Telegram's
// own button stands below a draft: files and what is kept for later are not meant.
func (b *Bot) stop(ctx context.Context, e *event) (chat.Outcome, error) {
	lane := strings.TrimPrefix(e.update.Lane, overtakingLane)
	var open []chat.Update
	kept := false
	lanes := []string{lane}
	var parked []int64
	if !e.stopped {
		lanes = append(lanes, fileLane+lane)
		var err error
		if parked, err = b.store.ParkedBy(ctx, e.key); err != nil {
			return chat.Outcome{}, err
		}
	}
	for _, lane := range lanes {
		kept = b.atWork.stop(ctx, lane, 0, e.update.Seq) || kept
		more, err := b.store.Unfinished(ctx, lane, 0, mostStopped)
		if err != nil {
			return chat.Outcome{}, err
		}
		open = append(open, more...)
	}
	o := chat.Outcome{Key: e.key}
	for _, u := range open {
		o.Ends = append(o.Ends, u.Seq)
	}
	o.Ends = slices.DeleteFunc(append(o.Ends, parked...), func(seq int64) bool { return seq >= e.update.Seq })
	revoked, err := b.sender.revoke(ctx, e.key, e.update.Seq)
	if err != nil {
		return chat.Outcome{}, err
	}
	switch {
	case e.stopped || kept: // Telegram's own button, or the answer, shows that it was
	case len(o.Ends) == 0 && revoked == 0:
		o.Replies = []chat.Reply{e.reply(e.say.Say("stop.nothing", nil))}
	default:
		o.Replies = []chat.Reply{e.reply(e.say.Say("stop.done", nil))}
	}
	for _, u := range open {
		if u.View != 0 && slices.Contains(o.Ends, u.Seq) {
			o.Replies = append(o.Replies, e.stopView(u.Lane, u.View))
		}
	}
	return o, nil
}

// stopView ends a pane: that of a file tells so, what is shown of an answer stays.
func (e *event) stopView(lane string, view int64) chat.Reply {
	r := e.reply("")
	r.To, r.Edit = 0, view
	if r.Bare = !strings.HasPrefix(lane, fileLane); !r.Bare {
		r.Text = e.say.Say("file.stopped", nil)
	}
	return r
}

// stopWork ends the work on one update, whose view bore the button.
func (b *Bot) stopWork(ctx context.Context, e *event, p press) (chat.Outcome, error) {
	seq := p.seq
	parked, err := b.store.ParkedBy(ctx, e.key)
	if err != nil {
		return chat.Outcome{}, err
	}
	lane := laneOf(e.key)
	for _, lane := range []string{lane, fileLane + lane} {
		if b.atWork.stop(ctx, lane, seq, seq+1) {
			return chat.Outcome{Key: e.key}, nil // it shows that it was stopped
		}
		open, err := b.store.Unfinished(ctx, lane, seq-1, 1)
		if err != nil {
			return chat.Outcome{}, err
		}
		if len(open) > 0 && open[0].Seq == seq || strings.HasPrefix(lane, fileLane) && slices.Contains(parked, seq) {
			o := chat.Outcome{Key: e.key, Ends: []int64{seq}}
			o.Replies = []chat.Reply{e.stopView(lane, int64(e.message.ID))}
			return o, nil
		}
	}
	return chat.Outcome{}, nil
}

// withdrawButton is the kind of the button below what is said of a question
// that is kept for later.
const withdrawButton = "withdraw"

// withdraw takes a question back that is kept for later. The word of that is
// put in the place of the one that bore the button.
func (b *Bot) withdraw(ctx context.Context, e *event, p press) (chat.Outcome, error) {
	parked, err := b.store.ParkedBy(ctx, e.key)
	if err != nil || !slices.Contains(parked, p.seq) {
		return chat.Outcome{}, err
	}
	b.atWork.stop(ctx, laneOf(e.key), p.seq, p.seq+1)
	b.atWork.stop(ctx, fileLane+laneOf(e.key), p.seq, p.seq+1)
	o := e.outcome(e.say.Say("later.withdrawn", nil))
	o.Replies[0].Edit = int64(e.message.ID)
	o.Ends = []int64{p.seq}
	return o, nil
}
