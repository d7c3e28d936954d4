package main

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"hamzaban/sandbox/providers"
	"hamzaban/sandbox/telegram"
)

// fault is one row of the table: what is done to the bot while people ask.
type fault struct {
	name string
	// tag is the build tag of the program, where it is not the one that ships.
	tag string
	// webhook: updates come that way, each three times.
	webhook bool
	// firstID is the first update's id; 0: the sandbox's own.
	firstID int64
	// tokenDelay has the models write their answers piece by piece, so long apart,
	// and people ask less often, for longer ones; 0: they come at once.
	tokenDelay time.Duration
	// groups: each asks in a group of their own.
	groups bool
	play   func(tr *trial)
}

var deliveryFaults = []fault{
	{name: "kill -9", play: killedAtRandom},
	{name: "kill -9, streamed", tokenDelay: streamedDelay, play: killedAtRandom},
	{name: "kill -9, groups", tokenDelay: streamedDelay, groups: true, play: killedAtRandom},
	{name: "SIGTERM", play: stoppedAtRandom},
	{name: "providers down", play: providersDown},
	{name: "Telegram fails", play: telegramFails},
	{name: "Telegram fails, streamed", tokenDelay: streamedDelay, play: telegramFails},
	{name: "Telegram fails, groups", tokenDelay: streamedDelay, groups: true, play: telegramFails},
	{name: "webhooks thrice, shuffled", webhook: true, play: deliveredThrice},
	{name: "lower ids", firstID: 5_000_000, play: lowerIDs},
	{name: "a handler panics", tag: "faults", play: handlerPanics},
	{name: "a handler ends it", tag: "faults", play: handlerEnds},
	{name: "restarts", play: restarted},
	{name: "restarts, webhook", webhook: true, play: restarted},
}

// streamedDelay is between two pieces of a streamed answer: one that takes several
// messages is written in some two seconds.
const streamedDelay = time.Millisecond

// perSecond is how many questions come a second: fewer where there are previews,
// which give way to everything else.
func (tr *trial) perSecond() int {
	if tr.streams {
		return 4
	}
	return 30
}

// longestLife is how long the bot lives at most where it is ended at random. Where
// answers are streamed it is twice as long as one takes: what is ended ten times
// before it can be whole is given up, as it should be.
func (tr *trial) longestLife() time.Duration {
	if tr.streams {
		return 4 * time.Second
	}
	return 2400 * time.Millisecond
}

// cuts lets so much of all calls take effect and cuts them off then.
func (tr *trial) cuts(share float64) {
	dice := rand.New(rand.NewPCG(tr.rand.Uint64(), 0))
	tr.telegram.Meddle(func(telegram.Call) *telegram.Fault {
		if dice.Float64() < share {
			f := telegram.AcceptedThenCut()
			return &f
		}
		return nil
	})
	tr.note("%.0f %% of the calls accepted and cut", 100*share)
}

func killedAtRandom(tr *trial) {
	tr.cuts(0.02)
	hush := tr.crowd(tr.perSecond())
	n := *kills
	if tr.streams {
		n = max(2*n/5, 3)
	}
	for range n {
		tr.start()
		tr.wait(0, tr.longestLife())
		tr.kill()
	}
	hush()
	tr.note("%d kills", n)
}

func stoppedAtRandom(tr *trial) {
	tr.cuts(0.02)
	hush := tr.crowd(tr.perSecond())
	var longest time.Duration
	n := max(*kills/5, 3) // they take longer than kills
	for range n {
		tr.start()
		tr.wait(0, tr.longestLife())
		begun := time.Now()
		tr.stop()
		longest = max(longest, time.Since(begun))
	}
	hush()
	tr.note("%d stops, the longest %.1f s", n, longest.Seconds())
}

func providersDown(tr *trial) {
	tr.start()
	hush := tr.crowd(tr.perSecond())
	const times = 3
	for range times {
		tr.wait(time.Second, 3*time.Second)
		down := providers.HTTP(503)
		down.RetryAfter = 2 * time.Second
		for _, name := range providers.Names {
			tr.providers.Break(name, down)
		}
		tr.wait(2*time.Second, 4*time.Second)
		for _, name := range providers.Names {
			tr.providers.Mend(name)
		}
	}
	hush()
	tr.note("all of them down %d times", times)
}

