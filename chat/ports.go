package chat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// ErrNotFound says that what was asked for is not kept.
var ErrNotFound = errors.New("not found")

// ErrUnwritable says that nothing can be kept for now, to no fault of what was
// to be kept: the same may be tried again. Nothing of it was kept.
var ErrUnwritable = errors.New("the database cannot be written")

// ErrFull is the [ErrUnwritable] that an operator has to look at.
var ErrFull = fmt.Errorf("%w: the disk is full, or fails", ErrUnwritable)

// ErrDamaged says that what is kept cannot be relied on any more. Nothing helps
// but to stop and to put a backup in its place.
var ErrDamaged = errors.New("the database is damaged")

// Inbox keeps updates from their arrival until they are done. An update that
// was received is handed out again after a crash until Finish or Bury.
type Inbox interface {
	// Adopt says whose updates come from now on. Where another bot's came
	// before, the cursor begins anew and no earlier ID counts as known.
	Adopt(ctx context.Context, bot int64) error
	// Receive commits the updates and the cursor together and returns the
	// new ones with Seq set, in order; those whose ID is already kept are
	// left out. Only when it returns nil may their arrival be confirmed.
	Receive(ctx context.Context, updates []Update, cursor int64) ([]Update, error)
	// Cursor returns what the last Receive was given, 0 at first.
	Cursor(ctx context.Context) (int64, error)
	// Unfinished returns what is open and not parked, of one lane or for ""
	// of all, oldest first: at most n of those whose Seq is above after.
	Unfinished(ctx context.Context, lane string, after int64, n int) ([]Update, error)
	// Known returns an update as long as it is kept, whatever became of it, and
	// at least as long as what it asked for is: see [Outcome]. Else it is
	// ErrNotFound.
	Known(ctx context.Context, seq int64) (Update, error)
	// Begin counts an attempt at an update before it is made. Like Leave,
	// Finish and Bury it returns ErrNotFound, and keeps nothing, when the
	// update is not open: unknown, finished or buried before.
	Begin(ctx context.Context, seq int64) error
	// Leave takes the last attempt back, since it was broken off to no fault
	// of the update's.
	Leave(ctx context.Context, seq int64) error
	// Show keeps the messenger's id of the message in which the work on an
	// update is shown, so that another try takes the same one.
	Show(ctx context.Context, seq, view int64) error
	// Finish commits the outcome and that the update is done. It returns the
	// replies' messages, ready to be sent. The update's text is forgotten.
	Finish(ctx context.Context, seq int64, o Outcome) ([]Message, error)
	// Merge makes one update of several of a person's, since they are parts of one
	// thing: that of seq is this from now on, and the parts are done. It returns
	// ErrNotFound, and changes nothing, when one of them is not open.
	Merge(ctx context.Context, seq int64, raw json.RawMessage, parts []int64) error
	// Bury puts an update aside for good, with the reason for the operator
	// and what is said to the person, which may be nothing.
	Bury(ctx context.Context, seq int64, reason string, o Outcome) ([]Message, error)
	// Park commits an outcome for now: the update stays open, is to be taken
	// up again when it is due, and is given up when it expires. Its attempts
	// begin anew. An update may be parked again and again.
	Park(ctx context.Context, seq int64, until Parked, o Outcome) ([]Message, error)
	// Due returns what is parked and due by then, oldest first, at most n, and
	// when the next one after those will be; zero: none is parked.
	Due(ctx context.Context, by time.Time, n int) ([]Parking, time.Time, error)
	// Open returns what is open of a lane, parked or not, oldest first: at most
	// n.
	Open(ctx context.Context, lane string, n int) ([]Update, error)
	// ParkedBy returns what is parked of a conversation.
	ParkedBy(ctx context.Context, k Key) ([]int64, error)
	// Promises returns, of those updates that are parked, the last message of
	// what was said to that; Sent is 0 where it is still on its way.
	Promises(ctx context.Context, seqs []int64) ([]Message, error)
	// PutAside keeps what could not be read as an update at all, and tells
	// whether it is new: the same is kept once, however often it is delivered.
	PutAside(ctx context.Context, raw json.RawMessage, reason string) (fresh bool, err error)
}

