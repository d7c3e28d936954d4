package bot

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Telegram names thirty calls a second for a whole bot, as the limit of
// broadcasts; whether replies may go faster it does not say. So all calls together
// begin a little below it, and faster is tried only where answers would otherwise
// wait for seconds, and not within an hour of a refusal: a bot whose server allows
// no more asks for more once an hour, one whose server does is not held back. A 429
// does not tell whom it is for; the chats keep their own limits, so it is for all
// of them where several are refused at once.
const (
	overallPerSecond = 28.0
	overallBurst     = 15.0
	// overallLeast is the slowest that refusals make it.
	overallLeast = 5.0
	// overallPatience is how many calls of answers wait before faster is tried:
	// five seconds of them. overallGrows is the pause between two such trials,
	// longer than most calls take, each of which doubles the rate.
	overallPatience = 5 * overallPerSecond
	overallGrows    = 100 * time.Millisecond
	// overallCautious is how long after a refusal nothing faster is tried.
	overallCautious = time.Hour
)

// What is kept of the burst for what goes before: for answers, and for those and
// first words.
const (
	keptForAnswers = 3.0
	keptForFirst   = 8.0
)

// overall is what all chats take together: a bucket that fills at a rate, of which
// answers take in their order and everything else only what they leave. The zero
// value is full.
type overall struct {
	mu      sync.Mutex
	rate    float64
	room    float64
	at      time.Time
	waiting []chan struct{} // calls of answers, first come first
	served  bool            // somebody serves those that wait

	grown    time.Time
	cautious time.Time // until then nothing faster is tried
	slowed   time.Time
	last     int64 // the chat that was refused last, and when
	lastAt   time.Time
}

// await waits for a place of an answer's call and takes it. It fails where the
// context ends, or with errLeft where over is closed before.
func (o *overall) await(ctx context.Context, over <-chan struct{}) error {
	place := o.queue(time.Now())
	select {
	case <-place:
		return nil
	case <-ctx.Done():
	case <-over:
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if i := slices.Index(o.waiting, place); i >= 0 {
		o.waiting = slices.Delete(o.waiting, i, i+1)
	} else {
		o.room++
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return errLeft
}

// queue returns what is closed once a place was taken.
func (o *overall) queue(now time.Time) chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	place := make(chan struct{})
	o.waiting = append(o.waiting, place)
	if o.serve(now) > 0 && !o.served {
		o.served = true
		go o.keepServing()
	}
	return place
}

func (o *overall) keepServing() {
	for {
		o.mu.Lock()
		wait := o.serve(time.Now())
		o.served = wait > 0
		o.mu.Unlock()
		if wait == 0 {
			return
		}
		time.Sleep(wait)
	}
}

// serve gives places to those that wait, as many as there are, and returns how long
// until the next one; 0: none waits. o.mu is held.
func (o *overall) serve(now time.Time) time.Duration {
	o.fill(now)
	for len(o.waiting) > 0 && o.room >= 1 {
		close(o.waiting[0])
		o.waiting = o.waiting[1:]
		o.room--
	}
	if len(o.waiting) == 0 {
		return 0
	}
	if len(o.waiting) > overallPatience && now.After(o.cautious) && now.Sub(o.grown) >= overallGrows {
		o.rate, o.grown = 2*o.rate, now
	}
	return max(o.until(1), time.Millisecond)
}

// spare is how long until there is room for a call that may as well not be made,
// with so much kept of a burst; 0: there is, and nothing waits that goes before.
func (o *overall) spare(now time.Time, kept float64) time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.fill(now)
	if len(o.waiting) > 0 {
		return previewAgain
	}
	return o.until(1 + kept/overallBurst*o.burst())
}

// take counts a call that there is room for.
func (o *overall) take(now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.fill(now)
	o.room--
}

// giveBack takes back a place that was not used.
func (o *overall) giveBack() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.room++
}

// until is how long until there is so much room; o.mu is held.
func (o *overall) until(room float64) time.Duration {
	return max(0, time.Duration((room-o.room)/o.rate*float64(time.Second)))
}

// burst is how much may come at once; o.mu is held.
func (o *overall) burst() float64 { return o.rate * overallBurst / overallPerSecond }

// fill takes down what time has made room for; o.mu is held.
func (o *overall) fill(now time.Time) {
	passed := now.Sub(o.at).Seconds()
	switch {
	case o.at.IsZero():
		o.rate = max(o.rate, overallPerSecond)
		o.room = o.burst()
	case passed > 0:
		if o.rate < overallPerSecond { // it was slowed down: a little faster each second
			o.rate = min(o.rate+passed, overallPerSecond)
		}
		o.room = min(o.room+passed*o.rate, o.burst())
	default:
		return // another was a moment ahead
	}
	o.at = now
}

// refused takes down that Telegram asked a chat to wait. Where others were asked
// to as well all calls slow down, and it returns true.
func (o *overall) refused(now time.Time, chat int64) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.fill(now)
	several := o.last != 0 && o.last != chat && now.Sub(o.lastAt) < time.Second
	o.last, o.lastAt = chat, now
	if !several || now.Sub(o.slowed) < time.Second { // the same refusal met others on their way
		return false
	}
	if o.rate > overallPerSecond {
		o.rate = overallPerSecond
	} else {
		o.rate = max(o.rate/2, overallLeast)
	}
	o.room, o.slowed, o.cautious = min(o.room, 0), now, now.Add(overallCautious)
	return true
}

// paceNote is the note of how many calls a second Telegram was found to take.
const paceNote = "pace"

// recallPace goes on at the pace that an earlier run found out.
func (b *Bot) recallPace(ctx context.Context) error {
	note, err := b.store.Note(ctx, paceNote)
	if rate, failed := strconv.ParseFloat(note, 64); failed == nil {
		b.sender.overall.rate = rate
	}
	return err
}

// keepPace keeps for the next run how many calls a second Telegram takes, where
// that was found out.
func (b *Bot) keepPace() {
	o := &b.sender.overall
	o.mu.Lock()
	rate := max(o.rate, overallPerSecond)
	o.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(b.work), time.Second)
	defer cancel()
	value := strconv.FormatFloat(rate, 'f', 0, 64)
	was, err := b.store.Note(ctx, paceNote)
	if err == nil && was != value && (was != "" || rate > overallPerSecond) {
		err = b.store.SetNote(ctx, paceNote, value)
	}
	if err != nil {
		b.log.Warn("the next start has to find out anew how fast messages may be sent", "error", err)
	}
}
