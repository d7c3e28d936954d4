// Package chat is what a conversation is, whatever carries it: the nouns that
// the messenger's side (bot) and the disk's side (store) share, the ports
// through which they meet without knowing each other, and the assistant that
// turns a question and its history into an answer.
package chat

import (
	"encoding/json"
	"time"

	"hamzaban/ai"
)

// Key names a conversation: one person in one chat and topic. Nobody's turns
// become another's context.
type Key struct {
	Chat, Thread, Person int64
}

// Update is one thing that happened at the messenger, as it came.
type Update struct {
	// Seq is the place in the order of arrival, given by the inbox.
	Seq int64
	// ID is the messenger's own number for it. It may restart lower.
	ID int64
	// Lane groups the updates that must be handled one after the other.
	Lane string
	// Person is whose doing it is, so that it can be forgotten with them; 0
	// where unknown.
	Person int64
	Raw    json.RawMessage
	// Attempts counts the tries that were begun.
	Attempts int
	At       time.Time
}

// Parked says when an update that is kept for later is to be taken up again
// (Due), and from when on it is given up (Expires).
type Parked struct {
	Due, Expires time.Time
}

// Parking is an update that is parked.
type Parking struct {
	Update
	Parked
}

// Turn is one thing said in a conversation.
type Turn struct {
	Role ai.Role
	Text string
	// Tokens is about how many tokens the text has.
	Tokens int
	// Model is who answered ("provider/model"); empty for people.
	Model string
	At    time.Time
}

// Person is what is kept of somebody who uses the bot.
type Person struct {
	ID int64
	// Language is the interface's language as the person chose it, empty
	// where they left it to their messenger.
	Language string
	// Messenger is the language of their messenger as it last said; empty:
	// unknown.
	Messenger string
	// Target is the language they usually translate into; empty: by the
	// interface's language.
	Target string
	// Noticed is when they were told who receives what they write; zero: not
	// yet.
	Noticed time.Time
	// Since is when they first wrote.
	Since time.Time
}

// Languages are a person's choices, as in [Person].
type Languages struct {
	Language, Target string
}

// Usage is how much a person has had.
type Usage struct {
	Answers, Translations int
}

// Reply is something to say: Markdown and a destination.
type Reply struct {
	Chat, Thread int64
	// To is the message that it replies to; 0: none.
	To int64
	// Edit is the message of our own whose text it takes the place of; 0: it
	// is a new one. Where that one is gone, it is a new one after all.
	Edit int64
	// Text is the Markdown to say. Model text and our own alike are
	// rendered, never trusted.
	Text string
	// Plain is set where the text is to be shown as it is, without reading
	// it as Markdown, as translations are.
	Plain bool
	// Ask opens the person's keyboard to answer this message.
	Ask bool
	// Buttons are rows of buttons below the last part.
	Buttons [][]Button
	// Parts is the reply as the messenger takes it, message by message. It
	// is cut once, before the reply is committed, so that a second try says
	// the same. The store does not look into it.
	Parts []json.RawMessage
}

// Button is one button below a reply.
type Button struct {
	Label, Data string
}

// Outcome is what handling an update came to. It is committed as a whole, in
// one transaction with the update's being done, or not at all.
type Outcome struct {
	// Key is the conversation that Turns and Fresh are about, and the person
	// whom Chosen, Noticed, Messenger and Used are about.
	Key Key
	// Fresh forgets the context before Turns.
	Fresh bool
	Turns []Turn
	// Chosen are the languages that the person chose; nil: unchanged.
	Chosen *Languages
	// Noticed is when the person was told who receives what they write;
	// zero: unchanged.
	Noticed time.Time
	// Messenger is the language that the person's messenger speaks now;
	// empty: unchanged.
	Messenger string
	// Used is added to the person's usage of the day.
	Used Usage
	// Ends are earlier updates of the same person that are to be done without
	// an answer, where they are not done yet.
	Ends    []int64
	Replies []Reply
}

// Message is one part of a committed reply on its way out.
type Message struct {
	ID int64
	// Reply groups the parts of one reply; Part counts them from 0 to Of-1.
	Reply, Part, Of  int64
	Chat, Thread, To int64
	Payload          json.RawMessage
	// Sent is the messenger's id of the message once its first line is out;
	// 0: nothing was sent yet.
	Sent int64
	// Attempts counts the failures so far.
	Attempts int
}
