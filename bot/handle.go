package bot

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime/debug"
	"slices"
	"time"

	"github.com/go-telegram/bot/models"

	"hamzaban/bot/render"
	"hamzaban/chat"
	"hamzaban/translate"
)

// maxAttempts is how often an update is tried before it is buried.
const maxAttempts = 3

// maxKills is how often it may be broken off by the end of the process where
// that was no crash: whoever kills it knows nothing of updates. It bounds what
// a lack of memory, which looks alike, can do.
const maxKills = 10

// killsWithin is how soon after an update came kills say more of who kills than of it.
const killsWithin = 2 * time.Minute

// errHopeless marks a failure that another attempt cannot mend.
var errHopeless = errors.New("cannot be handled")

// handle sees one update through: it is finished, buried or parked. It returns false
// where the bot is stopped meanwhile and leaves it for the next start.
func (b *Bot) handle(u chat.Update) (through bool) {
	defer b.fence.lower(u)
	return b.see(u, nil)
}

// see is handle for an update that may have been parked.
func (b *Bot) see(u chat.Update, parked *chat.Parked) (through bool) {
	me := b.identity()
	if me == nil || !b.fence.pass(b.serving, u) {
		return false
	}
	ctx, leave := b.atWork.enter(b.work, u)
	defer leave()
	if parked == nil && !b.gather(ctx, &u) {
		return false
	}
	most := maxAttempts
	if !b.Crashed {
		if most = maxKills; time.Since(u.At) < killsWithin {
			most = math.MaxInt
		}
	}
	if u.Attempts >= maxAttempts-1 { // it may have ended the process: none of that kind beside it
		b.suspect.Lock()
		defer b.suspect.Unlock()
	}
	for ; ; u.Attempts++ {
		if u.Attempts >= most {
			b.bury(b.work, u, b.addressee(b.work, u, me), u.Attempts, fmt.Errorf("%d attempts came to nothing, or ended the process", u.Attempts))
			return true
		}
		err := b.alarm.persist(b.serving, "an attempt", func() error { return b.store.Begin(b.work, u.Seq) })
		if err != nil {
			if errors.Is(err, chat.ErrNotFound) { // done by somebody else
				return true
			}
			b.log.Error("an attempt could not be counted; the next start tries again", "update", u.ID, "error", err)
			return false
		}
		switch b.try(ctx, &u, parked, me) {
		case isSettled:
			return true
		case isLeft:
			return false
		}
	}
}

// fate is what becomes of an update after an attempt.
type fate int

const (
	tryAgain fate = iota
	isSettled
	isLeft // for the next start
)

// try makes one attempt, which was counted. Where it shows something, the update says
// so for the next one.
func (b *Bot) try(ctx context.Context, u *chat.Update, parked *chat.Parked, me *models.User) fate {
	var outcome chat.Outcome
	var e *event
	var err error
	// What the database is in the way of is no fault of the update's: that makes
	// one attempt, until it is out of the way.
	_ = b.alarm.persist(b.serving, "the quota book", func() error {
		if outcome, e, err = b.attempt(ctx, *u, parked, me); errors.Is(err, chat.ErrUnwritable) {
			return err
		}
		return nil
	})
	attempts := u.Attempts + 1
	if e != nil {
		u.View = e.update.View
	}
	var spent *delayed
	switch {
	case wasStopped(ctx) && (err != nil || e == nil || !e.kept):
		return isSettled // with what stopped it
	case err == nil:
		b.finish(*u, parked, outcome)
		if wasStopped(ctx) {
			b.atWork.keep(u.Seq)
		}
		if e != nil {
			b.fold(e)
		}
		return isSettled
	case b.work.Err() != nil || errors.Is(err, chat.ErrUnwritable) || errors.Is(err, chat.ErrDamaged):
		b.leave(*u)
		return isLeft
	case errors.As(err, &spent):
		b.park(e, parked, spent)
		return isSettled
	case errors.Is(err, errHopeless) || attempts >= maxAttempts:
		b.bury(b.work, *u, e, attempts, err)
		return isSettled
	}
	b.log.Warn("an update could not be handled; trying again", "update", u.ID, "attempt", attempts, "error", err)
	sleep(b.serving, time.Duration(attempts*attempts)*time.Second)
	if b.serving.Err() != nil {
		return isLeft
	}
	return tryAgain
}

