package chat

import (
	"encoding/json"
	"time"
)

// Dossier is all that is kept of a person, in the form in which they are given
// it.
type Dossier struct {
	ID int64 `json:"telegram_id"`
	// Language and the like are as in [Person].
	Since         time.Time           `json:"since,omitzero"`
	Noticed       time.Time           `json:"told_of_privacy,omitzero"`
	Language      string              `json:"language,omitempty"`
	Target        string              `json:"translates_into,omitempty"`
	Messenger     string              `json:"messenger_language,omitempty"`
	Settings      Settings            `json:"settings"`
	Usage         []DossierDay        `json:"usage"`
	Conversations []DossierTalk       `json:"conversations"`
	Translations  []DossierTranslated `json:"translations"`
	Glossary      []DossierTerm       `json:"glossary"`
	// Asked, Updates, Outbox and Unread are rows of those tables: what the
	// buttons below translations need, what arrived, what was answered, and
	// what could not be read and has their number in it.
	Asked   []DossierRow `json:"for_buttons"`
	Updates []DossierRow `json:"arrived"`
	Outbox  []DossierRow `json:"sent"`
	Unread  []DossierRow `json:"unreadable"`
	// Posts are the messages that asked something, and those of the answers.
	Posts []DossierPost `json:"messages_at_telegram"`
	// Remarks are what they were told of the bot's own accord.
	Remarks []DossierRow `json:"remarks"`
}

// DossierDay is what a person had on a day.
type DossierDay struct {
	Day          string `json:"day"`
	Answers      int    `json:"answers"`
	Translations int    `json:"translations"`
}

// DossierTalk is a conversation.
type DossierTalk struct {
	Chat   int64 `json:"chat"`
	Thread int64 `json:"topic,omitempty"`
	// Summary is what goes along with questions in the place of older messages.
	Summary string        `json:"summary,omitempty"`
	Turns   []DossierTurn `json:"messages"`
}

// DossierTurn is one thing said.
type DossierTurn struct {
	At    time.Time `json:"at"`
	Role  string    `json:"by"`
	Text  string    `json:"text"`
	Model string    `json:"model,omitempty"`
}

// DossierPost is a message of an exchange, of which its number is kept.
type DossierPost struct {
	At      time.Time `json:"at"`
	Chat    int64     `json:"chat"`
	Message int64     `json:"message"`
}

// DossierTranslated is a translation.
type DossierTranslated struct {
	At        time.Time `json:"at"`
	Chat      int64     `json:"chat,omitempty"` // 0: in private
	Source    string    `json:"from,omitempty"`
	Target    string    `json:"into"`
	Words     string    `json:"text"`
	Text      string    `json:"translation"`
	Model     string    `json:"model,omitempty"`
	Corrected bool      `json:"corrected,omitempty"`
}

// DossierTerm is a term of a glossary.
type DossierTerm struct {
	At     time.Time `json:"at"`
	Chat   int64     `json:"chat,omitempty"` // 0: their own
	Term   string    `json:"term"`
	Target string    `json:"translation,omitempty"` // empty: it stays as it is
}

// DossierRow is anything else with words in it.
type DossierRow struct {
	At     time.Time `json:"at"`
	Chat   int64     `json:"chat,omitempty"`
	Thread int64     `json:"topic,omitempty"`
	State  string    `json:"state,omitempty"`
	// Due is when it is taken up again, where it is kept for later.
	Due time.Time `json:"due,omitzero"`
	// Words are JSON as it is kept; nothing where it was forgotten.
	Words json.RawMessage `json:"content,omitempty"`
}