// Outbox keeps committed messages until they are sent. What changes a message
// returns ErrNotFound for one that is settled.
type Outbox interface {
	// Unsent returns the messages that are not settled, in their order.
	Unsent(ctx context.Context) ([]Message, error)
	// Answers tells whether the messenger's message in a chat is one of those that
	// answer the update. That is known as long as the update is.
	Answers(ctx context.Context, seq, chat, message int64) (bool, error)
	// Announce commits replies that answer nobody, unless the topic's last
	// event was the same: what is said of one event is said once, however
	// often it comes up. It returns their messages, ready to be sent.
	Announce(ctx context.Context, topic, event string, replies []Reply) ([]Message, error)
	// Remark is Announce to one conversation, of something that passes: that it
	// was said is forgotten after two days, or with the person. A Notice among
	// the replies is treated as in [Outcome.Noticed].
	Remark(ctx context.Context, k Key, topic, event string, replies []Reply) ([]Message, error)
	// Begun keeps the messenger's id of the message that the first line went
	// out as; the rest is still to be edited in.
	Begun(ctx context.Context, id, sent int64) error
	// Settled says that the message is whole at the messenger. Its payload is
	// forgotten.
	Settled(ctx context.Context, id, sent int64) error
	// SentAs returns the messenger's id of a message, 0 where it was never sent.
	SentAs(ctx context.Context, id int64) (int64, error)
	// Failed settles a message that can never be sent, with the reason.
	Failed(ctx context.Context, id int64, reason string) error
	// Recut replaces the payload of a message that was refused as it was, and
	// counts that as a failed attempt. What it does not hold any more goes into
	// messages of the same reply that come right after it, which are returned.
	Recut(ctx context.Context, id int64, payload json.RawMessage, more ...json.RawMessage) ([]Message, error)
	// Replace has a message that was deleted before it was whole sent anew. It
	// returns ErrNotFound for one that was already.
	Replace(ctx context.Context, id int64) error
	// Revoke settles what is not begun of the answers to a conversation's updates
	// before stop, an update itself, except for one message. Payloads are
	// forgotten. It returns the ids of all that the update has so stopped, also
	// at earlier tries.
	Revoke(ctx context.Context, k Key, stop, except int64) ([]int64, error)
	// Freeze keeps until when the messenger wants a chat to be left alone.
	Freeze(ctx context.Context, chat int64, until time.Time) error
	// Lately returns what has gone on since then, by chat, so that limits are
	// kept over a restart.
	Lately(ctx context.Context, since time.Time) ([]Traffic, error)
}

// History is what was said before.
type History interface {
	// Recent returns the last turns of a conversation since it was last
	// begun afresh, at most n, oldest first. Those that a summary tells of are
	// left out.
	Recent(ctx context.Context, k Key, n int) ([]Turn, error)
	// Before returns the last turns before an exchange, also those that a summary
	// tells of.
	Before(ctx context.Context, k Key, exchange int64, n int) ([]Turn, error)
	// Summary returns what stands for the turns that are left out; zero: nothing.
	Summary(ctx context.Context, k Key) (Summary, error)
	// KeepSummary keeps what stands for the turns up to Upto from now on. Nothing is
	// kept where that turn is no part of the conversation any more.
	KeepSummary(ctx context.Context, k Key, s Summary) error
}

// Exchanges finds what was asked and answered in a conversation. Its methods
// return ErrNotFound for what never was there, was somebody else's, or is not kept
// any more.
type Exchanges interface {
	// Exchange returns the one of this Seq.
	Exchange(ctx context.Context, k Key, seq int64) (Exchanged, error)
	// ExchangeAt returns the one that a message belongs to: it asked, or is part
	// of an answer, which may have been replaced since.
	ExchangeAt(ctx context.Context, k Key, message int64) (Exchanged, error)
	// LastExchange returns the last one that is part of the conversation since it
	// was begun afresh.
	LastExchange(ctx context.Context, k Key) (Exchanged, error)
}

// People is what is kept of those who use the bot.
type People interface {
	// Person returns what is kept; ErrNotFound at the first contact.
	Person(ctx context.Context, id int64) (Person, error)
	// Usage returns what a person had on the day (UTC) that t lies in, and
	// in all.
	Usage(ctx context.Context, id int64, t time.Time) (today, total Usage, err error)
	// Terms returns what a glossary holds.
	Terms(ctx context.Context, g Glossary) ([]Term, error)
	// Asked returns what the update asked for, if it was asked in this
	// conversation and is still kept; else ErrNotFound.
	Asked(ctx context.Context, k Key, seq int64) (string, error)
	// Stored returns how many of a person's turns are kept.
	Stored(ctx context.Context, id int64) (turns int, err error)
	// Dossier returns all that is kept of a person.
	Dossier(ctx context.Context, id int64) (Dossier, error)
}

// Notes keeps small facts of the program itself from run to run, such as what
// it last told the messenger about its commands.
type Notes interface {
	// Note returns "" for a key that was never set.
	Note(ctx context.Context, key string) (string, error)
	SetNote(ctx context.Context, key, value string) error
}