// finish commits what handling an update came to.
func (b *Bot) finish(u chat.Update, parked *chat.Parked, o chat.Outcome) {
	over := slices.Clone(o.Ends)
	if parked != nil {
		over = append(over, u.Seq)
	}
	inPlace(u, &o)
	b.bare(&o, over)
	b.keep(b.work, func() ([]chat.Message, error) { return b.store.Finish(b.work, u.Seq, b.freeze(o)) })
	b.transcripts.drop(o.Forget, over...)
	b.transcripts.drop(false, u.Seq)
	if o.Forget {
		b.sender.dropTaken(b.work)
	}
}

// leave takes back an attempt that the bot's own stop broke off.
func (b *Bot) leave(u chat.Update) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(b.work), time.Second)
	defer cancel()
	if err := b.store.Leave(ctx, u.Seq); err != nil {
		b.log.Warn("a broken-off attempt counts as one", "update", u.ID, "error", err)
	}
}

// bury puts an update aside after so many attempts, with one apology to the
// person, where there is one, and a line for the operator.
func (b *Bot) bury(ctx context.Context, u chat.Update, e *event, attempts int, cause error) {
	b.log.Error("an update was put aside for good", "update", u.ID, "error", cause)
	var sorry chat.Outcome
	if e != nil && e.say != nil && e.key.Chat != 0 {
		sorry = e.outcome(e.say.Say("failed", nil))
		sorry.Ends, sorry.Replies = e.ends, append(sorry.Replies, e.undo...)
		b.notice(e, &sorry)
		inPlace(u, &sorry)
	}
	b.transcripts.drop(false, u.Seq)
	b.bare(&sorry, []int64{u.Seq})
	b.keep(ctx, func() ([]chat.Message, error) { return b.store.Bury(ctx, u.Seq, cause.Error(), b.freeze(sorry)) })
	b.tellAdmins(ctx, "buried", fmt.Sprint(u.Seq), func(say printer) string {
		return say.SayN("attention.buried", attempts, map[string]any{"Update": u.ID})
	})
}

// addressee finds whom to apologise to for an update that is not handled any
// more; nil: nobody.
func (b *Bot) addressee(ctx context.Context, u chat.Update, me *models.User) *event {
	e, err := decode(u, me)
	if err != nil || e == nil || !b.concerns(e) || b.meet(ctx, e) != nil {
		return nil
	}
	return e
}

// keep commits, however long the disk refuses, and sends what was committed.
func (b *Bot) keep(ctx context.Context, commit func() ([]chat.Message, error)) {
	var messages []chat.Message
	err := b.alarm.persist(ctx, "an outcome", func() (err error) {
		messages, err = commit()
		return err
	})
	if err == nil { // else it was settled before, or the next start does it
		b.sender.put(messages)
	}
}