// telegramFails has a tenth of all calls fail in every way that Telegram has.
func telegramFails(tr *trial) {
	dice := rand.New(rand.NewPCG(tr.rand.Uint64(), 0))
	ways := []telegram.Fault{
		telegram.Flood(1), telegram.Flood(3), telegram.InternalError(), telegram.BadGateway(), telegram.Reset(),
		telegram.AcceptedThenError(), telegram.AcceptedThenCut(),
	}
	tr.telegram.Meddle(func(telegram.Call) *telegram.Fault {
		if dice.IntN(10) > 0 {
			return nil
		}
		return &ways[dice.IntN(len(ways))]
	})
	tr.slowed = true
	tr.start()
	hush := tr.crowd(tr.perSecond())
	tr.wait(20*time.Second, 21*time.Second)
	hush()
	tr.note("10 %% of the calls: 429, 500, 502 as HTML, reset, accepted and then cut or 502")
}

func deliveredThrice(tr *trial) {
	hush := tr.crowd(tr.perSecond())
	n := max(*kills/10, 2)
	for range n {
		tr.start()
		tr.wait(0, 2*tr.longestLife())
		tr.kill()
	}
	tr.start()
	tr.wait(5*time.Second, 6*time.Second)
	hush()
	tr.settle(patience)
	tr.post.late.Wait()
	tr.note("%d copies taken, %d kills", tr.post.copies.Load(), n)
}

// lowerIDs has the ids of updates begin anew, twice, while the bot runs and
// while it does not.
func lowerIDs(tr *trial) {
	tr.start()
	hush := tr.crowd(tr.perSecond())
	tr.wait(3*time.Second, 4*time.Second)
	tr.telegram.SetNextUpdateID(100_000)
	tr.wait(3*time.Second, 4*time.Second)
	tr.kill()
	tr.wait(0, time.Second)
	tr.telegram.SetNextUpdateID(1000)
	tr.wait(0, time.Second)
	tr.start()
	tr.wait(3*time.Second, 4*time.Second)
	hush()
	tr.note("ids from 5,000,000, then 100,000, then 1,000; one kill")
}

// attempts is how often an update is to be tried.
const attempts = 3

// poisonous has somebody ask what no handler survives, and go on asking.
func (tr *trial) poisonous(k kind) {
	tr.wait(time.Second, 2*time.Second)
	const chat = firstChat + 7
	tr.ask(chat, oneLine) // so that the first contact is over
	tr.ask(chat, k)
	tr.ask(chat, oneLine)
	tr.ask(chat, lines)
}

func handlerPanics(tr *trial) {
	tr.start()
	hush := tr.crowd(tr.perSecond())
	tr.poisonous(panics)
	tr.wait(7*time.Second, 8*time.Second)
	hush()
	tr.settle(patience)
	tried := tr.logged("msg=\"a handler panicked\"")
	if tried != attempts {
		tr.t.Errorf("the update was tried %d times, want %d", tried, attempts)
	}
	tr.note("one update, tried %d times, one apology", tried)
}

func handlerEnds(tr *trial) {
	tr.start()
	hush := tr.crowd(tr.perSecond())
	tr.poisonous(ends)
	for n := range attempts {
		if !tr.ends() {
			tr.t.Errorf("the process ended %d times, want %d", n, attempts)
			break
		}
		tr.start()
	}
	tr.wait(4*time.Second, 5*time.Second)
	hush()
	tr.note("one update, which ended the process %d times, one apology", len(tr.killed))
}

// restarted starts the bot again and again: every other time once all is
// answered, else at any moment.
func restarted(tr *trial) {
	tr.steady = true
	for i := range *restarts {
		tr.start()
		q := tr.ask(firstChat+int64(i%people), oneLine)
		if i%2 == 0 {
			tr.answered(q)
		} else {
			tr.wait(0, 400*time.Millisecond)
		}
		tr.stop()
	}
	tr.note("%d restarts", *restarts)
}

// answered waits until a question is answered.
func (tr *trial) answered(q question) {
	tr.t.Helper()
	ctx, cancel := context.WithTimeout(tr.t.Context(), patience)
	defer cancel()
	err := tr.telegram.Until(ctx, func() bool {
		return slices.ContainsFunc(tr.telegram.Chat(q.chat), func(m telegram.Message) bool {
			about, ok := asksAbout(shown(m.Words())[0])
			return ok && m.FromBot() && about == q
		})
	})
	if err != nil {
		tr.t.Errorf("a question is not answered: %+v", q)
	}
}
