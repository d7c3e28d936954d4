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
	// View is the message in which an earlier try showed how far it was; 0:
	// none.
	View int64
	At   time.Time
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
	// ID is its place in the order of all turns, given by the history.
	ID   int64
	Role ai.Role
	Text string
	// Tokens is about how many tokens the text has.
	Tokens int
	// Model is who answered ("provider/model"); empty for people.
	Model string
	At    time.Time
}

// Exchanged is a question with its answer, of which the newest counts.
type Exchanged struct {
	// Seq is the update that asked, Answered the one that was answered last:
	// the same, or one that had it answered anew.
	Seq, Answered int64
	// Question and Answer are its turns; zero where it was no part of the
	// conversation, as translations are not.
	Question, Answer Turn
	// Asks are the messages that asked, Parts those of the answer, in their
	// order, as far as they are whole at the messenger. Sending: others are still
	// on their way there.
	Asks    []Ask
	Parts   []int64
	Sending bool
	// Last: no later one is part of the conversation.
	Last bool
	At   time.Time
}

// Ask is a message that asked something. Digest tells whether another version of
// it asks the same.
type Ask struct {
	Message int64
	Digest  string
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
	Settings
}

// Settings are what a person chose besides their languages. The zero value is
// what everybody begins with.
type Settings struct {
	// Everything has all that they write in private translated.
	Everything bool `json:"everything,omitempty"`
	// Digits are those of Persian translations: "fa", "latin", or as they come.
	Digits string `json:"digits,omitempty"`
	// Register is how translations address people: "formal", "friendly", or as
	// the text does.
	Register string `json:"register,omitempty"`
	// Whole has answers shown only when they are whole, not while they are
	// written.
	Whole bool `json:"whole,omitempty"`
	// Simple has answers sent as ordinary messages, never as rich ones.
	Simple bool `json:"simple,omitempty"`
	// Persona is one of the ready characters by its name, or "own" for
	// Instructions; empty: none.
	Persona      string `json:"persona,omitempty"`
	Instructions string `json:"instructions,omitempty"`
	// Provider is the provider that is asked first, by its name; empty: as the
	// operator chose.
	Provider string `json:"provider,omitempty"`
	// Model is the one of its models that goes before the others, by the end of its
	// id, as buttons carry it; empty: none.
	Model string `json:"model,omitempty"`
	// Signed has answers say which model gave them.
	Signed bool `json:"signed,omitempty"`
}

// Glossary names a glossary: a person's own, or where Chat is not 0 a group's,
// to which Person adds.
type Glossary struct {
	Person, Chat int64
}

// Term is how a term is to be translated.
type Term struct {
	Source string
	// Target is its translation; empty: it stays as it is.
	Target string
	// Folded is the source as terms are compared; needed to change one.
	Folded string
	// Gone has the term taken out.
	Gone bool
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
	// Over are further messages of our own, which its further parts take the
	// place of, one by one. Those that are left over are deleted.
	Over []int64
	// Gone deletes the message Edit, and sends nothing.
	Gone bool
	// Bare takes the buttons off the message Edit and leaves it as it is
	// otherwise; where it is gone, nothing is sent. Where Edit is 0, it is the one
	// that the outbox's message Earlier has become by then.
	Bare    bool
	Earlier int64
	// Text is the Markdown to say. Model text and our own alike are
	// rendered, never trusted.
	Text string
	// Heard is what was said in the recording that it answers, shown folded above
	// the text; empty: there was none.
	Heard string
	// Plain is set where the text is to be shown as it is, without reading
	// it as Markdown, as translations are.
	Plain bool
	// Styles are those of a Plain text.
	Styles []Style
	// Rich is set where the text may go out as a rich message, if that shows it
	// better.
	Rich bool
	// File comes with the text, which stands below it; nil: none.
	File *File
	// Answer: it is what the person asked for. What is not begun of it can be
	// taken back.
	Answer bool
	// Notice: it tells who receives what they write, at the first contact.
	Notice bool
	// Ask opens the person's keyboard to answer this message.
	Ask bool
	// Buttons are rows of buttons below the last part.
	Buttons [][]Button
	// Parts is the reply as the messenger takes it, message by message. It
	// is cut once, before the reply is committed, so that a second try says
	// the same. The store does not look into it.
	Parts []json.RawMessage
}

// Place is the message of our own whose place a part takes; 0: none.
func (r Reply) Place(part int) int64 {
	switch {
	case part == 0:
		return r.Edit
	case part <= len(r.Over):
		return r.Over[part-1]
	}
	return 0
}

// Style is how a stretch of a text is set, in UTF-16 units. Kind is one of the
// messenger's, such as "bold"; URL and Language belong to some of them.
type Style struct {
	Kind     string `json:"kind"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`
	Language string `json:"language,omitempty"`
}

// File is a file to send.
type File struct {
	Name string
	Data []byte
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
	// Fresh forgets the context before Turns. Turns of an update that came
	// before the one that did so last are no context: they are kept only.
	Fresh bool
	Turns []Turn
	// Asks are the messages that asked what the outcome answers, so that the
	// exchange can be found by them, and by the messages of its Replies; none: it
	// is none to be found.
	Asks []Ask
	// Again is the exchange that is answered anew; 0: none. The Turns take the
	// place of its turns, the Asks, if there are any, that of its asks. Where it
	// is gone, no turns are kept.
	Again int64
	// Chosen are the languages that the person chose; nil: unchanged.
	Chosen *Languages
	// Settings are the person's from now on; nil: unchanged.
	Settings *Settings
	// Terms are changed in the Glossary.
	Glossary Glossary
	Terms    []Term
	// Asked is what was asked for, to be done otherwise at the press of a
	// button; the store does not look into it. Empty: nothing is kept.
	Asked string
	// Answered is an earlier update of the person whose Asked is not needed any
	// more; 0: none.
	Answered int64
	// Forget deletes all that is kept of the person Key.Person, in all their
	// conversations, but for what came after the update and these Replies.
	// What of it was on its way to them is taken back. When that is committed, it is
	// removed from the files, too.
	Forget bool
	// Noticed is when the person was told who receives what they write;
	// zero: unchanged. Where they were told meanwhile by another outcome, that
	// stays, and the Notice among the replies is left out.
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
	// Replaced: it was deleted before it was whole, and is sent anew.
	Replaced bool
}

// Traffic is what has gone on with a chat of late.
type Traffic struct {
	Chat int64
	// Calls are when messages were sent or edited there, oldest first, as far
	// as that is kept.
	Calls []time.Time
	// Frozen is until when the messenger wants the chat to be left alone; zero:
	// it does not.
	Frozen time.Time
}