// attempt handles an update once. A panic is an error like others.
func (b *Bot) attempt(ctx context.Context, u chat.Update, parked *chat.Parked, me *models.User) (o chat.Outcome, e *event, err error) {
	defer func() {
		if p := recover(); p != nil {
			b.log.Error("a handler panicked", "update", u.ID, "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
			err = errors.New("a handler panicked")
		}
	}()
	e, err = decode(u, me)
	if err != nil {
		return o, nil, fmt.Errorf("%w: %w", errHopeless, err)
	}
	if e == nil || !b.concerns(e) {
		return o, e, nil
	}
	e.again = parked != nil
	if err := b.meet(ctx, e); err != nil {
		return o, e, err
	}
	b.welcomeAdmin(e)
	inject(e)
	if e.edited {
		if meant, err := b.edited(ctx, e); err != nil || !meant {
			return chat.Outcome{Key: e.key, Ends: e.ends}, e, err
		}
	}
	if o, err = b.answer(ctx, e); err == nil {
		e.placed(&o)
	}
	if len(o.Replies) > 0 && o.Key == e.key && !o.Forget && e.from.LanguageCode != e.person.Messenger {
		o.Messenger = e.from.LanguageCode
	}
	return o, e, err
}

// concerns tells whether the bot is meant: in private always, in groups where
// it is called by command, by name or by a reply.
func (b *Bot) concerns(e *event) bool {
	if e.private || e.press != nil || e.called || e.edited {
		return true
	}
	if _, known := b.commands[e.command]; known {
		return true
	}
	_, short := translate.Shortcut(e.command)
	return short
}

// meet loads what is kept of the person and chooses their language.
func (b *Bot) meet(ctx context.Context, e *event) error {
	return b.meetAs(ctx, e, e.from.ID)
}

// meetAs is meet for somebody who acts as another: for a group's hidden admins.
func (b *Bot) meetAs(ctx context.Context, e *event, person int64) error {
	p, err := b.store.Person(ctx, person)
	switch {
	case err == nil:
	case !errors.Is(err, chat.ErrNotFound):
		return fmt.Errorf("reading the person's settings: %w", err)
	default:
		p = chat.Person{ID: person}
	}
	e.person = p
	e.say = b.bundle.For(p.Language, e.from.LanguageCode)
	return nil
}

// answer finds the handler and, at the first contact, puts the notice before
// what it says.
func (b *Bot) answer(ctx context.Context, e *event) (chat.Outcome, error) {
	open := b.commands[e.command].open || e.forgets()
	if !b.allowed(e) && !open {
		if e.press != nil {
			b.answerPress(ctx, e, render.Markdown(e.say.Say("denied", map[string]any{"ID": e.from.ID})).Text)
			return chat.Outcome{}, nil
		}
		if !e.private {
			return chat.Outcome{}, nil
		}
		return e.outcome(e.say.Say("denied", map[string]any{"ID": e.from.ID})), nil
	}
	if r := e.recording(); r != nil {
		if o, over, err := b.hear(ctx, e, r); over || err != nil {
			if err == nil {
				b.notice(e, &o)
			}
			return o, err
		}
	}
	o, err := b.dispatch(ctx, e)
	if err == nil && !open {
		e.showHeard(&o)
		b.notice(e, &o)
	}
	return o, err
}

// dispatch has the handler of the event's kind answer it.
func (b *Bot) dispatch(ctx context.Context, e *event) (o chat.Outcome, err error) {
	cmd, isCommand := b.commands[e.command]
	to, isShortcut := translate.Shortcut(e.command)
	switch {
	case e.stopped:
		return b.stop(ctx, e)
	case e.press != nil:
		o, err = b.pressed(ctx, e)
	case e.asksAboutPictures():
		o, err = b.look(ctx, e)
	case b.isFile(e) && !e.edited:
		o, err = b.file(ctx, e)
	case e.asksDocument():
		o, err = b.askDocument(ctx, e)
	case isCommand:
		o, err = cmd.run(b, ctx, e)
	case isShortcut:
		o, err = b.shortcut(ctx, e, to)
	case e.command != "":
		o = e.outcome(e.say.Say("unknown.command", map[string]any{"Command": "/" + e.command}))
	default:
		o, err = b.message(ctx, e)
	}
	return o, err
}

// notice puts before what is said at the first contact who receives what is
// written here.
func (b *Bot) notice(e *event, o *chat.Outcome) {
	if len(o.Replies) == 0 || !e.person.Noticed.IsZero() {
		return
	}
	o.Noticed = e.update.At
	o.Replies = append([]chat.Reply{b.firstNotice(e)}, o.Replies...)
}

func (b *Bot) firstNotice(e *event) chat.Reply {
	r := e.reply(e.say.Say("notice", nil))
	r.Notice = true
	return r
}

func (b *Bot) allowed(e *event) bool {
	return len(b.Allowed) == 0 || b.Allowed[e.from.ID] || b.Allowed[e.key.Chat] || b.Admins[e.from.ID]
}

// message answers a message that is no command.
func (b *Bot) message(ctx context.Context, e *event) (chat.Outcome, error) {
	if ask, ok := b.asked(e); ok {
		return b.translateAsked(ctx, e, ask)
	}
	if c, err := b.corrects(ctx, e); c != nil || err != nil {
		return b.correct(ctx, e, c, err)
	}
	if ask := translate.Parse(e.text, e.spoken); e.spoken != "" && ask.FromReply {
		return b.translateAsked(ctx, e, ask)
	}
	worded, said := worded(e.text) && e.spoken == "", e.message.Text != "" || e.heard != ""
	switch {
	case e.passedOn():
		return b.passed(ctx, e)
	case said && e.everything() && worded:
		return b.translateAsked(ctx, e, translate.Parse(e.text, ""))
	case said && (e.text != "" || e.quoted() != ""):
		// Called by name alone, under somebody's message: that is the question.
		return b.talk(ctx, e)
	case wordless(e.message) || e.message.Text != "":
		return e.outcome(e.say.Say("unsupported", nil)), nil
	}
	return chat.Outcome{}, nil // one of Telegram's own notices
}
